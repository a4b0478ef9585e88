import { App, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BreakGlassAlarm, IncidentResponseRole, NotificationTarget } from '../../src';

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
