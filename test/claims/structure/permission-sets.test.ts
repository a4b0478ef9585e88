import { add, allow, Attack, failing, parameter, proven, said, statementOf } from './attacks';
import { Templates } from '../mutations';

const SET = 'permission-set-as-written';
const ASSIGNED = 'permission-set-assignments-known';

const contain = (t: Templates) => t.resource('Contain', 'AWS::SSO::PermissionSet').Properties;
const assignment = (t: Templates, PrincipalId: unknown, PermissionSetArn: unknown = { 'Fn::GetAtt': [t.logicalId('Contain', 'AWS::SSO::PermissionSet'), 'PermissionSetArn'] }) => ({
  InstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', PermissionSetArn, PrincipalId, PrincipalType: 'GROUP', TargetId: '222222222222', TargetType: 'AWS_ACCOUNT',
});

const ATTACKS: readonly Attack[] = [
  ['an action more in the inline policy', [SET], (t) => contain(t).InlinePolicy.Statement.push(allow('sqs:ListQueues', '*'))],
  ['a deny that an attribute lifts', [SET], (t) => { statementOf(contain(t).InlinePolicy, 'DenyBreakGlass').Condition = { StringNotEquals: { 'aws:PrincipalTag/team': 'sre' } }; }],
  ['a managed policy of AWS', [SET], (t) => { contain(t).ManagedPolicies = ['arn:aws:iam::aws:policy/ReadOnlyAccess']; }],
  ['a customer managed policy', [SET], (t) => { contain(t).CustomerManagedPolicyReferences = [{ Name: 'More', Path: '/' }]; }],
  ['a boundary of AWS', [SET], (t) => { contain(t).PermissionsBoundary = { ManagedPolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }; }],
  ['sessions longer than the phase', [SET], (t) => { contain(t).SessionDuration = 'PT4H'; }],
  ['marks taken away from a set that a rule gives', [SET], (t) => {
    const { Properties } = t.resource('Recover', 'AWS::SSO::PermissionSet');
    delete Properties.Tags;
    Properties.Name = 'Support';
    delete Properties.PermissionsBoundary;
    Properties.InlinePolicy = { Version: '2012-10-17', Statement: [allow('sqs:ListQueues', '*')] };
  }],
  ['an assignment to a parameter', [ASSIGNED], (t) => add(t, 'Standing', 'AWS::SSO::Assignment', assignment(t, parameter(t, 'Who')))],
];

test.each(ATTACKS)('fails on %s', (_, claims, mutate) => {
  expect(failing(mutate)).toEqual(expect.arrayContaining([...claims]));
  if (!/marks/.test(_)) { expect(failing(mutate)).toEqual([...claims].sort()); }
});

test('fails on an assignment of a permission set that only the deployment knows', () => {
  expect(failing((t) => add(t, 'Standing', 'AWS::SSO::Assignment', assignment(t, 'a-group', parameter(t, 'Which'))))).toEqual([ASSIGNED]);
});

test('takes a standing assignment for granted, and says who has it where', () => {
  const { against, assumed } = said(ASSIGNED, (t) => add(t, 'Standing', 'AWS::SSO::Assignment', assignment(t, '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000a')));
  expect(against).toEqual([]);
  expect(assumed).toEqual([expect.stringMatching(/GROUP 906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000a in account 222222222222.*list-account-assignments/)]);
});

test.each<[string, { readonly [prop: string]: unknown }]>([
  ['AWS\'s own', { ManagedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }],
  ['the team\'s', { CustomerManagedPolicyReferences: [{ Name: 'team-break-glass-readers', Path: '/team/' }] }],
  ['the team\'s, by a parameter', { CustomerManagedPolicyReferences: [{ Name: { Ref: 'Policy' } }] }],
  ['the team\'s boundary', { PermissionsBoundary: { CustomerManagedPolicyReference: { Name: 'team-boundary', Path: '/' } } }],
])('a permission set of the app with a policy that is %s is no business of the claims', (_, props) => {
  const results = proven((t) => add(t, 'Plain', 'AWS::SSO::PermissionSet', { InstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', Name: 'ReadOnly', ...props }));
  expect(results.filter(({ verdict }) => verdict === 'fails')).toEqual([]);
});

test.each<[string, { readonly [prop: string]: unknown }]>([
  ['by its name', { CustomerManagedPolicyReferences: [{ Name: 'BREAK-GLASS-INCIDENT_RESPONDER-CREDENTIAL_COMPROMISE-permissions-1', Path: '/bg/' }] }],
  ['in a list that only the deployment knows', { CustomerManagedPolicyReferences: { Ref: 'Policies' } }],
  ['as its boundary', { PermissionsBoundary: { CustomerManagedPolicyReference: { Name: 'jane.doe-BREAK-GLASS-boundary', Path: '/bg/' } } }],
])('fails on a permission set of the app that has a break-glass policy %s', (_, props) => {
  expect(failing((t) => add(t, 'Plain', 'AWS::SSO::PermissionSet', { InstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', Name: 'Team', ...props })))
    .toEqual(['role-policies-of-its-own']);
});
