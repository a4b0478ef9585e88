import { App, Aws, Lazy, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { wildcardRegex } from '../../src/private/iam-catalogue';
import {
  asArray, documentOf, LIMITS, mergeStatements, minimizeActions, oneOrMany, policySize, splitDocuments, Statement,
} from '../../src/private/policy-document';

function allow(Action: string | string[], rest: Partial<Statement> = {}): Statement {
  return { Effect: 'Allow', Action, Resource: '*', ...rest };
}

function actionsOf(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ Action }) => asArray(Action));
}

test("the limits are IAM's", () => {
  expect(LIMITS).toEqual({ managedPolicy: 6144, trustPolicy: 2048, sessionPolicy: 2048, permissionSet: 10240 });
});

test('a document has the version that knows policy variables, and a list of its own', () => {
  const statements = [allow('s3:GetObject')];
  const document = documentOf(statements);
  expect(document).toEqual({ Version: '2012-10-17', Statement: statements });
  expect(document.Statement).not.toBe(statements);
});

test('oneOrMany and asArray are each other backwards', () => {
  expect(oneOrMany(['a'])).toBe('a');
  expect(oneOrMany(['a', 'b'])).toEqual(['a', 'b']);
  expect(oneOrMany([])).toEqual([]);
  expect(asArray('a')).toEqual(['a']);
  expect(asArray(['a', 'b'])).toEqual(['a', 'b']);
  expect(asArray(undefined)).toEqual([]);
});

describe('policySize', () => {
  const size = (Resource: string) => policySize(documentOf([allow('*', { Resource })])) - policySize(documentOf([allow('*', { Resource: '' })]));

  test('counts every character of the minified document', () => {
    expect(policySize(documentOf([]))).toBe('{"Version":"2012-10-17","Statement":[]}'.length);
    expect(size('arn:aws:iam::111111111111:role/R')).toBe(32);
  });

  test('counts tokens as the longest thing they become', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(size(Aws.PARTITION)).toBe('aws-us-gov'.length);
    expect(size(stack.partition)).toBe('aws-us-gov'.length);
    expect(size(Aws.ACCOUNT_ID)).toBe(12);
    expect(size(stack.account)).toBe(12);
    expect(size(Lazy.string({ produce: () => 'x' }))).toBe(120);
    expect(size(`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/R`)).toBe('arn:aws-us-gov:iam::111111111111:role/R'.length);
  });

  test('counts a Region as long as the longest', () => {
    expect(size(Aws.REGION)).toBe('us-isof-south-1'.length);
  });
});

describe('minimizeActions', () => {
  test.each([
    [[], []],
    [['b:Y', 'a:X', 'b:Y'], ['a:X', 'b:Y']],
    [['s3:GetObject', 's3:Get*'], ['s3:Get*']],
    [['s3:getObject', 'S3:Get*'], ['S3:Get*']],
    [['s3:GetObject*', 's3:Get*', 's3:*'], ['s3:*']],
    [['s3:Get*', 's3:*Object'], ['s3:*Object', 's3:Get*']],
    [['s3:Get?', 's3:Get*'], ['s3:Get*']],
    [['s3:GetX', 's3:Get?'], ['s3:Get?', 's3:GetX']],
    [['s3:GetObject', 's3:PutObject'], ['s3:GetObject', 's3:PutObject']],
    [['iam:*', 'iamx:Get'], ['iam:*', 'iamx:Get']],
    [['*', 's3:*', 's3:GetObject'], ['*']],
    [['s3:Get?', 's3:Get??', 's3:Get*'], ['s3:Get*']],
    [['s3:Get?*', 's3:Get*'], ['s3:Get*']],
    [['s3:Get?*', 's3:GetObject', 's3:Get'], ['s3:Get', 's3:Get?*']],
    [['s3:G?t*', 's3:GetObject', 's3:G?tX*'], ['s3:G?t*']],
    [['s3:*Object', 's3:*GetObject', 's3:Get*Object'], ['s3:*Object']],
    [['s3:a*?', 's3:a?*'], ['s3:a*?', 's3:a?*']],
    [['s3:***', 's3:GetObject'], ['s3:*']],
    [['s3.x:*', 's3ax:Get'], ['s3.x:*', 's3ax:Get']],
  ] as [string[], string[]][])('of %j is %j', (actions, minimal) => {
    expect(minimizeActions(actions)).toEqual(minimal);
  });

  test.each([
    [['s3:Get*', 's3:get*']], [['ec2:Describe*', 'EC2:Describe*']], [['s3:*', 's3:**']], [['s3:GetObject', 'S3:getobject']], [['s3:G*t*', 's3:g**T*']],
  ])('of %j, which stand for the same, keeps one of the two', (actions) => {
    expect(minimizeActions(actions)).toHaveLength(1);
  });

  test('keeps a pattern that another covers only by the letter', () => {
    expect(minimizeActions(['s3:G*t', 's3:G?t*'])).toEqual(['s3:G*t', 's3:G?t*']);
  });

  test('keeps the allowed actions of any input', () => {
    const letters = fc.constantFrom('a', 'b', 'A', '*', '?');
    const action = fc.array(letters, { minLength: 1, maxLength: 4 }).map((name) => `s:${name.join('')}`);
    const concrete = ['', 'a', 'b', 'aa', 'ab', 'ba', 'bb', 'aab', 'aba', 'abb', 'bab', 'abab', 'baba', 'bbaa', 'aabb'].map((name) => `s:${name}`);
    fc.assert(fc.property(fc.array(action, { maxLength: 5 }), (actions) => {
      const allowed = (patterns: string[]) => concrete.filter((name) => patterns.some((pattern) => wildcardRegex(pattern).test(name)));
      expect(allowed(minimizeActions(actions))).toEqual(allowed(actions));
    }), { seed: 7, numRuns: 2000 });
  });
});

describe('mergeStatements', () => {
  test('joins the actions of statements that differ in nothing else', () => {
    expect(mergeStatements([allow('b:Y'), allow(['a:X', 'b:Y'])])).toEqual([allow(['a:X', 'b:Y'])]);
  });

  test('keeps the order in which statements first appear', () => {
    const conditioned = allow('b:Y', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } });
    expect(mergeStatements([allow('c:Z'), conditioned, allow('a:X')])).toEqual([allow(['a:X', 'c:Z']), conditioned]);
  });

  test.each<[string, Partial<Statement>]>([
    ['effect', { Effect: 'Deny' }],
    ['resource', { Resource: 'arn:aws:s3:::b' }],
    ['condition', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['principal', { Principal: '*' }],
  ])('keeps statements of another %s apart', (_, rest) => {
    const statements = [allow('a:X'), allow('a:Y', rest)];
    expect(mergeStatements(statements)).toEqual(statements);
  });

  test('keeps statements with a Sid as they are', () => {
    const statements = [allow(['b:Y', 'a:X'], { Sid: 'One' }), allow('a:X'), allow('a:Z', { Sid: 'One' })];
    expect(mergeStatements(statements)).toEqual(statements);
  });

  test('keeps statements without actions as they are, once', () => {
    const statement: Statement = { Effect: 'Deny', NotAction: ['b:Y', 'a:X'], Resource: '*' };
    const other: Statement = { ...statement, NotAction: 'a:X' };
    expect(mergeStatements([statement, { ...statement }, other])).toEqual([statement, other]);
  });

  test('shortens the actions of a single statement as well', () => {
    expect(mergeStatements([allow(['a:X', 'a:*'])])).toEqual([allow('a:*')]);
  });

  test('of nothing is nothing', () => {
    expect(mergeStatements([])).toEqual([]);
  });
});

describe('splitDocuments', () => {
  const LIMIT = 300;

  test('leaves what fits in one document', () => {
    const statements = [allow('a:X'), allow('b:Y', { Resource: 'arn:aws:s3:::b' })];
    expect(splitDocuments(statements, LIMIT)).toEqual([documentOf(statements)]);
  });

  test('of nothing is nothing', () => {
    expect(splitDocuments([], LIMIT)).toEqual([]);
  });

  test('fills each document in order', () => {
    const statements = Array.from({ length: 10 }, (_, index) => allow(`s3:Action${index}`, { Resource: `arn:aws:s3:::bucket-${index}` }));
    const documents = splitDocuments(statements, LIMIT);
    expect(documents.length).toBeGreaterThan(2);
    expect(documents.flatMap((document) => document.Statement)).toEqual(statements);
    expect(documents.filter((document) => policySize(document) > LIMIT)).toEqual([]);
  });

  test('uses the limit to the last character', () => {
    const statements = [allow('a:X'), allow('b:Y')];
    const size = policySize(documentOf(statements));
    expect(splitDocuments(statements, size)).toHaveLength(1);
    expect(splitDocuments(statements, size - 1)).toHaveLength(2);
  });

  test('cuts a statement with more actions than one document holds', () => {
    const actions = Array.from({ length: 40 }, (_, index) => `s3:Action${index}`);
    const documents = splitDocuments([allow(actions, { Resource: 'arn:aws:s3:::b' })], LIMIT);
    expect(actionsOf(documents.flatMap((document) => document.Statement))).toEqual(actions);
    for (const document of documents) {
      expect(policySize(document)).toBeLessThanOrEqual(LIMIT);
      expect(document.Statement.every(({ Effect, Resource }) => Effect === 'Allow' && Resource === 'arn:aws:s3:::b')).toBe(true);
    }
  });

  test('keeps the permissions and the limit with any input', () => {
    const statement = fc.record({
      Action: fc.array(fc.integer({ min: 0, max: 99 }).map((index) => `s3:Action${index}`), { minLength: 1, maxLength: 30 }),
      Resource: fc.integer({ min: 0, max: 3 }).map((index) => `arn:aws:s3:::bucket-${index}`),
    }).map((rest): Statement => ({ Effect: 'Allow', ...rest }));
    const pairs = (statements: Statement[]) => statements
      .flatMap(({ Action, Resource }) => asArray(Action).map((action) => `${action} ${Resource}`));
    fc.assert(fc.property(fc.array(statement, { maxLength: 8 }), (statements) => {
      const documents = splitDocuments(statements, LIMIT);
      expect(pairs(documents.flatMap((document) => document.Statement))).toEqual(pairs(statements));
      expect(documents.every((document) => policySize(document) <= LIMIT)).toBe(true);
    }), { seed: 7 });
  });

  /** Every pair of an action and a resource that the statements name, so that nothing is lost and nothing invented. */
  function pairsOf(statements: readonly Statement[]): string[] {
    return statements.flatMap(({ Action, Resource }) => asArray(Action).flatMap((action) => asArray(Resource).map((resource) => `${action} ${resource}`)));
  }

  test('cuts a statement whose resources are more than one document holds', () => {
    const resources = Array.from({ length: 20 }, (_, index) => `arn:aws:s3:::bucket-${index}`);
    const statement = allow('s3:GetObject', { Resource: resources, Condition: { Bool: { 'aws:SecureTransport': 'true' } } });
    const documents = splitDocuments([statement], LIMIT);
    expect(documents.length).toBeGreaterThan(1);
    expect(documents.filter((document) => policySize(document) > LIMIT)).toEqual([]);
    const pieces = documents.flatMap((document) => document.Statement);
    expect(pairsOf(pieces)).toEqual(pairsOf([statement]));
    for (const piece of pieces) { expect(piece).toEqual({ ...statement, Resource: piece.Resource }); }
  });

  test('cuts a statement by actions first, and each piece by resources where that is not enough', () => {
    const Resource = Array.from({ length: 12 }, (_, index) => `arn:aws:s3:::bucket-with-a-name-${index}`);
    const statement = allow(['s3:GetObject', 's3:ListBucket', 's3:PutObject'], { Resource });
    const documents = splitDocuments([statement], LIMIT);
    expect(documents.filter((document) => policySize(document) > LIMIT)).toEqual([]);
    expect(pairsOf(documents.flatMap((document) => document.Statement)).sort()).toEqual(pairsOf([statement]).sort());
  });

  test('cuts by resources where there are no actions to cut, as of a deny on all but some', () => {
    const Resource = Array.from({ length: 20 }, (_, index) => `arn:aws:s3:::bucket-${index}`);
    const statement: Statement = { Effect: 'Deny', NotAction: ['s3:Get*', 's3:List*'], Resource };
    const pieces = splitDocuments([statement], LIMIT).flatMap((document) => document.Statement);
    expect(pieces.flatMap((piece) => asArray(piece.Resource))).toEqual(Resource);
    for (const piece of pieces) { expect(piece).toEqual({ ...statement, Resource: piece.Resource }); }
  });

  test.each<[string, Partial<Statement>]>([
    ['a resource', { Resource: `arn:aws:s3:::${'b'.repeat(300)}` }],
    ['a condition', { Condition: { StringEquals: { 'aws:ResourceTag/n': ['v'.repeat(300)] } } }],
    // What lies outside of each half would be denied or allowed by the other.
    ['a list of exceptions', { Resource: undefined, NotResource: Array.from({ length: 20 }, (_, index) => `arn:aws:s3:::bucket-${index}`) }],
  ])('fails for %s that no document holds, with both sizes', (_, rest) => {
    expect(() => splitDocuments([allow('s3:GetObject', rest)], LIMIT))
      .toThrow(/^a statement on s3:GetObject has \d{3} characters and can't be divided, IAM allows 300 in a policy; shorten its conditions or resources$/);
  });
});
