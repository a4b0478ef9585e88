import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';

/** What most samples have in common. Each function of a sample puts its resources into a stack of account 111111111111. */
export const ROOT = 'arn:aws:iam::111111111111:root';
export const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
export const IAM_FULL_ACCESS = 'arn:aws:iam::aws:policy/IAMFullAccess';
export const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

export function allow(action: string | string[], resource: string | string[] = '*'): object {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

export function policy(...statements: object[]): { Version: string; Statement: object[] } {
  return { Version: '2012-10-17', Statement: statements };
}

export function trust(principal: object, condition?: object, action: string | string[] = 'sts:AssumeRole'): object {
  return { Effect: 'Allow', Principal: principal, Action: action, ...condition === undefined ? {} : { Condition: condition } };
}

/** A topic with one subscription by mail. */
export function topicWithMail(stack: Stack, props: sns.CfnTopicProps): sns.CfnTopic {
  const topic = new sns.CfnTopic(stack, 'Topic', props);
  new sns.CfnSubscription(stack, 'Mail', { topicArn: topic.ref, protocol: 'email', endpoint: 'security@example.com' });
  return topic;
}

export function rule(stack: Stack, id: string, eventPattern: object, target: string, props: Partial<events.CfnRuleProps> = {}): void {
  new events.CfnRule(stack, id, { eventPattern, targets: [{ id: 'Target', arn: target }], ...props });
}

/** A metric filter, and an alarm on its metric. */
export function filterWithAlarm(
  stack: Stack, name: string, logGroupName: string, filterPattern: string, props: Partial<cloudwatch.CfnAlarmProps>,
): void {
  const metric = { metricNamespace: 'Security', metricName: `${name}Count` };
  new logs.CfnMetricFilter(stack, `${name}Filter`, { logGroupName, filterPattern, metricTransformations: [{ ...metric, metricValue: '1' }] });
  new cloudwatch.CfnAlarm(stack, `${name}Alarm`, {
    namespace: metric.metricNamespace,
    metricName: metric.metricName,
    statistic: 'Sum',
    period: 60,
    evaluationPeriods: 1,
    threshold: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    ...props,
  });
}
