import { add, alarm, find, properties, ref, role, rule, STRANGER_ACCOUNT, trusts } from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

const ruleRole = (templates: Templates) => role(templates, 'Security', 'AlarmRulesToTopicRole');
const [PUBLISH, KEY] = [0, 1];
const statements = (templates: Templates) => ruleRole(templates).Policies[0].PolicyDocument.Statement;
const delivery = (templates: Templates) => alarm(templates, 'Security', 'AlarmRulesDelivery1');
const metric = (templates: Templates) => delivery(templates).Metrics[1].MetricStat;

/** How rules reach the topic, and who is told when they don't. */
export const CHAIN_DELIVERIES: readonly BackDoor[] = ofKind('alarm-chain', [{
  id: 'chain-topic-open-to-events',
  putIn: 'a statement for EventBridge without conditions, in the topic\'s policy',
  effect: 'a rule of each account sends false alarms, until nobody reads them',
  mutate: (t) => {
    const { PolicyDocument } = properties(t, 'Security', 'TopicPolicy', 'AWS::SNS::TopicPolicy');
    PolicyDocument.Statement.push({ ...trusts({ Service: 'events.amazonaws.com' }, undefined, 'sns:Publish'), Resource: ref(find(t, 'Security', 'Topic', 'AWS::SNS::Topic').id) });
  },
}, {
  id: 'chain-topic-events-with-conditions',
  putIn: 'EventBridge with conditions in the topic\'s policy, instead of the role of the rules',
  effect: 'SNS drops each message of a rule, and nobody is told',
  mutate: (t) => {
    const { PolicyDocument } = properties(t, 'Workload', 'TopicPolicy', 'AWS::SNS::TopicPolicy');
    PolicyDocument.Statement.push({
      ...trusts({ Service: 'events.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': '222222222222' } }, 'sns:Publish'),
      Resource: ref(find(t, 'Workload', 'Topic', 'AWS::SNS::Topic').id),
    });
    for (const { Properties } of Object.values<any>(t.stack('Workload').Resources).filter(({ Type }) => Type === 'AWS::Events::Rule')) {
      delete Properties.Targets[0].RoleArn;
    }
  },
}, {
  id: 'chain-rule-role-of-all-accounts',
  putIn: 'the trust of the role of rules without the account',
  effect: 'EventBridge can be made a confused deputy: what acts for another account publishes with the role',
  mutate: (t) => { delete ruleRole(t).AssumeRolePolicyDocument.Statement[0].Condition; },
}, {
  id: 'chain-rule-role-of-a-stranger',
  putIn: 'a stranger in the trust of the role of rules',
  effect: 'the stranger sends false alarms, and decrypts true ones',
  mutate: (t) => { ruleRole(t).AssumeRolePolicyDocument.Statement.push(trusts({ AWS: `arn:aws:iam::${STRANGER_ACCOUNT}:root` })); },
}, {
  id: 'chain-rule-role-other-topic',
  putIn: 'another topic as the one that the role of rules may publish to',
  effect: 'the alarm topic takes no message of a rule',
  mutate: (t) => { statements(t)[PUBLISH].Resource = 'arn:aws:sns:us-east-1:111111111111:build-notices'; },
}, {
  id: 'chain-rule-role-any-topic',
  putIn: 'every topic as what the role of rules may publish to',
  effect: 'a rule with this role publishes to topics that were never meant for it',
  mutate: (t) => { statements(t)[PUBLISH].Resource = '*'; },
}, {
  id: 'chain-rule-role-any-context',
  putIn: 'the key for every topic, in the policy of the role of rules',
  effect: 'the role decrypts messages of each topic with the key',
  mutate: (t) => { delete statements(t)[KEY].Condition; },
}, {
  id: 'chain-rule-role-without-key',
  putIn: 'nothing about the topic\'s key in the policy of the role of rules',
  effect: 'rules can\'t encrypt their messages, and they are lost',
  mutate: (t) => { statements(t).splice(KEY, 1); },
}, {
  id: 'chain-rule-role-attached',
  putIn: 'a policy from beside on the role of rules, that denies it to publish after a date',
  effect: 'after the date no rule reaches anybody',
  mutate: (t) => {
    add(t, 'Security', 'EndOfProject', 'AWS::IAM::Policy', {
      PolicyName: 'end-of-project',
      Roles: [ref(find(t, 'Security', 'AlarmRulesToTopicRole', 'AWS::IAM::Role').id)],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: 'sns:*', Resource: '*', Condition: { DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } } }],
      },
    });
  },
}, {
  id: 'chain-rule-role-bounded',
  putIn: 'a boundary of the role of rules that leaves KMS out',
  effect: 'rules can\'t encrypt their messages, and they are lost',
  mutate: (t) => {
    add(t, 'Security', 'MessagingOnly', 'AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['sns:*', 'sqs:*'], Resource: '*' }] },
    });
    ruleRole(t).PermissionsBoundary = ref('MessagingOnly');
  },
}, {
  id: 'chain-delivery-alarm-gone',
  putIn: 'no alarm on the deliveries of the rules in the workload account',
  effect: 'a rule that can\'t reach the topic is silent, and nobody is told',
  mutate: (t) => { delete t.stack('Workload').Resources[find(t, 'Workload', 'RulesDelivery1', 'AWS::CloudWatch::Alarm').id]; },
}, {
  id: 'chain-delivery-of-another-rule',
  putIn: 'another rule in the alarm on deliveries, instead of the one for uses',
  effect: 'the rule for uses fails, and nobody is told',
  mutate: (t) => { metric(t).Metric.Dimensions[0].Value = rule(t, 'Security', 'AlarmRulesRoot1').Name; },
}, {
  id: 'chain-delivery-rule-left-out',
  putIn: 'the expression of the alarm on deliveries without the rule for uses',
  effect: 'the rule for uses fails, and nobody is told',
  mutate: (t) => { delivery(t).Metrics[0].Expression = delivery(t).Metrics[0].Expression.replace('FILL(m1, 0) + ', ''); },
}, {
  id: 'chain-delivery-threshold',
  putIn: 'a threshold of 1000 in the alarm on deliveries',
  effect: 'an attack has fewer events than that in a minute',
  mutate: (t) => { delivery(t).Threshold = 1000; },
}, {
  id: 'chain-delivery-period',
  putIn: 'a day as the period of a metric in the alarm on deliveries',
  effect: 'the team is told a day later',
  mutate: (t) => { metric(t).Period = 86400; },
}, {
  id: 'chain-delivery-times-zero',
  putIn: 'an expression that is always zero in the alarm on deliveries',
  effect: 'the alarm is never on',
  mutate: (t) => { delivery(t).Metrics[0].Expression = 'm1 * 0'; },
}, {
  id: 'chain-delivery-minus-one',
  putIn: 'one less than the sum in the alarm on deliveries',
  effect: 'one lost event, the first use, raises no alarm',
  mutate: (t) => { delivery(t).Metrics[0].Expression += ' - 1'; },
}, {
  id: 'chain-delivery-actions-off',
  putIn: 'ActionsEnabled: false in the alarm on deliveries',
  effect: 'the alarm changes its colour and tells nobody',
  mutate: (t) => { delivery(t).ActionsEnabled = false; },
}, {
  id: 'chain-delivery-muted',
  putIn: 'a rule that mutes the alarms on deliveries each day',
  effect: 'lost events are told to nobody',
  mutate: (t) => {
    add(t, 'Security', 'NoisyDeliveries', 'AWS::CloudWatch::AlarmMuteRule', {
      Name: 'noisy-deliveries',
      Rule: { Schedule: { Expression: 'cron(0 0 * * *)', Duration: 'PT24H', Timezone: 'UTC' } },
      MuteTargets: { AlarmNames: [delivery(t).AlarmName] },
    });
  },
}, {
  id: 'chain-delivery-other-bus',
  putIn: 'another bus in the alarm on deliveries of elevated access',
  effect: 'no rule of that bus has this name, so nothing is counted',
  mutate: (t) => { alarm(t, 'Elevation', 'ElevationAlarmsDelivery1').Metrics[1].MetricStat.Metric.Dimensions[0].Value = 'team'; },
}, {
  id: 'chain-delivery-other-topic',
  putIn: 'another topic as the action of the alarm on deliveries of reviews',
  effect: 'reviews don\'t start, and the message goes where nobody looks',
  mutate: (t) => { alarm(t, 'Elevation', 'ElevationFollowDelivery1').AlarmActions = ['arn:aws:sns:us-east-1:111111111111:build-notices']; },
}]);
