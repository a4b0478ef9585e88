import {
  EBS_KEYS,
  FINDINGS_AND_TRAIL,
  ISOLATE_INTERFACES,
  KEEP_EVIDENCE,
  QUARANTINE_PRINCIPALS,
  REPAIR_SECURITY_GROUPS,
  RUN_COMMAND,
  SOURCES,
} from './common';
import { CataloguePlaybook } from './format';

/** An incident that fits no other playbook yet. */
export const GENERAL_INCIDENT: CataloguePlaybook = {
  name: 'GENERAL_INCIDENT',
  title: 'General incident',
  description: 'The first hours of an incident of unknown kind. Change to the specific playbook as soon as the kind is known.',
  sources: [SOURCES.preProvision, SOURCES.responseGuide],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      // No Detective: it also has writes, and its graphs are not needed in the first hours.
      {
        actions: ['config:GetComplianceDetailsByConfigRule', 'logs:DescribeLogGroups', 'logs:FilterLogEvents', 'logs:GetLogEvents'],
        sources: [SOURCES.preProvision],
      },
      {
        actions: [
          'ec2:Describe*',
          'iam:Get*',
          'iam:List*',
          's3:GetBucketLocation',
          's3:GetBucketLogging',
          's3:GetBucketPolicy',
          's3:ListAllMyBuckets',
          's3:ListBucket',
        ],
        sources: [SOURCES.preProvision],
      },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      {
        actions: ['ec2:StopInstances', 'ec2:TerminateInstances'],
        resources: ['arn:{{Partition}}:ec2:*:{{Account}}:instance/*'],
        sources: [SOURCES.preProvision],
      },
      ISOLATE_INTERFACES,
      REPAIR_SECURITY_GROUPS,
      QUARANTINE_PRINCIPALS,
      {
        actions: ['iam:DeleteAccessKey', 'iam:ListAccessKeys', 'iam:UpdateAccessKey'],
        resources: ['arn:{{Partition}}:iam::{{Account}}:user/*'],
        sources: [SOURCES.preProvision, SOURCES.credentials],
      },
      {
        actions: ['ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'iam:ListRoles', 'iam:ListUsers'],
        sources: [SOURCES.preProvision],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      {
        actions: ['ec2:CopyImage', 'ec2:CopySnapshot', 'ec2:CreateImage', 'ec2:CreateSnapshot'],
        resources: [
          'arn:{{Partition}}:ec2:*::image/*',
          'arn:{{Partition}}:ec2:*::snapshot/*',
          'arn:{{Partition}}:ec2:*:{{Account}}:instance/*',
          'arn:{{Partition}}:ec2:*:{{Account}}:volume/*',
        ],
        sources: [SOURCES.preProvision, SOURCES.ec2Forensics],
      },
      { actions: ['ec2:DescribeImages', 'ec2:DescribeSnapshots', 'ssm:DescribeInstanceInformation'], sources: [SOURCES.preProvision] },
      ...EBS_KEYS,
      ...RUN_COMMAND,
      KEEP_EVIDENCE,
    ],
  },
  recovery: {
    maxSessionHours: 1,
    readOnly: false,
    wildcardReason:
      'Which resources an unknown incident took down is not known beforehand; the families below repair operation, and none of them '
      + 'touches identities, trust, organizations, accounts, code or stacks',
    statements: [
      // Actions that attach, start, stop and route existing resources. No RunInstances and no new databases: pipelines create those.
      {
        actions: [
          'ec2:*Address',
          'ec2:*NetworkAcl*',
          'ec2:*Route',
          'ec2:*SecurityGroup*',
          'ec2:AttachVolume',
          'ec2:CreateVolume',
          'ec2:DetachVolume',
          'ec2:RebootInstances',
          'ec2:StartInstances',
          'ec2:StopInstances',
        ],
        resources: ['arn:{{Partition}}:ec2:*::snapshot/*', 'arn:{{Partition}}:ec2:*:{{Account}}:*'],
        sources: [SOURCES.preProvision],
      },
      {
        actions: [
          'rds:Failover*',
          'rds:Reboot*',
          'rds:Restore*',
          'rds:StartDBCluster',
          'rds:StartDBInstance',
          'rds:StopDBCluster',
          'rds:StopDBInstance',
        ],
        resources: ['arn:{{Partition}}:rds:*:{{Account}}:*'],
        sources: [SOURCES.preProvision, SOURCES.rdsRestore],
      },
      {
        actions: ['autoscaling:Attach*', 'autoscaling:Detach*', 'autoscaling:ResumeProcesses', 'autoscaling:Set*', 'autoscaling:SuspendProcesses'],
        resources: ['arn:{{Partition}}:autoscaling:*:{{Account}}:autoScalingGroup:*'],
        sources: [SOURCES.preProvision],
      },
      {
        actions: ['elasticloadbalancing:*Rule*', 'elasticloadbalancing:*Target*', 'elasticloadbalancing:ModifyListener'],
        resources: ['arn:{{Partition}}:elasticloadbalancing:*:{{Account}}:*'],
        sources: [SOURCES.preProvision],
      },
      {
        actions: ['kms:CancelKeyDeletion', 'kms:EnableKey'],
        resources: ['arn:{{Partition}}:kms:*:{{Account}}:key/*'],
        sources: [SOURCES.ransomware],
      },
      {
        actions: ['autoscaling:Describe*', 'cloudwatch:GetMetricData', 'ec2:Describe*', 'elasticloadbalancing:Describe*', 'rds:Describe*'],
        sources: [SOURCES.preProvision],
      },
    ],
  },
};
