import { App, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ACCOUNT, elevatedAccess } from '../support/fixture';
import { resourcesIn, shortName } from '../support/synthesized';
import { NotificationTarget } from 'cdk-break-glass';

const { stack } = elevatedAccess();
const alarms = resourcesIn(stack, 'AWS::CloudWatch::Alarm');
const alarm = (name: string) => alarms[`Alarms${name}`];
const topic = `arn:aws:sns:eu-central-1:${ACCOUNT}:BREAK-GLASS-ALARMS`;
const NAMES = ['AccessMissing', 'Bypassed', 'DeadLetters', 'FollowUpFailed', 'GrantFailed', 'ReconcilerFailed', 'ReconcilerSilent', 'RevokeFailed', 'UnknownAccess'];

test('these are the alarms', () => {
  expect(Object.keys(alarms).sort()).toEqual([...NAMES, 'Delivery1'].map((name) => `Alarms${name}`).sort());
});

describe.each(NAMES)('%s', (name) => {
  test('pages whom the construct was given, and says what to do', () => {
    expect(alarm(name)).toMatchObject({ AlarmActions: [topic], AlarmDescription: expect.stringMatching(/^[A-Z].{30,}\.$/) });
    expect(alarm(name).ActionsEnabled).not.toBe(false);
  });

  test('is raised by the first time, within minutes', () => {
    expect(alarm(name)).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 });
    const metrics: any[] = alarm(name).Metrics ?? [];
    const periods = [alarm(name).Period, ...metrics.map(({ MetricStat }) => MetricStat?.Period)];
    expect(periods.filter((period) => period !== undefined && period !== (name === 'ReconcilerSilent' ? 900 : 300))).toEqual([]);
  });

  test('has a name by which detections and guardrails know break-glass alarms', () => {
    expect(alarm(name).AlarmName).toMatch(new RegExp(`^BREAK-GLASS-ELEVATION-${name.replace(/([a-z])([A-Z])/g, '$1-$2').toUpperCase()}-[0-9a-f]{8}$`));
  });
});

test('only silence is raised by data that is missing', () => {
  const missing = Object.fromEntries(NAMES.map((name) => [name, alarm(name).TreatMissingData]));
  expect(missing).toEqual({ ...Object.fromEntries(NAMES.map((name) => [name, 'notBreaching'])), ReconcilerSilent: 'breaching' });
});

test('silence is less than one success of the reconciler in three of its turns', () => {
  expect(alarm('ReconcilerSilent')).toMatchObject({
    Namespace: 'AWS/States',
    MetricName: 'ExecutionsSucceeded',
    Statistic: 'Sum',
    ComparisonOperator: 'LessThanThreshold',
    Period: 900,
    Dimensions: [{ Name: 'StateMachineArn', Value: expect.stringContaining('Reconcile') }],
  });
});

const COUNTING = [['GrantFailed', 'Life'], ['RevokeFailed', 'End'], ['ReconcilerFailed', 'Reconcile']];
test.each(COUNTING)('%s counts what failed, timed out or was stopped of %s', (name, machine) => {
  const [sum, ...metrics] = alarm(name).Metrics;
  expect(sum).toMatchObject({ Expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)', ReturnData: true });
  const counted = metrics.map(({ Id, MetricStat: { Metric, Stat } }: any) => [Id, Metric.MetricName, Stat, shortName(Metric.Dimensions[0].Value)]);
  expect(counted).toEqual([
    ['failed', 'ExecutionsFailed', 'Sum', machine], ['timedOut', 'ExecutionsTimedOut', 'Sum', machine], ['aborted', 'ExecutionsAborted', 'Sum', machine],
  ]);
});

test('dead letters are seen as long as they lie there', () => {
  expect(alarm('DeadLetters')).toMatchObject({ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum' });
});

const URGENT = [['Bypassed', 'Elevation Bypassed'], ['UnknownAccess', 'Elevation Unknown Access'], ['AccessMissing', 'Elevation Access Missing']];

test.each(URGENT)(
  '%s counts the events of a rule that tells of them at once', (name, detailType) => {
    const rule = resourcesIn(stack, 'AWS::Events::Rule')[`Alarms${name}Rule`];
    expect(rule).toMatchObject({
      EventPattern: { 'source': ['cdk-break-glass.elevation'], 'detail-type': [detailType] }, State: 'ENABLED', Targets: [{ Arn: topic }],
    });
    expect(alarm(name)).toMatchObject({
      Namespace: 'AWS/Events',
      MetricName: 'MatchedEvents',
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Dimensions: [{ Name: 'EventBusName', Value: rule.EventBusName }, { Name: 'RuleName', Value: rule.Name }],
    });
  });

test('every step is told, whatever it is', () => {
  expect(resourcesIn(stack, 'AWS::Events::Rule').AlarmsSteps).toMatchObject({
    EventPattern: { source: ['cdk-break-glass.elevation'] }, State: 'ENABLED', Targets: [{ Arn: topic }], EventBusName: expect.stringMatching(/^BREAK-GLASS-ELEVATION-/),
  });
});

test('the events that alarms count are events that the workflows send', () => {
  const definitions = JSON.stringify(resourcesIn(stack, 'AWS::StepFunctions::StateMachine'));
  for (const [, type] of URGENT) { expect(definitions).toContain(type); }
});

test('several are told, each by its own way', () => {
  const scope = new Stack(new App({ analyticsReporting: false }), 'Targets', { env: { account: ACCOUNT, region: 'eu-central-1' } });
  const bus = events.EventBus.fromEventBusArn(scope, 'Bus', `arn:aws:events:eu-central-1:${ACCOUNT}:event-bus/chat`);
  const second = `arn:aws:sns:eu-central-1:${ACCOUNT}:BREAK-GLASS-SECOND`;
  const topics = [topic, second].map((arn, index) => sns.Topic.fromTopicArn(scope, `Topic${index}`, arn));
  const notify = [...topics.map((one) => NotificationTarget.topic(one)), NotificationTarget.eventBus(bus)];
  const other = elevatedAccess({ props: { notify } }).stack;
  const actions = Object.values(resourcesIn(other, 'AWS::CloudWatch::Alarm')).map(({ AlarmActions }) => AlarmActions);
  // With the one on the delivery of the rules.
  expect(actions).toHaveLength(NAMES.length + 1);
  expect(actions.filter((ones) => ones.length !== 2)).toEqual([]);
  expect(resourcesIn(other, 'AWS::Events::Rule').AlarmsSteps.Targets).toHaveLength(3);
});

test('a reconciler that seldom runs is missed after three of its turns as well', () => {
  const seldom = elevatedAccess({ props: { reconcileInterval: Duration.minutes(30) } }).stack;
  expect(resourcesIn(seldom, 'AWS::CloudWatch::Alarm').AlarmsReconcilerSilent).toMatchObject({ Period: 5400, TreatMissingData: 'breaching' });
});
