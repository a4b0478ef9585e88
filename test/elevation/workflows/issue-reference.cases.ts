import { marshall } from '@aws-sdk/util-dynamodb';
import { after, nextId, NOW, rowOf } from '../support/desk';
import { session } from '../support/fixture';
import { STRINGS } from '../support/hostile';
import { evaluate, inputOf, statesOf } from '../support/reference';
import { sessionsStack } from '../support/sessions';

const states = statesOf(sessionsStack(), 'AccessIssue');
const id = nextId();
const ACTIVE = { rule: 'investigate', status: 'active', startsAt: NOW.toISOString(), endsAt: after(30).toISOString() };

const understood = (caller: string, of = id, at = after(1)) => (
  evaluate(states['Check the call: evaluate'].Output, { states: { input: inputOf({ caller, at, id: of }) } }));

/** What the reference engine looks up for a request, and why it refuses, if it does. */
async function looked(by: string, row: object = {}, at = after(1)): Promise<any> {
  const asked = await understood(session(by), id, at);
  const item = row === GONE ? {} : marshall({ ...rowOf(id), ...ACTIVE, ...row });
  const fields = Object.entries<string>(states['Look up rule and policy'].Assign);
  const found: any = Object.fromEntries(await Promise.all(fields.map(async ([name, field]) => [name, await evaluate(field, { item })])));
  return { ...found, refusal: await evaluate(states['Evaluate the call'].Assign.refusal, { asked, item, ...found }) };
}
const GONE = {};

test('the reference engine allows the requester a session until the access ends', async () => {
  const { rule, sessionPolicy, until, refusal } = await looked('jane', { endsAt: after(30).toISOString() });
  expect(refusal).toEqual({ status: 0 });
  expect(rule).toMatchObject({ name: 'investigate', kind: 'session' });
  expect(until).toBe(after(30).toISOString());
  const { Arguments } = states['Create the session'];
  const item = marshall({ endsAt: after(30).toISOString(), incident: 'INC-1234' });
  const policy = JSON.parse(await evaluate(Arguments.Policy, { sessionPolicy, item }));
  expect(policy.Statement.at(-1).Condition).toEqual({ DateGreaterThan: { 'aws:CurrentTime': after(30).toISOString() } });
  expect(await evaluate(Arguments.Tags[1].Value, { item })).toBe('INC-1234');
});

test('the reference engine ends a session after an hour where the access lasts longer', async () => {
  const { until } = await looked('jane', { endsAt: after(300).toISOString() });
  expect(Math.abs(Date.parse(until) - Date.now() - 3_600_000)).toBeLessThan(60_000);
});

test.each([
  ['mary', {}, 404, 'You have no such request'],
  ['jane', GONE, 404, 'You have no such request'],
  ['jane', { rule: 'gone' }, 409, expect.stringContaining('no sessions')],
  ['jane', { status: 'requested', endsAt: '' }, 409, expect.stringContaining('The request is requested')],
  ['jane', { status: 'ended' }, 409, expect.stringContaining('The request is ended')],
  ['jane', { endsAt: after(0).toISOString() }, 409, `The access ended at ${after(0).toISOString()}`],
  ['jane', { sessionUntil: after(20).toISOString() }, 409, expect.stringContaining(`You have a session until ${after(20).toISOString()}`)],
  ['jane', { sessionUntil: after(0).toISOString() }, 0, undefined],
])('the reference engine answers %s about %p with %d', async (by, row, status, reason) => {
  expect((await looked(by, row)).refusal).toEqual({ status, ...reason && { reason } });
});

test('the reference engine refuses an unregistered caller', async () => {
  expect(await understood('arn:aws:sts::111111111111:assumed-role/Admin/jane')).toMatchObject({ status: 403 });
});

test.each(STRINGS)('the reference engine refuses %s as an id', async (_, text) => {
  expect(await understood(session('jane'), text)).toMatchObject({ status: 404 });
});
