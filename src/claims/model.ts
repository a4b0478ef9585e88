import { exportsOf, Resolver, SynthesizedStack } from './resolve';
import { MEASURES_NAMESPACE } from '../elevation/engine/names';
import { BREAK_GLASS_PATH, PASSWORD_SECRET_PREFIX, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from '../private/names';

export interface NamedPolicy {
  readonly name: string;
  readonly document: any;
}

/** A resource of a template with its intrinsics resolved. */
export interface ResourceModel {
  readonly logicalId: string;
  readonly type: string;
  readonly stack: SynthesizedStack;
  readonly props: any;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  /** Name of the template's condition that decides whether the resource exists. */
  readonly condition?: string;
  readonly metadata?: { readonly [key: string]: any };
  /** Path of the construct that made it, where the template tells. */
  readonly path?: string;
}

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
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const managed = new Map(ofType('AWS::IAM::ManagedPolicy').map((policy) => [arns.get(policy)!, policy]));

  const principal = (resource: ResourceModel, kind: 'user' | 'role'): PrincipalModel => {
    const arn = arns.get(resource)!;
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const attached: string[] = resource.props.ManagedPolicyArns ?? [];
    const alsoAttached = [...managed.entries()]
      .filter(([, policy]) => policy.stack.account === resource.stack.account
        && ((kind === 'user' ? policy.props.Users : policy.props.Roles) ?? []).includes(name))
      .map(([policyArn]) => policyArn);
    const documents = [...new Set([...attached, ...alsoAttached])].map((policyArn) => ({ policyArn, document: documentOf(policyArn, managed) }));
    const separate = resources.filter((other) => other.stack.account === resource.stack.account && (
      (other.type === 'AWS::IAM::Policy' && ((kind === 'user' ? other.props.Users : other.props.Roles) ?? []).includes(name))
      || (other.type === 'AWS::IAM::UserPolicy' && kind === 'user' && other.props.UserName === name)
      || (other.type === 'AWS::IAM::RolePolicy' && kind === 'role' && other.props.RoleName === name)));
    const boundaryArn: string | undefined = resource.props.PermissionsBoundary;
    const boundary = boundaryArn === undefined ? undefined : documentOf(boundaryArn, managed);
    return {
      kind,
      name,
      path: resource.props.Path ?? '/',
      arn,
      account: resource.stack.account,
      resource,
      policies: [
        ...(resource.props.Policies ?? []).map((policy: any) => ({ name: policy.PolicyName, document: policy.PolicyDocument })),
        ...documents.filter(({ document }) => document).map(({ policyArn, document }) => ({ name: shortName(policyArn), document })),
        ...separate.map((policy) => ({ name: policy.props.PolicyName ?? policy.logicalId, document: policy.props.PolicyDocument })),
      ],
      opaquePolicies: [
        ...documents.filter(({ document }) => !document).map(({ policyArn }) => policyArn),
        ...((kind === 'user' && resource.props.Groups) || []),
      ],
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

function documentOf(policyArn: string, managed: ReadonlyMap<string, ResourceModel>): any {
  const own = managed.get(policyArn);
  if (own) { return own.props.PolicyDocument; }
  return /^arn:[^:]+:iam::aws:policy\//.test(policyArn) ? WELL_KNOWN[shortName(policyArn)] : undefined;
}

function shortName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
