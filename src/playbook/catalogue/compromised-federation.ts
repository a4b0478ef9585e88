import {
  CREDENTIAL_REPORT,
  DISABLE_ACCESS_KEYS,
  EXPORT_LOGS,
  FINDINGS_AND_TRAIL,
  KEEP_EVIDENCE,
  QUARANTINE_PRINCIPALS,
  READ_IAM,
  RELEASE_PRINCIPALS,
  SEARCH_LOGS,
  SOURCES,
} from './common';
import { CataloguePlaybook } from './format';

/** An attacker issues the tokens, or added an identity provider. */
export const COMPROMISED_FEDERATION: CataloguePlaybook = {
  name: 'COMPROMISED_FEDERATION',
  title: 'Compromised federation',
  description: 'A compromised identity provider, forged assertions, or identity providers planted in the account.',
  sources: [SOURCES.iamCredentials, SOURCES.preProvision],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      READ_IAM,
      {
        actions: [
          'identitystore:ListUsers',
          'sso-directory:ListExternalIdPCertificates',
          'sso-directory:ListExternalIdPConfigurationsForDirectory',
          'sso:ListAccountAssignments',
          'sso:ListInstances',
          'sso:ListPermissionSets',
          'sso:ListTrustedTokenIssuers',
        ],
        sources: [SOURCES.emergencyAccess],
      },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      // Without its provider a trust policy allows no new sessions. Open sessions need the quarantine.
      {
        actions: [
          'iam:DeleteOpenIDConnectProvider',
          'iam:DeleteSAMLProvider',
          'iam:RemoveClientIDFromOpenIDConnectProvider',
        ],
        resources: ['arn:{{Partition}}:iam::{{Account}}:oidc-provider/*', 'arn:{{Partition}}:iam::{{Account}}:saml-provider/*'],
        sources: [SOURCES.iamCredentials, SOURCES.identityProviders],
      },
      QUARANTINE_PRINCIPALS,
      DISABLE_ACCESS_KEYS,
      {
        // Metadata and client ids are read before they are deleted: recovery needs them.
        actions: [
          'cloudtrail:LookupEvents',
          'iam:GetOpenIDConnectProvider',
          'iam:GetSAMLProvider',
          'iam:ListOpenIDConnectProviders',
          'iam:ListRoles',
          'iam:ListSAMLProviders',
          'iam:ListUsers',
        ],
        sources: [SOURCES.identityProviders, SOURCES.revokeSessions],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      CREDENTIAL_REPORT,
      {
        actions: ['cloudtrail:LookupEvents', 'config:GetResourceConfigHistory', 'iam:GetOpenIDConnectProvider', 'iam:GetSAMLProvider'],
        sources: [SOURCES.iamCredentials, SOURCES.identityProviders],
      },
      ...EXPORT_LOGS,
      KEEP_EVIDENCE,
    ],
  },
  recovery: {
    maxSessionHours: 1,
    readOnly: false,
    statements: [
      {
        actions: ['iam:CreateSAMLProvider', 'iam:UpdateSAMLProvider'],
        resources: ['arn:{{Partition}}:iam::{{Account}}:saml-provider/*'],
        sources: [SOURCES.samlProviders],
      },
      {
        actions: [
          'iam:AddClientIDToOpenIDConnectProvider',
          'iam:CreateOpenIDConnectProvider',
          'iam:UpdateOpenIDConnectProviderThumbprint',
        ],
        resources: ['arn:{{Partition}}:iam::{{Account}}:oidc-provider/*'],
        sources: [SOURCES.oidcProviders],
      },
      RELEASE_PRINCIPALS,
      {
        actions: [
          'iam:GetOpenIDConnectProvider',
          'iam:GetSAMLProvider',
          'iam:ListAttachedRolePolicies',
          'iam:ListOpenIDConnectProviders',
          'iam:ListRoles',
          'iam:ListSAMLProviders',
        ],
        sources: [SOURCES.identityProviders],
      },
    ],
  },
};
