import { GRANTEE } from '../support/fixture';
import { PLACES, Scene } from '../support/scene';

const CREATE = { service: 'ssoadmin', action: 'createAccountAssignment' };
const LOOK = { service: 'ssoadmin', action: 'describeAccountAssignmentCreationStatus' };
const SCHEDULE = { service: 'scheduler', action: 'createSchedule' };
const FAILED = { AccountAssignmentCreationStatus: { Status: 'FAILED', FailureReason: 'there is no such user' } };
const PENDING = { AccountAssignmentCreationStatus: { Status: 'IN_PROGRESS' } };

let scene: Scene;
let place = 0;
let here: string;
beforeAll(async () => { scene = await Scene.start(); });
afterAll(() => scene?.stop());
beforeEach(async () => {
  await scene.calm();
  here = PLACES[place++];
});

const ask = () => scene.ask({ accounts: [here] });
const why = async (id: string) => (await scene.entries(id)).find(({ event }) => event === 'Elevation Ending')?.detail;
const made = async (action: string) => (await scene.calls({ action })).length;

/** What a grant that failed leaves behind. */
async function takenBack(id: string, ...accounts: string[]): Promise<void> {
  await scene.reaches(id, 'failed');
  await scene.settled();
  for (const account of accounts) expect(await scene.holders(account)).toEqual([]);
  expect(await scene.counted(id)).toEqual([]);
}

describe('Identity Center answers', () => {
  test('with a Conflict or that it is too much: it is asked again', async () => {
    await scene.faults.add({ ...CREATE, error: 'ConflictException', times: 4 }, { ...CREATE, error: 'ThrottlingException', times: 3 }, { ...LOOK, error: 'ThrottlingException', times: 3 });
    const id = await ask();
    await scene.reaches(id, 'active');

    expect(await made(CREATE.action)).toBe(8);
    expect(await made(LOOK.action)).toBe(4);
    expect(await scene.holders(here)).toEqual([GRANTEE.jane]);
  });

  test('that the assignment failed: the grant is revoked, and the reason is announced', async () => {
    await scene.faults.add({ ...LOOK, result: FAILED });
    const id = await ask();

    await takenBack(id, here);
    expect(await why(id)).toBe('failed: Elevation.GrantFailed: there is no such user');
    expect(await scene.told('Elevation Failed')).toMatchObject([{ id, reason: 'failed', detail: 'Elevation.GrantFailed: there is no such user' }]);
  });

  test('with IN_PROGRESS for five minutes: the grant is revoked', async () => {
    await scene.faults.add({ ...LOOK, result: PENDING, times: 100 });
    const id = await ask();
    await scene.passUntil(async () => await scene.status(id) !== 'granting' && await scene.status(id) !== 'approved');

    await takenBack(id, here);
    expect(await made(LOOK.action)).toBe(60);
    expect(await why(id)).toContain('Identity Center hasn\'t finished yet');
  });

  test('with IN_PROGRESS a few times: the grant waits', async () => {
    await scene.faults.add({ ...LOOK, result: PENDING, times: 3 });
    const id = await ask();
    await scene.passUntil(async () => await scene.status(id) === 'active');

    expect(await scene.holders(here)).toEqual([GRANTEE.jane]);
  });

  test('nothing, though it did it: it is asked again, and the access is there once', async () => {
    await scene.faults.add({ ...CREATE, error: 'States.Timeout', before: false }, { ...LOOK, error: 'SdkClientException', before: false });
    const id = await ask();
    await scene.reaches(id, 'active');

    expect(await scene.holders(here)).toEqual([GRANTEE.jane]);
  });

  test('nothing, although it made the assignment: the grant is revoked', async () => {
    await scene.faults.add({ ...CREATE, error: 'States.Timeout', before: false, times: 9 });
    const id = await ask();

    await takenBack(id, here);
    expect(await made(CREATE.action)).toBe(9);
    expect(await why(id)).toContain('States.Timeout');
  });

  test('that it is not allowed: the call isn\'t retried, and the reason is announced', async () => {
    await scene.faults.add({ ...CREATE, error: 'AccessDeniedException', cause: 'not from here' });
    const id = await ask();

    await takenBack(id, here);
    expect(await made(CREATE.action)).toBe(1);
    expect(await why(id)).toBe('failed: SsoAdmin.AccessDeniedException: not from here');
  });
});

describe('of several accounts', () => {
  test.each([0, 3, 6])('number %i fails: all are revoked', async (number) => {
    const accounts = PLACES.slice(20, 27);
    await scene.faults.add({ ...CREATE, parameters: { TargetId: accounts[number] }, error: 'ValidationException' });
    const id = await scene.ask({ accounts });

    await takenBack(id, ...accounts);
  });

  test('all are given, and counted as one access', async () => {
    const accounts = PLACES.slice(30, 37);
    const id = await scene.granted({ accounts });

    for (const account of accounts) expect(await scene.holders(account)).toEqual([GRANTEE.jane]);
    expect(await scene.counted(id)).toMatchObject([{ accounts }]);
  });
});

describe('the schedule of its end', () => {
  test('can\'t be made: nothing is granted', async () => {
    await scene.faults.add({ ...SCHEDULE, error: 'ServiceQuotaExceededException' });
    const id = await ask();

    await takenBack(id, here);
    expect(await made(CREATE.action)).toBe(0);
    expect(await why(id)).toBe('failed: its end could not be scheduled, so nothing was granted');
  });

  test('is made, but the answer is lost: nothing is granted', async () => {
    await scene.faults.add({ ...SCHEDULE, error: 'ServiceQuotaExceededException', before: false });
    const id = await ask();

    await takenBack(id, here);
    expect(await made(CREATE.action)).toBe(0);
  });

  test('is made by a call without an answer: the second finds it, and goes on', async () => {
    await scene.faults.add({ ...SCHEDULE, error: 'States.Timeout', before: false });
    const id = await ask();
    await scene.reaches(id, 'active');

    expect((await scene.calls({ action: SCHEDULE.action })).map(({ error }) => error)).toEqual(['States.Timeout', 'Scheduler.ConflictException']);
  });

  test('is there before the access is asked for, at the instant of the ledger', async () => {
    const id = await ask();
    await scene.reaches(id, 'active');
    const { parameters } = (await scene.calls({ action: SCHEDULE.action }))[0];

    expect(parameters).toMatchObject({ Name: id, ScheduleExpression: `at(${(await scene.item(id))!.endsAt.slice(0, 19)})`, ScheduleExpressionTimezone: 'UTC' });
    const order = (await scene.calls()).map(({ action }) => action);
    expect(order.indexOf(SCHEDULE.action)).toBeLessThan(order.indexOf(CREATE.action));
  });
});
