import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allow, findingsOf, included, rawRole, stackIn, USER_ARN } from '../support';

const RULE = 'RoleBoundaryDenies';
const ACTIONS = ['iam:CreateUser', 'iam:CreateAccessKey', 'iam:DeleteRolePermissionsBoundary', 'cloudtrail:StopLogging'];
const ALL = ACTIONS.map((action) => `[${action}] at Stack/Role`).sort();
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const deny = (actions: string | string[] = ACTIONS, rest: object = {}) => ({ Effect: 'Deny', Action: actions, Resource: '*', ...rest });

function bounded(stack: Stack, statements: object[], props: Partial<iam.CfnManagedPolicyProps> = {}): iam.CfnManagedPolicy {
  const policy = new iam.CfnManagedPolicy(stack, 'Boundary', { policyDocument: { Version: '2012-10-17', Statement: statements }, ...props });
  rawRole(stack, undefined, { permissionsBoundary: policy.ref });
  return policy;
}

test.each([
  ['one statement', [EVERYTHING, deny()]],
  ['a statement for each', ACTIONS.map((action) => deny(action))],
  ['wildcards', [deny(['iam:Create*', 'iam:Delete*', 'CloudTrail:*'])]],
  ['everything but what is needed', [{ Effect: 'Deny', NotAction: ['ec2:*', 's3:*'], Resource: '*' }]],
  ['all resources of the kind', [
    deny(['iam:CreateUser', 'iam:CreateAccessKey'], { Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:user/*' } }),
    deny(['iam:DeleteRolePermissionsBoundary'], { Resource: 'arn:aws:iam::111111111111:*' }),
    deny(['cloudtrail:StopLogging'], { Resource: 'arn:aws:cloudtrail:*:111111111111:trail/*' }),
  ]],
])('is silent on denies by %s', (_, statements) => {
  const stack = stackIn();
  bounded(stack, statements);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['no deny', [EVERYTHING]],
  ['an allow that leaves them out', [{ Effect: 'Allow', Action: ['ec2:*'], Resource: '*' }]],
  ['an allow of all but them', [{ Effect: 'Allow', NotAction: ACTIONS, Resource: '*' }]],
  ['denies under a condition', [deny(ACTIONS, { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } })]],
  ['denies for some resources', [deny(ACTIONS, { Resource: ['arn:aws:iam::111111111111:user/bg/*', 'arn:aws:iam::111111111111:role/bg-*'] })]],
  ['denies for resources of another service', [deny(ACTIONS, { Resource: 'arn:aws:s3:::*' })]],
  ['denies for all resources but these', [deny(ACTIONS, { Resource: undefined, NotResource: ['arn:aws:iam::*:*', 'arn:aws:cloudtrail:*'] })]],
])('reports each action of a boundary with %s', (_, statements) => {
  const stack = stackIn();
  bounded(stack, statements);
  expect(findingsOf(RULE, stack)).toEqual(ALL);
});

test.each(ACTIONS)('reports a boundary that denies all but %s', (missing) => {
  const stack = stackIn();
  bounded(stack, [EVERYTHING, deny(ACTIONS.filter((action) => action !== missing))]);
  expect(findingsOf(RULE, stack)).toEqual([`[${missing}] at Stack/Role`]);
});

test('reports the actions that an exception leaves open', () => {
  const stack = stackIn();
  bounded(stack, [{ Effect: 'Deny', NotAction: ['iam:*'], Resource: '*' }]);
  expect(findingsOf(RULE, stack)).toEqual(ALL.filter((finding) => !/cloudtrail/.test(finding)));
});

test.each([
  ['AWS, whatever it is', 'arn:aws:iam::aws:policy/PowerUserAccess'],
  ['AWS in whatever partition', iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess').managedPolicyArn],
])('reports each action of a boundary of %s', (_, permissionsBoundary) => {
  const stack = stackIn();
  rawRole(stack, undefined, { permissionsBoundary });
  expect(findingsOf(RULE, stack)).toEqual(ALL);
});

test.each([
  ['an imported policy', () => 'arn:aws:iam::111111111111:policy/Central'],
  ['a parameter', (stack: Stack) => new CfnParameter(stack, 'Arn').valueAsString],
  ['something else of the app', (stack: Stack) => new iam.CfnGroup(stack, 'Group').attrArn],
])('reports a boundary that can\'t be read: %s', (_, boundary) => {
  const stack = stackIn();
  rawRole(stack, undefined, { permissionsBoundary: boundary(stack) });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reads a boundary of another stack', () => {
  const app = new App();
  const policy = new iam.ManagedPolicy(stackIn(app, 'Policies'), 'Policy', { statements: [new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ACTIONS, resources: ['*'] })] });
  const stack = stackIn(app);
  new iam.Role(stack, 'EmergencyRole', { assumedBy: new iam.ArnPrincipal(USER_ARN), permissionsBoundary: policy });
  expect(findingsOf(RULE, stack)).toEqual([]);
  policy.addStatements(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['silent on', '/bg/', deny(), []],
  ['reports', undefined, EVERYTHING, ALL],
])('is not blind to a boundary of the app whose name stands in the ARN: %s', (_, path, statement, expected) => {
  const stack = stackIn();
  new iam.CfnManagedPolicy(stack, 'Boundary', { managedPolicyName: 'Boundary', path, policyDocument: { Statement: [statement] } });
  rawRole(stack, undefined, { permissionsBoundary: `arn:aws:iam::${stack.account}:policy${path ?? '/'}Boundary` });
  expect(findingsOf(RULE, stack)).toEqual(expected);
});

test('reports what one of two boundaries of the same name leaves open', () => {
  const app = new App();
  const stack = stackIn(app);
  for (const [id, actions] of [['Dev', ACTIONS], ['Prod', ACTIONS.slice(1)]] as const) {
    new iam.CfnManagedPolicy(stackIn(app, id), 'Boundary', { managedPolicyName: 'Boundary', policyDocument: { Statement: [deny([...actions])] } });
  }
  rawRole(stack, undefined, { permissionsBoundary: 'arn:aws:iam::111111111111:policy/Boundary' });
  expect(findingsOf(RULE, stack)).toEqual(['[iam:CreateUser] at Stack/Role']);
});

test('reports what an override of the boundary takes away', () => {
  const stack = stackIn();
  bounded(stack, [deny()]).addPropertyOverride('PolicyDocument.Statement', [deny(ACTIONS.slice(0, 3))]);
  expect(findingsOf(RULE, stack)).toEqual(['[cloudtrail:StopLogging] at Stack/Role']);
});

test('reports a boundary whose denies a condition decides', () => {
  const stack = stackIn();
  bounded(stack, [{ 'Fn::If': ['Strict', deny(), { Ref: 'AWS::NoValue' }] }]);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reads roles and boundaries of an included template', () => {
  const stack = stackIn();
  included(stack, {
    Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: deny(ACTIONS.slice(1)) } } },
    EmergencyRole: { Type: 'AWS::IAM::Role', Properties: { PermissionsBoundary: { Ref: 'Boundary' }, AssumeRolePolicyDocument: { Statement: allow({ AWS: USER_ARN }) } } },
  });
  expect(findingsOf(RULE, stack)).toEqual(['[iam:CreateUser] at Stack/Include/EmergencyRole']);
});

test.each([
  ['without a boundary, which is the finding of RoleHasBoundary', { permissionsBoundary: undefined }],
  ['that has nothing to do with emergencies', { roleName: 'Developer', permissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
])('does not apply to a role %s', (_, props) => {
  const stack = stackIn();
  rawRole(stack, undefined, props);
  expect(findingsOf(RULE, stack)).toEqual([]);
});
