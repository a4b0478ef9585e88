import { Duration, Stack } from 'aws-cdk-lib';
import {
  A_TOKEN, ACCOUNT, accountStack, jane, JANE, JANE_ARN, john, messageOf, NONE, ROLE, ROLE_ARN, tokenMinutes, tokenText, written,
} from './fixtures';
import { BreakGlassUser, IBreakGlassUser, IncidentResponseRoleProps, Playbook, ResponderProfile } from '../../src';
import { describeRole, RoleDescription, roleNameOf } from '../../src/identity/role-description';

const PLAYBOOK = { profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE };

function described(stack: Stack, responders: IBreakGlassUser[], props: Partial<IncidentResponseRoleProps> = {}): RoleDescription {
  return describeRole(stack, stack.account, { ...PLAYBOOK, responders, ...props });
}

function describedWith(props: Partial<IncidentResponseRoleProps> = {}): RoleDescription {
  const stack = accountStack();
  return described(stack, [jane(stack)], props);
}

function errorFor(props: Partial<IncidentResponseRoleProps>): string {
  return messageOf(() => describedWith(props));
}

test('the name is made from profile and playbook, or the caller\'s own', () => {
  expect(roleNameOf({ ...PLAYBOOK, responders: [] })).toBe(ROLE);
  expect(roleNameOf({ ...PLAYBOOK, responders: [], roleName: 'BREAK-GLASS-X' })).toBe('BREAK-GLASS-X');
});

test('every default is filled in', () => {
  const stack = accountStack();
  const user = jane(stack);
  const role = described(stack, [user]);
  expect(role).toMatchObject({
    ...PLAYBOOK, roleName: ROLE, path: '/bg/', users: [user], responderArns: [user.userArn], backupOwnerArns: [], requireSourceIdentity: false, requireIncidentId: false,
  });
  expect([role.maxSession.toHours(), role.maxMfaAge.toHours()]).toEqual([4, 1]);
  expect([written(stack.resolve(role.roleArn)), written(stack.resolve(role.boundaryArn))])
    .toEqual([ROLE_ARN, `arn:\${AWS::Partition}:iam::${ACCOUNT}:policy/bg/${ROLE}-boundary`]);
});

test('what the caller asks for is kept', () => {
  const stack = accountStack();
  const [responder, owner] = [jane(stack, { allowAwsLogin: true }), john(stack)];
  const asked = {
    path: '/emergency/',
    roleName: 'BREAK-GLASS-X',
    maxSession: Duration.hours(2),
    maxMfaAge: Duration.minutes(30),
    organizationId: 'o-a1b2c3d4e5',
    sourceIps: ['192.0.2.0/24'],
    regions: ['eu-central-1'],
    requireSourceIdentity: true,
    requireIncidentId: true,
  };
  expect(described(stack, [responder], { backupOwners: [owner], ...asked })).toMatchObject({
    ...asked, users: [responder, owner], responderArns: [responder.userArn], backupOwnerArns: [owner.userArn],
  });
});

test('fails without responders', () => {
  const message = `'responders' must name at least one break-glass user, got ${NONE}; add a responder: without one the role can\'t be assumed`;
  expect(errorFor({ responders: [] })).toBe(message);
  const stack = accountStack();
  expect(messageOf(() => described(stack, [], { backupOwners: [jane(stack)] }))).toBe(message);
});

test('fails for a responder named twice', () => {
  const stack = accountStack({});
  const arn = `arn:aws:iam::${ACCOUNT}:user/bg/${JANE}`;
  const users = ['A', 'B'].map((id) => BreakGlassUser.fromUserArn(stack, id, arn));
  expect(messageOf(() => described(stack, users)))
    .toBe(`'responders' must not hold the same entry twice, got '${arn}'; name each responder once`);
});

test('fails for a responder named twice, once made and once imported', () => {
  const stack = accountStack();
  const user = jane(stack);
  expect(messageOf(() => described(stack, [user, BreakGlassUser.fromUserName(stack, 'Again', JANE)])))
    .toBe(`'responders' must not hold the same entry twice, got '${JANE_ARN}'; name each responder once`);
});

test('fails for a user that is responder and backup owner', () => {
  const stack = accountStack();
  const arn = `arn:aws:iam::${ACCOUNT}:user/bg/${JANE}`;
  const user = BreakGlassUser.fromUserArn(stack, 'Import', arn);
  expect(messageOf(() => described(stack, [user], { backupOwners: [user] })))
    .toBe(`'backupOwners' must not hold the same entry twice, got '${arn}'; name a backup owner who is no responder`);
});

test('fails for a backup owner named twice', () => {
  const stack = accountStack();
  const arn = `arn:aws:iam::${ACCOUNT}:user/bg/john.roe-BREAK-GLASS`;
  const users = ['A', 'B'].map((id) => BreakGlassUser.fromUserArn(stack, id, arn));
  expect(messageOf(() => described(stack, [jane(stack)], { backupOwners: users })))
    .toBe(`'backupOwners' must not hold the same entry twice, got '${arn}'; name each backup owner once`);
});

test.each(['', 'bg', '/bg', 'bg/', '//', '/b g/'])("fails for the path '%s'", (path) => {
  expect(errorFor({ path }))
    .toBe(`'path' must begin and end with a slash and hold letters, digits and +=,.@-_ between, got '${path}'; write it as '${path === '/b g/' ? '/b-g/' : '/bg/'}'`);
});

const TOO_SHORT = 'IAM allows no shorter session of a role';
const TOO_LONG = "profile 'SECURITY_INVESTIGATOR' allows no longer session; for a longer incident assume the role again";

test.each([
  [Duration.minutes(59), `at least 1 hour, got 59 minutes; ${TOO_SHORT}`],
  [Duration.minutes(0), `at least 1 hour, got 0 minutes; ${TOO_SHORT}`],
  [Duration.minutes(241), `at most 4 hours, got 4 hours 1 minute; ${TOO_LONG}`],
  [Duration.seconds(14_401), `at most 4 hours, got 4 hours 1 second; ${TOO_LONG}`],
  [Duration.hours(12), `at most 4 hours, got 12 hours; ${TOO_LONG}`],
  [Duration.hours(13), `at most 4 hours, got 13 hours; ${TOO_LONG}`],
  [Duration.millis(3_600_500), 'whole seconds, got 1 hour 500 millis; round it'],
])('fails for a session of %s', (maxSession, problem) => {
  expect(errorFor({ maxSession })).toBe(`'maxSession' must be ${problem}`);
});

test('takes sessions of exactly 1 hour and of exactly the profile', () => {
  expect(() => describedWith({ maxSession: Duration.hours(1) })).not.toThrow();
  expect(() => describedWith({ maxSession: Duration.minutes(240) })).not.toThrow();
});

test.each([
  [Duration.seconds(899), undefined, 'at least 15 minutes, got 14 minutes 59 seconds; responders would have to sign in too often'],
  [Duration.minutes(241), undefined, 'at most 4 hours, got 4 hours 1 minute; a sign-in older than the session is no proof of MFA'],
  [Duration.minutes(61), Duration.hours(1), 'at most 1 hour, got 1 hour 1 minute; a sign-in older than the session is no proof of MFA'],
])('fails for an MFA age of %s in a session of %s', (maxMfaAge, maxSession, problem) => {
  expect(errorFor({ maxMfaAge, maxSession })).toBe(`'maxMfaAge' must be ${problem}`);
});

test('fails for durations that are tokens', () => {
  expect(errorFor({ maxSession: tokenMinutes() })).toBe(`'maxSession' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`);
  expect(errorFor({ maxMfaAge: tokenMinutes() })).toBe(`'maxMfaAge' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`);
});

test.each([
  '192.0.2.0/33', '2001:db8::/129', '192.0.2.300', '192.0.2.0/24/1', '', '192.0.2.0/', '192.0.2/24', '2001:db8:::/32',
  'office', ' 192.0.2.0/24', '0.0.0.0/00',
])(
  "fails for the address range '%s'", (range) => {
    expect(errorFor({ sourceIps: ['198.51.100.0/24', range] })).toBe(
      `'sourceIps' must hold IPv4 or IPv6 ranges in CIDR notation, got '${range}'; write it as ${range === ' 192.0.2.0/24' ? "'192.0.2.0/24'" : "'192.0.2.0/24' or '2001:db8::/32'"}`);
  });

test.each(['0.0.0.0/0', '::/0', '192.0.2.0/0'])("fails for the whole Internet as '%s'", (range) => {
  expect(errorFor({ sourceIps: [range] }))
    .toBe(`'sourceIps' must not be the whole Internet, got '${range}'; leave 'sourceIps' out to allow every address`);
});

test('fails for an empty list of address ranges', () => {
  expect(errorFor({ sourceIps: [] }))
    .toBe(`'sourceIps' must name at least one range, got ${NONE}; leave 'sourceIps' out to allow every address`);
});

test('fails for an address range that is a token', () => {
  expect(errorFor({ sourceIps: [tokenText()] })).toBe(`'sourceIps' must be known at synthesis, got ${A_TOKEN}; write the range`);
});

const PUT_RIGHT: { readonly [region: string]: string } = { 'US-EAST-1': 'us-east-1', 'us-east-1a': 'us-east-1' };

test.each(['us-east', 'US-EAST-1', 'us-east-1a', 'eu-central', '', '*', 'eu-*-1', 'Frankfurt'])("fails for the Region '%s'", (region) => {
  expect(errorFor({ regions: ['eu-central-1', region] })).toBe(`'regions' must hold Region names, got '${region}'; write it as '${PUT_RIGHT[region] ?? 'eu-central-1'}'`);
});

test('fails for an empty list of Regions', () => {
  expect(errorFor({ regions: [] })).toBe(`'regions' must name at least one Region, got ${NONE}; leave 'regions' out to allow every Region`);
});

const REGIONS = ['us-gov-west-1', 'us-iso-east-1', 'us-isof-south-1', 'eusc-de-east-1', 'ap-southeast-7', 'il-central-1'];

test.each(REGIONS)('takes the Region %s', (region) => {
  expect(() => describedWith({ regions: [region] })).not.toThrow();
});

test.each(['', 'o-x', 'o-A1B2C3D4E5', 'a1b2c3d4e5', 'o-a1b2c3d4e', ' o-a1b2c3d4e5', 'o-a1b2c3d4e5*', `o-${'a'.repeat(33)}`])(
  "fails for the organization '%s'", (organizationId) => {
    expect(errorFor({ organizationId }))
      .toBe(`'organizationId' must be the id of an organization, got '${organizationId}'; write it as 'o-a1b2c3d4e5'`);
  });

test('takes an organization that is a token', () => {
  expect(() => describedWith({ organizationId: tokenText() })).not.toThrow();
});
