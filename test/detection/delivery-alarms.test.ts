import { App, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import { BreakGlassAlarm, detection, IncidentResponseRole, NotificationTarget, NotificationTopic } from '../../src';
import { resolvedTemplate, resourcesOfType } from '../support/resolve';

const ACCOUNT = '222222222222';
const SECURITY_BUS = 'arn:aws:events:us-east-1:111111111111:event-bus/security';

function testStack(): Stack {
  return new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: 'us-east-1' } });
}

const roleIn = (stack: Stack) => IncidentResponseRole.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`);
const topicIn = (stack: Stack) => NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic);
const busIn = (stack: Stack) => NotificationTarget.eventBus(events.EventBus.fromEventBusArn(stack, 'Bus', SECURITY_BUS));

/** Names of the rules whose failed deliveries an alarm adds up, by alarm. */
function watchedRules(stack: Stack): string[][] {
  return Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::CloudWatch::Alarm'))
    .filter(({ Metrics }) => Metrics !== undefined)
    .map(({ Metrics }) => Metrics.filter(({ MetricStat }: any) => MetricStat).map(({ MetricStat: { Metric } }: any) => {
      expect(Metric).toMatchObject({ Namespace: 'AWS/Events', MetricName: 'FailedInvocations' });
      return Metric.Dimensions.find(({ Name }: any) => Name === 'RuleName').Value;
    }));
}

const ruleNames = (stack: Stack): string[] => Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::Events::Rule')).map(({ Name }) => Name);

test('every rule of a Region is watched by one alarm, ten rules in each', () => {
  const stack = testStack();
  new detection.BreakGlassRules(stack, 'Rules', { roles: [roleIn(stack)], notify: [topicIn(stack)] });
  const watched = watchedRules(stack);
  expect(watched.flat().sort()).toEqual(ruleNames(stack).sort());
  expect(watched.slice(0, -1).map((rules) => rules.length)).toEqual(watched.slice(0, -1).map(() => 10));
});

test('an alarm says when one event was lost, by every channel', () => {
  const stack = testStack();
  new detection.BreakGlassRules(stack, 'Rules', { roles: [roleIn(stack)], notify: [topicIn(stack), NotificationTarget.opsItem()] });
  for (const alarm of Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::CloudWatch::Alarm'))) {
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' });
    const [{ Expression }, ...metrics] = alarm.Metrics;
    expect(Expression).toBe(metrics.map((_: any, index: number) => `FILL(m${index + 1}, 0)`).join(' + '));
    expect(metrics.map(({ MetricStat: { Period, Stat } }: any) => [Period, Stat])).toEqual(metrics.map(() => [60, 'Sum']));
    expect(alarm.AlarmActions).toHaveLength(2);
  }
});

test('one rule of a stack forwards the alarms to a bus, and is watched as well', () => {
  const stack = testStack();
  new BreakGlassAlarm(stack, 'Alarm', {
    trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'trail'), users: [], roles: [roleIn(stack)], notify: [busIn(stack), topicIn(stack)], dashboard: false,
  });
  const forwarding = ruleNames(stack).filter((name) => name.includes('AlarmsToBus'));
  expect(forwarding).toHaveLength(1);
  expect(watchedRules(stack).flat().sort()).toEqual(ruleNames(stack).sort());
});

test('a rule that is made for the alarms on deliveries themselves is watched, too', () => {
  const stack = testStack();
  new detection.BreakGlassRules(stack, 'Rules', { roles: [roleIn(stack)], notify: [busIn(stack)] });
  expect(ruleNames(stack).filter((name) => name.includes('AlarmsToBus'))).toHaveLength(1);
  expect(watchedRules(stack).flat().sort()).toEqual(ruleNames(stack).sort());
});
