import { Claim, each, fact, Question } from './claim';
import { AccessModel, RoleModel } from './model';
import { meantBy } from './open-trusts';
import { organizationAssumptions } from './organization-questions';
import {
  allowed, assume, Caller, rolesTrusting, satisfying, stranger, trustedArns, trustedUsers, trustHolds, userByArn, usersOfTrustedAccounts, wants,
} from './requests';
import { strangersOf } from './strangers';
import { forRoles, forTrusted, hiddenPrincipals, refused } from './trusted-callers';

export const ROLE_TRUST_CLAIMS: readonly Claim[] = [
  {
    id: 'role-needs-mfa',
    title: 'An incident response role can\'t be assumed without MFA',
    threats: [8],
    proof: 'policy',
    remedy: 'Leave the trust to IncidentResponseRole: each of its statements asks for MFA.',
    questions: forTrusted((role, caller) => [
      refused(role, caller, 'without MFA', { mfa: 'none' }),
      refused(role, caller, 'with access keys, where AWS knows nothing of MFA', { mfa: 'unknown' }),
    ]),
  },
  {
    id: 'role-needs-recent-mfa',
    title: 'An incident response role can\'t be assumed with an MFA sign-in older than the role\'s maximum session',
    threats: [8],
    proof: 'policy',
    remedy: 'Leave the trust to IncidentResponseRole, and set maxMfaAge for another age of the sign-in.',
    questions: forTrusted((role, caller) => [
      refused(role, caller, `with MFA ${role.maxSessionSeconds + 1} seconds ago`, { mfa: { age: role.maxSessionSeconds + 1 } }),
    ]),
  },
  {
    id: 'role-only-its-responders',
    title: 'Only the named users can assume an incident response role: no other user, no user of the same name in another account, no role, not the whole account',
    threats: [8, 25],
    proof: 'policy',
    remedy: 'Name each responder as a user in the role\'s props, and no other principal in its trust.',
    questions: forRoles((role, model) => {
      const trusted = new Set(trustedArns(role));
      const { account: elsewhere, name, breakGlassName, samples } = strangersOf(model);
      const namesakes = model.users.map((user) => user.arn.replace(/::\d{12}:/, `::${elsewhere}:`));
      const others = [
        ...[name, breakGlassName, ...samples].map((user) => `arn:aws:iam::${role.account}:user/${user}`),
        `arn:aws:iam::${role.account}:user/bg/${breakGlassName}`,
        `arn:aws:iam::${elsewhere}:user/bg/${breakGlassName}`,
        ...namesakes,
        ...model.users.map((user) => user.arn),
      ].filter((arn) => !trusted.has(arn));
      const sessions = [role.account, elsewhere].map((account) => (
        { arn: `arn:aws:sts::${account}:assumed-role/${name}/${breakGlassName}`, name: breakGlassName, account }));
      return [
        ...hiddenPrincipals(role),
        ...[...[...new Set(others)].map(stranger), ...usersOfTrustedAccounts(role), ...sessions, ...strangersMeant(role, model)].map((caller) => refused(role, caller, 'with MFA, under its own name', {})),
      ];
    }),
  },
  {
    id: 'role-session-named-after-user',
    title: 'A responder can\'t use another session name than its own user name',
    threats: [],
    proof: 'policy',
    remedy: 'Leave the condition on sts:RoleSessionName in the trust: the alarms show the session name.',
    questions: forTrusted((role, caller, { breakGlassName, samples }) => namesOf(caller, [breakGlassName, samples[0], `${caller.name}x`, 'aws']).map((sessionName) =>
      refused(role, caller, `under the name ${sessionName}`, { sessionName }))),
  },
  {
    id: 'role-can-be-assumed',
    title: 'Every responder of a role can assume it with recent MFA, 10 minutes after the sign-in',
    threats: [],
    proof: 'policy',
    remedy: 'Name the responders in the role\'s props, take conditions out of the trust that the library doesn\'t write, and exempt responders and roles from policies of the organization.',
    ability: true,
    questions: function* (model): Iterable<Question> {
      yield* each(model.roles, (role) => sealedShut(role) ? [] : trustedUsers(model, role).map((user) => stranger(user.arn)).map((caller) =>
        allowed(role, `${caller.name} of ${caller.account} assumes the role with MFA`, assume(role, caller, { ...satisfying(role), mfa: { age: 600 } }))));
      yield* model.roles.length === 0 ? [] : organizationAssumptions(model);
    },
  },
  {
    id: 'role-without-federation',
    title: 'Break-glass access works without the identity provider: no trust policy names a federation or an Identity Center role',
    threats: [14],
    proof: 'template',
    remedy: 'Take the federated principal out of the trust, and name each responder as a BreakGlassUser.',
    questions: forRoles((role) => {
      const statements: any[] = (role.trust?.Statement ?? []).filter((statement: any) => statement.Effect === 'Allow');
      const others = statements.flatMap((statement) => typeof statement.Principal === 'string' ? [statement.Principal] : [
        ...Object.keys(statement.Principal ?? {}).filter((kind) => kind !== 'AWS').map((kind) => `${kind} principal`),
        // Federation leads to roles. Another claim covers the whole account as a principal.
        ...[statement.Principal?.AWS ?? []].flat().filter((arn: string) => /:(role|assumed-role|federated-user)\//.test(arn)),
        ...[statement.Action].flat().filter((action: string) => /WithSAML|WithWebIdentity/.test(action)),
      ]);
      return [fact(role, 'trusts no federation and no role', statements.length > 0 && others.length === 0, others.join(', ') || trustedArns(role).join(', '))];
    }),
  },
  {
    id: 'role-window-closes',
    title: 'A role sealed by an activation window can\'t be assumed before or after it',
    threats: [],
    proof: 'policy',
    remedy: 'Give the role an ActivationWindow with both ends, and leave its trust to the construct.',
    questions: forTrusted((role, caller) => role.tags.Seal !== 'window' ? [] : ['1969-12-31T23:59:59Z', '2000-01-01T00:00:00Z', '2099-01-01T00:00:00Z'].map((time) =>
      refused(role, caller, `at ${time}`, { time }))),
  },
  {
    id: 'path-needs-no-iam-write',
    title: 'Every responder has a role that needs no IAM write: a sign-in and one call to STS are enough',
    threats: [15],
    proof: 'template',
    remedy: 'Give the responder one role without an activation window.',
    questions: (model) => {
      const arns = [...new Set(model.roles.flatMap((role) => trustedUsers(model, role).map((user) => user.arn)))];
      return arns.map((arn) => {
        const roles = rolesTrusting(model, arn);
        const plans = roles.map((role) => ({ role, steps: activationPlan(role) }));
        const free = plans.filter(({ steps }) => steps.every((step) => !step.startsWith('iam:')));
        const name = arn.slice(arn.lastIndexOf('/') + 1);
        // A user of another app has no resource here; then it is a role that has to change.
        const about = userByArn(model).get(arn)?.resource ?? roles[0]?.resource;
        return {
          ...fact(name, 'has a role whose activation plan holds no iam: step', free.length > 0,
            (free[0] ?? plans[0]) ? `${(free[0] ?? plans[0]).role.name}: ${(free[0] ?? plans[0]).steps.join(', then ')}` : 'no role'),
          about,
        };
      });
    },
  },
];

/** Callers whom a statement means without naming single users. */
function strangersMeant(role: RoleModel, model: AccessModel): Caller[] {
  return meantBy(role, strangersOf(model)).filter(({ pinned }) => !pinned).map(({ caller }) => caller);
}

/** Names that are no caller's own, and one that a condition on names takes. */
function namesOf({ name, extra }: Caller, others: readonly string[]): string[] {
  const taken = extra?.['sts:RoleSessionName'];
  return [...others, ...(typeof taken === 'string' && taken !== name ? [taken] : [])];
}

/** Whether the role is sealed by a closed window. */
function sealedShut(role: RoleModel): boolean {
  return wants(role, 'aws:CurrentTime') && trustHolds(role, '1970-01-01T00:00:01Z');
}

/** Steps of a responder to get a session. */
function activationPlan(role: RoleModel): string[] {
  const open = ['signin:ConsoleLogin', 'sts:AssumeRole'];
  return sealedShut(role) || role.tags.Seal === 'window' ? ['iam:UpdateAssumeRolePolicy', ...open] : open;
}
