import { forBounded, refused } from './bounded-sessions';
import { forBoundedUsers } from './bounded-users';
import { assumed, Claim, each, fact, Question } from './claim';
import { AccessModel, RoleModel, stateOf, UserModel } from './model';
import { ADMINISTRATOR, allowed, assume, bySession, byUser, Circumstances, denied, grantTo, rolesTrusting, trustedUsers, wants } from './requests';
import { inlineOf, playbookSets } from './structure/playbook-sets';
import { RESERVED_ROLE_PREFIX } from '../private/identity-center';
import { LOGIN, SIGN_IN } from '../private/sign-in';

const CONSOLE = 'arn:aws:signin:::console/home';
const localClient = (account: string) => `arn:aws:signin:us-east-1:${account}:oauth2/public-client/localhost`;
/** Other doors of AWS Sign-In than the console. */
const otherClients = (account: string) => [
  localClient(account), `arn:aws:signin:us-east-1:${account}:oauth2/public-client/remote`, `arn:aws:signin:us-east-1:${account}:service-principal/example`,
];

/** Before the password AWS knows nothing of the caller but its ARN; afterwards, the session. */
const STEPS: readonly (readonly [string, readonly string[], (user: UserModel) => Circumstances])[] = [
  ['before the password', SIGN_IN.slice(0, 1), ({ arn }) => ({ mfa: 'unknown', extra: { 'signin:PrincipalArn': arn } })],
  ['with the password alone', LOGIN, () => ({ mfa: 'none' })],
  ['with MFA', LOGIN, () => ({})],
];

const isFormer = (user: UserModel) => stateOf(user).name === 'former';

/** Whether the user's own policies let it use `aws login`. */
function hasAwsLogin({ policies }: UserModel): boolean {
  return policies.some(({ document }) => (document.Statement ?? []).some((statement: any) => statement.Effect === 'Allow'
    && [statement.Action ?? []].flat().includes('signin:CreateOAuth2Token') && JSON.stringify(statement.Resource ?? '').includes(':oauth2/public-client/')));
}

export const USER_SIGN_IN_CLAIMS: readonly Claim[] = [
  {
    id: 'user-can-sign-in',
    title: 'A break-glass user can open the console, before and after MFA, where AWS Sign-In asks the user\'s own policies',
    threats: [28],
    restsOn: ['console-authorization'],
    proof: 'policy',
    remedy: 'Leave the user\'s permissions and boundary to the construct, and exempt break-glass users from policies of the organization on signin actions.',
    ability: true,
    questions: (model) => each(model.users.filter((user) => !isFormer(user)), (user) => STEPS.flatMap(([when, actions, circumstances]) =>
      actions.map((action) => allowed(user, `${action} on the console, ${when}`, byUser(user, action, CONSOLE, circumstances(user)))))),
  },
  {
    id: 'user-no-other-sign-in',
    title: 'A break-glass user gets no credentials for a command line, unless it may use aws login, and then only with MFA',
    threats: [7],
    restsOn: ['aws-login-mfa', 'console-authorization'],
    proof: 'policy',
    remedy: 'Leave the user\'s boundary to the construct, and set allowAwsLogin where a responder needs the command line.',
    questions: forBoundedUsers((user) => LOGIN.flatMap((action) => otherClients(user.account).flatMap((client) => {
      const administrator = { ...user, policies: [...user.policies, ADMINISTRATOR] };
      const ask = (circumstances: Circumstances, what: string) =>
        denied(user, `${action} for ${client}, ${what}, with AdministratorAccess attached`, byUser(administrator, action, client, circumstances));
      return [ask({ mfa: 'none' }, 'without MFA'), ...(hasAwsLogin(user) && client.includes('public-client') ? [] : [ask({}, 'with MFA')])];
    }))),
  },
  {
    id: 'user-former-powerless',
    title: 'The user of somebody who has left can do nothing, not even sign in, even with AdministratorAccess attached and named by a resource policy',
    threats: [8],
    proof: 'policy',
    remedy: 'Leave the boundary of a former user to the construct: it denies everything.',
    questions: (model) => each(model.users.filter(isFormer), (user) => {
      const administrator = { ...user, policies: [...user.policies, ADMINISTRATOR] };
      const asked: [string, string?][] = [
        ...SIGN_IN.map((action): [string, string] => [action, CONSOLE]), ['iam:ChangePassword', user.arn], ['iam:EnableMFADevice', user.arn], ['iam:GetUser', user.arn],
        ['s3:GetObject'], ['sts:GetSessionToken'],
      ];
      return [
        ...asked.map(([action, resource]) => denied(user, `${action}, with MFA`, { ...byUser(administrator, action, resource), resourcePolicy: grantTo(user.arn) })),
        ...rolesTrusting(model, user.arn).map((role) => denied(user, `assumes ${role.name}`, { ...assume(role, user, {}), identityPolicies: administrator.policies })),
      ];
    }),
  },
];

export const ROLE_SIGN_IN_CLAIMS: readonly Claim[] = [
  {
    id: 'role-session-can-open-console',
    title: 'A session of an incident response role can open the console, where AWS Sign-In asks the session\'s own policies',
    threats: [28],
    restsOn: ['console-authorization'],
    proof: 'policy',
    remedy: 'Leave the role\'s permissions and boundary to the construct, and exempt incident response roles from policies of the organization on signin actions.',
    ability: true,
    questions: (model) => each(model.roles, (role) => SIGN_IN.map((action) => allowed(role, `${action} on the console`, bySession(role, action, CONSOLE)))),
  },
  {
    id: 'role-session-no-other-sign-in',
    title: 'A session of an incident response role gets no credentials for another client of AWS Sign-In',
    threats: [7],
    restsOn: ['console-authorization'],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it limits sign-in to the console.',
    questions: forBounded((role) => LOGIN.flatMap((action) => otherClients(role.account).map((client) => refused(role, action, client)))),
  },
  {
    id: 'role-reachable-by-command-line',
    title: 'A role that asks for tags or a source identity has a responder who can use aws login: the console\'s Switch Role sends neither',
    threats: [16],
    restsOn: ['aws-login-mfa'],
    proof: 'template',
    remedy: 'Give a responder allowAwsLogin, or leave requireIncidentId and requireSourceIdentity out.',
    ability: true,
    questions: function* (model): Iterable<Question> {
      for (const role of model.roles.filter((one) => wants(one, 'aws:TagKeys') || wants(one, 'sts:SourceIdentity'))) { yield* reachable(model, role); }
    },
  },
];

function* reachable(model: AccessModel, role: RoleModel): Iterable<Question> {
  const own = new Map(model.users.map((user) => [user.arn, user]));
  const trusted = trustedUsers(model, role).map(({ arn }) => arn);
  const able = trusted.filter((arn) => own.has(arn) && hasAwsLogin(own.get(arn)!));
  const others = trusted.filter((arn) => !own.has(arn));
  if (able.length > 0 || others.length === 0) {
    yield fact(role, 'has a responder with aws login, whose sessions must carry MFA, which no template shows', able.length > 0, able.join(', ') || `only users of the console: ${trusted.join(', ')}`);
    return;
  }
  yield fact(role, 'has a responder who may have aws login, in another app', true, others.join(', '));
  for (const arn of others) {
    yield assumed(arn, 'may use aws login, and its sessions carry MFA: no template of this app holds its policies',
      `aws iam list-attached-user-policies --user-name ${arn.slice(arn.lastIndexOf('/') + 1)}`);
  }
}

export const PERMISSION_SET_SIGN_IN: Claim = {
  id: 'permission-set-can-open-console',
  title: 'A session of a playbook\'s permission set can open the console, where AWS Sign-In asks the session\'s own policies',
  threats: [28],
  restsOn: ['console-authorization'],
  proof: 'policy',
  remedy: 'Leave the policy to the construct: it allows sign-in to the console in every phase.',
  ability: true,
  questions: (model) => each(playbookSets(model), (set) => {
    const document = inlineOf(set.props);
    const role = `${RESERVED_ROLE_PREFIX}${set.props.Name}_0123456789abcdef`;
    return SIGN_IN.map((action) => ({
      ...allowed(set, `${action} on the console`, {
        principalArn: `arn:aws:sts::${ANY}:assumed-role/${role}/jane`,
        action,
        resource: CONSOLE,
        account: ANY,
        context: { 'aws:PrincipalAccount': ANY, 'aws:PrincipalArn': `arn:aws:iam::${ANY}:role/aws-reserved/sso.amazonaws.com/${role}` },
        identityPolicies: document ? [{ name: 'inline', document }] : [],
      }),
      standsForAnother: true,
    }));
  }),
};

/** No account of a template. */
const ANY = '000000000000';
