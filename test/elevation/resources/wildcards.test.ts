import { App, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledgePaths, acknowledgeRole } from '../../../src/elevation/resources/wildcards';

/** The findings of which a policy with these statements says why, without the rule's name. */
function acknowledged(...statements: iam.PolicyStatementProps[]): string[] {
  const stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
  statements.forEach((statement) => role.addToPolicy(new iam.PolicyStatement(statement)));
  acknowledgeRole(role);
  const policy = role.node.tryFindChild('DefaultPolicy');
  return policy === undefined ? [] : idsOn(policy);
}

function idsOn(construct: { readonly node: { readonly metadata: { readonly type: string; readonly data: unknown }[] } }): string[] {
  return construct.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object)).map((id) => id.replace(/^annotation::AwsSolutions-IAM5\[(.*)\]$/, '$1'));
}

const ORG = 'arn:aws:organizations::111111111111:policy/o-*/service_control_policy/p-examplepolicyid111';

test.each<[string, string[], string]>([
  ['the delivery of logs', ['logs:CreateLogDelivery', 'logs:DescribeLogGroups'], '*'],
  ['tracing', ['xray:PutTraceSegments'], '*'],
  ['an OpsItem', ['ssm:CreateOpsItem'], '*'],
  ['copies of requests', ['s3:PutObject'], 'arn:aws:s3:::archive/requests/*'],
  ['a service control policy', ['organizations:UpdatePolicy'], ORG],
  ['executions of one state machine', ['states:StopExecution'], 'arn:aws:states:eu-central-1:111111111111:execution:life:*'],
  ['the place of an account', ['organizations:ListParents'], '*'],
  ['memberships that are read', ['identitystore:IsMemberInGroups'], 'arn:aws:identitystore:::membership/*'],
  ['the indexes of the ledger', ['dynamodb:Query'], 'arn:aws:dynamodb:eu-central-1:111111111111:table/ledger/index/*'],
  ['assignments of named permission sets', ['sso:CreateAccountAssignment'], 'arn:aws:sso:::account/*'],
])('says why of %s', (_, actions, resource) => {
  expect(acknowledged({ actions, resources: [resource] })).toEqual([`Resource::${resource}`]);
});

test.each<[string, string[], string]>([
  ['another action on everything', ['s3:PutObject'], '*'],
  ['one of several actions', ['ssm:CreateOpsItem', 'ssm:SendCommand'], '*'],
  ['a wider resource', ['s3:PutObject'], 'arn:aws:s3:::*'],
  ['every policy of the organization', ['organizations:UpdatePolicy'], ORG.replace('p-examplepolicyid111', '*')],
  ['executions of every state machine', ['states:StopExecution'], 'arn:aws:states:eu-central-1:111111111111:execution:*'],
  ['a wildcard in the actions', ['dynamodb:*'], 'arn:aws:dynamodb:eu-central-1:111111111111:table/ledger/index/*'],
])('leaves %s an open finding', (_, actions, resource) => {
  expect(acknowledged({ actions, resources: [resource] })).toEqual([]);
});

test('leaves a pattern open where another statement does more with it', () => {
  const resources = ['*'];
  expect(acknowledged({ actions: ['ssm:CreateOpsItem'], resources }, { actions: ['ssm:SendCommand'], resources })).toEqual([]);
});

test('says nothing of named resources, of denies, or of a role without a policy', () => {
  expect(acknowledged({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::archive/requests/one'] })).toEqual([]);
  expect(acknowledged({ actions: ['ssm:CreateOpsItem'], resources: ['*'], effect: iam.Effect.DENY })).toEqual([]);
  expect(acknowledged()).toEqual([]);
});

test('says why of the ids of requests in the paths of the API, as the rules print it', () => {
  const stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  const prefix = 'arn:aws:execute-api:eu-central-1:111111111111';
  acknowledgePaths(role, [`${prefix}:${role.roleName}/v1/GET/requests/*`, `${prefix}:${role.roleName}/v1/GET/audit`]);
  expect(idsOn(role)).toEqual([`Resource::${prefix}:<${stack.getLogicalId(role.node.defaultChild as iam.CfnRole)}>/v1/GET/requests/*`]);
});
