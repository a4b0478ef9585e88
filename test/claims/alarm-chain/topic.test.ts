import { testAttacks } from './attacks';
import { ACCOUNT, assumptions, Changed, failing, REGION, simpleAlarm } from './chain';

const ARN = `arn:aws:sns:${REGION}:${ACCOUNT}:BREAK-GLASS-ALARMS`;
const topic = (changed: Changed) => changed.props('AWS::SNS::Topic');
const policy = (changed: Changed) => changed.props('AWS::SNS::TopicPolicy').PolicyDocument.Statement as any[];
const key = (changed: Changed) => changed.props('AWS::KMS::Key');
const keyPolicy = (changed: Changed) => key(changed).KeyPolicy.Statement as any[];
const subscription = (changed: Changed) => changed.props('AWS::SNS::Subscription');
const allow = (changed: Changed, service: string, statements = policy) => statements(changed).find(({ Principal, Effect }) => Effect === 'Allow' && JSON.stringify(Principal).includes(service));

describe('a topic', () => {
  const claim = 'topic-delivers';
  testAttacks([
    { text: 'of FIFO', claim, attack: (c) => { topic(c).FifoTopic = true; } },
    { text: 'with a data protection policy', claim, attack: (c) => { topic(c).DataProtectionPolicy = { Statement: [] }; } },
    { text: 'whose messages are archived only', claim, attack: (c) => { topic(c).ArchivePolicy = { MessageRetentionPeriod: 1 }; } },
    { text: 'that denies every publisher', claim, attack: (c) => { policy(c).push({ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: ARN }); } },
    { text: 'that denies alarms by the name of one', claim, attack: (c) => { policy(c).push({ Effect: 'Deny', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:*', Resource: ARN, Condition: { ArnLike: { 'aws:SourceArn': '*Tampering*' } } }); } },
    { text: 'whose deny without TLS is wider', claim, attack: (c) => { policy(c)[0].Condition = { Bool: { 'aws:SecureTransport': ['false', 'true'] } }; } },
    { text: 'that lets no alarms publish', claim, attack: (c) => { policy(c).splice(policy(c).indexOf(allow(c, 'cloudwatch')), 1); } },
    { text: 'that lets no rules publish', claim, attack: (c) => { policy(c).splice(policy(c).indexOf(allow(c, 'events')), 1); } },
    { text: 'with a second policy', claim, attack: (c) => c.add('AWS::SNS::TopicPolicy', { Topics: [ARN], PolicyDocument: { Statement: [] } }) },
    { text: 'with a second policy that a parameter names', claim, attack: (c) => c.add('AWS::SNS::TopicPolicy', { Topics: [{ Ref: 'Other' }], PolicyDocument: { Statement: [] } }) },
    { text: 'with an inline policy', claim, attack: (c) => c.add('AWS::SNS::TopicInlinePolicy', { TopicArn: ARN, PolicyDocument: { Statement: [] } }) },
    { text: 'that lets one alarm publish', claim, also: ['topic-no-confused-deputy'], attack: (c) => { allow(c, 'cloudwatch').Condition.ArnLike['aws:SourceArn'] = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:BREAK-GLASS-Stack-Use`; } },
  ]);
});

describe('a publisher', () => {
  const claim = 'topic-no-confused-deputy';
  const more = (statement: object) => (c: Changed) => { policy(c).push({ Effect: 'Allow', Action: 'sns:Publish', Resource: ARN, ...statement }); };
  testAttacks([
    { text: 'without conditions', claim, attack: (c) => { delete allow(c, 'events').Condition; } },
    { text: 'that is another service', claim, attack: more({ Principal: { Service: 's3.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::b' } } }) },
    { text: 'that is a stranger', claim, attack: more({ Principal: { AWS: 'arn:aws:iam::999999999999:root' } }) },
    { text: 'that is everybody under a condition', claim, attack: more({ Principal: '*', Condition: { StringEquals: { 'aws:UserAgent': 'x' } } }) },
    { text: 'by NotPrincipal', claim, attack: more({ NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }) },
    { text: 'that only subscribes', claim, attack: more({ Principal: { AWS: '999999999999' }, Action: 'sns:Subscribe' }) },
    { text: 'for another account', claim, attack: more({ Principal: { Service: 'events.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' }, ArnLike: { 'aws:SourceArn': 'arn:aws:events:us-east-1:999999999999:rule/BREAK-GLASS-*' } } }) },
    { text: 'that a parameter names', claim, attack: more({ Principal: { AWS: { Ref: 'Stranger' } } }) },
  ]);
});

describe('a key', () => {
  const claim = 'topic-encrypted';
  testAttacks([
    { text: 'that is missing', claim, attack: (c) => { delete topic(c).KmsMasterKeyId; } },
    { text: 'of AWS', claim, attack: (c) => { topic(c).KmsMasterKeyId = 'alias/aws/sns'; } },
    { text: 'that a parameter names', claim, attack: (c) => { topic(c).KmsMasterKeyId = { Ref: 'Key' }; } },
    { text: 'that is disabled', claim, attack: (c) => { key(c).Enabled = false; } },
    { text: 'of another kind', claim, attack: (c) => { key(c).KeySpec = 'RSA_2048'; } },
    { text: 'with material from outside', claim, attack: (c) => { key(c).Origin = 'EXTERNAL'; } },
    { text: 'that alarms can\'t use', claim, attack: (c) => { keyPolicy(c).splice(keyPolicy(c).indexOf(allow(c, 'cloudwatch', keyPolicy)), 1); } },
    { text: 'that rules can\'t use under a source condition', claim, attack: (c) => { allow(c, 'events', keyPolicy).Condition = { StringEquals: { 'aws:SourceAccount': ACCOUNT } }; } },
    { text: 'that rules can use for decryption alone', claim, attack: (c) => { allow(c, 'events', keyPolicy).Action = 'kms:Decrypt'; } },
    { text: 'with a deny', claim, attack: (c) => { keyPolicy(c).push({ Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*', Condition: { DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } } }); } },
    { text: 'with a statement that a parameter decides in part', claim, attack: (c) => { keyPolicy(c)[0].Action = { Ref: 'Actions' }; } },
    { text: 'open to another account', claim, attack: (c) => { keyPolicy(c).push({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:role/x' }, Action: 'kms:Decrypt', Resource: '*' }); } },
    { text: 'open to all under a condition', claim, attack: (c) => { keyPolicy(c).push({ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*', Condition: { StringEquals: { 'kms:CallerAccount': '999999999999' } } }); } },
    { text: 'open to a federated principal', claim, attack: (c) => { keyPolicy(c).push({ Effect: 'Allow', Principal: { Federated: 'cognito-identity.amazonaws.com' }, Action: 'kms:*', Resource: '*' }); } },
    { text: 'open to whom a parameter names', claim, attack: (c) => { keyPolicy(c).push({ Effect: 'Allow', Principal: { AWS: { Ref: 'Stranger' } }, Action: 'kms:*', Resource: '*' }); } },
  ]);
});

describe('a subscription', () => {
  const claim = 'topic-subscriptions-unfiltered';
  testAttacks([
    { text: 'with a filter policy', claim, attack: (c) => { subscription(c).FilterPolicy = { severity: ['low'] }; } },
    { text: 'with a filter policy on the body', claim, attack: (c) => { Object.assign(subscription(c), { FilterPolicyScope: 'MessageBody', FilterPolicy: { detail: { eventName: ['x'] } } }); } },
    { text: 'with a delivery policy', claim, attack: (c) => { subscription(c).DeliveryPolicy = { throttlePolicy: { maxReceivesPerSecond: 1 } }; } },
    { text: 'with a dead-letter queue of others', claim, attack: (c) => { subscription(c).RedrivePolicy = { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:999999999999:q' }; } },
    { text: 'in clear text', claim, attack: (c) => { Object.assign(subscription(c), { Protocol: 'http', Endpoint: 'http://example.com' }); } },
    { text: 'of a parameter', claim, attack: (c) => { subscription(c).Endpoint = { Ref: 'Email' }; } },
    { text: 'of a parameter\'s protocol', claim, attack: (c) => { subscription(c).Protocol = { Ref: 'Protocol' }; } },
    { text: 'that says another Region', claim, attack: (c) => { subscription(c).Region = 'eu-west-1'; } },
    { text: 'that replays', claim, attack: (c) => { subscription(c).ReplayPolicy = {}; } },
    { text: 'in the topic itself of a parameter', claim, attack: (c) => { topic(c).Subscription = [{ Protocol: 'email', Endpoint: { Ref: 'Email' } }]; } },
  ]);

  test('in the topic itself holds', () => {
    const changed = simpleAlarm();
    topic(changed).Subscription = [{ Protocol: 'email', Endpoint: 'second@example.com' }];
    expect(failing(changed.stacks)).toEqual([]);
  });
});

describe('a filtered subscription of a topic that only the deployment knows', () => {
  const open = { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT}:critical`, FilterPolicy: { severity: ['critical'] } };

  testAttacks([{
    text: 'it as the only one',
    claim: 'topic-subscriptions-unfiltered',
    attack: (c) => {
      subscription(c).TopicArn = { Ref: 'Topic' };
      subscription(c).FilterPolicy = { severity: ['critical'] };
    },
  }]);

  test('beside a whole one is taken for that of another topic', () => {
    const changed = simpleAlarm();
    changed.add('AWS::SNS::Subscription', open);
    expect(failing(changed.stacks)).toEqual([]);
    expect(assumptions(changed.stacks)).toContainEqual(expect.stringContaining('belongs to another topic than BREAK-GLASS-ALARMS'));
  });

  test('that can\'t be the alarm topic is nobody\'s business', () => {
    const changed = simpleAlarm();
    changed.add('AWS::SNS::Subscription', { ...open, TopicArn: { 'Fn::Sub': `arn:aws:sns:${REGION}:${ACCOUNT}:orders-\${Stage}` } });
    expect(failing(changed.stacks)).toEqual([]);
    expect(assumptions(changed.stacks).join()).not.toContain('belongs to another topic');
  });
});
