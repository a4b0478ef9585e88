import { assumed, Claim, fact, Question } from './claim';
import { RoleModel } from './model';
import { inStack } from './model-index';
import { allowed, assume, bySession, denied, satisfying, stranger, trustedUsers } from './requests';
import { isKept } from './resource';
import { Strangers, strangersOf } from './strangers';
import { statementsOf } from './structure/scope';
import { forRoles, forTrusted, requires, refused } from './trusted-callers';
import { rangeMatcher } from '../analysis/policy/addresses';
import { textsOf } from '../analysis/policy/lists';

/** Maximum length of the profiles' sessions in hours; 12 for other profiles. */
const MAX_HOURS: { readonly [profile: string]: number } = {
  SECURITY_INVESTIGATOR: 4, INCIDENT_RESPONDER: 8, FORENSICS_ANALYST: 4, INCIDENT_COMMANDER: 8, CLOUD_ADMINISTRATOR: 4, BREAK_GLASS_ADMIN: 1,
};

/** Conditions that a role may have besides, and what the console and a deletion of its stack ask of it. */
export const ROLE_CONDITION_CLAIMS: readonly Claim[] = [
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
    questions: function* (model): Iterable<Question> {
      yield* forTrusted((role, caller, { organization }) => !requires(role, 'organization') ? [] : [
        refused(role, caller, 'from another organization', { organization }),
      ])(model);
      const named = new Set(model.roles.flatMap((role) => satisfying(role).organization ?? []));
      for (const id of named) {
        yield assumed(id, 'is the organization of these accounts: a role with another one lets nobody in', 'aws organizations describe-organization --query Organization.Id');
      }
    },
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
      fact(role, `keeps ${part.type} ${part.logicalId}`, isKept(part),
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
