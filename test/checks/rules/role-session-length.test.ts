import { App, CfnParameter, Duration, Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allow, findingsOf, included, rawRole, stackIn, USER_ARN } from '../support';

const RULE = 'RoleSessionLength';
const HOUR = 3600;
const document = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });
const may = (action: unknown, resource: unknown = '*') => document({ Effect: 'Allow', Action: action, Resource: resource });

function inline(stack: Stack, policyDocument: object, hours: number): void {
  rawRole(stack, undefined, { maxSessionDuration: hours * HOUR, policies: [{ policyName: 'Work', policyDocument }] });
}

test.each([
  ['an administrator for an hour', '*', 1],
  ['an administrator of IAM for an hour', 'iam:*', 1],
  ['one who stops instances for 12 hours', 'ec2:StopInstances', 12],
  ['one who may do everything elsewhere', ['ec2:*', 's3:*'], 12],
  ['one who reads IAM', ['iam:Get*', 'iam:List*'], 12],
  ['one who may write one thing in IAM', 'iam:UpdateLoginProfile', 12],
])('is silent on %s', (_, action, hours) => {
  const stack = stackIn();
  inline(stack, may(action), hours);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['everything', may('*')],
  ['everything, in a list', may(['s3:GetObject', '*:*'])],
  ['everything in IAM', may('iam:*')],
  ['everything in IAM in other letters', may('IAM:*')],
  ['everything in IAM by a longer wildcard', may('iam:?*')],
  ['everything of services that start with i', may('i*:*')],
  ['everything but something', document({ Effect: 'Allow', NotAction: ['organizations:*', 'account:*'], Resource: '*' })],
  ['everything in IAM on all roles', may('iam:*', 'arn:aws:iam::111111111111:role/*')],
  ['everything in IAM of the account', may('iam:*', { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:*' })],
  ['everything on all but one resource', document({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::trail/*' })],
])('reports an administrator of more than an hour who may do %s', (_, policyDocument) => {
  const stack = stackIn();
  inline(stack, policyDocument, 2);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test.each([
  ['what a deny says', document({ Effect: 'Deny', Action: '*', Resource: '*' })],
  ['everything but IAM', document({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' })],
  ['everything with one bucket', may('*', 'arn:aws:s3:::forensics/*')],
  ['everything in IAM with one user', may('iam:*', 'arn:aws:iam::111111111111:user/quarantine/jane')],
])('is silent on 12 hours of one who may do %s', (_, policyDocument) => {
  const stack = stackIn();
  inline(stack, policyDocument, 12);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['AdministratorAccess', true],
  ['IAMFullAccess', true],
  ['PowerUserAccess', false],
  ['AdministratorAccess-Amplify', false],
  ['ReadOnlyAccess', false],
])('knows whether the managed policy %s makes an administrator: %s', (name, administrator) => {
  const stack = stackIn();
  new iam.Role(stack, 'EmergencyRole', {
    assumedBy: new iam.ArnPrincipal(USER_ARN),
    maxSessionDuration: Duration.hours(2),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(name)],
  });
  expect(findingsOf(RULE, stack)).toEqual(administrator ? ['at Stack/EmergencyRole/Resource'] : []);
});

test('reports a session of more than 12 hours', () => {
  const stack = stackIn();
  rawRole(stack, undefined, { maxSessionDuration: 12 * HOUR + 1 });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('takes the hour of AWS where nothing is said', () => {
  const stack = stackIn();
  rawRole(stack, undefined, { managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports an administrator by a policy of another stack', () => {
  const app = new App();
  const admin = new iam.ManagedPolicy(stackIn(app, 'Policies'), 'Policy', { document: iam.PolicyDocument.fromJson(may('*')) });
  const stack = stackIn(app);
  rawRole(stack, undefined, { maxSessionDuration: 2 * HOUR, managedPolicyArns: [admin.managedPolicyArn] });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports an administrator by a policy that L2 adds', () => {
  const stack = stackIn();
  const role = new iam.Role(stack, 'EmergencyRole', { assumedBy: new iam.ArnPrincipal(USER_ARN), maxSessionDuration: Duration.hours(2) });
  expect(findingsOf(RULE, stack)).toEqual([]);
  role.addToPolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/EmergencyRole/Resource']);
});

test.each([
  ['a parameter', (stack: Stack) => ({ maxSessionDuration: new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber })],
  ['a list of policies that a condition decides', () => ({ maxSessionDuration: 2 * HOUR, managedPolicyArns: Fn.conditionIf('Admin', [], []) as any })],
  ['a policy from another app', () => ({ maxSessionDuration: 2 * HOUR, managedPolicyArns: [Fn.importValue('policy')] })],
  ['a statement that a condition decides', () => ({
    maxSessionDuration: 2 * HOUR, policies: [{ policyName: 'Work', policyDocument: { Statement: [{ 'Fn::If': ['Admin', {}, {}] }] } }],
  })],
])('reports what only the deployment decides: %s', (_, props) => {
  const stack = stackIn();
  rawRole(stack, undefined, props(stack));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('is silent on an hour whatever the policies are', () => {
  const stack = stackIn();
  rawRole(stack, undefined, { maxSessionDuration: HOUR, managedPolicyArns: [Fn.importValue('policy')] });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('is silent on a policy of another app by its ARN, which can\'t be read', () => {
  const stack = stackIn();
  rawRole(stack, undefined, { maxSessionDuration: 2 * HOUR, managedPolicyArns: ['arn:aws:iam::111111111111:policy/Responder'] });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reads a lazy number, and an override', () => {
  const stack = stackIn();
  const role = rawRole(stack, undefined, { maxSessionDuration: Lazy.number({ produce: () => 4 * HOUR }) });
  expect(findingsOf(RULE, stack)).toEqual([]);
  role.addPropertyOverride('MaxSessionDuration', 43201);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports a role of an included template whose policy comes from the other side', () => {
  const stack = stackIn();
  included(stack, {
    EmergencyRole: { Type: 'AWS::IAM::Role', Properties: { MaxSessionDuration: '7200', AssumeRolePolicyDocument: { Statement: allow({ AWS: USER_ARN }) } } },
    Admin: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'Admin', Roles: [{ Ref: 'EmergencyRole' }], PolicyDocument: may('*') } },
  });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Include/EmergencyRole']);
});

test.each([
  ['has nothing to do with emergencies', allow({ AWS: USER_ARN }), 'Admin'],
  ['a service assumes', allow({ Service: 'lambda.amazonaws.com' }), 'BreakGlassCleanup'],
])('does not apply to a role that %s', (_, trust, roleName) => {
  const stack = stackIn();
  rawRole(stack, trust, { roleName, maxSessionDuration: 12 * HOUR, managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
  expect(findingsOf(RULE, stack)).toEqual([]);
});
