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
const BUSY: Fault = { service: 'dynamodb', action: 'transactWriteItems', state: 'Record that the end begins', error: 'TransactionCanceledException' };

interface Way {
  readonly faults?: readonly Fault[];
  /** The grant fails, and its end is killed. */
  readonly failing?: boolean;
}

/** Every state of the end, and what must go wrong for it to get there. */
const WAYS: Record<string, Way> = {
  'Read the request': {},
  'Look up the grant': {},
  'Is there access to end?': {},
  'Record that the end begins': {},
  'Wait before reading again': { faults: [BUSY] },
  'Announce that the end begins': {},
  'Revoke in each account': {},
  'Revoke the access': {},
  'Select the account': {},
  'Can requests share the access?': {},
  'Check who else needs the access': {},
  'Is the access still needed?': {},
  'Which kind is revoked?': {},
  'Remove the assignment': {},
  'Check the removal': {},
  'Is the assignment removed?': {},
  'Wait for the removal': { faults: [looks('IN_PROGRESS')] },
  'Still assigned': { faults: [looks('FAILED')] },
  'Keep for another attempt': { faults: [looks('FAILED')] },
  'Revoked': {},
  'Is the access gone?': {},
  'Wait before another attempt': { faults: [looks('FAILED')] },
  'Send a dead letter': { faults: [DENIED] },
  'Announce the failed revocation': { faults: [DENIED] },
  'Not revoked': { faults: [DENIED] },
  'Record the end': {},
  'Announce the end': {},
  'Record the failure': { failing: true },
  'Announce the failure': { failing: true },
  'Done': {},
};
/** Of a kind of grant that no workflow knows. */
const UNREACHABLE = ['Can requests share the access: unknown', 'Which kind is revoked: unknown'];

let scene: Scene;
/** As if it was the schedule's own end that was killed, and some with the schedule still to come: to it all of them are the same. */
const STILL_SCHEDULED = ['Read the request', 'Remove the assignment', 'Record the end'];
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

test('the reconciler is needed if the schedule is gone but the access or its row remains', () => {
  const needed = cases.filter((one) => !FINAL.includes(found.get(one)!.status!));
  expect(needed.map(({ scheduled }) => scheduled)).not.toContain(true);
  // After these three everything is done.
  expect(Object.keys(WAYS).filter((state) => !needed.some((one) => one.state === state))).toEqual(['Announce the end', 'Announce the failure', 'Done']);
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
