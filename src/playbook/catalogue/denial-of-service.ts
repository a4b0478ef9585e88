import { EXPORT_LOGS, FINDINGS_AND_TRAIL, KEEP_EVIDENCE, SEARCH_LOGS, SOURCES } from './common';
import { CataloguePlaybook } from './format';

/** A service is overloaded with traffic. */
export const DENIAL_OF_SERVICE: CataloguePlaybook = {
  name: 'DENIAL_OF_SERVICE',
  title: 'Denial of service',
  description: 'Volumetric, protocol or application-layer floods against public endpoints.',
  sources: [SOURCES.denialOfService, SOURCES.dosFramework],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      { actions: ['shield:Describe*', 'shield:List*'], sources: [SOURCES.denialOfService, SOURCES.dosFramework] },
      // WAF's reads by name, because one of them decrypts API keys.
      {
        actions: [
          'wafv2:GetIPSet',
          'wafv2:GetLoggingConfiguration',
          'wafv2:GetSampledRequests',
          'wafv2:GetWebACL',
          'wafv2:ListIPSets',
          'wafv2:ListResourcesForWebACL',
          'wafv2:ListWebACLs',
        ],
        sources: [SOURCES.denialOfService],
      },
      {
        actions: [
          'autoscaling:Describe*',
          'cloudfront:GetDistribution',
          'cloudfront:ListDistributions',
          'cloudwatch:GetMetricData',
          'cloudwatch:ListMetrics',
          'ec2:DescribeAddresses',
          'ec2:DescribeNetworkAcls',
          'elasticloadbalancing:Describe*',
          'route53:GetHealthCheckStatus',
          'route53:ListHealthChecks',
        ],
        sources: [SOURCES.denialOfService],
      },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      {
        actions: ['wafv2:CreateIPSet', 'wafv2:UpdateIPSet', 'wafv2:UpdateRuleGroup', 'wafv2:UpdateWebACL'],
        resources: [
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/ipset/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/managedruleset/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/rulegroup/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/webacl/*',
        ],
        sources: [SOURCES.denialOfService],
      },
      {
        actions: ['ec2:CreateNetworkAclEntry', 'ec2:ReplaceNetworkAclEntry'],
        resources: ['arn:{{Partition}}:ec2:*:{{Account}}:network-acl/*'],
        sources: [SOURCES.denialOfService],
      },
      // The size of the group, not its launch template.
      {
        actions: ['autoscaling:UpdateAutoScalingGroup'],
        resources: ['arn:{{Partition}}:autoscaling:*:{{Account}}:autoScalingGroup:*'],
        conditions: { Null: { 'autoscaling:LaunchConfigurationName': 'true' } },
        sources: [SOURCES.denialOfService],
      },
      {
        actions: [
          'autoscaling:DescribeAutoScalingGroups',
          'ec2:DescribeNetworkAcls',
          'shield:EnableApplicationLayerAutomaticResponse',
          'shield:ListAttacks',
          'wafv2:GetIPSet',
          'wafv2:GetSampledRequests',
          'wafv2:GetWebACL',
          'wafv2:ListWebACLs',
        ],
        sources: [SOURCES.denialOfService],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      {
        actions: [
          'autoscaling:DescribeScalingActivities',
          'cloudwatch:GetMetricData',
          'ec2:DescribeFlowLogs',
          'shield:DescribeAttack',
          'shield:DescribeAttackStatistics',
          'shield:ListAttacks',
          'wafv2:GetLoggingConfiguration',
          'wafv2:GetSampledRequests',
          'wafv2:ListWebACLs',
        ],
        sources: [SOURCES.denialOfService],
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
        actions: ['wafv2:UpdateIPSet', 'wafv2:UpdateRuleGroup', 'wafv2:UpdateWebACL'],
        resources: [
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/ipset/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/managedruleset/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/rulegroup/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/webacl/*',
        ],
        sources: [SOURCES.denialOfService],
      },
      {
        actions: ['ec2:DeleteNetworkAclEntry', 'ec2:ReplaceNetworkAclEntry'],
        resources: ['arn:{{Partition}}:ec2:*:{{Account}}:network-acl/*'],
        sources: [SOURCES.denialOfService],
      },
      {
        actions: ['autoscaling:UpdateAutoScalingGroup'],
        resources: ['arn:{{Partition}}:autoscaling:*:{{Account}}:autoScalingGroup:*'],
        conditions: { Null: { 'autoscaling:LaunchConfigurationName': 'true' } },
        sources: [SOURCES.denialOfService],
      },
      {
        actions: [
          'autoscaling:DescribeAutoScalingGroups',
          'cloudwatch:GetMetricData',
          'ec2:DescribeNetworkAcls',
          'elasticloadbalancing:DescribeTargetHealth',
          'route53:GetHealthCheckStatus',
          'wafv2:GetIPSet',
          'wafv2:GetWebACL',
          'wafv2:ListWebACLs',
        ],
        sources: [SOURCES.denialOfService],
      },
    ],
  },
};
