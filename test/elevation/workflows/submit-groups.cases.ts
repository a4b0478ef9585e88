import { Desk } from '../support/desk';
import { CONTAIN_RULE, PAYMENTS, REQUEST, WEB } from '../support/fixture';
import { createMembers, Members } from '../support/groups';

const OUTSIDE = '444444444444';
const UNIT = 'ou-abcd-12345678';
let desk: Desk;
let members: Members;
beforeAll(async () => {
  desk = await Desk.open(async (bench) => {
    members = await createMembers(bench, { responders: ['jane', 'john'], others: ['mary'] });
    const { people, groups } = members;
    const approvers = [people.mary, people.paul];
    const base = { ...CONTAIN_RULE, requesters: [people.john], approvers, fallbackApprovers: undefined, bypassers: undefined };
    const rules = {
      grouped: { ...base, requesters: undefined, requesterGroups: [groups.others, groups.responders] },
      both: { ...base, requesterGroups: [groups.responders] },
      units: { ...base, accounts: [PAYMENTS], organizationalUnits: ['ou-abcd-87654321', UNIT] },
      everything: { ...base, requesters: undefined, requesterGroups: [groups.responders], accounts: undefined, organizationalUnits: [UNIT] },
    };
    return { rules, props: { people: Object.values(people), auditors: [people.mary] } };
  });
});
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

const ask = { service: 'identitystore', action: 'isMemberInGroups' };
const parents = { service: 'organizations', action: 'listParents' };
const inside = (account: string, id = UNIT) => ({ ...parents, parameters: { ChildId: account }, before: true, result: { Parents: [{ Id: id, Type: 'ORGANIZATIONAL_UNIT' }] } });

describe('a rule for groups', () => {
  const request = { ...REQUEST, rule: 'grouped' };

  test.each(['jane', 'john', 'mary'])('lets %s ask, who is in one of them', async (by) => {
    const id = await desk.requested(request, { by });
    expect(await desk.state(id)).toMatchObject({ requester: by, grantee: members.users[by as keyof Members['users']] });
  });

  test.each(['paul', 'ruth'])('doesn\'t let %s ask, who is in none', async (by) => {
    expect(await desk.submit(request, { by })).toMatchObject({ status: 403, body: { reason: "Rule grouped doesn't let you ask" } });
  });

  test('asks the identity store for who calls, and for the rule\'s groups', async () => {
    await desk.requested(request, { by: 'jane' });
    const [call] = await desk.calls('isMemberInGroups');
    expect(call.parameters.MemberId).toEqual({ UserId: members.users.jane });
    expect(call.parameters.GroupIds).toEqual([members.groups.others, members.groups.responders]);
  });

  test.each(['InternalServerException', 'AccessDeniedException', 'ResourceNotFoundException', 'States.Timeout'])(
    'refuses all requests while the identity store answers with %s, and writes nothing', async (error) => {
      const before = await desk.aws.rows();
      await desk.faults({ ...ask, error, times: 99 });
      const answer = await desk.submit(request, { by: 'jane' });
      expect(answer.status).toBe(503);
      expect(answer.body).toEqual({ reason: "The identity store didn't answer; retry, or use break-glass access if you can't wait" });
      expect(await desk.aws.rows()).toEqual(before);
    });

  test('refuses requests if the answer of the identity store is empty', async () => {
    await desk.faults({ ...ask, before: true, result: { Results: [] } });
    expect((await desk.submit(request, { by: 'jane' })).status).toBe(403);
  });

  test('refuses what is wrong before it asks the identity store', async () => {
    expect((await desk.submit({ ...request, minutes: 0 }, { by: 'paul' })).status).toBe(400);
    expect(await desk.calls('isMemberInGroups')).toEqual([]);
  });
});

describe('a rule for people and groups', () => {
  test('doesn\'t ask the identity store for whom it names', async () => {
    await desk.faults({ ...ask, error: 'InternalServerException', times: 99 });
    expect((await desk.submit({ ...REQUEST, rule: 'both' }, { by: 'john' })).status).toBe(201);
  });

  test('asks for others', async () => {
    expect((await desk.submit({ ...REQUEST, rule: 'both' }, { by: 'jane' })).status).toBe(201);
    expect((await desk.submit({ ...REQUEST, rule: 'both' }, { by: 'mary' })).status).toBe(403);
  });
});

describe('a rule for units', () => {
  const request = { ...REQUEST, rule: 'units' };
  const submit = (accounts: string[]) => desk.submit({ ...request, accounts }, { by: 'john' });

  test('doesn\'t look up the account that it names', async () => {
    expect((await submit([PAYMENTS])).status).toBe(201);
    expect(await desk.calls('listParents')).toEqual([]);
  });

  test('takes an account that is in one of them, along with one that it names', async () => {
    await desk.faults(inside(WEB));
    const answer = await submit([WEB, PAYMENTS]);
    expect(answer.status).toBe(201);
    expect(await desk.state(answer.body.id)).toMatchObject({ accounts: [WEB, PAYMENTS] });
    expect((await desk.calls('listParents')).map(({ parameters }) => parameters)).toEqual([{ ChildId: WEB }]);
  });

  test('takes several accounts of them', async () => {
    await desk.faults(inside(WEB), inside(OUTSIDE, 'ou-abcd-87654321'));
    expect((await submit([WEB, OUTSIDE])).status).toBe(201);
  });

  test.each([
    ['an account in another unit', inside(OUTSIDE, 'ou-abcd-00000000')],
    ['an account at the root', inside(OUTSIDE, 'r-abcd')],
    ['an account that isn\'t in the organization', { ...parents, error: 'ChildNotFoundException' }],
  ])('refuses %s by its id, and writes nothing', async (_, fault) => {
    const before = await desk.aws.rows();
    await desk.faults(fault);
    const answer = await submit([PAYMENTS, OUTSIDE]);
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({ reason: `Rule units isn't for account ${OUTSIDE}` });
    expect(await desk.aws.rows()).toEqual(before);
  });

  test('refuses all accounts while Organizations answers without a parent, which each account has', async () => {
    await desk.faults({ ...parents, before: true, result: { Parents: [] } });
    expect((await submit([PAYMENTS, OUTSIDE])).status).toBe(503);
  });

  test('looks on above the unit of the account, up to the root', async () => {
    const of = (ChildId: string, Id: string) => ({ ...parents, parameters: { ChildId }, before: true, result: { Parents: [{ Id, Type: 'ORGANIZATIONAL_UNIT' }] } });
    await desk.faults(of(OUTSIDE, 'ou-abcd-00000000'), of('ou-abcd-00000000', 'ou-abcd-87654321'));
    expect((await submit([OUTSIDE])).status).toBe(201);
  });

  test('names all accounts that are outside', async () => {
    await desk.faults(inside(WEB), inside(OUTSIDE, 'ou-abcd-00000000'), inside('555555555555', 'r-abcd'));
    expect(await submit([WEB, OUTSIDE, '555555555555'])).toMatchObject({ status: 403, body: { reason: `Rule units isn't for account ${OUTSIDE}, 555555555555` } });
  });

  test.each(['AccessDeniedException', 'ServiceException', 'States.Timeout'])('refuses all accounts while Organizations answers with %s, and says so', async (error) => {
    const before = await desk.aws.rows();
    await desk.faults({ ...parents, error, times: 99 });
    const answer = await submit([PAYMENTS, OUTSIDE]);
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({ reason: "Organizations didn't answer; retry, or use break-glass access if you can't wait" });
    expect(await desk.aws.rows()).toEqual(before);
  });
});

test('a rule for groups and units asks for both', async () => {
  await desk.faults(inside(WEB));
  const answer = await desk.submit({ ...REQUEST, rule: 'everything', accounts: [WEB] }, { by: 'jane' });
  expect(answer.status).toBe(201);
  expect((await desk.bench.calls.list()).map(({ action }) => action)).toEqual(['isMemberInGroups', 'listParents', 'transactWriteItems', 'putEvents']);
});
