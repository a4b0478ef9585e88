import * as events from 'aws-cdk-lib/aws-events';
import { testAttacks } from './attacks';
import { ACCOUNT, alarmOn, Changed, found, REGION, synthesized } from './chain';
import { NotificationTarget } from '../../../src';
import { SynthesizedStack } from '../../../src/claims/internal';
import { smallOrganization } from '../fixture';

const claim = 'deliveries-are-watched';
const copyOf = (stacks: readonly SynthesizedStack[]) => new Changed(
  stacks.map((stack) => ({ ...stack, template: JSON.parse(JSON.stringify(stack.template)) })));
const alarm = (changed: Changed, name = '-Delivery-1') => changed.props('AWS::CloudWatch::Alarm', name);
const metric = (changed: Changed, name?: string) => alarm(changed, name).Metrics[1].MetricStat;

/** Takes a metric out, as somebody would who thinks of the expression. */
function leaveOut(metrics: any[], index: number): void {
  metrics.splice(index, 1);
  metrics.slice(1).forEach((one, at) => { one.Id = `m${at + 1}`; });
  metrics[0].Expression = metrics.slice(1).map(({ Id }) => `FILL(${Id}, 0)`).join(' + ');
}

describe('an alarm on deliveries', () => {
  testAttacks([
    ...([
      ['with a higher threshold', { Threshold: 1000 }],
      ['with more periods', { EvaluationPeriods: 10 }],
      ['with data points', { DatapointsToAlarm: 1 }],
      ['that alarms below its threshold', { ComparisonOperator: 'LessThanThreshold' }],
      ['that ignores missing data', { TreatMissingData: 'ignore' }],
      ['with actions off', { ActionsEnabled: false }],
      ['without an action', { AlarmActions: [] }],
      ['that notifies another topic', { AlarmActions: [`arn:aws:sns:${REGION}:${ACCOUNT}:builds`] }],
      ['with a metric instead of the sum', { Metrics: undefined, Namespace: 'AWS/Events', MetricName: 'FailedInvocations', Statistic: 'Sum', Period: 60 }],
      ['with an expression that hides', { expression: 'm1 * 0' }],
      ['with an expression that subtracts', { expression: 'FILL(m1, 0) - 1' }],
    ] as const).map(([text, { expression, ...props }]: readonly [string, any]) => ({
      text,
      claim,
      attack: (c: Changed) => { if (expression) { alarm(c).Metrics[0].Expression = expression; } else { Object.assign(alarm(c), props); } },
    })),
    { text: 'that is gone', claim, attack: (c) => { delete c.resources[Object.keys(c.resources).find((id) => /Delivery2/.test(id))!]; } },
    { text: 'of another name', claim, attack: (c) => { alarm(c).AlarmName = 'BREAK-GLASS-Deliveries'; } },
    { text: 'that leaves a rule out', claim, attack: (c) => leaveOut(alarm(c).Metrics, 3) },
    { text: 'that leaves a rule out of its expression', claim, attack: (c) => { alarm(c).Metrics[0].Expression = alarm(c).Metrics[0].Expression.replace(' + FILL(m3, 0)', ''); } },
    { text: 'that counts a rule of the team', claim, attack: (c) => { metric(c).Metric.Dimensions[0].Value = 'team-rule'; } },
    { text: 'that counts one rule twice and another one not at all', claim, attack: (c) => { metric(c).Metric.Dimensions[0].Value = alarm(c).Metrics[2].MetricStat.Metric.Dimensions[0].Value; } },
    { text: 'that counts invocations', claim, attack: (c) => { metric(c).Metric.MetricName = 'Invocations'; } },
    { text: 'that counts another service', claim, attack: (c) => { metric(c).Metric.Namespace = 'AWS/Lambda'; } },
    { text: 'that counts by the day', claim, attack: (c) => { metric(c).Period = 86400; } },
    { text: 'that takes the smallest count', claim, attack: (c) => { metric(c).Stat = 'Minimum'; } },
    { text: 'that counts in seconds', claim, attack: (c) => { metric(c).Unit = 'Seconds'; } },
    { text: 'that counts in another account', claim, attack: (c) => { alarm(c).Metrics[1].AccountId = '999999999999'; } },
    { text: 'of another bus', claim, attack: (c) => { metric(c).Metric.Dimensions.unshift({ Name: 'EventBusName', Value: 'team' }); } },
    { text: 'that shows a single rule', claim, attack: (c) => { alarm(c).Metrics[1].ReturnData = true; } },
    { text: 'that is muted', claim: 'alarms-not-silenced', attack: (c) => c.add('AWS::CloudWatch::AlarmMuteRule', { Rule: {}, MuteTargets: { AlarmNames: ['BREAK-GLASS-*'] } }) },
    { text: 'of a rule whose name changed', claim, also: ['rules-as-written'], attack: (c) => { c.props('AWS::Events::Rule', '-Root-1').Name = 'root'; } },
  ]);
});

describe('with elevated access, an alarm on deliveries', () => {
  let organization: SynthesizedStack[] | undefined;
  const on = () => copyOf(organization ??= smallOrganization());
  const elevation = 'ELEVATION-DELIVERY-';
  testAttacks([
    { text: 'that counts the default bus', claim, on, attack: (c) => { metric(c, elevation).Metric.Dimensions.shift(); } },
    { text: 'that counts another bus', claim, on, attack: (c) => { metric(c, elevation).Metric.Dimensions[0].Value = 'team'; } },
    { text: 'that leaves out the rule of the log', claim, on, attack: (c) => leaveOut(alarm(c, elevation).Metrics, 1) },
    { text: 'of the reviews that is too high', claim, on, attack: (c) => { alarm(c, 'ELEVATION-REVIEW-DELIVERY-').Threshold = 1000; } },
    { text: 'of the reviews that notifies another topic', claim, on, attack: (c) => { alarm(c, 'ELEVATION-REVIEW-DELIVERY-').AlarmActions = [`arn:aws:sns:${REGION}:${ACCOUNT}:builds`]; } },
  ]);
});

describe('an alarm on the rule that forwards to a bus', () => {
  const stacks = synthesized((stack) => {
    alarmOn(stack, [NotificationTarget.eventBus(events.EventBus.fromEventBusArn(stack, 'Bus', `arn:aws:events:${REGION}:999999999999:event-bus/security`)), NotificationTarget.opsItem()]);
  });
  const on = () => copyOf(stacks);

  test('is there and holds', () => {
    expect(JSON.stringify(alarm(on(), 'AlarmDelivery1').Metrics)).toContain('AlarmsToBus');
    expect(found(stacks)).toEqual([]);
  });

  testAttacks([
    { text: 'that is gone', claim, on, attack: (c) => { delete c.resources[Object.keys(c.resources).find((id) => /AlarmDelivery1/.test(id))!]; } },
    { text: 'that notifies an action less', claim, on, attack: (c) => { alarm(c, 'AlarmDelivery1').AlarmActions = [`arn:aws:ssm:${REGION}:${ACCOUNT}:opsitem:4`]; } },
  ]);
});
