import {
  CLOSE_SECURITY_GROUPS,
  FINDINGS_AND_TRAIL,
  KEEP_EVIDENCE,
  QUARANTINE_PRINCIPALS,
  RDS_KEYS,
  RELEASE_PRINCIPALS,
  SEARCH_LOGS,
  SOURCES,
} from './common';
import { CataloguePlaybook } from './format';

/** A database is exposed, copied or encrypted for ransom. */
export const DATABASE_COMPROMISE: CataloguePlaybook = {
  name: 'DATABASE_COMPROMISE',
  title: 'Database compromise',
  description: 'Exposed, copied, altered or destroyed databases in RDS, Aurora and DynamoDB.',
  sources: [SOURCES.rdsPublic, SOURCES.rdsRansom, SOURCES.dataAccess],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      { actions: ['rds:Describe*', 'rds:DownloadDBLogFilePortion'], sources: [SOURCES.rdsPublic, SOURCES.rdsRansom] },
      // Descriptions of tables, not items.
      {
        actions: [
          'dynamodb:DescribeContinuousBackups',
          'dynamodb:DescribeTable',
          'dynamodb:ListBackups',
          'dynamodb:ListExports',
          'dynamodb:ListTables',
        ],
        sources: [SOURCES.dataAccess, SOURCES.apiBreach],
      },
      {
        actions: ['cloudwatch:GetMetricData', 'ec2:DescribeFlowLogs', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups'],
        sources: [SOURCES.rdsRansom, SOURCES.rdsPublic],
      },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      QUARANTINE_PRINCIPALS,
      CLOSE_SECURITY_GROUPS,
      // A public database is made private by modifying it; the same call changes the password the attacker may know.
      {
        actions: ['rds:ModifyDBCluster', 'rds:ModifyDBInstance', 'rds:StopDBCluster', 'rds:StopDBInstance'],
        resources: ['arn:{{Partition}}:rds:*:{{Account}}:cluster:*', 'arn:{{Partition}}:rds:*:{{Account}}:db:*'],
        sources: [SOURCES.rdsPublic, SOURCES.rdsRansom],
      },
      // RDS has no condition to tell the removal of a share from a new share.
      {
        actions: ['rds:ModifyDBClusterSnapshotAttribute', 'rds:ModifyDBSnapshotAttribute'],
        resources: ['arn:{{Partition}}:rds:*:{{Account}}:cluster-snapshot:*', 'arn:{{Partition}}:rds:*:{{Account}}:snapshot:*'],
        sources: [SOURCES.rdsPublic],
      },
      {
        actions: [
          'ec2:DescribeSecurityGroups',
          'rds:DescribeDBClusters',
          'rds:DescribeDBClusterSnapshots',
          'rds:DescribeDBInstances',
          'rds:DescribeDBSnapshots',
        ],
        sources: [SOURCES.rdsPublic],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      {
        actions: ['rds:CopyDBSnapshot', 'rds:CreateDBClusterSnapshot', 'rds:CreateDBSnapshot'],
        resources: [
          'arn:{{Partition}}:rds:*:{{Account}}:cluster-snapshot:*',
          'arn:{{Partition}}:rds:*:{{Account}}:cluster:*',
          'arn:{{Partition}}:rds:*:{{Account}}:db:*',
          'arn:{{Partition}}:rds:*:{{Account}}:snapshot:*',
        ],
        sources: [SOURCES.ransomware, SOURCES.rdsRansom],
      },
      {
        actions: ['dynamodb:CreateBackup'],
        resources: ['arn:{{Partition}}:dynamodb:*:{{Account}}:table/*'],
        sources: [SOURCES.dataAccess],
      },
      ...RDS_KEYS,
      {
        actions: ['rds:DescribeDBInstances', 'rds:DescribeDBLogFiles', 'rds:DescribeDBSnapshots', 'rds:DownloadDBLogFilePortion'],
        sources: [SOURCES.rdsPublic, SOURCES.rdsRansom],
      },
      KEEP_EVIDENCE,
    ],
  },
  recovery: {
    // To restore a database takes long.
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      RELEASE_PRINCIPALS,
      {
        actions: ['ec2:AuthorizeSecurityGroupEgress', 'ec2:AuthorizeSecurityGroupIngress'],
        resources: ['arn:{{Partition}}:ec2:*:{{Account}}:security-group/*'],
        sources: [SOURCES.networkChanges],
      },
      // No restores of DynamoDB tables: their caller needs to read and write the items.
      {
        actions: [
          'rds:ModifyDBInstance',
          'rds:RestoreDBClusterToPointInTime',
          'rds:RestoreDBInstanceFromDBSnapshot',
          'rds:RestoreDBInstanceToPointInTime',
          'rds:StartDBCluster',
          'rds:StartDBInstance',
        ],
        resources: [
          'arn:{{Partition}}:rds:*:{{Account}}:cluster-pg:*',
          'arn:{{Partition}}:rds:*:{{Account}}:cluster:*',
          'arn:{{Partition}}:rds:*:{{Account}}:db:*',
          'arn:{{Partition}}:rds:*:{{Account}}:og:*',
          'arn:{{Partition}}:rds:*:{{Account}}:pg:*',
          'arn:{{Partition}}:rds:*:{{Account}}:snapshot:*',
          'arn:{{Partition}}:rds:*:{{Account}}:subgrp:*',
        ],
        sources: [SOURCES.ransomware, SOURCES.rdsRestore],
      },
      ...RDS_KEYS,
      {
        actions: ['rds:DescribeDBClusters', 'rds:DescribeDBInstances', 'rds:DescribeDBSnapshots'],
        sources: [SOURCES.ransomware],
      },
    ],
  },
};
