import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { findingsOf, stackIn } from '../support';

const RULE = 'RoleRequiresMFA';
const USER = 'arn:aws:iam::111111111111:user/jane';

function role(stack: Stack, trust: object | object[], props: Partial<iam.CfnRoleProps> = {}): iam.CfnRole {
  return new iam.CfnRole(stack, 'Role', {
    roleName: 'BreakGlassAdmin',
    assumeRolePolicyDocument: { Version: '2012-10-17', Statement: trust },
    ...props,
  });
}

const allow = (principal: object | string, condition?: object) => ({
  Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...condition === undefined ? {} : { Condition: condition },
});

test('is silent on a role whose every way in requires MFA', () => {
  const stack = stackIn();
  role(stack, [
    allow({ AWS: USER }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    allow({ AWS: USER }, { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }),
  ]);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['no condition', allow({ AWS: USER })],
  ['a condition that passes when the key is absent', allow({ AWS: USER }, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } })],
  ['the opposite', allow({ AWS: USER }, { Bool: { 'aws:MultiFactorAuthPresent': 'false' } })],
  ['some other condition', allow({ AWS: USER }, { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } })],
  ['one way in of two', [allow({ AWS: USER }, { Bool: { 'aws:MultiFactorAuthPresent': true } }), allow({ AWS: 'arn:aws:iam::111111111111:user/john' })]],
  ['the account root by its bare id', allow({ AWS: '111111111111' })],
  ['all principals', allow('*')],
])('reports a role with %s', (_, trust) => {
  const stack = stackIn();
  role(stack, trust);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('takes a deny for all principals without MFA as a condition on each', () => {
  const stack = stackIn();
  role(stack, [
    allow({ AWS: USER }),
    { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } },
  ]);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('fails to be calmed by a deny that passes when the key is absent', () => {
  const stack = stackIn();
  role(stack, [allow({ AWS: USER }), { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }]);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test.each([
  ['a role of a service', { Service: 'lambda.amazonaws.com' }],
  ['a role of another role, whose sessions carry no MFA', { AWS: 'arn:aws:iam::111111111111:role/Broker' }],
  ['a role of an identity provider', { Federated: 'arn:aws:iam::111111111111:saml-provider/idp' }],
])('does not apply to %s', (_, principal) => {
  const stack = stackIn();
  role(stack, allow(principal));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('does not apply to a role that has nothing to do with emergencies', () => {
  const stack = stackIn();
  role(stack, allow({ AWS: USER }), { roleName: 'Developer' });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('sees a trust in a user of another stack, by reference', () => {
  const app = new App();
  const user = new iam.User(stackIn(app, 'Users'), 'EmergencyUser');
  const stack = stackIn(app);
  new iam.Role(stack, 'Plain', { assumedBy: new iam.ArnPrincipal(user.userArn) });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Plain/Resource']);
});

test('reports a condition that only the deployment decides', () => {
  const stack = stackIn();
  const required = new CfnParameter(stack, 'Required');
  role(stack, allow({ AWS: USER }, { Bool: { 'aws:MultiFactorAuthPresent': required.valueAsString } }));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reads principals and conditions through tokens', () => {
  const stack = stackIn();
  role(stack, allow({ AWS: Fn.sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') }));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('has nothing to say of an imported role', () => {
  const stack = stackIn();
  iam.Role.fromRoleName(stack, 'Imported', 'BreakGlassAdmin');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
