import { ANY_ACCOUNT } from './assembly';
import { Claim, each, fact, Question } from './claim';
import { AccessModel, isCommissioned as commissioned, ResourceModel, RoleModel, UserModel } from './model';
import { inStack, ofType } from './model-index';
import { signInQuestions } from './organization-questions';
import { ADMINISTRATOR, allowed, assume, byUser, Circumstances, denied, grantTo, rolesTrusting, satisfying, stranger, userContext, wants } from './requests';
import { Strangers, strangersOf } from './strangers';
import { mayName } from './structure/users';
import { LONG_LIVED_CREDENTIALS } from '../private/forbidden-actions';
import { RESERVED_ROLE_PATH, RESERVED_ROLE_PREFIX } from '../private/identity-center';

/** Examples of actions that an attacker would try first with a stolen user. */
const BEYOND = [
  'dynamodb:GetItem', 'ec2:RunInstances', 'iam:AttachUserPolicy', 'iam:CreateUser', 'iam:DeleteUserPermissionsBoundary', 'iam:PutUserPolicy',
  'kms:Decrypt', 'lambda:InvokeFunction', 's3:GetObject', 's3:PutBucketPolicy', 'secretsmanager:GetSecretValue', 'sns:Publish', 'sts:GetSessionToken',
];

/** Characters that IAM doesn't count as symbols. */
const NOT_SYMBOLS = '"/\\,.:;<>?`~';

function forUsers(ask: (user: UserModel, model: AccessModel) => Question[]): Claim['questions'] {
  return (model) => each(model.users, (user) => ask(user, model));
}

/** The user's policies plus AdministratorAccess: only the boundary limits the user then. */
function withAdministrator(user: UserModel): UserModel {
  return { ...user, policies: [...user.policies, ADMINISTRATOR] };
}

/** Users with a boundary. The claim on boundaries reports a user without one, so that it is reported once. */
function forBoundedUsers(ask: (user: UserModel, model: AccessModel) => Question[]): Claim['questions'] {
  return forUsers((user, model) => user.boundary ? ask(user, model) : []);
}

export const USER_CLAIMS: readonly Claim[] = [
  {
    id: 'user-bounded',
    title: 'Every break-glass user has a permissions boundary in the template',
    threats: [2, 3],
    proof: 'template',
    remedy: 'Leave the boundary to BreakGlassUser, and let no aspect or override remove it.',
    questions: forUsers((user) => [
      fact(user, 'has a permissions boundary whose text is known', user.boundary !== undefined, user.boundaryArn ?? 'no PermissionsBoundary'),
    ]),
  },
  {
    id: 'user-policies-known',
    title: 'All permissions of a break-glass user are in the template',
    threats: [1],
    proof: 'template',
    remedy: 'Take the policy or the group away from the user: what it needs belongs to a role.',
    questions: forUsers((user) => [
      fact(user, 'has no policy outside the template and no group', user.opaquePolicies.length === 0, user.opaquePolicies.join(', ') || 'all policies are in the template'),
    ]),
  },
  {
    id: 'user-needs-mfa-for-roles',
    title: 'A break-glass user can\'t assume a role without MFA, whatever policies are attached and whatever the role trusts',
    threats: [8],
    proof: 'policy',
    remedy: 'Leave the user\'s permissions and boundary to the construct: both ask for MFA.',
    questions: forUsers((user, model) => rolesTrusting(model, user.arn).flatMap((role) => (['none', 'unknown'] as const).flatMap((mfa) => [
      ...(user.boundary ? [denied(user, `assumes ${role.name}, MFA ${mfa}, with AdministratorAccess attached`,
        { ...assume(role, user, { mfa }), identityPolicies: withAdministrator(user).policies, resourcePolicy: grantTo(user.arn) })] : []),
      denied(user, `assumes ${role.name}, MFA ${mfa}, by its own policies without the boundary`,
        // For a role of another account, the user's own policy must allow it as well as the role's trust policy.
        { ...assume(role, { ...user, boundary: undefined }, { mfa }), account: strangersOf(model).account, resourcePolicy: grantTo(user.arn) }),
    ]))),
  },
  {
    id: 'user-only-its-roles',
    title: 'A break-glass user can assume only its own roles, even if another role trusts it and AdministratorAccess is attached',
    threats: [2],
    proof: 'policy',
    remedy: 'Name the user as a responder of the role, instead of changing its boundary.',
    questions: forBoundedUsers((user, model) => otherRoles(strangersOf(model)).flatMap((name) =>
      [user.account, strangersOf(model).account].map((account) => denied(user, `assumes ${name} of account ${account}`, {
        ...byUser(withAdministrator(user), 'sts:AssumeRole', `arn:aws:iam::${account}:${name}`), account, resourcePolicy: grantTo(user.arn),
      })))),
  },
  {
    id: 'user-only-break-glass',
    title: 'A break-glass user can only enrol MFA, change its password and assume its roles, even if a resource policy or an administrator grants more',
    threats: [1, 2],
    proof: 'policy',
    remedy: 'Leave the user\'s boundary to the construct: what responders need belongs into the playbook of a role.',
    questions: forBoundedUsers((user) => BEYOND.flatMap((action) => [
      denied(user, `${action}, granted to it by a resource policy of the same account`,
        { ...byUser(user, action), resourcePolicy: grantTo(user.arn) }),
      denied(user, `${action}, with AdministratorAccess attached`, byUser(withAdministrator(user), action)),
    ])),
  },
  {
    id: 'user-no-long-lived-credentials',
    title: 'A break-glass user can\'t create a credential that outlives a session, even without its boundary and with AdministratorAccess attached',
    threats: [7],
    proof: 'policy',
    remedy: 'Leave the user\'s permissions to the construct: they deny every long-lived credential.',
    questions: forUsers((user) => LONG_LIVED_CREDENTIALS.map((action) =>
      denied(user, `${action} for itself`, {
        ...byUser({ ...withAdministrator(user), boundary: undefined }, action, action.startsWith('sts:') ? undefined : user.arn),
      }))),
  },
  {
    id: 'user-no-access-key',
    title: 'The template creates no access key for a break-glass user',
    threats: [7],
    proof: 'template',
    remedy: 'Remove the access key: responders sign in to the console with MFA, or use allowAwsLogin for the command line.',
    questions: (model) => model.users.map((user) => {
      const keys = ofType(model, 'AWS::IAM::AccessKey').filter((key) => key.stack.account === user.account && mayName(key.props.UserName, user.name));
      return fact(user, 'has no AWS::IAM::AccessKey', keys.length === 0, keys.map((key) => key.logicalId).join(', ') || 'none');
    }),
  },
  {
    id: 'user-no-other-user',
    title: 'A break-glass user can\'t change another user\'s password or enrol another user\'s device',
    threats: [8],
    proof: 'policy',
    remedy: 'Leave the user\'s boundary to the construct: it limits the user to itself.',
    questions: forBoundedUsers((user, model) => {
      const { breakGlassName, samples } = strangersOf(model);
      const others = [breakGlassName, ...samples].map((name) => `arn:aws:iam::${user.account}:user/bg/${name}`);
      const ask = (action: string, resource: string, circumstances: Circumstances) =>
        denied(user, `${action} for another user, with AdministratorAccess attached`, byUser(withAdministrator(user), action, resource, circumstances));
      return [
        ...others.flatMap((other) => [
          ask('iam:ChangePassword', other, {}),
          ask('iam:GetUser', other, {}),
          ...(commissioned(user) ? [] : [ask('iam:EnableMFADevice', other, { mfa: 'none' })]),
        ]),
        ...(commissioned(user) ? [] : [breakGlassName, ...samples].map((name) =>
          ask('iam:CreateVirtualMFADevice', `arn:aws:iam::${user.account}:mfa/${name}`, { mfa: 'none' }))),
      ];
    }),
  },
  {
    id: 'user-no-further-device',
    title: 'A break-glass user can\'t enrol a further device once it is commissioned or has signed in with MFA',
    threats: [8],
    proof: 'policy',
    remedy: 'Leave the user\'s permissions and boundary to the construct, and set commissioned once the devices are enrolled.',
    questions: forBoundedUsers((user) => enrolments(user).flatMap(([action, resource]) => [
      denied(user, `${action} with MFA, with AdministratorAccess attached`, byUser(withAdministrator(user), action, resource)),
      ...(commissioned(user) ? [denied(user, `${action} without MFA after commissioning`, byUser(withAdministrator(user), action, resource, { mfa: 'none' }))] : []),
    ])),
  },
  {
    id: 'user-can-commission',
    title: 'A new user can change its password and enrol MFA; a commissioned one can still change its password',
    threats: [],
    proof: 'policy',
    remedy: 'Leave the user\'s permissions and boundary to the construct: both allow enrolment and the change of the password.',
    ability: true,
    questions: forUsers((user) => [
      ...(commissioned(user) ? [] : enrolments(user).map(([action, resource]) =>
        allowed(user, `${action} in the first session`, byUser(user, action, resource, { mfa: 'none' })))),
      allowed(user, 'iam:ChangePassword for itself, without MFA', byUser(user, 'iam:ChangePassword', user.arn, { mfa: 'none' })),
      allowed(user, 'iam:ChangePassword for itself, with MFA', byUser(user, 'iam:ChangePassword', user.arn)),
    ]),
  },
  {
    id: 'user-can-assume-its-roles',
    title: 'A responder with MFA can assume every role that names it: the responder\'s policies and the role\'s trust policy both allow it',
    threats: [],
    proof: 'policy',
    remedy: 'Name the user as a responder in the role\'s props, leave the policies of both to the constructs, and exempt both from policies of the organization.',
    ability: true,
    questions: forUsers((user, model) => [...signInQuestions(model, user), ...rolesTrusting(model, user.arn)
      // Another claim covers roles sealed by a window: whether they are open depends on the day.
      .filter((role) => role.tags.Seal !== 'window')
      .flatMap((role) => [
        allowed(user, `assumes ${role.name} of account ${role.account} with MFA`, assume(role, user, satisfying(role))),
        ...(wants(role, 'aws:TagKeys') ? [allowed(user, `tags its session of ${role.name}`, sessionExtra(role, user, 'sts:TagSession'))] : []),
        ...(wants(role, 'sts:SourceIdentity')
          ? [allowed(user, `sets its source identity for ${role.name}`, sessionExtra(role, user, 'sts:SetSourceIdentity'))] : []),
      ])]),
  },
  {
    id: 'password-generated',
    title: 'The first password is generated, follows IAM\'s rules, is not in the template, and must be changed at the first sign-in',
    threats: [9],
    proof: 'template',
    remedy: 'Leave the login profile to BreakGlassUser: its secret generates the password, and it must be reset at the first sign-in.',
    questions: forUsers((user) => {
      const generator = user.passwordSecret?.props.GenerateSecretString ?? {};
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
          String(login.Password ?? 'no LoginProfile').slice(0, 60)),
        fact(user, 'must change the password at the first sign-in', login.PasswordResetRequired === true, `PasswordResetRequired ${login.PasswordResetRequired}`),
      ];
    }),
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
    title: 'The custodians can read the first password, and CloudFormation can set it',
    threats: [],
    proof: 'policy',
    ability: true,
    remedy: 'Name the readers by custodians, as roles or users of the user\'s own account.',
    questions: forUsers((user, model) => withSecret(user, model, (secret, policy) => [
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
    proof: 'template',
    remedy: 'Leave the removal policies to the construct, and give a further policy of the secret the same.',
    questions: forUsers((user, model) => {
      const sameStack = inStack(model, user.resource.stack);
      const parts = [user.resource, user.passwordSecret, keyOf(user, model), ...sameStack.filter((resource) =>
        (resource.type === 'AWS::IAM::ManagedPolicy' && String(resource.props.ManagedPolicyName).startsWith(`${user.name}-`))
        || (resource.type === 'AWS::SecretsManager::ResourcePolicy' && user.passwordSecret && resource.props.SecretId === secretArn(user.passwordSecret)))];
      return parts.filter((part): part is ResourceModel => part !== undefined).map((part) => fact(user, `keeps ${part.type} ${part.logicalId}`,
        part.deletionPolicy === 'Retain' && part.updateReplacePolicy === 'Retain', `DeletionPolicy ${part.deletionPolicy}, UpdateReplacePolicy ${part.updateReplacePolicy}`));
    }),
  },
];

function enrolments(user: UserModel): [string, string][] {
  return [
    ['iam:CreateVirtualMFADevice', `arn:aws:iam::${user.account}:mfa/${user.name}`],
    ['iam:EnableMFADevice', user.arn],
  ];
}

function sessionExtra(role: RoleModel, user: UserModel, action: string) {
  const request = assume(role, user, satisfying(role), action);
  const { 'sts:RoleSessionName': _, ...context } = request.context as { [key: string]: string | string[] };
  return { ...request, context };
}

/** Roles that are not the user's. */
function otherRoles({ name, samples }: Strangers): string[] {
  return [`role/${name}`, ...samples.map((sample) => `role/bg/BREAK-GLASS-${sample}`), 'role/OrganizationAccountAccessRole'];
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
