import * as fc from 'fast-check';
import { Fault } from '../../../emulator/embedded-aws';
import { FINAL } from '../../../src/elevation/engine/states';
import { check, Facts, Rule } from '../support/approvals';
import { CONTAIN, GRANTEE, jane, john, mary, paul, REVIEW, ruth } from '../support/fixture';
import { PLACES, Scene } from '../support/scene';
import { elevation } from 'cdk-break-glass';

// More of them are worth a night: HISTORIES=200 npx jest test/elevation/histories
const RUNS = Number(process.env.HISTORIES ?? 5);
// Two accounts for each history, and after twenty histories again the first ones: the reconciler looks at each of them each time.
const PAIRS = Math.min(RUNS, PLACES.length / 2);
const EVERYBODY = ['jane', 'john', 'mary', 'paul', 'ruth'];

const RULES: Record<string, Rule> = {
  oncall: { resource: REVIEW, quorum: 1, approvers: ['jane', 'john', 'mary'], fallback: [], automatic: ['jane'], bypass: [] },
  quorum: { resource: CONTAIN, quorum: 2, approvers: ['jane', 'john', 'mary'], fallback: ['paul'], automatic: [], bypass: ['ruth'] },
};
const PERSON: Record<string, elevation.Person> = { jane, john, mary, paul, ruth };
const people = (names: readonly string[]) => names.map((name) => PERSON[name]);
const props = (rule: Rule): elevation.ElevationRuleProps => ({
  target: elevation.ElevationTarget.permissionSetArn(rule.resource, 'Any'),
  accounts: PLACES.slice(0, 2 * PAIRS),
  requesters: [jane, john],
  approvers: people(rule.approvers),
  quorum: rule.quorum,
  automaticRequesters: people(rule.automatic),
  fallbackApprovers: people(rule.fallback),
  bypassers: people(rule.bypass),
  requiredFields: [],
});

let scene: Scene;
let lives: string[];
let ends: string[];
beforeAll(async () => {
  scene = await Scene.start({ rules: Object.fromEntries(Object.entries(RULES).map(([name, rule]) => [name, props(rule)])) });
  [lives, ends] = [scene.states('Life'), scene.states('End')];
});
afterAll(() => scene?.stop());

type Step = (history: History) => Promise<unknown>;
interface History {
  readonly accounts: readonly [string, string];
  readonly ids: string[];
}

/** What can happen, in words that a counterexample is read by. */
const step = (name: string, run: Step) => Object.assign(run, { [fc.toStringMethod]: () => name });
const CALLS = [
  'ssoadmin:createAccountAssignment', 'ssoadmin:deleteAccountAssignment', 'ssoadmin:describeAccountAssignmentCreationStatus', 'scheduler:createSchedule',
  'dynamodb:transactWriteItems', 'dynamodb:getItem', 'dynamodb:query', 'sfn:startExecution', 'eventbridge:putEvents',
];
const ERRORS = ['ThrottlingException', 'ConflictException', 'AccessDeniedException', 'States.Timeout'];

const asked = fc.record({
  person: fc.constantFrom('jane', 'john'), rule: fc.constantFrom('oncall', 'quorum'), places: fc.constantFrom([0], [1], [0, 1]), minutes: fc.constantFrom(5, 30, 60),
}).map(({ person, rule, places, minutes }) => step(`${person} asks for ${rule} in ${places.join()} for ${minutes}`, async ({ accounts, ids }) => {
  const { body } = await scene.post(person, '/requests', { rule, minutes, accounts: places.map((index) => accounts[index]) });
  if (body.id) ids.push(body.id);
}));
const decided = fc.record({
  person: fc.constantFrom(...EVERYBODY),
  index: fc.nat(5),
  action: fc.constantFrom('approve', 'approve', 'approve', 'approve', 'deny', 'cancel', 'bypass', 'release', 'revoke'),
}).map(({ person, action, index }) => step(`${person} ${action}s ${index}`, async ({ ids }) => (
  ids.length > 0 && scene.decide(person, action, ids[index % ids.length], action === 'approve' ? undefined : 'because of the history'))));
const passed = fc.integer({ min: 1, max: 20 }).map((minutes) => step(`${minutes} minutes pass`, () => scene.advance(minutes * 60)));
const faulty = fc.record({ call: fc.constantFrom(...CALLS), error: fc.constantFrom(...ERRORS), before: fc.boolean(), times: fc.constantFrom(1, 9) })
  .map(({ call, error, before, times }) => step(`${call} ${before ? 'fails' : 'is lost'} with ${error} ${times} times`, () => {
    const [service, action] = call.split(':');
    return scene.faults.add({ service, action, error, before, times } satisfies Fault);
  }));
const slow = fc.constantFrom(...CALLS).map((call) => step(`${call} is slow`, () => {
  const [service, action] = call.split(':');
  return scene.faults.add({ service, action, delayMs: 150, times: 2 });
}));
const killed = fc.tuple(fc.constantFrom('Life', 'End'), fc.nat(1000)).map(([machine, number]) => step(`${machine} is killed at ${number}`, () => {
  const states = machine === 'Life' ? lives : ends;
  return scene.faults.add({ kill: true, state: states[number % states.length], machine: `Elevation-Access${machine}` });
}));
const forged = fc.nat(5).map((index) => step(`life of ${index} is forged`, async ({ ids }) => (
  ids.length > 0 && scene.aws.startExecution('AccessLife', { id: ids[index % ids.length], status: 'approved' }))));
const reconciled = fc.constant(step('the reconciler comes', () => scene.aws.run('AccessReconcile', {})));

const HISTORY = fc.array(fc.oneof(
  { arbitrary: asked, weight: 5 }, { arbitrary: decided, weight: 8 }, { arbitrary: passed, weight: 2 }, { arbitrary: faulty, weight: 2 },
  { arbitrary: slow, weight: 1 }, { arbitrary: killed, weight: 3 }, { arbitrary: forged, weight: 1 }, { arbitrary: reconciled, weight: 1 },
), { minLength: 6, maxLength: 16 });

const holds = async ({ accounts }: History): Promise<Facts[]> => {
  const found: Facts[] = [];
  for (const [rule, { resource }] of Object.entries(RULES)) {
    for (const account of accounts) {
      for (const grantee of await scene.holders(account, resource)) {
        found.push({ rule, account, person: Object.keys(GRANTEE).find((name) => GRANTEE[name] === grantee)! });
      }
    }
  }
  return found;
};

/** Each access has a request in the ledger that was approved as its rule asks, by what its entries say. */
async function expectApproved(history: History): Promise<void> {
  const facts = await holds(history);
  if (facts.length === 0) return;
  const rows = await scene.aws.rows();
  for (const fact of facts) expect({ ...fact, without: check(fact, RULES[fact.rule], rows) }).toEqual({ ...fact, without: undefined });
}

test('no history leaves access past its end, and in none is there access without the approvals that its rule asks for', async () => {
  let runs = 0;
  await fc.assert(fc.asyncProperty(HISTORY, async (steps) => {
    const first = 2 * (runs++ % PAIRS);
    const history: History = { accounts: [PLACES[first], PLACES[first + 1]], ids: [] };
    for (const run of steps) {
      await run(history);
      await expectApproved(history);
    }
    await scene.faults.clear();
    // Past every end, and past the time that the reconciler leaves to the others.
    await scene.advance(6 * 3600);
    await scene.settled();
    await expectApproved(history);
    await scene.reconcile();

    expect(await holds(history)).toEqual([]);
    expect(await scene.counted()).toEqual([]);
    for (const id of history.ids) expect(FINAL).toContain(await scene.status(id));
  }), { numRuns: RUNS, interruptAfterTimeLimit: RUNS * 12_000 });
}, RUNS * 15_000);
