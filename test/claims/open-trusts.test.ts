import { accessModel, CLAIMS, proveModel, SynthesizedStack } from '../../src/claims/internal';

const ROOT = 'arn:aws:iam::222222222222:root';
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const ASKED = ['role-only-its-responders', 'role-needs-mfa', 'role-needs-recent-mfa', 'role-session-named-after-user'];

/** Which claims a role with this trust fails, taken as break-glass. */
function failing(principal: string, condition: Record<string, object>): string[] {
  const template = {
    Resources: {
      Emergency: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'Emergency',
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole', Condition: condition }] },
        },
      },
    },
  };
  const stack = { name: 'Any', account: '111111111111', region: 'us-east-1', template } as unknown as SynthesizedStack;
  const results = proveModel(accessModel([stack], { isBreakGlass: () => true }), { claims: CLAIMS.filter(({ id }) => ASKED.includes(id)) });
  return results.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id);
}

/** Conditions under which an account, or everyone, gets a role: none of them names a person, and none is MFA. */
const NOBODY_IN_PARTICULAR: readonly (readonly [string, string, Record<string, object>])[] = [
  ['everyone of an account', '*', { StringEquals: { 'aws:PrincipalAccount': '222222222222' } }],
  ['everyone of accounts that begin alike', '*', { StringLike: { 'aws:PrincipalAccount': '22*' } }],
  ['everyone of an organization', '*', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }],
  ['everyone below an organizational unit', '*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }],
  ['every role of an account', '*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/*' } }],
  ['every user of an account', '*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:user/*' } }],
  ['roles that begin alike, anywhere', '*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin*' } }],
  ['an address', '*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }],
  ['a tag', '*', { StringEquals: { 'aws:PrincipalTag/team': 'sec' } }],
  ['an external id', '*', { StringEquals: { 'sts:ExternalId': 'abc' } }],
  ['a user agent', '*', { StringLike: { 'aws:UserAgent': 'aws-cli*' } }],
  ['a tag in an account', ROOT, { StringEquals: { 'aws:PrincipalTag/team': 'sec' } }],
  ['every user in an account', ROOT, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:user/*' } }],
  ['users that begin alike', ROOT, { StringLike: { 'aws:username': 'emergency-*' } }],
  ['an external id in an account', ROOT, { StringEquals: { 'sts:ExternalId': 'abc' } }],
  ['roles that begin alike in an account', ROOT, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/Admin*' } }],
  ['an account, twice', ROOT, { StringEquals: { 'aws:PrincipalAccount': '222222222222' } }],
  ['a Region', ROOT, { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } }],
  ['a tag of the session', ROOT, { StringLike: { 'aws:RequestTag/ticket': 'INC*' } }],
  ['a date', ROOT, { DateGreaterThan: { 'aws:CurrentTime': '2031-01-01T00:00:00Z' } }],
  ['a source identity', ROOT, { StringEquals: { 'sts:SourceIdentity': 'bob' } }],
  ['a session name', ROOT, { StringLike: { 'sts:RoleSessionName': 'emergency-*' } }],
];

describe.each(NOBODY_IN_PARTICULAR)('a role for %s', (what, principal, condition) => {
  test('fails every claim about its callers', () => {
    expect(failing(principal, condition)).toEqual(expect.arrayContaining(ASKED));
  });

  test('needs MFA where it asks for it, and everything else still fails', () => {
    // A session of a role has no MFA.
    expect(failing(principal, { ...MFA, ...condition })).toEqual(expect.arrayContaining(/role/.test(what) ? [] : ASKED.filter((id) => id !== 'role-needs-mfa')));
    expect(failing(principal, { ...MFA, ...condition })).not.toContain('role-needs-mfa');
  });
});

test('a condition that names one user is as good as a principal that does', () => {
  const own = { 'sts:RoleSessionName': '${aws:username}' };
  const age = { NumericLessThan: { 'aws:MultiFactorAuthAge': '900' } };
  expect(failing(ROOT, { ...MFA, ...age, StringEquals: { 'aws:username': 'jane', ...own } })).toEqual([]);
  expect(failing(ROOT, { ...MFA, ...age, StringEqualsIgnoreCase: { 'aws:username': ['jane', 'john'] }, StringEquals: own })).toEqual([]);
  expect(failing(ROOT, { ...MFA, ...age, ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:user/jane' }, StringEquals: own })).toEqual([]);
});

test.each(['arn:aws:iam::22:root', 'arn:aws:iam::abc:root', '22', 'AIDAEXAMPLEEXAMPLE00', ''])('a principal that nobody can be fails: %s', (principal) => {
  expect(failing(principal, MFA).sort()).toEqual([...ASKED].sort());
});
