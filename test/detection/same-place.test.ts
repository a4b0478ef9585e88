import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BreakGlassAlarm, detection, IncidentResponseRole, NotificationTarget } from '../../src';

const ACCOUNT = '222222222222';

function alarmWith(topicArn: string, logGroupArn: string, env: object = { account: ACCOUNT, region: 'eu-central-1' }): () => BreakGlassAlarm {
  const stack = new Stack(new App(), 'Stack', { env });
  return () => new BreakGlassAlarm(stack, 'Alarm', {
    trailLogGroup: logs.LogGroup.fromLogGroupArn(stack, 'Trail', logGroupArn),
    users: [],
    roles: [IncidentResponseRole.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`)],
    notify: [NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'Topic', topicArn))],
  });
}

const topicIn = (account: string, region: string) => `arn:aws:sns:${region}:${account}:alarms`;
const logGroupIn = (account: string, region: string) => `arn:aws:logs:${region}:${account}:log-group:trail:*`;
const HERE = [ACCOUNT, 'eu-central-1'] as const;

test('a topic and a log group of the same account and Region are taken', () => {
  expect(alarmWith(topicIn(...HERE), logGroupIn(...HERE))).not.toThrow();
});

test.each([['444444444444', 'eu-central-1'], [ACCOUNT, 'us-east-1']])('a topic of account %s in %s is an error', (account, region) => {
  expect(alarmWith(topicIn(account, region), logGroupIn(...HERE))).toThrow(
    `'notify' must hold topics of the alarms' account and Region (${ACCOUNT}, eu-central-1), got 'Stack/Topic in ${account}, ${region}'; `
      + 'make a topic there, or send to NotificationTarget.eventBus of the other account');
});

test.each([['444444444444', 'eu-central-1'], [ACCOUNT, 'us-east-1']])('a log group of account %s in %s is an error', (account, region) => {
  expect(alarmWith(topicIn(...HERE), logGroupIn(account, region))).toThrow(
    `'trailLogGroup' must be a log group of the alarms' account and Region (${ACCOUNT}, eu-central-1), got 'Stack/Trail in ${account}, ${region}'; `
      + 'make the alarm in the account and Region of the log group: metric filters belong there');
});

test('a stack for any account and Region can\'t know, and takes them', () => {
  expect(alarmWith(topicIn(...HERE), logGroupIn(...HERE), {})).not.toThrow();
});

describe('a function', () => {
  const made = (account: string, region: string, env: object = { account: ACCOUNT, region: 'eu-central-1' }) => {
    const stack = new Stack(new App(), 'Stack', { env });
    return {
      users: [],
      roles: [IncidentResponseRole.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`)],
      notify: [NotificationTarget.lambda(lambda.Function.fromFunctionArn(stack, 'Function', `arn:aws:lambda:${region}:${account}:function:tell`))],
      stack,
    };
  };
  const alarm = (account: string, region: string, env?: object) => () => {
    const { stack, ...props } = made(account, region, env);
    return new BreakGlassAlarm(stack, 'Alarm', { trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'trail'), ...props });
  };
  const rules = (account: string, region: string, env?: object) => () => {
    const { stack, ...props } = made(account, region, env);
    return new detection.BreakGlassRules(stack, 'Rules', props);
  };

  test.each([['an alarm', alarm], ['rules', rules]])('of the same Region is taken by %s, and of any where the stack has none', (_, make) => {
    expect(make(...HERE)).not.toThrow();
    expect(make('444444444444', HERE[1])).not.toThrow();
    expect(make('444444444444', 'us-east-1', {})).not.toThrow();
  });

  test.each([['alarms', alarm], ['rules', rules]])('of another Region is an error for %s', (_, make) => {
    expect(make(ACCOUNT, 'us-east-1')).toThrow("'notify' must hold functions of the alarms' Region (eu-central-1), got 'Stack/Function in us-east-1'; "
      + 'make a function there, or send to NotificationTarget.eventBus of the other Region');
  });
});
