import { Attachments, NamedPolicy, shortName, withStatements } from './attachments';
import { groupedBy } from './grouped-by';
import { SynthesizedStack } from './resolve';
import { Resolvers } from './resolvers';
import { ResourceModel } from './resource';
import { MEASURES_NAMESPACE } from '../elevation/engine/names';
import { UserStateOf } from '../identity/user-policies';
import { BREAK_GLASS_PATH, PASSWORD_SECRET_PREFIX, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from '../private/names';

export { groupedBy } from './grouped-by';

export type { NamedPolicy } from './attachments';
export type { ResourceModel } from './resource';

export interface PrincipalModel {
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly account: string;
  readonly resource: ResourceModel;
  readonly policies: NamedPolicy[];
  /** Other resources that attach a policy to it. */
  readonly attachedBy: readonly ResourceModel[];
  /** Managed policies whose text isn't in the templates: what they allow can't be proven. */
  readonly opaquePolicies: string[];
  readonly boundary?: NamedPolicy;
  readonly boundaryArn?: string;
  readonly tags: { readonly [key: string]: string };
}

export interface UserModel extends PrincipalModel {
  readonly kind: 'user';
  readonly passwordSecret?: ResourceModel;
}

export interface RoleModel extends PrincipalModel {
  readonly kind: 'role';
  readonly trust: any;
  readonly maxSessionSeconds: number;
}

export interface AlarmPathModel {
  readonly filters: ResourceModel[];
  readonly alarms: ResourceModel[];
  readonly rules: ResourceModel[];
  readonly topicPolicies: ResourceModel[];
  readonly topics: ResourceModel[];
}

/** What the claims read, over all stacks of an assembly. */
export interface AccessModel {
  readonly stacks: readonly SynthesizedStack[];
  /** The stacks without account or Region once more, where they may be deployed beside break-glass resources. */
  readonly landed: readonly SynthesizedStack[];
  readonly resources: readonly ResourceModel[];
  readonly users: readonly UserModel[];
  readonly roles: readonly RoleModel[];
  /** All other roles, most of them service roles. */
  readonly otherRoles: readonly RoleModel[];
  readonly permissionSets: readonly ResourceModel[];
  readonly alarmPath: AlarmPathModel;
}

/** Types whose `Ref` is the ARN, and that have no such attribute. */
const BY_REF: ReadonlySet<unknown> = new Set(['AWS::IAM::ManagedPolicy', 'AWS::SecretsManager::Secret', 'AWS::SNS::Topic']);

/** The few AWS managed policies whose text will not change. */
const WELL_KNOWN: { readonly [name: string]: any } = {
  AdministratorAccess: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  AWSDenyAll: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
};

/** Whether a user or role is break-glass; it may look at the other resources as well. */
export type Selection = (principal: UserModel | RoleModel, resources: readonly ResourceModel[]) => boolean;

export interface ModelOptions {
  /**
   * Which users and roles are break-glass.
   *
   * @default - those under the library's path or with its names
   */
  readonly isBreakGlass?: Selection;
}

const byName: Selection = ({ kind, name, path }) => path === BREAK_GLASS_PATH
  || (kind === 'user' ? name.endsWith(USER_NAME_SUFFIX) : name.startsWith(ROLE_NAME_PREFIX));

/** Stacks as if they were deployed to a further place, and which of their resources are there. */
export type Landed = ReadonlyMap<SynthesizedStack, (logicalId: string, type: string) => boolean>;

/** A model of these stacks, each where it is synthesized for, and where else it lands. */
export function modelOf(stacks: readonly SynthesizedStack[], { isBreakGlass = byName }: ModelOptions, landed: Landed = new Map()): AccessModel {
  const all = [...stacks, ...landed.keys()];
  const resolvers = new Resolvers(all);
  const resources: ResourceModel[] = [];
  for (const stack of all) {
    const resolver = resolvers.of(stack);
    for (const [logicalId, entry] of Object.entries<any>(record(stack.template?.Resources))) {
      // What isn't a resource stays in the model, so that the claims see it.
      const resource = record(entry);
      if (landed.get(stack)?.(logicalId, String(resource.Type)) === false) { continue; }
      const metadata = record(resource.Metadata);
      const model: ResourceModel = {
        logicalId,
        type: String(resource.Type),
        stack,
        props: record(resolver.resolve(resource.Properties)),
        ref: String(resolver.resolve({ Ref: logicalId })),
        arn: String(resolver.resolve(BY_REF.has(resource.Type) ? { Ref: logicalId } : { 'Fn::GetAtt': [logicalId, 'Arn'] })),
        deletionPolicy: resource.DeletionPolicy,
        updateReplacePolicy: resource.UpdateReplacePolicy,
        condition: resource.Condition,
        metadata,
        path: typeof metadata['aws:cdk:path'] === 'string' ? metadata['aws:cdk:path'] : undefined,
      };
      resources.push(model);
    }
  }
  const byType = groupedBy(resources, ({ type }) => type);
  const ofType = (type: string) => byType.get(type) ?? [];
  const managed = groupedBy(ofType('AWS::IAM::ManagedPolicy'), ({ arn }) => arn);
  const attached = new Attachments(resources, ({ arn }) => arn, (arn, stack) => documentOf(arn, managed, stack));

  const principal = (resource: ResourceModel, kind: 'user' | 'role'): PrincipalModel => {
    const arn = resource.arn;
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const { policies, opaque } = attached.of(kind, resource.stack, name, resource.props);
    const boundaryArn: string | undefined = text(resource.props.PermissionsBoundary);
    const boundary = boundaryArn === undefined ? undefined : documentOf(boundaryArn, managed, resource.stack);
    return {
      kind,
      name,
      path: text(resource.props.Path) ?? '/',
      arn,
      account: resource.stack.account,
      resource,
      policies,
      attachedBy: attached.by(kind, resource.stack.account, name),
      opaquePolicies: opaque,
      boundary: boundary && { name: shortName(boundaryArn!), document: boundary },
      boundaryArn,
      tags: Object.fromEntries([resource.props.Tags ?? []].flat().map((tag: any) => [tag?.Key, text(tag?.Value) ?? ''])),
    };
  };

  const secrets = groupedBy(ofType('AWS::SecretsManager::Secret'), ({ stack }) => stack.account);
  const users = ofType('AWS::IAM::User').map((resource): UserModel => {
    const base = principal(resource, 'user');
    return {
      ...base,
      kind: 'user',
      passwordSecret: nearest((secrets.get(base.account) ?? []).filter((secret) => (secret.props.Name === `${PASSWORD_SECRET_PREFIX}${base.name}`
          || String(resource.props.LoginProfile?.Password ?? '').includes(secret.arn))), resource.stack),
    };
  }).filter((user) => isBreakGlass(user, resources));
  const allRoles = ofType('AWS::IAM::Role').map((resource): RoleModel => ({
    ...principal(resource, 'role'),
    kind: 'role',
    trust: withStatements(resource.props.AssumeRolePolicyDocument),
    maxSessionSeconds: Number(resource.props.MaxSessionDuration ?? 3600),
  }));
  const roles = new Set(allRoles.filter((role) => isBreakGlass(role, resources)));

  return {
    stacks,
    landed: [...landed.keys()],
    resources,
    users,
    roles: [...roles],
    otherRoles: allRoles.filter((role) => !roles.has(role)),
    permissionSets: ofType('AWS::SSO::PermissionSet'),
    alarmPath: {
      // Filters that only feed a dashboard are no alarm path.
      filters: ofType('AWS::Logs::MetricFilter').filter(({ props }) => props.MetricTransformations?.[0]?.MetricNamespace !== MEASURES_NAMESPACE),
      alarms: ofType('AWS::CloudWatch::Alarm'),
      // CloudTrail's records arrive on the default bus only, and a rule that starts a workflow is no alarm.
      rules: ofType('AWS::Events::Rule').filter(({ props }) => props.EventBusName === undefined && !startsWorkflows(props, ofType('AWS::StepFunctions::StateMachine'))),
      topicPolicies: ofType('AWS::SNS::TopicPolicy'),
      topics: ofType('AWS::SNS::Topic'),
    },
  };
}

/** What should be an object, and is none in a template that can't be deployed. */
function record(value: any): any {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** A value as text, whatever stands where a text should be. */
function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}

function startsWorkflows({ Targets }: any, workflows: readonly ResourceModel[]): boolean {
  const targets = [Targets ?? []].flat();
  return targets.length > 0 && targets.every((target: any) =>
    workflows.some(({ logicalId, arn }) => target?.Arn === arn || String(target?.Arn).includes(logicalId)));
}

const ENROLMENT = ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'];

/** State of a user, as its policies say it: a mark on the user itself would have to change with it. */
export function stateOf(user: UserModel): UserStateOf {
  const about = (document: any, effect: string): any[] => (document?.Statement ?? [])
    .filter((statement: any) => statement?.Effect === effect && [statement.Action ?? []].flat().some((action) => ENROLMENT.includes(action)));
  const allows = user.policies.flatMap(({ document }) => about(document, 'Allow'));
  const denies = about(user.boundary?.document, 'Deny');
  if ((user.boundary?.document?.Statement ?? []).some((statement: any) => statement?.Sid === 'DenyFormerUser')) { return { name: 'former' }; }
  // Another deny is about devices of other users.
  if (denies.some(({ Condition, Resource }) => Condition === undefined && [Resource].flat().includes('*'))) { return { name: 'commissioned' }; }
  const instant = (operators: string[]) => [...denies, ...allows]
    .flatMap(({ Condition }) => operators.map((operator) => Condition?.[operator]?.['aws:CurrentTime'])).find((value) => typeof value === 'string');
  const start = instant(['DateLessThan', 'DateGreaterThanEquals']);
  const end = instant(['DateGreaterThan', 'DateLessThanEquals']);
  if (start !== undefined && end !== undefined) { return { name: 'recommissioning', start, end }; }
  return { name: allows.length > 0 ? 'new' : 'commissioned' };
}

/** Of namesakes the one of the same stack, or of the same stage: stages for any account hold the same ARNs. */
function nearest(namesakes: readonly ResourceModel[], to: SynthesizedStack): ResourceModel | undefined {
  return namesakes.find(({ stack }) => stack === to) ?? namesakes.find(({ stack }) => stack.directory === to.directory) ?? namesakes[0];
}

/** The text of a managed policy, as a stack sees it; undefined where the templates don't hold it as one. */
function documentOf(policyArn: string, managed: ReadonlyMap<string, readonly ResourceModel[]>, stack: SynthesizedStack): any {
  const own = nearest(managed.get(policyArn) ?? [], stack)?.props.PolicyDocument;
  if (own !== undefined) { return typeof own === 'object' ? withStatements(own) : undefined; }
  const wellKnown = /^arn:[^:]+:iam::aws:policy\/(AdministratorAccess|AWSDenyAll)$/.exec(policyArn);
  return wellKnown ? WELL_KNOWN[wellKnown[1]] : undefined;
}
