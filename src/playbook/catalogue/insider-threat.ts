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
  UNSHARE_SNAPSHOTS,
} from './common';
import { CataloguePlaybook } from './format';

/** A person with legitimate access misuses it. */
export const INSIDER_THREAT: CataloguePlaybook = {
  name: 'INSIDER_THREAT',
  title: 'Insider threat',
  description: 'Misuse of legitimate access by staff, contractors or partners.',
  sources: [SOURCES.ransomware, SOURCES.dataAccess, SOURCES.credentials],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      READ_IAM,
      {
        actions: [
          'access-analyzer:ListAnalyzers',
          'access-analyzer:ListFindings',
          'macie2:GetFindings',
          'macie2:ListFindings',
          's3:GetBucketLogging',
          's3:GetBucketPolicy',
          's3:GetReplicationConfiguration',
          's3:ListAllMyBuckets',
        ],
        sources: [SOURCES.dataAccess],
      },
      {
        actions: ['ec2:DescribeSnapshotAttribute', 'ec2:DescribeSnapshots', 'ssm:DescribeSessions'],
        sources: [SOURCES.ransomware, SOURCES.terminateSession],
      },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      DISABLE_ACCESS_KEYS,
      QUARANTINE_PRINCIPALS,
      {
        actions: ['ssm:TerminateSession'],
        resources: ['arn:{{Partition}}:ssm:*:{{Account}}:session/*'],
        sources: [SOURCES.terminateSession],
      },
      UNSHARE_SNAPSHOTS,
      {
        actions: ['s3:PutBucketPublicAccessBlock'],
        resources: ['arn:{{Partition}}:s3:::*'],
        conditions: { StringEquals: { 'aws:ResourceAccount': '{{Account}}' } },
        sources: [SOURCES.dataAccess],
      },
      {
        actions: ['ec2:DescribeSnapshots', 'ec2:EnableSnapshotBlockPublicAccess', 'iam:ListRoles', 'iam:ListUsers', 'ssm:DescribeSessions'],
        sources: [SOURCES.credentials, SOURCES.snapshotBlock, SOURCES.terminateSession],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      CREDENTIAL_REPORT,
      {
        actions: ['cloudtrail:ListPublicKeys', 'cloudtrail:LookupEvents', 's3:GetBucketLogging', 's3:ListBucketVersions'],
        sources: [SOURCES.dataAccess, SOURCES.ransomware],
      },
      { actions: ['ssm:DescribeSessions', 'ssm:ListCommands'], sources: [SOURCES.terminateSession] },
      ...EXPORT_LOGS,
      KEEP_EVIDENCE,
    ],
  },
  recovery: {
    maxSessionHours: 1,
    readOnly: false,
    statements: [
      RELEASE_PRINCIPALS,
      ROTATE_SECRETS,
      {
        actions: ['iam:DeleteAccessKey', 'iam:ListAccessKeys'],
        resources: ['arn:{{Partition}}:iam::{{Account}}:user/*'],
        sources: [SOURCES.credentials],
      },
      {
        actions: ['s3:PutBucketPolicy', 's3:PutReplicationConfiguration'],
        resources: ['arn:{{Partition}}:s3:::*'],
        conditions: { StringEquals: { 'aws:ResourceAccount': '{{Account}}' } },
        sources: [SOURCES.dataAccess],
      },
      {
        actions: ['iam:ListRoles', 'iam:ListUsers', 's3:GetBucketPolicy', 's3:GetReplicationConfiguration', 'secretsmanager:ListSecrets'],
        sources: [SOURCES.credentials, SOURCES.dataAccess],
      },
    ],
  },
};
