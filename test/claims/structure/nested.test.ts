/** Nested stacks are read as what they are: parts of their account, with values from their parents. */
import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, CfnOutput, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, CfnManagedPolicy, CfnRole, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { failing } from './template-attacks';
import { BreakGlassUser, IncidentResponseRole, Playbook, ResponderProfile } from '../../../src';
import { accessModel, prove, readAssembly } from '../../../src/claims/internal';

const ACCOUNT = '111111111111';
const RESPONDER = { responderName: 'Jane Doe', responderEmail: 'jane@example.com', emergencyContact: 'oncall@example.com' };

/** An app whose users and roles are in nested stacks. The alarm claims fail, as it has none. */
function nestedApp(more: (outer: Stack, roles: NestedStack) => void = () => undefined): string {
  const app = new App({ analyticsReporting: false });
  const outer = new Stack(app, 'Outer', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const users = new NestedStack(outer, 'Users');
  const roles = new NestedStack(users, 'Roles');
  const jane = new BreakGlassUser(users, 'Jane', RESPONDER);
  new IncidentResponseRole(roles, 'Role', { profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: [jane] });
  more(outer, roles);
  return app.synth().directory;
}

const withoutAlarms = (ids: readonly string[]) => ids.filter((id) => !id.includes('alarmed'));

test('users and roles in nested stacks, and in those of nested stacks, are proven', () => {
  const stacks = readAssembly(nestedApp());
  expect(stacks.map(({ account, region, nested }) => `${account} ${region} ${nested?.within}`)).toEqual([
    `${ACCOUNT} eu-west-1 undefined`, `${ACCOUNT} eu-west-1 Outer.template.json`, `${ACCOUNT} eu-west-1 Outer.template.json/${stacks[1].nested!.logicalId}`,
  ]);
  const model = accessModel(stacks);
  expect(model.users.map(({ arn }) => arn)).toEqual([`arn:aws:iam::${ACCOUNT}:user/bg/jane.doe-BREAK-GLASS`]);
  expect(model.roles.map(({ name }) => name)).toEqual(['BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE']);
  expect(withoutAlarms(failing(stacks))).toEqual([]);
});

test('values flow into a nested stack and out of it, through several levels', () => {
  const stacks = readAssembly(nestedApp((outer, roles) => {
    const policy = new CfnManagedPolicy(roles, 'Policy', { managedPolicyName: 'inner', policyDocument: { Statement: [] } });
    const bucket = new Bucket(outer, 'Bucket', { bucketName: 'of-the-parent' });
    new CfnRole(roles, 'Inner', { roleName: 'Inner', assumeRolePolicyDocument: {}, description: bucket.bucketName });
    const role = new Role(outer, 'Outer', { roleName: 'Outer', assumedBy: new AccountPrincipal(ACCOUNT) });
    role.addManagedPolicy(ManagedPolicy.fromManagedPolicyArn(outer, 'Imported', policy.ref));
    new CfnOutput(outer, 'Out', { value: policy.ref, exportName: 'inner-policy' });
    new CfnResource(new Stack(outer.node.root as App, 'Other', { env: { account: ACCOUNT, region: 'eu-west-1' } }), 'Third', {
      type: 'AWS::IAM::Role', properties: { RoleName: 'Third', AssumeRolePolicyDocument: {}, ManagedPolicyArns: [{ 'Fn::ImportValue': 'inner-policy' }] },
    });
  }));
  const { otherRoles } = accessModel(stacks);
  const named = (name: string) => otherRoles.find((role) => role.name === name)!;
  expect(named('Outer').resource.props.ManagedPolicyArns).toEqual([`arn:aws:iam::${ACCOUNT}:policy/inner`]);
  expect(named('Third').resource.props.ManagedPolicyArns).toEqual([`arn:aws:iam::${ACCOUNT}:policy/inner`]);
  expect(named('Inner').resource.props.Description).toContain('unresolved-Bucket');
});

test('an export of another account or Region isn\'t what a stack imports', () => {
  const stack = (account: string, region: string, Value: string) => ({ name: account, account, region, template: { Outputs: { O: { Value, Export: { Name: 'x' } } } } });
  const importing = { name: 'i', account: ACCOUNT, region: 'eu-west-1', template: { Resources: { R: { Type: 'AWS::IAM::Role', Properties: { Description: { 'Fn::ImportValue': 'x' } } } } } };
  const described = (...stacks: any[]) => accessModel([importing, ...stacks]).otherRoles[0].resource.props.Description;
  expect(described(stack('222222222222', 'eu-west-1', 'wrong'), stack(ACCOUNT, 'us-east-1', 'wrong'))).toBe('unknown-until-deployment(import x)');
  expect(described(stack('222222222222', 'eu-west-1', 'wrong'), stack(ACCOUNT, 'eu-west-1', 'right'))).toBe('right');
});

test('fails on a role that is hidden in a nested stack', () => {
  const stacks = readAssembly(nestedApp((outer) => {
    new CfnRole(new NestedStack(outer, 'Hidden'), 'Role', {
      roleName: 'BREAK-GLASS-HIDDEN', path: '/bg/', assumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/x` }, Action: 'sts:AssumeRole' }] },
    });
  }));
  expect(failing(stacks)).toEqual(expect.arrayContaining(['role-needs-mfa', 'role-bounded', 'role-retained']));
});

test('fails on a policy that a nested stack attaches to a role of its parent', () => {
  const stacks = readAssembly(nestedApp((outer) => {
    new CfnResource(new NestedStack(outer, 'Hidden'), 'Policy', {
      type: 'AWS::IAM::ManagedPolicy',
      properties: { Roles: ['BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE'], PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
    });
  }));
  expect(failing(stacks)).toContain('investigator-only-reads');
});

test('fails on a nested stack whose template isn\'t in the assembly, or isn\'t JSON', () => {
  const directory = nestedApp();
  const file = join(directory, readdirSync(directory).find((name) => name.includes('Roles') && name.endsWith('.nested.template.json'))!);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.slice(1));
  expect(withoutAlarms(failing(readAssembly(directory)))).toEqual(['template-read']);
  writeFileSync(file, text);
  expect(withoutAlarms(failing(readAssembly(directory)))).toEqual([]);
});

test('fails on a condition of the resource that nests the stack', () => {
  const directory = nestedApp();
  const stacks = readAssembly(directory);
  Object.values<any>(stacks[0].template.Resources).find(({ Type }) => Type === 'AWS::CloudFormation::Stack').Condition = 'IsProduction';
  const result = prove(stacks).find(({ id }) => id === 'template-unconditional')!;
  expect(result.verdict).toBe('fails');
  expect(result.counterExamples.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['jane.doe-BREAK-GLASS', 'BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE']));
});

test('fails on what a parameter decides, and not on what the parent passes', () => {
  const names = (parameters: any) => {
    const stacks = readAssembly(nestedApp()).map((stack) => ({ ...stack, template: JSON.parse(JSON.stringify(stack.template)) }));
    const role = Object.values<any>(stacks[2].template.Resources).find(({ Type }) => Type === 'AWS::IAM::Role');
    stacks[2].template.Parameters = { Name: { Type: 'String' } };
    const nesting = Object.values<any>(stacks[1].template.Resources).find(({ Type }) => Type === 'AWS::CloudFormation::Stack');
    nesting.Properties.Parameters = parameters(role.Properties.RoleName);
    role.Properties.RoleName = { Ref: 'Name' };
    return withoutAlarms(failing(stacks));
  };
  expect(names((name: string) => ({ Name: name }))).toEqual([]);
  expect(names(() => ({ Name: { Ref: 'ParameterOfTheUser' } }))).toEqual(expect.arrayContaining(['template-values-known']));
});

test('a nested stack that can\'t be read in an account without break-glass is no failure', () => {
  const elsewhere = { name: 'Elsewhere', account: '333333333333', region: 'eu-west-1', template: { Resources: { N: { Type: 'AWS::CloudFormation::Stack', Properties: {} } } } };
  expect(withoutAlarms(failing([...readAssembly(nestedApp()), elsewhere]))).toEqual([]);
});
