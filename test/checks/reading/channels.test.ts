import { App, Fn, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AppReading } from '../../../checks/src/reading/app-reading';
import { hasSecondChannel, isEmergencyTopic, subscriptionsOf, waitsForConfirmation } from '../../../checks/src/reading/channels';
import { stackIn } from '../support';
import { alarm, breakGlassRole, filter, ON_ASSUME_ROLE, rule } from '../watching';

const QUEUE_ARN = 'arn:aws:sqs:eu-central-1:111111111111:pager';

function protocols(topic: sns.CfnTopic): string[] {
  const app = new AppReading(topic.node.root);
  return subscriptionsOf(app.resource(topic), app).map(({ protocol }) => protocol);
}

test('counts inline subscriptions, resources of the app, and those by the ARN as text', () => {
  const app = new App();
  const stack = stackIn(app);
  const topic = new sns.CfnTopic(stack, 'Topic', { topicName: 'pager', subscription: [{ protocol: 'email', endpoint: 'a@example.com' }, { protocol: 'sqs', endpoint: QUEUE_ARN }] });
  new sns.CfnSubscription(stack, 'Own', { topicArn: topic.ref, protocol: 'https', endpoint: 'https://example.com' });
  new sns.CfnSubscription(stackIn(app, 'Other'), 'ByText', { topicArn: 'arn:aws:sns:eu-central-1:111111111111:pager', protocol: 'lambda', endpoint: 'arn' });
  new sns.CfnSubscription(stack, 'BySub', { topicArn: Fn.sub('arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:pager'), protocol: 'sms', endpoint: '+1' });
  expect(protocols(topic).sort()).toEqual(['email', 'https', 'lambda', 'sms', 'sqs']);
});

test('leaves out subscriptions of other topics, whose names only begin or end alike', () => {
  const stack = stackIn();
  const topic = new sns.CfnTopic(stack, 'Topic', { topicName: 'pager' });
  for (const name of ['pager-2', 'my-pager', 'other']) {
    new sns.CfnSubscription(stack, name, { topicArn: `arn:aws:sns:eu-central-1:111111111111:${name}`, protocol: 'sqs', endpoint: QUEUE_ARN });
  }
  expect(protocols(topic)).toEqual([]);
});

test.each(['lambda', 'sqs', 'firehose', 'application', 'sms', 'chat'])('%s needs no confirmation', (protocol) => {
  expect(waitsForConfirmation({ protocol })).toBe(false);
});

test.each(['email', 'email-json', 'http', 'https', '⟨?⟩', ''])('%j may need one', (protocol) => {
  expect(waitsForConfirmation({ protocol })).toBe(true);
});

function asked(stack: Stack, topic: sns.CfnTopic): { emergency: boolean; second: boolean } {
  const app = new AppReading(stack.node.root);
  return { emergency: isEmergencyTopic(app.resource(topic), app), second: hasSecondChannel(app.resource(topic), app) };
}

test('a topic named for emergencies counts, and has no second channel while nothing tells it', () => {
  const stack = stackIn();
  const topic = new sns.CfnTopic(stack, 'Topic', { topicName: 'fire-call' });
  rule(stack, 'Rule', ON_ASSUME_ROLE, { targets: [{ id: 'Queue', arn: QUEUE_ARN }] });
  expect(asked(stack, topic)).toEqual({ emergency: true, second: false });
});

test('a topic counts that a metric filter tells through an alarm by a math expression', () => {
  const stack = stackIn();
  breakGlassRole(stack);
  const topic = new sns.CfnTopic(stack, 'Topic');
  filter(stack, 'Uses');
  const metrics = [
    { id: 'uses', metricStat: { metric: { namespace: 'Security', metricName: 'Uses' }, period: 60, stat: 'Sum' }, returnData: false },
    { id: 'filled', expression: 'FILL(uses, 0)' },
  ];
  alarm(stack, 'Alarm', 'x', { namespace: undefined, metricName: undefined, statistic: undefined, period: undefined, metrics, alarmActions: [topic.ref] });
  expect(asked(stack, topic)).toEqual({ emergency: true, second: false });
});

test('a topic does not count whose alarm looks at another namespace', () => {
  const stack = stackIn();
  breakGlassRole(stack);
  const topic = new sns.CfnTopic(stack, 'Topic');
  filter(stack, 'Uses');
  alarm(stack, 'Alarm', 'Uses', { namespace: 'Shop', alarmActions: [topic.ref] });
  expect(asked(stack, topic)).toEqual({ emergency: false, second: false });
});

test('a second topic with a queue is a second channel, and one with mail is none', () => {
  const build = (protocol: string) => {
    const stack = stackIn();
    breakGlassRole(stack);
    const [topic, second] = ['Topic', 'Second'].map((id) => new sns.CfnTopic(stack, id));
    new sns.CfnSubscription(stack, 'Subscription', { topicArn: second.ref, protocol, endpoint: QUEUE_ARN });
    rule(stack, 'Rule', ON_ASSUME_ROLE, { targets: [topic, second].map(({ ref }, index) => ({ id: `T${index}`, arn: ref })) });
    return asked(stack, topic);
  };
  expect(build('sqs')).toEqual({ emergency: true, second: true });
  expect(build('email')).toEqual({ emergency: true, second: false });
});
