import { App, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { findingsOf, stackIn } from '../support';
import { ALL_EVENTS, breakGlassRole, ON_ASSUME_ROLE, ROLE_ARN, rule } from '../watching';

const RULE = 'EventRuleState';
const SESSION = { detail: { userIdentity: { sessionContext: { sessionIssuer: { arn: [ROLE_ARN] } } } } };

test.each<[string, object, string | undefined]>([
  ['for AssumeRole in the state for all events', ON_ASSUME_ROLE, ALL_EVENTS],
  ['for actions inside the session, which are mostly writes', SESSION, undefined],
  ['for actions inside the session, and for reads as well', SESSION, ALL_EVENTS],
  ['for SwitchRole, which is no read', { detail: { eventName: ['SwitchRole'] } }, 'ENABLED'],
])('is silent on a rule %s', (_, pattern, state) => {
  const stack = stackIn();
  breakGlassRole(stack);
  rule(stack, 'Rule', pattern, { state });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, object]>([
  ['by source and event name', ON_ASSUME_ROLE],
  ['by the service alone', { source: ['aws.sts'] }],
  ['by the service inside of the record', { detail: { eventSource: ['sts.amazonaws.com'] } }],
  ['by its event name alone', { detail: { eventName: ['AssumeRole'] } }],
  ['for sign-ins by SAML', { detail: { eventName: ['AssumeRoleWithSAML'] } }],
  ['for AssumeRoot', { detail: { eventName: ['AssumeRoot'] } }],
  ['for the read of a password', { detail: { eventSource: ['secretsmanager.amazonaws.com'], eventName: ['GetSecretValue'] } }],
  ['by a prefix of its event name', { detail: { eventName: [{ prefix: 'AssumeRole' }] } }],
  ['by a wildcard', { detail: { eventName: [{ wildcard: 'AssumeRole*' }] } }],
])('reports an enabled rule for AssumeRole or another read %s', (_, pattern) => {
  const stack = stackIn();
  rule(stack, 'Unsaid', pattern);
  rule(stack, 'Enabled', pattern, { state: 'ENABLED' });
  rule(stack, 'All', pattern, { state: ALL_EVENTS });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Enabled', 'at Stack/Unsaid']);
});

test.each<[string, object]>([
  ['sees the use of the role', SESSION],
  ['is for reads', ON_ASSUME_ROLE],
])('reports a disabled rule that %s', (_, pattern) => {
  const stack = stackIn();
  breakGlassRole(stack);
  rule(stack, 'Rule', pattern, { state: 'DISABLED' });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Rule']);
});

test('reports a disabled rule that is named for emergencies', () => {
  const stack = stackIn();
  rule(stack, 'Rule', { source: ['aws.kms'] }, { name: 'break-glass-key-guard', state: 'DISABLED' });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Rule']);
});

test('reports the L2 rule, which knows only enabled and disabled, until the state is overridden', () => {
  const stack = stackIn();
  const l2 = new events.Rule(stack, 'Rule', { eventPattern: { source: ['aws.sts'] } });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Rule/Resource']);
  (l2.node.defaultChild as events.CfnRule).addPropertyOverride('State', ALL_EVENTS);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('sees a rule in another stack that watches the role by reference', () => {
  const app = new App();
  const role = breakGlassRole(stackIn(app), { roleName: undefined, tags: [{ key: 'Purpose', value: 'break-glass' }] });
  const stack = stackIn(app, 'Watch');
  rule(stack, 'Rule', { detail: { userIdentity: { sessionContext: { sessionIssuer: { arn: [role.attrArn] } } } } }, { state: 'DISABLED' });
  expect(findingsOf(RULE, stack)).toEqual(['at Watch/Rule']);
});

test.each<[string, (stack: Stack) => string, string[]]>([
  ['a late value', () => Lazy.string({ produce: () => ALL_EVENTS }), []],
  ['a parameter', (stack) => new CfnParameter(stack, 'State', { default: ALL_EVENTS }).valueAsString, ['at Stack/Rule']],
])('reads the state from %s, and reports what only the deployment decides', (_, state, expected) => {
  const stack = stackIn();
  rule(stack, 'Rule', ON_ASSUME_ROLE, { state: state(stack) });
  expect(findingsOf(RULE, stack)).toEqual(expected);
});

test('does not apply to rules on other things, schedules or imported rules', () => {
  const stack = stackIn();
  breakGlassRole(stack);
  rule(stack, 'Other', { source: ['aws.ec2'], detail: { eventName: ['RunInstances'] } }, { state: 'DISABLED' });
  rule(stack, 'NotReads', { source: ['aws.secretsmanager'], detail: { eventName: [{ 'anything-but': ['GetSecretValue'] }] } });
  rule(stack, 'Schedule', undefined, { name: 'break-glass-revoke', scheduleExpression: 'rate(5 minutes)', state: 'DISABLED' });
  events.Rule.fromEventRuleArn(stack, 'Imported', 'arn:aws:events:eu-central-1:111111111111:rule/break-glass');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
