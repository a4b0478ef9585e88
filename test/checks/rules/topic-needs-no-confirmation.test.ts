import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { findingsOf, stackIn } from '../support';
import { alarm, breakGlassRole, filter, ON_ASSUME_ROLE, rule } from '../watching';

const RULE = 'TopicNeedsNoConfirmation';
const OPS_ITEM = 'arn:aws:ssm:eu-central-1:111111111111:opsitem:1#CATEGORY=Security';
const QUEUE_ARN = 'arn:aws:sqs:eu-central-1:111111111111:pager';

/** A topic that hears of the use of the role by an alarm, with one subscription by mail. */
function pager(stack: Stack, furtherActions: string[] = []): sns.Topic {
  breakGlassRole(stack);
  const topic = new sns.Topic(stack, 'Topic');
  topic.addSubscription(new subscriptions.EmailSubscription('oncall@example.com'));
  filter(stack, 'Filter');
  alarm(stack, 'Alarm', 'Filter', { alarmActions: [topic.topicArn, ...furtherActions] });
  return topic;
}

test.each<[string, (stack: Stack, topic: sns.Topic) => void]>([
  ['a queue', (stack, topic) => topic.addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Queue')))],
  ['a queue in another stack', (stack, topic) => new sns.CfnSubscription(stackIn(stack.node.root as App, 'Other'), 'Queue', {
    topicArn: topic.topicArn, protocol: 'sqs', endpoint: QUEUE_ARN,
  })],
  ['a telephone', (_, topic) => topic.addSubscription(new subscriptions.SmsSubscription('+15555550100'))],
  ['a function', (stack, topic) => new sns.CfnSubscription(stack, 'Function', { topicArn: topic.topicArn, protocol: 'lambda', endpoint: 'arn' })],
  ['an inline subscription of a queue', (_, topic) => (topic.node.defaultChild as sns.CfnTopic).addPropertyOverride('Subscription', [{ Protocol: 'sqs', Endpoint: QUEUE_ARN }])],
  ['a chat channel, which confirms by itself', (stack, topic) => new chatbot.SlackChannelConfiguration(stack, 'Slack', {
    slackChannelConfigurationName: 'oncall',
    slackWorkspaceId: 'T00000000',
    slackChannelId: 'C00000000',
    notificationTopics: [topic],
    role: iam.Role.fromRoleName(stack, 'Chat', 'Chat'),
  })],
])('is silent on a topic with mail and %s', (_, subscribe) => {
  const stack = stackIn();
  subscribe(stack, pager(stack));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('is silent where the alarm has a second action that needs no confirmation', () => {
  const stack = stackIn();
  pager(stack, [OPS_ITEM]);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('is silent where another watcher of the same use tells a queue', () => {
  const stack = stackIn();
  pager(stack);
  rule(stack, 'Rule', ON_ASSUME_ROLE, { targets: [{ id: 'Queue', arn: QUEUE_ARN }] });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, (stack: Stack) => void]>([
  ['nothing else', () => undefined],
  ['an action on a topic of another app, which may have no subscription', (stack) => alarm(stack, 'Second', 'Filter', {
    alarmActions: [sns.Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:eu-central-1:222222222222:pager').topicArn],
  })],
  ['an action that a parameter names', (stack) => alarm(stack, 'Second', 'Filter', { alarmActions: [new CfnParameter(stack, 'ActionArn').valueAsString] })],
  ['a second topic with mail', (stack) => {
    const second = new sns.CfnTopic(stack, 'SecondTopic', { subscription: [{ protocol: 'email', endpoint: 'ciso@example.com' }], topicName: 'x' });
    alarm(stack, 'Second', 'Filter', { alarmActions: [second.ref] });
  }],
  ['an alarm whose actions are disabled', (stack) => alarm(stack, 'Second', 'Filter', { alarmActions: [OPS_ITEM], actionsEnabled: false })],
  ['a disabled rule with a queue', (stack) => rule(stack, 'Rule', ON_ASSUME_ROLE, { targets: [{ id: 'Queue', arn: QUEUE_ARN }], state: 'DISABLED' })],
  ['a rule on something else with a queue', (stack) => rule(stack, 'Rule', { source: ['aws.ec2'] }, { targets: [{ id: 'Queue', arn: QUEUE_ARN }] })],
])('reports a topic with mail and %s', (_, add) => {
  const stack = stackIn();
  pager(stack);
  add(stack);
  expect(findingsOf(RULE, stack)).toContain('at Stack/Topic/Resource');
});

test.each(['email', 'email-json', 'http', 'https'])('reports a topic whose subscriptions are all by %s', (protocol) => {
  const stack = stackIn();
  new sns.CfnTopic(stack, 'Topic', { topicName: 'break-glass', subscription: [{ protocol, endpoint: 'somewhere' }] });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Topic']);
});

test('reports a topic without a subscription', () => {
  const stack = stackIn();
  new sns.CfnTopic(stack, 'Topic', { topicName: 'emergency-access' });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Topic']);
});

test('reports a protocol that only the deployment decides', () => {
  const stack = stackIn();
  const topic = pager(stack);
  new sns.CfnSubscription(stack, 'Subscription', { topicArn: topic.topicArn, protocol: Fn.importValue('Protocol'), endpoint: 'x' });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Topic/Resource']);
});

test('reports a topic whose second channel misses some of what it hears', () => {
  const stack = stackIn();
  const topic = pager(stack, [OPS_ITEM]);
  expect(findingsOf(RULE, stack)).toEqual([]);
  rule(stack, 'Inside', { detail: { userIdentity: { sessionContext: { sessionIssuer: { userName: ['BreakGlassAdmin'] } } } } }, { targets: [{ id: 'T', arn: topic.topicArn }] });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Topic/Resource']);
});

test('does not apply to topics that hear of other things, and has nothing to say of imported ones', () => {
  const stack = stackIn();
  breakGlassRole(stack);
  new sns.Topic(stack, 'Orders').addSubscription(new subscriptions.EmailSubscription('shop@example.com'));
  const imported = sns.Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:eu-central-1:222222222222:break-glass');
  rule(stack, 'Rule', ON_ASSUME_ROLE, { targets: [{ id: 'Topic', arn: imported.topicArn }] });
  expect(findingsOf(RULE, stack)).toEqual([]);
});
