import { App, Aws, CfnCondition, CfnParameter, CfnResource, Fn } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allow, findingsOf, included, rawRole, stackIn, USER_ARN } from '../support';

const RULE = 'RoleNamesItsPrincipals';
const ROOT = 'arn:aws:iam::111111111111:root';
const arnLike = (...values: unknown[]) => ({ ArnLike: { 'aws:PrincipalArn': values } });

test.each([
  ['a user', { AWS: USER_ARN }],
  ['several users, one of them under a path', { AWS: [USER_ARN, 'arn:aws:iam::111111111111:user/bg/john'] }],
  ['a role', { AWS: 'arn:aws:iam::111111111111:role/Broker' }],
  ['a session of a role', { AWS: 'arn:aws:sts::111111111111:assumed-role/Broker/jane' }],
  ['a user by its unique id', { AWS: 'AIDACKCEVSQ6C2EXAMPLE' }],
  ['an identity provider', { Federated: 'arn:aws:iam::111111111111:saml-provider/idp' }],
])('is silent on a role that trusts %s', (_, principal) => {
  const stack = stackIn();
  rawRole(stack, allow(principal));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['the account by its root ARN', { AWS: ROOT }],
  ['the account by its id', { AWS: '222222222222' }],
  ['all principals', '*'],
  ['all principals, in the other spelling', { AWS: '*' }],
  ['a user, and an account', { AWS: [USER_ARN, ROOT] }],
  ['all users by a wildcard', { AWS: 'arn:aws:iam::111111111111:user/*' }],
])('reports a role that trusts %s', (_, principal) => {
  const stack = stackIn();
  rawRole(stack, allow(principal));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports a role that trusts all principals but some', () => {
  const stack = stackIn();
  rawRole(stack, { Effect: 'Allow', NotPrincipal: { AWS: USER_ARN }, Action: 'sts:AssumeRole' });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test.each([
  ['an ARN', arnLike(USER_ARN)],
  ['a path', arnLike('arn:aws:iam::111111111111:user/bg/*')],
  ['a part of the name', arnLike('*BreakGlass*')],
  ['a user name', { StringEquals: { 'aws:username': ['jane', 'john'] } }],
  ['a tag', { StringEquals: { 'aws:PrincipalTag/BreakGlass': 'true' } }],
  ['a unique id', { StringLike: { 'aws:userid': 'AROACKCEVSQ6C2EXAMPLE:*' } }],
])('is silent on an account that a condition narrows by %s', (_, condition) => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: ROOT }, condition));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['MFA', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
  ['an external id', { StringEquals: { 'sts:ExternalId': 'secret' } }],
  ['an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1111111111' } }],
  ['an account', { StringEquals: { 'aws:PrincipalAccount': '111111111111' } }],
  ['the name of the session, which the caller chooses', { StringLike: { 'sts:RoleSessionName': 'jane' } }],
  ['a pattern for all ARNs', arnLike('*')],
  ['a pattern for all users', arnLike('arn:aws:iam::111111111111:user/*')],
  ['a pattern for all with one character', arnLike('arn:aws:iam::111111111111:user/?*')],
  ['a pattern for the word user', arnLike('arn:aws:iam::*:us*')],
  ['a pattern for all ARNs of IAM', arnLike('arn:aws:iam::111111111111:*')],
  ['a pattern for all with a slash', arnLike('*/*')],
  ['the root ARN', arnLike(ROOT)],
  ['one name, or all', arnLike(USER_ARN, '*')],
  ['a pattern for all tags', { StringLike: { 'aws:PrincipalTag/BreakGlass': '?*' } }],
  ['a policy variable that has a value for every caller', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:user/${aws:username}' } }],
  ['what it must not be', { StringNotEquals: { 'aws:username': 'eve' } }],
  ['a tag, or none', { StringEqualsIfExists: { 'aws:PrincipalTag/BreakGlass': 'true' } }],
])('reports an account with a condition on %s', (_, condition) => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: ROOT }, condition));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports the one open statement of several', () => {
  const stack = stackIn();
  rawRole(stack, [allow({ AWS: USER_ARN }), allow({ AWS: ROOT }, arnLike(USER_ARN)), allow({ AWS: ROOT })]);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports an open statement that names the action by what it isn\'t', () => {
  const stack = stackIn();
  rawRole(stack, [allow({ AWS: USER_ARN }), { Effect: 'Allow', Principal: { AWS: ROOT }, NotAction: 'sts:TagSession' }]);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('is silent on an open statement that doesn\'t allow to assume the role', () => {
  const stack = stackIn();
  rawRole(stack, [allow({ AWS: USER_ARN }), allow({ AWS: ROOT }, undefined, 'sts:TagSession')]);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['Fn.sub', () => Fn.sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root')],
  ['a join', () => Fn.join('', ['arn:aws:iam::', Aws.ACCOUNT_ID, ':root'])],
  ['a pseudo parameter', () => Aws.ACCOUNT_ID],
  ['a raw reference', () => ({ Ref: 'AWS::AccountId' })],
  ['the principal of CDK', () => new iam.AccountRootPrincipal().arn],
])('reports an account written with %s', (_, principal) => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: principal() }));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports an account that the app creates, by its id', () => {
  const stack = stackIn();
  new CfnResource(stack, 'Account', { type: 'AWS::Organizations::Account', properties: { AccountName: 'tools', Email: 'tools@example.com' } });
  rawRole(stack, allow({ AWS: { 'Fn::GetAtt': ['Account', 'AccountId'] } }));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('is silent on users of the app and of another stack, by reference', () => {
  const app = new App();
  const john = new iam.User(stackIn(app, 'Users'), 'John');
  const stack = stackIn(app);
  new iam.CfnUser(stack, 'Jane');
  rawRole(stack, allow({ AWS: [john.userArn, { 'Fn::GetAtt': ['Jane', 'Arn'] }] }));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('is silent on an imported user', () => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: iam.User.fromUserName(stack, 'Jane', 'jane').userArn }));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('is silent on a user of an account that the deployment decides', () => {
  const stack = stackIn();
  const account = new CfnParameter(stack, 'Account').valueAsString;
  rawRole(stack, allow({ AWS: `arn:aws:iam::${account}:user/jane` }));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports principals that only the deployment decides', () => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: new CfnParameter(stack, 'Who').valueAsString }));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports a trust policy that a condition decides', () => {
  const stack = stackIn();
  new CfnCondition(stack, 'Open');
  rawRole(stack, { 'Fn::If': ['Open', allow('*'), allow({ AWS: USER_ARN })] });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports a condition that only the deployment decides', () => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: ROOT }, arnLike(new CfnParameter(stack, 'Who').valueAsString)));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('is silent on a condition whose account alone the deployment decides', () => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: ROOT }, arnLike(`arn:aws:iam::${new CfnParameter(stack, 'Account').valueAsString}:user/bg/*`)));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports a role of an included template, opened by an override', () => {
  const stack = stackIn();
  const include = included(stack, { EmergencyRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [allow({ AWS: USER_ARN })] } } } });
  expect(findingsOf(RULE, stack)).toEqual([]);
  include.getResource('EmergencyRole').addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Principal.AWS', '*');
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Include/EmergencyRole']);
});

test.each([
  ['has nothing to do with emergencies', allow({ AWS: ROOT }), 'Developer'],
  ['a service assumes', allow({ Service: 'lambda.amazonaws.com' }), 'BreakGlassCleanup'],
])('does not apply to a role that %s', (_, trust, roleName) => {
  const stack = stackIn();
  rawRole(stack, trust, { roleName });
  expect(findingsOf(RULE, stack)).toEqual([]);
});
