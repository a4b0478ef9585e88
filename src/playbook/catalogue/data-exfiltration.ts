import {
  DISABLE_ACCESS_KEYS,
  EXPORT_LOGS,
  FINDINGS_AND_TRAIL,
  KEEP_EVIDENCE,
  QUARANTINE_PRINCIPALS,
  RELEASE_PRINCIPALS,
  ROTATE_SECRETS,
  SEARCH_LOGS,
  SOURCES,
  UNSHARE_SNAPSHOTS,
} from './common';
import { CataloguePlaybook } from './format';

/** Data is read, shared or copied without permission. */
export const DATA_EXFILTRATION: CataloguePlaybook = {
  name: 'DATA_EXFILTRATION',
  title: 'Unauthorized data access and exfiltration',
  description: 'Unauthorized access to S3 data, public or foreign shares of data, and data leaving the account.',
  sources: [SOURCES.dataAccess, SOURCES.personalData, SOURCES.s3Public],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      // Configuration and object names of buckets, never the objects.
      {
        actions: [
          's3:GetAccountPublicAccessBlock',
          's3:GetBucket*',
          's3:GetLifecycleConfiguration',
          's3:GetReplicationConfiguration',
          's3:ListAccessGrants',
          's3:ListAllMyBuckets',
          's3:ListBucket',
        ],
        sources: [SOURCES.dataAccess, SOURCES.s3Public],
      },
      // Macie's reads by name, because one of them shows the sensitive data.
      {
        actions: [
          'access-analyzer:ListAnalyzers',
          'access-analyzer:ListFindings',
          'lakeformation:ListPermissions',
          'macie2:GetFindings',
          'macie2:ListFindings',
        ],
        sources: [SOURCES.dataAccess],
      },
      {
        actions: [
          'cloudwatch:GetMetricData',
          'ec2:DescribeFlowLogs',
          'ec2:DescribeSnapshotAttribute',
          'ec2:DescribeSnapshots',
          'ec2:DescribeVpcEndpoints',
        ],
        sources: [SOURCES.dataAccess, SOURCES.flowLogs],
      },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      DISABLE_ACCESS_KEYS,
      QUARANTINE_PRINCIPALS,
      // A reader in another account can't be quarantined: only the bucket's policy can deny it.
      {
        actions: ['s3:GetBucketPolicy', 's3:GetBucketPublicAccessBlock', 's3:PutBucketPolicy', 's3:PutBucketPublicAccessBlock'],
        resources: ['arn:{{Partition}}:s3:::*'],
        conditions: { StringEquals: { 'aws:ResourceAccount': '{{Account}}' } },
        sources: [SOURCES.dataAccess, SOURCES.s3Public],
      },
      {
        actions: ['s3:DeleteAccessGrant'],
        resources: ['arn:{{Partition}}:s3:*:{{Account}}:access-grants/default/grant/*'],
        sources: [SOURCES.dataAccess],
      },
      UNSHARE_SNAPSHOTS,
      {
        actions: ['ec2:DescribeSnapshots', 'ec2:EnableSnapshotBlockPublicAccess', 's3:ListAllMyBuckets', 's3:PutAccountPublicAccessBlock'],
        sources: [SOURCES.dataAccess, SOURCES.snapshotBlock],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      {
        actions: [
          'cloudtrail:GetEventSelectors',
          'cloudtrail:LookupEvents',
          'macie2:GetFindings',
          'macie2:ListFindings',
          's3:GetBucketAcl',
          's3:GetBucketLogging',
          's3:GetBucketPolicy',
          's3:GetBucketVersioning',
          's3:ListAllMyBuckets',
          's3:ListBucketVersions',
        ],
        sources: [SOURCES.dataAccess, SOURCES.personalData],
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
      ROTATE_SECRETS,
      // Attackers use replication, notification and lifecycle rules to copy more data or to hide traces.
      {
        actions: [
          's3:GetBucketPolicy',
          's3:PutBucketNotification',
          's3:PutBucketPolicy',
          's3:PutBucketPublicAccessBlock',
          's3:PutBucketVersioning',
          's3:PutLifecycleConfiguration',
          's3:PutReplicationConfiguration',
        ],
        resources: ['arn:{{Partition}}:s3:::*'],
        conditions: { StringEquals: { 'aws:ResourceAccount': '{{Account}}' } },
        sources: [SOURCES.dataAccess],
      },
      {
        actions: ['s3:GetBucketNotification', 's3:GetLifecycleConfiguration', 's3:GetReplicationConfiguration', 's3:ListAllMyBuckets'],
        sources: [SOURCES.dataAccess],
      },
    ],
  },
};
