import {
  CREDENTIAL_REPORT,
  DISABLE_ACCESS_KEYS,
  EXPORT_LOGS,
  FINDINGS_AND_TRAIL,
  KEEP_EVIDENCE,
  QUARANTINE_PRINCIPALS,
  READ_IAM,
  RELEASE_PRINCIPALS,
  ROTATE_SECRETS,
  SEARCH_LOGS,
  SOURCES,
} from './common';
import { CataloguePlaybook } from './format';

/** An access key, a password or a session is compromised. */
export const CREDENTIAL_COMPROMISE: CataloguePlaybook = {
  name: 'CREDENTIAL_COMPROMISE',
  title: 'Credential compromise',
  description: 'Access keys, passwords or role sessions in the wrong hands.',
  sources: [SOURCES.credentials, SOURCES.iamCredentials],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      READ_IAM,
      { actions: ['access-analyzer:ListAnalyzers', 'access-analyzer:ListFindings'], sources: [SOURCES.credentials] },
      // Resources that the key may have created, and the names of secrets to rotate.
      { actions: ['ec2:DescribeInstances', 'secretsmanager:ListSecrets'], sources: [SOURCES.credentials, SOURCES.iamCredentials] },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      DISABLE_ACCESS_KEYS,
      QUARANTINE_PRINCIPALS,
      {
        actions: [
          'cloudtrail:LookupEvents',
          'iam:GetAccessKeyLastUsed',
          'iam:ListAttachedRolePolicies',
          'iam:ListAttachedUserPolicies',
          'iam:ListRoles',
          'iam:ListUsers',
        ],
        sources: [SOURCES.credentials],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      CREDENTIAL_REPORT,
      {
        actions: ['cloudtrail:GetTrail', 'cloudtrail:ListPublicKeys', 'cloudtrail:LookupEvents', 'guardduty:GetFindings', 'guardduty:ListFindings'],
        sources: [SOURCES.credentials],
      },
      ...EXPORT_LOGS,
      KEEP_EVIDENCE,
    ],
  },
  recovery: {
    maxSessionHours: 1,
    readOnly: false,
    statements: [
      RELEASE_PRINCIPALS,
      // Deletes the compromised keys. New keys are for the regular access process.
      {
        actions: ['iam:DeleteAccessKey', 'iam:ListAccessKeys', 'iam:UpdateAccessKey'],
        resources: ['arn:{{Partition}}:iam::{{Account}}:user/*'],
        sources: [SOURCES.credentials, SOURCES.iamCredentials],
      },
      ROTATE_SECRETS,
      {
        actions: ['iam:ListAttachedRolePolicies', 'iam:ListAttachedUserPolicies', 'iam:ListRoles', 'iam:ListUsers', 'secretsmanager:ListSecrets'],
        sources: [SOURCES.credentials],
      },
    ],
  },
};
