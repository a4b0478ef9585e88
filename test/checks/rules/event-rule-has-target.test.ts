import { App, Lazy } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { findingsOf, stackIn } from '../support';
import { breakGlassRole, ON_ASSUME_ROLE, rule } from '../watching';

const RULE = 'EventRuleHasTarget';

test('is silent on rules with a target: of the app, of another app, or of another bus', () => {
  const stack = stackIn();
  breakGlassRole(stack);
  const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-central-1:111111111111:pager');
  new events.Rule(stack, 'Imported', { eventPattern: ON_ASSUME_ROLE, targets: [new targets.SnsTopic(topic)] });
  const bus = events.EventBus.fromEventBusArn(stack, 'Bus', 'arn:aws:events:eu-central-1:222222222222:event-bus/security');
  new events.Rule(stack, 'Bused', { eventPattern: ON_ASSUME_ROLE, targets: [new targets.EventBus(bus)] });
  rule(stack, 'L1', ON_ASSUME_ROLE);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, events.CfnRuleProps]>([
  ['says nothing of targets', { eventPattern: ON_ASSUME_ROLE }],
  ['has an empty list', { eventPattern: ON_ASSUME_ROLE, targets: [] }],
  ['has a list that is empty in the end', { eventPattern: ON_ASSUME_ROLE, targets: Lazy.any({ produce: () => [] }) }],
  ['is disabled as well', { eventPattern: ON_ASSUME_ROLE, state: 'DISABLED' }],
])('reports a rule that %s', (_, props) => {
  const stack = stackIn();
  breakGlassRole(stack);
  new events.CfnRule(stack, 'Rule', props);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Rule']);
});

test('reports a rule named for emergencies, whatever it watches', () => {
  const stack = stackIn();
  new events.CfnRule(stack, 'Rule', { name: 'emergency-access', eventPattern: { source: ['aws.sso'] } });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Rule']);
});

test('reports a rule whose targets an override takes away', () => {
  const stack = stackIn();
  breakGlassRole(stack);
  rule(stack, 'Rule', ON_ASSUME_ROLE).addPropertyDeletionOverride('Targets');
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Rule']);
});

test('reports a rule in another stack that watches the role by reference', () => {
  const app = new App();
  const role = breakGlassRole(stackIn(app));
  const stack = stackIn(app, 'Watch');
  new events.CfnRule(stack, 'Rule', { eventPattern: { detail: { requestParameters: { roleArn: [role.attrArn] } } } });
  expect(findingsOf(RULE, stack)).toEqual(['at Watch/Rule']);
});

test('does not apply to other rules, schedules and rules of another app', () => {
  const stack = stackIn();
  breakGlassRole(stack);
  new events.CfnRule(stack, 'Other', { eventPattern: { source: ['aws.ec2'] } });
  new events.CfnRule(stack, 'OneAction', { eventPattern: { source: ['aws.ec2'], detail: { eventName: ['StopInstances'] } } });
  new events.CfnRule(stack, 'OtherRole', { eventPattern: { detail: { requestParameters: { roleArn: ['arn:aws:iam::111111111111:role/Deploy'] } } } });
  new events.CfnRule(stack, 'Schedule', { name: 'break-glass-scan', scheduleExpression: 'rate(5 minutes)' });
  events.Rule.fromEventRuleArn(stack, 'Imported', 'arn:aws:events:eu-central-1:111111111111:rule/break-glass');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
