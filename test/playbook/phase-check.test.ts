import { PlaybookStatement } from '../../src';
import { checkPhase } from '../../src/playbook/phase-check';
import { messageOf, tokenText } from '../identity/fixtures';

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
    ['s3:ListBuckets', "phase: unknown action 's3:ListBuckets'; IAM's name for this call is 's3:ListAllMyBuckets'; did you mean 's3:ListBucket'?"],
    ['s3:headobject', "phase: unknown action 's3:headobject'; IAM's name for this call is 's3:GetObject'"],
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

describe('resources', () => {
  const withResources = (resources: any, action = 'ec2:StopInstances') => () => checkPhase('phase', [{ actions: [action], resources, sources: SOURCES }], false);

  test.each([
    '*', '{{CommandDocuments}}', 'arn:{{Partition}}:ec2:*:{{Account}}:instance/*', 'arn:aws:s3:::bucket', 'arn:*:iam::*:role/x', 'arn:aws-us-gov:ec2:us-gov-west-1:111122223333:instance/i-1',
    'arn:{{Partition}}:ssm:*:{{Account}}:session/${aws:userid}-*', tokenText(), `arn:${tokenText()}:s3:::bucket`,
  ])('may be %s', (resource) => {
    expect(withResources([resource])).not.toThrow();
  });

  test.each<[unknown, string]>([
    ['my-bucket', "'my-bucket'"], ['arn:aws:s3', "'arn:aws:s3'"], ['arn:aw:ec2:*:*:instance/*', "'arn:aw:ec2:*:*:instance/*'"], ['i-0123456789abcdef0', "'i-0123456789abcdef0'"],
    ['{{Account}}/x', "'{{Account}}/x'"], ['', "''"], [undefined, 'undefined'], [7, '7'], ['arn:aws:ec2:*:*:', "'arn:aws:ec2:*:*:'"],
  ])('fail for %p', (resource, shown) => {
    expect(messageOf(withResources([resource])))
      .toBe(`phase: 'resources' must hold ARNs, '*' or placeholders, got ${shown}; write it as 'arn:{{Partition}}:ec2:*:{{Account}}:…'`);
  });

  test('fail for the name of a bucket, with the ARN of one', () => {
    expect(messageOf(withResources(['my-bucket'], 's3:GetObject'))).toContain("write it as 'arn:{{Partition}}:s3:::…'");
  });

  test.each([[[], 'none'], ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket']])('fail for %j, which is no list of them', (resources, shown) => {
    expect(messageOf(withResources(resources))).toBe(`phase: 'resources' must hold at least one ARN, got ${shown}; leave 'resources' out for every resource`);
  });
});

describe('conditions', () => {
  const withConditions = (conditions: any) => () => checkPhase('phase', [{ actions: ['ec2:StopInstances'], conditions, sources: SOURCES }], false);

  test.each<[any]>([
    [{ StringEquals: { 'aws:ResourceTag/Team': 'a' } }],
    [{ StringEqualsIfExists: { 'ec2:InstanceType': ['t3.micro'] } }],
    [{ 'ForAllValues:StringLike': { 'aws:TagKeys': ['a*'] } }],
    [{ 'ForAnyValue:StringNotEqualsIgnoreCaseIfExists': { 'aws:TagKeys': ['a*'] } }],
    [{ Null: { 'aws:MultiFactorAuthAge': 'false' } }],
    [{ stringequals: { 'AWS:sourceaccount': '111122223333' } }],
    [{ NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '3600' }, Bool: { 'aws:SecureTransport': 'true' } }],
    [{ StringEquals: { 'ssm:resourceTag/{{CommandTagKey}}': '{{CommandTagValue}}' } }],
    [{ StringEquals: { 'token.actions.githubusercontent.com:sub': 'x' } }],
    [{ StringEquals: { [tokenText()]: 'x' } }],
  ])('may be %j', (conditions) => {
    expect(withConditions(conditions)()).toEqual([]);
  });

  test.each([
    ['StringEqual', "did you mean 'StringEquals'?"],
    ['StringEqualIfExists', "did you mean 'StringEqualsIfExists'?"],
    ['ForAllValue:StringEquals', "did you mean 'ForAllValues:StringEquals'?"],
    ['ForAnyValue:StringLikes', "did you mean 'ForAnyValue:StringLike'?"],
    ['NullIfExists', "did you mean 'Null'?"],
    ['IpAdress', "did you mean 'IpAddress'?"],
    ['DateBefore', 'see the condition operators of IAM'],
    ['constructor', 'see the condition operators of IAM'],
  ])('fail for the operator %s', (operator, fix) => {
    expect(messageOf(withConditions({ [operator]: { 'aws:ResourceTag/Team': 'a' } }))).toBe(`phase: unknown condition operator '${operator}'; ${fix}`);
  });

  test.each([
    ['aws:SourceIpp', 'aws:sourceip'], ['aws:PrincipleOrgID', 'aws:principalorgid'], ['aws:ResourceTags/Team', 'aws:resourcetag/team'], ['ec2:InstanceTyp', 'ec2:instancetype'],
  ])('fail for the key %s, which nearly is one', (key, meant) => {
    expect(messageOf(withConditions({ StringEquals: { [key]: 'a' } }))).toBe(`phase: unknown condition key '${key}'; did you mean '${meant}'? IAM ignores case in keys`);
  });

  test('give back keys that the catalogue doesn\'t have', () => {
    expect(withConditions({ StringEquals: { 'ec2:SomethingOfNextYear': 'a', 'aws:ResourceTag/Team': 'a' }, StringLike: { 'ec2:SomethingOfNextYear': 'a' } })()).toEqual(['ec2:SomethingOfNextYear']);
  });

  test.each([['aws:ResourceTag/Team'], [null], [['a']], [7]])('fail for %p instead of keys', (keys) => {
    expect(messageOf(withConditions({ StringEquals: keys }))).toContain(`phase: condition operator 'StringEquals' must have condition keys, got ${String(keys)}; `);
  });
});
