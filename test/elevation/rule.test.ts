import { Duration } from 'aws-cdk-lib';
import { ACCOUNT, CONTAIN_RULE, iamUser, jane, john, mary, paul, PAYMENTS, REVIEW_RULE, ruth, WEB } from './support/fixture';
import { A_TOKEN, accountStack, messageOf, NONE, tokenMinutes, tokenText } from '../identity/fixtures';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000aa';
const UNIT = 'ou-abcd-12345678';
const rule = (props: Partial<elevation.ElevationRuleProps> = {}, name = 'contain') => new elevation.ElevationRule(name, { ...CONTAIN_RULE, ...props });
const errorFor = (props: Partial<elevation.ElevationRuleProps>) => messageOf(() => rule(props));
const onlyIam = new elevation.Person('otto', { principals: [iamUser(`arn:aws:iam::${ACCOUNT}:user/otto`)] });

describe('the name of a rule', () => {
  test.each(['ab', 'contain-payments', 'r2', 'a'.repeat(64)])('may be %s', (name) => {
    expect(rule({}, name).name).toBe(name);
  });

  test.each(['', 'a', 'a'.repeat(65), 'Contain', 'contain_payments', '2nd', '-contain', 'contain payments', 'contain\n', '__proto__'])('fails for %j', (name) => {
    expect(messageOf(() => rule({}, name))).toBe(`'name' must be 2 to 64 lower-case letters, digits and dashes, got '${name}'; write it as 'contain-payments'`);
  });

  test('fails for a token', () => {
    expect(messageOf(() => rule({}, tokenText()))).toMatch(`, got ${A_TOKEN}; write it as 'contain-payments'`);
  });
});

describe('where a rule applies', () => {
  test.each(['', '2222222', '2222222222222', 'payments', '222222222222 ', '222222222222\n', '*'])('fails for the account %j', (account) => {
    expect(errorFor({ accounts: [account] })).toBe(`'accounts' must be an account id of 12 digits, got '${account}'; write it as '${/^2{12}\s$/.test(account) ? '222222222222' : '111122223333'}'`);
  });

  test('fails for a token as an account', () => {
    expect(errorFor({ accounts: [PAYMENTS, tokenText()] }))
      .toBe(`'accounts' must be known at synthesis, got ${A_TOKEN}; write the account ids: requests are compared with them`);
  });

  test('fails for the same account twice', () => {
    expect(errorFor({ accounts: [PAYMENTS, WEB, PAYMENTS] })).toBe(`'accounts' must not hold the same entry twice, got '${PAYMENTS}'; name each account once`);
  });

  test.each(['', 'ou-abcd', 'ou-ABCD-12345678', 'ou-abc-12345678', 'ou-abcd-1234567', 'r-abcd', `${UNIT}\n`, 'ou-abcd-*'])('fails for the unit %j', (unit) => {
    expect(errorFor({ organizationalUnits: [unit] })).toBe(`'organizationalUnits' must hold ids of organizational units, got '${unit}'; write it as 'ou-abcd-12345678'`);
  });

  test('fails for a token as a unit', () => {
    expect(errorFor({ organizationalUnits: [tokenText()] })).toMatch(`, got ${A_TOKEN}; write it as 'ou-abcd-12345678'`);
  });

  test.each([[{ accounts: [] }], [{ accounts: undefined }], [{ accounts: [], organizationalUnits: [] }]])('fails for a permission set without a place: %j', (props) => {
    expect(errorFor(props)).toBe(`'accounts' must name an account for rule 'contain', got ${NONE}; give 'accounts' or 'organizationalUnits'`);
  });

  test('needs no account beside a unit', () => {
    expect(rule({ accounts: undefined, organizationalUnits: [UNIT] })._data([])).toMatchObject({ accounts: [], units: [UNIT] });
  });

  test.each([
    [{ accounts: [PAYMENTS, WEB] }, `${PAYMENTS}, ${WEB}`], [{ accounts: undefined, organizationalUnits: [UNIT] }, UNIT], [{ accounts: [], organizationalUnits: [UNIT] }, UNIT],
  ])('fails for a group with a place: %j', (places, shown) => {
    expect(errorFor({ ...places, target: elevation.ElevationTarget.groupMembership(GROUP, 'Responders') }))
      .toBe(`'accounts' must be empty for rule 'contain': a group and a role have their own accounts, got '${shown}'; leave it out`);
  });
});

describe('who a rule names', () => {
  test.each([[{ requesters: [] }], [{ requesters: undefined }], [{ requesters: [], requesterGroups: [] }]])('fails without a requester: %j', (props) => {
    expect(errorFor(props)).toBe(`'requesters' must name a requester for rule 'contain', got ${NONE}; give 'requesters' or 'requesterGroups'`);
  });

  test('fails for a requester that Identity Center does not know', () => {
    expect(errorFor({ requesters: [jane, onlyIam] })).toBe("'requesters' must be users of Identity Center, since rule 'contain' grants a permission set, got 'otto'; "
      + 'add PersonPrincipal.identityCenterUser to the person');
    expect(errorFor({ accounts: [], requesters: [onlyIam], target: elevation.ElevationTarget.groupMembership(GROUP, 'Responders') }))
      .toMatch("since rule 'contain' grants a group, got 'otto'");
  });

  test('takes a requester that Identity Center does not know for a session', () => {
    const target = elevation.ElevationTarget.scopedSession(
      new elevation.ElevationSessionRole(accountStack(), 'Sessions', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT }));
    expect(rule({ accounts: [], target, requesters: [onlyIam] })._people).toContain(onlyIam);
  });

  test.each(['requesterGroups', 'approverGroups'] as const)('fails for a group in %s that has no id', (prop) => {
    for (const id of ['Responders', '', `${GROUP}0`, '*']) {
      expect(errorFor({ [prop]: [GROUP, id] })).toBe(`'${prop}' must be the id of a user or group in the identity store, got '${id}'; `
        + "look it up with 'aws identitystore list-groups' or 'list-users'");
    }
    expect(errorFor({ [prop]: [tokenText()] })).toMatch(`got ${A_TOKEN}; look it up`);
  });

  test.each(['requesterGroups', 'approverGroups'] as const)('fails for a group twice in %s', (prop) => {
    expect(errorFor({ [prop]: [GROUP, GROUP] })).toBe(`'${prop}' must not hold the same entry twice, got '${GROUP}'; name each group once`);
  });

  test('fails for a person on call who is no requester', () => {
    expect(errorFor({ automaticRequesters: [jane, mary] }))
      .toBe("'automaticRequesters' must be requesters of rule 'contain', got 'mary'; add the person to 'requesters'");
  });

  test('accepts a person on call whose group can request', () => {
    expect(rule({ requesterGroups: [GROUP], automaticRequesters: [mary] })._data([])).toMatchObject({ automatic: ['mary'] });
  });

  test('lists all its people, for the check of the registry', () => {
    expect(new Set(rule({ revokers: [ruth] })._people)).toEqual(new Set([jane, john, mary, paul, ruth]));
  });
});

describe('a rule without enough approvers', () => {
  test('fails for a requester who is the only approver', () => {
    expect(errorFor({ requesters: [jane], approvers: [jane], quorum: 1 }))
      .toBe("'approvers' must leave 1 who can approve a request of jane under rule 'contain', got 0; name more approvers, or lower the quorum");
  });

  test('fails for one of several requesters who has too few', () => {
    expect(errorFor({ requesters: [paul, jane], approvers: [jane, mary], quorum: 2 }))
      .toBe("'approvers' must leave 2 who can approve a request of jane under rule 'contain', got 1; name more approvers, or lower the quorum");
  });

  test('fails for the same approver twice, who is one', () => {
    expect(errorFor({ requesters: [jane], approvers: [mary, mary], quorum: 2 }))
      .toBe("'approvers' must leave 2 who can approve a request of jane under rule 'contain', got 1; name more approvers, or lower the quorum");
  });

  test.each([undefined, []])('fails without approvers: %j', (approvers) => {
    expect(errorFor({ approvers, quorum: undefined })).toMatch(/^'approvers' must leave 1 who can approve a request of jane/);
  });

  test('fails for too few where only a group may ask', () => {
    expect(errorFor({ requesters: [], requesterGroups: [GROUP], approvers: [mary, mary], quorum: 2 }))
      .toBe("'approvers' must be at least 2 people for rule 'contain', got 1; name more approvers, or lower the quorum");
  });

  test('is left to the construct where a group may approve', () => {
    const ofGroup = { approvers: [], approverGroups: [GROUP], quorum: 2 };
    expect(rule(ofGroup)._data([])).toMatchObject(ofGroup);
  });

  test('does not count fallback approvers and those who bypass: both are for the night', () => {
    expect(errorFor({ requesters: [jane], approvers: [], quorum: 1, fallbackApprovers: [paul], bypassers: [ruth] })).toMatch(/^'approvers' must leave 1/);
  });

  test.each([0, -1, 11, 1.5, NaN, Infinity])('fails for a quorum of %s', (quorum) => {
    expect(errorFor({ quorum })).toBe(`'quorum' must be a whole number from 1 to 10, got ${quorum}; name how many people must approve`);
  });

  test('fails for a token as the quorum', () => {
    expect(errorFor({ quorum: tokenMinutes().toMinutes() })).toBe(`'quorum' must be known at synthesis, got ${A_TOKEN}; write the number`);
  });
});

describe.each([
  ['maxDuration', Duration.minutes(15), '15 minutes', Duration.hours(12), '12 hours', 'for longer access, assign the permission set'],
  ['maxDecisionTime', Duration.minutes(5), '5 minutes', Duration.days(7), '7 days', 'if it is still needed, request it again'],
  ['fallbackDelay', Duration.minutes(1), '1 minute', Duration.days(1), '1 day', 'fallback approvers would come too late'],
  ['maxScheduleAhead', Duration.minutes(15), '15 minutes', Duration.days(7), '7 days', 'request it nearer to its start'],
] as const)('%s', (prop, min, shortest, max, longest, tooLong) => {
  const without = { fallbackApprovers: [] };

  test(`may be ${shortest} and ${longest}`, () => {
    expect(() => [rule({ ...without, [prop]: min }), rule({ ...without, [prop]: max })]).not.toThrow();
  });

  test('fails for a second less and a second more', () => {
    expect(errorFor({ [prop]: Duration.seconds(min.toSeconds() - 1) })).toMatch(`'${prop}' must be at least ${shortest}, got `);
    expect(errorFor({ [prop]: Duration.seconds(min.toSeconds() - 1) })).toMatch('; people need more time than that');
    expect(errorFor({ [prop]: Duration.seconds(max.toSeconds() + 1) })).toMatch(`'${prop}' must be at most ${longest}, got `);
    expect(errorFor({ [prop]: Duration.seconds(max.toSeconds() + 1) })).toMatch(`; ${tooLong}`);
  });

  test('fails for nothing at all', () => {
    expect(errorFor({ [prop]: Duration.minutes(0) })).toMatch(`'${prop}' must be at least ${shortest}, got 0 `);
  });

  test('fails for parts of a minute', () => {
    expect(errorFor({ [prop]: Duration.seconds(min.toSeconds() + 30) })).toMatch(`'${prop}' must be whole minutes, got `);
    expect(errorFor({ [prop]: Duration.millis(min.toMilliseconds() + 1) })).toMatch(`'${prop}' must be whole seconds, got `);
  });

  test('fails for a token', () => {
    expect(errorFor({ [prop]: tokenMinutes() })).toBe(`'${prop}' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`);
  });
});

describe('the wait before others may approve', () => {
  test('fails if the request has expired by then', () => {
    expect(errorFor({ maxDecisionTime: Duration.minutes(30), fallbackDelay: Duration.minutes(30) }))
      .toBe("'fallbackDelay' must be shorter than 'maxDecisionTime' (30 minutes), got 30 minutes; shorten it, or raise 'maxDecisionTime'");
  });

  test('fails for the default as well', () => {
    expect(errorFor({ maxDecisionTime: Duration.minutes(10) }))
      .toBe("'fallbackDelay' must be shorter than 'maxDecisionTime' (10 minutes), got 15 minutes; shorten it, or raise 'maxDecisionTime'");
  });

  test('means nothing without others', () => {
    expect(() => rule({ maxDecisionTime: Duration.minutes(10), fallbackApprovers: [] })).not.toThrow();
  });
});

test('fails for a field twice', () => {
  expect(errorFor({ requiredFields: [elevation.RequiredField.justification(), elevation.RequiredField.custom('justification', { description: 'why' })] }))
    .toBe("'requiredFields' must not hold the same entry twice, got 'justification'; name each field once");
});

test('defaults are those that the documentation names', () => {
  const { target, accounts, requesters, approvers } = REVIEW_RULE;
  expect(new elevation.ElevationRule('review', { target, accounts, requesters, approvers })._data([])).toEqual(expect.objectContaining({
    quorum: 1,
    minutes: 60,
    fallbackMinutes: 15,
    expiryMinutes: 240,
    aheadMinutes: 0,
    automatic: [],
    bypass: [],
    fallback: [],
    revokers: [],
    fields: [expect.objectContaining({ name: 'justification' })],
  }));
});

test('patterns are shared, and stand in the rule by their index', () => {
  const patterns = ['x'];
  rule({ requiredFields: [elevation.RequiredField.ticket('x'), elevation.RequiredField.incident('y')] })._data(patterns);
  expect(patterns).toEqual(['x', 'y']);
});
