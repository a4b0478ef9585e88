import { CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as sso from 'aws-cdk-lib/aws-sso';
import { findingsOf, stackIn } from '../support';
import { Playbook, PlaybookPermissionSet } from 'cdk-break-glass';

const RULE = 'PermissionSetWriteWildcard';
const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';

function permissionSet(stack: Stack, props: Partial<sso.CfnPermissionSetProps>): sso.CfnPermissionSet {
  return new sso.CfnPermissionSet(stack, 'Set', { instanceArn: INSTANCE, name: 'BreakGlass', ...props });
}

const allow = (action: string | string[]) => ({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });

test.each<[string, Partial<sso.CfnPermissionSetProps>]>([
  ['no policy', {}],
  ['actions by their names', { inlinePolicy: allow(['ec2:StopInstances', 'iam:DeleteAccessKey']) }],
  ['wildcards that stand for reads', { inlinePolicy: allow(['ec2:Describe*', 's3:List*', 'iam:Get*']) }],
  ['reads of a service that is not known', { inlinePolicy: allow(['newservice:Describe*', 'newservice:List*']) }],
  ['wildcards that are denied', { inlinePolicy: { Statement: [{ Effect: 'Deny', Action: ['iam:*', '*'], Resource: '*' }] } }],
  ['everything but a list that is denied', { inlinePolicy: { Statement: [{ Effect: 'Deny', NotAction: ['ec2:*'], Resource: '*' }] } }],
  ['managed policies for reading', { managedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/SecurityAudit'] }],
])('is silent on %s', (_, props) => {
  const stack = stackIn();
  permissionSet(stack, props);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, Partial<sso.CfnPermissionSetProps>, string[]]>([
  ['everything', { inlinePolicy: allow('*') }, ['*']],
  ['everything, written longer', { inlinePolicy: allow('*:*') }, ['*:*']],
  ['a service', { inlinePolicy: allow(['ec2:*', 's3:*']) }, ['ec2:*', 's3:*']],
  ['writes by their first word', { inlinePolicy: allow('ec2:Terminate*') }, ['ec2:Terminate*']],
  ['writes in lower case', { inlinePolicy: allow('EC2:terminate*') }, ['EC2:terminate*']],
  ['writes among reads', { inlinePolicy: allow(['ec2:Describe*', 'iam:*Policy']) }, ['iam:*Policy']],
  ['a question mark', { inlinePolicy: allow('ec2:StopInstance?') }, ['ec2:StopInstance?']],
  ['tags, by which others are let in', { inlinePolicy: allow('iam:Tag*') }, ['iam:Tag*']],
  ['a service that is not known', { inlinePolicy: allow('newservice:*') }, ['newservice:*']],
  ['writes that do not exist yet', { inlinePolicy: allow('ec2:Obliterate*') }, ['ec2:Obliterate*']],
  ['everything but a list', { inlinePolicy: { Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } } }, ['NotAction']],
  ['each wildcard once', { inlinePolicy: { Statement: [...allow('ec2:*').Statement, ...allow('ec2:*').Statement] } }, ['ec2:*']],
  ['an administrator', { managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'] }, ['AdministratorAccess']],
  ['job functions and full access', {
    managedPolicies: ['arn:aws:iam::aws:policy/job-function/SystemAdministrator', 'arn:aws:iam::aws:policy/AmazonS3FullAccess', 'arn:aws:iam::aws:policy/PowerUserAccess'],
  }, ['AmazonS3FullAccess', 'PowerUserAccess', 'SystemAdministrator']],
  ['a managed policy of another partition', { managedPolicies: [Fn.sub('arn:${AWS::Partition}:iam::aws:policy/IAMFullAccess')] }, ['IAMFullAccess']],
])('reports %s', (_, props, names) => {
  const stack = stackIn();
  permissionSet(stack, props);
  expect(findingsOf(RULE, stack)).toEqual(names.map((name) => `[${name}] at Stack/Set`));
});

test.each<[string, (stack: Stack) => Partial<sso.CfnPermissionSetProps>]>([
  ['a policy', (stack) => ({ inlinePolicy: new CfnParameter(stack, 'Policy').valueAsString })],
  ['a managed policy', (stack) => ({ managedPolicies: [new CfnParameter(stack, 'PolicyArn').valueAsString] })],
  ['all managed policies', (stack) => ({ managedPolicies: new CfnParameter(stack, 'PolicyArns', { type: 'CommaDelimitedList' }).valueAsList })],
])('reports %s that only the deployment decides', (_, props) => {
  const stack = stackIn();
  permissionSet(stack, props(stack));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Set']);
});

test('reports a policy written as text', () => {
  const stack = stackIn();
  permissionSet(stack, {}).addPropertyOverride('InlinePolicy', JSON.stringify(allow('iam:*')));
  expect(findingsOf(RULE, stack)).toEqual(['[iam:*] at Stack/Set']);
});

test('reads late values and overrides', () => {
  const stack = stackIn();
  const set = permissionSet(stack, { inlinePolicy: Lazy.any({ produce: () => allow('ec2:*') }) });
  expect(findingsOf(RULE, stack)).toEqual(['[ec2:*] at Stack/Set']);
  set.addPropertyOverride('InlinePolicy', allow('ec2:StopInstances'));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('is silent on every permission set of the library\'s playbooks', () => {
  const stack = stackIn();
  Playbook.catalogue().forEach((playbook) => playbook.phases.forEach((phase) =>
    new PlaybookPermissionSet(stack, `${playbook.name}-${phase}`, { instanceArn: INSTANCE, playbook, phase })));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('does not apply to permission sets that have nothing to do with emergencies', () => {
  const stack = stackIn();
  permissionSet(stack, { name: 'Developer', inlinePolicy: allow('*') });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports a permission set that only its tags name', () => {
  const stack = stackIn();
  permissionSet(stack, { name: 'Developer', inlinePolicy: allow('*'), tags: [{ key: 'Purpose', value: 'IncidentResponse' }] });
  expect(findingsOf(RULE, stack)).toEqual(['[*] at Stack/Set']);
});
