import { App, Aws, CfnCondition, CfnMapping, CfnParameter, CfnResource, Fn, Lazy, NestedStack, ScopedAws, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AppReading } from '../../../checks/src/reading/app-reading';
import { isUnknown, known, referencesIn, referenceTo } from '../../../checks/src/reading/resolution';
import { included, stackIn } from '../support';

const UNKNOWN = '⟨?⟩';

/** What a rule reads as the property `Value` of a resource in the stack. */
function read(stack: Stack, value: unknown, id = 'Reader'): any {
  const resource = new CfnResource(stack, id, { type: 'Test::Any::Resource', properties: { Value: value } });
  return reread(resource);
}

function reread(resource: CfnResource): any {
  return new AppReading(resource.node.root).resource(resource).properties.Value;
}

function role(stack: Stack, id = 'Role'): iam.CfnRole {
  return new iam.CfnRole(stack, id, { assumeRolePolicyDocument: {} });
}

test.each<[string, (stack: Stack, target: iam.CfnRole) => unknown, string]>([
  ['an attribute of L1', (_, target) => target.attrArn, '⟨Stack/Role#Arn⟩'],
  ['a reference of L1', (_, target) => target.ref, '⟨Stack/Role#Ref⟩'],
  ['the name of L2', (stack) => new iam.User(stack, 'User').userName, '⟨Stack/User/Resource#Ref⟩'],
  ['a raw Ref', () => ({ Ref: 'Role' }), '⟨Stack/Role#Ref⟩'],
  ['a raw GetAtt', () => ({ 'Fn::GetAtt': ['Role', 'Arn'] }), '⟨Stack/Role#Arn⟩'],
  ['a raw GetAtt as text', () => ({ 'Fn::GetAtt': 'Role.RoleId' }), '⟨Stack/Role#RoleId⟩'],
  ['Fn.getAtt', () => Fn.getAtt('Role', 'Arn'), '⟨Stack/Role#Arn⟩'],
  ['Fn.ref', () => Fn.ref('Role'), '⟨Stack/Role#Ref⟩'],
  ['a lazy value', (_, target) => Lazy.string({ produce: () => target.attrArn }), '⟨Stack/Role#Arn⟩'],
  ['a joined text', (_, target) => `a-${target.ref}-b`, 'a-⟨Stack/Role#Ref⟩-b'],
  ['Fn.join', (_, target) => Fn.join(',', ['a', target.attrArn]), 'a,⟨Stack/Role#Arn⟩'],
  ['a raw join of joins', () => ({ 'Fn::Join': ['', ['a', { 'Fn::Join': ['-', ['b', { Ref: 'Role' }]] }]] }), 'ab-⟨Stack/Role#Ref⟩'],
  ['a raw substitution', () => ({ 'Fn::Sub': 'x/${Role}/${Role.Arn}/${!Role}' }), 'x/⟨Stack/Role#Ref⟩/⟨Stack/Role#Arn⟩/${Role}'],
  ['a substitution with values', (_, target) => Fn.sub('${Who}!', { Who: target.attrArn }), '⟨Stack/Role#Arn⟩!'],
  ['a pseudo parameter', () => Aws.ACCOUNT_ID, '${AWS::AccountId}'],
  ['a pseudo parameter asked for by a resource', (_, target) => new ScopedAws(target).region, '${AWS::Region}'],
  ['a pseudo parameter in a substitution', () => Fn.sub('arn:${AWS::Partition}:x'), 'arn:${AWS::Partition}:x'],
  ['text', () => 'text', 'text'],
])('reads %s', (_, value, expected) => {
  const stack = stackIn();
  expect(read(stack, value(stack, role(stack)))).toBe(expected);
});

test.each<[string, (stack: Stack) => unknown]>([
  ['a parameter', (stack) => new CfnParameter(stack, 'Parameter', { default: 'x' }).valueAsString],
  ['a number of a parameter', (stack) => new CfnParameter(stack, 'Parameter', { type: 'Number' }).valueAsNumber],
  ['a raw Ref of a parameter', (stack) => { new CfnParameter(stack, 'Parameter'); return { Ref: 'Parameter' }; }],
  ['a Ref of nothing', () => ({ Ref: 'Nothing' })],
  ['an import', () => Fn.importValue('name')],
  ['a condition', (stack) => Fn.conditionIf(new CfnCondition(stack, 'Condition').logicalId, 'a', 'b')],
  ['a raw condition', () => ({ 'Fn::If': ['Condition', 'a', { Ref: 'AWS::NoValue' }] })],
  ['a mapping', (stack) => Fn.findInMap(new CfnMapping(stack, 'Mapping', { mapping: { a: { b: 'c' } } }).logicalId, Aws.REGION, 'b')],
  ['a part of a list', () => Fn.select(1, Fn.split('/', Aws.STACK_ID))],
  ['a transform', () => ({ 'Fn::Transform': { Name: 'Include' } })],
  ['a join of an unknown list', () => ({ 'Fn::Join': ['', { 'Fn::Split': [',', 'a,b'] }] })],
])('reads %s as unknown', (_, value) => {
  const stack = stackIn();
  expect(read(stack, value(stack))).toBe(UNKNOWN);
});

test('keeps what is known around the unknown', () => {
  const stack = stackIn();
  const name = new CfnParameter(stack, 'Name').valueAsString;
  expect(read(stack, { list: [`user/${name}`, Fn.sub('${Name}/x')], map: { key: { 'Fn::If': ['A', 1, 2] } } }))
    .toEqual({ list: ['user/⟨?⟩', '⟨?⟩/x'], map: { key: UNKNOWN } });
});

test('leaves out what CloudFormation leaves out', () => {
  expect(read(stackIn(), { a: Aws.NO_VALUE, b: ['c', { Ref: 'AWS::NoValue' }] })).toEqual({ b: ['c'] });
});

test('reads a reference across stacks the same before and after synthesis', () => {
  const app = new App();
  const target = role(stackIn(app, 'Other'));
  const resource = new CfnResource(stackIn(app), 'Reader', { type: 'Test::Any::Resource', properties: { Value: [target.attrArn, `x-${target.ref}`] } });
  const before = reread(resource);
  expect(before).toEqual(['⟨Other/Role#Arn⟩', 'x-⟨Other/Role#Ref⟩']);
  app.synth();
  expect(reread(resource)).toEqual(before);
  expect(app.synth().getStackByName('Stack').template.Resources.Reader.Properties.Value[0]).toHaveProperty('Fn::ImportValue');
});

test('reads a reference across Regions the same before and after synthesis', () => {
  const app = new App();
  const other = new Stack(app, 'Other', { env: { account: '111111111111', region: 'us-east-1' }, crossRegionReferences: true });
  const stack = new Stack(app, 'Stack', { env: { account: '111111111111', region: 'eu-central-1' }, crossRegionReferences: true });
  const resource = new CfnResource(stack, 'Reader', { type: 'Test::Any::Resource', properties: { Value: role(other).attrArn } });
  expect(reread(resource)).toBe('⟨Other/Role#Arn⟩');
  app.synth();
  expect(reread(resource)).toBe('⟨Other/Role#Arn⟩');
});

test('reads references into a nested stack, and out of it', () => {
  const app = new App();
  const stack = stackIn(app);
  const nested = new NestedStack(stack, 'Nested');
  const inside = new CfnResource(nested, 'Reader', { type: 'Test::Any::Resource', properties: { Value: role(stack).attrArn } });
  const outside = new CfnResource(stack, 'Reader', { type: 'Test::Any::Resource', properties: { Value: role(nested, 'Inner').attrArn } });
  for (const prepare of [() => undefined, () => app.synth()]) {
    prepare();
    expect(reread(inside)).toBe('⟨Stack/Role#Arn⟩');
    expect(reread(outside)).toBe('⟨Stack/Nested/Inner#Arn⟩');
  }
});

test('keeps logical ids of several stacks and stages apart', () => {
  const app = new App();
  for (const id of ['Dev', 'Prod']) { role(stackIn(new Stage(app, id) as App)); }
  const nested = new NestedStack(app.node.findChild('Dev').node.findChild('Stack') as Stack, 'Nested');
  expect(read(app.node.findChild('Prod').node.findChild('Stack') as Stack, { Ref: 'Role' })).toBe('⟨Prod/Stack/Role#Ref⟩');
  expect(read(nested, { Ref: 'Role' })).toBe(UNKNOWN);
});

test('reads tokens in a text of JSON', () => {
  const stack = stackIn();
  const text = read(stack, stack.toJsonString({ arn: role(stack).attrArn, account: Aws.ACCOUNT_ID, list: Lazy.list({ produce: () => ['a'] }) }));
  expect(JSON.parse(text)).toEqual({ arn: '⟨Stack/Role#Arn⟩', account: '${AWS::AccountId}', list: ['a'] });
});

test('reads overrides, generic resources and dependent attributes as they will stand in the template', () => {
  const stack = stackIn();
  const target = role(stack);
  target.addPropertyOverride('RoleName', Fn.sub('x-${AWS::Region}'));
  target.addOverride('DeletionPolicy', 'Retain');
  target.addDeletionOverride('Properties.AssumeRolePolicyDocument');
  expect(new AppReading(stack.node.root).resource(target)).toMatchObject({
    type: 'AWS::IAM::Role', logicalId: 'Role', properties: { RoleName: 'x-${AWS::Region}' }, deletionPolicy: 'Retain', updateReplacePolicy: undefined,
  });
});

test('reads an included template, with its parameters as unknown', () => {
  const stack = stackIn();
  const include = included(stack, {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    Other: { Type: 'Test::Any::Resource', Properties: { Value: [{ 'Fn::Sub': '${Role.Arn}' }, { Ref: 'Parameter' }, { 'Fn::If': ['Condition', 1, 2] }] } },
  }, { Parameters: { Parameter: { Type: 'String' } }, Conditions: { Condition: { 'Fn::Equals': [{ Ref: 'Parameter' }, 'a'] } } });
  expect(reread(include.getResource('Other'))).toEqual(['⟨Stack/Include/Role#Arn⟩', UNKNOWN, UNKNOWN]);
});

test('finds the resources that a value refers to, once each, and no imported one', () => {
  const stack = stackIn();
  const target = role(stack);
  const app = new AppReading(stack.node.root);
  const value = { a: [`x${referenceTo('Stack/Role', 'Arn')}`, referenceTo('Stack/Role', 'Ref')], b: referenceTo('Stack/Gone', 'Ref') };
  expect(referencesIn(value)).toHaveLength(3);
  expect(app.referredTo(value).map(({ node }) => node)).toEqual([target]);
  expect(app.referredTo(iam.Role.fromRoleName(stack, 'Imported', 'x').roleArn)).toEqual([]);
});

test('tells the known from the unknown', () => {
  expect([undefined, 'a', referenceTo('Stack/Role', 'Arn'), ['a', { b: 1 }]].filter(isUnknown)).toEqual([]);
  expect(isUnknown({ a: [`x${UNKNOWN}`] })).toBe(true);
  expect(known('a', 'it')).toBe('a');
  expect(() => known(UNKNOWN, "'It'")).toThrow("'It' is decided at deployment and can't be checked");
});
