import { after, Desk, nextId } from '../support/desk';
import { CONTAIN_RULE, jane, paul, REVIEW_RULE, session } from '../support/fixture';
import { STRINGS } from '../support/hostile';

let desk: Desk;
/** So many, a minute apart: two of three are Jane's, every tenth is under another rule and in an incident of its own. */
const COUNT = 50;
const ids: string[] = Array.from({ length: COUNT }, nextId);
const rows = ids.map((id, index) => ({
  id,
  pk: `REQUEST#${id}`,
  requester: index % 3 === 0 ? 'john' : 'jane',
  rule: index % 10 === 0 ? 'review' : 'contain',
  incident: index % 10 === 0 ? 'INC-9999' : 'INC-1234',
  status: index < 30 ? 'ended' : 'requested',
  createdAt: after(index).toISOString(),
}));
const newestFirst = (chosen: (row: typeof rows[number]) => boolean) => rows.filter(chosen).map(({ id }) => id).reverse();

beforeAll(async () => {
  const review = { ...REVIEW_RULE, requesters: [jane], revokers: [paul] };
  desk = await Desk.open({ rules: { contain: { ...CONTAIN_RULE, requesters: [jane] }, review } });
  for (const row of rows) await desk.put(row);
  // What else is in the ledger.
  await desk.aws.call('dynamodb', 'putItem', {
    TableName: desk.table, Item: { pk: { S: 'ACCESS#x' }, sk: { S: 'ACCESS' }, kind: { S: 'access' }, status: { S: 'requested' }, createdAt: { S: after(5).toISOString() } },
  });
});
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

/** All pages. */
async function list(by: string, query: Record<string, string> = {}): Promise<{ readonly ids: string[]; readonly pages: number[] }> {
  const found: string[] = [];
  const pages: number[] = [];
  for (let next = ''; ;) {
    const answer = await desk.get('/requests', by, next === '' ? query : { ...query, next });
    expect(answer.status).toBe(200);
    found.push(...answer.body.requests.map(({ id }: any) => id));
    pages.push(answer.body.requests.length);
    next = answer.body.next;
    if (next === '') return { ids: found, pages };
  }
}

test.each([
  ['all requests', {}, () => true],
  ['those of a status', { status: 'ended' }, (row) => row.status === 'ended'],
  ['those of a requester', { requester: 'john' }, (row) => row.requester === 'john'],
  ['those of an incident', { incident: 'INC-9999' }, (row) => row.incident === 'INC-9999'],
  ['those of a rule', { rule: 'contain' }, (row) => row.rule === 'contain'],
  ['those of a status that none has', { status: 'failed' }, () => false],
] as [string, Record<string, string>, (row: typeof rows[number]) => boolean][])('an auditor is shown %s, the newest first, page by page', async (_, query, chosen) => {
  const found = await list('mary', query);
  expect(found.ids).toEqual(newestFirst(chosen));
  expect(Math.max(...found.pages)).toBeLessThanOrEqual(20);
});

test('50 requests are three pages', async () => {
  expect((await list('mary')).pages).toEqual([20, 20, 10]);
});

test('a page of one is a list', async () => {
  const answer = await desk.get('/requests', 'mary', { from: rows[7].createdAt, to: rows[7].createdAt });
  expect(answer.body).toEqual({ requests: [expect.objectContaining({ id: ids[7] })], next: '' });
});

test('no requests are an empty list', async () => {
  expect((await desk.get('/requests', 'mary', { requester: 'ruth' })).body).toEqual({ requests: [], next: '' });
});

describe('who is no auditor', () => {
  test('is shown its own, without asking for them', async () => {
    expect((await list('jane')).ids).toEqual(newestFirst(({ requester }) => requester === 'jane'));
  });

  test('sees the requests whose rules name the person', async () => {
    expect((await list('paul', { status: 'requested' })).ids).toEqual(newestFirst(({ status }) => status === 'requested'));
    expect((await list('ruth', { status: 'requested' })).ids).toEqual(newestFirst(({ status, rule }) => status === 'requested' && rule === 'contain'));
  });

  test('is shown nothing else, whomever it asks for', async () => {
    expect((await list('ruth', { rule: 'review' })).ids).toEqual([]);
    expect((await list('ruth', { incident: 'INC-9999' })).ids).toEqual([]);
    expect((await list('john', { requester: 'jane' })).ids).toEqual(newestFirst(({ requester, rule }) => requester === 'jane' && rule === 'contain'));
  });

  test('who isn\'t registered either is refused', async () => {
    const answer = await desk.get('/requests', session('eve'));
    expect(answer.status).toBe(403);
    expect(answer.body.reason).toMatch(/^You aren't registered/);
  });
});

describe('between two instants', () => {
  const day = after(0).toISOString().slice(0, 10);
  const between = async (from: string, to: string) => (await list('mary', { from, to })).ids;

  test('both are included, to the millisecond', async () => {
    expect(await between(rows[3].createdAt, rows[6].createdAt)).toEqual([ids[6], ids[5], ids[4], ids[3]]);
    expect(await between(after(3 + 1 / 60_000).toISOString(), after(6 - 1 / 60_000).toISOString())).toEqual([ids[5], ids[4]]);
  });

  test('an instant without milliseconds is the begin of its second', async () => {
    const second = `${rows[3].createdAt.slice(0, 19)}Z`;
    expect(await between(second, rows[3].createdAt)).toEqual([ids[3]]);
    const end = await between(rows[2].createdAt, second);
    expect(end).toEqual(rows[3].createdAt.endsWith('.000Z') ? [ids[3], ids[2]] : [ids[2]]);
  });

  test('a day is all of it', async () => {
    expect(await between(day, day)).toEqual(newestFirst(({ createdAt }) => createdAt.startsWith(day)));
  });

  test('along with another question', async () => {
    const found = await list('mary', { requester: 'john', from: rows[0].createdAt, to: rows[9].createdAt });
    expect(found.ids).toEqual([ids[9], ids[6], ids[3], ids[0]]);
  });
});

const DATES = "'from' and 'to' must be dates or instants in UTC such as 2026-01-31 or 2026-01-31T14:00:00Z";
const NEXT = "'next' must be the value that the previous page of the same list gave";
const LONG = "'requester', 'incident' and 'rule' have at most 256 characters";
test.each([
  ['two questions at once', { status: 'ended', rule: 'contain' }, 'Ask by only one of status, requester, incident and rule'],
  ['a status that there isn\'t', { status: 'open' }, /^'status' must be one of requested, approved, /],
  ['a status with a line break', { status: 'ended\n' }, /^'status' must be one of /],
  ['a day that is none', { from: 'yesterday' }, DATES],
  ['a day with a line break', { from: '2026-01-31\n' }, DATES],
  ['a day of another calendar', { to: '31.01.2026' }, DATES],
  ['an expression for a day', { to: '{% $now() %}' }, DATES],
  ['an instant in a zone', { to: '2026-01-31T14:00:00+01:00' }, DATES],
  ['an instant that is none', { to: '2026-01-31T25:00:00Z' }, "The call can't be read: the body must be JSON, and each value of the type that the API describes"],
  ['a begin after the end', { from: '2026-02-01', to: '2026-01-31' }, "'from' must not be later than 'to'"],
  ['a person of 60,000 letters', { requester: 'x'.repeat(60_000) }, LONG],
  ['an incident of 60,000 letters', { incident: 'x'.repeat(60_000) }, LONG],
  ['a rule of 257 letters', { rule: 'x'.repeat(257) }, LONG],
  ['a place that is none', { next: 'x' }, NEXT],
  ['a place in JSON', { next: '{"pk":{"S":"ACCESS#x"}}' }, NEXT],
  ['a place in base64', { next: Buffer.from('{"pk":{"S":"ACCESS#x"}}').toString('base64') }, NEXT],
  ['a place with a line break', { next: `${after(0).toISOString()}~${'f'.repeat(32)}\n` }, NEXT],
  ['a place before what is asked for', { next: `${after(-60).toISOString()}~${'f'.repeat(32)}`, from: after(0).toISOString() }, NEXT],
  ['a place after what is asked for', { next: `${after(60).toISOString()}~${'f'.repeat(32)}`, to: after(0).toISOString() }, NEXT],
  ['a place of 60,000 letters', { next: 'x'.repeat(60_000) }, NEXT],
])('%s is refused', async (_, query: Record<string, string>, reason) => {
  const answer = await desk.get('/requests', 'mary', query);
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ reason: typeof reason === 'string' ? reason : expect.stringMatching(reason) });
  expect(await desk.calls('query')).toEqual([]);
});

test('a forged end of a page gives access to no other requests', async () => {
  const next = `${rows[30].createdAt}~${'0'.repeat(32)}`;
  const answer = await desk.get('/requests', 'ruth', { rule: 'review', next });
  expect(answer.status).toBe(200);
  expect(answer.body.requests).toEqual([]);
});

test('an empty parameter is none', async () => {
  const answer = await desk.get('/requests', 'mary', { status: '', requester: '', from: '', next: '' });
  expect(answer.body.requests).toHaveLength(20);
});

test.each(STRINGS.map(([what, text], index) => [what, ['requester', 'incident', 'rule'][index % 3], text]))('%s in %s finds nothing', async (_, parameter, text) => {
  const answer = await desk.get('/requests', 'mary', { [parameter]: text });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ requests: [], next: '' });
});

test('a full page of the longest requests fits into what a workflow passes on', async () => {
  // Four bytes for each character, as the worst of all.
  const fields = JSON.stringify({ note: '😀'.repeat(1000), other: '"'.repeat(1000) });
  const accounts = Array.from({ length: 50 }, (_, index) => String(100000000000 + index));
  for (let index = 0; index < 20; index += 1) await desk.put({ fields, accounts, incident: '😀'.repeat(256), requester: 'ruth', approvals: Array(10).fill('x'.repeat(64)) });
  const answer = await desk.get('/requests', 'mary', { requester: 'ruth' });
  expect(answer.body.requests).toHaveLength(20);
  const [{ result }] = await desk.calls('query');
  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(256 * 1024);
  expect(Buffer.byteLength(JSON.stringify(answer.body))).toBeLessThan(256 * 1024);
  expect(Buffer.byteLength(JSON.stringify({ status: 200, body: JSON.stringify(answer.body) }))).toBeLessThan(256 * 1024);
});
