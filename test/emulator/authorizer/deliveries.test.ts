import { App, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, CfnAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnResourcePolicy, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ACCOUNT, REGION } from './support';
import { Bench, Deployed } from '../../../emulator/bench/bench';

const EVENTS = new ServicePrincipal('events.amazonaws.com');
const ALARMS = new ServicePrincipal('cloudwatch.amazonaws.com');
const ruleArn = (name: string) => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`;
const publish = (topic: Topic, conditions?: object, principal = EVENTS) => topic.addToResourcePolicy(
  new PolicyStatement({ actions: ['sns:Publish'], principals: [principal], resources: [topic.topicArn], conditions: conditions as any }));

function stackOf(): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Deliveries', { env: { account: ACCOUNT, region: REGION } });
  const rule = (name: string, target: Omit<CfnRule.TargetProperty, 'id'>, more: object = {}) => new CfnRule(stack, name, {
    name, eventPattern: { source: [name] }, state: 'ENABLED', targets: [{ id: 'Target', ...target }], ...more,
  });
  const topic = (name: string, masterKey?: Key) => new Topic(stack, `${name}Topic`, { topicName: name, masterKey });
  const key = (name: string, conditions?: object, principal = EVENTS) => {
    const made = new Key(stack, `${name}Key`);
    made.addToResourcePolicy(new PolicyStatement({ actions: ['kms:GenerateDataKey*', 'kms:Decrypt'], principals: [principal], resources: ['*'], conditions: conditions as any }));
    return made;
  };

  for (const [name, conditions] of [['open', undefined], ['conditioned', { ArnEquals: { 'aws:SourceArn': ruleArn('conditioned') } }]] as const) {
    const to = topic(name);
    publish(to, conditions);
    rule(name, { arn: to.topicArn });
  }
  for (const [name, conditions] of [['keyed', undefined], ['keyed-for-source', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }]] as const) {
    const to = topic(name, key(name, conditions));
    publish(to);
    rule(name, { arn: to.topicArn });
  }
  const byRole = topic('by-role', new Key(stack, 'ByRoleKey'));
  const role = new Role(stack, 'ByRole', { assumedBy: EVENTS.withConditions({ StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnLike: { 'aws:SourceArn': ruleArn('by-role') } }) });
  byRole.grantPublish(role);
  rule('by-role', { arn: byRole.topicArn, roleArn: role.roleArn });
  // The role trusts another rule.
  rule('by-other-role', { arn: byRole.topicArn, roleArn: role.roleArn });

  const queue = (name: string, conditions?: object) => {
    const to = new Queue(stack, `${name}Queue`, { queueName: name });
    to.addToResourcePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], principals: [EVENTS], resources: [to.queueArn], conditions: conditions as any }));
    return to;
  };
  rule('to-queue', { arn: queue('queue', { ArnEquals: { 'aws:SourceArn': ruleArn('to-queue') } }).queueArn });
  const letters = queue('letters');
  rule('with-letters', { arn: topic('closed').topicArn, deadLetterConfig: { arn: letters.queueArn } });

  const workflow = new StateMachine(stack, 'Workflow', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Done')) });
  const starter = new Role(stack, 'Starter', { assumedBy: EVENTS });
  workflow.grantStartExecution(starter);
  rule('starts', { arn: workflow.stateMachineArn, roleArn: starter.roleArn });
  rule('starts-not', { arn: workflow.stateMachineArn, roleArn: role.roleArn });

  const logs = (name: string, ...statements: [string, object?][]) => {
    const group = new LogGroup(stack, `${name}Group`, { logGroupName: `/events/${name}` });
    rule(name, { arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/events/${name}` });
    new CfnResourcePolicy(stack, `${name}Policy`, {
      policyName: name,
      policyDocument: stack.toJsonString(new PolicyDocument({
        statements: statements.map(([action, conditions]) => (
          new PolicyStatement({ actions: [action], principals: [EVENTS], resources: [group.logGroupArn], conditions: conditions as any }))),
      }).toJSON()),
    });
  };
  const source = (name: string) => ({ ArnEquals: { 'aws:SourceArn': ruleArn(name) } });
  logs('logged', ['logs:CreateLogStream'], ['logs:PutLogEvents', source('logged')]);
  logs('logged-not', ['logs:CreateLogStream', source('logged-not')], ['logs:PutLogEvents', source('logged-not')]);

  const target = { targets: [{ id: 'Target', arn: `arn:aws:sns:${REGION}:${ACCOUNT}:open` }], eventPattern: { detail: { eventName: ['AssumeRole', 'CreateUser'] } } };
  rule('some-management', {} as any, target);
  rule('all-management', {} as any, { ...target, state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' });
  rule('off', {} as any, { ...target, state: 'DISABLED' });

  const alarm = (name: string, to: Topic) => {
    const made = new Alarm(stack, `${name}Alarm`, { alarmName: name, metric: new Metric({ namespace: 'AWS/SQS', metricName: 'Messages', period: Duration.minutes(5) }), threshold: 1, evaluationPeriods: 1 });
    made.addAlarmAction(new SnsAction(to));
  };
  const alarmArn = (name: string) => ({ ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}` }, StringEquals: { 'aws:SourceAccount': ACCOUNT } });
  const told = topic('told', key('told', alarmArn('told'), ALARMS));
  publish(told, alarmArn('told'), ALARMS);
  alarm('told', told);
  alarm('not-told', told);
  alarm('told-by-nobody', topic('no-key', key('no-key', {}, EVENTS)));
  new CfnAlarm(stack, 'MathAlarm', {
    alarmName: 'math',
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
    alarmActions: [told.topicArn],
    metrics: [
      { id: 'sum', expression: 'FILL(m1, 0) + FILL(m2, 0)', returnData: true },
      ...['closed-one', 'with-letters'].map((name, index) => ({
        id: `m${index + 1}`,
        returnData: false,
        metricStat: { period: 300, stat: 'Sum', metric: { namespace: 'AWS/Events', metricName: 'FailedInvocations', dimensions: [{ name: 'RuleName', value: name }] } },
      })),
    ],
  });
  return stack;
}

let bench: Bench;
let aws: Deployed;
beforeAll(async () => {
  bench = await Bench.start();
  aws = await bench.deploy(stackOf());
});
afterAll(() => bench?.stop());
beforeEach(() => bench.workbench.deliveries.clear());

const deliver = async (source: string) => (aws.deliver({ source, 'detail-type': 'Told' }));

describe('a rule that tells a topic', () => {
  test.each([
    ['without a condition in its policy is heard', 'open', true],
    ['with a condition on its source in the policy isn\'t: EventBridge sends none', 'conditioned', false],
    ['with a key that lets it in is heard', 'keyed', true],
    ['with a key that asks for its source isn\'t', 'keyed-for-source', false],
    ['by a role that it can take is heard, whatever the policy of the topic', 'by-role', true],
    ['by a role that trusts another rule isn\'t', 'by-other-role', false],
  ])('%s', async (_, name, delivered) => {
    expect(await deliver(name)).toMatchObject([{ rule: name, delivered, ...!delivered && { refusal: expect.stringContaining('is not authorized to perform') } }]);
  });
});

test('a queue may ask for the rule', async () => {
  expect(await deliver('to-queue')).toMatchObject([{ delivered: true }]);
});

test('what is refused goes to the dead-letter queue of the target', async () => {
  expect(await deliver('with-letters')).toMatchObject([{ delivered: false, deadLetter: `arn:aws:sqs:${REGION}:${ACCOUNT}:letters` }]);
});

test('a workflow is started by a role that may', async () => {
  expect(await deliver('starts-not')).toMatchObject([{ delivered: false, refusal: expect.stringContaining('sts:AssumeRole') }]);
  expect(await deliver('starts')).toMatchObject([{ delivered: true }]);
  expect(await aws.executions('Workflow')).toHaveLength(1);
});

test('the stream of a log group is made without a source', async () => {
  expect(await deliver('logged')).toMatchObject([{ delivered: true }]);
  expect(await deliver('logged-not')).toMatchObject([{ delivered: false, refusal: expect.stringContaining('logs:CreateLogStream') }]);
});

test('read-only management events come only to rules in the state for all of them', async () => {
  const rules = async (eventName: string) => (await aws.deliver({ 'source': 'aws.sts', 'detail-type': 'AWS API Call via CloudTrail', 'detail': { eventName } })).map(({ rule }) => rule).sort();
  expect(await rules('AssumeRole')).toEqual(['all-management']);
  expect(await rules('CreateUser')).toEqual(['all-management', 'some-management']);
});

describe('an alarm', () => {
  test('tells a topic whose policy and key ask for it by ARN and account', async () => {
    expect(await aws.alarm('toldAlarm', { Messages: 1 })).toMatchObject({ state: 'ALARM', value: 1, actions: [{ target: `arn:aws:sns:${REGION}:${ACCOUNT}:told`, refusal: undefined }] });
    expect((await aws.alarm('nottoldAlarm', { Messages: 0 }))).toMatchObject({ state: 'OK', actions: [{ refusal: { action: 'sns:Publish' } }] });
  });

  test('doesn\'t reach a topic whose key doesn\'t let it in', async () => {
    expect((await aws.alarm('toldbynobodyAlarm')).actions).toMatchObject([{ refusal: { action: expect.stringMatching(/^(sns:Publish|kms:)/) } }]);
  });

  test('on metric math counts what rules could not deliver', async () => {
    expect(await aws.alarm('MathAlarm')).toMatchObject({ state: 'OK', value: 0 });
    await deliver('with-letters');
    await deliver('with-letters');
    expect(await aws.alarm('MathAlarm')).toMatchObject({ state: 'ALARM', value: 2 });
  });
});
