import { App, CfnParameter, CfnResource, Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AppReading } from '../../../checks/src/reading/app-reading';
import { breakGlassUsers, emergencyRoles, isBreakGlassRole, isEmergency } from '../../../checks/src/reading/emergency';
import { allow, included, rawRole, stackIn, USER_ARN } from '../support';

const ROOT = 'arn:aws:iam::111111111111:root';
const rolesIn = (stack: Stack, words: RegExp[] = []) => emergencyRoles(new AppReading(stack.node.root, words)).map(({ node }) => node.node.path);

test.each([
  'BreakGlass', 'break-glass-admin', 'BREAK_GLASS', 'Break the glass', 'AppBreaktheglassRole', 'Emergency', 'org-emergency-access', 'FireCall', 'fire-call', 'Firefighter',
  'IncidentResponse', 'incident-responder', 'SecurityIncidentHandler', 'Incident_Commander', 'IR-Role', 'IRResponder', 'prod-IR-admin', 'ProdIRRole', 'bg',
])('takes a role called %s for one of emergencies', (roleName) => {
  const stack = stackIn();
  rawRole(stack, undefined, { roleName });
  expect(rolesIn(stack)).toEqual(['Stack/Role']);
});

test.each([
  'Developer', 'GlassDoor', 'Breaker', 'CoincidentRole', 'IncidentReports', 'Firewall', 'AIRole', 'PairRole', 'FAIRRole', 'IRIS', 'bgjobs', 'Emerging', 'LookingGlass',
])('takes a role called %s for none', (roleName) => {
  const stack = stackIn();
  rawRole(stack, undefined, { roleName });
  expect(rolesIn(stack)).toEqual([]);
});

test.each<[string, Partial<iam.CfnRoleProps>]>([
  ['path', { path: '/bg/' }],
  ['longer path', { path: '/org/bg/people/' }],
  ['tag\'s value', { tags: [{ key: 'purpose', value: 'break-glass' }] }],
  ['tag\'s key', { tags: [{ key: 'IncidentResponse', value: 'yes' }] }],
  ['name, partly unknown', { roleName: '${AWS::Region}-emergency' }],
])('knows a role by its %s', (_, props) => {
  const stack = stackIn();
  rawRole(stack, undefined, { roleName: undefined, ...props });
  expect(rolesIn(stack)).toEqual(['Stack/Role']);
});

test.each<[string, Partial<iam.CfnRoleProps>]>([
  ['path', { path: '/bgx/' }],
  ['description', { description: 'Not for emergency access' }],
  ['tag', { tags: [{ key: 'team', value: 'background' }] }],
  ['boundary', { permissionsBoundary: 'arn:aws:iam::111111111111:policy/BreakGlassBoundary' }],
])('doesn\'t take a role for one of emergencies by its %s', (_, props) => {
  const stack = stackIn();
  rawRole(stack, undefined, { roleName: 'Developer', ...props });
  expect(rolesIn(stack)).toEqual([]);
});

test('knows a role by the constructs around it, which stand in its logical id, not by its stack', () => {
  const stack = stackIn(new App(), 'EmergencyStack');
  new iam.Role(new Construct(stack, 'Firecall'), 'Role', { assumedBy: new iam.ArnPrincipal(USER_ARN) });
  new iam.Role(new Construct(stack, 'Tools'), 'Role', { assumedBy: new iam.ArnPrincipal(USER_ARN) });
  expect(rolesIn(stack)).toEqual(['EmergencyStack/Firecall/Role/Resource']);
});

test('knows a role of an included template by its logical id', () => {
  const stack = stackIn();
  const trust = { AssumeRolePolicyDocument: { Statement: allow({ AWS: USER_ARN }) } };
  included(stack, { EmergencyRole: { Type: 'AWS::IAM::Role', Properties: trust }, Plain: { Type: 'AWS::IAM::Role', Properties: trust } });
  expect(rolesIn(stack)).toEqual(['Stack/Include/EmergencyRole']);
});

test('knows a role by a tag that the app sets, once it is synthesized', () => {
  const app = new App();
  const stack = stackIn(app);
  new iam.Role(stack, 'Plain', { assumedBy: new iam.ArnPrincipal(USER_ARN) });
  Tags.of(stack).add('purpose', 'break-glass');
  app.synth();
  expect(rolesIn(stack)).toEqual(['Stack/Plain/Resource']);
});

test('knows a role by the words of the organization', () => {
  const stack = stackIn();
  rawRole(stack, undefined, { roleName: 'PAM-Root' });
  expect(rolesIn(stack)).toEqual([]);
  expect(rolesIn(stack, [/pam-/i])).toEqual(['Stack/Role']);
});

test.each<[string, unknown]>([
  ['Lambda alone', allow({ Service: 'lambda.amazonaws.com' })],
  ['services alone', allow({ Service: ['ssm.amazonaws.com', 'ec2.amazonaws.com'] })],
  ['nobody', []],
  ['people who may only tag a session', [allow({ Service: 'lambda.amazonaws.com' }), allow({ AWS: USER_ARN }, undefined, 'sts:TagSession')]],
])('leaves out roles that %s can assume, whatever they are called', (_, trust) => {
  const stack = stackIn();
  rawRole(stack, trust, { roleName: 'IncidentResponseFunction' });
  expect(rolesIn(stack)).toEqual([]);
});

test('leaves out the roles of functions for emergencies', () => {
  const stack = stackIn();
  new lambda.Function(stack, 'EmergencyContact', { code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.NODEJS_22_X });
  expect(rolesIn(stack)).toEqual([]);
});

test.each<[string, unknown]>([
  ['people beside a service', [allow({ Service: 'ssm.amazonaws.com' }), allow({ AWS: ROOT })]],
  ['people and a service in one statement', allow({ Service: 'ssm.amazonaws.com', AWS: ROOT })],
  ['a federation', allow({ Federated: 'arn:aws:iam::111111111111:saml-provider/idp' }, undefined, 'sts:AssumeRoleWithSAML')],
  ['all principals but some', { Effect: 'Allow', NotPrincipal: { AWS: ROOT }, Action: 'sts:AssumeRole' }],
  ['people by a wildcard of actions', allow({ AWS: ROOT }, undefined, 'sts:*')],
  ['people by all actions but one', { Effect: 'Allow', Principal: { AWS: ROOT }, NotAction: 'sts:TagSession' }],
  ['people by an action that the deployment decides', { Effect: 'Allow', Principal: { AWS: ROOT }, Action: { 'Fn::If': ['A', 'sts:AssumeRole', 'sts:TagSession'] } }],
  ['whom a condition decides', { 'Fn::If': ['A', allow('*'), { Ref: 'AWS::NoValue' }] }],
])('counts roles that %s can assume', (_, trust) => {
  const stack = stackIn();
  rawRole(stack, trust);
  expect(rolesIn(stack)).toEqual(['Stack/Role']);
});

test.each<[string, (stack: Stack) => unknown]>([
  ['by reference', (stack) => allow({ AWS: new iam.CfnUser(stack, 'Jane', { path: '/bg/' }).attrArn })],
  ['of another stack', (stack) => allow({ AWS: new iam.User(stackIn(stack.node.root as App, 'Users'), 'EmergencyUser').userArn })],
  ['by ARN', () => allow({ AWS: 'arn:aws:iam::111111111111:user/bg/jane' })],
  ['by the name in the ARN', () => allow({ AWS: ['arn:aws:iam::111111111111:user/jane-break-glass'] })],
  ['by a condition on an account', () => allow({ AWS: ROOT }, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/bg/*' } })],
])('counts a role that trusts a break-glass user %s', (_, trust) => {
  const stack = stackIn();
  rawRole(stack, trust(stack), { roleName: 'Admin' });
  expect(rolesIn(stack)).toEqual(['Stack/Role']);
});

test.each<[string, (stack: Stack) => unknown]>([
  ['a user whose stack alone is called so', (stack) => allow({ AWS: new iam.User(stackIn(stack.node.root as App, 'Emergency'), 'Jane').userArn })],
  ['a role that is called so', () => allow({ AWS: 'arn:aws:iam::111111111111:role/BreakGlass' })],
  ['an account without such users', () => allow({ AWS: ROOT }, { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/bg/*' } })],
  ['such a user for tagging only', () => [allow({ AWS: USER_ARN }), allow({ AWS: 'arn:aws:iam::111111111111:user/bg/jane' }, undefined, 'sts:TagSession')]],
])('doesn\'t count a role that trusts %s', (_, trust) => {
  const stack = stackIn();
  rawRole(stack, trust(stack), { roleName: 'Admin' });
  expect(rolesIn(stack)).toEqual([]);
});

test('leaves out a role without a readable trust and without a telling name', () => {
  const stack = stackIn();
  rawRole(stack, { 'Fn::If': ['A', allow('*'), { Ref: 'AWS::NoValue' }] }, { roleName: 'Developer' });
  new iam.Role(stack, 'EmergencyRole', { assumedBy: new iam.ArnPrincipal(USER_ARN) });
  expect(rolesIn(stack)).toEqual(['Stack/EmergencyRole/Resource']);
});

test('tells break-glass roles from those for incidents', () => {
  const stack = stackIn();
  const role = rawRole(stack, undefined, { roleName: 'IncidentResponder' });
  const breakGlass = (name: string) => {
    role.roleName = name;
    const app = new AppReading(stack.node.root);
    return isBreakGlassRole(app.resource(role), app);
  };
  expect(['IncidentResponder', 'FirecallAdmin', 'Developer'].map(breakGlass)).toEqual([false, true, false]);
});

test('tells break-glass users from those for incidents', () => {
  const stack = stackIn();
  for (const name of ['jane-break-glass', 'incident-responder', 'robot']) { new iam.CfnUser(stack, name, { userName: name }); }
  expect(breakGlassUsers(new AppReading(stack.node.root)).map(({ logicalId }) => logicalId)).toEqual(['janebreakglass']);
});

test.each([
  ['AWS::SNS::Topic', { TopicName: 'break-glass-alarms' }],
  ['AWS::CloudWatch::Alarm', { AlarmName: 'Emergency' }],
  ['AWS::SSO::PermissionSet', { Name: 'IncidentResponder' }],
  ['AWS::Events::Rule', { Name: 'firecall' }],
  ['AWS::KMS::Key', { Tags: { purpose: 'emergency' } }],
])('knows a %s by %j', (type, properties) => {
  const stack = stackIn();
  const resource = new CfnResource(stack, 'Resource', { type, properties });
  const app = new AppReading(stack.node.root);
  expect(isEmergency(app.resource(resource), app)).toBe(true);
});

test('doesn\'t know a resource by what it refers to, or by what the deployment decides', () => {
  const stack = stackIn();
  const user = new iam.CfnUser(stack, 'EmergencyUser');
  const resource = new CfnResource(stack, 'Resource', { type: 'AWS::SNS::Topic', properties: { TopicName: `of-${user.ref}-${new CfnParameter(stack, 'EmergencyName').valueAsString}` } });
  const app = new AppReading(stack.node.root);
  expect(isEmergency(app.resource(resource), app)).toBe(false);
});
