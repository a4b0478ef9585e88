import { App, Aws, CfnParameter } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allow, findingsOf, included, rawRole, stackIn, USER_ARN } from '../support';

const RULE = 'RoleHasBoundary';
const BOUNDARY = 'arn:aws:iam::111111111111:policy/Boundary';

test('is silent on a role with a boundary', () => {
  const stack = stackIn();
  rawRole(stack, undefined, { permissionsBoundary: BOUNDARY });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['without one', undefined],
  ['with an empty one', ''],
  ['with one that CloudFormation leaves out', Aws.NO_VALUE],
])('reports a role %s', (_, permissionsBoundary) => {
  const stack = stackIn();
  rawRole(stack, undefined, { permissionsBoundary });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('fails to be calmed by a boundary of the user', () => {
  const stack = stackIn();
  const user = new iam.CfnUser(stack, 'EmergencyUser', { permissionsBoundary: BOUNDARY });
  rawRole(stack, allow({ AWS: user.attrArn }));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test.each([
  ['an imported policy', (app: App) => iam.ManagedPolicy.fromManagedPolicyArn(stackIn(app, 'Other'), 'Imported', BOUNDARY)],
  ['a policy of another stack', (app: App) => new iam.ManagedPolicy(stackIn(app, 'Other'), 'Policy', { statements: [new iam.PolicyStatement({ notActions: ['s3:*'], resources: ['*'] })] })],
  ['a policy of AWS', () => iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
])('is silent on a boundary that is %s', (_, policy) => {
  const app = new App();
  const stack = stackIn(app);
  new iam.Role(stack, 'EmergencyRole', { assumedBy: new iam.ArnPrincipal(USER_ARN), permissionsBoundary: policy(app) });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('is silent on a boundary of a parameter, which RoleBoundaryDenies reports', () => {
  const stack = stackIn();
  rawRole(stack, undefined, { permissionsBoundary: new CfnParameter(stack, 'Boundary').valueAsString });
  expect(findingsOf(RULE, stack)).toEqual([]);
  expect(findingsOf('RoleBoundaryDenies', stack)).toEqual(['at Stack/Role']);
});

test('sees the boundary that an aspect sets for the whole app, once it is synthesized', () => {
  const app = new App();
  const stack = stackIn(app);
  rawRole(stack);
  iam.PermissionsBoundary.of(app).apply(iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Imported', BOUNDARY));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
  app.synth();
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reads overrides, which add the boundary or take it away', () => {
  const stack = stackIn();
  const role = rawRole(stack);
  role.addPropertyOverride('PermissionsBoundary', BOUNDARY);
  expect(findingsOf(RULE, stack)).toEqual([]);
  role.addPropertyDeletionOverride('PermissionsBoundary');
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports a role of an included template', () => {
  const stack = stackIn();
  const trust = { AssumeRolePolicyDocument: { Statement: [allow({ AWS: USER_ARN })] } };
  included(stack, {
    EmergencyBounded: { Type: 'AWS::IAM::Role', Properties: { ...trust, PermissionsBoundary: { Ref: 'Boundary' } } },
    EmergencyOpen: { Type: 'AWS::IAM::Role', Properties: trust },
    Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: [] } } },
  });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Include/EmergencyOpen']);
});

test.each([
  ['has nothing to do with emergencies', allow({ AWS: USER_ARN }), 'Developer'],
  ['a service assumes', allow({ Service: 'lambda.amazonaws.com' }), 'EmergencyContactFunction'],
])('does not apply to a role that %s', (_, trust, roleName) => {
  const stack = stackIn();
  rawRole(stack, trust, { roleName });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('has nothing to say of an imported role', () => {
  const stack = stackIn();
  iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111111111111:role/BreakGlassAdmin');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
