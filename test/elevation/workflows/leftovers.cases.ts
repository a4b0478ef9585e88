import { Bench } from '../../../emulator/bench/bench';
import { CONTAIN_RULE, elevatedAccess, REQUEST, session } from '../support/fixture';
import { requestRow, Scene } from '../support/scene';

/** What earlier deployments left in the ledger, and what is too much for an answer. */
let scene: Scene;
beforeAll(async () => { scene = await Scene.start({ rules: { contain: CONTAIN_RULE }, props: { reviewItems: false } }, await Bench.start()); });
afterAll(() => scene?.stop());
beforeEach(() => scene.calm());

const ID = 'a'.repeat(32);
const reason = { reason: 'Its rule is gone, and so is its need' };
const post = async (person: string, path: string, body: object | string = {}) => scene.aws.request('POST', path, { caller: session(person), body });
const undecided = async (id: string, more: object) => requestRow({
  id, status: 'requested', rule: 'contain', title: 'Contain', createdAt: await scene.instant(-5), expiresAt: await scene.instant(60), startsAt: '', endsAt: '', approvals: [], ...more,
});

describe('an access whose rule is gone', () => {
  const active = async () => scene.write([requestRow({ id: ID, status: 'active', rule: 'gone', endsAt: await scene.instant(30) })]);

  test('is ended by an auditor', async () => {
    await active();
    expect(await post('mary', `/requests/${ID}/revoke`, reason)).toMatchObject({ status: 200 });
    await scene.reaches(ID, 'ended');
  });

  test('can\'t be revoked by other people', async () => {
    await active();
    expect(await post('paul', `/requests/${ID}/revoke`, reason)).toMatchObject({ status: 409, body: { reason: expect.stringContaining('no longer exists') } });
  });

  test('isn\'t approved by an auditor', async () => {
    await scene.write([await undecided(ID, { rule: 'gone' })]);
    expect(await post('mary', `/requests/${ID}/approve`)).toMatchObject({ status: 409 });
  });
});

test('an auditor can\'t revoke access whose rule doesn\'t name the auditor', async () => {
  const { stack } = elevatedAccess({ rules: { contain: { ...CONTAIN_RULE, approvers: CONTAIN_RULE.approvers!.filter(({ name }) => name !== 'mary'), quorum: 1 } }, stackName: 'Other' });
  const other = await scene.bench.deploy(stack);
  const { body: { id } } = await other.request('POST', '/requests', { caller: session('jane'), body: REQUEST });
  await other.request('POST', `/requests/${id}/approve`, { caller: session('john'), body: {} });
  expect(await other.request('POST', `/requests/${id}/revoke`, { caller: session('mary'), body: reason })).toMatchObject({ status: 403 });
});

test('the approval of a former approver doesn\'t count', async () => {
  await scene.write([await undecided('b'.repeat(32), { approvals: ['formerly'], accounts: ['222222222222'] })]);
  expect(await post('john', `/requests/${'b'.repeat(32)}/approve`)).toMatchObject({ status: 200, body: { status: 'requested' } });
  expect(await post('mary', `/requests/${'b'.repeat(32)}/approve`)).toMatchObject({ status: 200, body: { status: 'approved' } });
});

test('a request with more entries than the answer says so', async () => {
  const at = '2026-01-01T00:00:00.000Z';
  const rows = (id: string, count: number) => Array.from({ length: count }, (_, index) => (
    { pk: `REQUEST#${id}`, sk: `EVENT#${at}#${100 + index}`, at, by: 'jane', event: 'Elevation Active', detail: '' }));
  const shown = async (id: string) => (await scene.aws.request('GET', `/requests/${id}`, { caller: session('mary') })).body;
  const [few, many] = ['c'.repeat(32), 'd'.repeat(32)];
  await scene.write([await undecided(few, {}), await undecided(many, {}), ...rows(few, 49), ...rows(many, 51)]);
  expect([(await shown(few)).moreEntries, (await shown(many)).moreEntries, (await shown(many)).entries.length]).toEqual([false, true, 50]);
});

test('a body that no workflow could take is a bad request like any other', async () => {
  const answer = await post('jane', '/requests', JSON.stringify({ ...REQUEST, justification: '"'.repeat(150_000) }));
  expect(answer).toMatchObject({ status: 400, body: { reason: expect.stringContaining('can\'t be read') } });
});
