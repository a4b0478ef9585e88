import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { NotificationTopic, NotificationTopicProps } from '../../src';

function made(props?: NotificationTopicProps): { stack: Stack; template: Template; topic: NotificationTopic } {
  const stack = new Stack(new App(), 'Stack', { env: { account: '222222222222', region: 'us-east-1' } });
  const topic = new NotificationTopic(stack, 'Topic', props);
  return { stack, topic, template: Template.fromStack(stack) };
}

test('makes a topic with the prefix, encrypted by a key of its own that rotates, and retains both', () => {
  const { template } = made();
  const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
  template.hasResource('AWS::SNS::Topic', {
    Properties: { TopicName: 'BREAK-GLASS-ALARMS', KmsMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] } },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
  template.hasResource('AWS::KMS::Key', { Properties: { EnableKeyRotation: true }, DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('refuses what isn\'t sent by TLS', () => {
  made().template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: [{
        Sid: 'AllowPublishThroughSSLOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }],
    },
  });
});

test('uses the key it is given, and makes none', () => {
  const arn = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const { template, topic } = made({ encryptionKey: kms.Key.fromKeyArn(new Stack(), 'Key', arn) });
  template.resourceCountIs('AWS::KMS::Key', 0);
  template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: arn });
  expect(topic.topic.masterKey?.keyArn).toBe(arn);
});

test('subscribes each address, by an id that doesn\'t depend on the others', () => {
  const emails = ['a@example.com', 'b@example.com'];
  const { template } = made({ emails });
  template.resourceCountIs('AWS::SNS::Subscription', 2);
  template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'b@example.com' });
  const ids = Object.keys(template.findResources('AWS::SNS::Subscription')).sort();
  expect(Object.keys(made({ emails: [...emails].reverse() }).template.findResources('AWS::SNS::Subscription')).sort()).toEqual(ids);
});

test.each(['A', 'on-call_2', 'A'.repeat(80)])('takes the name %s', (name) => {
  made({ name }).template.hasResourceProperties('AWS::SNS::Topic', { TopicName: `BREAK-GLASS-${name}` });
});

const PUT_RIGHT: { readonly [name: string]: string } = { 'on call': 'on-call', 'alarms.fifo': 'alarms-fifo' };

test.each(['', 'on call', 'A'.repeat(81), 'alarms.fifo', 'ALARMS\n'])('fails on the name %p', (name) => {
  expect(() => made({ name })).toThrow(`'name' must be 1 to 80 letters, digits, - and _, got '${name}'; write it as '${PUT_RIGHT[name] ?? 'ALARMS'}'`);
});

test('fails on a name that isn\'t known', () => {
  expect(() => made({ name: Lazy.string({ produce: () => 'later' }) })).toThrow("'name' must be known at synthesis");
});

test.each(['', 'oncall', 'oncall@', 'on call@example.com', 'oncall@example'])('fails on the address %p', (email) => {
  expect(() => made({ emails: ['good@example.com', email] }))
    .toThrow(`'emails' must hold e-mail addresses to which SNS can send, got '${email}'`);
});

test('fails on the same address twice, and says so', () => {
  expect(() => made({ emails: ['a@example.com', 'a@example.com'] })).toThrow("'emails' must not hold the same entry twice");
});

describe('the name of a topic', () => {
  const topic = (app: App, id: string, env: { account?: string; region?: string }, name?: string) => new NotificationTopic(new Stack(app, id, { env }), 'Topic', { name });

  test('is one topic\'s in an account and Region', () => {
    const app = new App();
    topic(app, 'Watch', { account: '111111111111', region: 'eu-central-1' });
    expect(() => topic(app, 'Rules', { account: '111111111111', region: 'eu-central-1' }))
      .toThrow(/^'name' must be a name that no other topic of account 111111111111 in eu-central-1 has, and Watch\/Topic makes it, got 'BREAK-GLASS-ALARMS'; give one of them another name$/);
    expect(() => topic(app, 'Other', { account: '111111111111', region: 'eu-central-1' }, 'RULES')).not.toThrow();
  });

  test('may be taken in another Region, in another account, and in stacks that may go anywhere', () => {
    const app = new App();
    topic(app, 'A', { account: '111111111111', region: 'eu-central-1' });
    expect(() => topic(app, 'B', { account: '111111111111', region: 'us-east-1' })).not.toThrow();
    expect(() => topic(app, 'C', { account: '222222222222', region: 'eu-central-1' })).not.toThrow();
    expect(() => topic(app, 'D', {})).not.toThrow();
    expect(() => topic(app, 'E', {})).not.toThrow();
  });

  test('is one topic\'s in a stack for any account', () => {
    const stack = new Stack(new App(), 'Any');
    new NotificationTopic(stack, 'One');
    expect(() => new NotificationTopic(stack, 'Two')).toThrow(/no other topic of the account and Region of stack Any has, and Any\/One makes it/);
  });
});
