/** Directories that hold no assembly, or a damaged one: the error says what is wrong and what to do. */
import fs, { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ANY_ACCOUNT, proofOfAssembly, prove, readAssembly, TemplateTexts } from '../../../src/claims/internal';

let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'assembly-')); });
afterEach(() => rmSync(directory, { recursive: true }));

function assembly(files: { readonly [name: string]: unknown }): string {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return directory;
}

const stack = (properties: any, environment = 'aws://111111111111/eu-west-1') => ({ artifacts: { S: { type: 'aws:cloudformation:stack', environment, properties } } });
const template = { Resources: { T: { Type: 'AWS::SNS::Topic' } } };

test.each([
  ['no directory', {}, /is not a directory; synthesize the app first/, 'missing'],
  ['no manifest', {}, /is not a cloud assembly: it holds no manifest.json/],
  ['a manifest that isn\'t JSON', { 'manifest.json': '{' }, /manifest.json is not JSON/],
  ['a manifest that is a list', { 'manifest.json': [] }, /manifest.json is not a JSON object/],
  ['a stack without a template', { 'manifest.json': stack({}) }, /the artifact S names no 'templateFile'; synthesize the app again/],
  ['a stack without properties', { 'manifest.json': stack(undefined) }, /names no 'templateFile'/],
  ['a template that is missing', { 'manifest.json': stack({ templateFile: 'S.json' }) }, /S.json can't be read, but the cloud assembly names it/],
  ['a template that isn\'t JSON', { 'manifest.json': stack({ templateFile: 'S.json' }), 'S.json': 'Resources:' }, /S.json is not JSON/],
  ['a template that is a list', { 'manifest.json': stack({ templateFile: 'S.json' }), 'S.json': [] }, /S.json is not a JSON object/],
] as [string, { [name: string]: unknown }, RegExp, string?][])('fails on %s', (_, files, error, inside = '') => {
  assembly(files);
  expect(() => readAssembly(join(directory, inside))).toThrow(error);
});

test('a newer schema, artifacts of other types and artifacts that are null are read past', () => {
  assembly({
    'manifest.json': { version: '999.0.0', more: true, artifacts: { N: null, O: { type: 'aws:something:new' }, A: { type: 'cdk:asset-manifest' }, ...stack({ templateFile: 'S.json' }).artifacts } },
    'S.json': template,
  });
  expect(readAssembly(directory).map(({ name, account, region }) => `${name} ${account} ${region}`)).toEqual(['S 111111111111 eu-west-1']);
});

test('an assembly without artifacts has no stacks, and no claim applies', () => {
  const results = prove(readAssembly(assembly({ 'manifest.json': {} })));
  expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['not applicable']));
});

test('stages are read, and stacks for any account', () => {
  const app = new App({ analyticsReporting: false });
  new Topic(new Stack(new Stage(app, 'Test'), 'Inner'), 'Topic');
  expect(readAssembly(app.synth().directory).map(({ displayName, account }) => `${displayName} ${account}`)).toEqual([`Test/Inner ${ANY_ACCOUNT}`]);
});

test('fails to read a nested stack that nests itself, and says so in a claim', () => {
  const nested = { Type: 'AWS::CloudFormation::Stack', Properties: {}, Metadata: { 'aws:asset:property': 'TemplateURL', 'aws:asset:path': 'S.json' } };
  const user = { Type: 'AWS::IAM::User', Properties: { UserName: 'x-BREAK-GLASS' } };
  assembly({ 'manifest.json': stack({ templateFile: 'S.json' }), 'S.json': { Resources: { N: nested, U: user } } });
  const stacks = readAssembly(directory);
  expect(stacks).toHaveLength(1);
  expect(prove(stacks).find(({ id }) => id === 'template-read')).toMatchObject({ verdict: 'fails', counterExamples: [{ subject: 'N' }] });
});

test('each template is read once, as long as all of them fit into memory', () => {
  assembly({ 'manifest.json': stack({ templateFile: 'S.json' }), 'S.json': template });
  const spy = jest.spyOn(fs, 'readFileSync');
  const reads = () => spy.mock.calls.filter(([file]) => String(file).endsWith('S.json')).length;
  expect(proofOfAssembly(directory, { claims: [] }).model.resources).toHaveLength(1);
  expect(reads()).toBe(1);
  const texts = new TemplateTexts(10);
  texts.read(join(directory, 'S.json'));
  expect(JSON.parse(texts.take(join(directory, 'S.json')))).toEqual(template);
  expect(reads()).toBe(3);
  spy.mockRestore();
});
