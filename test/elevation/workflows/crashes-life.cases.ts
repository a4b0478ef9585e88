import { Fault } from '../../../emulator/embedded-aws';
import { ONCALL, PLACES, Scene } from '../support/scene';

const LIFE = 'Elevation-AccessLife';
const LOOK = { service: 'ssoadmin', action: 'describeAccountAssignmentCreationStatus' };
const looks = (status: string): Fault => ({ ...LOOK, result: { AccountAssignmentCreationStatus: { Status: status, FailureReason: 'no' } } });

interface Way {
  /** What must go wrong for the life to get there. */
  readonly faults?: readonly Fault[];
  readonly ahead?: boolean;
  /** The life begins when the access would be over. */
  readonly late?: boolean;
  /** Who brings the request to its end: the schedule that the life has made, the reconciler, or the life itself. */
  readonly by: 'schedule' | 'reconciler';
}

/** Every state of the life, and how the execution gets there before it is killed. */
const WAYS: Record<string, Way> = {
  // The end isn't scheduled yet and nothing is granted: only the reconciler continues it.
  'Read the request': { by: 'reconciler' },
  'Look up the rule': { by: 'reconciler' },
  'Grant now or later?': { by: 'reconciler' },
  'Record the scheduled start': { by: 'reconciler', ahead: true },
  'Announce the scheduled start': { by: 'reconciler', ahead: true },
  'Wait for the start': { by: 'reconciler', ahead: true },
  'Record the grant': { by: 'reconciler' },
  'Schedule the end': { by: 'reconciler' },
  'End the expired request': { by: 'reconciler', late: true },
  // From here on the schedule is there.
  'Grant in each account': { by: 'schedule' },
  'Select the account': { by: 'schedule' },
  'Which kind is granted?': { by: 'schedule' },
  'Assign the permission set': { by: 'schedule' },
  'Check the assignment': { by: 'schedule' },
  'Is the permission set assigned?': { by: 'schedule' },
  'Wait for the assignment': { by: 'schedule', faults: [looks('IN_PROGRESS')] },
  'Assigned': { by: 'schedule' },
  'Not assigned': { by: 'schedule', faults: [looks('FAILED')] },
  'Revoke a failed grant': { by: 'schedule', faults: [looks('FAILED')] },
  'Record the active access': { by: 'schedule' },
  'Revoke a late grant': {
    by: 'schedule', faults: [{ service: 'dynamodb', action: 'transactWriteItems', state: 'Record the active access', error: 'TransactionCanceledException' }],
  },
  'Announce the access': { by: 'schedule' },
  'Done': { by: 'schedule' },
};
/** Of a kind of grant that no workflow knows. */
const UNREACHABLE = ['Which kind is granted: unknown'];
const FINAL = ['ended', 'failed'];

let scene: Scene;
const cases = Object.entries(WAYS).map(([state, way], index) => ({ state, ...way, account: PLACES[index], id: '', aborted: false }));
const statuses: Record<string, string | undefined> = {};
const holders: Record<string, string[]> = {};
let counted: string[];

const kill = async (state: string, ...faults: readonly Fault[]) => {
  await scene.faults.clear();
  await scene.faults.add(...faults, { kill: true, state, machine: LIFE });
};

beforeAll(async () => {
  scene = await Scene.start({ rules: { oncall: ONCALL } });
  const startsAt = new Date((await scene.bench.clock.now()).getTime() + 30 * 60_000).toISOString();
  for (const one of cases) {
    await kill(one.late ? 'Read the request' : one.state, ...one.faults ?? []);
    one.id = await scene.ask({ accounts: [one.account], minutes: 300, ...(one.ahead && { startsAt }) });
    await scene.aws.waitFor(() => scene.killed(), one.state);
    one.aborted = (await scene.lives(one.id))[0].status === 'ABORTED';
  }
  await scene.faults.clear();
  await scene.advance(6 * 3600);
  await scene.settled();
  for (const { id, account, state, late } of cases) {
    holders[state] = await scene.holders(account);
    statuses[state] = await scene.status(id);
    // Killed a second time, where it finds that its time is over.
    if (!late) continue;
    await kill(state);
    await scene.aws.run('AccessLife', { id });
    expect(await scene.killed()).toBe(true);
    await scene.faults.clear();
  }
  await scene.reconcile();
  counted = (await scene.counted()).map((row) => row.id);
});
afterAll(() => scene?.stop());

test('every state of the life is killed here', () => {
  expect(cases.map(({ state }) => state).sort()).toEqual(scene.states('Life').filter((state) => !UNREACHABLE.includes(state)));
});

describe.each(cases)('a life that was killed before \'$state\'', (one) => {
  test('has run to there', () => {
    expect(one.aborted).toBe(true);
  });

  test('leaves no access past its end, without the reconciler', () => {
    expect(holders[one.state]).toEqual([]);
  });

  test(`reaches its end by the ${one.by}`, async () => {
    expect(FINAL.includes(statuses[one.state]!)).toBe(one.by === 'schedule');
    expect(FINAL).toContain(await scene.status(one.id));
  });

  test('leaves nothing counted', () => {
    expect(counted).not.toContain(one.id);
  });
});
