/** What is deployed is what was read: the manifests of an assembly say which file is the template of a stack, where it goes, and by which role. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, BootstraplessSynthesizer, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, LegacyStackSynthesizer, NestedStack, Stack, Stage, Token } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { BreakGlassUser } from '../../../src';
import { ClaimResult, CLAIMS, prove, proofOfAssembly, readAssembly } from '../../../src/claims/internal';

const ACCOUNT = '111111111111';
const ENV = { account: ACCOUNT, region: 'eu-west-1' };
const READ = CLAIMS.filter(({ id }) => id === 'template-read');

function user(stack: Stack): Stack {
  const account = Token.isUnresolved(stack.account) ? ACCOUNT : stack.account;
  new BreakGlassUser(stack, 'Jane', {
    responderName: 'Jane Doe',
    responderEmail: 'jane@example.com',
    emergencyContact: 'oncall@example.com',
    cloudFormationRoles: [new ArnPrincipal(`arn:aws:iam::${account}:role/deployer`)],
  });
  return stack;
}

function assembly(synthesizer: any = new DefaultStackSynthesizer(), env: any = ENV): string {
  const app = new App({ analyticsReporting: false });
  const stack = user(new Stack(app, 'Access', { env, synthesizer }));
  new CfnTopic(new NestedStack(stack, 'Nested'), 'Topic');
  return app.synth().directory;
}

const causes = (results: readonly ClaimResult[]) => results.flatMap(({ counterExamples }) => counterExamples.map(({ because }) => because));
const found = (directory: string) => causes(prove(readAssembly(directory), { claims: READ }));

function change(directory: string, file: string, edit: (value: any) => void): void {
  const path = join(directory, file);
  const value = JSON.parse(readFileSync(path, 'utf8'));
  edit(value);
  writeFileSync(path, JSON.stringify(value));
}

const asset = (manifest: any) => Object.values<any>(manifest.files).find(({ source }) => source.path === 'Access.template.json');
const another = (directory: string) => copyFileSync(join(directory, 'Access.template.json'), join(directory, 'Other.json'));

test.each([
  ['of CDK', new DefaultStackSynthesizer()],
  ['with a bucket and a prefix of its own', new DefaultStackSynthesizer({ bucketPrefix: 'a/', fileAssetsBucketName: 'mine-${AWS::AccountId}-${AWS::Region}' })],
  ['with roles of its own', new DefaultStackSynthesizer({ deployRoleArn: `arn:aws:iam::${ACCOUNT}:role/deploy` })],
  ['with the credentials of the CLI', new CliCredentialsStackSynthesizer()],
  ['before CDK 2', new LegacyStackSynthesizer()],
])('what the synthesizer %s writes holds, with an account and without one', (_, synthesizer) => {
  expect(found(assembly(synthesizer))).toEqual([]);
  expect(found(assembly(Object.assign(Object.create(Object.getPrototypeOf(synthesizer)), synthesizer), undefined))).toEqual([]);
});

test('stages with the same stacks hold, and so does a stack that publishes nothing', () => {
  const app = new App({ analyticsReporting: false });
  for (const name of ['Beta', 'Prod']) { user(new Stack(new Stage(app, name), 'Access')); }
  user(new Stack(app, 'Plain', { env: ENV, synthesizer: new BootstraplessSynthesizer() }));
  new CfnTopic(new Stack(app, 'Twin', { stackName: 'Plain', env: { ...ENV, region: 'eu-west-2' } }), 'Topic');
  expect(found(app.synth().directory)).toEqual([]);
});

test.each<[string, (directory: string) => void, RegExp]>([
  ['is published from another file', (directory) => {
    another(directory);
    change(directory, 'Other.json', (template) => { template.Description = 'other'; });
    change(directory, 'Access.assets.json', (manifest) => { asset(manifest).source.path = 'Other.json'; });
  }, /where Other.json is published/],
  ['is the output of a command', (directory) => change(directory, 'Access.assets.json', (manifest) => { asset(manifest).source = { executable: ['cat', 'x'] }; }), /a command or an archive/],
  ['is the output of a command as well', (directory) => change(directory, 'Access.assets.json', (manifest) => {
    manifest.files.more = { ...asset(manifest), source: { executable: ['cat', 'x'] } };
  }), /a command or an archive/],
  ['is published from another file by a stage', (directory) => {
    mkdirSync(join(directory, 'assembly-Stage'));
    writeFileSync(join(directory, 'assembly-Stage', 'manifest.json'), JSON.stringify({ artifacts: { assets: { type: 'cdk:asset-manifest', properties: { file: 'x.assets.json' } } } }));
    writeFileSync(join(directory, 'assembly-Stage', 'Access.template.json'), '{}');
    copyFileSync(join(directory, 'Access.assets.json'), join(directory, 'assembly-Stage', 'x.assets.json'));
    change(directory, 'manifest.json', ({ artifacts }) => { artifacts['assembly-Stage'] = { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Stage' } }; });
  }, /where assembly-Stage.Access.template.json is published/],
  ['comes from a bucket of others', (directory) => change(directory, 'manifest.json', ({ artifacts }) => {
    artifacts.Access.properties.stackTemplateAssetObjectUrl = 's3://others/x.json';
  }), /no file of the assembly is published there/],
  ['is at no place in S3', (directory) => change(directory, 'manifest.json', ({ artifacts }) => {
    artifacts.Access.properties.stackTemplateAssetObjectUrl = 'https://example.com/x.json';
  }), /no file of the assembly is published there/],
])('fails on a template that %s', (_, edit, cause) => {
  const directory = assembly();
  edit(directory);
  expect(found(directory)).toEqual(expect.arrayContaining([expect.stringMatching(cause)]));
});

test('fails on a nested template that a command makes as well', () => {
  const directory = assembly();
  change(directory, 'Access.assets.json', (manifest) => {
    const nested = Object.values<any>(manifest.files).find(({ source }) => /nested/.test(source.path));
    manifest.files.more = { ...nested, source: { executable: ['cat', 'x'] } };
  });
  expect(found(directory)).toEqual([expect.stringContaining('https://s3.')]);
});

test.each(['assumeRoleArn', 'cloudFormationExecutionRoleArn'])('fails on a stack of another account whose %s is of the account of break-glass', (property) => {
  const directory = assembly();
  writeFileSync(join(directory, 'Other.json'), '{"Resources":{}}');
  const other = (environment: string) => change(directory, 'manifest.json', ({ artifacts }) => {
    artifacts.Other = { type: 'aws:cloudformation:stack', environment, properties: { templateFile: 'Other.json', [property]: `arn:aws:iam::${ACCOUNT}:role/deploy` } };
  });
  other(`aws://${ACCOUNT}/eu-west-1`);
  expect(found(directory)).toEqual([]);
  other('aws://222222222222/eu-west-1');
  expect(found(directory)).toEqual([`${property} is a role of account ${ACCOUNT}, and the stack is read as one of account 222222222222`]);
});

test('fails on a second stack of the name, in a stage, too, and for accounts that aren\'t asked', () => {
  const app = new App({ analyticsReporting: false });
  const accounts = ['333333333333', '444444444444', '555555555555', '666666666666'];
  for (const account of accounts) { user(new Stack(app, `Access${account}`, { stackName: 'access', env: { account, region: 'eu-west-1' } })); }
  const { directory } = app.synth();
  expect(causes(proofOfAssembly(directory, { claims: READ }).results)).toEqual([]);
  mkdirSync(join(directory, 'assembly-Stage'));
  writeFileSync(join(directory, 'assembly-Stage', 'x.json'), '{"Resources":{}}');
  writeFileSync(join(directory, 'assembly-Stage', 'manifest.json'), JSON.stringify({
    artifacts: { Later: { type: 'aws:cloudformation:stack', environment: `aws://${accounts[3]}/eu-west-1`, properties: { templateFile: 'x.json', stackName: 'access' } } },
  }));
  change(directory, 'manifest.json', ({ artifacts }) => { artifacts['assembly-Stage'] = { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Stage' } }; });
  expect(causes(proofOfAssembly(directory, { claims: READ }).results)).toEqual([
    expect.stringMatching(/deployed twice to account 666666666666, the other time as assembly-Stage.Later/), expect.stringMatching(/the other time as Access666666666666/),
  ]);
});
