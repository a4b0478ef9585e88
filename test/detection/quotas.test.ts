import { App, aws_events as events, aws_logs as logs, Environment, Stack } from 'aws-cdk-lib';
import { BreakGlassAlarm, BreakGlassAlarmProps, detection, IncidentResponseRole, NotificationTarget, NotificationTopic } from '../../src';
import { ENV, messageOf, tokenText } from '../identity/fixtures';

function stackIn(app: App, id: string = 'Stack', env: Environment = ENV): Stack {
  return new Stack(app, id, { env });
}

/** An alarm with its filters on the log group `trail`. */
function alarmIn(stack: Stack, props: Partial<BreakGlassAlarmProps> = {}, id: string = 'Alarm'): BreakGlassAlarm {
  return new BreakGlassAlarm(stack, id, {
    trailLogGroup: logs.LogGroup.fromLogGroupName(stack, `${id}Trail`, 'trail'),
    users: [],
    roles: [IncidentResponseRole.fromRoleArn(stack, `${id}Role`, `arn:aws:iam::111111111111:role/bg/BREAK-GLASS-${id}`)],
    notify: [NotificationTarget.topic(new NotificationTopic(stack, `${id}Topic`, { name: id }).topic)],
    ...props,
  });
}

function otherFilters(stack: Stack, count: number, logGroupName: string = 'trail'): void {
  for (let index = 0; index < count; index++) {
    new logs.CfnMetricFilter(stack, `Filter${index}`, {
      logGroupName, filterPattern: `"${index}"`, metricTransformations: [{ metricNamespace: 'Own', metricName: `M${index}`, metricValue: '1' }],
    });
  }
}

function otherRules(stack: Stack, count: number, eventBusName?: string): void {
  for (let index = 0; index < count; index++) { new events.CfnRule(stack, `Rule${index}`, { eventBusName, eventPattern: { source: [`own.${index}`] } }); }
}

const filtersOf = (alarm: BreakGlassAlarm) => alarm.node.findAll().filter((one) => one instanceof logs.CfnMetricFilter).length;
const rulesOf = (alarm: BreakGlassAlarm) => (alarm.node.findChild('Rules') as detection.BreakGlassRules).ruleCount;
const errorOf = (app: App) => messageOf(() => app.synth());

describe('metric filters of the app on one log group', () => {
  test('fail above 100, with the constructs that have them', () => {
    const app = new App();
    const stack = stackIn(app);
    const own = filtersOf(alarmIn(stack));
    otherFilters(stackIn(app, 'Other'), 101 - own);
    expect(errorOf(app)).toContain(`the app puts 101 metric filters on the log group of Stack/Alarm (${own} in Stack/Alarm, ${101 - own} in Other), the log group allows 100; `
      + "watch fewer roles, put one alarm on another log group, or give 'maxFilters' if AWS raised your quota");
  });

  test('may be 100', () => {
    const app = new App();
    const stack = stackIn(app);
    otherFilters(stack, 100 - filtersOf(alarmIn(stack)));
    expect(() => app.synth()).not.toThrow();
  });

  test('may be more where AWS raised the quota; a lower limit is one for the alarm alone', () => {
    for (const maxFilters of [200, 90]) {
      const app = new App();
      const stack = stackIn(app);
      otherFilters(stack, (maxFilters === 200 ? 200 : 100) - filtersOf(alarmIn(stack, { maxFilters })));
      expect(() => app.synth()).not.toThrow();
    }
  });

  test.each<[string, (app: App, stack: Stack) => void]>([
    ['another log group', (_, stack) => otherFilters(stack, 100, 'other')],
    ['a log group of that name in another account', (app) => otherFilters(stackIn(app, 'Other', { account: '999999999999', region: 'eu-central-1' }), 100)],
    ['a log group of that name in another Region', (app) => otherFilters(stackIn(app, 'Other', { account: ENV.account, region: 'eu-west-1' }), 100)],
    ['a log group whose name isn\'t known', (_, stack) => otherFilters(stack, 100, tokenText())],
  ])('leave out those of %s', (_, add) => {
    const app = new App();
    const stack = stackIn(app);
    alarmIn(stack);
    add(app, stack);
    expect(() => app.synth()).not.toThrow();
  });

  test('are counted by reference where the app makes the log group', () => {
    const app = new App();
    const stack = stackIn(app);
    const trailLogGroup = new logs.LogGroup(stack, 'Group');
    alarmIn(stack, { trailLogGroup });
    otherFilters(stack, 100, trailLogGroup.logGroupName);
    expect(errorOf(app)).toMatch(/the app puts 1\d\d metric filters on the log group of Stack\/Alarm/);
  });
});

describe('rules of the app on the default bus', () => {
  test('fail above 300, those of other constructs included', () => {
    const app = new App();
    const stack = stackIn(app);
    const own = rulesOf(alarmIn(stack));
    otherRules(stackIn(app, 'Other'), 301 - own);
    expect(errorOf(app)).toContain(`the app puts 301 rules on the default event bus of 111111111111, eu-central-1 (${own} in Stack/Alarm/Rules, ${301 - own} in Other), the bus allows 300; `);
  });

  test('may be 300, and more where AWS raised the quota', () => {
    for (const maxRules of [300, 400]) {
      const app = new App();
      const stack = stackIn(app);
      otherRules(stackIn(app, 'Other'), maxRules - rulesOf(alarmIn(stack, { maxRules })));
      expect(() => app.synth()).not.toThrow();
    }
  });

  test.each(['af-south-1', 'eu-south-1'])('may be 100 in %s', (region) => {
    for (const over of [0, 1]) {
      const app = new App();
      const env = { account: ENV.account, region };
      otherRules(stackIn(app, 'Other', env), 100 + over - rulesOf(alarmIn(stackIn(app, 'Stack', env))));
      const error = over === 0 ? undefined : errorOf(app);
      if (error === undefined) { expect(() => app.synth()).not.toThrow(); } else { expect(error).toContain('the bus allows 100; '); }
    }
  });

  test.each<[string, (app: App, stack: Stack) => void]>([
    ['another bus', (_, stack) => otherRules(stack, 300, 'other')],
    ['another Region', (app) => otherRules(stackIn(app, 'Other', { account: ENV.account, region: 'eu-west-1' }), 300)],
    ['a stack for any environment', (app) => otherRules(new Stack(app, 'Other'), 300)],
  ])('leave out those of %s', (_, add) => {
    const app = new App();
    const stack = stackIn(app);
    alarmIn(stack);
    add(app, stack);
    expect(() => app.synth()).not.toThrow();
  });

  test('of a construct that was removed again have no limit', () => {
    const app = new App();
    const stack = stackIn(app);
    alarmIn(stack);
    stack.node.tryRemoveChild('Alarm');
    otherRules(stack, 301);
    expect(() => app.synth()).not.toThrow();
  });
});
