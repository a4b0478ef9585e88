import { beyond, facts } from './compare';
import { actionsOf, notOfAPlaybook } from './own-statements';
import { playbookOf, profileOf, writtenBoundary, writtenPermissions } from './rendered';
import { ownPermissions, quarantinePoliciesOf, scopeAssumptions, scopeDeviations, scopeOfRole, statementsOf } from './scope';
import { textsOf } from '../../analysis/policy/lists';
import { AWS_QUARANTINE_POLICIES } from '../../playbook/placeholders';
import { PlaybookScope } from '../../playbook/playbook-scope';
import { ROLE_NAME_PREFIX } from '../../private/names';
import { counted } from '../../private/texts';
import { forBounded } from '../bounded-sessions';
import { assumed, Assumption, Claim, Question } from '../claim';
import { RoleModel } from '../model';
import { unknownsIn } from '../resolve';

export const ROLE_POLICY_STRUCTURE: readonly Claim[] = [
  {
    id: 'role-permissions-as-written',
    title: 'The permissions of an incident response role are those of its profile and its playbook, and nothing more',
    threats: [1, 5, 6],
    proof: 'template',
    ownOnly: true,
    remedy: 'Put what the responders need into a playbook or a profile of your own, instead of changing the policies of the role.',
    questions: function* (model): Iterable<Question> {
      const assumptions = new Map<string, Assumption>();
      for (const role of model.roles) {
        const documents = ownPermissions(role);
        const { Profile, Playbook } = role.tags;
        const scope = scopeOfRole(role);
        const catalogued = profileOf(Profile) !== undefined && playbookOf(Playbook) !== undefined;
        yield* facts(role, `allows what ${Profile} and ${Playbook} name`, [
          ...markDeviations(role),
          ...(catalogued ? beyondCatalogue(role, documents, scope) : documents.flatMap(notOfAPlaybook)),
          ...scopeDeviations(model, scope),
        ], counted(statementsOf(documents).length, 'statement'));
        if (!catalogued && Profile !== undefined && Playbook !== undefined) {
          const own = [...(profileOf(Profile) ? [] : [`profile ${Profile}`]), ...(playbookOf(Playbook) ? [] : [`playbook ${Playbook}`])].join(', ');
          assumptions.set(own, assumed(own, 'is your own: the templates show what it allows, and not what you meant', `aws iam get-account-authorization-details --filter LocalManagedPolicy --query "Policies[?starts_with(PolicyName, '${role.name}-')]"`));
        }
        scopeAssumptions(model, scope, role.account).forEach((one, key) => assumptions.set(key, one));
      }
      yield* assumptions.values();
    },
  },
  {
    id: 'role-boundary-as-written',
    title: 'The boundary of an incident response role is the one that the library writes for the role\'s permissions: no deny is narrowed, nothing more is exempt',
    threats: [1, 2, 3, 17],
    proof: 'template',
    ownOnly: true,
    remedy: 'Leave the boundary to the construct: remove aspects, overrides and stack-wide boundaries that change it.',
    questions: forBounded((role) =>
      facts(role, 'has the boundary that the library writes', boundaryDeviations(role), role.boundaryArn!)),
  },
];

/** Profile and playbook are tags. Where the name says another one of the library's, the tags would choose the comparison. */
function markDeviations({ name, tags: { Profile, Playbook } }: RoleModel): string[] {
  const missing = [['Profile', Profile], ['Playbook', Playbook]].flatMap(([tag, value]) => (value === undefined || unknownsIn(value).length > 0 ? [`has no tag ${tag} that can be read`] : []));
  const [, profile, playbook] = new RegExp(`^${ROLE_NAME_PREFIX}([A-Z0-9_]+)-([A-Z0-9_]+)$`).exec(name) ?? [];
  const ours = profileOf(profile) !== undefined;
  const differs = ours && (Profile !== profile || playbookOf(playbook) !== undefined && Playbook !== playbook);
  return [...missing, ...(differs && missing.length === 0 ? [`is called ${name}, and its tags say ${Profile} and ${Playbook}`] : [])];
}

function beyondCatalogue(role: RoleModel, documents: readonly any[], scope: PlaybookScope): string[] {
  try {
    const written = writtenPermissions(role.tags.Profile, role.tags.Playbook, scope, role.account, boundaryArnOf(role));
    return documents.flatMap((document) => beyond(document, written));
  } catch (error) {
    return [(error as Error).message];
  }
}

const boundaryArnOf = (role: RoleModel) => `arn:aws:iam::${role.account}:policy${role.path}${role.name}-boundary`;

function boundaryDeviations(role: RoleModel): string[] {
  if (role.boundaryArn !== boundaryArnOf(role)) { return [`has the boundary ${role.boundaryArn}, which the library doesn't write`]; }
  const documents = ownPermissions(role);
  const statements = statementsOf([role.boundary!.document]);
  const exempt = (sid: string, operator: string, key: string) => textsOf(statements.find(({ Sid }) => Sid === sid)?.Condition?.[operator]?.[key]);
  const trusted = addressesOfTrust(role);
  const addresses = trusted.length > 0 ? trusted : exempt('DenyOtherAddresses', 'NotIpAddress', 'aws:SourceIp');
  const regions = exempt('DenyOtherRegions', 'StringNotEquals', 'aws:RequestedRegion');
  try {
    return beyond(role.boundary!.document, writtenBoundary({
      account: role.account,
      boundaryArn: role.boundaryArn,
      quarantinePolicyArns: quarantineOf(documents, statements),
      repairsIam: profileOf(role.tags.Profile)?._repairsIam ?? false,
      actions: actionsOf(documents),
      ...(addresses.length > 0 ? { sourceIps: addresses } : {}),
      ...(regions.length > 0 ? { regions } : {}),
    }));
  } catch (error) {
    return [(error as Error).message];
  }
}

function addressesOfTrust(role: RoleModel): string[] {
  return textsOf(statementsOf([role.trust]).map(({ Condition }) => Condition?.IpAddress?.['aws:SourceIp']).find((value) => value !== undefined));
}

/** As the permissions say; where they contain nobody, what the boundary says, as far as it is of a customer managed policy. */
function quarantineOf(documents: readonly any[], boundary: readonly any[]): string[] {
  const own = quarantinePoliciesOf(documents);
  if (own.length > 0) { return own; }
  const aws = AWS_QUARANTINE_POLICIES.map((name) => `arn:aws:iam::aws:policy/${name}`);
  const named = textsOf(boundary.map(({ Condition }) => Condition?.ArnNotEquals?.['iam:PolicyARN']).find((value) => value !== undefined));
  return [...aws, ...named.filter((arn) => !aws.includes(arn) && /^arn:aws[a-z-]*:iam::\d{12}:policy\/[\w+=,.@/-]+$/.test(arn))];
}
