import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { findingsOf, stackIn } from '../support';

const RULE = 'PasswordSecretCustomerKey';
const KEY_ARN = 'arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function passwordSecret(stack: Stack, props: secretsmanager.SecretProps): void {
  new iam.User(stack, 'Jane', { password: new secretsmanager.Secret(stack, 'Secret', props).secretValue });
}

test.each<[string, (stack: Stack) => kms.IKey]>([
  ['a key of the app', (stack) => new kms.Key(stack, 'Key')],
  ['a key of another stack', (stack) => new kms.Key(stackIn(stack.node.root as App, 'Keys'), 'Key')],
  ['an imported key', (stack) => kms.Key.fromKeyArn(stack, 'Key', KEY_ARN)],
  ['an alias of one\'s own', (stack) => kms.Alias.fromAliasName(stack, 'Key', 'alias/passwords')],
])('is silent on a secret encrypted with %s', (_, key) => {
  const stack = stackIn();
  passwordSecret(stack, { encryptionKey: key(stack) });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, (stack: Stack) => kms.IKey | undefined]>([
  ['no key of its own, which means that of AWS', () => undefined],
  ['the key of AWS by its alias', (stack) => kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/secretsmanager')],
  ['the key of AWS by its ARN', (stack) => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111111111111:alias/aws/secretsmanager')],
])('reports a secret with %s', (_, key) => {
  const stack = stackIn();
  const encryptionKey = key(stack);
  passwordSecret(stack, encryptionKey ? { encryptionKey } : {});
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Secret/Resource']);
});

test.each<[string, (stack: Stack) => string]>([
  ['a parameter', (stack) => new CfnParameter(stack, 'KeyId').valueAsString],
  ['an import of another stack', () => Fn.importValue('Key')],
])('reports a key that only the deployment decides, by %s', (_, kmsKeyId) => {
  const stack = stackIn();
  const secret = new secretsmanager.CfnSecret(stack, 'Secret', { kmsKeyId: kmsKeyId(stack) });
  new iam.CfnUser(stack, 'Jane', { loginProfile: { password: `{{resolve:secretsmanager:${secret.ref}}}` } });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Secret']);
});

test('reports a key that an override takes away', () => {
  const stack = stackIn();
  passwordSecret(stack, { encryptionKey: new kms.Key(stack, 'Key') });
  (stack.node.findChild('Secret').node.defaultChild as secretsmanager.CfnSecret).addPropertyDeletionOverride('KmsKeyId');
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Secret/Resource']);
});

test('does not apply to a secret that is no console password', () => {
  const stack = stackIn();
  new secretsmanager.Secret(stack, 'Database', { secretName: 'break-glass-database' });
  secretsmanager.Secret.fromSecretNameV2(stack, 'Imported', 'jane');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
