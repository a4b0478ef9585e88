import { after, Desk, nextId, rowOf } from '../support/desk';
import { session } from '../support/fixture';

const ROWS = 600;
const MANY = 10_000;
const PAGE = 1000;
const STATUSES = ['ended', 'denied', 'expired', 'active', 'requested'];
const PEOPLE = ['jane', 'john', 'paul'];

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
  await write(0, ROWS);
});
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

/** One request a minute. */
async function write(from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, offset) => offset + from).map((index) => ({
    ...rowOf(nextId()), status: STATUSES[index % 5], requester: PEOPLE[index % 3], rule: index % 4 === 0 ? 'review' : 'contain', createdAt: after(index).toISOString(),
  }));
  await desk.aws.fill(rows);
}

const audit = (by: string, query: Record<string, string> = {}) => desk.get('/audit', by, query);

test('all are counted', async () => {
  const answer = await audit('mary');
  expect(answer.body).toEqual({
    total: ROWS,
    status: { ended: 120, denied: 120, expired: 120, active: 120, requested: 120 },
    rule: { review: 150, contain: 450 },
    requester: { jane: 200, john: 200, paul: 200 },
    from: '2000',
    to: '9999',
  });
  expect(await desk.calls('query')).toHaveLength(1);
});

test.each([
  ['a range of dates', { from: after(100).toISOString(), to: after(499).toISOString() }, 400],
  ['one request', { from: after(17).toISOString(), to: after(17).toISOString() }, 1],
  ['none', { from: '2001-01-01', to: '2001-12-31' }, 0],
])('%s is counted', async (_, query, total) => {
  const answer = await audit('mary', query);
  expect(answer.body.total).toBe(total);
  for (const counts of [answer.body.status, answer.body.rule, answer.body.requester]) {
    expect(Object.values<number>(counts).reduce((sum, count) => sum + count, 0)).toBe(total);
  }
});

test.each([
  ['status', 'active', 120], ['requester', 'john', 200], ['rule', 'review', 150], ['incident', 'INC-1234', 600], ['incident', 'INC-0000', 0],
])('by %s=%s it counts these', async (parameter, value, total) => {
  expect((await audit('mary', { [parameter]: value, from: '2020-01-01' })).body.total).toBe(total);
});

describe('who is no auditor', () => {
  test.each([{}, { status: 'active' }, { requester: 'john' }, { rule: 'contain' }, { incident: 'INC-1234' }])('isn\'t told the counts of %p', async (query) => {
    const answer = await audit('jane', query as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({ reason: 'Only auditors can count the requests of others; ask with requester=jane' });
    expect(await desk.calls('query')).toEqual([]);
  });

  test('is told its own', async () => {
    const answer = await audit('jane', { requester: 'jane', to: after(299).toISOString() });
    expect(answer.body).toMatchObject({ total: 100, requester: { jane: 100 } });
  });

  test('who isn\'t registered either is refused', async () => {
    expect((await audit(session('eve'))).status).toBe(403);
  });
});

test('an audit has no pages', async () => {
  const answer = await audit('mary', { next: `${after(0).toISOString()}~${'f'.repeat(32)}` });
  expect(answer).toMatchObject({ status: 400, body: { reason: "'next' must be the value that the previous page of the same list gave" } });
});

test('more than it can count is refused with what to do', async () => {
  // As if each page were followed by another.
  await desk.faults({ service: 'dynamodb', action: 'query', before: true, times: 999, result: { Items: [], LastEvaluatedKey: { pk: { S: 'REQUEST#x' }, sk: { S: 'STATE' } } } });
  const answer = await audit('mary');
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ reason: 'There are too many requests to count at once: ask for a shorter range of dates' });
  expect(await desk.calls('query')).toHaveLength(60);
});

test('a page that can\'t be read is no count', async () => {
  await desk.faults({ service: 'dynamodb', action: 'query', error: 'DynamoDbException' });
  expect((await audit('mary')).status).toBe(500);
});

describe('an audit of 10,000 requests', () => {
  beforeAll(() => write(ROWS, MANY));

  test('counts every one', async () => {
    const answer = await audit('mary');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      total: MANY,
      status: { ended: 2000, denied: 2000, expired: 2000, active: 2000, requested: 2000 },
      rule: { review: 2500, contain: 7500 },
      requester: { jane: 3334, john: 3333, paul: 3333 },
    });
    const sizes = (await desk.calls('query')).map(({ result }) => JSON.stringify(result).length);
    expect(sizes).toHaveLength(MANY / PAGE + 1);
    // With the longest names, 64 letters each, half as much again.
    expect(Math.max(...sizes)).toBeLessThan(128 * 1024);
  });

  test.each([[PAGE, 2], [PAGE - 1, 1]])('counts %d of them in %d calls', async (total, calls) => {
    const answer = await audit('mary', { from: after(0).toISOString(), to: after(total - 1).toISOString() });
    expect(answer.body).toMatchObject({ total, requester: { jane: Math.ceil(total / 3) } });
    expect(await desk.calls('query')).toHaveLength(calls);
  });

  test('lists a page in one call', async () => {
    const answer = await desk.get('/requests', 'mary');
    expect(answer.body.requests).toHaveLength(20);
    expect(await desk.calls('query')).toHaveLength(1);
  });
});
