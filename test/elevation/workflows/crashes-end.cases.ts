import { Fault } from '../../../emulator/embedded-aws';
import { ONCALL, PLACES, Scene } from '../support/scene';

const END = 'Elevation-AccessEnd';
const looks = (status: string): Fault => ({
  service: 'ssoadmin', action: 'describeAccountAssignmentDeletionStatus', result: { AccountAssignmentDeletionStatus: { Status: status, FailureReason: 'no' } },
});
const NOT_ASSIGNED: Fault = {
  service: 'ssoadmin', action: 'describeAccountAssignmentCreationStatus', result: { AccountAssignmentCreationStatus: { Status: 'FAILED', FailureReason: 'no' } },
};
const DENIED: Fault = { service: 'ssoadmin', action: 'deleteAccountAssignment', error: 'AccessDeniedException', times: 5 };
const BUSY: Fault = { service: 'dynamodb', action: 'transactWriteItems', state: 'Record that it ends', error: 'TransactionCanceledException' };

interface Way {
  readonly faults?: readonly Fault[];
  /** The grant fails, and its end is killed. */
  readonly failing?: boolean;
}

/** Every state of the end, and what must go wrong for it to get there. */
const WAYS: Record<string, Way> = {
  'Read it': {},
  'What was given?': {},
  'Is there something to end?': {},
  'Record that it ends': {},
  'Wait to read it again': { faults: [BUSY] },
  'Announce that it ends': {},
  'Each place': {},
  'Take it': {},
  'Which place': {},
  'Can others need it?': {},
  'Who else needs it?': {},
  'Needed by another?': {},
  'What is taken?': {},
  'Unassign': {},
  'Is it unassigned?': {},
  'Unassigned yet?': {},
  'Wait until it is unassigned': { faults: [looks('IN_PROGRESS')] },
  'Still assigned': { faults: [looks('FAILED')] },
  'Left for another try': { faults: [looks('FAILED')] },
  'Taken': {},
  'How did it end?': {},
  'Wait before another try': { faults: [looks('FAILED')] },
  'Leave a dead letter': { faults: [DENIED] },
  'Announce that it is stuck': { faults: [DENIED] },
  'Not taken back': { faults: [DENIED] },
  'Record that it is over': {},
  'Announce the end': {},
  'Record that it failed': { failing: true },
  'Announce the failure': { failing: true },
  'Over': {},
};
/** Of a kind of grant that no workflow knows. */
const UNREACHABLE = ['Can others need it: unknown', 'What is taken: unknown'];

let scene: Scene;
/** As if it was the schedule's own end that was killed, and some with the schedule still to come: to it all of them are the same. */
const STILL_SCHEDULED = ['Read it', 'Unassign', 'Record that it is over'];
const cases = [...Object.keys(WAYS), ...STILL_SCHEDULED].map((state, index) => (
  { state, ...WAYS[state], scheduled: index >= Object.keys(WAYS).length, account: PLACES[index], id: '', aborted: false }));
const found = new Map<object, { readonly status?: string; readonly holders: string[] }>();
let counted: string[];
const FINAL = ['ended', 'failed'];

beforeAll(async () => {
  scene = await Scene.start({ rules: { oncall: ONCALL } });
  for (const one of cases.filter(({ failing }) => !failing)) one.id = await scene.ask({ accounts: [one.account], minutes: 600 });
  for (const one of cases) {
    await scene.faults.clear();
    if (!one.failing) await scene.reaches(one.id, 'active');
    await scene.faults.add(...(one.failing ? [NOT_ASSIGNED] : []), ...one.faults ?? [], { kill: true, state: one.state, machine: END });
    if (one.failing) one.id = await scene.ask({ accounts: [one.account], minutes: 600 });
    else await scene.aws.startExecution('AccessEnd', { id: one.id, reason: 'expired', by: '(schedule)', detail: 'its time is over' });
    await (one.faults?.length ? scene.passUntil(() => scene.killed(), 60) : scene.aws.waitFor(() => scene.killed(), one.state));
    one.aborted = (await scene.ends(one.id))[0].status === 'ABORTED';
    if (!one.scheduled) await scene.unschedule(one.id);
  }
  await scene.calm();
  await scene.advance(12 * 3600);
  await scene.settled();
  for (const one of cases) found.set(one, { status: await scene.status(one.id), holders: await scene.holders(one.account) });
  await scene.reconcile();
  counted = (await scene.counted()).map((row) => row.id);
});
afterAll(() => scene?.stop());

test('every state of the end is killed here', () => {
  expect(Object.keys(WAYS).sort()).toEqual(scene.states('End').filter((state) => !UNREACHABLE.includes(state)));
});

test('the reconciler is needed where the schedule is gone and the access is not, or nobody has written that it is', () => {
  const needed = cases.filter((one) => !FINAL.includes(found.get(one)!.status!));
  expect(needed.map(({ scheduled }) => scheduled)).not.toContain(true);
  // After these three everything is done.
  expect(Object.keys(WAYS).filter((state) => !needed.some((one) => one.state === state))).toEqual(['Announce the end', 'Announce the failure', 'Over']);
});

describe.each(cases)('an end that was killed before \'$state\' (schedule still to come: $scheduled)', (one) => {
  test('has run to there', () => {
    expect(one.aborted).toBe(true);
  });

  test(`leaves no access past its end, ${one.scheduled ? 'by the schedule' : 'by the reconciler'}`, async () => {
    const { holders } = one.scheduled ? found.get(one)! : { holders: await scene.holders(one.account) };
    expect(holders).toEqual([]);
  });

  test('reaches its end', async () => {
    expect(await scene.status(one.id)).toBe(one.failing ? 'failed' : 'ended');
  });

  test('leaves nothing counted', () => {
    expect(counted).not.toContain(one.id);
  });
});
