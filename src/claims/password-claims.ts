import { ANY_ACCOUNT } from './assembly';
import { forUsers } from './bounded-users';
import { Claim, fact, Question } from './claim';
import { AccessModel, ResourceModel, stateOf, UserModel } from './model';
import { inStack, ofType } from './model-index';
import { ADMINISTRATOR, allowed, denied, stranger, userContext } from './requests';
import { unknownsIn } from './resolve';
import { isKept } from './resource';
import { Strangers, strangersOf } from './strangers';
import { isMadeForPassword } from './structure/password-policies';
import { RESERVED_ROLE_PATH, RESERVED_ROLE_PREFIX } from '../private/identity-center';

/** Characters that IAM doesn't count as symbols. */
const NOT_SYMBOLS = '"/\\,.:;<>?`~';

/** Who can read the first password and decrypt it, and that it is kept. */
export const PASSWORD_CLAIMS: readonly Claim[] = [
  {
    id: 'password-generated',
    title: 'The first password is generated, follows IAM\'s rules, is not in the template, and must be changed at the first sign-in',
    threats: [9],
    proof: 'template',
    remedy: 'Leave the login profile to BreakGlassUser: its secret generates the password, and it must be reset at the first sign-in.',
    questions: forUsers((user) => {
      if (!user.passwordSecret) { return [fact(user, 'has a generated password in a secret', false, passwordIn(user.resource.props.LoginProfile))]; }
      const generator = user.passwordSecret.props.GenerateSecretString ?? {};
      const login = user.resource.props.LoginProfile ?? {};
      const length = Number(generator.PasswordLength ?? 32);
      const excluded = String(generator.ExcludeCharacters ?? '');
      const missing = [...NOT_SYMBOLS].filter((character) => !excluded.includes(character));
      return [
        fact(user, 'has a generated password in a secret', user.passwordSecret !== undefined && generator.GenerateStringKey !== undefined,
          user.passwordSecret?.props.Name ?? 'no secret'),
        fact(user, 'has a password of 14 to 128 characters', user.passwordSecret !== undefined && length >= 14 && length <= 128, `PasswordLength ${length}`),
        fact(user, 'has every kind of character that IAM requires', generator.RequireEachIncludedType === true && missing.length === 0 && generator.IncludeSpace !== true,
          missing.length === 0 ? 'excludes what IAM does not count' : `may contain ${missing.join(' ')}`),
        fact(user, 'takes the password from the secret at deployment', /^\{\{resolve:secretsmanager:/.test(String(login.Password)),
          /^\{\{resolve:/.test(String(login.Password)) ? String(login.Password).slice(0, 60) : passwordIn(user.resource.props.LoginProfile)),
        fact(user, 'must change the password at the first sign-in', login.PasswordResetRequired === true, `PasswordResetRequired ${login.PasswordResetRequired}`),
      ];
    }),
  },
  {
    id: 'password-two-custodians',
    title: 'Two custodians can read the first password: one person can be unavailable',
    threats: [16],
    proof: 'template',
    ability: true,
    remedy: 'Name two people by custodians.',
    questions: forUsers((user, model) => stateOf(user).name === 'former' ? [] : withSecret(user, model, (_, policy) => [
      fact(user, 'has two custodians', custodians(policy).length >= 2, custodians(policy).join(', ') || 'no custodians'),
    ])),
  },
  {
    id: 'password-only-custodians',
    title: 'Only the custodians and CloudFormation can read the first password: not the user, an administrator, another account or root',
    threats: [9],
    proof: 'policy',
    remedy: 'Name the readers by custodians, and leave the secret\'s policy to the construct.',
    questions: forUsers((user, model) => withSecret(user, model, (secret, policy) => outsiders(user, strangersOf(model)).map((caller) =>
      denied(user, `${caller.arn} reads the password`, onResource(caller, 'secretsmanager:GetSecretValue', secretArn(secret), user.account, policy))))),
  },
  {
    id: 'password-policy-fixed',
    title: 'Only CloudFormation can change the password secret, its policy or delete it: custodians and administrators can\'t',
    threats: [9, 10],
    proof: 'policy',
    remedy: 'Leave the secret\'s policy to the construct: only CloudFormation changes the secret.',
    questions: forUsers((user, model) => withSecret(user, model, (secret, policy) =>
      [...outsiders(user, strangersOf(model)), ...custodians(policy).map(stranger)].flatMap((caller) =>
        ['DeleteResourcePolicy', 'DeleteSecret', 'PutResourcePolicy', 'PutSecretValue', 'ReplicateSecretToRegions', 'RotateSecret', 'UpdateSecret'].map((action) =>
          denied(user, `${caller.arn}: ${action} on the password`,
            onResource(caller, `secretsmanager:${action}`, secretArn(secret), user.account, policy)))))),
  },
  {
    id: 'password-custodians-can-read',
    title: 'The custodians can read the first password and decrypt it, and CloudFormation can set it',
    threats: [],
    proof: 'policy',
    ability: true,
    remedy: 'Name the readers by custodians, as roles or users of the user\'s own account.',
    questions: forUsers((user, model) => withSecret(user, model, (secret, policy) => [
      ...decryptions(user, secret, custodians(policy), keyOf(user, model)),
      ...custodians(policy).map((arn) => allowed(user, `custodian ${arn} reads the password`,
        { ...onResource(stranger(arn), 'secretsmanager:GetSecretValue', secretArn(secret), user.account === ANY_ACCOUNT ? stranger(arn).account : user.account, policy), identityPolicies: [] })),
      ...exempted(policy).filter((arn) => !custodians(policy).includes(arn)).map((arn) => allowed(user, `CloudFormation's role ${arn} reads the password`,
        onResource(stranger(arn), 'secretsmanager:GetSecretValue', secretArn(secret), user.account, policy))),
    ])),
  },
  {
    id: 'password-key-only-custodians',
    title: 'Only the custodians and CloudFormation can decrypt with the key of the first password',
    threats: [9],
    proof: 'policy',
    remedy: 'Leave the key to the construct, or deny kms:CreateGrant, kms:Decrypt and kms:ReEncryptFrom in the policy of your own key to all but custodians and CloudFormation.',
    questions: forUsers((user, model) => {
      const key = keyOf(user, model);
      if (!key) { return []; }
      return outsiders(user, strangersOf(model)).filter((caller) => caller.account === user.account).map((caller) =>
        denied(user, `${caller.arn} decrypts with the password's key`,
          onResource(caller, 'kms:Decrypt', user.passwordSecret!.props.KmsKeyId, user.account, key.props.KeyPolicy)));
    }),
  },
  {
    id: 'password-own-key',
    title: 'The first password is encrypted with a customer managed key',
    threats: [9],
    proof: 'template',
    remedy: 'Give the user an encryptionKey, or leave the key to the construct.',
    questions: forUsers((user) => [
      fact(user, 'has a password under a customer managed key', Boolean(user.passwordSecret?.props.KmsKeyId)
        && !/alias\/aws\//.test(user.passwordSecret?.props.KmsKeyId), user.passwordSecret?.props.KmsKeyId ?? 'no KmsKeyId'),
    ]),
  },
  {
    id: 'user-and-password-retained',
    title: 'A break-glass user, its policies, password and key are retained when a stack is deleted or updated',
    threats: [10, 11],
    restsOn: ['login-profile-on-update'],
    proof: 'template',
    remedy: 'Leave the removal policies to the construct, and give a further policy of the secret the same.',
    questions: forUsers((user, model) => {
      const sameStack = inStack(model, user.resource.stack);
      const parts = [user.resource, user.passwordSecret, keyOf(user, model), ...sameStack.filter((resource) =>
        (resource.type === 'AWS::IAM::ManagedPolicy' && String(resource.props.ManagedPolicyName).startsWith(`${user.name}-`))
        || (resource.type === 'AWS::SecretsManager::ResourcePolicy' && user.passwordSecret && resource.props.SecretId === secretArn(user.passwordSecret)))];
      return parts.filter((part): part is ResourceModel => part !== undefined).map((part) => fact(user, `keeps ${part.type} ${part.logicalId}`,
        isKept(part), `DeletionPolicy ${part.deletionPolicy}, UpdateReplacePolicy ${part.updateReplacePolicy}`));
    }),
  },
];

/** A custodian's own policies may say nothing of the key: it is the key's policy that lets custodians decrypt. */
function decryptions(user: UserModel, { stack: { region } }: ResourceModel, readers: readonly string[], key: ResourceModel | undefined): Question[] {
  return key === undefined ? [] : readers.map(stranger).map((caller) => {
    const account = user.account === ANY_ACCOUNT ? caller.account : user.account;
    const request = onResource(caller, 'kms:Decrypt', user.passwordSecret!.props.KmsKeyId, account, key.props.KeyPolicy);
    const context = { ...request.context, 'kms:ViaService': `secretsmanager.${region}.amazonaws.com`, 'kms:CallerAccount': account };
    // A key of the user's own may leave its use to the policies of the account.
    const own = isMadeForPassword(key) ? [] : request.identityPolicies;
    return allowed(user, `custodian ${caller.arn} decrypts with the password's key`, { ...request, context, identityPolicies: own });
  });
}

/** Without the password itself: reports are read by many. */
function passwordIn(login: any): string {
  if (login === undefined) { return 'no LoginProfile'; }
  const { Password } = login;
  return typeof Password === 'string' && !/^\{\{resolve:/.test(Password) && unknownsIn(Password).length === 0
    ? 'its password stands in the template as plain text' : 'no secret of this template generates it';
}

function outsiders(user: UserModel, { account, name, samples }: Strangers): { arn: string; name: string; account: string }[] {
  return [
    user,
    ...[name, ...samples].map((other) => stranger(`arn:aws:iam::${user.account}:user/${other}`)),
    stranger(`arn:aws:iam::${user.account}:role/${name}`),
    stranger(`arn:aws:iam::${user.account}:role/OrganizationAccountAccessRole`),
    stranger(`arn:aws:iam::${user.account}:role${RESERVED_ROLE_PATH}${RESERVED_ROLE_PREFIX}AdministratorAccess_0123456789abcdef`),
    stranger(`arn:aws:iam::${user.account}:root`),
    stranger(`arn:aws:iam::${account}:user/${name}`),
  ];
}

function onResource(caller: { arn: string; name: string; account: string }, action: string, resource: string, account: string, resourcePolicy: any) {
  return { principalArn: caller.arn, action, resource, account, context: userContext(caller), identityPolicies: [ADMINISTRATOR], resourcePolicy };
}

function secretArn(secret: ResourceModel): string {
  return `arn:aws:secretsmanager:${secret.stack.region}:${secret.stack.account}:secret:${secret.props.Name}-AbCdEf`;
}

/** Asks about a user's secret and its policy. A secret without a policy gets an empty one. */
function withSecret(user: UserModel, model: AccessModel, ask: (secret: ResourceModel, policy: any) => Question[]): Question[] {
  const secret = user.passwordSecret;
  if (!secret) { return []; }
  const policy = ofType(model, 'AWS::SecretsManager::ResourcePolicy').find((resource) => resource.stack.account === user.account
    && resource.props.SecretId === secretArn(secret));
  return ask(secret, policy?.props.ResourcePolicy ?? { Version: '2012-10-17', Statement: [] });
}

function custodians(policy: any): string[] {
  return policy.Statement.filter((statement: any) => statement.Effect === 'Allow').flatMap((statement: any) => [statement.Principal?.AWS ?? []].flat());
}

/** Principals that the deny on reading exempts. */
function exempted(policy: any): string[] {
  return policy.Statement.filter((statement: any) => statement.Effect === 'Deny' && [statement.Action].flat().includes('secretsmanager:GetSecretValue'))
    .flatMap((statement: any) => [statement.Condition?.ArnNotEquals?.['aws:PrincipalArn'] ?? []].flat());
}

function keyOf(user: UserModel, model: AccessModel): ResourceModel | undefined {
  const arn: string = user.passwordSecret?.props.KmsKeyId ?? '';
  return ofType(model, 'AWS::KMS::Key').find((key) => key.stack.account === user.account && arn.endsWith(`-${key.logicalId}`));
}
