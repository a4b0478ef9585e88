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

/** Where a role's policy names a pattern, and why nothing narrower can stand there. Any other stays an open finding. */
const REASONS: readonly Reason[] = [
  {
    actions: /^(logs:(CreateLogDelivery|(Get|Update|Delete)LogDelivery|ListLogDeliveries|PutResourcePolicy|Describe(ResourcePolicies|LogGroups))|xray:(Put(TraceSegments|TelemetryRecords)|GetSampling(Rules|Targets)))$/,
    resource: /^\*$/,
    because: 'The delivery of logs and tracing know no resources.',
  },
  {
    actions: /^ssm:CreateOpsItem$/,
    resource: /^\*$/,
    because: 'An OpsItem that is made knows no resource before it is there.',
  },
  {
    actions: /^s3:PutObject$/,
    resource: /\/requests\/\*$/,
    because: 'Copies are named after their request, under a prefix of their own in a bucket of their own.',
  },
  {
    actions: /^organizations:UpdatePolicy$/,
    resource: /:policy\/o-\*\/service_control_policy\/p-\w+$/,
    because: 'The policy is named; the id of the organization in its ARN is the only one that the account is in.',
  },
  {
    actions: /^sts:AssumeRole$/,
    resource: /:iam::\*:role\/elevation\/elevation-session-killer$/,
    because: 'The role is named, and can do nothing but write denies. Accounts of an organizational unit are only known when they are asked for.',
  },
  {
    actions: /^states:(DescribeExecution|StopExecution)$/,
    resource: /:execution:<?[^*]+\*$/,
    because: 'Of one state machine, which the rule names. Its executions are named when they are started.',
  },
  {
    actions: /^organizations:ListParents$/,
    resource: /^\*$/,
    because: 'Which accounts are asked for is only known with the request, and their ARNs only to Organizations. It reads.',
  },
  {
    actions: /^identitystore:IsMemberInGroups$/,
    resource: /:(user|group|membership)\/\*$/,
    because: 'The service wants users and memberships of every kind named where it answers whether one of them is a member. It reads.',
  },
  {
    actions: /^identitystore:(Create|Delete|Get)GroupMembership(Id)?$/,
    resource: /:(user|membership)\/\*$/,
    because: 'The group is named. Memberships have ids only once they exist.',
  },
  {
    actions: /^dynamodb:Query$/,
    resource: /\/index\/\*$/,
    because: 'The indexes of the ledger, each of which can be asked.',
  },
  {
    actions: /^scheduler:(Create|Delete|Get)Schedule$/,
    resource: /:schedule\/<[^<>/]+>\/\*$/,
    because: 'Schedules are named after the request, in a group of their own.',
  },
  {
    actions: /^sso:(ListAccountAssignments|CreateAccountAssignment|DeleteAccountAssignment)$/,
    resource: /:account\/\*$/,
    because: 'The permission sets are named. Accounts of an organizational unit are only known when they are asked for.',
  },
];

/** Says why of each pattern in the role's own policy. */
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

/** Says why whoever may call the API may call all of it. */
export function acknowledgePaths(policy: IConstruct, resource: string): void {
  acknowledge(policy, 'Every path of the API: requests have ids only once they exist. What a call may do, the rules decide by the caller.',
    `AwsSolutions-IAM5[Resource::${flat(Stack.of(policy).resolve(resource))}]`);
}

/** As the rules print it: references in angle brackets. */
function flat(value: any): string {
  if (typeof value === 'string') { return value; }
  if (value.Ref) { return `<${value.Ref}>`; }
  if (value['Fn::GetAtt']) { return `<${value['Fn::GetAtt'].join('.')}>`; }
  if (value['Fn::Join']) { return value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]); }
  return JSON.stringify(value);
}
