import { PlaybookStatement } from '../../src';
import { checkPhase } from '../../src/playbook/phase-check';

const SOURCES = ['https://example.com/runbook'];

function check(actions: string[], readOnly: boolean = false, wildcardReason?: string): () => void {
  return () => checkPhase('phase', [{ actions, sources: SOURCES }], readOnly, wildcardReason);
}

describe('a phase may hold', () => {
  test.each([
    ['a read by its name', ['iam:ListUsers']],
    ['a read in another case, which is the same for IAM', ['IAM:listusers']],
    ['a wildcard that stands for reads only', ['ec2:Describe*', 's3:GetBucketPolic?']],
  ])('%s, where it is read-only', (_, actions) => {
    expect(check(actions, true)).not.toThrow();
  });

  test('a write by its name, where it isn\'t read-only', () => {
    expect(check(['iam:UpdateAccessKey'])).not.toThrow();
  });

  test('a wildcard that stands for reads, where it isn\'t read-only', () => {
    expect(check(['ec2:Describe*'])).not.toThrow();
  });

  test('a wildcard that stands for writes, with a reason', () => {
    expect(check(['ec2:*Route'], false, 'which routes are needed is known in the emergency only')).not.toThrow();
  });
});

describe('fails on an action that IAM doesn\'t know', () => {
  test.each([
    ['iam:CreateAcessKey', "phase: unknown action 'iam:CreateAcessKey'; did you mean 'iam:CreateAccessKey'?"],
    ['ec3:DescribeInstances', "phase: unknown service 'ec3' in 'ec3:DescribeInstances'; did you mean 'ec2:DescribeInstances'?"],
    ['s3:ListBuckets', "phase: unknown action 's3:ListBuckets'; did you mean 's3:ListBucket'?"],
    ['iam:Lst*', "phase: unknown action 'iam:Lst*'; did you mean 'iam:List*'?"],
    ['ec2:Frobnicate*', "phase: unknown action 'ec2:Frobnicate*'; see the AWS service authorization reference"],
    ['constructor:toString', "phase: unknown service 'constructor' in 'constructor:toString'"],
    ['ec2', "phase: 'ec2' is not an action; write it as 'service:Action'"],
    ['ec2:', "phase: 'ec2:' is not an action; write it as 'service:Action'"],
    ['', "phase: '' is not an action; write it as 'service:Action'"],
    ['*', "phase: '*' stands for every action; name the services and actions that the phase needs"],
    ['*:*', "phase: '*:*' stands for every action; name the services and actions that the phase needs"],
    ['**', "phase: '**' stands for every action; name the services and actions that the phase needs"],
    ['*:GetObject', "phase: unknown service '*' in '*:GetObject'; see the AWS service authorization reference"],
  ])('%s', (action, message) => {
    expect(check([action])).toThrow(message);
  });
});

test('fails on a write in a read-only phase', () => {
  expect(check(['iam:ListUsers', 'iam:UpdateAccessKey'], true))
    .toThrow(/^phase is read-only, but 'iam:UpdateAccessKey' has access level Write; move it to a phase that writes$/);
});

test('fails on a wildcard that stands for a write in a read-only phase, whatever the reason', () => {
  expect(check(['iam:*AccessKey'], true, 'because')).toThrow(
    "phase is read-only, but 'iam:*AccessKey' stands for 'iam:CreateAccessKey', which has access level Write; move it to a phase that writes");
});

test('fails on tagging in a read-only phase', () => {
  expect(check(['iam:TagUser'], true)).toThrow(/'iam:TagUser' has access level/);
});

test.each([[undefined], [''], ['  ']])('fails on a wildcard that stands for writes, with %p for a reason', (reason) => {
  expect(check(['ec2:*Route'], false, reason)).toThrow(
    /^phase: 'ec2:\*Route' stands for \d+ write actions, such as 'ec2:CreateClientVpnRoute'; name each action, or give the reason in/);
});

test('fails on a question mark that stands for writes without a reason', () => {
  expect(check(['iam:CreateUse?'])).toThrow("'iam:CreateUse?' stands for 1 write actions, such as 'iam:CreateUser'");
});

test.each<[string, PlaybookStatement[], string]>([
  ['no statement', [], 'phase has no statement; add one, or leave the phase out'],
  ['a statement without sources', [{ actions: ['iam:ListUsers', 'iam:GetUser'], sources: [] }],
    "phase: 'sources' must name a document that explains the need for iam:ListUsers, iam:GetUser, got none"],
  ['a statement without actions', [{ actions: [], sources: SOURCES }], "phase: 'actions' must name at least one action, got none"],
  ['a faulty statement after a good one', [{ actions: ['iam:ListUsers'], sources: SOURCES }, { actions: ['nope:Nope'], sources: SOURCES }],
    "unknown service 'nope'"],
])('fails on %s', (_, statements, message) => {
  expect(() => checkPhase('phase', statements, false)).toThrow(message);
});
