import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { acknowledge } from '../../private/acknowledge';
import { asArray, Statement } from '../../private/policy-document';

interface Reason {
  readonly actions: RegExp;
  readonly resource: RegExp;
  readonly because: string;
}

/** Wildcards in the roles' policies, and why none can be narrower. Other wildcards stay open findings. */
const REASONS: readonly Reason[] = [
  {
    actions: /^(logs:(CreateLogDelivery|(Get|Update|Delete)LogDelivery|ListLogDeliveries|PutResourcePolicy|Describe(ResourcePolicies|LogGroups))|xray:(Put(TraceSegments|TelemetryRecords)|GetSampling(Rules|Targets)))$/,
    resource: /^\*$/,
    because: 'Log delivery and tracing support no resource ARNs.',
  },
  {
    actions: /^ssm:CreateOpsItem$/,
    resource: /^\*$/,
    because: 'An OpsItem has no ARN before it is created.',
  },
  {
    actions: /^s3:PutObject$/,
    resource: /\/requests\/\*$/,
    because: 'Copies are named after their request, under one prefix of a bucket that holds nothing else.',
  },
  {
    actions: /^organizations:UpdatePolicy$/,
    resource: /:policy\/o-\*\/service_control_policy\/p-\w+$/,
    because: 'The policy is named. The wildcard stands for the id of the organization, and the account is in only one.',
  },
  {
    actions: /^sts:AssumeRole$/,
    resource: /:iam::\*:role\/elevation\/elevation-session-revoker$/,
    because: 'The role is named, and can only write denies. The accounts of an organizational unit are known when they are requested.',
  },
  {
    actions: /^states:(DescribeExecution|StopExecution)$/,
    resource: /:execution:<?[^*]+\*$/,
    because: 'Executions of one state machine, which the rule names. They get their names when they start.',
  },
  {
    actions: /^organizations:ListParents$/,
    resource: /^\*$/,
    because: 'The requested accounts are known when the request arrives, and their ARNs only to Organizations. The action reads.',
  },
  {
    actions: /^identitystore:IsMemberInGroups$/,
    resource: /:(user|group|membership)\/\*$/,
    because: 'To tell whether a user is a member, the service requires ARNs of users, groups and memberships. The action reads.',
  },
  {
    actions: /^identitystore:(DeleteGroupMembership|GetGroupMembershipId)$/,
    resource: /:(user|membership|group)\/\*$/,
    because: 'A membership must end even if another deployment has removed its rule, and the group from here. Only the workflow that ends access does it.',
  },
  {
    actions: /^identitystore:(Create|Delete|Get)GroupMembership(Id)?$/,
    resource: /:(user|membership)\/\*$/,
    because: 'The group is named. Memberships get their ids when they are created.',
  },
  {
    actions: /^dynamodb:Query$/,
    resource: /\/index\/\*$/,
    because: 'The workflows query the ledger by each of its indexes, and no other table.',
  },
  {
    actions: /^scheduler:(Create|Delete|Get)Schedule$/,
    resource: /:schedule\/<[^<>/]+>\/\*$/,
    because: 'Schedules are named after the request, in a group that holds nothing else.',
  },
  {
    actions: /^sso:DeleteAccountAssignment$/,
    resource: /:(account|permissionSet\/[^/]+)\/\*$/,
    because: 'An access must end even if another deployment has removed its rule, and permission set and account from here. Only the workflow that ends access does it.',
  },
  {
    actions: /^sso:(ListAccountAssignments|CreateAccountAssignment)$/,
    resource: /:account\/\*$/,
    because: 'The permission sets are named. The accounts of an organizational unit are known when they are requested.',
  },
];

/** Acknowledges each wildcard in the role's policy with its reason. */
export function acknowledgeRole(role: iam.IRole): void {
  const policy = role.node.tryFindChild('DefaultPolicy') as iam.Policy | undefined;
  if (!policy) { return; }
  const statements: Statement[] = Stack.of(role).resolve(policy.document.toJSON()).Statement;
  const patterns = new Map<string, string[]>();
  for (const statement of statements.filter(({ Effect }) => Effect === 'Allow')) {
    for (const resource of [statement.Resource as any].flat().map(flat).filter((text) => text.includes('*'))) {
      patterns.set(resource, [...patterns.get(resource) ?? [], ...asArray(statement.Action)]);
    }
  }
  for (const [resource, actions] of patterns) {
    const reasons = actions.map((action) => REASONS.find((reason) => reason.actions.test(action) && reason.resource.test(resource))?.because);
    if (reasons.every((because) => because !== undefined)) {
      acknowledge(policy, [...new Set(reasons)].join(' '), `AwsSolutions-IAM5[Resource::${resource}]`);
    }
  }
}

/** Acknowledges the ids of requests in what a caller can call. */
export function acknowledgePaths(policy: IConstruct, resources: readonly string[]): void {
  const stack = Stack.of(policy);
  for (const resource of resources.map((arn) => flat(stack.resolve(arn))).filter((arn) => arn.includes('*'))) {
    acknowledge(policy, 'One path of the API for all requests, which get their ids when they are created. The rules decide what a caller can do.',
      `AwsSolutions-IAM5[Resource::${resource}]`);
  }
}

/** As cdk-nag prints it: references in angle brackets. */
function flat(value: any): string {
  if (typeof value === 'string') { return value; }
  if (value.Ref) { return `<${value.Ref}>`; }
  if (value['Fn::GetAtt']) { return `<${value['Fn::GetAtt'].join('.')}>`; }
  if (value['Fn::Join']) { return value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]); }
  return JSON.stringify(value);
}
