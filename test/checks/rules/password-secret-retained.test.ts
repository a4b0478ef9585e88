import { App, CfnDeletionPolicy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { findingsOf, stackIn } from '../support';

const RULE = 'PasswordSecretRetained';

function passwordSecret(stack: Stack, change: (secret: secretsmanager.CfnSecret) => void): void {
  const secret = new secretsmanager.CfnSecret(stack, 'Secret', { generateSecretString: {} });
  change(secret);
  new iam.CfnUser(stack, 'Jane', { loginProfile: { password: `{{resolve:secretsmanager:${secret.ref}}}` } });
}

test.each<[string, (secret: secretsmanager.CfnSecret) => void]>([
  ['RETAIN', (secret) => secret.applyRemovalPolicy(RemovalPolicy.RETAIN)],
  ['RETAIN unless its creation fails', (secret) => secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)],
  ['the two attributes of CloudFormation', (secret) => {
    secret.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    secret.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  }],
  ['overrides', (secret) => {
    secret.addOverride('DeletionPolicy', 'Retain');
    secret.addOverride('UpdateReplacePolicy', 'Retain');
  }],
])('is silent on a secret kept by %s', (_, change) => {
  const stack = stackIn();
  passwordSecret(stack, change);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, (secret: secretsmanager.CfnSecret) => void]>([
  ['says nothing, which deletes it', () => undefined],
  ['is deleted', (secret) => secret.applyRemovalPolicy(RemovalPolicy.DESTROY)],
  ['is kept from deletion but not from replacement', (secret) => { secret.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN; }],
  ['is kept from replacement but not from deletion', (secret) => { secret.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN; }],
  ['leaves a snapshot, which secrets do not have', (secret) => {
    secret.cfnOptions.deletionPolicy = CfnDeletionPolicy.SNAPSHOT;
    secret.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.SNAPSHOT;
  }],
  ['is undone by an override', (secret) => {
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    secret.addOverride('DeletionPolicy', 'Delete');
  }],
])('reports a secret that %s', (_, change) => {
  const stack = stackIn();
  passwordSecret(stack, change);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Secret']);
});

test('reports the secret of a user in another stack', () => {
  const app = new App();
  const secret = new secretsmanager.Secret(stackIn(app, 'Secrets'), 'Secret');
  const stack = stackIn(app);
  new iam.User(stack, 'Jane', { password: secret.secretValue });
  expect(findingsOf(RULE, stack)).toEqual(['at Secrets/Secret/Resource']);
});

test.each([
  ['its name', '{{resolve:secretsmanager:bg/jane:SecretString:password}}'],
  ['its name alone', '{{resolve:secretsmanager:bg/jane}}'],
  ['the ARN without its last characters', '{{resolve:secretsmanager:arn:aws:secretsmanager:eu-central-1:111111111111:secret:bg/jane:SecretString}}'],
  ['the whole ARN', '{{resolve:secretsmanager:arn:aws:secretsmanager:eu-central-1:111111111111:secret:bg/jane-AbCdEf:SecretString}}'],
])('reports a secret that the user knows by %s', (_, password) => {
  const stack = stackIn();
  new secretsmanager.CfnSecret(stack, 'Secret', { name: 'bg/jane' });
  new secretsmanager.CfnSecret(stack, 'Other', { name: 'bg/jan' });
  new secretsmanager.CfnSecret(stack, 'Longer', { name: 'bg/jane-second' });
  new iam.CfnUser(stack, 'Jane', { loginProfile: { password } });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Secret']);
});

test('reports a secret imported by its name in the stack of the user', () => {
  const app = new App();
  new secretsmanager.Secret(stackIn(app, 'Secrets'), 'Secret', { secretName: 'bg/jane' });
  const stack = stackIn(app);
  new iam.User(stack, 'Jane', { password: secretsmanager.Secret.fromSecretNameV2(stack, 'Imported', 'bg/jane').secretValue });
  expect(findingsOf(RULE, stack)).toEqual(['at Secrets/Secret/Resource']);
});

test('does not apply to a secret that is no console password', () => {
  const stack = stackIn();
  new secretsmanager.Secret(stack, 'Database', { secretName: 'break-glass-database' });
  new iam.CfnUser(stack, 'Jane', { loginProfile: { password: '{{resolve:secretsmanager:elsewhere}}' } });
  new iam.CfnUser(stack, 'Machine');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
