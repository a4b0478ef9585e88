/** Whatever an app asks the library for, the claims hold; and what else it has is none of their business. */
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ACCOUNT, alarmOn, assumptions, CHAIN, found, REGION, stackIn, synthesized } from './chain';
import { BreakGlassUser, detection, elevation, IncidentResponseRole, NotificationTarget, NotificationTopic, Playbook, ResponderProfile } from '../../../src';
import { readAssembly } from '../../../src/claims/internal';

const topicIn = (stack: Stack, id = 'Topic', props = {}) => NotificationTarget.topic(new NotificationTopic(stack, id, props).topic);

function functionIn(stack: Stack, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'), ...props,
  });
}

const OWN_ACTION: cloudwatch.IAlarmAction = { bind: () => ({ alarmActionArn: `arn:aws:chatbot::${ACCOUNT}:own` }) };
const OTHER_ACCOUNT = '999999999999';

const TARGETS: readonly (readonly [string, (stack: Stack) => NotificationTarget[]])[] = [
  ['a topic', (stack) => [topicIn(stack)]],
  ['a topic with e-mail addresses and another name', (stack) => [topicIn(stack, 'Topic', { name: 'ON-CALL', emails: ['a@example.com', 'b@example.com'] })]],
  ['a topic with a key of the app', (stack) => [topicIn(stack, 'Topic', { encryptionKey: new kms.Key(stack, 'Key') })]],
  ['a topic with a key of another app', (stack) => [topicIn(stack, 'Topic', { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd`) })]],
  ['two topics', (stack) => [topicIn(stack), topicIn(stack, 'Second', { name: 'SECOND' })]],
  ['a topic of another app', (stack) => [NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:imported`))]],
  ['a topic with subscriptions of the app', (stack) => {
    const { topic } = new NotificationTopic(stack, 'Topic');
    topic.addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Queue'), { deadLetterQueue: new sqs.Queue(stack, 'Letters'), rawMessageDelivery: true }));
    new sns.Subscription(stack, 'ToFunction', { topic, protocol: sns.SubscriptionProtocol.LAMBDA, endpoint: functionIn(stack).functionArn });
    topic.addSubscription(new subscriptions.UrlSubscription('https://example.com/pager'));
    return [NotificationTarget.topic(topic)];
  }],
  ['a topic that the app made with a key', (stack) => [NotificationTarget.topic(new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key'), displayName: 'Alarms' }))]],
  ['a function', (stack) => [NotificationTarget.lambda(functionIn(stack))]],
  ['a function with a name and concurrency of its own', (stack) => [NotificationTarget.lambda(functionIn(stack, { functionName: 'pager', reservedConcurrentExecutions: 2 }))]],
  ['an alias of a function', (stack) => [NotificationTarget.lambda(new lambda.Alias(stack, 'Live', { aliasName: 'live', version: functionIn(stack).currentVersion }))]],
  ['a function of another app', (stack) => [NotificationTarget.lambda(lambda.Function.fromFunctionArn(stack, 'Function', `arn:aws:lambda:${REGION}:${OTHER_ACCOUNT}:function:pager`))]],
  ['an event bus of the security account', (stack) => [NotificationTarget.eventBus(events.EventBus.fromEventBusArn(stack, 'Bus', `arn:aws:events:${REGION}:${OTHER_ACCOUNT}:event-bus/security`))]],
  ['an event bus of the app', (stack) => [NotificationTarget.eventBus(new events.EventBus(stack, 'Bus', { eventBusName: 'security' }))]],
  ['an event bus with a rule that notifies', (stack) => {
    const bus = new events.EventBus(stack, 'Bus');
    const rule = new events.Rule(stack, 'Tell', { eventBus: bus, eventPattern: { source: events.Match.prefix('aws.') }, targets: [new SnsTopic(new sns.Topic(stack, 'Told'))] });
    (rule.node.defaultChild as events.CfnRule).state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    return [NotificationTarget.eventBus(bus)];
  }],
  ['an OpsItem, an incident, an action of its own and a topic', (stack) => [
    NotificationTarget.opsItem(), NotificationTarget.incident('break-glass'), NotificationTarget.alarmAction(OWN_ACTION), topicIn(stack),
  ]],
  ['a bus and a topic', (stack) => [NotificationTarget.eventBus(new events.EventBus(stack, 'Bus')), topicIn(stack)]],
];

describe.each(TARGETS)('an alarm that notifies %s', (_, targets) => {
  test('holds', () => {
    expect(found(synthesized((stack) => { alarmOn(stack, targets(stack)); }))).toEqual([]);
  });
});

test('an alarm in a stack without an account holds', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Anywhere');
  alarmOn(stack, [topicIn(stack), NotificationTarget.opsItem()], { users: [] });
  expect(found(readAssembly(app.synth().directory), CHAIN)).toEqual([]);
});

test('an alarm with every option, and another one beside it, hold', () => {
  expect(found(synthesized((stack) => {
    const target = topicIn(stack);
    alarmOn(stack, [target, NotificationTarget.opsItem()], {
      perRoleMetrics: false, maxFilters: 200, drillAge: new cloudwatch.Metric({ namespace: 'Drills', metricName: 'Age' }), trailLogGroup: new logs.LogGroup(stack, 'Trail', { retention: logs.RetentionDays.THREE_MONTHS }),
    });
    alarmOn(stack, [target], { perRoleMetrics: true, dashboard: false, maxFilters: 300 }, 'Second');
  }))).toEqual([]);
});

test('an alarm on so many roles that its patterns are short holds', () => {
  const stacks = synthesized((stack) => {
    alarmOn(stack, [topicIn(stack)], {
      roles: [
        ...Array.from({ length: 200 }, (_, index) => IncidentResponseRole.fromRoleArn(stack, `R${index}`, `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROM${100 + index}`)),
        IncidentResponseRole.fromRoleArn(stack, 'Other', `arn:aws:iam::${OTHER_ACCOUNT}:role/a/b/emergency`),
      ],
    });
  });
  expect(JSON.stringify(stacks[0].template)).toContain('*/BREAK-GLASS-SECURITY');
  expect(found(stacks)).toEqual([]);
});

test('an alarm on users and roles of the app, of others and of any path holds', () => {
  expect(found(synthesized((stack) => {
    const user = new BreakGlassUser(stack, 'Jane', {
      responderName: 'Jane Doe', responderEmail: 'a@example.com', emergencyContact: 'b@example.com', custodians: [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/A`), new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/B`)],
    });
    alarmOn(stack, [topicIn(stack)], {
      users: [user, BreakGlassUser.fromUserName(stack, 'Root', 'plain+name@x'), BreakGlassUser.fromUserArn(stack, 'Far', `arn:aws:iam::${OTHER_ACCOUNT}:user/people/eu/maria-BREAK-GLASS`)],
      roles: [
        new IncidentResponseRole(stack, 'Responder', { profile: ResponderProfile.INCIDENT_RESPONDER, playbook: Playbook.EC2_COMPROMISE, responders: [user] }),
        IncidentResponseRole.fromRoleArn(stack, 'Plain', `arn:aws:iam::${OTHER_ACCOUNT}:role/emergency`),
        IncidentResponseRole.fromRoleArn(stack, 'Deep', `arn:aws:iam::${OTHER_ACCOUNT}:role/a/b/BREAK-GLASS-X`),
      ],
    });
  }))).toEqual([]);
});

test('alarms and rules of several stacks that share a topic hold', () => {
  expect(found(synthesized((stack, app) => {
    const { topic } = new NotificationTopic(stack, 'Topic');
    ['A', 'B'].forEach((id) => alarmOn(stackIn(app, id), [NotificationTarget.topic(topic)]));
    const role = IncidentResponseRole.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`);
    new detection.BreakGlassRules(stack, 'Rules', { roles: [role], notify: [NotificationTarget.topic(topic)], trailLogGroupName: 'organization-trail' });
  }))).toEqual([]);
});

test('elevated access with and without its options holds', () => {
  const elevated = (notify: (stack: Stack) => NotificationTarget[], props: object = {}) => synthesized((stack) => {
    const directory = new elevation.IdentityCenterDirectory({
      instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', identityStoreId: 'd-1234567890', permissionSetName: 'Elevation', accountId: ACCOUNT,
    });
    const [jane, john] = ['jane', 'john'].map((name, index) => directory.person(name, `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000${index}`));
    const access = new elevation.ElevatedAccess(stack, 'Elevation', {
      people: [jane, john],
      identityCenter: directory,
      notify: notify(stack),
      rules: [new elevation.ElevationRule('contain', {
        target: elevation.ElevationTarget.permissionSetArn('arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef', 'Contain'),
        accounts: ['222222222222'],
        requesters: [jane],
        approvers: [john],
      })],
      ...props,
    });
    access.reviewUsesOf([BreakGlassUser.fromUserName(stack, 'User', 'jane.doe-BREAK-GLASS')], [IncidentResponseRole.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`)]);
  });
  expect(found(elevated((stack) => [topicIn(stack)]), CHAIN)).toEqual([]);
  expect(found(elevated((stack) => [NotificationTarget.eventBus(new events.EventBus(stack, 'Bus')), NotificationTarget.opsItem()], { archiveRetention: Duration.days(90) }), CHAIN)).toEqual([]);
  expect(found(elevated((stack) => [NotificationTarget.lambda(functionIn(stack)), topicIn(stack)]), CHAIN)).toEqual([]);
});

test('alarms, filters, rules, topics and log groups that are not break-glass are left alone', () => {
  expect(found(synthesized((stack, app) => {
    alarmOn(stack, [topicIn(stack)]);
    const plain = new sns.Topic(stack, 'Plain');
    plain.addSubscription(new subscriptions.EmailSubscription('a@example.com', { filterPolicy: { color: sns.SubscriptionFilter.stringFilter({ allowlist: ['red'] }) } }));
    plain.grantPublish(new iam.ServicePrincipal('budgets.amazonaws.com'));
    const metric = new cloudwatch.Metric({ namespace: 'App', metricName: 'Errors' });
    const alarm = metric.createAlarm(stack, 'Errors', { threshold: 100, evaluationPeriods: 5, datapointsToAlarm: 3, actionsEnabled: false });
    alarm.addAlarmAction(new SnsAction(plain));
    new cloudwatch.CompositeAlarm(stack, 'Composite', { alarmRule: cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM), actionsSuppressor: alarm });
    new cloudwatch.CfnAlarmMuteRule(stack, 'Mute', { rule: { schedule: { expression: 'cron(0 0 * * ? *)', duration: 'PT1H' } }, muteTargets: { alarmNames: [alarm.alarmName] } });
    new logs.MetricFilter(stack, 'Filter', {
      logGroup: logs.LogGroup.fromLogGroupName(stack, 'Same', 'organization-trail'), filterPattern: logs.FilterPattern.literal('{ $.errorCode = "*" }'), metricNamespace: 'App', metricName: 'Errors', metricValue: '5',
    });
    new events.Rule(stack, 'Rule', { eventPattern: { source: ['aws.ec2'] }, enabled: false, targets: [new SnsTopic(plain, { message: events.RuleTargetInput.fromText('constant') })] });
    new logs.LogGroup(stack, 'App', { retention: logs.RetentionDays.ONE_DAY, dataProtectionPolicy: new logs.DataProtectionPolicy({ identifiers: [logs.DataIdentifier.EMAILADDRESS] }) });
    new logs.CfnTransformer(stack, 'Transformer', { logGroupIdentifier: 'application', transformerConfig: [{ parseJson: {} }] });
    new logs.CfnAccountPolicy(stack, 'Subscribed', { policyName: 'a', policyType: 'SUBSCRIPTION_FILTER_POLICY', policyDocument: '{}' });
    new logs.CfnAccountPolicy(stack, 'Masked', { policyName: 'b', policyType: 'DATA_PROTECTION_POLICY', policyDocument: '{}', selectionCriteria: 'LogGroupName NOT IN ["organization-trail"]' });
    new logs.CfnAccountPolicy(stack, 'Transformed', { policyName: 'c', policyType: 'TRANSFORMER_POLICY', policyDocument: '{}', selectionCriteria: 'LogGroupNamePrefix = "app/"' });
    new logs.CfnAccountPolicy(new Stack(app, 'Far', { env: { account: OTHER_ACCOUNT, region: REGION } }), 'Far', { policyName: 'b', policyType: 'DATA_PROTECTION_POLICY', policyDocument: '{}' });
    new CfnParameter(stack, 'Unused');
  }))).toEqual([]);
});

test('what lies outside of the app is listed with the command that looks at it', () => {
  const stacks = synthesized((stack) => {
    alarmOn(stack, [
      NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:imported`)),
      NotificationTarget.incident('break-glass'),
      NotificationTarget.eventBus(events.EventBus.fromEventBusArn(stack, 'Bus', `arn:aws:events:${REGION}:${OTHER_ACCOUNT}:event-bus/security`)),
    ]);
  });
  expect(assumptions(stacks)).toEqual([
    expect.stringMatching(/^log group organization-trail belongs to another app: .* \| aws logs describe-log-groups --log-group-name-prefix organization-trail --region us-east-1; aws logs get-data-protection-policy .*; aws logs get-transformer /),
    expect.stringMatching(/^arn:aws:sns:us-east-1:111111111111:imported: .* \| aws sns get-topic-attributes --topic-arn .*; aws sns list-subscriptions-by-topic --topic-arn /),
    expect.stringMatching(/response-plan\/break-glass: .* \| aws ssm-incidents get-response-plan --arn /),
    expect.stringMatching(/^arn:aws:sns:us-east-1:111111111111:imported: /),
    expect.stringMatching(/event-bus\/security: .* \| aws events describe-event-bus --name /),
    expect.stringMatching(/event-bus\/security: .* \| aws events describe-event-bus --name /),
  ]);
});

test('a topic without subscriptions is an assumption', () => {
  const stacks = synthesized((stack) => { alarmOn(stack, [topicIn(stack)]); });
  expect(assumptions(stacks)).toContainEqual(expect.stringMatching(/^BREAK-GLASS-ALARMS has confirmed subscriptions, which the templates don't make \| aws sns list-subscriptions-by-topic --topic-arn arn:aws:sns:us-east-1:111111111111:BREAK-GLASS-ALARMS/));
});
