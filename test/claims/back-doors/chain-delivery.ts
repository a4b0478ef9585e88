import { add, declare, alarm, arnOf, find, policy, properties, ref, STRANGER_ACCOUNT, trusts } from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

type WithTopic = 'Security' | 'Workload' | 'Elevation';
const topicId = (templates: Templates, stack: WithTopic) => find(templates, stack, 'Topic', 'AWS::SNS::Topic').id;
const topic = (templates: Templates, stack: WithTopic) => properties(templates, stack, 'Topic', 'AWS::SNS::Topic');
const topicPolicy = (templates: Templates, stack: WithTopic) => properties(templates, stack, 'TopicPolicy', 'AWS::SNS::TopicPolicy').PolicyDocument;
const topicKey = (templates: Templates, stack: WithTopic) => properties(templates, stack, 'TopicKey', 'AWS::KMS::Key').KeyPolicy;

/** Between an alarm and a person. */
export const CHAIN_DELIVERY: readonly BackDoor[] = ofKind('alarm-chain', [{
  id: 'chain-actions-disabled',
  putIn: 'ActionsEnabled: false',
  effect: 'the alarm changes its colour and tells nobody',
  mutate: (t) => { alarm(t, 'Security', 'AlarmUseAlarm').ActionsEnabled = false; },
}, {
  id: 'chain-actions-when-ok',
  putIn: 'the topic as action of the state OK, instead of ALARM',
  effect: 'the message comes when it is over, and says that all is well',
  mutate: (t) => {
    const target = alarm(t, 'Security', 'AlarmTamperingAlarm');
    target.OKActions = target.AlarmActions;
    delete target.AlarmActions;
  },
}, {
  id: 'chain-actions-other-topic',
  putIn: 'another topic as the action of the alarm for sign-ins without MFA',
  effect: 'the message goes where nobody looks',
  mutate: (t) => { alarm(t, 'Security', 'AlarmSignInWithoutMfaAlarm').AlarmActions = ['arn:aws:sns:us-east-1:111111111111:build-notices']; },
}, {
  id: 'chain-mute-rule',
  putIn: 'a rule that mutes the alarms for uses and tampering each night',
  effect: 'from eight in the evening for twelve hours the alarms send nothing',
  mutate: (t) => {
    add(t, 'Security', 'QuietHours', 'AWS::CloudWatch::AlarmMuteRule', {
      Name: 'quiet-hours',
      Rule: { Schedule: { Expression: 'cron(0 20 * * *)', Duration: 'PT12H', Timezone: 'UTC' } },
      MuteTargets: { AlarmNames: ['AlarmUseAlarm', 'AlarmTamperingAlarm'].map((prefix) => alarm(t, 'Security', prefix).AlarmName) },
    });
  },
}, {
  id: 'chain-composite-suppressed',
  putIn: 'a composite alarm with a suppressor that is always on, which takes over the actions of the alarm for uses',
  effect: 'the only message about uses waits for the suppressor, for ever',
  mutate: (t) => {
    const target = alarm(t, 'Security', 'AlarmUseAlarm');
    add(t, 'Security', 'Maintenance', 'AWS::CloudWatch::Alarm', {
      AlarmName: 'maintenance',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      Threshold: 1,
      TreatMissingData: 'breaching',
      MetricName: 'Maintenance',
      Namespace: 'Team',
      Period: 60,
      Statistic: 'Sum',
    });
    add(t, 'Security', 'UseOutsideMaintenance', 'AWS::CloudWatch::CompositeAlarm', {
      AlarmName: 'BREAK-GLASS-use-outside-maintenance',
      AlarmRule: `ALARM("${target.AlarmName}")`,
      AlarmActions: target.AlarmActions,
      ActionsSuppressor: arnOf('Maintenance'),
      ActionsSuppressorWaitPeriod: 60,
      ActionsSuppressorExtensionPeriod: 60,
    });
    target.AlarmActions = [];
  },
}, {
  id: 'chain-alarm-renamed',
  putIn: 'a name in small letters for the alarm of root use',
  effect: 'the topic\'s policy lets only alarms whose name begins with BREAK-GLASS- publish',
  mutate: (t) => { alarm(t, 'Security', 'AlarmRootAlarm').AlarmName = 'break-glass-root'; },
}, {
  id: 'chain-topic-policy-deny',
  putIn: 'a deny in the topic\'s policy for the alarm of uses',
  effect: 'the alarm fires, and the topic refuses its message',
  mutate: (t) => {
    topicPolicy(t, 'Security').Statement.push({
      Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: ref(topicId(t, 'Security')), Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:*:alarm:*-Use' } },
    });
  },
}, {
  id: 'chain-second-topic-policy',
  putIn: 'a second policy of the same topic, deployed after the first',
  effect: 'the last policy counts: neither alarms nor rules can publish',
  mutate: (t) => {
    const owner = { ...trusts({ AWS: 'arn:aws:iam::222222222222:root' }, undefined, 'sns:Publish'), Resource: ref(topicId(t, 'Workload')) };
    add(t, 'Workload', 'TopicOwnerPolicy', 'AWS::SNS::TopicPolicy', { Topics: [ref(topicId(t, 'Workload'))], PolicyDocument: policy(owner) },
      { DependsOn: [find(t, 'Workload', 'TopicPolicy', 'AWS::SNS::TopicPolicy').id] });
  },
}, {
  id: 'chain-inline-topic-policy',
  putIn: 'an inline policy of the topic, which is another type of resource',
  effect: 'it replaces the policy: neither alarms nor rules can publish',
  mutate: (t) => {
    const owner = { ...trusts({ AWS: 'arn:aws:iam::111111111111:root' }, undefined, 'sns:Publish'), Resource: ref(topicId(t, 'Security')) };
    add(t, 'Security', 'TopicInlinePolicy', 'AWS::SNS::TopicInlinePolicy', { TopicArn: ref(topicId(t, 'Security')), PolicyDocument: policy(owner) },
      { DependsOn: [find(t, 'Security', 'TopicPolicy', 'AWS::SNS::TopicPolicy').id] });
  },
}, {
  id: 'chain-topic-key-deny',
  putIn: 'a deny for CloudWatch in the policy of the topic\'s key',
  effect: 'CloudWatch can\'t encrypt its message, and it is lost',
  mutate: (t) => {
    topicKey(t, 'Security').Statement.push({
      Effect: 'Deny', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'kms:GenerateDataKey*', Resource: '*',
    });
  },
}, {
  id: 'chain-topic-aws-key',
  putIn: 'AWS\'s own key for SNS as the key of the topic',
  effect: 'neither CloudWatch nor EventBridge may use that key: messages are lost',
  mutate: (t) => { topic(t, 'Workload').KmsMasterKeyId = 'alias/aws/sns'; },
}, {
  id: 'chain-topic-refuses-addresses',
  putIn: 'a data protection policy of the topic that refuses messages with an address',
  effect: 'each event has the caller\'s address: no rule\'s message is accepted',
  mutate: (t) => {
    topic(t, 'Workload').DataProtectionPolicy = {
      Name: 'personal-data',
      Version: '2021-06-01',
      Statement: [{
        Sid: 'deny', DataDirection: 'Inbound', Principal: ['*'], DataIdentifier: ['arn:aws:dataprotection::aws:data-identifier/IpAddress'], Operation: { Deny: {} },
      }],
    };
  },
}, {
  id: 'chain-topic-redacts-names',
  putIn: 'a data protection policy of the topic that redacts ARNs of users and roles',
  effect: 'the message comes, and doesn\'t say who and which role',
  mutate: (t) => {
    topic(t, 'Security').DataProtectionPolicy = {
      Name: 'personal-data',
      Version: '2021-06-01',
      Configuration: { CustomDataIdentifier: [{ Name: 'Names', Regex: '[A-Za-z.]*-BREAK-GLASS|BREAK-GLASS-[A-Z_-]+' }] },
      Statement: [{ Sid: 'redact', DataDirection: 'Inbound', Principal: ['*'], DataIdentifier: ['Names'], Operation: { Deidentify: { RedactConfig: {} } } }],
    };
  },
}, {
  id: 'chain-subscription-by-attribute',
  putIn: 'the team\'s subscription, with a filter on a message attribute',
  effect: 'alarms and rules send no attributes: the team gets nothing',
  mutate: (t) => {
    add(t, 'Security', 'OnCall', 'AWS::SNS::Subscription', {
      TopicArn: ref(topicId(t, 'Security')), Protocol: 'email', Endpoint: 'oncall@example.com', FilterPolicy: { severity: ['critical'] },
    });
  },
}, {
  id: 'chain-subscription-by-body',
  putIn: 'the team\'s subscription, with a filter on the body of the message',
  effect: 'only deleted trails are told, nothing else',
  mutate: (t) => {
    add(t, 'Workload', 'OnCall', 'AWS::SNS::Subscription', {
      TopicArn: ref(topicId(t, 'Workload')),
      Protocol: 'email',
      Endpoint: 'oncall@example.com',
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: { detail: { eventName: ['DeleteTrail'] } },
    });
  },
}, {
  id: 'chain-subscription-of-any-topic',
  putIn: 'the team\'s only subscription, with a filter, and with the ARN of its topic in a parameter',
  effect: 'the team is told of critical alarms only, and no alarm is marked so',
  mutate: (t) => {
    declare(t, 'Workload', 'Parameters', 'TopicArn', { Type: 'String' });
    add(t, 'Workload', 'OnCall', 'AWS::SNS::Subscription', {
      TopicArn: ref('TopicArn'), Protocol: 'email', Endpoint: 'oncall@example.com', FilterPolicy: { severity: ['critical'] },
    });
  },
}, {
  id: 'chain-subscription-of-stranger',
  putIn: 'a queue of another account as the only subscriber, and its right to subscribe',
  effect: 'the stranger knows of each use, and the team doesn\'t',
  mutate: (t) => {
    topicPolicy(t, 'Elevation').Statement.push({
      ...trusts({ AWS: `arn:aws:iam::${STRANGER_ACCOUNT}:root` }, undefined, 'sns:Subscribe'), Resource: ref(topicId(t, 'Elevation')),
    });
    add(t, 'Elevation', 'Partner', 'AWS::SNS::Subscription', {
      TopicArn: ref(topicId(t, 'Elevation')), Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:${STRANGER_ACCOUNT}:uses`,
    });
  },
}]);
