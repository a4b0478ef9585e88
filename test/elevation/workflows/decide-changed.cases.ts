import { Desk } from '../support/desk';
import { REQUEST } from '../support/fixture';

let desk: Desk;
beforeAll(async () => { desk = await Desk.open(); });
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

const REASON = { reason: 'because the test says so' };
const CHANGED = 'Rule contain has changed and no longer allows this request: ask again';
const GONE = 'The rule of this request no longer exists: ask again under another rule';
const active = { status: 'active', startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 600_000).toISOString() };

/** Requests of before a deployment that changed the rule. */
const BEFORE: readonly (readonly [what: string, row: object])[] = [
  ['allowed longer access', { minutes: 61 }],
  ['had another account', { accounts: ['999999999999'] }],
  ['had one account more', { accounts: [REQUEST.accounts[0], '999999999999'] }],
  ['let others ask', { requester: 'paul', grantee: '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000004' }],
  ['gave something else', { title: 'Administrator' }],
  ['was for another user of the same person', { grantee: '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000009' }],
];

test.each(BEFORE)('a request from before the rule %s can\'t be approved any more', async (_, row) => {
  const id = await desk.put({ ...row, approvals: ['john'] });
  for (const [action, by] of [['approve', 'mary'], ['bypass', 'ruth']]) {
    const answer = await desk.act(id, action, by, REASON);
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({ reason: CHANGED });
  }
  expect(await desk.items(id)).toMatchObject([{ status: 'requested', version: 1 }]);
});

test.each(BEFORE)('a request from before the rule %s can be denied', async (_, row) => {
  expect((await desk.act(await desk.put(row), 'deny', 'mary', REASON)).status).toBe(200);
});

test.each(BEFORE)('access from before the rule %s can be revoked', async (_, row) => {
  expect((await desk.act(await desk.put({ ...row, ...active }), 'revoke', 'mary', REASON)).status).toBe(200);
});

describe('after the rule was removed', () => {
  test.each([['approve', 'mary', {}], ['deny', 'mary', {}], ['bypass', 'ruth', {}], ['revoke', 'john', active]])('%s is refused', async (action, by, row) => {
    const id = await desk.put({ ...row, rule: 'gone' });
    const answer = await desk.act(id, action, by, REASON);
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({ reason: GONE });
    expect(await desk.items(id)).toMatchObject([{ version: 1 }]);
  });

  test('an auditor can revoke it', async () => {
    expect(await desk.act(await desk.put({ ...active, rule: 'gone' }), 'revoke', 'mary', REASON)).toMatchObject({ status: 200, body: { status: 'ending' } });
  });

  test.each([['cancel', {}, 'cancelled'], ['release', active, 'ending']])('the requester can still %s it', async (action, row, status) => {
    const id = await desk.put({ ...row, rule: 'gone' });
    expect(await desk.act(id, action, 'jane')).toMatchObject({ status: 200, body: { status } });
  });

  test.each(['cancel', 'release'])('other people can\'t %s it', async (action) => {
    expect((await desk.act(await desk.put({ rule: 'gone' }), action, 'john')).status).toBe(409);
  });

  test.each(['constructor', '__proto__', 'toString', ''])('a request of the unknown rule %p is refused', async (rule) => {
    expect(await desk.act(await desk.put({ rule: rule || 'x' }), 'approve', 'mary')).toMatchObject({ status: 409, body: { reason: GONE } });
  });
});

test('a quorum that was raised meanwhile is required', async () => {
  // The rule asks for two: with one it would have been approved before the deployment.
  expect(await desk.act(await desk.put({}), 'approve', 'mary')).toMatchObject({ status: 200, body: { status: 'requested' } });
});
