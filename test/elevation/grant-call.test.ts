/** Who may call the API: which methods and paths a grant, the output and the permission set of the callers name. */
import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Group, IGrantable, ManagedPolicy, Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { ACCOUNT, CONTAIN_RULE, DIRECTORY, elevatedAccess, INSTANCE, jane, mary } from './support/fixture';
import { methodsOf } from '../../emulator/bench/gateway';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const IMPORTED = { apiId: 'a1b2c3d4e5', eventBusName: 'bus', ledgerTableName: 'Ledger', metricSuffix: '12345678' };
const withSessions = () => elevatedAccess({
  rules: (scope) => ({
    contain: CONTAIN_RULE,
    investigate: {
      target: elevation.ElevationTarget.scopedSession(new elevation.ElevationSessionRole(scope, 'Role', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
      requesters: [jane],
      approvers: [mary],
    },
  }),
});

/** References by their names. */
function flat(value: any): string {
  return typeof value === 'string' ? value : value.Ref !== undefined ? `<${value.Ref}>` : value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]);
}

/** What the policies of a stack let call, as METHOD /path; and the API before it. */
function callable(stack: Stack): { readonly apis: string[]; readonly calls: string[] } {
  const documents = Object.values<any>(Template.fromStack(stack).toJSON().Resources)
    .flatMap(({ Type, Properties }) => Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy' ? [Properties.PolicyDocument] : []);
  return callsIn(documents.flatMap(({ Statement }) => Statement).filter(({ Action }) => Action === 'execute-api:Invoke').flatMap(({ Resource }) => Resource).map(flat));
}

function callsIn(arns: readonly string[]) {
  const parts = arns.map((arn) => /^(.*?)\/v1\/(GET|POST)(\/.*)$/.exec(arn) ?? ['', arn, '', '']);
  return { apis: [...new Set(parts.map(([, api]) => api))], calls: parts.map(([, , verb, path]) => `${verb} ${path}`).sort() };
}

const methodsIn = (stack: Stack) => methodsOf(Template.fromStack(stack).toJSON()).map(({ httpMethod, path }) => `${httpMethod} ${path.replace('{id}', '*')}`).sort();

test.each([['without sessions', elevatedAccess], ['with sessions', withSessions]])('a grant names each method and path of the API, and no others, %s', (_, make) => {
  const { stack, access } = make();
  access.grantCall(new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })).assertSuccess();
  const { apis, calls } = callable(stack);
  expect(calls).toEqual(methodsIn(stack));
  expect(apis).toEqual([expect.stringMatching(new RegExp(`^arn:<AWS::Partition>:execute-api:eu-central-1:${ACCOUNT}:<AccessApi[0-9A-Za-z]+>$`))]);
});

test.each<[string, (stack: Stack) => IGrantable]>([
  ['user', (stack) => new User(stack, 'Caller')],
  ['group', (stack) => new Group(stack, 'Caller')],
  ['managed policy', (stack) => new ManagedPolicy(stack, 'Caller')],
  ['imported user', (stack) => User.fromUserArn(stack, 'Caller', `arn:aws:iam::${ACCOUNT}:user/jane`)],
])('a %s can call', (_, grantee) => {
  const { stack, access } = elevatedAccess();
  access.grantCall(grantee(stack)).assertSuccess();
  expect(callable(stack).calls).toEqual(methodsIn(stack));
});

test('a grant of an import names the methods of every API of elevated access', () => {
  const { stack } = withSessions();
  elevation.ElevatedAccess.fromElevatedAccessAttributes(stack, 'Imported', IMPORTED).grantCall(new User(stack, 'Caller'));
  expect(callable(stack)).toEqual({ apis: [`arn:<AWS::Partition>:execute-api:eu-central-1:${ACCOUNT}:a1b2c3d4e5`], calls: methodsIn(stack) });
});

test.each([
  ['user', (stack: Stack) => User.fromUserArn(stack, 'Caller', 'arn:aws:iam::222222222222:user/jane')],
  ['role', (stack: Stack) => Role.fromRoleArn(stack, 'Caller', 'arn:aws:iam::222222222222:role/portal')],
  ['role that is made', (stack: Stack) => new Role(new Stack(stack.node.root as App, 'Other', { env: { account: '222222222222' } }), 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })],
])('fails for a %s of another account, which the API refuses', (_, grantee) => {
  const { stack, access } = elevatedAccess();
  expect(() => access.grantCall(grantee(stack))).toThrow(`'grantee' must be an identity of the account of ElevatedAccess, ${ACCOUNT}: the API lets callers of its own account in, `
    + "got '222222222222'; grant a user, role or group of that account");
});

test('a grantee or a stack whose account isn\'t known is accepted', () => {
  const { stack, access } = elevatedAccess();
  expect(() => access.grantCall(User.fromUserName(new Stack(), 'Caller', 'jane'))).not.toThrow();
  expect(() => access.grantCall(Role.fromRoleArn(stack, 'Caller', `arn:aws:iam::${Aws.ACCOUNT_ID}:role/portal`))).not.toThrow();
  const any = new Stack();
  const imported = elevation.ElevatedAccess.fromElevatedAccessAttributes(any, 'Imported', IMPORTED);
  expect(() => imported.grantCall(Role.fromRoleArn(any, 'Caller', 'arn:aws:iam::222222222222:role/portal'))).not.toThrow();
});

test('a grant in another stack refers to the API', () => {
  const { stack, access } = elevatedAccess();
  const other = new Stack(stack.node.root as App, 'Other', { env: { account: ACCOUNT, region: 'eu-central-1' } });
  access.grantCall(new User(other, 'Caller'));
  expect(JSON.stringify(Template.fromStack(other).toJSON())).toMatch(/"Fn::ImportValue":"Elevation:ExportsOutputRefAccessApi/);
});

const callerPolicyOf = (stack: Stack) => {
  const [output, ...others] = Object.entries<any>(Template.fromStack(stack).toJSON().Outputs).filter(([name]) => name.includes('CallerPolicy'));
  expect(others).toEqual([]);
  return JSON.parse(flat(output[1].Value));
};

test('the policy of a caller is always an output: JSON that names each method and path, and nothing else', () => {
  const { stack } = withSessions();
  const { Version, Statement } = callerPolicyOf(stack);
  expect([Version, Statement.length, Object.keys(Statement[0]).sort(), Statement[0].Effect, Statement[0].Action])
    .toEqual(['2012-10-17', 1, ['Action', 'Effect', 'Resource', 'Sid'], 'Allow', 'execute-api:Invoke']);
  expect(callsIn(Statement[0].Resource).calls).toEqual(methodsIn(stack));
});

test('there is no permission set of callers by default', () => {
  const { stack, access } = elevatedAccess();
  Template.fromStack(stack).resourceCountIs('AWS::SSO::PermissionSet', 0);
  expect(access.callerPermissionSetArn).toBeUndefined();
});

test('the permission set of callers is the one that the directory names, allows what the output says, and is assigned to no one', () => {
  const { stack, access } = elevatedAccess({ props: { callerPermissionSet: true } });
  const [[id, { Properties }], ...others] = Object.entries<any>(Template.fromStack(stack).findResources('AWS::SSO::PermissionSet'));
  expect(others).toEqual([]);
  const { InlinePolicy, Description, ...rest } = Properties;
  expect(rest).toEqual({ InstanceArn: INSTANCE, Name: DIRECTORY.permissionSetName, SessionDuration: 'PT1H', Tags: [{ Key: 'Purpose', Value: 'ElevatedAccessCalls' }] });
  const [statement] = InlinePolicy.Statement;
  expect({ ...InlinePolicy, Statement: [{ ...statement, Resource: statement.Resource.map(flat) }] }).toEqual(callerPolicyOf(stack));
  expect(stack.resolve(access.callerPermissionSetArn)).toEqual({ 'Fn::GetAtt': [id, 'PermissionSetArn'] });
  Template.fromStack(stack).resourceCountIs('AWS::SSO::Assignment', 0);
});

test('no output is an address that ends with a slash', () => {
  const values = Object.values<any>(Template.fromStack(elevatedAccess().stack).toJSON().Outputs).map(({ Value }) => flat(Value));
  expect(values.filter((value) => value.startsWith('https://'))).toEqual([expect.stringMatching(/^https:\/\/<AccessApi\w+>\.execute-api\.eu-central-1\.<AWS::URLSuffix>\/<AccessApiDeploymentStagev1\w+>$/)]);
});
