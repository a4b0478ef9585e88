import { PUBLISHED } from '../../benchmarks/elevation/identity-center';
import { accounts } from '../../benchmarks/elevation/measure';
import { definitionsFor, proposed } from '../../benchmarks/elevation/predict';
import { Asked, Definitions, Simulation, SimulationOptions, withConcurrency, withRetry } from '../../benchmarks/elevation/simulation';

const WRITE = 'createAccountAssignment';
const SEVERAL = 8;
const EACH = 12;

let definitions: Definitions;
beforeAll(() => { definitions = definitionsFor(SEVERAL * EACH); });

const asked = (requests: number, each: number, at: Asked['at'] = 0): Asked[] => (
  Array.from({ length: requests }, (_, index) => ({ rule: 'oncall', accounts: accounts(each, index * each), at })));
const grant = (of: Definitions, requests: readonly Asked[], options: SimulationOptions = {}) => new Simulation(of, options).grant(requests);
const crowd = (of: Definitions, options: SimulationOptions = {}) => grant(of, asked(SEVERAL, EACH), { assignmentSeconds: 20, ...options });

describe('a grant of one account', () => {
  test('is given', async () => {
    expect(await grant(definitions, asked(1, 1))).toMatchObject({ failed: 0, assigned: 1, mostOutstanding: 1 });
  });

  test('passes fifteen states where the assignment takes no time', async () => {
    expect((await grant(definitions, asked(1, 1), { assignmentSeconds: 0 })).transitions).toBe(15);
  });

  test('passes three states more and waits five seconds for every look that comes too early', async () => {
    const quick = await grant(definitions, asked(1, 1), { assignmentSeconds: 0 });
    const slow = await grant(definitions, asked(1, 1), { assignmentSeconds: 15 });
    const looks = (slow.transitions - quick.transitions) / 3;
    expect(Number.isInteger(looks)).toBe(true);
    expect(looks).toBeGreaterThan(0);
    expect(slow.seconds - quick.seconds).toBeGreaterThan(looks * 5);
    expect(slow.seconds - quick.seconds).toBeLessThan(looks * 5.5);
  });

  test('fails where the history may hold less than it has', async () => {
    expect(await grant(definitions, asked(1, 1), { mostEvents: 30 })).toMatchObject({ failed: 1, assigned: 0 });
  });
});

describe('many at once', () => {
  test('take what the quotas allow and no more', async () => {
    const { mostOutstanding, mostInOneSecond } = await crowd(proposed(definitions));
    expect(mostOutstanding).toBe(PUBLISHED.outstanding);
    expect(mostInOneSecond).toBeLessThanOrEqual(PUBLISHED.callsPerSecond);
  });

  test('take more where there are no quotas', async () => {
    const limits = { outstanding: Infinity, callsPerSecond: Infinity };
    const { mostOutstanding, mostInOneSecond, throttled, refused, retries } = await crowd(definitions, { limits });
    expect(mostOutstanding).toBe(SEVERAL * 5);
    expect(mostInOneSecond).toBeGreaterThan(PUBLISHED.callsPerSecond);
    expect([throttled, refused, retries]).toEqual([0, 0, 0]);
  });

  test('are given whole or not at all', async () => {
    const { failed, assigned } = await crowd(withRetry(definitions, [WRITE], { MaxAttempts: 4 }));
    expect(failed).toBeGreaterThan(0);
    expect(assigned).toBe((SEVERAL - failed) * EACH);
  });

  test('are given with the retries that are proposed', async () => {
    expect(await crowd(proposed(definitions))).toMatchObject({ failed: 0, exhausted: 0, assigned: SEVERAL * EACH });
  });

  test('fail without any retry', async () => {
    expect((await crowd(withRetry(definitions, [WRITE], { MaxAttempts: 0 }))).failed).toBe(SEVERAL);
  });

  test('give the same figures every time, and others with another seed', async () => {
    const run = (seed: number) => grant(definitions, asked(3, 6), { seed });
    const [once, again, other] = [await run(1), await run(1), await run(2)];
    expect(once.retries).toBeGreaterThan(0);
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  });

  test('in turn, wait for each other', async () => {
    const { failed, mostOutstanding } = await grant(definitions, asked(SEVERAL, EACH, 'after the last'));
    expect([failed, mostOutstanding]).toEqual([0, 5]);
  });
});

describe('what the definitions say counts:', () => {
  test('places at a time', async () => {
    expect((await grant(withConcurrency(definitions, 1), asked(1, EACH))).mostOutstanding).toBe(1);
  });

  test('seconds between two looks', async () => {
    const patient = JSON.parse(JSON.stringify(definitions).replace(/"Seconds":5\b/g, '"Seconds":50'));
    const options = { assignmentSeconds: 8 };
    expect((await grant(patient, asked(1, 1), options)).seconds).toBeGreaterThan((await grant(definitions, asked(1, 1), options)).seconds + 40);
  });

  test('how often it looks', async () => {
    const impatient = JSON.parse(JSON.stringify(definitions).replace(/\$looks >= 60/g, '$looks >= 2'));
    expect((await grant(impatient, asked(1, 1), { assignmentSeconds: 60 })).failed).toBe(1);
    expect((await grant(definitions, asked(1, 1), { assignmentSeconds: 60 })).failed).toBe(0);
  });
});

test('ends take everything back', async () => {
  const simulation = new Simulation(proposed(definitions));
  expect((await simulation.grant(asked(2, EACH))).assigned).toBe(2 * EACH);
  const ends = await simulation.endAll();
  expect(ends.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(simulation.identityCenter.assigned.size).toBe(0);
});

describe('the reconciler', () => {
  test('calls once for each place, and passes as many states more', async () => {
    const simulation = new Simulation(definitions);
    const [{ status, transitions }] = await simulation.reconcile(1, 300);
    expect([status, simulation.identityCenter.calls]).toEqual(['SUCCEEDED', SEVERAL * EACH]);
    const [fewer] = await new Simulation(definitionsFor(1)).reconcile(1, 300);
    expect((transitions - fewer.transitions) % (SEVERAL * EACH - 1)).toBe(0);
  });

  test('fails where its turns overlap so much that the calls don\'t get through', async () => {
    const outcomes = await new Simulation(definitions).reconcile(8, 1);
    expect(outcomes.map(({ error }) => error)).toContain('Elevation.NotReconciled');
  });
});
