import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { BreakGlassUserProps, IBreakGlassUser } from './break-glass-user-props';
import { passwordKeyPolicy, passwordSecretName, passwordSecretPolicy, PasswordPolicyInput } from './user-policies';
import { acknowledge } from '../private/acknowledge';
import { parseIamArn, requireIamArn } from '../private/arns';
import { RESERVED_ROLE_PATH, RESERVED_ROLE_PREFIX } from '../private/identity-center';
import { requirePartition } from '../private/partitions';
import { propError, requireAccount, requireUnique, requireWholeNumber } from '../private/validation';

/** The generated first password of a user in its secret, with the policy of the secret and a key of its own. */
export function firstPassword(user: Construct & IBreakGlassUser, props: BreakGlassUserProps): secretsmanager.ISecret {
  const length = props.passwordLength ?? 128;
  requireWholeNumber('passwordLength', length, 14, 128, 'IAM accepts no longer password, and a shorter one is too weak');
  const readers = readersOf(user, props);
  const key = props.encryptionKey ?? passwordKey(user, readers);
  const secret = new secretsmanager.CfnSecret(user, 'Password', {
    name: passwordSecretName(user.userName),
    description: `First password of the break-glass user ${user.userName}`,
    kmsKeyId: key.keyArn,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: user.userName }),
      generateStringKey: 'password',
      passwordLength: length,
      requireEachIncludedType: true,
      includeSpace: false,
      // Not symbols for IAM, or error-prone for people and shells.
      excludeCharacters: '"/\\,.:;<>?`~',
    },
    tags: [{ key: 'Purpose', value: 'BreakGlassAccess' }, { key: 'UserName', value: user.userName }],
  });
  secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  acknowledge(secret, 'The user changes the first password at the first sign-in. Rotation would replace it without the user.', 'AwsSolutions-SMG4');
  const policy = new secretsmanager.CfnResourcePolicy(user, 'PasswordPolicy', {
    secretId: secret.ref,
    blockPublicPolicy: true,
    resourcePolicy: passwordSecretPolicy(readers),
  });
  policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  const imported = secretsmanager.Secret.fromSecretCompleteArn(user, 'PasswordSecret', secret.ref);
  imported.node.defaultChild = secret;
  return imported;
}

function readersOf(user: IBreakGlassUser, props: BreakGlassUserProps): PasswordPolicyInput {
  const custodianArns = (props.custodians ?? []).map((custodian) => custodian.arn);
  custodianArns.forEach((arn) => requireCustodian(user, arn));
  requireUnique('custodians', custodianArns, 'name two different people');
  if (props.cloudFormationRoles?.length === 0) {
    throw propError('cloudFormationRoles', 'must not be empty', 'no role', 'name the role that deploys the stack, or leave the property out');
  }
  const cloudFormationRoleArns = props.cloudFormationRoles?.map(({ arn }) => arn) ?? [executionRoleArn(user.stack)];
  cloudFormationRoleArns.forEach((arn) => requirePartition(user.stack, 'cloudFormationRoles', arn));
  cloudFormationRoleArns.forEach((arn) => requireDeployer(user.stack.account, arn, props.cloudFormationRoles !== undefined));
  requireUnique('cloudFormationRoles', cloudFormationRoleArns, 'name each role once');
  return { custodianArns, cloudFormationRoleArns };
}

function requireCustodian(user: IBreakGlassUser, arn: string): void {
  if (arn === user.userArn || arn.endsWith(`/${user.userName}`)) {
    throw propError('custodians', 'must not be the user itself', arn, 'name two other people');
  }
  requireIamArn('custodians', arn, ['role', 'user'], 'must hold ARNs of roles or users, without wildcards', "write it as 'arn:aws:iam::111122223333:role/Custodian'");
  requirePartition(user.stack, 'custodians', arn);
  const { account, name, path = '/' } = parseIamArn(arn) ?? {};
  if (name?.startsWith(RESERVED_ROLE_PREFIX) && !path.startsWith(RESERVED_ROLE_PATH)) {
    throw propError('custodians', `must name roles of Identity Center with their path, ${RESERVED_ROLE_PATH}: KMS refuses a principal that isn't there`, arn,
      "look for its ARN by 'aws iam list-roles --path-prefix /aws-reserved/sso.amazonaws.com/'");
  }
  if (account !== undefined && !Token.isUnresolved(user.stack.account) && account !== user.stack.account) {
    throw propError('custodians', `must be of the user's account (${user.stack.account})`, arn,
      'name roles or users of that account: the policy of the secret lets no other account read the password');
  }
}

/** An execution role that is made from the stack's account has the mistake of the account. */
function requireDeployer(account: string, arn: string, given: boolean): void {
  if (!given) { requireAccount('env', account, "must have an account of 12 digits, since the stack's execution role is made from it"); }
  requireIamArn('cloudFormationRoles', arn, ['role'], 'must hold ARNs of roles, without wildcards', "write it as 'arn:aws:iam::111122223333:role/Deployer'");
  const other = parseIamArn(arn)?.account;
  if (other !== undefined && !Token.isUnresolved(account) && other !== account) {
    throw propError('cloudFormationRoles', `must be of the stack's account (${account}), where CloudFormation deploys it`, arn, 'name the role of that account that CloudFormation uses');
  }
}

/** The role that the stack's synthesizer deploys with. */
function executionRoleArn(stack: Stack): string {
  let top = stack;
  while (top.nestedStackParent) { top = top.nestedStackParent; }
  const { cloudFormationExecutionRoleArn: named } = top.synthesizer as { readonly cloudFormationExecutionRoleArn?: string };
  if (!named) {
    throw propError('cloudFormationRoles', `must be given, because the synthesizer of ${top.stackName} names no role that CloudFormation deploys with`, 'none',
      "name the role that deploys the stack: the policy of the first password locks out everybody else, as in 'arn:aws:iam::111122223333:role/Deployer'");
  }
  return named
    .replace(/\$\{AWS::Partition\}/g, top.partition).replace(/\$\{AWS::AccountId\}/g, top.account).replace(/\$\{AWS::Region\}/g, top.region);
}

function passwordKey(user: Construct & IBreakGlassUser, readers: PasswordPolicyInput): kms.IKey {
  const { partition, account } = user.stack;
  const key = new kms.CfnKey(user, 'PasswordKey', {
    description: `Encrypts the first password of the break-glass user ${user.userName}`,
    enableKeyRotation: true,
    pendingWindowInDays: 30,
    keyPolicy: passwordKeyPolicy({ ...readers, partition, account }),
  });
  key.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return kms.Key.fromKeyArn(user, 'PasswordKeyRef', key.attrArn);
}
