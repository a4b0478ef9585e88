import { after, Desk } from '../support/desk';
import { CONTAIN_RULE, jane, john, mary, paul, REQUEST, ruth, session, user } from '../support/fixture';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open({
    rules: {
      contain: CONTAIN_RULE,
      three: { ...CONTAIN_RULE, requesters: [jane], approvers: [john, mary, paul, ruth], fallbackApprovers: undefined, quorum: 3 },
      one: { ...CONTAIN_RULE, requesters: [jane], approvers: [john, mary], quorum: 1 },
    },
  });
});
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

const REASON = { reason: 'because the test says so' };
const TWICE = { status: 409, body: { reason: 'You have already approved this request' } };
const decide = () => desk.aws.machine('AccessDecide').split(':').pop()!;
const statuses = (answers: { readonly status: number }[]) => answers.map(({ status }) => status).sort();
/** All have read before one writes. */
const overlap = (times: number) => desk.faults({ service: 'dynamodb', action: 'transactWriteItems', machine: decide(), delayMs: 150, before: false, times });

describe('a quorum', () => {
  test.each([[session('mary'), user('mary')], [user('mary'), session('mary')], [session('mary'), session('mary')]])(
    'isn\'t reached by %s and %s, who are one', async (first, second) => {
      const id = await desk.requested();
      expect(await desk.act(id, 'approve', first)).toMatchObject({ status: 200, body: { status: 'requested', approvals: 1 } });
      expect(await desk.act(id, 'approve', second)).toMatchObject(TWICE);
      expect(await desk.state(id)).toMatchObject({ status: 'requested', approvals: ['mary'], version: 2 });
      expect(await desk.lives()).toEqual([]);
    });

  test('of three is reached by three', async () => {
    const id = await desk.requested({ ...REQUEST, rule: 'three' });
    const answers = [await desk.act(id, 'approve', 'john'), await desk.act(id, 'approve', 'mary'), await desk.act(id, 'approve', 'ruth')];
    expect(answers.map(({ body }) => [body.status, body.approvals])).toEqual([['requested', 1], ['requested', 2], ['approved', 3]]);
    expect((await desk.entries(id)).slice(0, 4).map(({ event, by }) => [event, by])).toEqual([
      ['Elevation Requested', 'jane'], ['Elevation Approval Added', 'john'], ['Elevation Approval Added', 'mary'], ['Elevation Approved', 'ruth'],
    ]);
    expect(await desk.lives()).toEqual([id]);
  });

  test('that isn\'t reached yet is announced', async () => {
    const id = await desk.requested();
    await desk.act(id, 'approve', 'mary');
    expect((await desk.events(id)).at(-1)).toMatchObject({ type: 'Elevation Approval Added', detail: { by: 'mary' } });
  });

  test('doesn\'t keep an approver from denying what it approved', async () => {
    const id = await desk.put({ approvals: ['mary'] });
    expect(await desk.act(id, 'deny', 'mary', REASON)).toMatchObject({ status: 200, body: { status: 'denied' } });
  });
});

describe('an approval sent again', () => {
  test('is refused while others are needed', async () => {
    const id = await desk.put({ approvals: ['mary'] });
    expect(await desk.act(id, 'approve', 'mary')).toMatchObject(TWICE);
  });

  test('is refused after all was decided, and starts nothing', async () => {
    const id = await desk.requested({ ...REQUEST, rule: 'one' });
    await desk.act(id, 'approve', 'mary');
    expect((await desk.act(id, 'approve', 'mary')).status).toBe(409);
    expect((await desk.act(id, 'approve', 'john')).status).toBe(409);
    expect(await desk.lives()).toEqual([id]);
  });

  test('after its answer was lost is refused, since it counts', async () => {
    const id = await desk.requested();
    await desk.faults({ service: 'dynamodb', action: 'transactWriteItems', error: 'DynamoDbException', before: false });
    expect((await desk.act(id, 'approve', 'mary')).status).toBe(500);
    expect(await desk.act(id, 'approve', 'mary')).toMatchObject(TWICE);
    expect(await desk.state(id)).toMatchObject({ approvals: ['mary'] });
  });
});

describe('after a request expired', () => {
  const MINUTES = 240;

  test.each([['approve', 'mary', MINUTES], ['approve', 'mary', MINUTES + 1], ['bypass', 'ruth', MINUTES], ['bypass', 'ruth', 10_000]])(
    '%s by %s is refused at minute %d', async (action, by, minutes) => {
      const id = await desk.put({ approvals: ['john'] });
      const answer = await desk.act(id, action, by, REASON, after(minutes));
      expect(answer.status).toBe(409);
      expect(answer.body).toEqual({ reason: `The request expired at ${after(MINUTES).toISOString()}` });
      expect(await desk.items(id)).toMatchObject([{ version: 1, status: 'requested' }]);
    });

  test('the millisecond before it can still be approved', async () => {
    const id = await desk.put({ approvals: ['john'] });
    expect((await desk.act(id, 'approve', 'mary', {}, after(MINUTES - 1 / 60_000))).status).toBe(200);
  });

  test.each([['deny', 'mary'], ['cancel', 'jane']])('%s by %s still does no harm', async (action, by) => {
    expect((await desk.act(await desk.put({}), action, by, REASON, after(MINUTES + 1))).status).toBe(200);
  });

  test('the ledger refuses an approval even if the workflow read another instant', async () => {
    const id = await desk.put({ approvals: ['john'] });
    await desk.faults({ service: 'dynamodb', action: 'getItem', result: { Item: { expiresAt: { S: after(10_000).toISOString() } } }, times: 9 });
    expect((await desk.act(id, 'approve', 'mary', {}, after(MINUTES))).status).toBe(409);
    expect(await desk.items(id)).toMatchObject([{ version: 1, approvals: ['john'] }]);
  });
});

describe('at the same moment', () => {
  test('two approvals both count, and begin one life', async () => {
    const id = await desk.requested();
    await overlap(2);
    const answers = await Promise.all([desk.act(id, 'approve', 'mary'), desk.act(id, 'approve', 'john')]);
    expect(answers.map(({ body }) => [body.status, body.approvals]).sort()).toEqual([['approved', 2], ['requested', 1]]);
    const cancelled = (await desk.calls('transactWriteItems', decide())).filter(({ error }) => error === 'DynamoDb.TransactionCanceledException');
    expect(cancelled).toHaveLength(1);
    expect((await desk.state(id)).approvals.sort()).toEqual(['john', 'mary']);
    expect(await desk.lives()).toEqual([id]);
  });

  test('the same approval twice counts once', async () => {
    const id = await desk.requested();
    await overlap(2);
    const answers = await Promise.all([desk.act(id, 'approve', session('mary')), desk.act(id, 'approve', user('mary'))]);
    expect(statuses(answers)).toEqual([200, 409]);
    expect(await desk.state(id)).toMatchObject({ status: 'requested', approvals: ['mary'], version: 2 });
  });

  test('two last approvals begin one life', async () => {
    const id = await desk.requested({ ...REQUEST, rule: 'one' });
    await overlap(2);
    const answers = await Promise.all([desk.act(id, 'approve', 'mary'), desk.act(id, 'approve', 'john')]);
    expect(statuses(answers)).toEqual([200, 409]);
    expect((await desk.state(id)).approvals).toHaveLength(1);
    expect(await desk.lives()).toEqual([id]);
  });

  test.each(['deny', 'cancel'])('of an approval and a %s exactly one wins', async (action) => {
    const id = await desk.requested({ ...REQUEST, rule: 'one' });
    await overlap(2);
    const answers = await Promise.all([desk.act(id, 'approve', 'mary'), desk.act(id, action, action === 'deny' ? 'john' : 'jane', REASON)]);
    expect(statuses(answers)).toEqual([200, 409]);
    const entries = (await desk.entries(id)).map(({ event }) => event);
    expect(entries.filter((event) => ['Elevation Approved', 'Elevation Denied', 'Elevation Cancelled'].includes(event))).toHaveLength(1);
    expect(await desk.lives()).toEqual(answers[0].status === 200 ? [id] : []);
  });

  test('of an approval and a bypass one life begins', async () => {
    const id = await desk.requested({ ...REQUEST, rule: 'one' });
    await overlap(2);
    const answers = await Promise.all([desk.act(id, 'approve', 'mary'), desk.act(id, 'bypass', 'ruth', REASON)]);
    expect(statuses(answers)).toEqual([200, 409]);
    expect(await desk.lives()).toEqual([id]);
  });

  test('four approvals of four people make three that count and one that comes too late', async () => {
    const id = await desk.requested({ ...REQUEST, rule: 'three' });
    await overlap(4);
    const answers = await Promise.all(['john', 'mary', 'paul', 'ruth'].map((by) => desk.act(id, 'approve', by)));
    expect(statuses(answers)).toEqual([200, 200, 200, 409]);
    expect(new Set((await desk.state(id)).approvals).size).toBe(3);
    expect(await desk.lives()).toEqual([id]);
  });

  test('a decision that loses every race is refused, with advice to retry', async () => {
    const id = await desk.requested();
    await desk.faults({ service: 'dynamodb', action: 'transactWriteItems', error: 'TransactionCanceledException', cause: '[TransactionConflict, None]', times: 9, machine: decide() });
    const answer = await desk.act(id, 'approve', 'mary');
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({ reason: 'Other people are deciding on this request at the same time; read it again and retry' });
    expect(await desk.calls('transactWriteItems', decide())).toHaveLength(5);
  });
});
