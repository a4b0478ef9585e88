/** A key of the user's own for first passwords, as the guide writes its policy. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BreakGlassUser } from '../../../src';
import { prove, readAssembly } from '../../../src/claims/internal';

const ACCOUNT = '111111111111';
const GUIDE = readFileSync(join(__dirname, '../../../docs/how-to/existing-topic-and-key.md'), 'utf8');
const CUSTODIANS = ['Ann', 'Bob'].map((name) => `arn:aws:iam::${ACCOUNT}:role/Custodian${name}`);

/** The policy of the guide. */
function documented(): any {
  const [, text] = /## A key of your own for first passwords[\s\S]*?```json\n([\s\S]*?)```/.exec(GUIDE)!;
  return JSON.parse(text);
}

/** Principals that the guide exempts from the deny: the custodians, and the role of CloudFormation. */
const exempted = (policy: any): string[] => policy.Statement.find(({ Effect }: any) => Effect === 'Deny').Condition.ArnNotEquals['aws:PrincipalArn'];

/** The claims on first passwords that fail for a user whose key has this policy. */
function failing(policy?: any): string[] {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { account: ACCOUNT, region: 'eu-central-1' } });
  const custodians = policy ? exempted(policy).slice(0, -1) : CUSTODIANS;
  const cloudFormation = policy && exempted(policy).at(-1);
  new BreakGlassUser(stack, 'Dana', {
    responderName: 'Dana Lee',
    responderEmail: 'dana.lee@example.com',
    emergencyContact: 'security-oncall@example.com',
    custodians: custodians.map((arn) => new ArnPrincipal(arn)),
    ...(cloudFormation ? { cloudFormationRole: new ArnPrincipal(cloudFormation) } : {}),
    encryptionKey: new Key(stack, 'Key', { policy: policy && PolicyDocument.fromJson(policy), removalPolicy: RemovalPolicy.RETAIN }),
  });
  const stacks = readAssembly((stack.node.root as App).synth().directory);
  return prove(stacks).filter(({ id, proof, verdict }) => (
    id.startsWith('password-') && proof !== 'detection' && verdict === 'fails')).map(({ id }) => id);
}

test('with the policy of the guide holds', () => {
  expect(failing(documented())).toEqual([]);
});

test('fails with CDK\'s default policy, by which each administrator of the account can decrypt', () => {
  expect(failing()).toEqual(['password-key-only-custodians']);
});

test('fails with the policy of the guide without its deny', () => {
  const policy = documented();
  const deny = policy.Statement.find(({ Effect }: any) => Effect === 'Deny');
  deny.Action = 'kms:ReEncryptFrom';
  expect(failing(policy)).toContain('password-key-only-custodians');
});
