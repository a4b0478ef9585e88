import { randomUUID } from 'node:crypto';
import { CONTAIN } from '../support/fixture';
import { PLACES, Scene } from '../support/scene';

let scene: Scene;
let place = 0;
beforeAll(async () => { scene = await Scene.start(); });
afterAll(() => scene?.stop());
beforeEach(() => scene.calm());

/** On the way of a request or an approval that is accepted; all other states refuse, and write nothing. */
const SUBMIT = ['Check the request', 'Check the request: evaluate', 'Record the request', 'Announce the request', 'Answer: request accepted'];
const AUTOMATIC = ['Start the grant'];
const DECIDE = [
  'Check the decision', 'Check the decision: evaluate', 'Is the decision valid?', 'Read the request', 'Does the request exist?', 'Evaluate the decision', 'Is the decision allowed?', 'Which action?',
  'Record the last approval', 'Start the grant', 'Announce the approval', 'Answer: approved',
];

const kill = (machine: string, state: string) => scene.faults.add({ kill: true, state, machine: `Elevation-Access${machine}` });
const submit = (rule: string, account: string, clientToken: string) => scene.post('jane', '/requests', { rule, accounts: [account], minutes: 30, clientToken });
/** As the requester finds out: by the answer, or by the refusal of a second submission. */
const idOf = ({ body }: any): string => body.id ?? /[0-9a-f]{32}/.exec(body.reason)![0];

describe.each(SUBMIT)('a submission that was killed before \'%s\'', (state) => {
  let id: string;
  let account: string;
  beforeAll(async () => {
    await scene.calm();
    account = PLACES[place++];
    const token = randomUUID();
    await kill('Submit', state);
    expect(await submit('quorum', account, token)).toMatchObject({ status: 500, body: { reason: expect.stringContaining('try again') } });
    expect(await scene.killed()).toBe(true);
    const again = await submit('quorum', account, token);
    expect([201, 409]).toContain(again.status);
    id = idOf(again);
  });

  test('is recorded when it is sent again, and grants nothing', async () => {
    expect(await scene.item(id)).toMatchObject({ status: 'requested', approvals: [] });
    expect(await scene.holders(account, CONTAIN)).toEqual([]);
  });

  test('continues from there', async () => {
    await scene.decide('john', 'approve', id);
    await scene.decide('mary', 'approve', id);
    await scene.reaches(id, 'active');
  });
});

test.each([...SUBMIT, ...AUTOMATIC])('an automatic approval that was killed before \'%s\' still leads to access', async (state) => {
  const account = PLACES[place++];
  const token = randomUUID();
  await kill('Submit', state);
  await submit('oncall', account, token);
  expect(await scene.killed()).toBe(true);
  const id = idOf(await submit('oncall', account, token));
  await scene.settled();
  if (await scene.status(id) === 'approved') {
    await scene.advance(3 * 60);
    await scene.reconcile();
  }
  await scene.reaches(id, 'active');
});

test.each(DECIDE)('a last approval that was killed before \'%s\' counts once and leads to access', async (state) => {
  const account = PLACES[place++ % 30];
  const id = await scene.ask({ rule: 'quorum', accounts: [account] });
  await scene.decide('john', 'approve', id);
  await kill('Decide', state);
  expect(await scene.decide('mary', 'approve', id)).toMatchObject({ status: 500 });
  expect(await scene.killed()).toBe(true);
  expect(['requested', 'approved', 'granting', 'active']).toContain(await scene.status(id));
  expect([200, 409]).toContain((await scene.decide('mary', 'approve', id)).status);
  expect(await scene.item(id)).toMatchObject({ approvals: [{ S: 'john' }, { S: 'mary' }] });
  await scene.settled();
  // The reconciler starts the grant of an approved request.
  if (await scene.status(id) === 'approved') {
    await scene.advance(3 * 60);
    await scene.reconcile();
  }
  await scene.reaches(id, 'active');
});

test.each([
  ['Record an approval', 'john', 'approve', 'requested'],
  ['Announce an approval', 'john', 'approve', 'requested'],
  ['Record the denial', 'john', 'deny', 'denied'],
  ['Announce the denial', 'john', 'deny', 'denied'],
  ['Record the cancellation', 'jane', 'cancel', 'cancelled'],
  ['Announce the cancellation', 'jane', 'cancel', 'cancelled'],
])('a decision that was killed before \'%s\' counts once and grants nothing', async (state, person, action, status) => {
  const account = PLACES[place++ % 30];
  const id = await scene.ask({ rule: 'quorum', accounts: [account] });
  await kill('Decide', state);
  await scene.decide(person, action, id, action === 'deny' ? 'this is not needed' : undefined);
  expect(await scene.killed()).toBe(true);
  await scene.decide(person, action, id, action === 'deny' ? 'this is not needed' : undefined);

  expect(await scene.item(id)).toMatchObject({ status, version: '2' });
  expect(await scene.holders(account, CONTAIN)).toEqual([]);
});

test.each([['release', 'jane'], ['revoke', 'mary']])('a %s that was killed before it started the end can be made again', async (action, person) => {
  const account = PLACES[place++ % 30];
  const id = await scene.granted({ accounts: [account] });
  const act = () => scene.decide(person, action, id, action === 'revoke' ? 'this was not agreed on' : undefined);
  await kill('Decide', 'Start the end');
  await act();
  expect(await scene.killed()).toBe(true);
  expect(await act()).toMatchObject({ status: 200 });
  await scene.reaches(id, 'ended');
  expect(await scene.holders(account)).toEqual([]);
});

test.each([['revoked', 'mary'], ['expired', '']])('a release whose end was killed at its beginning is %s', async (reason, person) => {
  const account = PLACES[place++ % 30];
  const id = await scene.granted({ accounts: [account] });
  await kill('End', 'Read the request');
  await scene.decide('jane', 'release', id);
  await scene.aws.waitFor(() => scene.killed());
  if (person) await scene.decide(person, 'revoke', id, 'nothing has happened');
  else await scene.advance(31 * 60);
  await scene.reaches(id, 'ended');

  expect(await scene.item(id)).toMatchObject({ endReason: reason });
  expect(await scene.holders(account)).toEqual([]);
});
