import { forBoundedUsers, forUsers, withAdministrator } from './bounded-users';
import { Claim, fact, Question } from './claim';
import { AccessModel, RoleModel, stateOf, UserModel } from './model';
import { ofModel, ofType } from './model-index';
import { allowed, assume, byUser, Circumstances, denied, grantTo, rolesTrusting, satisfying, trustedArns, wants } from './requests';
import { Strangers, strangersOf } from './strangers';
import { mayName } from './structure/users';
import { listOf, textsOf } from '../analysis/policy/lists';
import { LONGEST_DAYS, UserState } from '../identity/user-state';
import { LONG_LIVED_CREDENTIALS } from '../private/forbidden-actions';

/** Examples of actions that an attacker would try first with a stolen user. */
const BEYOND = [
  'dynamodb:GetItem', 'ec2:RunInstances', 'iam:AttachUserPolicy', 'iam:CreateUser', 'iam:DeleteUserPermissionsBoundary', 'iam:PutUserPolicy',
  'kms:Decrypt', 'lambda:InvokeFunction', 's3:GetObject', 's3:PutBucketPolicy', 'secretsmanager:GetSecretValue', 'sns:Publish', 'sts:GetSessionToken',
];


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
          ...openings(user).map((circumstances) => ask('iam:EnableMFADevice', other, circumstances)),
        ]),
        ...openings(user).flatMap((circumstances) => [breakGlassName, ...samples].map((name) =>
          ask('iam:CreateVirtualMFADevice', `arn:aws:iam::${user.account}:mfa/${name}`, circumstances))),
      ];
    }),
  },
  {
    id: 'user-no-further-device',
    title: 'A break-glass user can\'t enrol a device once it is commissioned, nor outside of the window of its recommissioning',
    threats: [8],
    proof: 'policy',
    remedy: 'Leave the user\'s permissions and boundary to the construct, and set UserState.COMMISSIONED once both devices are enrolled.',
    questions: forBoundedUsers((user) => [
      ...windowLimits(user),
      ...closures(user).flatMap((circumstances) => enrolments(user).map(([action, resource]) =>
        denied(user, `${action} ${told(circumstances)}, with AdministratorAccess attached`, byUser(withAdministrator(user), action, resource, circumstances)))),
    ]),
  },
  {
    id: 'user-can-commission',
    title: 'A user can change its password; a new one can enrol its devices with and without MFA, and one in recommissioning within its window',
    threats: [],
    restsOn: ['first-password-change'],
    proof: 'policy',
    remedy: 'Leave the user\'s permissions and boundary to the construct: both allow enrolment and the change of the password.',
    ability: true,
    questions: forUsers((user) => stateOf(user).name === 'former' ? [] : [
      ...openings(user).flatMap((circumstances) => enrolments(user).map(([action, resource]) =>
        allowed(user, `${action} ${told(circumstances)}`, byUser(user, action, resource, circumstances)))),
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
    questions: forUsers((user, model) => [...forgotten(model, user), ...rolesTrusting(model, user.arn)
      // Another claim covers roles sealed by a window: whether they are open depends on the day.
      .filter((role) => role.tags.Seal !== 'window')
      .flatMap((role) => [
        allowed(user, `assumes ${role.name} of account ${role.account} with MFA`, assume(role, user, satisfying(role))),
        ...(wants(role, 'aws:TagKeys') ? [allowed(user, `tags its session of ${role.name}`, sessionExtra(role, user, 'sts:TagSession'))] : []),
        ...(wants(role, 'sts:SourceIdentity')
          ? [allowed(user, `sets its source identity for ${role.name}`, sessionExtra(role, user, 'sts:SetSourceIdentity'))] : []),
      ])]),
  },
];

const rolesByArn = ofModel((model) => new Map(model.roles.map((role) => [role.arn, role])));

/** Roles that the user's policies name, and that don't name the user: somebody counts on them. */
function forgotten(model: AccessModel, user: UserModel): Question[] {
  const named = user.policies.flatMap(({ document }) => listOf(document?.Statement))
    .filter(({ Effect, Action }: any) => Effect === 'Allow' && textsOf(Action).includes('sts:AssumeRole')).flatMap(({ Resource }: any) => textsOf(Resource));
  return [...new Set(named)].flatMap((arn) => rolesByArn(model).get(arn) ?? [])
    .filter((role) => !trustedArns(role).some((arn) => arn === user.arn || arn === '*' || arn.endsWith(`:${user.account}:root`) || arn === user.account))
    .map((role) => fact(user, `is trusted by ${role.name}, which its policies name`, false, `its trust names ${trustedArns(role).join(', ') || 'nobody'}`));
}

function enrolments(user: UserModel): [string, string][] {
  return [
    ['iam:CreateVirtualMFADevice', `arn:aws:iam::${user.account}:mfa/${user.name}`],
    ['iam:EnableMFADevice', user.arn],
  ];
}

const WITH_AND_WITHOUT: readonly Circumstances[] = [{ mfa: 'none' }, {}];
const at = (time: string) => WITH_AND_WITHOUT.map((circumstances) => ({ ...circumstances, time }));
const moved = (instant: string, seconds: number) => new Date(Date.parse(instant) + seconds * 1000).toISOString().replace('.000', '');

/** Circumstances in which the user may enrol a device: with MFA as well, since AWS asks for it to enrol a second one. */
function openings(user: UserModel): Circumstances[] {
  const { name, start, end } = stateOf(user);
  return name === 'new' ? [...WITH_AND_WITHOUT] : name === 'recommissioning' ? [...at(start!), ...at(end!)] : [];
}

/** Circumstances in which it may not. */
function closures(user: UserModel): Circumstances[] {
  const { name, start, end } = stateOf(user);
  return name === 'commissioned' ? [...WITH_AND_WITHOUT] : name === 'recommissioning' && isInstant(start) && isInstant(end) ? [...at(moved(start!, -1)), ...at(moved(end!, 1))] : [];
}

/** A window that stays open is a user that is never commissioned. */
function windowLimits(user: UserModel): Question[] {
  const { name, start, end } = stateOf(user);
  return name === 'recommissioning' ? [fact(user, `replaces a device within ${LONGEST_DAYS} days`, isWindow(start, end), `from ${start} to ${end}`)] : [];
}

/** As `UserState.recommissioning` takes it. */
function isWindow(start?: string, end?: string): boolean {
  try {
    UserState.recommissioning(start!, end!);
    return true;
  } catch {
    return false;
  }
}

const isInstant = (text?: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text ?? '') && !Number.isNaN(Date.parse(text!));

const told = ({ mfa, time }: Circumstances) => `${mfa === 'none' ? 'without' : 'with'} MFA${time ? ` at ${time}` : ''}`;

function sessionExtra(role: RoleModel, user: UserModel, action: string) {
  const request = assume(role, user, satisfying(role), action);
  const { 'sts:RoleSessionName': _, ...context } = request.context as { [key: string]: string | string[] };
  return { ...request, context };
}

/** Roles that are not the user's. */
function otherRoles({ name, samples }: Strangers): string[] {
  return [`role/${name}`, ...samples.map((sample) => `role/bg/BREAK-GLASS-${sample}`), 'role/OrganizationAccountAccessRole'];
}
