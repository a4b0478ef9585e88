/** Nested stacks are read as what they are: parts of their account, with values from their parents. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, CfnOutput, CfnParameter, CfnResource, DefaultStackSynthesizer, LegacyStackSynthesizer, NestedStack, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, ArnPrincipal, CfnManagedPolicy, CfnRole, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { failing } from './template-attacks';
import { BreakGlassUser, IncidentResponseRole, Playbook, ResponderProfile } from '../../../src';
import { accessModel, prove, readAssembly } from '../../../src/claims/internal';

const ACCOUNT = '111111111111';
const RESPONDER = {
  responderName: 'Jane Doe',
  responderEmail: 'jane@example.com',
  emergencyContact: 'oncall@example.com',
  custodians: ['CustodianAlice', 'CustodianBob'].map((role) => new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/${role}`)),
};

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
  expect(named('Inner').resource.props.Description).toBe('of-the-parent');
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

const read = (synthesizer: any, env?: any) => {
  const app = new App({ analyticsReporting: false });
  const inner = new NestedStack(new Stack(app, 'Outer', { synthesizer, env }), 'Middle');
  new CfnRole(new NestedStack(inner, 'Inner'), 'Role', { assumeRolePolicyDocument: {} });
  return accessModel(readAssembly(app.synth().directory)).otherRoles.length;
};

test.each([
  ['of CDK', () => new DefaultStackSynthesizer()],
  ['with a bucket and a prefix of its own', () => new DefaultStackSynthesizer({ bucketPrefix: 'a/b/', fileAssetsBucketName: 'mine-${AWS::AccountId}-${AWS::Region}' })],
  ['before CDK 2', () => new LegacyStackSynthesizer()],
])('nested stacks of the synthesizer %s are read, with an account and without one', (_, synthesizer) => {
  expect(read(synthesizer())).toBe(1);
  expect(read(synthesizer(), { account: ACCOUNT, region: 'eu-west-1' })).toBe(1);
});

/** Changes the resource that nests the stack `Users`. */
function nestedOtherwise(change: (resource: any, directory: string) => void): string[] {
  const directory = nestedApp();
  const file = join(directory, 'Outer.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  change(Object.values<any>(template.Resources).find(({ Type }) => Type === 'AWS::CloudFormation::Stack'), directory);
  template.Resources.Role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'BREAK-GLASS-X' } };
  writeFileSync(file, JSON.stringify(template));
  return failing(readAssembly(directory)).filter((id) => id === 'template-read');
}

const url = (replace: (text: string) => string) => ({ Properties }: any) => {
  const parts = Properties.TemplateURL['Fn::Join'][1];
  parts.push(replace(parts.pop()));
};

test.each<[string, (resource: any, directory: string) => void]>([
  ['a key that holds a published one', url((text) => text.replace(/[^/]+$/, 'x/$&'))],
  ['a published key with an ending', url((text) => `${text}.other`)],
  ['a query', url((text) => `${text}?versionId=1`)],
  ['a way back', url((text) => text.replace(/[^/]+$/, 'x/../$&'))],
  ['another bucket', url((text) => text.replace('cdk-', 'xdk-'))],
  ['another host', ({ Properties }) => { Properties.TemplateURL['Fn::Join'][1].unshift('https://example.com/'); }],
  ['a key that a parameter tells', ({ Properties }) => { Properties.TemplateURL['Fn::Join'][1].push({ Ref: 'Version' }); }],
  ['a published key in another function', ({ Properties }) => { Properties.TemplateURL = { 'Fn::Sub': ['${Url}', { Url: 'https://s3.amazonaws.com/x/y', Other: Properties.TemplateURL }] }; }],
  ['a file that only the metadata name', (resource) => {
    resource.Properties.TemplateURL = 'https://s3.eu-west-1.amazonaws.com/bucket/x.json';
    resource.Metadata = { 'aws:asset:property': 'TemplateURL', 'aws:asset:path': 'Outer.template.json' };
  }],
  ['a key that two files have', (_, directory) => {
    const file = join(directory, 'Outer.assets.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    const [asset] = Object.values<any>(manifest.files).filter(({ source }) => source.path.includes('Users'));
    copyFileSync(file, join(directory, 'Other.json'));
    manifest.files.more = { ...asset, source: { ...asset.source, path: 'Other.json' } };
    writeFileSync(file, JSON.stringify(manifest));
  }],
])('fails on a nested stack whose URL has %s', (_, change) => {
  expect(nestedOtherwise(() => undefined)).toEqual([]);
  expect(nestedOtherwise(change)).toEqual(['template-read']);
});

test('two nested stacks of one template have parameters and outputs of their own', () => {
  const app = new App({ analyticsReporting: false });
  const outer = new Stack(app, 'Outer', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  for (const name of ['First', 'Second']) {
    const nested = new NestedStack(outer, name, { parameters: { Name: `${name}Role` } });
    new CfnParameter(nested, 'Name').overrideLogicalId('Name');
    new CfnResource(nested, 'Role', { type: 'AWS::IAM::Role', properties: { RoleName: { Ref: 'Name' }, AssumeRolePolicyDocument: {} } });
    new CfnOutput(nested, 'Out', { value: 'x' }).overrideLogicalId('Out');
    (nested.node.findChild('Out') as CfnOutput).value = { Ref: 'Name' } as any;
  }
  const { directory } = app.synth();
  const file = join(directory, 'Outer.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  const nesting = Object.entries<any>(template.Resources).filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack');
  template.Resources.Third = { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Join': ['-', nesting.map(([id]) => ({ 'Fn::GetAtt': [id, 'Outputs.Out'] }))] } } };
  writeFileSync(file, JSON.stringify(template));
  const same = readAssembly(directory);
  expect(same[1].templateFile).toBe(same[2].templateFile);
  const model = accessModel(same);
  expect(model.otherRoles.map(({ name }) => name).sort()).toEqual(['FirstRole', 'FirstRole-SecondRole', 'SecondRole']);
  expect(prove(same).find(({ id }) => id === 'template-read')!.counterExamples).toEqual([]);
});

test('fails on a key that an object of a template has twice, wherever it is', () => {
  const directory = nestedApp();
  for (const name of ['Outer.template.json', readdirSync(directory).find((file) => file.endsWith('.nested.template.json'))!]) {
    const file = join(directory, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/"Type"/, '"Type": "AWS::SNS::Topic", "Type"'));
    const found = prove(readAssembly(directory)).find(({ id }) => id === 'template-read')!;
    expect(found.counterExamples.map(({ because }) => because)).toEqual(['the key \'Type\' is there twice: readers of JSON differ in which one they take']);
    writeFileSync(file, text);
  }
  const manifest = join(directory, 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"artifacts"', '"artifacts": {}, "artifacts"'));
  expect(() => readAssembly(directory)).toThrow(/manifest.json has an object with the key 'artifacts' twice/);
});
