import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Category, FIXTURE_NAMES, JsonObject, RECORDS, toEventBridgeEvent } from './records';
import { BreakGlassUser, IncidentResponseRole, NotificationTarget } from '../../src';
import { BreakGlassRules, BreakGlassRulesProps } from '../../src/detection';
import { alarmLayers, categoriesOf } from '../support/alarm-layers';
import { eventRulerAvailable, matchRules } from '../support/judges/event-ruler';
import { resolvedTemplate, resourcesOfType } from '../support/resolve';

const USER = 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS';
const TOPIC = 'arn:aws:sns:us-east-1:222222222222:BREAK-GLASS-ALARMS';

function testStack(region: string = 'us-east-1'): Stack {
  return new Stack(new App(), 'Stack', { env: { account: '222222222222', region } });
}

function rolesIn(stack: Stack, names: string[]) {
  return names.map((name) => IncidentResponseRole.fromRoleArn(stack, name, `arn:aws:iam::222222222222:role/bg/${name}`));
}

function rulesIn(stack: Stack, props: Partial<BreakGlassRulesProps> = {}): BreakGlassRules {
  return new BreakGlassRules(stack, 'Rules', {
    users: [BreakGlassUser.fromUserArn(stack, 'Jane', USER)],
    roles: rolesIn(stack, ['BREAK-GLASS-A']),
    notify: props.notify ?? [NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'Topic', TOPIC))],
    trailLogGroupName: 'organization-trail-logs',
    ...props,
  });
}

describe('the rules', () => {
  const stack = testStack();
  const rules = rulesIn(stack);
  const template = Template.fromStack(stack);
  const written = Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::Events::Rule'));

  test('get every management event, those that only read among them', () => {
    template.allResourcesProperties('AWS::Events::Rule', { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' });
  });

  test('are as many as they say, on the default bus', () => {
    expect(written).toHaveLength(rules.ruleCount);
    template.allResourcesProperties('AWS::Events::Rule', { EventBusName: Match.absent(), ScheduleExpression: Match.absent() });
  });

  test('carry the prefix by which they are protected, and names of at most 64 characters', () => {
    expect(new Set(written.map(({ Name }) => Name)).size).toBe(written.length);
    written.forEach(({ Name }) => expect(Name).toMatch(/^(?=.{1,64}$)BREAK-GLASS-[\w-]+-[A-Za-z]+-\d+$/));
  });

  test('ask for no detail type, since three are documented for sign-ins', () => {
    written.forEach(({ EventPattern }) => expect(Object.keys(EventPattern)).toEqual(['detail']));
  });

  test('send to every target, each by an id of its own', () => {
    template.allResourcesProperties('AWS::Events::Rule', { Targets: [{ Id: 'Topic1', Arn: TOPIC }] });
  });

  test('are there for every detection', () => {
    expect(new Set(written.map(({ Name }) => /-([A-Za-z]+)-\d+$/.exec(Name)![1]))).toEqual(
      new Set(['Use', 'SignIn', 'SignInWithoutMfa', 'Denied', 'Root', 'AssumeRoot', 'PasswordRead', 'Tampering']));
  });
});

describe('rules', () => {
  test('send to a topic, a function and a bus', () => {
    const stack = testStack();
    rulesIn(stack, {
      notify: [
        NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'T', TOPIC)),
        NotificationTarget.lambda(lambda.Function.fromFunctionArn(stack, 'F', 'arn:aws:lambda:us-east-1:222222222222:function:f')),
        NotificationTarget.eventBus(events.EventBus.fromEventBusArn(stack, 'B', 'arn:aws:events:us-east-1:111111111111:event-bus/security')),
        NotificationTarget.opsItem(),
      ],
    });
    const rules = Object.entries(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    // One rule of the stack forwards alarms to the bus.
    for (const [, { Properties }] of rules.filter(([id]) => !id.includes('AlarmsToBus'))) {
      expect(Properties.Targets).toEqual([
        { Id: 'Topic1', Arn: TOPIC, RoleArn: expect.anything() },
        { Id: 'Function2', Arn: 'arn:aws:lambda:us-east-1:222222222222:function:f' },
        { Id: 'Bus3', Arn: 'arn:aws:events:us-east-1:111111111111:event-bus/security', RoleArn: expect.anything() },
      ]);
    }
  });

  test('take five targets', () => {
    const stack = testStack();
    const target = NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'T', TOPIC));
    rulesIn(stack, { notify: Array(5).fill(target) });
    const Targets = Array.from({ length: 5 }, (_, index) => ({ Id: `Topic${index + 1}`, Arn: TOPIC }));
    Template.fromStack(stack).allResourcesProperties('AWS::Events::Rule', { Targets });
  });

  test('do not watch a log group that isn\'t named', () => {
    const stack = testStack();
    rulesIn(stack, { trailLogGroupName: undefined });
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::Events::Rule'))).not.toContain('logs.amazonaws.com');
  });

  test('look for passwords in their own Region', () => {
    const stack = testStack('eu-central-1');
    rulesIn(stack, { notify: [NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'Topic', TOPIC.replace('us-east-1', 'eu-central-1')))] });
    expect(JSON.stringify(alarmLayers(stack).rules)).toContain('arn:aws:secretsmanager:eu-central-1:222222222222:secret:break-glass-password/');
  });

  test('watch users alone and roles alone', () => {
    const users = testStack();
    rulesIn(users, { roles: undefined });
    expect(Object.keys(alarmLayers(users).rules).filter((name) => /-Use-\d+$/.test(name))).toEqual([]);
    const roles = testStack();
    rulesIn(roles, { users: undefined });
    expect(Object.keys(alarmLayers(roles).rules).filter((name) => /-SignIn/.test(name))).toEqual([]);
  });
});

test.each<[string, (stack: Stack) => Partial<BreakGlassRulesProps>, string]>([
  ['without users and roles', () => ({ users: undefined, roles: undefined }), "'users' must name at least one break-glass user, or 'roles' a role"],
  ['without anybody to tell', () => ({ notify: [] }), "'notify' must name at least one target"],
  ['with alarm actions only', () => ({ notify: [NotificationTarget.opsItem()] }), "'notify' holds no target that EventBridge can reach"],
  ['with six targets', (stack) => ({ notify: Array(6).fill(NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'T', TOPIC))) }),
    "'notify' holds 6 targets for each rule, EventBridge allows 5; put a topic in front of them"],
])('fails %s', (_, props, message) => {
  const stack = testStack();
  expect(() => rulesIn(stack, props(stack))).toThrow(message);
});

describe('the rules on 200 roles', () => {
  const NAMES = Array.from({ length: 200 }, (_, index) => `BREAK-GLASS-SECURITY_INVESTIGATOR-PLAYBOOK_NUMBER_${index}`);
  const stack = testStack();
  rulesIn(stack, { roles: rolesIn(stack, NAMES) });
  const { rules } = alarmLayers(stack);

  test('have patterns of at most 2,048 characters', () => {
    expect(Object.values(rules).filter((pattern) => JSON.stringify(pattern).length > 2048)).toEqual([]);
  });

  test('stay within the 300 rules of a bus', () => {
    expect(Object.keys(rules).length).toBeLessThanOrEqual(300);
  });

  (eventRulerAvailable() ? describe : describe.skip)('in EventBridge\'s own engine', () => {
    const ofRole = (record: string, name: string): JsonObject => JSON.parse(
      JSON.stringify(RECORDS.find((fixture) => fixture.name === record)!.record).replaceAll(FIXTURE_NAMES.roleName, name));
    const FORMS: [string, Category][] = [
      ['assume-role-console-role-account', 'use'],
      ['switch-role-us-west-2', 'use'],
      ['switch-role-user-side', 'use'],
      ['role-stop-instances', 'use'],
      ['role-denied-create-user', 'denied'],
      ['assume-role-denied-null-parameters', 'denied'],
      ['tamper-update-assume-role-policy', 'tampering'],
    ];
    const NEAR = [`${NAMES[1]}X`, `${NAMES[199]}9`, NAMES[1].slice(0, -1), `X${NAMES[1]}`];
    const fired = new Map<string, Category[]>();

    // One call: the engine starts a process each time.
    beforeAll(() => {
      const cases = FORMS.flatMap(([record]) => [...NAMES, ...NEAR].map((name) =>
        ({ key: `${record} ${name}`, event: toEventBridgeEvent(ofRole(record, name)) })));
      matchRules({ ...rules }, cases.map(({ event }) => event)).forEach((names, index) => fired.set(cases[index].key, categoriesOf(names)));
    });

    test.each(FORMS)('detect every one by %s', (record, category) => {
      expect(NAMES.filter((name) => !fired.get(`${record} ${name}`)!.includes(category))).toEqual([]);
    });

    test.each(FORMS)('leave a role whose name merely begins the same silent at %s', (record) => {
      expect(NEAR.flatMap((name) => fired.get(`${record} ${name}`)!)).toEqual([]);
    });
  });
});
