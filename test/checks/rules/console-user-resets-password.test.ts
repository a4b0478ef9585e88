import { CfnParameter, Lazy, SecretValue } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { findingsOf, stackIn } from '../support';

const RULE = 'ConsoleUserResetsPassword';

test('is silent where the first sign-in asks for a new password', () => {
  const stack = stackIn();
  new iam.User(stack, 'Jane', { password: SecretValue.secretsManager('jane'), passwordResetRequired: true });
  new iam.CfnUser(stack, 'John', { loginProfile: { password: 'x', passwordResetRequired: true } });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, iam.CfnUser.LoginProfileProperty]>([
  ['says nothing of it, which means no', { password: 'x' }],
  ['says no', { password: 'x', passwordResetRequired: false }],
])('reports a user that %s', (_, loginProfile) => {
  const stack = stackIn();
  new iam.CfnUser(stack, 'Jane', { loginProfile });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Jane']);
});

test('reports a user of the L2 construct that leaves it out', () => {
  const stack = stackIn();
  new iam.User(stack, 'Jane', { password: SecretValue.secretsManager('jane') });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Jane/Resource']);
});

test('does not apply to a user without a console password, or to one of another app', () => {
  const stack = stackIn();
  new iam.User(stack, 'Machine');
  iam.User.fromUserName(stack, 'Imported', 'jane');
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reads the text that templates may hold, tokens and overrides', () => {
  const stack = stackIn();
  const lazy = Lazy.any({ produce: () => ({ password: 'x', passwordResetRequired: true }) });
  new iam.CfnUser(stack, 'Lazy', { loginProfile: lazy });
  new iam.CfnUser(stack, 'Text', { loginProfile: { password: 'x' } }).addPropertyOverride('LoginProfile.PasswordResetRequired', 'true');
  expect(findingsOf(RULE, stack)).toEqual([]);
  new iam.CfnUser(stack, 'Undone', { loginProfile: { password: 'x', passwordResetRequired: true } }).addPropertyOverride('LoginProfile.PasswordResetRequired', false);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Undone']);
});

test('reports what only the deployment decides', () => {
  const stack = stackIn();
  const reset = new CfnParameter(stack, 'Reset');
  new iam.CfnUser(stack, 'Jane', { loginProfile: { password: 'x' } }).addPropertyOverride('LoginProfile.PasswordResetRequired', { Ref: reset.logicalId });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Jane']);
});
