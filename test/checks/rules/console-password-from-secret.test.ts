import { App, CfnParameter, Fn, Lazy, SecretValue, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { findingsOf, stackIn } from '../support';

const RULE = 'ConsolePasswordFromSecret';

function user(stack: Stack, password: string): iam.CfnUser {
  return new iam.CfnUser(stack, 'Jane', { loginProfile: { password, passwordResetRequired: true } });
}

test.each<[string, (stack: Stack) => string]>([
  ['a secret of the app', (stack) => new secretsmanager.Secret(stack, 'Secret').secretValueFromJson('password').unsafeUnwrap()],
  ['a secret of another stack', (stack) => new secretsmanager.Secret(stackIn(stack.node.root as App, 'Other'), 'Secret').secretValue.unsafeUnwrap()],
  ['a secret imported by its name', (stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'jane').secretValueFromJson('password').unsafeUnwrap()],
  ['a secret by its name', () => SecretValue.secretsManager('jane', { jsonField: 'password' }).unsafeUnwrap()],
  ['the text of a dynamic reference', () => '{{resolve:secretsmanager:jane:SecretString:password}}'],
  ['Fn::Sub with the ARN of a secret', () => Fn.sub('{{resolve:secretsmanager:arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:jane-AbCdEf}}')],
  ['an encrypted parameter', () => SecretValue.ssmSecure('/jane/password', '1').unsafeUnwrap()],
  ['a late value', () => Lazy.string({ produce: () => '{{resolve:secretsmanager:jane}}' })],
])('is silent where the password comes from %s', (_, password) => {
  const stack = stackIn();
  user(stack, password(stack));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, (stack: Stack) => string]>([
  ['plain text', () => 'correct-horse-battery-staple'],
  ['a parameter', (stack) => new CfnParameter(stack, 'Password', { noEcho: true }).valueAsString],
  ['a plain parameter of the Parameter Store', () => '{{resolve:ssm:/jane/password}}'],
  ['text around a secret', () => 'prefix-{{resolve:secretsmanager:jane}}'],
  ['an import of another stack', () => Fn.importValue('Password')],
  ['an attribute of a custom resource', () => Fn.getAtt('Generator', 'Password').toString()],
])('reports a password that comes from %s', (_, password) => {
  const stack = stackIn();
  user(stack, password(stack));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Jane']);
});

test('reports a login profile that only the deployment decides', () => {
  const stack = stackIn();
  user(stack, '{{resolve:secretsmanager:jane}}').addPropertyOverride('LoginProfile', { 'Fn::If': ['WithConsole', { Password: 'x' }, { Ref: 'AWS::NoValue' }] });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Jane']);
});

test('does not apply to a user without a console password', () => {
  const stack = stackIn();
  new iam.User(stack, 'Machine');
  user(stack, 'x').addPropertyDeletionOverride('LoginProfile');
  iam.User.fromUserName(stack, 'Imported', 'jane');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
