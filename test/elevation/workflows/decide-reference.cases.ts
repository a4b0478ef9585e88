import { marshall } from '@aws-sdk/util-dynamodb';
import { PAST, refused, WHO } from '../support/changes';
import { after, nextId, rowOf } from '../support/desk';
import { elevatedAccess, session } from '../support/fixture';
import { STRINGS } from '../support/hostile';
import { evaluate, inputOf, statesOf } from '../support/reference';

const states = statesOf(elevatedAccess().stack, 'AccessDecide');
const id = nextId();

/** What the reference engine makes of a decision on a request. */
async function decided(action: string, by: string, row: object = {}, body: string | object = {}, at = after(1)): Promise<any> {
  const input = inputOf({ caller: session(by), body, at, action, id });
  const asked = await evaluate(states['Check the decision: evaluate'].Output, { states: { input } });
  if (asked.status > 0) return asked;
  return evaluate(states['Evaluate the decision'].Assign.verdict, { asked, item: marshall({ ...rowOf(id), ...row }) });
}

const REASON = { reason: 'because the test says so' };
test.each([
  ['approve', 'john', {}, { status: 0, last: false, needsGroup: false }],
  ['approve', 'john', { approvals: ['mary'] }, { status: 0, last: true, startsAt: after(1).toISOString(), endsAt: after(31).toISOString() }],
  ['approve', 'john', { approvals: ['mary', 'paul'] }, { status: 0, last: true }],
  ['approve', 'mary', { approvals: ['mary'] }, { status: 409, reason: 'You have already approved this request' }],
  ['approve', 'jane', {}, { status: 403, reason: 'You can\'t decide on your own request' }],
  ['approve', 'paul', {}, { status: 403, reason: `You can approve from ${after(15).toISOString()} on` }],
  ['approve', 'eve', {}, { status: 403 }],
  ['approve', 'john', { rule: 'gone' }, { status: 409, reason: 'The rule of this request no longer exists: ask again under another rule' }],
  ['approve', 'john', { minutes: 61 }, { status: 409, reason: 'Rule contain has changed and no longer allows this request: ask again' }],
  ['approve', 'john', { accounts: ['999999999999'] }, { status: 409 }],
  ['approve', 'john', { accounts: ['222222222222', '333333333333'] }, { status: 0 }],
  ['approve', 'john', { status: 'active' }, { status: 409, reason: 'The request is active and can no longer be approved' }],
  ['approve', 'john', { wantedAt: after(60).toISOString() }, { status: 0, startsAt: after(60).toISOString(), endsAt: after(90).toISOString() }],
  ['bypass', 'ruth', {}, { status: 0, last: true }],
  ['bypass', 'mary', {}, { status: 403, reason: "Rule contain doesn't let you bypass" }],
  ['cancel', 'jane', { rule: 'gone' }, { status: 0 }],
  ['release', 'jane', { status: 'active', rule: 'gone' }, { status: 0 }],
  ['release', 'john', { status: 'active' }, { status: 403 }],
  ['revoke', 'paul', { status: 'active' }, { status: 0, needsGroup: false }],
] as [string, string, object, object][])('the reference engine decides on %s by %s of %p as the workflow does', async (action, by, row, expected) => {
  expect(await decided(action, by, row, REASON)).toMatchObject(expected);
});

test.each(refused)('the reference engine lets %s change nothing about a request that is %s', async (action, status) => {
  const row = { status, approvals: ['mary'], startsAt: after(0).toISOString(), endsAt: after(30).toISOString() };
  expect(await decided(action, WHO[action], row, REASON)).toEqual({ status: 409, reason: `The request is ${status} and can no longer be ${PAST[action]}` });
});

test.each(STRINGS)('the reference engine takes %s as a reason', async (_, text) => {
  const reason = `Because of what was found: ${text}`;
  const input = inputOf({ caller: session('mary'), body: { reason }, action: 'deny', id });
  expect(await evaluate(states['Check the decision: evaluate'].Output, { states: { input } })).toMatchObject({ status: 0, person: 'mary', reasonText: reason });
});

test.each([`${id}\n`, `${id}"`, id.toUpperCase(), '"}', '{% $states %}', ''])('the reference engine takes %p for no id', async (wrong) => {
  const input = inputOf({ caller: session('mary'), action: 'deny', id: wrong });
  expect(await evaluate(states['Check the decision: evaluate'].Output, { states: { input } })).toEqual({ status: 404, reason: 'There is no such request' });
});
