/** Which roles, users, groups and permission sets of the app are allowed something that only the library's own should be. */
import { cut } from './compare';
import { comparedElevations } from './elevation-written';
import { inlineOf, playbookSets } from './playbook-sets';
import { playbookOf, sessionRoles } from './session-roles';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { ELEVATION_PATH, SESSION_REVOKER_ROLE_NAME } from '../../elevation/engine/names';
import { wildcardRegex } from '../../private/iam-catalogue';
import { SESSION_REVOCATION_POLICY } from '../../private/names';
import { jsonOf } from '../../private/texts';
import { decide } from '../answer';
import { AccessModel, groupedBy, NamedPolicy, ResourceModel, RoleModel } from '../model';
import { ofModel, ofType } from '../model-index';
import { ADMINISTRATOR } from '../requests';
import { unknownsIn } from '../resolve';
import { strangersOf } from '../strangers';

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
  /** Managed policies whose text no template holds. */
  readonly opaque: readonly string[];
  /** What the role is denied, whatever the circumstances, and what its boundary leaves. */
  readonly limits?: { readonly role: RoleModel; readonly policies: readonly NamedPolicy[]; readonly boundary?: NamedPolicy };
}

const POLICY_TYPES = /^AWS::IAM::(ManagedPolicy|Policy|RolePolicy|UserPolicy|GroupPolicy|User|Group)$/;

/** The roles of elevated access. What they may do is compared with what the library writes: another role at their path is none. */
const elevationRoles = ofModel((model): ReadonlySet<RoleModel> => new Set([
  ...comparedElevations(model).filter(({ written }) => written !== undefined)
    .flatMap(({ found }) => Object.values(found.roles).filter((role): role is RoleModel => role !== undefined)),
  ...model.otherRoles.filter(({ path, name }) => path === ELEVATION_PATH && name === SESSION_REVOKER_ROLE_NAME),
  ...sessionRoles(model).filter((role) => playbookOf(role) !== undefined),
]));

/** Policies of AWS that change identities: they count as if they allowed everything. Others of AWS don't. */
const POWERFUL = /^arn:[^:]*:iam::aws:policy\/(.*\/)?(AdministratorAccess|IAMFullAccess|AWSSSOMasterAccountAdministrator|AWSSSODirectoryAdministrator|AWSOrganizationsFullAccess)$/;

/** What AWS's policies for whole services allow, as far as it is about what these claims guard. */
const FOR_SERVICES: { readonly [name: string]: readonly string[] } = {
  AWSCloudFormationFullAccess: ['cloudformation'],
  AWSCloudTrail_FullAccess: ['cloudtrail'],
  AWSStepFunctionsFullAccess: ['states'],
  AmazonAPIGatewayAdministrator: ['apigateway'],
  AmazonDynamoDBFullAccess: ['dynamodb'],
  AmazonDynamoDBFullAccess_v2: ['dynamodb'],
  AmazonEventBridgeFullAccess: ['events', 'scheduler'],
  AmazonEventBridgeSchedulerFullAccess: ['scheduler'],
  AmazonSNSFullAccess: ['sns'],
  AmazonSQSFullAccess: ['sqs'],
  AmazonSSMFullAccess: ['logs', 'ssm'],
  CloudWatchEventsFullAccess: ['events'],
  CloudWatchFullAccess: ['cloudwatch', 'logs', 'sns'],
  CloudWatchFullAccessV2: ['cloudwatch', 'logs', 'sns'],
  CloudWatchLogsFullAccess: ['logs'],
};

const everything = (statement: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] });

/** The document of a policy of AWS, as far as it counts; undefined for one that doesn't. */
function documentOfAws(arn: string): any {
  if (!/^arn:[^:]*:iam::aws:policy\//.test(arn)) { return undefined; }
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  if (POWERFUL.test(arn)) { return ADMINISTRATOR.document; }
  if (name === 'PowerUserAccess') { return everything({ NotAction: ['iam:*', 'organizations:*', 'account:*'] }); }
  return FOR_SERVICES[name] && everything({ Action: FOR_SERVICES[name].map((service) => `${service}:*`) });
}

/** What is known of policies by their ARNs: some of AWS are as good as written, and those of other apps are opaque. */
function byArn(arns: readonly string[], written: ReadonlySet<string>): Pick<Holder, 'policies' | 'opaque'> {
  return {
    policies: arns.flatMap((arn) => {
      const document = documentOfAws(arn);
      return document === undefined ? [] : [{ name: arn.slice(arn.lastIndexOf('/') + 1), document }];
    }),
    opaque: arns.filter((arn) => !written.has(arn) && !/^arn:[^:]*:iam::aws:policy\//.test(arn)),
  };
}

const holdersOf = ofModel((model): readonly Holder[] => {
  const own = elevationRoles(model);
  const breakGlass = new Set([...model.users, ...model.roles].map(({ resource }) => resource));
  const roles = model.otherRoles.filter((role) => !own.has(role));
  // What break-glass principals and elevated access may do, other claims are about.
  const known = new Set([...model.users, ...model.roles, ...model.otherRoles]
    .flatMap(({ policies, boundary }) => [...policies, ...boundary ? [boundary] : []].map(({ document }) => document?.Statement)));
  const writtenIn = (resource: ResourceModel) => documentsOf(resource).filter(({ Statement }) => !known.has(Statement));
  const sets = new Set(playbookSets(model));
  const written = new Set(ofType(model, 'AWS::IAM::ManagedPolicy').map(({ arn }) => arn));
  // What the policy of session revocation allows is a boundary's, and compared.
  const isOther = (resource: ResourceModel) => (
    POLICY_TYPES.test(resource.type) && !breakGlass.has(resource) && !resource.arn.endsWith(`:policy${SESSION_REVOCATION_POLICY}`));
  const holder = (resource: ResourceModel, account: string | undefined, documents: readonly any[], arns: unknown): Holder => {
    const others = byArn(textsOf(arns), written);
    const inline = documents.map((document) => ({ name: resource.logicalId, document }));
    return { resource, account, policies: [...inline, ...others.policies], opaque: others.opaque };
  };
  return [
    ...roles.map((role): Holder => (
      { ...holder(role.resource, role.account, role.policies.map(({ document }) => document), role.opaquePolicies), limits: limitsOf(role) })),
    ...model.resources.filter(isOther).map((resource) => (
      holder(resource, resource.stack.account, writtenIn(resource), resource.props.ManagedPolicyArns))),
    ...model.permissionSets.filter((set) => !sets.has(set)).map((set) => holder(set, undefined, [inlineOf(set.props)], set.props.ManagedPolicies)),
  ].filter(({ policies, opaque }) => policies.length + opaque.length > 0);
});

/** Conditions may never be true, or always: a deny counts only without one, and an allow of a boundary as if it had none. */
function limitsOf(role: RoleModel): Holder['limits'] {
  const certain = ({ name, document }: NamedPolicy, effects: readonly string[]): NamedPolicy => ({
    name,
    document: {
      ...document,
      Statement: listOf(document?.Statement).filter(({ Effect, Condition }: any) => effects.includes(Effect) && (Effect === 'Allow' || Condition === undefined))
        .map((statement: any) => ({ ...statement, Condition: undefined })),
    },
  });
  return {
    role,
    policies: [ADMINISTRATOR, ...role.policies.map((policy) => certain(policy, ['Deny']))],
    boundary: role.boundary && certain(role.boundary, ['Allow', 'Deny']),
  };
}

function documentsOf({ props }: ResourceModel): any[] {
  return [props.PolicyDocument, ...listOf(props.Policies).map((policy: any) => policy?.PolicyDocument)]
    .map((document) => (typeof document === 'string' ? jsonOf(document) : document)).filter((document) => document !== null && typeof document === 'object');
}

/** Whether a pattern means this thing in particular: one that matches another thing of the kind as well means nothing in particular. */
export type Means = (pattern: string, thing: Guarded) => boolean;

const particularly = (model: AccessModel): Means => {
  const { name, account: far } = strangersOf(model);
  return (pattern, { arns }) => {
    const arn = arns.find((one) => one.startsWith('arn:')) ?? '';
    const account = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(pattern)?.[1] ?? far;
    return !othersLike(arn, account, name).some((stranger) => wildcardRegex(pattern).test(stranger));
  };
};

/** ARNs of the same kind that nothing of a template has. */
function othersLike(arn: string, account: string, name: string): string[] {
  const [, partition, service, region, , resource] = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/.exec(arn) ?? [];
  if (resource === undefined) { return []; }
  if (service === 'iam') { return ['user', 'role', 'policy'].map((kind) => `arn:aws:iam::${account}:${kind}/${name}`); }
  // The ids of subscriptions follow the name of their topic.
  const kind = service === 'sns' ? '' : /^[^:/]*[:/]/.exec(resource)?.[0] ?? '';
  return [`arn:${partition}:${service}:${region}:${account}:${kind}${name}`];
}

/** What the app allows beyond the library's own principals. `means` tells whether a pattern means the guarded things in particular. */
export function allowedElsewhere(model: AccessModel, guarded: readonly Guarded[], means: Means = particularly(model)): Allowed[] {
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

function allowedTo(holder: Holder, guarded: Guarded, covering: readonly Covering[], means: Means): Allowed[] {
  return covering.flatMap(({ statement, actions }) => {
    const found = resourceFor(statement, guarded, means);
    const action = found && actions.find((one) => !refused(holder, one, found.arn));
    return found && action ? [{ holder: holder.resource, action, guarded, resource: found.pattern, named: found.named }] : [];
  });
}

function coversAction({ Action, NotAction }: any, action: string): boolean {
  const covered = (patterns: unknown) => textsOf(patterns).some((pattern) => wildcardRegex(pattern).test(action));
  return NotAction !== undefined ? !covered(NotAction) : covered(Action);
}

function resourceFor({ Resource, NotResource }: any, guarded: Guarded, means: Means) {
  const { arns } = guarded;
  const matches = (pattern: string, arn: string) => wildcardRegex(opened(pattern)).test(arn);
  if (NotResource !== undefined) {
    const arn = arns.find((one) => !textsOf(NotResource).some((pattern) => unknownsIn(pattern).length === 0 && wildcardRegex(pattern).test(one)));
    return arn === undefined ? undefined : { arn, pattern: 'all but some resources', named: false };
  }
  const found = textsOf(Resource).flatMap((pattern) => {
    const arn = arns.find((one) => matches(pattern, one));
    return arn === undefined ? [] : [{ arn, pattern, named: unknownsIn(pattern).length === 0 && means(opened(pattern), guarded) }];
  });
  return found.find(({ named }) => named) ?? found[0];
}

/** What only the deployment or the request knows can be anything. */
function opened(pattern: string): string {
  return unknownsIn(pattern).reduce((open, mark) => open.replaceAll(mark, '*'), pattern).replace(/\$\{[^}]*\}/g, '*');
}

/** Whether the role's own policies, or its boundary, deny it after all. */
function refused({ limits }: Holder, action: string, resource: string): boolean {
  if (!limits) { return false; }
  const { role: { arn, account }, boundary } = limits;
  const context = { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': account, 'aws:PrincipalType': 'AssumedRole' };
  return decide({ principalArn: arn, action, resource, account, context, identityPolicies: limits.policies, boundary }).verdict === 'denied';
}

/** Who gets policies whose text no template holds. */
export const opaquelyAllowed = (model: AccessModel): readonly Pick<Holder, 'resource' | 'opaque'>[] => holdersOf(model).filter(({ opaque }) => opaque.length > 0);

export const shownAllowed = ({ action, guarded, resource }: Allowed): string => cut(`is allowed ${action} on ${resource}: ${guarded.what}`);
