import { after, Desk } from '../support/desk';
import { CONTAIN_RULE, jane, john, mary, paul, REQUEST, ruth, session, user } from '../support/fixture';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open({
    rules: {
      contain: { ...CONTAIN_RULE, approvers: [jane, john, mary], fallbackApprovers: [paul], bypassers: [ruth, jane] },
      watched: {
        ...CONTAIN_RULE, requesters: [jane], approvers: [john, mary], quorum: 1, fallbackApprovers: undefined, bypassers: undefined, revokers: [paul],
      },
    },
  });
});
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

const REASON = { reason: 'because the test says so' };
const OWN = 'You can\'t decide on your own request';
const ONLY_OWN = "Only the requester can do this; to end another person's access, revoke it";
const watched = { rule: 'watched' };
const active = { status: 'active', startsAt: after(0).toISOString(), endsAt: after(30).toISOString() };

test.each([
  ['approve', session('jane')], ['approve', user('jane')], ['deny', session('jane')], ['deny', user('jane')],
])('the requester can\'t %s it as %s', async (action, caller) => {
  const id = await desk.put({});
  const answer = await desk.act(id, action, caller, REASON);
  expect(answer.status).toBe(403);
  expect(answer.body).toEqual({ reason: OWN });
  expect(await desk.items(id)).toMatchObject([{ version: 1, approvals: [] }]);
});

test('a request belongs to the person, with every principal', async () => {
  const id = await desk.requested(REQUEST, { by: user('jane') });
  expect(await desk.act(id, 'approve', session('jane'))).toMatchObject({ status: 403, body: { reason: OWN } });
});

test('the ledger refuses the requester\'s approval, even if the workflow accepts it', async () => {
  const id = await desk.put({});
  // Read as the request of another person, written as it is.
  await desk.faults({ service: 'dynamodb', action: 'getItem', result: { Item: { requester: { S: 'john' }, grantee: { S: '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000002' } } }, times: 9 });
  expect((await desk.act(id, 'approve', 'jane')).status).toBe(409);
  expect(await desk.items(id)).toMatchObject([{ version: 1, approvals: [] }]);
  expect((await desk.calls('transactWriteItems')).map(({ error }) => error)).toEqual(Array(5).fill('DynamoDb.TransactionCanceledException'));
});

test.each([
  ['approve', 'paul', {}, /^You can approve from 20.* on$/],
  ['approve', 'ruth', {}, /^Rule contain doesn't let you decide$/],
  ['approve', 'paul', watched, /^Rule watched doesn't let you decide$/],
  ['deny', 'ruth', {}, /^Rule contain doesn't let you decide$/],
  ['deny', 'paul', {}, /^Rule contain doesn't let you decide$/],
  ['bypass', 'mary', {}, /^Rule contain doesn't let you bypass$/],
  ['bypass', 'jane', watched, /^Rule watched doesn't let you bypass$/],
  ['cancel', 'john', {}, new RegExp(ONLY_OWN)],
  ['cancel', 'ruth', {}, new RegExp(ONLY_OWN)],
  ['release', 'mary', active, new RegExp(ONLY_OWN)],
  ['revoke', 'ruth', { ...watched, ...active }, /^Rule watched doesn't let you revoke$/],
  ['revoke', 'jane', { ...watched, ...active }, /^Rule watched doesn't let you revoke$/],
])('%s by %s is refused and changes nothing', async (action, by, row, reason) => {
  const id = await desk.put(row);
  const answer = await desk.act(id, action, by, REASON);
  expect(answer.status).toBe(403);
  expect(answer.body).toEqual({ reason: expect.stringMatching(reason) });
  expect(await desk.items(id)).toMatchObject([{ version: 1 }]);
  expect(await desk.calls('startExecution')).toEqual([]);
});

test.each(['approve', 'deny', 'cancel', 'bypass', 'release', 'revoke'])('an unregistered person who tries to %s learns nothing about the request', async (action) => {
  const answer = await desk.act(await desk.put(active), action, session('eve'), REASON);
  expect(answer.status).toBe(403);
  expect(answer.body.reason).toMatch(/^You aren't registered/);
  expect(await desk.calls('getItem')).toEqual([]);
});

test.each([
  ['an approver', 'mary', {}],
  ['a fallback approver, also at once', 'paul', {}],
  ['a bypasser', 'ruth', {}],
  ['a revoker', 'paul', watched],
])('%s revokes', async (_, by, row) => {
  const id = await desk.put({ ...row, ...active });
  expect(await desk.act(id, 'revoke', by, REASON)).toMatchObject({ status: 200, body: { status: 'ending' } });
});

test.each([
  ['deny', 'mary', {}], ['bypass', 'ruth', {}], ['revoke', 'mary', active],
])('%s without a reason is refused', async (action, by, row) => {
  const id = await desk.put(row);
  for (const body of ['', '{}']) {
    const answer = await desk.act(id, action, by, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ reason: "Give a reason in 'reason': 10 to 1,000 characters on one line" });
  }
  expect(await desk.items(id)).toMatchObject([{ version: 1 }]);
});

test.each([
  ['approve', 'john', {}], ['cancel', 'jane', {}], ['release', 'jane', active],
])('%s needs no reason, and no body', async (action, by, row) => {
  expect((await desk.act(await desk.put(row), action, by, '')).status).toBe(200);
});

test('bypassers can bypass their own requests, which is recorded and announced as a bypass', async () => {
  const id = await desk.put({});
  expect(await desk.act(id, 'bypass', 'jane', REASON)).toMatchObject({ status: 200, body: { status: 'approved' } });
  expect(await desk.state(id)).toMatchObject({ bypassedBy: 'jane', requester: 'jane', approvals: [] });
  expect((await desk.events(id))[0]).toMatchObject({ type: 'Elevation Bypassed', detail: { by: 'jane', requester: 'jane', reason: REASON.reason } });
});

describe('fallback approvers', () => {
  const WAIT = 15;

  test.each([['the moment before', -0.001], ['a minute before', -1]])('can\'t %s before the delay is over', async (_, minutes) => {
    const answer = await desk.act(await desk.put({}), 'approve', 'paul', {}, after(WAIT + minutes));
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({ reason: `You can approve from ${after(WAIT).toISOString()} on` });
  });

  test.each([['approve', 'requested'], ['deny', 'denied']])('can %s after the delay', async (action, status) => {
    const answer = await desk.act(await desk.put({}), action, 'paul', REASON, after(WAIT));
    expect(answer).toMatchObject({ status: 200, body: { status } });
  });

  test('count towards the quorum along with approvers', async () => {
    const id = await desk.put({ approvals: ['mary'] });
    expect(await desk.act(id, 'approve', 'paul', {}, after(WAIT))).toMatchObject({ status: 200, body: { status: 'approved', approvals: 2 } });
  });
});

describe('a clock that is wrong', () => {
  test('by five minutes behind allows no approval before the delay is over, and no second one', async () => {
    const id = await desk.put({});
    expect((await desk.act(id, 'approve', 'paul', {}, after(-5))).status).toBe(403);
    expect((await desk.act(id, 'approve', 'mary', {}, after(-5))).status).toBe(200);
    expect((await desk.act(id, 'approve', 'mary', {}, after(5))).status).toBe(409);
  });

  test('by five minutes ahead makes a request expire earlier, never later', async () => {
    const id = await desk.put({});
    expect((await desk.act(id, 'approve', 'mary', {}, after(236 + 5))).status).toBe(409);
    expect((await desk.act(id, 'approve', 'mary', {}, after(236 - 5))).status).toBe(200);
  });

  test.each([-5, 5])('by %s minutes makes no access longer than requested', async (minutes) => {
    const id = await desk.put({ approvals: ['mary'], minutes: 30 });
    await desk.act(id, 'approve', 'john', {}, after(minutes));
    expect(await desk.state(id)).toMatchObject({ startsAt: after(minutes).toISOString(), endsAt: after(minutes + 30).toISOString() });
  });
});
