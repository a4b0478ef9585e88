import { CfnParameter, Fn, Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allow, findingsOf, included, rawRole, stackIn, USER_ARN } from '../support';

const RULE = 'RoleLimitsMFAAge';
const age = (seconds: unknown, operator = 'NumericLessThan') => ({ [operator]: { 'aws:MultiFactorAuthAge': seconds } });
const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const denial = (condition: object, principal: object | string = '*', action = 'sts:AssumeRole') => ({
  Effect: 'Deny', Principal: principal, Action: action, Condition: condition,
});

test.each([
  ['an hour', age('3600')],
  ['12 hours', age('43200')],
  ['a number', age(3600)],
  ['its upper bound included', age('3600', 'NumericLessThanEquals')],
  ['other spelling of the key', { numericlessthan: { 'AWS:multifactorauthage': '3600' } }],
  ['the condition on MFA beside it', { ...mfa, ...age('3600') }],
])('is silent on a role with a limit: %s', (_, condition) => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: USER_ARN }, condition));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['MFA of any age', allow({ AWS: USER_ARN }, mfa)],
  ['no condition', allow({ AWS: USER_ARN })],
  ['a limit of more than 12 hours', allow({ AWS: USER_ARN }, age('43201'))],
  ['the larger one of two limits', allow({ AWS: USER_ARN }, age(['3600', '86400']))],
  ['a limit that passes when the key is absent', allow({ AWS: USER_ARN }, age('3600', 'NumericLessThanIfExists'))],
  ['a limit from below', allow({ AWS: USER_ARN }, age('3600', 'NumericGreaterThan'))],
  ['a limit that is no number', allow({ AWS: USER_ARN }, age('an hour'))],
  ['a limit on one way in of two', [allow({ AWS: USER_ARN }, age('3600')), allow({ AWS: 'arn:aws:iam::111111111111:user/john' }, mfa)]],
  ['a limit on the age of the token', allow({ AWS: USER_ARN }, { NumericLessThan: { 'aws:TokenIssueTime': '3600' } })],
])('reports a role with %s', (_, trust) => {
  const stack = stackIn();
  rawRole(stack, trust);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test.each([
  ['as it is', denial(age('3600', 'NumericGreaterThan'))],
  ['also where the key is absent', denial(age('3600', 'NumericGreaterThanEqualsIfExists'))],
  ['to every principal by its other spelling', denial(age('3600', 'NumericGreaterThan'), { AWS: '*' }, 'sts:*')],
])('takes a deny of older sign-ins as a limit, %s', (_, deny) => {
  const stack = stackIn();
  rawRole(stack, [allow({ AWS: USER_ARN }, mfa), deny]);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['of younger sign-ins', denial(age('3600', 'NumericLessThan'))],
  ['after more than 12 hours', denial(age('86400', 'NumericGreaterThan'))],
  ['of one user', denial(age('3600', 'NumericGreaterThan'), { AWS: USER_ARN })],
  ['of another action', denial(age('3600', 'NumericGreaterThan'), '*', 'sts:TagSession')],
  ['with a further condition', denial({ ...age('3600', 'NumericGreaterThan'), StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })],
])('fails to be calmed by a deny %s', (_, deny) => {
  const stack = stackIn();
  rawRole(stack, [allow({ AWS: USER_ARN }, mfa), deny]);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test.each([
  ['a service', { Service: 'ec2.amazonaws.com' }],
  ['another role', { AWS: 'arn:aws:iam::111111111111:role/Broker' }],
  ['an identity provider', { Federated: 'arn:aws:iam::111111111111:saml-provider/idp' }],
])('does not apply to a role that only %s assumes', (_, principal) => {
  const stack = stackIn();
  rawRole(stack, allow(principal));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('does not apply to a role that has nothing to do with emergencies', () => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: USER_ARN }, mfa), { roleName: 'Developer' });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reads an L2 role with a lazy condition', () => {
  const stack = stackIn();
  const condition = (seconds: string) => age(Lazy.string({ produce: () => seconds }));
  new iam.Role(stack, 'EmergencyShort', { assumedBy: new iam.ArnPrincipal(USER_ARN).withConditions(condition('3600')) });
  new iam.Role(stack, 'EmergencyLong', { assumedBy: new iam.ArnPrincipal(USER_ARN).withConditions(condition('99999')) });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/EmergencyLong/Resource']);
});

test('reports a limit that only the deployment decides', () => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: USER_ARN }, age(new CfnParameter(stack, 'Seconds').valueAsString)));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reads a limit that is put together from text', () => {
  const stack = stackIn();
  rawRole(stack, allow({ AWS: USER_ARN }, age(Fn.join('', ['36', '00']))));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports a role whose limit an override takes away', () => {
  const stack = stackIn();
  const role = rawRole(stack, [allow({ AWS: USER_ARN }, age('3600'))]);
  expect(findingsOf(RULE, stack)).toEqual([]);
  role.addPropertyOverride('AssumeRolePolicyDocument.Statement', [allow({ AWS: USER_ARN }, mfa)]);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports a role of an included template', () => {
  const stack = stackIn();
  included(stack, { EmergencyRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [allow({ AWS: USER_ARN }, mfa)] } } } });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Include/EmergencyRole']);
});

test('has nothing to say of an imported role', () => {
  const stack = stackIn();
  iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111111111111:role/BreakGlassAdmin');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
