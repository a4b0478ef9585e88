import {
  CREDENTIAL_REPORT,
  DISABLE_ACCESS_KEYS,
  EBS_KEYS,
  FINDINGS_AND_TRAIL,
  ISOLATE_INTERFACES,
  KEEP_EVIDENCE,
  QUARANTINE_PRINCIPALS,
  RELEASE_PRINCIPALS,
  SEARCH_LOGS,
  SNAPSHOT_VOLUMES,
  SOURCES,
  TAG_SNAPSHOTS,
} from './common';
import { CataloguePlaybook } from './format';

/** Data, snapshots or backups are encrypted or destroyed. */
export const RANSOMWARE: CataloguePlaybook = {
  name: 'RANSOMWARE',
  title: 'Ransomware and destruction of data',
  description: 'Encryption or deletion of volumes, objects, databases, snapshots or backups for ransom.',
  sources: [SOURCES.ransomware, SOURCES.s3Ransom, SOURCES.rdsRansom],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      { actions: ['iam:GenerateCredentialReport', 'iam:GetCredentialReport', 'iam:ListAccessKeys'], sources: [SOURCES.ransomware] },
      {
        actions: ['backup:DescribeBackupVault', 'backup:ListBackupVaults', 'backup:ListRecoveryPointsByBackupVault'],
        sources: [SOURCES.ransomware],
      },
      { actions: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants', 'kms:ListKeys'], sources: [SOURCES.ransomware] },
      {
        actions: [
          's3:GetBucketObjectLockConfiguration',
          's3:GetBucketVersioning',
          's3:GetLifecycleConfiguration',
          's3:ListAllMyBuckets',
          's3:ListBucketVersions',
        ],
        sources: [SOURCES.ransomware, SOURCES.s3Ransom],
      },
      { actions: ['ec2:Describe*', 'rds:Describe*'], sources: [SOURCES.ransomware, SOURCES.rdsRansom] },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      DISABLE_ACCESS_KEYS,
      QUARANTINE_PRINCIPALS,
      ISOLATE_INTERFACES,
      // A lock can't be removed early, by design.
      { actions: ['ec2:LockSnapshot'], resources: ['arn:{{Partition}}:ec2:*::snapshot/*'], sources: [SOURCES.ransomware] },
      // The key is deleted after its waiting period. After a cancelled deletion it stays disabled until it is enabled.
      {
        actions: ['kms:CancelKeyDeletion', 'kms:EnableKey'],
        resources: ['arn:{{Partition}}:kms:*:{{Account}}:key/*'],
        sources: [SOURCES.ransomware],
      },
      {
        actions: ['s3:PutBucketPolicy', 's3:PutBucketVersioning'],
        resources: ['arn:{{Partition}}:s3:::*'],
        conditions: { StringEquals: { 'aws:ResourceAccount': '{{Account}}' } },
        sources: [SOURCES.ransomware],
      },
      {
        actions: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSnapshots', 'kms:ListKeys', 's3:GetBucketPolicy'],
        sources: [SOURCES.ransomware],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      SNAPSHOT_VOLUMES,
      TAG_SNAPSHOTS,
      ...EBS_KEYS,
      CREDENTIAL_REPORT,
      { actions: ['ec2:DescribeSnapshots', 'ec2:DescribeVolumes', 'kms:GetKeyPolicy', 's3:ListBucketVersions'], sources: [SOURCES.ransomware] },
      KEEP_EVIDENCE,
    ],
  },
  recovery: {
    // To restore takes longer than an hour, and fails when the session ends before it is complete.
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      RELEASE_PRINCIPALS,
      {
        actions: ['ec2:AttachVolume', 'ec2:CreateVolume', 'ec2:DetachVolume', 'ec2:StartInstances', 'ec2:StopInstances'],
        resources: [
          'arn:{{Partition}}:ec2:*::snapshot/*',
          'arn:{{Partition}}:ec2:*:{{Account}}:instance/*',
          'arn:{{Partition}}:ec2:*:{{Account}}:volume/*',
        ],
        sources: [SOURCES.ransomware],
      },
      // Copies a previous version over the current one. No deletion of versions or markers, which an attacker could use.
      {
        actions: ['s3:GetObjectVersion', 's3:PutObject'],
        resources: ['arn:{{Partition}}:s3:::*/*'],
        conditions: { StringEquals: { 'aws:ResourceAccount': '{{Account}}' } },
        sources: [SOURCES.ransomware, SOURCES.s3Ransom],
      },
      {
        actions: ['kms:CreateGrant'],
        resources: ['arn:{{Partition}}:kms:*:{{Account}}:key/*'],
        conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringLike: { 'kms:ViaService': ['ec2.*.amazonaws.com'] } },
        sources: [SOURCES.ebsKeys],
      },
      {
        actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
        resources: ['arn:{{Partition}}:kms:*:{{Account}}:key/*'],
        conditions: { StringLike: { 'kms:ViaService': ['ec2.*.amazonaws.com', 's3.*.amazonaws.com'] } },
        sources: [SOURCES.ebsKeys, SOURCES.s3Keys],
      },
      {
        actions: ['ec2:DescribeInstances', 'ec2:DescribeSnapshots', 'ec2:DescribeVolumes', 's3:ListAllMyBuckets', 's3:ListBucketVersions'],
        sources: [SOURCES.ransomware],
      },
    ],
  },
};
