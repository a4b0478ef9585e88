import { App, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { findingsOf, stackIn } from '../support';
import { alarm, breakGlassRole, filter, ON_ASSUME_ROLE, rule } from '../watching';

const RULE = 'TopicEncrypted';
const KEY_ARN = 'arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** A topic that hears of the use of the role. */
function pager(stack: Stack, masterKey?: kms.IKey): sns.Topic {
  breakGlassRole(stack);
  const topic = new sns.Topic(stack, 'Topic', { masterKey });
  filter(stack, 'Filter');
  alarm(stack, 'Alarm', 'Filter', { alarmActions: [topic.topicArn] });
  return topic;
}

test.each<[string, (stack: Stack) => kms.IKey]>([
  ['a key of the app', (stack) => new kms.Key(stack, 'Key')],
  ['a key of another stack', (stack) => new kms.Key(stackIn(stack.node.root as App, 'Keys'), 'Key')],
  ['an imported key', (stack) => kms.Key.fromKeyArn(stack, 'Key', KEY_ARN)],
  ['an alias of one\'s own', (stack) => kms.Alias.fromAliasName(stack, 'Key', 'alias/pager')],
])('is silent on a topic encrypted with %s', (_, key) => {
  const stack = stackIn();
  pager(stack, key(stack));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, (stack: Stack) => kms.IKey | undefined]>([
  ['no key', () => undefined],
  ['the key of AWS by its alias', (stack) => kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/sns')],
  ['the key of AWS by its ARN', (stack) => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111111111111:alias/aws/sns')],
])('reports a topic with %s', (_, key) => {
  const stack = stackIn();
  pager(stack, key(stack));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Topic/Resource']);
});

test.each<[string, (stack: Stack) => string, string[]]>([
  ['a late value', () => Lazy.string({ produce: () => KEY_ARN }), []],
  ['Fn::Sub', () => Fn.sub('arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/sns'), ['at Stack/Topic']],
  ['a parameter', (stack) => new CfnParameter(stack, 'KeyId').valueAsString, ['at Stack/Topic']],
  ['an import of another stack', () => Fn.importValue('Key'), ['at Stack/Topic']],
])('reads the key from %s, and reports what only the deployment decides', (_, kmsMasterKeyId, expected) => {
  const stack = stackIn();
  new sns.CfnTopic(stack, 'Topic', { topicName: 'break-glass-alarms', kmsMasterKeyId: kmsMasterKeyId(stack) });
  expect(findingsOf(RULE, stack)).toEqual(expected);
});

test('reports a topic whose key an override takes away', () => {
  const stack = stackIn();
  const topic = pager(stack, new kms.Key(stack, 'Key'));
  (topic.node.defaultChild as sns.CfnTopic).addPropertyDeletionOverride('KmsMasterKeyId');
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Topic/Resource']);
});

test.each<[string, (stack: Stack, topic: sns.Topic) => void]>([
  ['an event rule', (stack, topic) => rule(stack, 'Rule', ON_ASSUME_ROLE, { targets: [{ id: 'Topic', arn: topic.topicArn }] })],
  ['an event rule by the text of the ARN', (stack) => rule(stack, 'Rule', ON_ASSUME_ROLE, { targets: [{ id: 'Topic', arn: 'arn:aws:sns:eu-central-1:111111111111:pager' }] })],
  ['a composite alarm', (stack, topic) => {
    filter(stack, 'Filter');
    const child = alarm(stack, 'Alarm', 'Filter', { alarmActions: undefined });
    new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmRule: `ALARM("${child.attrArn}")`, alarmActions: [topic.topicArn] });
  }],
])('reports the topic of %s', (_, tell) => {
  const stack = stackIn();
  breakGlassRole(stack);
  tell(stack, new sns.Topic(stack, 'Topic', { topicName: 'pager' }));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Topic/Resource']);
});

test('reports a topic in another stack', () => {
  const app = new App();
  const topic = new sns.Topic(stackIn(app, 'Topics'), 'Pager');
  const stack = stackIn(app);
  breakGlassRole(stack);
  rule(stack, 'Rule', ON_ASSUME_ROLE, { targets: [{ id: 'Topic', arn: topic.topicArn }] });
  expect(findingsOf(RULE, stack)).toEqual(['at Topics/Pager/Resource']);
});

test('does not apply to topics that hear of other things, and has nothing to say of imported ones', () => {
  const stack = stackIn();
  breakGlassRole(stack);
  const orders = new sns.Topic(stack, 'Orders');
  rule(stack, 'Rule', { source: ['shop'] }, { targets: [{ id: 'Topic', arn: orders.topicArn }] });
  const pipeline = new sns.Topic(stack, 'Pipeline');
  filter(stack, 'Filter', '{ $.requestParameters.roleArn = "arn:aws:iam::111111111111:role/Deploy" }');
  alarm(stack, 'Alarm', 'Filter', { alarmActions: [pipeline.topicArn] });
  const imported = sns.Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:eu-central-1:222222222222:break-glass');
  rule(stack, 'Told', ON_ASSUME_ROLE, { targets: [{ id: 'Topic', arn: imported.topicArn }] });
  expect(findingsOf(RULE, stack)).toEqual([]);
});
