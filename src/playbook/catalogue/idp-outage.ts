import { CREDENTIAL_REPORT, DISABLE_ACCESS_KEYS, FINDINGS_AND_TRAIL, QUARANTINE_PRINCIPALS, READ_EVIDENCE, SOURCES, SUPPORT_CASES } from './common';
import { CataloguePlaybook } from './format';

/** The identity provider is down, or its trust with AWS is broken: the regular sign-in fails. */
export const IDP_OUTAGE: CataloguePlaybook = {
  name: 'IDP_OUTAGE',
  title: 'Identity provider outage',
  description: 'Sign-in through the identity provider or IAM Identity Center fails, by outage, expiry or misconfiguration.',
  sources: [SOURCES.preProvision, SOURCES.emergencyAccess],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      {
        actions: [
          'iam:GetOpenIDConnectProvider',
          'iam:GetRole',
          'iam:GetSAMLProvider',
          'iam:ListOpenIDConnectProviders',
          'iam:ListRoles',
          'iam:ListSAMLProviders',
        ],
        sources: [SOURCES.identityProviders],
      },
      {
        actions: [
          'sso-directory:ListExternalIdPCertificates',
          'sso-directory:ListExternalIdPConfigurationsForDirectory',
          'sso:DescribeInstance',
          'sso:GetSSOStatus',
          'sso:ListInstances',
        ],
        sources: [SOURCES.emergencyAccess],
      },
      { actions: ['health:DescribeEventDetails', 'health:DescribeEvents'], sources: [SOURCES.healthEvents] },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      // Attackers use forgotten users and keys during an outage: close what the emergency doesn't need.
      DISABLE_ACCESS_KEYS,
      QUARANTINE_PRINCIPALS,
      { actions: ['cloudtrail:LookupEvents', 'iam:GetAccessKeyLastUsed', 'iam:ListRoles', 'iam:ListUsers'], sources: [SOURCES.credentials] },
      SUPPORT_CASES,
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: true,
    statements: [
      CREDENTIAL_REPORT,
      {
        actions: ['cloudtrail:LookupEvents', 'config:GetResourceConfigHistory', 'iam:GetOpenIDConnectProvider', 'iam:GetSAMLProvider'],
        sources: [SOURCES.iamCredentials, SOURCES.identityProviders],
      },
      READ_EVIDENCE,
    ],
  },
  recovery: {
    maxSessionHours: 1,
    readOnly: false,
    statements: [
      // New metadata, certificates and thumbprints for providers that roles trust already. No trust policy changes.
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
      {
        actions: [
          'cloudtrail:LookupEvents',
          'iam:GetOpenIDConnectProvider',
          'iam:GetSAMLProvider',
          'iam:ListOpenIDConnectProviders',
          'iam:ListSAMLProviders',
        ],
        sources: [SOURCES.identityProviders],
      },
      SUPPORT_CASES,
    ],
  },
};
