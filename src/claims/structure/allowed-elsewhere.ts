/** Which roles, users, groups and permission sets of the app are allowed something that only the library's own should be. */
import { cut } from './compare';
import { comparedElevations } from './elevation-written';
import { inlineOf, playbookSets } from './playbook-sets';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { ELEVATION_PATH } from '../../elevation/engine/names';
import { wildcardRegex } from '../../private/iam-catalogue';
import { jsonOf } from '../../private/texts';
import { couldBe } from '../alarm-chain/faults';
import { decide } from '../answer';
import { AccessModel, groupedBy, NamedPolicy, ResourceModel, RoleModel } from '../model';
import { ofModel } from '../model-index';
import { unknownsIn } from '../resolve';

/** Something that others must not touch. */
export interface Guarded {
  /** As a report names it. */
  readonly what: string;
  readonly account: string;
  readonly actions: readonly string[];
  /** ARNs by which a policy may name it. */
  readonly arns: readonly string[];
}

export interface Allowed {
  readonly holder: ResourceModel;
  readonly action: string;
  readonly guarded: Guarded;
  /** The resource as the statement writes it. */
  readonly resource: string;
  /** The statement means it, by name or by prefix. Otherwise it allows the action on everything of a kind. */
  readonly named: boolean;
}

/** A principal, or a policy for principals that no template holds. */
interface Holder {
  readonly resource: ResourceModel;
  /** Undefined for a permission set: it is for every account. */
  readonly account?: string;
  readonly policies: readonly NamedPolicy[];
  readonly role?: RoleModel;
}

const POLICY_TYPES = /^AWS::IAM::(ManagedPolicy|Policy|RolePolicy|UserPolicy|GroupPolicy|User|Group)$/;

/** The roles of elevated access. What they may do is compared with what the library writes. */
export const elevationRoles = ofModel((model): ReadonlySet<RoleModel> => new Set([
  ...comparedElevations(model).flatMap(({ found }) => Object.values(found.roles).filter((role): role is RoleModel => role !== undefined)),
  ...model.otherRoles.filter(({ path }) => path.startsWith(ELEVATION_PATH)),
]));

const holdersOf = ofModel((model): readonly Holder[] => {
  const own = elevationRoles(model);
  const roles = model.otherRoles.filter((role) => !own.has(role));
  // What break-glass principals and elevated access may do, other claims are about.
  const known = new Set([...model.users, ...model.roles, ...model.otherRoles]
    .flatMap(({ policies, boundary }) => [...policies, ...boundary ? [boundary] : []].map(({ document }) => document?.Statement)));
  const sets = new Set(playbookSets(model));
  return [
    ...roles.map((role) => ({ resource: role.resource, account: role.account, policies: role.policies, role })),
    ...model.resources.filter(({ type }) => POLICY_TYPES.test(type)).map((resource) => ({
      resource,
      account: resource.stack.account,
      policies: documentsOf(resource).filter(({ Statement }) => !known.has(Statement)).map((document) => ({ name: resource.logicalId, document })),
    })),
    ...model.permissionSets.filter((set) => !sets.has(set)).map((set) => ({ resource: set, policies: [{ name: 'inline', document: inlineOf(set.props) }] })),
  ].filter(({ policies }) => policies.length > 0);
});

function documentsOf({ props }: ResourceModel): any[] {
  return [props.PolicyDocument, ...listOf(props.Policies).map((policy: any) => policy?.PolicyDocument)]
    .map((document) => (typeof document === 'string' ? jsonOf(document) : document)).filter((document) => document !== null && typeof document === 'object');
}

/** A resource that stands for everything. */
const EVERYTHING = /^(\*+|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*+)$/;

/** What the app allows beyond the library's own principals. `means` tells whether a pattern means the guarded things in particular. */
export function allowedElsewhere(
  model: AccessModel, guarded: readonly Guarded[], means: (pattern: string) => boolean = (pattern) => !EVERYTHING.test(pattern),
): Allowed[] {
  const byAccount = groupedBy(guarded, ({ account }) => account);
  return holdersOf(model).flatMap((holder) => {
    const coveredBy = coverage(holder);
    const asked = holder.account === undefined ? guarded : byAccount.get(holder.account) ?? [];
    return asked.flatMap((one) => strongest(allowedTo(holder, one, coveredBy(one.actions), means)));
  });
}

/** One answer for each thing and holder: the one that is the worst. */
const strongest = (found: readonly Allowed[]): readonly Allowed[] => [...found.filter(({ named }) => named), ...found].slice(0, 1);

/** A statement that allows some of the actions that are asked about. */
interface Covering {
  readonly statement: any;
  readonly actions: readonly string[];
}

/** Many guarded things share one list of actions, so each statement is read once for each list. */
function coverage({ policies }: Holder): (actions: readonly string[]) => readonly Covering[] {
  const statements = policies.flatMap(({ document }) => listOf(document?.Statement)).filter((statement: any) => statement?.Effect === 'Allow');
  const known = new Map<readonly string[], readonly Covering[]>();
  return (actions) => {
    let covering = known.get(actions);
    if (covering === undefined) {
      covering = statements.map((statement) => ({ statement, actions: actions.filter((one) => coversAction(statement, one)) }))
        .filter((one) => one.actions.length > 0);
      known.set(actions, covering);
    }
    return covering;
  };
}

function allowedTo(holder: Holder, guarded: Guarded, covering: readonly Covering[], means: (pattern: string) => boolean): Allowed[] {
  return covering.flatMap(({ statement, actions }) => {
    const found = resourceFor(statement, guarded.arns, means);
    const action = found && actions.find((one) => !refused(holder, one, found.arn));
    return found && action ? [{ holder: holder.resource, action, guarded, resource: found.pattern, named: found.named }] : [];
  });
}

function coversAction({ Action, NotAction }: any, action: string): boolean {
  const covered = (patterns: unknown) => textsOf(patterns).some((pattern) => wildcardRegex(pattern).test(action));
  return NotAction !== undefined ? !covered(NotAction) : covered(Action);
}

function resourceFor({ Resource, NotResource }: any, arns: readonly string[], means: (pattern: string) => boolean) {
  const matches = (pattern: string, arn: string) => (unknownsIn(pattern).length > 0 ? couldBe(pattern, arn) : wildcardRegex(pattern).test(arn));
  if (NotResource !== undefined) {
    const arn = arns.find((one) => !textsOf(NotResource).some((pattern) => matches(pattern, one)));
    return arn === undefined ? undefined : { arn, pattern: 'all but some resources', named: false };
  }
  const found = textsOf(Resource).flatMap((pattern) => {
    const arn = arns.find((one) => matches(pattern, one));
    return arn === undefined ? [] : [{ arn, pattern, named: means(pattern) && unknownsIn(pattern).length === 0 }];
  });
  return found.find(({ named }) => named) ?? found[0];
}

/** Whether the role's own policies, or its boundary, deny it after all. */
function refused({ role }: Holder, action: string, resource: string): boolean {
  if (!role) { return false; }
  const { arn, account, policies, boundary } = role;
  const context = { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': account, 'aws:PrincipalType': 'AssumedRole' };
  return decide({ principalArn: arn, action, resource, account, context, identityPolicies: policies, boundary }).verdict === 'denied';
}

export const shownAllowed = ({ action, guarded, resource }: Allowed): string => cut(`is allowed ${action} on ${resource}: ${guarded.what}`);
