import { CfnParameter, Duration, Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as sso from 'aws-cdk-lib/aws-sso';
import { findingsOf, stackIn } from '../support';
import { Phase, Playbook, PlaybookPermissionSet } from 'cdk-break-glass';

const RULE = 'PermissionSetSessionLength';
const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

function permissionSet(stack: Stack, props: Partial<sso.CfnPermissionSetProps>): sso.CfnPermissionSet {
  return new sso.CfnPermissionSet(stack, 'Set', { instanceArn: INSTANCE, name: 'BreakGlass', ...props });
}

const everything = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

test.each<[string, Partial<sso.CfnPermissionSetProps>]>([
  ['nothing said, which is an hour', { managedPolicies: [ADMINISTRATOR] }],
  ['an hour for an administrator', { managedPolicies: [ADMINISTRATOR], sessionDuration: 'PT1H' }],
  ['an hour in minutes', { managedPolicies: [ADMINISTRATOR], sessionDuration: 'PT60M' }],
  ['12 hours for others', { sessionDuration: 'PT12H' }],
  ['12 hours for a reader', { sessionDuration: 'PT12H', managedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }],
])('is silent on %s', (_, props) => {
  const stack = stackIn();
  permissionSet(stack, props);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, Partial<sso.CfnPermissionSetProps>]>([
  ['2 hours for an administrator', { managedPolicies: [ADMINISTRATOR], sessionDuration: 'PT2H' }],
  ['a second more', { managedPolicies: [ADMINISTRATOR], sessionDuration: 'PT1H1S' }],
  ['2 hours for an administrator in another partition', { managedPolicies: [Fn.sub('arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess')], sessionDuration: 'PT2H' }],
  ['2 hours for all of IAM', { managedPolicies: ['arn:aws:iam::aws:policy/IAMFullAccess'], sessionDuration: 'PT2H' }],
  ['2 hours for an administrator by its own policy', { inlinePolicy: everything, sessionDuration: 'PT2H' }],
  ['13 hours for others', { sessionDuration: 'PT13H' }],
  ['a day', { sessionDuration: 'P1D' }],
  ['what is no duration', { sessionDuration: '12 hours' }],
])('reports %s', (_, props) => {
  const stack = stackIn();
  permissionSet(stack, props);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Set']);
});

test.each([
  ['an administrator', JSON.stringify(everything), ['at Stack/Set']],
  ['a reader', JSON.stringify({ Statement: { Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' } }), []],
  ['an unknown service, since it is no JSON', 'everything', ['at Stack/Set']],
])('reads a policy written as text of %s, and reports what is too long', (_, policy, expected) => {
  const stack = stackIn();
  permissionSet(stack, { sessionDuration: 'PT2H' }).addPropertyOverride('InlinePolicy', policy);
  expect(findingsOf(RULE, stack)).toEqual(expected);
});

const tags = (playbook: string, phase: string) => [{ key: 'Playbook', value: playbook }, { key: 'Phase', value: phase }];

test('holds a permission set of a playbook to the length of its phase', () => {
  const longest = Playbook.RANSOMWARE.maxSession(Phase.CONTAINMENT);
  expect(longest.toSeconds()).toBeLessThan(Duration.hours(12).toSeconds());
  const stack = stackIn();
  permissionSet(stack, { name: 'Contain', tags: tags('RANSOMWARE', 'containment'), sessionDuration: longest.toIsoString() });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports a permission set that outlasts the phase of its playbook', () => {
  const longest = Playbook.RANSOMWARE.maxSession(Phase.CONTAINMENT);
  const stack = stackIn();
  permissionSet(stack, { name: 'Contain', tags: tags('RANSOMWARE', 'CONTAINMENT'), sessionDuration: longest.plus(Duration.minutes(1)).toIsoString() });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Set']);
});

test('holds an unknown playbook or phase to the general length', () => {
  const stack = stackIn();
  permissionSet(stack, { name: 'Printers', tags: tags('PRINTER_OUTBREAK', 'CONTAINMENT'), sessionDuration: 'PT12H' });
  expect(findingsOf(RULE, stack)).toEqual([]);
  new sso.CfnPermissionSet(stack, 'Lunch', { instanceArn: INSTANCE, name: 'Lunch', tags: tags('RANSOMWARE', 'LUNCH'), sessionDuration: 'PT13H' });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Lunch']);
});

test('is silent on the library\'s own permission sets at their longest', () => {
  const stack = stackIn();
  for (const playbook of Playbook.catalogue()) {
    for (const phase of playbook.phases) {
      const maxSession = Duration.seconds(Math.max(3600, playbook.maxSession(phase).toSeconds()));
      new PlaybookPermissionSet(stack, `${playbook.name}-${phase}`, { instanceArn: INSTANCE, playbook, phase, maxSession });
    }
  }
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, (stack: Stack) => string, string[]]>([
  ['a late value', () => Lazy.string({ produce: () => 'PT1H' }), []],
  ['a late value that is too long', () => Lazy.string({ produce: () => 'PT13H' }), ['at Stack/Set']],
  ['a parameter', (stack) => new CfnParameter(stack, 'Length', { default: 'PT1H' }).valueAsString, ['at Stack/Set']],
])('reads the length from %s, and reports what only the deployment decides', (_, sessionDuration, expected) => {
  const stack = stackIn();
  permissionSet(stack, { sessionDuration: sessionDuration(stack) });
  expect(findingsOf(RULE, stack)).toEqual(expected);
});

test('reports an override', () => {
  const stack = stackIn();
  permissionSet(stack, { sessionDuration: 'PT1H' }).addPropertyOverride('SessionDuration', 'PT24H');
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Set']);
});

test('does not apply to permission sets that have nothing to do with emergencies', () => {
  const stack = stackIn();
  permissionSet(stack, { name: 'AdminAccess', managedPolicies: [ADMINISTRATOR], sessionDuration: 'PT12H' });
  expect(findingsOf(RULE, stack)).toEqual([]);
});
