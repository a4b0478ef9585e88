import { Attachments, NamedPolicy, shortName } from './attachments';
import { exportsOf, Resolver, SynthesizedStack } from './resolve';
import { ResourceModel } from './resource';
import { MEASURES_NAMESPACE } from '../elevation/engine/names';
import { BREAK_GLASS_PATH, PASSWORD_SECRET_PREFIX, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from '../private/names';

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
  readonly resources: readonly ResourceModel[];
  readonly users: readonly UserModel[];
  readonly roles: readonly RoleModel[];
  /** All other roles, most of them service roles. */
  readonly otherRoles: readonly RoleModel[];
  readonly permissionSets: readonly ResourceModel[];
  readonly alarmPath: AlarmPathModel;
}

/** The few AWS managed policies whose text will not change. */
const WELL_KNOWN: { readonly [name: string]: any } = {
  AdministratorAccess: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  AWSDenyAll: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
};

export function accessModel(stacks: readonly SynthesizedStack[]): AccessModel {
  const exports = exportsOf(stacks);
  const resources: ResourceModel[] = [];
  const arns = new Map<ResourceModel, string>();
  for (const stack of stacks) {
    const resolver = new Resolver(stack, exports);
    for (const [logicalId, resource] of Object.entries<any>(stack.template.Resources ?? {})) {
      const model: ResourceModel = {
        logicalId,
        type: resource.Type,
        stack,
        props: resolver.resolve(resource.Properties ?? {}),
        deletionPolicy: resource.DeletionPolicy,
        updateReplacePolicy: resource.UpdateReplacePolicy,
        condition: resource.Condition,
        metadata: resource.Metadata,
        path: resource.Metadata?.['aws:cdk:path'],
      };
      resources.push(model);
      arns.set(model, resolver.resolve(resource.Type === 'AWS::IAM::ManagedPolicy' || resource.Type === 'AWS::SecretsManager::Secret'
        ? { Ref: logicalId } : { 'Fn::GetAtt': [logicalId, 'Arn'] }));
    }
  }
  const byType = groupedBy(resources, ({ type }) => type);
  const ofType = (type: string) => byType.get(type) ?? [];
  const managed = new Map(ofType('AWS::IAM::ManagedPolicy').map((policy) => [arns.get(policy)!, policy]));
  const attached = new Attachments(resources, (policy) => arns.get(policy)!, (arn) => documentOf(arn, managed));

  const principal = (resource: ResourceModel, kind: 'user' | 'role'): PrincipalModel => {
    const arn = arns.get(resource)!;
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const { policies, opaque } = attached.of(kind, resource.stack.account, name, resource.props);
    const boundaryArn: string | undefined = resource.props.PermissionsBoundary;
    const boundary = boundaryArn === undefined ? undefined : documentOf(boundaryArn, managed);
    return {
      kind,
      name,
      path: resource.props.Path ?? '/',
      arn,
      account: resource.stack.account,
      resource,
      policies,
      opaquePolicies: opaque,
      boundary: boundary && { name: shortName(boundaryArn!), document: boundary },
      boundaryArn,
      tags: Object.fromEntries((resource.props.Tags ?? []).map((tag: any) => [tag.Key, tag.Value])),
    };
  };

  const users = ofType('AWS::IAM::User').map((resource): UserModel => {
    const base = principal(resource, 'user');
    return {
      ...base,
      kind: 'user',
      passwordSecret: ofType('AWS::SecretsManager::Secret').find((secret) => secret.stack.account === base.account
        && (secret.props.Name === `${PASSWORD_SECRET_PREFIX}${base.name}`
          || String(resource.props.LoginProfile?.Password ?? '').includes(arns.get(secret)!))),
    };
  }).filter((user) => user.name.endsWith(USER_NAME_SUFFIX) || user.path === BREAK_GLASS_PATH);
  const allRoles = ofType('AWS::IAM::Role').map((resource): RoleModel => ({
    ...principal(resource, 'role'),
    kind: 'role',
    trust: resource.props.AssumeRolePolicyDocument,
    maxSessionSeconds: Number(resource.props.MaxSessionDuration ?? 3600),
  }));
  const isBreakGlass = (role: RoleModel) => role.name.startsWith(ROLE_NAME_PREFIX) || role.path === BREAK_GLASS_PATH;

  return {
    stacks,
    resources,
    users,
    roles: allRoles.filter(isBreakGlass),
    otherRoles: allRoles.filter((role) => !isBreakGlass(role)),
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

function startsWorkflows({ Targets = [] }: any, workflows: readonly ResourceModel[]): boolean {
  return Targets.length > 0 && Targets.every(({ Arn }: any) => workflows.some(({ logicalId }) => String(Arn).includes(logicalId)));
}

const ENROLMENT = 'iam:EnableMFADevice';

/**
 * Whether a user is past its commissioning: nothing lets it enrol a device, and nothing in its boundary is about doing so
 * once. Read off the policies, since a mark on the user itself would have to change with it.
 */
export function isCommissioned(user: UserModel): boolean {
  const about = (document: any, effect: string) => (document?.Statement ?? [])
    .filter((statement: any) => statement.Effect === effect && [statement.Action ?? []].flat().includes(ENROLMENT));
  const mayEnrol = user.policies.some((policy) => about(policy.document, 'Allow').length > 0);
  const mayEnrolOnce = about(user.boundary?.document, 'Deny').some((statement: any) => statement.Condition !== undefined);
  return !mayEnrol && !mayEnrolOnce;
}

/** The text of a managed policy; undefined where the templates don't hold it as one. */
function documentOf(policyArn: string, managed: ReadonlyMap<string, ResourceModel>): any {
  const own = managed.get(policyArn)?.props.PolicyDocument;
  if (own !== undefined) { return typeof own === 'object' ? own : undefined; }
  return /^arn:[^:]+:iam::aws:policy\//.test(policyArn) ? WELL_KNOWN[shortName(policyArn)] : undefined;
}

export function groupedBy<T, K>(things: readonly T[], keyOf: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) { group.push(thing); } else { groups.set(key, [thing]); }
  }
  return groups;
}
