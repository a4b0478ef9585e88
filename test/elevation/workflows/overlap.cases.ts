import { GRANTEE } from '../support/fixture';
import { PLACES, Scene } from '../support/scene';

let scene: Scene;
let place = 0;
let here: string;
beforeAll(async () => { scene = await Scene.start(); });
afterAll(() => scene?.stop());
beforeEach(async () => {
  await scene.calm();
  here = PLACES[place++];
});

const release = (id: string, person = 'jane') => scene.decide(person, 'release', id);
const two = async (...minutes: number[]) => [
  await scene.granted({ accounts: [here], minutes: minutes[0] }), await scene.granted({ accounts: [here], minutes: minutes[1] }),
];
const ended = async (...ids: string[]) => {
  for (const id of ids) await scene.reaches(id, 'ended');
};

describe('of two grants of one permission set in one account to one person', () => {
  test('the first end keeps the access, and the second revokes it', async () => {
    const [first, second] = await two();
    await release(first);
    await ended(first);
    expect(await scene.holders(here)).toEqual([GRANTEE.jane]);
    expect(await scene.counted()).toMatchObject([{ id: second }]);

    await release(second);
    await ended(second);
    expect(await scene.holders(here)).toEqual([]);
    expect(await scene.counted()).toEqual([]);
  });

  test('the schedule of a released one doesn\'t revoke the other', async () => {
    const [short, long] = await two(10, 60);
    await release(short);
    await ended(short);
    await scene.advance(11 * 60);
    await scene.settled();

    expect(await scene.holders(here)).toEqual([GRANTEE.jane]);
    await scene.advance(50 * 60);
    await ended(long);
    expect(await scene.holders(here)).toEqual([]);
  });

  test('that end at the same time, the last revokes the access', async () => {
    const ids = await two(30, 30);
    await scene.faults.add({ service: 'dynamodb', action: 'query', state: 'Check who else needs the access', delayMs: 100, times: 2 });
    await scene.advance(31 * 60);
    await ended(...ids);

    expect(await scene.holders(here)).toEqual([]);
  });

  test('the end of one revokes the access even if the other\'s end never ran', async () => {
    const [forgotten, other] = await two(10, 60);
    await scene.unschedule(forgotten);
    await scene.advance(20 * 60);
    await release(other);
    await ended(other);

    expect(await scene.holders(here)).toEqual([]);
    expect(await scene.status(forgotten)).toBe('active');
    await scene.reconcile();
    expect(await scene.status(forgotten)).toBe('ended');
  });

  test('a failed grant keeps the access of the other', async () => {
    const [first] = [await scene.granted({ accounts: [here] })];
    const result = { AccountAssignmentCreationStatus: { Status: 'FAILED', FailureReason: 'no' } };
    await scene.faults.add({ service: 'ssoadmin', action: 'describeAccountAssignmentCreationStatus', result });
    await scene.reaches(await scene.ask({ accounts: [here] }), 'failed');

    expect(await scene.holders(here)).toEqual([GRANTEE.jane]);
    await release(first);
    await ended(first);
    expect(await scene.holders(here)).toEqual([]);
  });
});

describe('the end of a grant keeps', () => {
  test('the access of another person', async () => {
    const mine = await scene.granted({ accounts: [here] });
    const other = await scene.granted({ accounts: [here], person: 'john' });
    await release(other, 'john');
    await ended(other);
    expect(await scene.holders(here)).toEqual([GRANTEE.jane]);
    await release(mine);
    await ended(mine);
  });

  test('shared accounts, and revokes the others', async () => {
    const [only, both] = [PLACES[35], PLACES[36]];
    const wide = await scene.granted({ accounts: [only, both] });
    const narrow = await scene.granted({ accounts: [both] });
    await release(wide);
    await ended(wide);

    expect(await scene.holders(only)).toEqual([]);
    expect(await scene.holders(both)).toEqual([GRANTEE.jane]);
    await release(narrow);
    await ended(narrow);
    expect(await scene.holders(both)).toEqual([]);
  });
});

/** Every order in which two ends can say that they are over and look at the other, each first the one and then the other. */
const ORDERS = ['AaBb', 'ABab', 'ABba', 'BAab', 'BAba', 'BbAa'];
const STEP_MS = 80;

describe('two ends at once revoke the access', () => {
  test.each(ORDERS)('in the order %s', async (order) => {
    const ids = await two();
    const at = (step: string) => order.indexOf(step) * STEP_MS;
    // A and B mark the accesses as over; a and b read the other's.
    const delays = [['A', 'a'], ['B', 'b']].map(([says, looks]) => ({ says: at(says), looks: at(looks) - at(says) - STEP_MS / 2 }));
    for (const [index, { says, looks }] of delays.entries()) {
      const own = { ExpressionAttributeValues: { ':own': { S: ids[index] } } };
      if (says > 0) await scene.faults.add({ service: 'dynamodb', action: 'getItem', state: 'Read the request', machine: 'Elevation-AccessEnd', parameters: keyOf(ids[index]), delayMs: says });
      await scene.faults.add({ service: 'dynamodb', action: 'query', state: 'Check who else needs the access', parameters: own, delayMs: looks });
    }
    await Promise.all(ids.map((id) => scene.aws.startExecution('AccessEnd', { id, reason: 'released', by: 'jane', detail: '' })));
    await ended(...ids);

    expect(await scene.holders(here)).toEqual([]);
    expect(await scene.counted()).toEqual([]);
  });

  test('and an end and a grant at once keep what the grant needs, and leave no access without a row', async () => {
    const first = await scene.granted({ accounts: [here] });
    await scene.faults.add({ service: 'ssoadmin', action: 'deleteAccountAssignment', delayMs: 200 });
    const [second] = await Promise.all([scene.ask({ accounts: [here] }), release(first)]);
    await scene.settled();
    await release(second);
    await ended(first, second);

    expect(await scene.holders(here)).toEqual([]);
  });
});

const keyOf = (id: string) => ({ Key: { pk: { S: `REQUEST#${id}` } } });
