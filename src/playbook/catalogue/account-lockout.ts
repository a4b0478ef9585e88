import {
  CREDENTIAL_REPORT,
  DISABLE_ACCESS_KEYS,
  FINDINGS_AND_TRAIL,
  QUARANTINE_PRINCIPALS,
  READ_EVIDENCE,
  READ_IAM,
  RELEASE_PRINCIPALS,
  SOURCES,
  SUPPORT_CASES,
} from './common';
import { CataloguePlaybook } from './format';

/** The administrators of an account are locked out, by mistake or on purpose. */
export const ACCOUNT_LOCKOUT: CataloguePlaybook = {
  name: 'ACCOUNT_LOCKOUT',
  title: 'Account lockout',
  description: 'Administrators can no longer act in an account: lost devices, changed credentials or policies that deny everyone.',
  sources: [SOURCES.preProvision, SOURCES.accountCredentials],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      READ_IAM,
      // Works in the management account and for delegated administrators: a lockout often is a service control policy.
      {
        actions: [
          'organizations:DescribeEffectivePolicy',
          'organizations:DescribeOrganization',
          'organizations:DescribePolicy',
          'organizations:ListParents',
          'organizations:ListPoliciesForTarget',
        ],
        sources: [SOURCES.orgPolicies],
      },
      { actions: ['account:GetAlternateContact', 'account:GetContactInformation', 'support:DescribeCases'], sources: [SOURCES.accountCredentials] },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      // Quarantines the principal that locked the others out, and disables its keys.
      DISABLE_ACCESS_KEYS,
      QUARANTINE_PRINCIPALS,
      {
        actions: [
          'cloudtrail:LookupEvents',
          'iam:ListAttachedRolePolicies',
          'iam:ListAttachedUserPolicies',
          'iam:ListRoles',
          'iam:ListUsers',
        ],
        sources: [SOURCES.credentials],
      },
      SUPPORT_CASES,
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: true,
    statements: [
      CREDENTIAL_REPORT,
      {
        actions: [
          'cloudtrail:LookupEvents',
          'config:GetResourceConfigHistory',
          'organizations:DescribePolicy',
          'organizations:ListPoliciesForTarget',
        ],
        sources: [SOURCES.iamCredentials, SOURCES.orgPolicies],
      },
      READ_EVIDENCE,
    ],
  },
  recovery: {
    maxSessionHours: 1,
    readOnly: false,
    statements: [
      // Corrects a wrong quarantine, a disabled key, and a device with a wrong clock.
      // No new passwords and MFA devices: with these permissions a session could take any identity.
      RELEASE_PRINCIPALS,
      {
        actions: ['iam:ListAccessKeys', 'iam:ResyncMFADevice', 'iam:UpdateAccessKey'],
        resources: ['arn:{{Partition}}:iam::{{Account}}:user/*'],
        sources: [SOURCES.credentials, SOURCES.mfaSync],
      },
      {
        actions: [
          'iam:ListAttachedRolePolicies',
          'iam:ListAttachedUserPolicies',
          'iam:ListMFADevices',
          'iam:ListRoles',
          'iam:ListUsers',
        ],
        sources: [SOURCES.credentials, SOURCES.mfaSync],
      },
      SUPPORT_CASES,
    ],
  },
};
