import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { forwardingRules, NotificationTarget } from './notification-target';

/** CloudWatch adds up at most ten metrics in an alarm. */
const IN_ONE = 10;

/**
 * Alarms on rules that match an event and can't reach their target. EventBridge says so nowhere else, so a rule would be silent.
 *
 * @param scope where the alarms belong
 * @param name beginning of their names
 * @param rules rules with names
 * @param notify channels of the alarms, which CloudWatch reaches without EventBridge
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function alarmOnDelivery(scope: Construct, name: string, rules: readonly CfnRule[], notify: readonly NotificationTarget[]): void {
  const waiting = [...rules];
  const watched = new Set<CfnRule>();
  for (let number = 1; waiting.length > 0 || number === 1; number++) {
    // Connecting an alarm to a bus can make a rule, which needs an alarm as well.
    waiting.push(...forwardingRules(scope).filter((rule) => !watched.has(rule) && !waiting.includes(rule)));
    const some = waiting.splice(0, IN_ONE);
    if (some.length === 0) { return; }
    some.forEach((rule) => watched.add(rule));
    const alarm = deliveryAlarm(scope, number, name, some);
    notify.forEach((target) => target._connectAlarm(alarm));
    waiting.push(...forwardingRules(scope).filter((rule) => !watched.has(rule) && !waiting.includes(rule)));
  }
}

function deliveryAlarm(scope: Construct, number: number, name: string, rules: readonly CfnRule[]): cloudwatch.Alarm {
  const period = Duration.minutes(1);
  return new cloudwatch.Alarm(scope, `Delivery${number}`, {
    alarmName: `${name}-${number}`,
    alarmDescription: 'A rule matched an event and its target did not get it: notifications are lost. Look at the rule, its role, and the policy of the target and of its key.',
    metric: new cloudwatch.MathExpression({
      // No data point exists when nothing happened, and adding a missing value yields none.
      expression: rules.map((_, index) => `FILL(m${index + 1}, 0)`).join(' + '),
      period,
      label: 'events that did not reach their target',
      usingMetrics: Object.fromEntries(rules.map((rule, index) => [`m${index + 1}`, failedInvocations(rule, period)])),
    }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

/** Rules of the default bus have no bus among the dimensions of their metrics. */
function failedInvocations({ name, eventBusName }: CfnRule, period: Duration): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName: 'FailedInvocations',
    dimensionsMap: { ...(eventBusName === undefined ? {} : { EventBusName: eventBusName }), RuleName: name! },
    statistic: 'Sum',
    period,
  });
}
