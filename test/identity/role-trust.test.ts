import { Duration } from 'aws-cdk-lib';
import { ACCOUNT, accountStack, jane, JANE_ARN, john, messageOf, ROLE, written } from './fixtures';
import { ActivationWindow, BreakGlassUser, IBreakGlassUser, IncidentResponseRoleProps, Playbook, ResponderProfile } from '../../src';
import { describeRole } from '../../src/identity/role-description';
import { requirementTag, roleTrust } from '../../src/identity/role-trust';
import { Document } from '../../src/private/policy-document';

const JOHN_ARN = `arn:\${AWS::Partition}:iam::${ACCOUNT}:user/bg/john.roe-BREAK-GLASS`;
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '3600' } };
const OWN_NAME = { 'sts:RoleSessionName': '${aws:username}' };
const STACK = accountStack();
const JANE_USER = jane(STACK, { allowAwsLogin: true });
const JOHN_USER = john(STACK);

/** The trust policy, with references written into the texts. */
function trustFor(responders: IBreakGlassUser[], props: Partial<IncidentResponseRoleProps> = {}): Document {
  const role = describeRole(STACK, ACCOUNT, {
    profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE, responders, ...props,
  });
  return written(STACK.resolve(roleTrust(role)));
}

function imported(count: number): IBreakGlassUser[] {
  const stack = accountStack();
  return Array.from({ length: count }, (_, index) => BreakGlassUser.fromUserName(stack, `User${index}`, `responder.${100 + index}-BREAK-GLASS`));
}

test('names exact users, with MFA of the last hour, under their own names', () => {
  expect(trustFor([JANE_USER, JOHN_USER])).toEqual({
    Version: '2012-10-17',
    Statement: [{
      Sid: 'Responders',
      Effect: 'Allow',
      Principal: { AWS: [JANE_ARN, JOHN_ARN] },
      Action: 'sts:AssumeRole',
      Condition: { ...MFA, StringEquals: OWN_NAME },
    }],
  });
});

test('takes an own MFA age, from 15 minutes to the session', () => {
  const age = (maxMfaAge: Duration) => trustFor([JANE_USER], { maxMfaAge }).Statement[0].Condition!.NumericLessThanEquals;
  expect(age(Duration.minutes(15))).toEqual({ 'aws:MultiFactorAuthAge': '900' });
  expect(age(Duration.hours(4))).toEqual({ 'aws:MultiFactorAuthAge': '14400' });
});

test('names backup owners in a statement of their own, under the same conditions', () => {
  const document = trustFor([JANE_USER], { backupOwners: [JOHN_USER] });
  const [responders, backupOwners, ...others] = document.Statement;
  expect(others).toEqual([]);
  expect(responders).toMatchObject({ Sid: 'Responders', Principal: { AWS: JANE_ARN } });
  expect(backupOwners).toEqual({ ...responders, Sid: 'BackupOwners', Principal: { AWS: JOHN_ARN } });
});

test('holds the organization beside the session name', () => {
  expect(trustFor([JANE_USER], { organizationId: 'o-a1b2c3d4e5' }).Statement[0].Condition)
    .toEqual({ ...MFA, StringEquals: { ...OWN_NAME, 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } });
});

test('holds the source addresses', () => {
  expect(trustFor([JANE_USER], { sourceIps: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] }).Statement[0].Condition!.IpAddress)
    .toEqual({ 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] });
});

test('asks for the source identity and allows setting it, to the own name only', () => {
  const [assume, source, ...others] = trustFor([JANE_USER], { requireSourceIdentity: true }).Statement;
  const own = { 'sts:SourceIdentity': '${aws:username}' };
  expect(others).toEqual([]);
  expect(assume.Condition).toEqual({ ...MFA, StringEquals: { ...OWN_NAME, ...own } });
  expect(source).toEqual({
    Sid: 'SourceIdentity',
    Effect: 'Allow',
    Principal: { AWS: JANE_ARN },
    Action: 'sts:SetSourceIdentity',
    Condition: { StringEquals: own },
  });
});

test('asks for the incident tag and allows tagging the session with it alone', () => {
  const [assume, tags, ...others] = trustFor([JANE_USER], { requireIncidentId: true }).Statement;
  expect(others).toEqual([]);
  expect(assume.Condition).toEqual({ ...MFA, StringEquals: OWN_NAME, StringLike: { 'aws:RequestTag/IncidentId': '?*' } });
  expect(tags).toEqual({
    Sid: 'Tags',
    Effect: 'Allow',
    Principal: { AWS: JANE_ARN },
    Action: 'sts:TagSession',
    Condition: {
      'StringLike': { 'aws:RequestTag/IncidentId': '?*' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': 'IncidentId' },
    },
  });
});

const ALL_REQUIREMENTS = { requireIncidentId: true, requireSourceIdentity: true, organizationId: 'o-a1b2c3d4e5' };

test('holds every condition where the role is assumed, for responders and backup owners alike', () => {
  const document = trustFor([JANE_USER], { backupOwners: [JOHN_USER], ...ALL_REQUIREMENTS });
  const assuming = document.Statement.filter(({ Action }) => Action === 'sts:AssumeRole');
  expect(assuming.map(({ Sid }) => Sid)).toEqual(['Responders', 'BackupOwners']);
  for (const { Condition } of assuming) {
    expect(Condition).toEqual({
      ...MFA,
      StringEquals: { ...OWN_NAME, 'sts:SourceIdentity': '${aws:username}', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
      StringLike: { 'aws:RequestTag/IncidentId': '?*' },
    });
  }
});

test('has one statement on tags and one on the source identity, for responders and backup owners together', () => {
  const document = trustFor([JANE_USER], { backupOwners: [JOHN_USER], ...ALL_REQUIREMENTS });
  const { Statement } = document;
  expect(Statement.map(({ Sid, Action }) => [Sid, Action])).toEqual([
    ['Responders', 'sts:AssumeRole'], ['BackupOwners', 'sts:AssumeRole'], ['Tags', 'sts:TagSession'], ['SourceIdentity', 'sts:SetSourceIdentity'],
  ]);
  for (const { Principal } of Statement.slice(2)) { expect(Principal).toEqual({ AWS: [JANE_ARN, JOHN_ARN] }); }
});

test('has room for a responder and a backup owner under all requirements', () => {
  const users = { responders: [JANE_USER], backupOwners: [JOHN_USER] };
  expect(() => trustFor(users.responders, { ...users, requireIncidentId: true, requireSourceIdentity: true })).not.toThrow();
});

test('is closed by a closed activation window', () => {
  expect(trustFor([JANE_USER], { activationWindow: ActivationWindow.closed() }).Statement[0].Condition).toMatchObject({
    ...MFA,
    DateGreaterThanEquals: { 'aws:CurrentTime': '1970-01-01T00:00:00Z' },
    DateLessThanEquals: { 'aws:CurrentTime': '1970-01-01T00:00:01Z' },
  });
});

test('is open between the instants of an activation window, for responders and backup owners', () => {
  const activationWindow = ActivationWindow.between('2026-01-31T14:00:00Z', '2026-01-31T18:00:00Z');
  const document = trustFor([JANE_USER], { backupOwners: [JOHN_USER], activationWindow, requireIncidentId: true });
  const assuming = document.Statement.filter(({ Action }) => Action === 'sts:AssumeRole');
  expect(assuming).toHaveLength(2);
  for (const { Condition } of assuming) {
    expect(Condition).toMatchObject({
      DateGreaterThanEquals: { 'aws:CurrentTime': '2026-01-31T14:00:00Z' },
      DateLessThanEquals: { 'aws:CurrentTime': '2026-01-31T18:00:00Z' },
    });
  }
});

test('has no condition that was not asked for', () => {
  expect(trustFor([JANE_USER]).Statement[0].Condition).toEqual({ ...MFA, StringEquals: OWN_NAME });
});

const TRUST_FIX = "IAM allows 2048; name fewer users, ask for fewer conditions ('sourceIps' and the like), or make a second role";

test('fails for more responders than a trust policy holds, with both sizes', () => {
  expect(messageOf(() => trustFor(imported(30)))).toBe(
    `the trust policy of ${ROLE} has 2368 characters for 30 users, ${TRUST_FIX}`);
});

test('counts backup owners in, whose statement repeats the conditions', () => {
  const users = imported(30);
  expect(messageOf(() => trustFor(users.slice(0, 15), { backupOwners: users.slice(15) }))).toBe(
    `the trust policy of ${ROLE} has 2630 characters for 30 users, ${TRUST_FIX}`);
});

test('fails for more conditions than a trust policy holds, and names them as a way out', () => {
  const sourceIps = Array.from({ length: 120 }, (_, index) => `192.0.2.${index}/32`);
  expect(messageOf(() => trustFor([JANE_USER], { sourceIps }))).toMatch(/^the trust policy of \S+ has \d{4} characters for 1 users, IAM allows 2048; .*'sourceIps'/);
});

test('takes as many responders as the trust policy holds', () => {
  const fits = (count: number) => trustFor(imported(count));
  expect(() => fits(25)).not.toThrow();
  expect(() => fits(26)).toThrow(/IAM allows 2048/);
});

test('the tag names what is asked for besides MFA, in alphabetical order, and is left out where nothing is', () => {
  const nothing = { requireIncidentId: false, requireSourceIdentity: false };
  expect(requirementTag(nothing)).toEqual([]);
  expect(requirementTag({ ...nothing, regions: ['eu-central-1'] })).toEqual([{ key: 'Requires', value: 'region' }]);
  expect(requirementTag({
    requireIncidentId: true, requireSourceIdentity: true, organizationId: 'o-a1b2c3d4e5', regions: ['eu-central-1'], sourceIps: ['192.0.2.0/24'],
  })).toEqual([{ key: 'Requires', value: 'incident-id organization region source-identity source-ip' }]);
});
