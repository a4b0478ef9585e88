import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { testAttacks } from './attacks';
import { ACCOUNT, alarmOn, Changed, failing, REGION, synthesized } from './chain';
import { NotificationTarget, NotificationTopic } from '../../../src';
import { SynthesizedStack } from '../../../src/claims/internal';

const claim = 'targets-as-written';
const copies = (stacks: readonly SynthesizedStack[]) => new Changed(
  stacks.map((stack) => ({ ...stack, template: JSON.parse(JSON.stringify(stack.template)) })));
const withTarget = (target: (stack: Stack) => NotificationTarget) => {
  const stacks = synthesized((stack) => { alarmOn(stack, [target(stack)]); });
  return () => copies(stacks);
};

const busArn = `arn:aws:events:${REGION}:999999999999:event-bus/security`;
const statement = (changed: Changed) => changed.props('AWS::IAM::Role', 'ToBusRole').Policies[0].PolicyDocument.Statement;
/** The construct of rules and that of alarms have a role each. */
const roles = (changed: Changed) => changed.all('AWS::IAM::Role', 'ToBusRole');

describe('a bus', () => {
  const outside = withTarget((stack) => NotificationTarget.eventBus(events.EventBus.fromEventBusArn(stack, 'Bus', busArn)));
  const inside = withTarget((stack) => {
    const bus = new events.EventBus(stack, 'Bus', { eventBusName: 'security' });
    new events.CfnRule(stack, 'Tell', {
      eventBusName: bus.eventBusName, eventPattern: { account: [ACCOUNT] }, state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', targets: [{ id: 'T', arn: `arn:aws:sns:${REGION}:${ACCOUNT}:t` }],
    });
    return NotificationTarget.eventBus(bus);
  });
  testAttacks([
    { text: 'whose role may send to another bus only', claim, on: outside, attack: (c) => { statement(c)[0].Resource = busArn.replace('security', 'other'); } },
    { text: 'whose role may do more', claim, on: outside, attack: (c) => { statement(c).push({ Effect: 'Allow', Action: 'events:*', Resource: '*' }); } },
    { text: 'whose role is denied', claim, on: outside, attack: (c) => { statement(c).push({ Effect: 'Deny', Action: 'events:PutEvents', Resource: '*', Condition: { DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } } }); } },
    { text: 'whose role has a boundary', claim, on: outside, attack: (c) => roles(c).forEach((role) => { role.PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess'; }) },
    { text: 'whose role has a managed policy', claim, on: outside, attack: (c) => roles(c).forEach((role) => { role.ManagedPolicyArns = ['arn:aws:iam::aws:policy/PowerUserAccess']; }) },
    { text: 'whose role trusts strangers', claim, on: outside, attack: (c) => { roles(c)[0].AssumeRolePolicyDocument.Statement.push({ Effect: 'Allow', Principal: { AWS: '999999999999' }, Action: 'sts:AssumeRole' }); } },
    { text: 'whose role trusts EventBridge under a condition', claim, on: outside, attack: (c) => { roles(c)[0].AssumeRolePolicyDocument.Statement[0].Condition.ArnLike = { 'aws:SourceArn': '*Root*' }; } },
    { text: 'without a role', claim, on: outside, attack: (c) => c.all('AWS::Events::Rule').forEach(({ Targets }) => { delete Targets[0].RoleArn; }) },
    { text: 'with a role of others', claim, on: outside, attack: (c) => c.all('AWS::Events::Rule').forEach(({ Targets }) => { Targets[0].RoleArn = `arn:aws:iam::${ACCOUNT}:role/other`; }) },
    { text: 'of the app that denies', claim, on: inside, attack: (c) => c.add('AWS::Events::EventBusPolicy', { EventBusName: 'security', StatementId: 's', Statement: { Effect: 'Deny', Principal: '*', Action: 'events:PutEvents', Resource: '*' } }) },
    { text: 'of the app with a deny of its own', claim, on: inside, attack: (c) => { c.props('AWS::Events::EventBus').Policy = { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'events:PutEvents', Resource: '*' }] }; } },
    { text: 'of the app whose only rule gets no AssumeRole', claim, on: inside, attack: (c) => { c.props('AWS::Events::Rule', 'Tell').State = 'ENABLED'; } },
    { text: 'that is told of no alarm', claim: 'filters-are-wired', also: ['deliveries-are-watched'], on: outside, attack: (c) => { const id = Object.keys(c.resources).find((key) => key.includes('AlarmsToBus'))!; delete c.resources[id]; } },
    { text: 'that is told of some alarms', claim: 'rules-as-written', on: outside, attack: (c) => { c.props('AWS::Events::Rule', 'AlarmsToBus').EventPattern.detail.alarmName = [{ prefix: 'BREAK-GLASS-Stack' }]; } },
    { text: 'whose forwarding rule is off', claim: 'rules-are-wired', on: outside, attack: (c) => { c.props('AWS::Events::Rule', 'AlarmsToBus').State = 'DISABLED'; } },
    { text: 'whose forwarding rule sends a constant', claim: 'rules-are-wired', on: outside, attack: (c) => { c.props('AWS::Events::Rule', 'AlarmsToBus').Targets[0].Input = '{}'; } },
  ]);
});

const topicStatements = (changed: Changed): any[][] => changed.all('AWS::IAM::Role', 'ToTopicRole').map(({ Policies }) => Policies[0].PolicyDocument.Statement);
const topicRoles = (changed: Changed) => changed.all('AWS::IAM::Role', 'ToTopicRole');

describe('a topic', () => {
  const arn = `arn:aws:sns:${REGION}:${ACCOUNT}:imported`;
  const key = (name: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:${name}`;
  const own = withTarget((stack) => NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic));
  const outside = withTarget((stack) => NotificationTarget.topic(sns.Topic.fromTopicAttributes(stack, 'Topic', { topicArn: arn, keyArn: key('key/1234abcd') })));
  const keyOutside = withTarget((stack) => NotificationTarget.topic(
    new NotificationTopic(stack, 'Topic', { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', key('key/1234abcd')) }).topic));
  const publish = (change: (one: any) => void) => (c: Changed) => topicStatements(c).forEach(([one]) => change(one));
  const useKey = (change: (one: any) => void) => (c: Changed) => topicStatements(c).forEach(([, one]) => change(one));
  const each = (change: (role: any) => void) => (c: Changed) => topicRoles(c).forEach(change);
  const inBoundary = (statements: object[]) => (c: Changed) => {
    c.resources.Limit = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: statements } } };
    topicRoles(c).forEach((role) => { role.PermissionsBoundary = { Ref: 'Limit' }; });
  };
  testAttacks(([['of the app', own], ['of another app', outside], ['with a key of another app', keyOutside]] as const).flatMap(([kind, on]) => [
    { text: `${kind} without a role`, claim, on, attack: (c: Changed) => c.all('AWS::Events::Rule').forEach(({ Targets }) => { delete Targets[0].RoleArn; }) },
    { text: `${kind} whose role may publish to another topic only`, claim, on, attack: publish((one) => { one.Resource = `${arn}-2`; }) },
    { text: `${kind} whose role may publish to every topic`, claim, on, attack: publish((one) => { one.Resource = '*'; }) },
    { text: `${kind} whose role may subscribe as well`, claim, on, attack: publish((one) => { one.Action = ['sns:Publish', 'sns:Subscribe']; }) },
    { text: `${kind} whose role may publish until a date`, claim, on, attack: publish((one) => { one.Condition = { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }; }) },
    { text: `${kind} whose role may use every key`, claim, on, attack: useKey((one) => { one.Resource = '*'; }) },
    { text: `${kind} whose role may use the key for every topic`, claim, on, attack: useKey((one) => { delete one.Condition; }) },
    { text: `${kind} whose role may use the key for another topic`, claim, on, attack: useKey((one) => { one.Condition.StringEquals['kms:EncryptionContext:aws:sns:topicArn'] = `${arn}-2`; }) },
    { text: `${kind} whose role may only decrypt`, claim, on, attack: useKey((one) => { one.Action = 'kms:Decrypt'; }) },
    { text: `${kind} whose role names the key by an alias`, claim, on, attack: useKey((one) => { one.Resource = key('alias/alarms'); }) },
    { text: `${kind} whose role trusts EventBridge of every account`, claim, on, attack: each((role) => { delete role.AssumeRolePolicyDocument.Statement[0].Condition; }) },
    { text: `${kind} whose role trusts EventBridge of another account`, claim, on, attack: each((role) => { role.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals['aws:SourceAccount'] = '999999999999'; }) },
    { text: `${kind} whose role trusts another service as well`, claim, on, attack: each((role) => { role.AssumeRolePolicyDocument.Statement[0].Principal.Service = ['events.amazonaws.com', 'ec2.amazonaws.com']; }) },
    { text: `${kind} whose role is denied`, claim, on, attack: (c: Changed) => topicStatements(c).forEach((all) => { all.push({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } } }); }) },
    { text: `${kind} whose role has a managed policy`, claim, on, attack: each((role) => { role.ManagedPolicyArns = ['arn:aws:iam::aws:policy/PowerUserAccess']; }) },
    { text: `${kind} whose role has a boundary that can't be read`, claim, on, attack: each((role) => { role.PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess'; }) },
    { text: `${kind} whose role has a boundary without the key`, claim, on, attack: inBoundary([{ Effect: 'Allow', Action: 'sns:*', Resource: '*' }]) },
  ]));
  testAttacks([
    { text: 'of the app whose role has the key of another app', claim, on: own, attack: useKey((one) => { one.Resource = key('key/1234abcd'); }) },
    { text: 'of the app whose role can\'t use its key', claim, on: own, attack: (c) => topicStatements(c).forEach((all) => { all.pop(); }) },
    { text: 'of another app whose role may use two keys', claim, on: outside, attack: useKey((one) => { one.Resource = [one.Resource, key('key/5678')]; }) },
    {
      text: 'of the app whose role gets a policy from beside',
      claim,
      on: own,
      attack: (c) => {
        const role = Object.keys(c.resources).find((id) => id.includes('ToTopicRole'))!;
        c.add('AWS::IAM::Policy', { PolicyName: 'more', Roles: [{ Ref: role }], PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }] } });
      },
    },
  ]);

  test('whose role has a boundary that lets it deliver holds', () => {
    const changed = own();
    inBoundary([{ Effect: 'Allow', Action: ['sns:*', 'kms:*'], Resource: '*' }])(changed);
    expect(failing(changed.stacks)).toEqual([]);
  });

  test('of another app without a key holds', () => {
    expect(failing(withTarget((stack) => NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'Topic', arn)))().stacks)).toEqual([]);
  });
});

describe('a function', () => {
  const on = withTarget((stack) => NotificationTarget.lambda(new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
  })));
  const permission = (changed: Changed, principal: string) => changed.all('AWS::Lambda::Permission').filter(({ Principal }) => Principal === principal);
  testAttacks([
    { text: 'without concurrency', claim, on, attack: (c) => { c.props('AWS::Lambda::Function').ReservedConcurrentExecutions = 0; } },
    { text: 'that rules can\'t invoke', claim, on, attack: (c) => { permission(c, 'events.amazonaws.com')[0].Principal = 's3.amazonaws.com'; } },
    { text: 'that only one rule can invoke', claim, on, attack: (c) => { permission(c, 'events.amazonaws.com')[0].SourceArn = `arn:aws:events:${REGION}:${ACCOUNT}:rule/BREAK-GLASS-Stack-Use-1`; } },
    { text: 'that alarms can\'t invoke', claim, on, attack: (c) => { permission(c, 'lambda.alarms.cloudwatch.amazonaws.com')[0].Action = 'lambda:GetFunction'; } },
    { text: 'that an organization must invoke', claim, on, attack: (c) => { permission(c, 'events.amazonaws.com')[0].PrincipalOrgID = 'o-1'; } },
  ]);
});

describe('a target', () => {
  const on = withTarget((stack) => NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic));
  const everyTarget = (arn: any) => (c: Changed) => c.all('AWS::Events::Rule').forEach(({ Targets }) => { Targets[0].Arn = arn; });
  testAttacks([
    { text: 'that is a queue', claim, on, attack: (c) => { c.resources.Queue = { Type: 'AWS::SQS::Queue', Properties: {} }; everyTarget({ 'Fn::GetAtt': ['Queue', 'Arn'] })(c); } },
    { text: 'that is a workflow', claim, on, attack: (c) => { c.resources.Flow = { Type: 'AWS::StepFunctions::StateMachine', Properties: {} }; everyTarget({ Ref: 'Flow' })(c); } },
    { text: 'that is a log group', claim, on, attack: everyTarget(`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/events/x`) },
    { text: 'of an alarm that stops an instance of no one', claim, also: ['deliveries-are-watched'], on, attack: (c) => c.all('AWS::CloudWatch::Alarm').forEach((alarm) => { alarm.AlarmActions = ['stop']; }) },
  ]);
});
