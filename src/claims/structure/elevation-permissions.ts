import { actsAs, mayAct } from './acting';
import { facts } from './compare';
import { differencesOf, HARMLESS, permissionDifferences, without } from './differences';
import { elevationReach } from './elevation-reach';
import { incomparable } from './elevation-workflows';
import { FoundElevation, comparedElevations, RoleName } from './elevation-written';
import { ELEVATION_PATH, SESSION_REVOKER_ROLE_NAME } from '../../elevation/engine/names';
import { SESSION_REVOCATION_POLICY } from '../../private/names';
import { literally } from '../../private/texts';
import { Claim, Fact, Question } from '../claim';
import { AccessModel, ResourceModel, RoleModel } from '../model';
import { ofModel, ofType } from '../model-index';
import { workQuestions } from '../organization-questions';

export const ELEVATION_PERMISSIONS: Claim = {
  id: 'elevation-permissions-as-written',
  title: 'The roles of elevated access allow exactly what the library writes for its rules, nothing but its own resources uses them, and no other principal may do what only they do',
  threats: [25, 27],
  proof: 'template',
  ownOnly: true,
  remedy: 'Take the policy or the statement away from the role, and give the other resource a role of its own. Requests and decisions go by the API.',
  questions: function* (model): Iterable<Question> {
    const compared = comparedElevations(model);
    const used = usesOf(model);
    for (const one of compared) {
      const { found: { parts, roles }, written } = one;
      yield* facts(parts.ledger, 'has roles that can be compared with those of the library', incomparable(one), `${Object.keys(roles).length} roles`);
      if (!written) { continue; }
      for (const [name, role] of Object.entries(roles) as [RoleName, RoleModel | undefined][]) {
        const twin = written.roles[name];
        if (!role || !twin) { continue; }
        yield* workQuestions(model, role);
        yield* facts(role, 'allows what the library writes, and nothing more', [...roleDifferences(role, twin), ...used.get(role) ?? []], `${role.policies.length} policies`);
      }
    }
    const known = new Set(compared.flatMap(({ found, written }) => (written ? Object.values(found.roles) : [])));
    const others = model.otherRoles.filter((one) => one.path === ELEVATION_PATH && !known.has(one));
    for (const role of others) { yield* byItself(role, used.get(role) ?? []); }
    yield* elevationReach(model);
  },
};

/** A trust is another claim's. */
const ELSEWHERE = ['AssumeRolePolicyDocument', 'Policies', 'ManagedPolicyArns', 'PermissionsBoundary', ...HARMLESS];

function roleDifferences(role: RoleModel, written: RoleModel): string[] {
  return [
    ...role.opaquePolicies.map((policy) => `has ${policy}`),
    ...permissionDifferences(role.policies.map(({ document }) => document), written.policies.map(({ document }) => document)),
    ...differencesOf(without(role.resource.props, ...ELSEWHERE), without(written.resource.props, ...ELSEWHERE)),
  ];
}

/** Roles that issue and end sessions. What the former allow is another claim's. */
function byItself(role: RoleModel, used: readonly string[]): Iterable<Fact> {
  const written = { Effect: 'Allow', Action: ['iam:CreatePolicyVersion', 'iam:DeletePolicyVersion', 'iam:ListPolicyVersions'], Resource: `arn:aws:iam::${role.account}:policy${SESSION_REVOCATION_POLICY}` };
  const permissions = role.name !== SESSION_REVOKER_ROLE_NAME ? [] : [
    ...role.opaquePolicies.map((policy) => `has ${policy}`),
    ...permissionDifferences(role.policies.map(({ document }) => document), [{ Version: '2012-10-17', Statement: [written] }]),
  ];
  return facts(role, 'is used by nothing but elevated access', [...permissions, ...used], 'as written');
}

/** What acts as a role of elevated access, beside the resources of elevated access. */
const usesOf = ofModel((model): ReadonlyMap<RoleModel, readonly string[]> => {
  const compared = comparedElevations(model);
  const found = compared.map((one) => one.found);
  const roles = new Set([
    ...found.flatMap((one) => Object.values(one.roles).filter((role): role is RoleModel => role !== undefined)),
    ...model.otherRoles.filter(({ path }) => path === ELEVATION_PATH),
  ]);
  const uses = new Map<RoleModel, string[]>([...roles].map((role) => [role, []]));
  if (roles.size === 0) { return uses; }
  const any = new RegExp([...roles].map(({ name }) => literally(name)).join('|'), 'i');
  const own = new Set(found.flatMap((one) => ownUsers(model, one)));
  for (const resource of model.resources) {
    // Roles use no roles; a trust is another claim's.
    if (own.has(resource) || !mayAct(resource) || !any.test(JSON.stringify(resource.props))) { continue; }
    for (const role of roles) {
      if (actsAs(resource, role)) { uses.get(role)!.push(`${resource.type} ${resource.logicalId} uses the role`); }
    }
  }
  return uses;
});

/** The resources of an elevated access that may name its roles. What they are is compared with what the library writes. */
function ownUsers(model: AccessModel, { workflows, resources, api, parts }: FoundElevation): ResourceModel[] {
  const methods = api ? ofType(model, 'AWS::ApiGateway::Method').filter(({ props, stack }) => stack === api.stack && props.RestApiId === `unresolved-${api.logicalId}`) : [];
  const rules = parts.beside('AWS::Events::Rule').filter(({ props }) => /^BREAK-GLASS-ELEVATION-FOLLOW-UP-/.test(String(props.Name)));
  return [...Object.values(workflows).map(({ resource }) => resource), ...(resources.reconciler ? [resources.reconciler] : []), ...methods, ...rules];
}
