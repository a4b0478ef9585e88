import { Claim, each, fact, Question } from './claim';
import { AccessModel, RoleModel } from './model';
import { inStack } from './model-index';
import {
  allowed, assume, bySession, Caller, Circumstances, denied, rolesTrusting, satisfying, stranger, trustedArns, trustedUsers,
  userByArn, usersNamedByCondition, usersOfTrustedAccounts, trustHolds, wants,
} from './requests';
import { unknownsIn } from './resolve';
import { Strangers, strangersOf } from './strangers';
import { statementsOf } from './structure/scope';
import { rangeMatcher } from '../analysis/policy/addresses';
import { textsOf } from '../analysis/policy/lists';

/** Maximum length of the profiles' sessions in hours; 12 for other profiles. */
const MAX_HOURS: { readonly [profile: string]: number } = {
  SECURITY_INVESTIGATOR: 4, INCIDENT_RESPONDER: 8, FORENSICS_ANALYST: 4, INCIDENT_COMMANDER: 8, CLOUD_ADMINISTRATOR: 4, BREAK_GLASS_ADMIN: 1,
};

function forRoles(questions: (role: RoleModel, model: AccessModel) => Question[]): Claim['questions'] {
  return (model) => each(model.roles, (role) => questions(role, model));
}

/** Asks for each user of a trust policy. The user's own policies allow everything, so that only the trust policy decides. */
function forTrusted(questions: (role: RoleModel, caller: Caller, strangers: Strangers) => Question[]): Claim['questions'] {
  return forRoles((role, model) => {
    const named = [...trustedUsers(model, role).map((user) => stranger(user.arn)), ...usersOfTrustedAccounts(role), ...usersNamedByCondition(role)];
    // A trust policy without users is asked about the users of the model.
    const callers = named.length > 0 ? named : model.users.map((user) => stranger(user.arn));
    return callers.flatMap((caller) => questions(role, caller, strangersOf(model)));
  });
}

function requires(role: RoleModel, what: string): boolean {
  return (role.tags.Requires ?? '').split(' ').includes(what);
}

function refused(role: RoleModel, caller: Caller, text: string, circumstances: Circumstances): Question {
  return denied(role, `${caller.name} of ${caller.account} assumes the role ${text}`, assume(role, caller, { ...satisfying(role), ...circumstances }));
}

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
      const hidden = unknownsIn(statementsOf([role.trust]).map(({ Principal, NotPrincipal }) => [Principal ?? null, NotPrincipal ?? null]));
      return [
        ...hidden.map((value) => fact(role, 'trusts principals that the template names', false, `${value}: give parameters a value, and write ARNs`)),
        ...[...[...new Set(others)].map(stranger), ...usersOfTrustedAccounts(role), ...sessions].map((caller) => refused(role, caller, 'with MFA, under its own name', {})),
      ];
    }),
  },
  {
    id: 'role-session-named-after-user',
    title: 'A responder can\'t use another session name than its own user name',
    threats: [],
    proof: 'policy',
    remedy: 'Leave the condition on sts:RoleSessionName in the trust: the alarms show the session name.',
    questions: forTrusted((role, caller, { breakGlassName, samples }) => [breakGlassName, samples[0], `${caller.name}x`, 'aws'].map((sessionName) =>
      refused(role, caller, `under the name ${sessionName}`, { sessionName }))),
  },
  {
    id: 'role-can-be-assumed',
    title: 'Every responder of a role can assume it with recent MFA, 10 minutes after the sign-in',
    threats: [],
    proof: 'policy',
    remedy: 'Name the responders in the role\'s props, and take conditions out of the trust that the library doesn\'t write.',
    ability: true,
    questions: forRoles((role, model) => sealedShut(role) ? [] : trustedUsers(model, role).map((user) => stranger(user.arn)).map((caller) =>
      allowed(role, `${caller.name} of ${caller.account} assumes the role with MFA`, assume(role, caller, { ...satisfying(role), mfa: { age: 600 } })))),
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
  {
    id: 'role-from-its-addresses',
    title: 'A role with address ranges can\'t be assumed or used from other addresses, except by AWS services for the session',
    threats: [],
    proof: 'policy',
    remedy: 'Give the ranges by sourceIps, which writes them into trust and boundary.',
    questions: forRoles((role, model) => !requires(role, 'source-ip') ? [] : outside(role, strangersOf(model)).flatMap((sourceIp) => [
      ...trustedUsers(model, role).map((user) => refused(role, stranger(user.arn), `from ${sourceIp}`, { sourceIp })),
      denied(role, `ec2:DescribeInstances from ${sourceIp}`, bySession(role, 'ec2:DescribeInstances', '*', { sourceIp })),
      allowed(role, 'ec2:DescribeInstances by a service on its behalf', bySession(role, 'ec2:DescribeInstances', '*', {
        sourceIp, extra: { 'aws:ViaAWSService': 'true' },
      })),
    ])),
  },
  {
    id: 'role-in-its-regions',
    title: 'A role with Regions can\'t act in other Regions, and can still use IAM',
    threats: [],
    proof: 'policy',
    remedy: 'Give the Regions by regions, which writes them into the boundary.',
    questions: forRoles((role) => !requires(role, 'region') ? [] : [
      ...REGIONS.filter((region) => !JSON.stringify(role.boundary?.document ?? '').includes(`"${region}"`)).slice(0, 2)
        .map((region) => denied(role, `ec2:DescribeInstances in ${region}`, bySession(role, 'ec2:DescribeInstances', '*', { region }))),
      allowed(role, 'iam:ListUsers, which us-east-1 answers', bySession(role, 'iam:ListUsers', undefined, { region: 'us-east-1' })),
    ]),
  },
  {
    id: 'role-with-incident',
    title: 'A role that requires an incident id can\'t be assumed without one or with other tags',
    threats: [],
    proof: 'policy',
    remedy: 'Ask for the incident by requireIncidentId, and change nothing in the trust that it writes.',
    questions: forTrusted((role, caller, { samples }) => {
      if (!requires(role, 'incident-id')) { return []; }
      const request = assume(role, caller, satisfying(role));
      const { 'aws:RequestTag/IncidentId': _, 'aws:TagKeys': __, ...untagged } = request.context as { [key: string]: string | string[] };
      const { 'sts:RoleSessionName': ___, ...tagging } = request.context as { [key: string]: string | string[] };
      return [
        denied(role, `${caller.name} assumes the role without an incident`, { ...request, context: untagged }),
        ...samples.map((tag) => denied(role, `${caller.name} tags its session with ${tag} besides`, {
          ...request, action: 'sts:TagSession', context: { ...tagging, 'aws:TagKeys': ['IncidentId', tag], [`aws:RequestTag/${tag}`]: 'x' },
        })),
        allowed(role, `${caller.name} tags its session with the incident`, { ...request, action: 'sts:TagSession', context: tagging }),
      ];
    }),
  },
  {
    id: 'role-with-source-identity',
    title: 'A role that requires a source identity accepts only the responder\'s own name',
    threats: [],
    proof: 'policy',
    remedy: 'Ask for the source identity by requireSourceIdentity, and change nothing in the trust that it writes.',
    questions: forTrusted((role, caller, { breakGlassName, name }) => !requires(role, 'source-identity') ? [] : [breakGlassName, name].map((other) =>
      refused(role, caller, `as ${other}`, { extra: { 'sts:SourceIdentity': other } }))),
  },
  {
    id: 'role-in-its-organization',
    title: 'A role with an organization can\'t be assumed from outside of it',
    threats: [],
    proof: 'policy',
    remedy: 'Give the organization by organizationId, which writes it into the trust.',
    questions: forTrusted((role, caller, { organization }) => !requires(role, 'organization') ? [] : [
      refused(role, caller, 'from another organization', { organization }),
    ]),
  },
  {
    id: 'role-session-length',
    title: 'Sessions are no longer than the profile allows: 1 hour for the break-glass admin, 12 hours at most for any profile',
    threats: [],
    proof: 'template',
    remedy: 'Shorten maxSession to what the profile allows.',
    questions: forRoles((role) => {
      const hours = MAX_HOURS[role.tags.Profile] ?? (/ADMIN/.test(role.name) && !role.tags.Profile ? 1 : 12);
      return [fact(role, `has sessions of at most ${hours} hours`, role.maxSessionSeconds <= hours * 3600, `MaxSessionDuration ${role.maxSessionSeconds}`)];
    }),
  },
  {
    id: 'role-fits-switch-role',
    title: 'The console can switch to every role: path and name together have at most 64 characters',
    threats: [],
    proof: 'template',
    remedy: 'Shorten the name of the role: with its path it has at most 64 characters.',
    // CloudFormation makes up a name that fits the role, not the console.
    questions: forRoles((role) => role.name.startsWith('unresolved-') ? [] : [
      fact(role, 'has path and name of at most 64 characters', role.path.length + role.name.length <= 64, `${role.path.length + role.name.length} characters`),
    ]),
  },
  {
    id: 'role-retained',
    title: 'Roles and their policies are retained when a stack is deleted',
    threats: [11],
    proof: 'template',
    remedy: 'Leave the removal policies of the role and of its policies to the construct.',
    questions: forRoles((role, model) => [role.resource, ...inStack(model, role.resource.stack, 'AWS::IAM::ManagedPolicy')
      .filter((resource) => String(resource.props.ManagedPolicyName).startsWith(`${role.name}-`))].map((part) =>
      fact(role, `keeps ${part.type} ${part.logicalId}`, part.deletionPolicy === 'Retain' && part.updateReplacePolicy === 'Retain',
        `DeletionPolicy ${part.deletionPolicy}, UpdateReplacePolicy ${part.updateReplacePolicy}`))),
  },
];

/** Regions that few organizations use. Those that a role names aren't asked about. */
const REGIONS = ['sa-east-1', 'ap-southeast-5', 'me-central-1', 'af-south-1', 'eu-south-2', 'ca-west-1'];

/** Two addresses that are in none of the role's ranges. */
function outside(role: RoleModel, { addresses }: Strangers): string[] {
  const ranges = statementsOf([role.trust, role.boundary?.document])
    .flatMap(({ Condition }) => ['IpAddress', 'NotIpAddress'].flatMap((operator) => textsOf(Condition?.[operator]?.['aws:SourceIp'])))
    .flatMap((range) => rangeMatcher(range) ?? []);
  return addresses.filter((address) => !ranges.some((matches) => matches(address))).slice(0, 2);
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
