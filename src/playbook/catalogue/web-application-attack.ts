import { EXPORT_LOGS, FINDINGS_AND_TRAIL, KEEP_EVIDENCE, SEARCH_LOGS, SOURCES } from './common';
import { CataloguePlaybook } from './format';

/** Injection, broken authorization or stolen accounts behind a public API or web application. */
export const WEB_APPLICATION_ATTACK: CataloguePlaybook = {
  name: 'WEB_APPLICATION_ATTACK',
  title: 'Web application and API attack',
  description: 'Exploitation of a web application or API behind API Gateway or a load balancer, and of its user accounts.',
  sources: [SOURCES.apiBreach, SOURCES.denialOfService],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      {
        actions: [
          'wafv2:GetIPSet',
          'wafv2:GetLoggingConfiguration',
          'wafv2:GetSampledRequests',
          'wafv2:GetWebACL',
          'wafv2:GetWebACLForResource',
          'wafv2:ListResourcesForWebACL',
          'wafv2:ListWebACLs',
        ],
        sources: [SOURCES.apiBreach],
      },
      // By path: paths below /apikeys return the values of keys.
      {
        actions: ['apigateway:GET'],
        resources: ['arn:{{Partition}}:apigateway:*::/apis*', 'arn:{{Partition}}:apigateway:*::/restapis*'],
        sources: [SOURCES.apiBreach],
      },
      {
        actions: [
          'cloudwatch:GetMetricData',
          'cognito-idp:DescribeUserPool',
          'cognito-idp:ListUserPools',
          'ecs:DescribeServices',
          'elasticloadbalancing:Describe*',
        ],
        sources: [SOURCES.apiBreach],
      },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      {
        actions: ['wafv2:AssociateWebACL', 'wafv2:CreateIPSet', 'wafv2:UpdateIPSet', 'wafv2:UpdateWebACL'],
        resources: [
          'arn:{{Partition}}:elasticloadbalancing:*:{{Account}}:loadbalancer/app/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/ipset/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/managedruleset/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/rulegroup/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/webacl/*',
        ],
        sources: [SOURCES.apiBreach],
      },
      // Throttling of stages. ARNs of API Gateway have no account.
      {
        actions: ['apigateway:PATCH', 'apigateway:SetWebACL', 'wafv2:AssociateWebACL'],
        resources: ['arn:{{Partition}}:apigateway:*::/restapis/*/stages/*'],
        conditions: { StringEquals: { 'aws:ResourceAccount': '{{Account}}' } },
        sources: [SOURCES.apiBreach],
      },
      {
        actions: ['cognito-idp:AdminDisableUser', 'cognito-idp:AdminUserGlobalSignOut'],
        resources: ['arn:{{Partition}}:cognito-idp:*:{{Account}}:userpool/*'],
        sources: [SOURCES.apiBreach],
      },
      {
        actions: [
          'cognito-idp:ListUserPools',
          'elasticloadbalancing:DescribeLoadBalancers',
          'elasticloadbalancing:SetWebAcl',
          'wafv2:GetIPSet',
          'wafv2:GetSampledRequests',
          'wafv2:GetWebACL',
          'wafv2:ListWebACLs',
        ],
        sources: [SOURCES.apiBreach],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      {
        actions: [
          'cloudtrail:LookupEvents',
          'cloudwatch:GetMetricData',
          'elasticloadbalancing:DescribeLoadBalancerAttributes',
          'elasticloadbalancing:DescribeLoadBalancers',
          'wafv2:GetLoggingConfiguration',
          'wafv2:GetSampledRequests',
          'wafv2:ListWebACLs',
        ],
        sources: [SOURCES.apiBreach],
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
        actions: ['wafv2:UpdateIPSet', 'wafv2:UpdateWebACL'],
        resources: [
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/ipset/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/managedruleset/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/rulegroup/*',
          'arn:{{Partition}}:wafv2:*:{{Account}}:*/webacl/*',
        ],
        sources: [SOURCES.apiBreach],
      },
      {
        actions: ['apigateway:PATCH'],
        resources: ['arn:{{Partition}}:apigateway:*::/restapis/*/stages/*'],
        conditions: { StringEquals: { 'aws:ResourceAccount': '{{Account}}' } },
        sources: [SOURCES.apiBreach],
      },
      {
        actions: ['cognito-idp:AdminEnableUser'],
        resources: ['arn:{{Partition}}:cognito-idp:*:{{Account}}:userpool/*'],
        sources: [SOURCES.apiBreach],
      },
      {
        actions: [
          'cloudwatch:GetMetricData',
          'elasticloadbalancing:DescribeTargetHealth',
          'wafv2:GetIPSet',
          'wafv2:GetSampledRequests',
          'wafv2:GetWebACL',
          'wafv2:ListWebACLs',
        ],
        sources: [SOURCES.apiBreach],
      },
    ],
  },
};
