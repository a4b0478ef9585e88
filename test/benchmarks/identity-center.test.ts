import { IdentityCenter, PUBLISHED } from '../../benchmarks/elevation/identity-center';
import { chance, VirtualClock } from '../../benchmarks/elevation/virtual-clock';

const LIST = 'listAccountAssignments';
const place = (index: number) => ({ TargetId: String(index), PermissionSetArn: 'ps', PrincipalId: 'user' });

let clock: VirtualClock;
let center: IdentityCenter;
beforeEach(() => {
  clock = new VirtualClock();
  center = new IdentityCenter({ clock, random: () => 0.5, limits: PUBLISHED, assignmentSeconds: 10 });
});

const errorOf = (call: () => unknown): string | undefined => {
  try {
    call();
    return undefined;
  } catch (error: any) {
    return error.error;
  }
};
const create = (index: number) => center.call('createAccountAssignment', place(index)).AccountAssignmentCreationStatus;
const passing = async (seconds: number) => {
  void clock.sleep(seconds);
  await clock.run();
};

test('takes twenty calls in a second and throttles the next', () => {
  const errors = Array.from({ length: 21 }, () => errorOf(() => center.call(LIST, {})));
  expect(errors.slice(0, 20)).toEqual(Array(20).fill(undefined));
  expect(errors[20]).toBe('SsoAdmin.ThrottlingException');
});

test('takes calls again once a second is over, and not before', async () => {
  for (let call = 0; call < 20; call++) { center.call(LIST, {}); }
  await passing(0.9);
  expect(errorOf(() => center.call(LIST, {}))).toBe('SsoAdmin.ThrottlingException');
  await passing(0.1);
  expect(errorOf(() => center.call(LIST, {}))).toBeUndefined();
});

test('has ten writes under way and refuses the next until one is done', async () => {
  for (let index = 0; index < 10; index++) { create(index); }
  expect(errorOf(() => create(10))).toBe('SsoAdmin.ThrottlingException');
  await passing(10);
  expect(errorOf(() => create(10))).toBeUndefined();
  expect(center.mostOutstanding).toBe(10);
});

test('refuses a second write of one place as a conflict', () => {
  create(1);
  expect(errorOf(() => center.call('deleteAccountAssignment', place(1)))).toBe('SsoAdmin.ConflictException');
});

test('an assignment is there when its time has passed, and not before', async () => {
  const { RequestId } = create(1);
  const status = () => (
    center.call('describeAccountAssignmentCreationStatus', { AccountAssignmentCreationRequestId: RequestId }).AccountAssignmentCreationStatus.Status);
  expect(status()).toBe('IN_PROGRESS');
  expect(center.assigned.size).toBe(0);
  await passing(10);
  expect(status()).toBe('SUCCEEDED');
  expect(center.assigned.size).toBe(1);
});

test('chance is the same for a seed, another for another, and spread from 0 to 1', () => {
  const numbers = (seed: number) => Array.from({ length: 1000 }, chance(seed));
  expect(numbers(7)).toEqual(numbers(7));
  expect(numbers(7)).not.toEqual(numbers(8));
  expect(Math.min(...numbers(7))).toBeLessThan(0.01);
  expect(Math.max(...numbers(7))).toBeGreaterThan(0.99);
});

test('those who wait until the same instant go on in the order in which they began to wait', async () => {
  const order: string[] = [];
  const waiter = async (name: string, ...pauses: number[]) => {
    for (const pause of pauses) { await clock.sleep(pause); }
    order.push(`${name} at ${clock.now}`);
  };
  void Promise.all([waiter('late', 3), waiter('first', 1, 1), waiter('second', 2)]);
  await clock.run();
  expect(order).toEqual(['second at 2', 'first at 2', 'late at 3']);
});
