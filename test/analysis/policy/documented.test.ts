import { evaluate, Policies, PolicyRequest } from '../../../src/analysis/policy';

const A = '111122223333';
const B = '444455556666';
const USER = `arn:aws:iam::${A}:user/jane`;
const ROLE = `arn:aws:iam::${A}:role/Reader`;
const SESSION = `arn:aws:sts::${A}:assumed-role/Reader/jane`;
const BUCKET = 'arn:aws:s3:::bucket/key';

const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const policy = (...statements: object[]) => ({ name: 'p', document: document(...statements) });
const allow = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const deny = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({ Effect: 'Deny', Action, Resource, ...more });
const given = (Principal: object | string, Action = 's3:GetObject', more: object = {}) => policy({ Effect: 'Allow', Principal, Action, Resource: '*', ...more });

const request = (more: Partial<PolicyRequest> = {}): PolicyRequest => ({ principal: USER, action: 's3:GetObject', resource: BUCKET, resourceAccount: A, context: {}, ...more });
const verdict = (asked: Partial<PolicyRequest>, policies: Policies) => evaluate(request(asked), policies).verdict;
const nothing = policy(allow('ec2:DescribeInstances'));

type Row = readonly [statement: string, asked: Partial<PolicyRequest>, policies: Policies, expected: 'allowed' | 'denied' | 'undecided'];

/** Statements of AWS's documentation, as cases. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
const TABLE: readonly Row[] = [
  ['by default all requests are denied', {}, {}, 'denied'],
  ['an allow of an identity policy overrides the default', {}, { identity: [policy(allow('s3:*'))] }, 'allowed'],
  ['who somebody is may be asked whatever policies say', { action: 'sts:GetCallerIdentity', resource: '*' }, { identity: [policy(deny('sts:*'))] }, 'allowed'],
  ['an explicit deny overrides every allow', {}, { identity: [policy(allow('s3:*'), deny('s3:GetObject'))], resource: given({ AWS: USER }) }, 'denied'],
  ['a boundary limits what an identity policy allows', {}, { identity: [policy(allow('*'))], boundary: nothing }, 'denied'],
  ['a boundary allows nothing by itself', {}, { boundary: policy(allow('*')) }, 'denied'],
  ['in one account a resource policy that names the user is enough', {}, { resource: given({ AWS: USER }) }, 'allowed'],
  ['in one account a resource policy that names the user isn\'t limited by an implicit deny of its boundary', {}, { boundary: nothing, resource: given({ AWS: USER }) }, 'allowed'],
  ['an explicit deny of a boundary limits it all the same', {}, { boundary: policy(deny('s3:*')), resource: given({ AWS: USER }) }, 'denied'],
  ['a resource policy that names a role is limited by an implicit deny of the boundary', { principal: SESSION }, { boundary: nothing, resource: given({ AWS: ROLE }) }, 'denied'],
  ['a resource policy that names a role is limited by an implicit deny of a session policy', { principal: SESSION }, { session: [nothing], resource: given({ AWS: ROLE }) }, 'denied'],
  ['a resource policy that names a role needs no identity policy', { principal: SESSION }, { resource: given({ AWS: ROLE }) }, 'allowed'],
  ['a resource policy that names a session isn\'t limited by boundary and session policy', { principal: SESSION }, { boundary: nothing, session: [nothing], resource: given({ AWS: SESSION }) }, 'allowed'],
  ['a session policy limits what the role\'s policies allow', { principal: SESSION }, { identity: [policy(allow('*'))], session: [nothing] }, 'denied'],
  ['another account needs an allow on both sides: the resource policy alone', { resourceAccount: B }, { resource: given({ AWS: USER }) }, 'denied'],
  ['another account needs an allow on both sides: the identity policy alone', { resourceAccount: B }, { identity: [policy(allow('*'))] }, 'denied'],
  ['another account needs an allow on both sides', { resourceAccount: B }, { identity: [policy(allow('*'))], resource: given({ AWS: `arn:aws:iam::${A}:root` }) }, 'allowed'],
  ['a resource policy that names the account leaves it to identity policies', {}, { resource: given({ AWS: A }) }, 'denied'],
  ['service control policies must allow at each level', {}, { identity: [policy(allow('*'))], serviceControl: [[policy(allow('*'))], [nothing]] }, 'denied'],
  ['service control policies give nothing', {}, { serviceControl: [[policy(allow('*'))]] }, 'denied'],
  ['resource control policies limit resource policies', {}, { resource: given({ AWS: USER }), resourceControl: [[policy(allow('*'), deny('s3:*'))]] }, 'denied'],
  ['a role can\'t be assumed without its trust policy', { action: 'sts:AssumeRole', resource: ROLE }, { identity: [policy(allow('*'))] }, 'denied'],
  ['a trust policy that names the user is enough in one account', { action: 'sts:AssumeRole', resource: ROLE }, { resource: given({ AWS: USER }, 'sts:AssumeRole') }, 'allowed'],
  ['a trust policy that names the account needs the identity policy', { action: 'sts:AssumeRole', resource: ROLE }, { identity: [policy(allow('sts:AssumeRole', ROLE))], resource: given({ AWS: A }, 'sts:AssumeRole') }, 'allowed'],
  ['a key policy must let identity policies count', { action: 'kms:Decrypt', resource: `arn:aws:kms:us-east-1:${A}:key/1` }, { identity: [policy(allow('*'))], resource: given({ AWS: `arn:aws:iam::${A}:role/Other` }, 'kms:*') }, 'denied'],
  ['a service needs the resource policy', { principal: 'sns.amazonaws.com' }, { resource: given({ Service: 'sns.amazonaws.com' }) }, 'allowed'],
  ['another service isn\'t named', { principal: 'events.amazonaws.com' }, { resource: given({ Service: 'sns.amazonaws.com' }) }, 'denied'],
  ['Deny with NotPrincipal spares who is listed with account and role', { principal: SESSION }, {
    identity: [policy(allow('*'))], resource: policy({ Effect: 'Deny', NotPrincipal: { AWS: [A, ROLE, SESSION] }, Action: '*', Resource: '*' }),
  }, 'allowed'],
  ['Deny with NotPrincipal denies a session that isn\'t listed itself', { principal: SESSION }, {
    identity: [policy(allow('*'))], resource: policy({ Effect: 'Deny', NotPrincipal: { AWS: [A, ROLE] }, Action: '*', Resource: '*' }),
  }, 'denied'],
  ['the root user of the account is limited by service control policies alone', { principal: `arn:aws:iam::${A}:root` }, { serviceControl: [[policy(allow('*'))]] }, 'allowed'],
];

test.each(TABLE)('%s', (_, asked, policies, expected) => {
  expect(verdict(asked, policies)).toBe(expected);
});

const conditions = (Condition: object) => ({ identity: [policy(allow('*', '*', { Condition }))] });

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
test.each<[string, object, PolicyRequest['context'], 'allowed' | 'denied' | 'undecided']>([
  ['a missing key fails a positive operator', { StringEquals: { 'aws:username': 'jane' } }, {}, 'denied'],
  ['a missing key satisfies a negated operator', { StringNotEquals: { 'aws:username': 'jane' } }, {}, 'allowed'],
  ['IfExists holds where the key is missing', { StringEqualsIfExists: { 'aws:username': 'jane' } }, {}, 'allowed'],
  ['keys are read without regard to case', { StringEquals: { 'AWS:UserName': 'jane' } }, { 'aws:username': 'jane' }, 'allowed'],
  ['values aren\'t', { StringEquals: { 'aws:username': 'Jane' } }, { 'aws:username': 'jane' }, 'denied'],
  ['Null true: the key is missing', { Null: { 'aws:TokenIssueTime': 'true' } }, {}, 'allowed'],
  ['Null false: the key is there', { Null: { 'aws:TokenIssueTime': 'false' } }, {}, 'denied'],
  ['ForAllValues holds of no value', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }, {}, 'allowed'],
  ['ForAllValues: every value must match', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['a', 'c'] }, 'denied'],
  ['ForAnyValue: one value must match', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['a', 'c'] }, 'allowed'],
  ['ForAnyValue holds of no missing key', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } }, {}, 'denied'],
  ['several values of a negated operator: none may match', { StringNotEquals: { 'aws:username': ['jane', 'john'] } }, { 'aws:username': 'john' }, 'denied'],
  ['a variable has a default', { StringEquals: { 'aws:username': "${aws:PrincipalTag/owner, 'jane'}" } }, { 'aws:username': 'jane' }, 'allowed'],
  ['${*} is a star and no wildcard', { StringLike: { 'aws:username': 'a${*}b' } }, { 'aws:username': 'axb' }, 'denied'],
  ['a value with a star isn\'t a wildcard', { StringLike: { 'aws:username': '${aws:PrincipalTag/owner}' } }, { 'aws:username': 'jane', 'aws:PrincipalTag/owner': '*' }, 'denied'],
  ['ARNs are matched part by part', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } }, { 'aws:SourceArn': 'arn:aws:sns:us-east-1:444455556666:x:111122223333:y' }, 'denied'],
  ['dates have offsets', { DateLessThan: { 'aws:CurrentTime': '2030-06-15T14:00:01+02:00' } }, { 'aws:CurrentTime': '2030-06-15T12:00:00Z' }, 'allowed'],
  ['dates are seconds since 1970 as well', { DateGreaterThan: { 'aws:CurrentTime': '1907755199' } }, { 'aws:CurrentTime': '2030-06-15T12:00:00Z' }, 'allowed'],
  ['IPv6 ranges', { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, { 'aws:SourceIp': '2001:db8:0:1::7' }, 'allowed'],
  ['an unknown operator decides nothing', { StringResembles: { 'aws:username': 'jane' } }, { 'aws:username': 'jane' }, 'undecided'],
  ['several values where one is asked for decide nothing, if they differ', { StringEquals: { 'aws:username': 'jane' } }, { 'aws:username': ['jane', 'john'] }, 'undecided'],
  ['a variable without a value decides nothing in a negated operator', { StringNotEquals: { 'aws:username': '${aws:PrincipalTag/owner}' } }, { 'aws:username': 'jane' }, 'undecided'],
])('%s', (_, condition, context, expected) => {
  expect(verdict({ context }, conditions(condition))).toBe(expected);
});

test('variables are texts in policies of version 2008-10-17', () => {
  const old = { name: 'p', document: { Version: '2008-10-17', Statement: [allow('*', 'arn:aws:s3:::bucket/${aws:username}')] } };
  const asked = { resource: 'arn:aws:s3:::bucket/jane', context: { 'aws:username': 'jane' } };
  expect(verdict(asked, { identity: [old] })).toBe('denied');
  expect(verdict(asked, { identity: [{ name: 'p', document: { ...old.document, Version: '2012-10-17' } }] })).toBe('allowed');
});

describe('what can\'t be decided', () => {
  const unknown = allow('*', '*', { Condition: { StringEquals: { 'aws:Misspelt': 'x' } } });
  const isKnownKey = (key: string) => key !== 'aws:misspelt';

  test('a key that doesn\'t exist makes the answer undecided', () => {
    expect(evaluate(request(), { identity: [policy(unknown)] }, { isKnownKey }).verdict).toBe('undecided');
  });

  test('only where it could change the answer', () => {
    expect(evaluate(request(), { identity: [policy(unknown, allow('s3:*'))] }, { isKnownKey }).verdict).toBe('allowed');
    expect(evaluate(request(), { identity: [policy(unknown, deny('s3:*'))] }, { isKnownKey }).verdict).toBe('denied');
  });
});

test('an answer names the statement that decided', () => {
  const named = policy({ ...deny('s3:*'), Sid: 'NoBuckets' });
  expect(evaluate(request(), { identity: [policy(allow('*')), named] })).toMatchObject({ verdict: 'denied', explicit: true, because: 'denied by identity policy p, NoBuckets' });
  expect(evaluate(request(), { identity: [policy(allow('*'))] }).because).toBe('allowed by identity policy p, statement 1');
  expect(evaluate(request(), { identity: [policy(allow('*'))], boundary: nothing }).because).toBe('not allowed by any statement of boundary');
});
