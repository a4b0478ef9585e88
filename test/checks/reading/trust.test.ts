import { AppReading } from '../../../checks/src/reading/app-reading';
import { statementsOf } from '../../../checks/src/reading/policy';
import { isWholeAccount, letsUsersIn, mfaAgeLimit, narrowsPrincipals, provesMfa } from '../../../checks/src/reading/trust';
import { allow, rawRole, stackIn, USER_ARN } from '../support';

const ROOT = 'arn:aws:iam::111111111111:root';
const ROLE = 'arn:aws:iam::111111111111:role/Broker';
const statement = (principal: object | string, condition?: object) => statementsOf({ Statement: allow(principal, condition) })[0];
const app = () => {
  const stack = stackIn();
  rawRole(stack);
  return new AppReading(stack.node.root);
};

test.each<[string, object | string, object | undefined, boolean]>([
  ['a user', { AWS: USER_ARN }, undefined, true],
  ['an account', { AWS: ROOT }, undefined, true],
  ['all principals', '*', undefined, true],
  ['what the deployment decides', { AWS: '⟨?⟩' }, undefined, true],
  ['a user beside a role', { AWS: [ROLE, USER_ARN] }, undefined, true],
  ['an account held to roles and users', { AWS: ROOT }, { ArnLike: { 'aws:PrincipalArn': [ROLE, USER_ARN] } }, true],
  ['an account that must not be roles', { AWS: ROOT }, { ArnNotLike: { 'aws:PrincipalArn': ROLE } }, true],
  ['a role', { AWS: ROLE }, undefined, false],
  ['a role of the app', { AWS: '⟨Stack/Role#Arn⟩' }, undefined, false],
  ['a session', { AWS: 'arn:aws:sts::111111111111:assumed-role/Broker/jane' }, undefined, false],
  ['an account held to roles', { AWS: ROOT }, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws-reserved/*' } }, false],
  ['a service', { Service: 'lambda.amazonaws.com' }, undefined, false],
])('knows whether users come in by %s', (_, principal, condition, users) => {
  expect(letsUsersIn(statement(principal, condition), app())).toBe(users);
});

test('lets users in by all principals but some', () => {
  expect(letsUsersIn(statementsOf({ Statement: { Effect: 'Allow', NotPrincipal: { AWS: ROLE }, Action: '*' } })[0], app())).toBe(true);
});

test.each([
  ['*', true], [ROOT, true], ['111111111111', true], ['${AWS::AccountId}', true], ['arn:${AWS::Partition}:iam::⟨?⟩:root', true],
  ['⟨Stack/Account#AccountId⟩', true], [USER_ARN, false], [ROLE, false], ['⟨Stack/Role#Arn⟩', false], ['AROACKCEVSQ6C2EXAMPLE', false],
  ['arn:aws:iam::⟨?⟩:user/⟨?⟩', false],
])('knows whether %s is a whole account: %s', (principal, whole) => {
  expect(isWholeAccount(principal, app())).toBe(whole);
});

test('fails on a principal that only the deployment decides', () => {
  expect(() => isWholeAccount('⟨?⟩', app())).toThrow('a principal of the trust policy is decided at deployment');
});

test('fails on a condition that the deployment can open to all', () => {
  expect(narrowsPrincipals(statement({ AWS: ROOT }, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::⟨?⟩:user/bg/*' } }))).toBe(true);
  expect(() => narrowsPrincipals(statement({ AWS: ROOT }, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:user/⟨?⟩' } })))
    .toThrow('the condition on who may assume the role is decided at deployment');
});

test.each([
  [{ Bool: { 'aws:MultiFactorAuthPresent': true } }, true],
  [{ Bool: { 'AWS:MULTIFACTORAUTHPRESENT': 'TRUE' } }, true],
  [{ NumericLessThan: { 'aws:MultiFactorAuthAge': 60 } }, true],
  [{ Bool: { 'aws:MultiFactorAuthPresent': ['true', 'false'] } }, false],
  [{ 'ForAllValues:Bool': { 'aws:MultiFactorAuthPresent': 'true' } }, false],
  [{ StringEquals: { 'aws:MultiFactorAuthPresent': 'yes' } }, false],
  [{ NumericGreaterThan: { 'aws:MultiFactorAuthAge': 60 } }, false],
])('knows whether %j proves MFA: %s', (condition, proves) => {
  expect(provesMfa(statement({ AWS: USER_ARN }, condition))).toBe(proves);
});

test('reads the limit of the age of MFA', () => {
  const limit = (operator: string, values: string[]) => mfaAgeLimit({ operator, key: 'aws:multifactorauthage', values });
  expect([limit('numericlessthan', ['60']), limit('numericlessthanequals', ['60', '120']), limit('numericequals', ['60'])]).toEqual([60, 120, undefined]);
  expect(() => limit('numericlessthan', ['⟨?⟩'])).toThrow('aws:MultiFactorAuthAge is decided at deployment');
});
