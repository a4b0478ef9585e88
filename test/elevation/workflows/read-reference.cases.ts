import { marshall } from '@aws-sdk/util-dynamodb';
import { after, nextId, rowOf } from '../support/desk';
import { elevatedAccess, session } from '../support/fixture';
import { STRINGS } from '../support/hostile';
import { evaluate, inputOf, statesOf } from '../support/reference';

const states = statesOf(elevatedAccess().stack, 'AccessRead');
const asked = async (by: string, query: Record<string, string> = {}, action = 'list') => (
  evaluate(states['Check the query: evaluate'].Output, { states: { input: inputOf({ caller: session(by), query, action }) } }));
const items = (count: number) => Array.from({ length: count }, nextId).map((id) => marshall(rowOf(id)));
/** The body of the answer for what the ledger found. */
const listed = async (found: object) => JSON.parse(await evaluate(states['List requests'].Output.body, { states: { result: found }, asked: await asked('mary') }));

test.each([0, 1, 2, 20])('the reference engine makes a list of %d requests', async (count) => {
  const { requests, next } = await listed({ Items: items(count) });
  expect(requests).toHaveLength(count);
  expect(requests.map((request: any) => request.accounts)).toEqual(Array(count).fill(['222222222222']));
  expect(next).toBe('');
});

test('the reference engine returns the end of a page and accepts it', async () => {
  const id = nextId();
  const key = { pk: `REQUEST#${id}`, sk: 'STATE', status: 'requested', createdAt: after(3).toISOString() };
  const { next } = await listed({ Items: items(1), LastEvaluatedKey: marshall(key) });
  expect(next).toBe(`${after(3).toISOString()}~${id}`);
  expect(await asked('mary', { status: 'requested', next })).toMatchObject({ status: 0, start: marshall(key) });
});

test('the reference engine lists the caller\'s own requests by default', async () => {
  expect(await asked('jane')).toMatchObject({ status: 0, attribute: 'requester', index: 'ByRequester', value: 'jane', from: '2000', to: '9999', start: {} });
});

test.each([
  ['2026-01-31', '2026-01-31', '2026-01-31', '2026-01-31T99'],
  ['2026-01-31T14:00:00Z', '2026-01-31T14:00:00.000Z', '2026-01-31T14:00:00.000Z', '2026-01-31T14:00:00.000Z'],
])('the reference engine takes %s to %s as the ledger has them', async (from, to, begin, end) => {
  expect(await asked('mary', { from, to })).toMatchObject({ from: begin, to: end });
});

test.each(STRINGS)('the reference engine takes %s for what is asked for', async (_, text) => {
  expect(await asked('mary', { incident: text })).toMatchObject({ status: 0, index: 'ByIncident', value: text });
});

test.each([
  [{ status: 'ended', rule: 'contain' }, 'Ask by only one of status, requester, incident and rule'],
  [{ from: 'yesterday' }, "'from' and 'to' must be dates or instants in UTC such as 2026-01-31 or 2026-01-31T14:00:00Z"],
  [{ from: '2026-02-01', to: '2026-01-31' }, "'from' must not be later than 'to'"],
  [{ next: 'e30=' }, "'next' must be the value that the previous page of the same list gave"],
  [{ incident: 'x'.repeat(257) }, "'requester', 'incident' and 'rule' have at most 256 characters"],
] as [Record<string, string>, string][])('the reference engine refuses %p', async (query, reason) => {
  expect(await asked('mary', query)).toEqual({ status: 400, reason });
});

test('the reference engine counts a thousand requests after others', async () => {
  const found = Array.from({ length: 1000 }, (_, index) => marshall({ status: ['ended', 'active'][index % 2], rule: `rule-${index % 7}`, requester: `person-${index % 100}` }));
  const counts = await evaluate(states['Count requests'].Assign.counts, { states: { result: { Items: found } }, counts: { total: 5, status: { ended: 5 }, rule: { old: 5 }, requester: { 'person-1': 5 } } });
  expect(counts.total).toBe(1005);
  expect(counts.status).toEqual({ ended: 505, active: 500 });
  expect(counts.rule).toMatchObject({ 'old': 5, 'rule-0': 143, 'rule-6': 142 });
  expect(counts.requester).toMatchObject({ 'person-0': 10, 'person-1': 15 });
});

test.each([0, 1])('the reference engine counts %d requests', async (count) => {
  const nothing = { total: 0, status: {}, rule: {}, requester: {} };
  const counts = await evaluate(states['Count requests'].Assign.counts, { states: { result: { Items: items(count) } }, counts: nothing });
  expect(counts).toEqual(count === 0 ? nothing : { total: 1, status: { requested: 1 }, rule: { contain: 1 }, requester: { jane: 1 } });
});
