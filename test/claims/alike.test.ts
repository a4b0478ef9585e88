import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { BreakGlassUser, IncidentResponseRole, Playbook, ResponderProfile } from '../../src';
import { ACKNOWLEDGED } from '../../src/claims/acknowledged';
import { NAMED_BY_QUESTIONS } from '../../src/claims/alike';
import { CLAIMS, proofOf, proofOfAssembly, prove, SynthesizedStack } from '../../src/claims/internal';

const SECURITY = '444455556666';
const accountOf = (number: number) => String(600_000_000_000 + number * 7_654_321);
// Without an alarm in the stacks the claims about alarms would fail for every role.
const claims = CLAIMS.filter(({ proof }) => proof !== 'detection');

function add(scope: App, id: string, account: string): void {
  const stack = new Stack(scope, id, { env: { account, region: 'us-east-1' } });
  new IncidentResponseRole(stack, 'Role', {
    profile: ResponderProfile.SECURITY_INVESTIGATOR,
    playbook: Playbook.CREDENTIAL_COMPROMISE,
    responders: [BreakGlassUser.fromUserArn(stack, 'Jane', `arn:aws:iam::${SECURITY}:user/bg/jane.doe-BREAK-GLASS`)],
    organizationId: 'o-exampleorg1',
  });
}

const text = (() => {
  const app = new App({ analyticsReporting: false });
  add(app, 'Account', accountOf(0));
  return JSON.stringify(app.synth().getStackByName('Account').template);
})();

/** Accounts with one role each, whose templates are equal but for the account's id. */
function accounts(count: number): SynthesizedStack[] {
  return Array.from({ length: count }, (_, number) => ({
    name: `Stack-${number}`,
    account: accountOf(number),
    region: 'us-east-1',
    template: JSON.parse(text.replaceAll(accountOf(0), accountOf(number)).replaceAll('Account/Role', `Account-${number}/Role`)),
  }));
}

const role = (stack: SynthesizedStack): any => Object.values<any>(stack.template.Resources).find(({ Type }) => Type === 'AWS::IAM::Role');
const trust = (stack: SynthesizedStack): any => role(stack).Properties.AssumeRolePolicyDocument.Statement[0];
const left = (stacks: SynthesizedStack[]) => proofOf(stacks, { claims: [] }).alike.flatMap(({ alike }) => alike);

/** The accounts that are asked although another one is like them, once one is changed. */
function askedAfter(change: (changed: SynthesizedStack, all: SynthesizedStack[]) => void): string[] {
  const stacks = accounts(6);
  change(stacks[4], stacks);
  const unasked = left(stacks);
  return stacks.slice(2).map(({ account }) => account).filter((account) => !unasked.includes(account));
}

test('of accounts that are equal but for their ids two are asked, and the proof says for which others', () => {
  const stacks = accounts(6);
  const { alike, results, model } = proofOf(stacks, { claims });
  expect(alike).toEqual([{ account: accountOf(0), alike: [2, 3, 4, 5].map(accountOf) }]);
  expect(model.stacks.map(({ account }) => account)).toEqual([0, 1].map(accountOf));
  expect(results.map(({ id, verdict }) => [id, verdict])).toEqual(prove(stacks, { claims }).map(({ id, verdict }) => [id, verdict]));
  const questions = results.find(({ id }) => id === 'role-mints-nobody')!.questions;
  expect(prove(stacks.slice(0, 1), { claims }).find(({ id }) => id === 'role-mints-nobody')!.questions * 2).toBe(questions);
});

test('two accounts are both asked', () => {
  expect(proofOf(accounts(2), { claims: [] }).alike).toEqual([]);
});

test('fails on a broken account among a thousand', () => {
  const stacks = accounts(1000);
  delete trust(stacks[700]).Condition.NumericLessThanEquals;
  const { alike, results } = proofOf(stacks, { claims });
  const failing = results.filter(({ verdict }) => verdict === 'fails');
  expect(alike.flatMap((group) => group.alike)).toHaveLength(997);
  expect(failing.map(({ id }) => id)).toEqual(['role-needs-recent-mfa']);
  expect(new Set(failing[0].counterExamples.map(({ about }) => about!.stack.account))).toEqual(new Set([accountOf(700)]));
});

test.each<readonly [string, (changed: SynthesizedStack, all: SynthesizedStack[]) => void]>([
  ['one byte differs', (changed) => { role(changed).Properties.MaxSessionDuration--; }],
  ['an acknowledgement differs', (changed) => { role(changed).Metadata = { ...role(changed).Metadata, [ACKNOWLEDGED]: { 'role-needs-mfa': 'because' } }; }],
  ['it is in another Region', (changed, all) => { all[4] = { ...changed, region: 'eu-central-1' }; }],
  ['it has a stack more', (changed, all) => { all.push({ ...changed, name: 'More', template: { Resources: {} } }); }],
  ['another account names it', (changed, all) => { all.push({ ...changed, account: SECURITY, template: { Resources: {}, Outputs: { Account: { Value: `x-${changed.account}-y` } } } }); }],
  ['every account names it', (changed, all) => all.forEach((stack) => { stack.template.Description = changed.account; })],
  ['another account names it in pieces', (changed, all) => {
    const name = { 'Fn::Join': ['', [changed.account.slice(0, 6), changed.account.slice(6)]] };
    all.push({ ...changed, account: SECURITY, template: { Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: name } } } } });
  }],
])('an account is proven by itself if %s', (_, change) => {
  expect(askedAfter(change)).toContain(accountOf(4));
});

test.each<readonly [string, (stack: SynthesizedStack) => void]>([
  ['exports', (stack) => { stack.template.Outputs = { Role: { Value: 'x', Export: { Name: 'role' } } }; }],
  ['imports', (stack) => { role(stack).Properties.Description = { 'Fn::ImportValue': 'role' }; }],
  ['nested stacks', (stack) => { stack.template.Resources.Nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/template' } }; }],
  ['an id cut into pieces', (stack) => { role(stack).Properties.Description = { 'Fn::Select': ['0', { 'Fn::Split': ['7', { Ref: 'AWS::AccountId' }] }] }; }],
  ['the name of its stack', (stack) => { role(stack).Properties.Description = { Ref: 'AWS::StackName' }; }],
  ['a principal by a part of ids', (stack) => { trust(stack).Condition.ArnLike = { 'aws:PrincipalArn': 'arn:aws:iam::4444*:user/bg/*' }; }],
  ['a part of ids that a function makes', (stack) => { trust(stack).Condition.ArnLike = { 'aws:PrincipalArn': { 'Fn::Join': ['', ['arn:aws:iam::4444', '*:user/bg/*']] } }; }],
  ['a number that an id is less than', (stack) => { trust(stack).Condition.NumericLessThan = { 'aws:PrincipalAccount': '5' }; }],
  ['an event pattern on the beginning of ids', (stack) => {
    stack.template.Resources.Rule = { Type: 'AWS::Events::Rule', Properties: { EventPattern: { account: [{ prefix: '60' }] } } };
  }],
])('all accounts are asked if their templates have %s', (_, change) => {
  const stacks = accounts(6);
  stacks.forEach(change);
  expect(left(stacks)).toEqual([]);
});

test('an id that questions name as an example is no ordinary account', () => {
  const stacks = accounts(5).map((stack) => (
    stack.account === accountOf(4) ? { ...stack, account: '999999999999', template: JSON.parse(JSON.stringify(stack.template).replaceAll(stack.account, '999999999999')) } : stack));
  expect(left(stacks)).toEqual([accountOf(2), accountOf(3)]);
});

test('every account id in the claims is known as one that questions name', () => {
  const sources = [...readdirSync(join(__dirname, '../../src/claims'), { recursive: true, encoding: 'utf8' }).map((file) => `claims/${file}`), 'analysis/records.ts'];
  const ids = sources.filter((file) => file.endsWith('.ts')).flatMap((file) => readFileSync(join(__dirname, '../../src', file), 'utf8').match(/\b\d{12}\b/g) ?? []);
  expect(ids.filter((id) => !NAMED_BY_QUESTIONS.has(id))).toEqual([]);
  expect(ids.length).toBeGreaterThan(5);
});

test('an assembly on disk is proven as its stacks are', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'break-glass-alike-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    [0, 1, 2, 3].forEach((number) => add(app, `Account-${number}`, accountOf(number)));
    app.synth();
    const { alike, results, model } = proofOfAssembly(outdir, { claims });
    expect(alike).toEqual([{ account: accountOf(0), alike: [2, 3].map(accountOf) }]);
    expect(model.roles.map(({ account }) => account)).toEqual([0, 1].map(accountOf));
    expect(results.filter(({ verdict }) => verdict === 'fails')).toEqual([]);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});
