import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { testAttacks } from './attacks';
import { ACCOUNT, alarmOn, Changed, REGION, synthesized } from './chain';
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
    { text: 'that is told of no alarm', claim: 'filters-are-wired', on: outside, attack: (c) => { const id = Object.keys(c.resources).find((key) => key.includes('AlarmsToBus'))!; delete c.resources[id]; } },
    { text: 'that is told of some alarms', claim: 'rules-as-written', on: outside, attack: (c) => { c.props('AWS::Events::Rule', 'AlarmsToBus').EventPattern.detail.alarmName = [{ prefix: 'BREAK-GLASS-Stack' }]; } },
    { text: 'whose forwarding rule is off', claim: 'rules-are-wired', on: outside, attack: (c) => { c.props('AWS::Events::Rule', 'AlarmsToBus').State = 'DISABLED'; } },
    { text: 'whose forwarding rule sends a constant', claim: 'rules-are-wired', on: outside, attack: (c) => { c.props('AWS::Events::Rule', 'AlarmsToBus').Targets[0].Input = '{}'; } },
  ]);
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
    { text: 'of an alarm that stops an instance of no one', claim, on, attack: (c) => c.all('AWS::CloudWatch::Alarm').forEach((alarm) => { alarm.AlarmActions = ['stop']; }) },
  ]);
});
