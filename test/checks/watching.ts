import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';

export const ROLE_ARN = 'arn:aws:iam::111111111111:role/BreakGlassAdmin';
export const TOPIC_ARN = 'arn:aws:sns:eu-central-1:111111111111:pager';
export const ON_ROLE = `{ $.requestParameters.roleArn = "${ROLE_ARN}" }`;

/** A role that people assume in an emergency. */
export function breakGlassRole(stack: Stack, props: Partial<iam.CfnRoleProps> = {}): iam.CfnRole {
  return new iam.CfnRole(stack, 'Role', {
    roleName: 'BreakGlassAdmin',
    assumeRolePolicyDocument: { Statement: { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:user/jane' }, Action: 'sts:AssumeRole' } },
    ...props,
  });
}

/** A metric filter on a log group that the app doesn't have; its metric is called as the filter is. */
export function filter(
  stack: Stack, id: string, filterPattern: string = ON_ROLE, props: Partial<logs.CfnMetricFilterProps> = {},
): logs.CfnMetricFilter {
  return new logs.CfnMetricFilter(stack, id, {
    logGroupName: 'trail',
    filterPattern,
    metricTransformations: [{ metricNamespace: 'Security', metricName: id, metricValue: '1' }],
    ...props,
  });
}

export function alarm(stack: Stack, id: string, metricName: string, props: Partial<cloudwatch.CfnAlarmProps> = {}): cloudwatch.CfnAlarm {
  return new cloudwatch.CfnAlarm(stack, id, {
    namespace: 'Security',
    metricName,
    statistic: 'Sum',
    period: 60,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    alarmActions: [TOPIC_ARN],
    ...props,
  });
}

/** A rule with a target. */
export function rule(stack: Stack, id: string, eventPattern: object | undefined, props: Partial<events.CfnRuleProps> = {}): events.CfnRule {
  return new events.CfnRule(stack, id, { eventPattern, targets: [{ id: 'Pager', arn: TOPIC_ARN }], ...props });
}

export const ON_ASSUME_ROLE = { source: ['aws.sts'], detail: { eventName: ['AssumeRole'], requestParameters: { roleArn: [ROLE_ARN] } } };
export const ALL_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
