import { CONTAIN, GRANTEE } from '../support/fixture';
import { pause, PLACES, Scene } from '../support/scene';

let scene: Scene;
let place = 0;
let here: string;
beforeAll(async () => { scene = await Scene.start(); });
afterAll(() => scene?.stop());
beforeEach(async () => {
  await scene.calm();
  here = PLACES[place++];
});

const CREATE = 'createAccountAssignment';
const ahead = (minutes: number) => scene.instant(minutes);

describe('a scheduled start', () => {
  test('is waited for, and the access lasts its minutes from then on', async () => {
    const startsAt = await ahead(60);
    const id = await scene.ask({ accounts: [here], startsAt });
    await scene.reaches(id, 'scheduled');
    expect(await scene.holders(here)).toEqual([]);

    await scene.advance(59 * 60);
    await pause(100);
    expect(await scene.holders(here)).toEqual([]);
    await scene.advance(61);
    await scene.reaches(id, 'active');
    expect(await scene.holders(here)).toEqual([GRANTEE.jane]);

    await scene.advance(30 * 60);
    await scene.reaches(id, 'ended');
    expect(await scene.holders(here)).toEqual([]);
  });

  test('doesn\'t change with a second execution', async () => {
    const id = await scene.ask({ accounts: [here], startsAt: await ahead(60) });
    await scene.reaches(id, 'scheduled');
    const second = await scene.aws.startExecution('AccessLife', { id });
    await pause(300);

    expect((await scene.aws.execution(second)).status).toBe('RUNNING');
    expect(await scene.holders(here)).toEqual([]);
    await scene.advance(61 * 60);
    await scene.reaches(id, 'active');
    await scene.aws.ended(second);
    expect(await scene.calls({ action: CREATE })).toHaveLength(1);
  });

  test('can be cancelled without a call to Identity Center', async () => {
    const id = await scene.ask({ accounts: [here], startsAt: await ahead(60) });
    await scene.reaches(id, 'scheduled');
    await scene.decide('jane', 'release', id);
    await scene.reaches(id, 'ended');
    await scene.advance(61 * 60);
    await scene.settled();

    expect(await scene.status(id)).toBe('ended');
    expect((await scene.calls({ service: 'ssoadmin' })).filter(({ parameters }) => parameters.TargetId === here)).toEqual([]);
    expect(await scene.counted(id)).toEqual([]);
  });
});

test('a bypass grants the access and records the person', async () => {
  const id = await scene.ask({ rule: 'quorum', accounts: [here] });
  await scene.decide('ruth', 'bypass', id, 'no approver answers and it burns');
  await scene.reaches(id, 'active');

  expect(await scene.item(id)).toMatchObject({ bypassedBy: 'ruth' });
  expect(await scene.holders(here, CONTAIN)).toEqual([GRANTEE.jane]);
});

test('a grant that begins after the end grants nothing and ends the request', async () => {
  await scene.faults.add({ kill: true, state: 'Read the request', machine: 'Elevation-AccessLife' });
  const id = await scene.ask({ accounts: [here], minutes: 5 });
  await scene.settled();
  await scene.advance(6 * 60);
  await scene.aws.run('AccessLife', { id });
  await scene.reaches(id, 'ended');

  expect(await scene.calls({ action: CREATE })).toEqual([]);
  expect(await scene.item(id)).toMatchObject({ endReason: 'expired' });
});

describe('released or revoked while it is granted', () => {
  const STATES = ['Record the grant', 'Schedule the end', 'Assign the permission set', 'Check the assignment', 'Record the active access'];
  const CALLS: Record<string, [string, string]> = {
    'Record the grant': ['dynamodb', 'transactWriteItems'],
    'Schedule the end': ['scheduler', 'createSchedule'],
    'Assign the permission set': ['ssoadmin', CREATE],
    'Check the assignment': ['ssoadmin', 'describeAccountAssignmentCreationStatus'],
    'Record the active access': ['dynamodb', 'transactWriteItems'],
  };

  test.each(STATES)('before \'%s\': nothing is left', async (state) => {
    const [service, action] = CALLS[state];
    await scene.faults.add({ service, action, state, delayMs: 400 });
    const id = await scene.ask({ accounts: [here] });
    await scene.aws.waitFor(async () => (await scene.calls({ state })).length > 0, state);
    await (state.length % 2 ? scene.decide('jane', 'release', id) : scene.decide('mary', 'revoke', id, 'this was not agreed on'));
    await scene.aws.waitFor(async () => ['ended', 'failed'].includes(await scene.status(id) ?? ''), 'the end');
    await scene.settled();

    expect(await scene.holders(here)).toEqual([]);
    expect(await scene.counted(id)).toEqual([]);
    expect(await scene.item(id)).toMatchObject({ status: 'ended', endReason: state.length % 2 ? 'released' : 'revoked' });
  });
});

describe('a forged execution', () => {
  const nothing = async (input: object, id?: string) => {
    const before = id && await scene.item(id);
    const { status } = await scene.aws.run('AccessLife', input);
    expect(status).toBe('SUCCEEDED');
    expect((await scene.calls()).filter(({ service, action }) => service !== 'dynamodb' || action !== 'getItem').filter(({ machine }) => machine?.includes('Life'))).toEqual([]);
    if (id) expect(await scene.item(id)).toEqual(before);
    expect([...await scene.holders(here), ...await scene.holders(here, CONTAIN)]).toEqual([]);
  };

  test('for a request without approval grants nothing', async () => {
    const id = await scene.ask({ rule: 'quorum', accounts: [here] });
    await nothing({ id }, id);
  });

  test('for a request with one of two approvals grants nothing', async () => {
    const id = await scene.ask({ rule: 'quorum', accounts: [here] });
    await scene.decide('john', 'approve', id);
    await nothing({ id }, id);
  });

  test('with further fields in its input grants nothing', async () => {
    const id = await scene.ask({ rule: 'quorum', accounts: [here] });
    const item = { status: { S: 'approved' }, accounts: { L: [{ S: here }] }, grantee: { S: GRANTEE.john } };
    await nothing({ id, status: 'approved', item, rule: { kind: 'assignment', resource: CONTAIN }, accounts: [here], account: here, version: 1 }, id);
  });

  test.each(['denied', 'cancelled'])('for a request that was %s grants nothing', async (status) => {
    const id = await scene.ask({ rule: 'quorum', accounts: [here] });
    await (status === 'denied' ? scene.decide('john', 'deny', id, 'this is not needed') : scene.decide('jane', 'cancel', id));
    await nothing({ id }, id);
  });

  test.each([{}, { id: '' }, { id: 'none' }, { id: 7 }, { id: { S: 'x' } }, { id: ['x'] }, { id: null }])('with %j grants nothing', async (input) => {
    const { status } = await scene.aws.run('AccessLife', input);
    expect(['SUCCEEDED', 'FAILED']).toContain(status);
    expect((await scene.calls()).map(({ action }) => action).filter((action) => action !== 'getItem')).toEqual([]);
  });

  test('for a request that is over grants nothing', async () => {
    const id = await scene.granted({ accounts: [here] });
    await scene.decide('jane', 'release', id);
    await scene.reaches(id, 'ended');
    await scene.settled();
    await scene.calm();
    await nothing({ id }, id);
  });

  test('for an active request doesn\'t grant again', async () => {
    const id = await scene.granted({ accounts: [here] });
    await scene.settled();
    await scene.calm();
    await scene.aws.run('AccessLife', { id });
    expect(await scene.calls({ action: CREATE })).toEqual([]);
  });
});
