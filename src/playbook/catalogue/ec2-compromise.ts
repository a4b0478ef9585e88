import {
  CLOSE_SECURITY_GROUPS,
  EBS_KEYS,
  FINDINGS_AND_TRAIL,
  ISOLATE_INTERFACES,
  KEEP_EVIDENCE,
  REPAIR_SECURITY_GROUPS,
  RUN_COMMAND,
  SEARCH_LOGS,
  SNAPSHOT_VOLUMES,
  SOURCES,
  TAG_SNAPSHOTS,
} from './common';
import { CataloguePlaybook } from './format';

/** An instance, or the network around it, is compromised. */
export const EC2_COMPROMISE: CataloguePlaybook = {
  name: 'EC2_COMPROMISE',
  title: 'EC2 and network compromise',
  description: 'Malware, mining or intruders on instances, and unauthorized changes of the network.',
  sources: [SOURCES.ec2Malware, SOURCES.ec2Forensics, SOURCES.networkChanges],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      {
        actions: ['autoscaling:Describe*', 'ec2:Describe*', 'ec2:GetConsoleOutput', 'ec2:GetConsoleScreenshot', 'elasticloadbalancing:Describe*'],
        sources: [SOURCES.ec2Malware, SOURCES.networkChanges],
      },
      {
        actions: [
          'cloudwatch:GetMetricData',
          'iam:GetInstanceProfile',
          'ssm:DescribeInstanceInformation',
          'ssm:DescribeSessions',
          'ssm:ListCommands',
        ],
        sources: [SOURCES.ec2Malware, SOURCES.ec2Forensics],
      },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      ISOLATE_INTERFACES,
      CLOSE_SECURITY_GROUPS,
      // Stops instances and doesn't terminate them: the volumes are evidence.
      {
        actions: ['ec2:DisassociateIamInstanceProfile', 'ec2:StopInstances'],
        resources: ['arn:{{Partition}}:ec2:*:{{Account}}:instance/*'],
        sources: [SOURCES.ec2Malware],
      },
      {
        actions: ['ec2:CreateTags'],
        resources: ['arn:{{Partition}}:ec2:*:{{Account}}:instance/*'],
        conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['IncidentId'] } },
        sources: [SOURCES.ec2Malware],
      },
      {
        actions: ['autoscaling:DetachInstances'],
        resources: ['arn:{{Partition}}:autoscaling:*:{{Account}}:autoScalingGroup:*'],
        sources: [SOURCES.ec2Malware],
      },
      {
        actions: ['elasticloadbalancing:DeregisterTargets'],
        resources: ['arn:{{Partition}}:elasticloadbalancing:*:{{Account}}:targetgroup/*'],
        sources: [SOURCES.ec2Malware],
      },
      {
        actions: ['ssm:TerminateSession'],
        resources: ['arn:{{Partition}}:ssm:*:{{Account}}:session/*'],
        sources: [SOURCES.terminateSession],
      },
      {
        actions: [
          'ec2:DescribeIamInstanceProfileAssociations',
          'ec2:DescribeInstances',
          'ec2:DescribeSecurityGroups',
          'elasticloadbalancing:DescribeTargetGroups',
        ],
        sources: [SOURCES.ec2Malware],
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
      ...RUN_COMMAND,
      { actions: ['ec2:DescribeInstances', 'ec2:DescribeSnapshots'], sources: [SOURCES.ec2Forensics] },
      KEEP_EVIDENCE,
    ],
  },
  recovery: {
    maxSessionHours: 1,
    readOnly: false,
    statements: [
      REPAIR_SECURITY_GROUPS,
      ISOLATE_INTERFACES,
      {
        actions: ['ec2:AttachVolume', 'ec2:CreateVolume', 'ec2:DetachVolume', 'ec2:RebootInstances', 'ec2:StartInstances', 'ec2:StopInstances'],
        resources: [
          'arn:{{Partition}}:ec2:*::snapshot/*',
          'arn:{{Partition}}:ec2:*:{{Account}}:instance/*',
          'arn:{{Partition}}:ec2:*:{{Account}}:volume/*',
        ],
        sources: [SOURCES.ec2Malware, SOURCES.ransomware],
      },
      {
        actions: ['autoscaling:AttachInstances'],
        resources: ['arn:{{Partition}}:autoscaling:*:{{Account}}:autoScalingGroup:*'],
        sources: [SOURCES.ec2Malware],
      },
      {
        actions: ['elasticloadbalancing:RegisterTargets'],
        resources: ['arn:{{Partition}}:elasticloadbalancing:*:{{Account}}:targetgroup/*'],
        sources: [SOURCES.ec2Malware],
      },
      {
        actions: [
          'ec2:DescribeInstances',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSnapshots',
          'ec2:DescribeVolumes',
          'elasticloadbalancing:DescribeTargetHealth',
        ],
        sources: [SOURCES.ec2Malware],
      },
    ],
  },
};
