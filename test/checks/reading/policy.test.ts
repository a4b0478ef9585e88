import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AppReading } from '../../../checks/src/reading/app-reading';
import { coversAction, coversResource, isAdministrator, managedPoliciesAt, permissionsOf, statementsOf } from '../../../checks/src/reading/policy';
import { rawRole, stackIn, USER_ARN } from '../support';

const DOCUMENT = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ec2:StopInstances', Resource: '*' }] };
const statement = (props: object) => statementsOf({ Statement: { Effect: 'Allow', Resource: '*', ...props } })[0];
const actionsOf = (principal: iam.CfnRole | iam.CfnUser) => {
  const app = new AppReading(principal.node.root);
  return permissionsOf(app.resource(principal), app).statements.flatMap(({ actions }) => actions);
};

test('reads single values as lists, in whatever form', () => {
  const [read] = statementsOf({
    Statement: {
      Effect: 'Deny', NotAction: 'a:b', NotResource: ['c'], Principal: { AWS: 'x', Service: ['y', 'z'] }, Condition: { StringLike: { 'aws:UserName': ['u', 1] } },
    },
  });
  expect(read).toEqual({
    effect: 'Deny',
    actions: [],
    notActions: ['a:b'],
    resources: [],
    notResources: ['c'],
    principals: { AWS: ['x'], Service: ['y', 'z'] },
    notPrincipal: false,
    conditions: [{ operator: 'stringlike', key: 'aws:username', values: ['u', '1'] }],
  });
  expect(statement({ Principal: '*' }).principals).toEqual({ '*': ['*'] });
  expect(statement({ NotPrincipal: { AWS: 'x' } })).toMatchObject({ notPrincipal: true, principals: undefined });
});

test('reads a document of text, and none', () => {
  expect(statementsOf(JSON.stringify(DOCUMENT))).toEqual(statementsOf(DOCUMENT));
  expect(statementsOf(undefined)).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['that is no JSON', '{', 'the policy is not JSON'],
  ['that only the deployment decides', '⟨?⟩', 'the policy is decided at deployment'],
  ['with a statement that only the deployment decides', { Statement: ['⟨?⟩'] }, 'the policy is decided at deployment'],
  ['with an effect that only the deployment decides', { Statement: { Effect: '⟨?⟩', Action: '*' } }, 'the policy is decided at deployment'],
])('fails on a document %s', (_, document, message) => {
  expect(() => statementsOf(document, 'the policy')).toThrow(message);
});

test.each<[string, (stack: Stack, role: iam.CfnRole) => void]>([
  ['Policies of the role', (_, role) => { role.policies = [{ policyName: 'Inline', policyDocument: DOCUMENT }]; }],
  ['a policy by reference', (stack, role) => new iam.CfnPolicy(stack, 'Policy', { policyName: 'P', policyDocument: DOCUMENT, roles: [role.ref] })],
  ['a policy by raw reference', (stack) => new iam.CfnPolicy(stack, 'Policy', { policyName: 'P', policyDocument: DOCUMENT, roles: [{ Ref: 'Role' } as any] })],
  ['a policy by name', (stack) => new iam.CfnPolicy(stack, 'Policy', { policyName: 'P', policyDocument: DOCUMENT, roles: ['BreakGlassAdmin'] })],
  ['a role policy', (stack, role) => new iam.CfnRolePolicy(stack, 'Policy', { policyName: 'P', policyDocument: DOCUMENT, roleName: role.ref })],
  ['a managed policy of the role', (stack, role) => {
    role.managedPolicyArns = [new iam.CfnManagedPolicy(stack, 'Policy', { policyDocument: DOCUMENT }).ref];
  }],
  ['a managed policy of the role by its ARN', (stack, role) => {
    new iam.CfnManagedPolicy(stack, 'Policy', { managedPolicyName: 'Stop', path: '/bg/', policyDocument: DOCUMENT });
    role.managedPolicyArns = [`arn:aws:iam::${stack.account}:policy/bg/Stop`];
  }],
  ['a managed policy from the other side', (stack, role) => new iam.CfnManagedPolicy(stack, 'Policy', { policyDocument: DOCUMENT, roles: [role.ref] })],
  ['a managed policy from both sides, once', (stack, role) => {
    role.managedPolicyArns = [new iam.CfnManagedPolicy(stack, 'Policy', { policyDocument: DOCUMENT, roles: ['BreakGlassAdmin'] }).ref];
  }],
  ['L2 on an imported role of the name', (stack) => {
    iam.Role.fromRoleName(stack, 'Imported', 'BreakGlassAdmin').addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['ec2:StopInstances'], resources: ['*'] }));
  }],
])('sees what a role may do by %s', (_, attach) => {
  const stack = stackIn();
  const role = rawRole(stack);
  attach(stack, role);
  expect(actionsOf(role)).toEqual(['ec2:StopInstances']);
});

test('sees what a role may do by a policy of another stack', () => {
  const app = new App();
  const role = rawRole(stackIn(app));
  new iam.CfnManagedPolicy(stackIn(app, 'Other'), 'Policy', { policyDocument: DOCUMENT, roles: [role.ref] });
  expect(actionsOf(role)).toEqual(['ec2:StopInstances']);
});

test('sees what a user may do', () => {
  const stack = stackIn();
  const user = new iam.CfnUser(stack, 'User', { userName: 'jane' });
  new iam.CfnUserPolicy(stack, 'Policy', { policyName: 'P', policyDocument: DOCUMENT, userName: 'jane' });
  expect(actionsOf(user)).toEqual(['ec2:StopInstances']);
});

test('doesn\'t take the policy of another role, or of one whose name is unknown, for its own', () => {
  const stack = stackIn();
  const name = new CfnParameter(stack, 'Name').valueAsString;
  const role = rawRole(stack, undefined, { roleName: name });
  new iam.Role(stack, 'Other', { assumedBy: new iam.ArnPrincipal(USER_ARN) }).addToPolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));
  new iam.CfnPolicy(stack, 'Policy', { policyName: 'P', policyDocument: DOCUMENT, roles: [new CfnParameter(stack, 'OtherName').valueAsString] });
  expect(actionsOf(role)).toEqual([]);
});

test('knows imported policies by what they are called', () => {
  const stack = stackIn();
  const imported = iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Imported', 'arn:aws:iam::111111111111:policy/Central').managedPolicyArn;
  const role = rawRole(stack, undefined, { managedPolicyArns: [imported, iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess').managedPolicyArn] });
  const app = new AppReading(stack.node.root);
  expect(permissionsOf(app.resource(role), app).imported).toEqual([imported, 'arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess']);
});

test('doesn\'t take a policy of AWS for one of the app with the same name', () => {
  const stack = stackIn();
  new iam.CfnManagedPolicy(stack, 'Policy', { managedPolicyName: 'ReadOnlyAccess', policyDocument: DOCUMENT });
  const app = new AppReading(stack.node.root);
  expect(managedPoliciesAt('arn:aws:iam::aws:policy/ReadOnlyAccess', app)).toEqual([]);
  expect(managedPoliciesAt('arn:aws:iam::111111111111:policy/ReadOnlyAccess', app)).toHaveLength(1);
  expect(managedPoliciesAt('arn:aws:iam::111111111111:policy/MyReadOnlyAccess', app)).toEqual([]);
});

test.each([
  [{ Action: 'iam:CreateUser' }, true],
  [{ Action: 'IAM:createuser' }, true],
  [{ Action: ['s3:*', 'iam:Create?ser'] }, true],
  [{ Action: 'iam:CreateUsers' }, false],
  [{ Action: 'iam:Create' }, false],
  [{ NotAction: 's3:*' }, true],
  [{ NotAction: ['s3:*', 'iam:C*'] }, false],
])('knows whether %j covers iam:CreateUser: %s', (props, covers) => {
  expect(coversAction(statement(props), 'iam:CreateUser')).toBe(covers);
});

test.each([
  [{ Resource: '*' }, true],
  [{ Resource: ['arn:aws:s3:::x', 'arn:aws:iam::222222222222:user/*'] }, true],
  [{ Resource: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:user/jane' }, true],
  [{ Resource: 'arn:aws:iam::111111111111:user/john' }, false],
  [{ Resource: 'arn:aws:iam::111111111111:role/*' }, false],
  [{ Resource: undefined, NotResource: 'arn:aws:s3:::x' }, true],
  [{ Resource: undefined, NotResource: 'arn:aws:iam::*:user/jane' }, false],
])('knows whether %j covers a user: %s', (props, covers) => {
  expect(coversResource(statement(props), 'arn:aws:iam::111111111111:user/jane')).toBe(covers);
});

test.each([
  [{ Action: '*' }, true],
  [{ Action: 'iam:*' }, true],
  [{ NotAction: 'sts:*' }, true],
  [{ Action: '*', Resource: 'arn:aws:iam::111111111111:user/*' }, true],
  [{ Action: '*', Effect: 'Deny' }, false],
  [{ Action: ['iam:Get*', 'iam:List*', 'iam:PassRole'] }, false],
  [{ Action: 'aim:*' }, false],
  [{ Action: '*', Resource: 'arn:aws:s3:::x/*' }, false],
  [{ NotAction: 'iam:*' }, false],
])('knows whether %j makes an administrator: %s', (props, administrator) => {
  expect(isAdministrator({ statements: [statement(props)], imported: [] })).toBe(administrator);
});

test.each([
  ['arn:aws:iam::aws:policy/AdministratorAccess', true],
  ['arn:${AWS::Partition}:iam::aws:policy/IAMFullAccess', true],
  ['arn:aws:iam::aws:policy/AdministratorAccess-AWSElasticBeanstalk', false],
  ['arn:aws:iam::aws:policy/job-function/ViewOnlyAccess', false],
])('knows whether the policy %s makes an administrator: %s', (arn, administrator) => {
  expect(isAdministrator({ statements: [], imported: [arn] })).toBe(administrator);
});
