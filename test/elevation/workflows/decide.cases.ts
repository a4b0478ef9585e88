import { Status, TRANSITIONS } from '../../../src/elevation/engine/states';
import { Action, allowed, changes, PAST, refused, statuses, WHO } from '../support/changes';
import { after, Desk, nextId } from '../support/desk';

let desk: Desk;
beforeAll(async () => { desk = await Desk.open(); });
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

const REASON = { reason: 'because the test says so' };

const placed = (status: Status, more: object = {}) => desk.put({ status, approvals: ['mary'], startsAt: after(0).toISOString(), endsAt: after(30).toISOString(), ...more });

test('every action is tested in every status', () => {
  expect(statuses).toHaveLength(11);
  expect(changes).toHaveLength(66);
});

// One of each action and one of each status: all of them are refused by the reference engine in decide-reference.
const firsts = (table: typeof refused, of: 0 | 1) => table.filter((row, index) => table.findIndex((one) => one[of] === row[of]) === index);
const some = [...new Set([...firsts(refused, 0), ...firsts([...refused].reverse(), 1)])];

test('the refused cases include every action and every status', () => {
  expect([new Set(some.map(([action]) => action)).size, new Set(some.map(([, status]) => status)).size]).toEqual([6, 11]);
});

test.each(some)('%s changes nothing in the status %s', async (action, status) => {
  const id = await placed(status);
  const answer = await desk.act(id, action, WHO[action], REASON);
  expect(answer.status).toBe(409);
  expect(answer.body).toEqual({ reason: `The request is ${status} and can no longer be ${PAST[action]}` });
  expect(await desk.items(id)).toMatchObject([{ sk: 'STATE', status, version: 1, approvals: ['mary'], updatedAt: after(0).toISOString() }]);
  expect((await desk.bench.calls.list()).map((call) => call.action)).toEqual(['getItem']);
});

test.each(['release', 'revoke'].flatMap((action) => allowed(action as Action).map((status) => [action as Action, status] as const)))(
  '%s starts the end of a request that is %s', async (action, status) => {
    const id = await placed(status);
    const answer = await desk.act(id, action, WHO[action], REASON);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ id, status: 'ending', approvals: 1 });
    const [start] = await desk.calls('startExecution');
    expect(start.parameters).toMatchObject({ StateMachineArn: desk.aws.machine('AccessEnd'), Name: `${id}-${action}-1` });
    expect(JSON.parse(start.parameters.Input)).toEqual({ id, reason: PAST[action], by: WHO[action], detail: REASON.reason });
  });

describe('a decision on a requested access', () => {
  test.each([
    ['approve', 'approved', 'Elevation Approved'],
    ['deny', 'denied', 'Elevation Denied'],
    ['cancel', 'cancelled', 'Elevation Cancelled'],
    ['bypass', 'approved', 'Elevation Bypassed'],
  ] as const)('%s makes it %s, writes an entry and announces it', async (action, status, event) => {
    const id = await placed('requested');
    const at = after(1);
    const answer = await desk.act(id, action, WHO[action], REASON, at);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id, status });
    const entry = (await desk.entries(id)).find((one) => one.event === event);
    expect(entry).toMatchObject({ by: WHO[action], at: at.toISOString(), detail: REASON.reason });
    const told = (await desk.events(id)).find(({ type }) => type === event);
    expect(told?.detail).toMatchObject({ id, rule: 'contain', requester: 'jane', incident: 'INC-1234', accounts: ['222222222222'], title: 'Contain' });
    expect(told?.detail).toMatchObject({ by: WHO[action], reason: REASON.reason, at: at.toISOString() });
  });

  test.each(['deny', 'cancel'] as const)('%s starts nothing', async (action) => {
    const id = await placed('requested');
    await desk.act(id, action, WHO[action], REASON);
    expect(await desk.state(id)).toMatchObject({ status: TRANSITIONS[action].to, version: 2 });
    expect(await desk.calls('startExecution')).toEqual([]);
  });

  test('approve counts the time from the approval', async () => {
    const id = await placed('requested', { minutes: 45 });
    await desk.act(id, 'approve', 'john', {}, after(7));
    expect(await desk.state(id)).toMatchObject({ approvals: ['mary', 'john'], approvedAt: after(7).toISOString(), startsAt: after(7).toISOString(), endsAt: after(52).toISOString() });
    expect(await desk.lives()).toEqual([id]);
  });

  test('approve counts the time from the start that was asked for', async () => {
    const id = await placed('requested', { minutes: 45, wantedAt: after(60).toISOString() });
    await desk.act(id, 'approve', 'john', {}, after(7));
    expect(await desk.state(id)).toMatchObject({ startsAt: after(60).toISOString(), endsAt: after(105).toISOString() });
  });

  test('bypass records the person and keeps the approvals', async () => {
    const id = await placed('requested');
    await desk.act(id, 'bypass', 'ruth', REASON);
    expect(await desk.state(id)).toMatchObject({ approvals: ['mary'], bypassedBy: 'ruth' });
    expect(await desk.lives()).toEqual([id]);
  });

  test('a bypass is announced before the grant', async () => {
    const id = await placed('requested');
    await desk.faults({ kill: true, state: 'Start the grant', machine: desk.aws.machine('AccessDecide').split(':').pop() });
    expect((await desk.act(id, 'bypass', 'ruth', REASON)).status).toBe(500);
    expect(await desk.events(id)).toMatchObject([{ type: 'Elevation Bypassed', detail: { by: 'ruth' } }]);
    expect(await desk.lives()).toEqual([]);
  });

  test.each(['approve', 'bypass'] as const)('%s succeeds even if the grant can\'t be started: the reconciler starts it', async (action) => {
    const id = await placed('requested');
    await desk.faults({ service: 'sfn', action: 'startExecution', error: 'ExecutionLimitExceededException', times: 99 });
    expect(await desk.act(id, action, WHO[action], REASON)).toMatchObject({ status: 200, body: { status: 'approved' } });
    expect(await desk.state(id)).toMatchObject({ status: 'approved' });
  });

  test('an approval succeeds even if the bus fails', async () => {
    const id = await placed('requested');
    await desk.faults({ service: 'eventbridge', action: 'putEvents', error: 'InternalException', times: 99, machine: desk.aws.machine('AccessDecide').split(':').pop() });
    expect((await desk.act(id, 'approve', 'john')).status).toBe(200);
    expect(await desk.lives()).toEqual([id]);
  });
});

describe('where AWS fails', () => {
  const HIDDEN = { reason: "the request could not be worked on; try again, or use break-glass access if it can't wait" };

  test('an end that can\'t be started is an error without details', async () => {
    const id = await placed('active');
    await desk.faults({ service: 'sfn', action: 'startExecution', error: 'StateMachineDoesNotExistException', cause: 'arn:secret' });
    const answer = await desk.act(id, 'revoke', 'mary', REASON);
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual(HIDDEN);
  });

  test.each([['reading', 'getItem'], ['writing', 'transactWriteItems']])('a decision that fails in %s has no details and changes nothing', async (_, action) => {
    const id = await placed('requested');
    const before = await desk.state(id);
    await desk.faults({ service: 'dynamodb', action, error: 'DynamoDbException', cause: 'arn:secret' });
    const answer = await desk.act(id, 'deny', 'mary', REASON);
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual(HIDDEN);
    expect(await desk.state(id)).toEqual(before);
    expect(await desk.entries(id)).toEqual([]);
  });

  test('a repeated end of the same version starts no second execution', async () => {
    const id = await placed('ending');
    await desk.faults({ service: 'sfn', action: 'startExecution', error: 'ExecutionAlreadyExistsException' });
    expect(await desk.act(id, 'release', 'jane')).toMatchObject({ status: 200, body: { status: 'ending' } });
  });
});

test.each([
  ['of no request', nextId().replace(/f/g, 'e')],
  ['of fewer digits', 'abc'],
  ['in capitals', nextId().toUpperCase()],
  ['with a line break', `${nextId()}%0A`],
  ['with the end of a text', '%22%7D%22'],
  ['with an expression', '%7B%25%20%24states%20%25%7D'],
  ['with a directive', '%23set(%24x=1)'],
  ['with a key of the ledger', 'REQUEST%231'],
  ['with a percent sign', '%25'],
  ['of 5,000 digits', 'a'.repeat(5000)],
])('an id %s is refused', async (_, id) => {
  const answer = await desk.act(id, 'approve', 'john');
  expect(answer.status).toBe(404);
  expect(answer.body).toEqual({ reason: 'There is no such request' });
});

test('an unknown action is refused', async () => {
  expect((await desk.act(nextId(), 'grant', 'ruth')).status).toBe(403);
});

const REASONS = '\'reason\' must be 10 to 1,000 characters on one line';
test.each([
  ['a list', '[]', 'The body must be a JSON object'],
  ['null', 'null', 'The body must be a JSON object'],
  ['no JSON', '{', "The call can't be read: the body must be JSON, and each value of the type that the API describes"],
  ['half a character', '{"reason":"\\ud800 0123456789"}', "The call can't be read: the body must be JSON, and each value of the type that the API describes"],
  ['an approver', { approver: 'mary' }, "Unknown field approver: a decision has only 'reason'"],
  ['a person', { reason: REASON.reason, person: 'mary' }, "Unknown field person: a decision has only 'reason'"],
  ['a number', { reason: 1234567890 }, REASONS],
  ['a list of reasons', { reason: [REASON.reason] }, REASONS],
  ['null for a reason', { reason: null }, REASONS],
  ['9 characters', { reason: 'x'.repeat(9) }, REASONS],
  ['1,001 characters', { reason: 'x'.repeat(1001) }, REASONS],
  ['65 kB', { reason: 'x'.repeat(65_000) }, REASONS],
  ['two lines', { reason: `${REASON.reason}\n${REASON.reason}` }, REASONS],
  ['a line break at the end', { reason: `${REASON.reason}\n` }, REASONS],
  ['what reads backwards', { reason: `${REASON.reason}\u202e` }, REASONS],
])('a body with %s is refused', async (_, body, reason) => {
  const answer = await desk.act(await placed('requested'), 'deny', 'mary', body);
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ reason });
});
