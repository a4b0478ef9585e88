import { PUBLISHED } from './identity-center';
import { accounts, MOST_ACCOUNTS, stackFor } from './measure';
import { Asked, Definitions, MOST_EVENTS, Prediction, Simulation, SimulationOptions, withConcurrency, withPlaces, withRetry } from './simulation';
import { definitionsOf } from '../../test/elevation/support/synthesized';

/** How long an assignment takes on average: nothing published says. The last is the most that fits to what is (see PUBLISHED_RUN). */
export const ASSIGNMENT_SECONDS = [5, 15, 30.5];

/**
 * 1,200 assignments and deletions, ten at a time, took 61 minutes: 30.5 seconds each, including 15 that its program waits before it looks.
 *
 * @see https://github.com/aws-samples/aws-iam-identity-center-extensions/blob/main/docs/documentation/Scaling.md
 */
export const PUBLISHED_RUN = { operations: 1200, minutes: 61, atATime: 10 };

export const ACCOUNTS_IN_ALL = 1000;
/** Chance differs: what one seed says may be luck. */
export const SEEDS = [1, 2, 3, 4, 5];

/** What would let a thousand accounts through, for as long as the definitions' own settings don't. */
export const PROPOSED = { write: { MaxAttempts: 200, MaxDelaySeconds: 60 }, look: { MaxAttempts: 8 } };
const WRITES = ['createAccountAssignment', 'deleteAccountAssignment'];
const LOOKS = ['describeAccountAssignmentCreationStatus', 'describeAccountAssignmentDeletionStatus'];

/** One request for all of it is what the API refuses: the simulation shows why. */
export type Manner = 'one' | 'in turn' | 'at once';

export interface Scenario {
  readonly accounts: number;
  readonly requests: number;
  readonly manner: Manner;
  readonly assignmentSeconds: number;
  readonly prediction: Prediction;
  /** What the time depends on most. */
  readonly binds: string;
}

/** So many accounts can rules name: of more, synthesis wants their organizational unit. */
const MOST_NAMED = 150;

export function definitionsFor(count: number): Definitions {
  return withPlaces(definitionsOf(stackFor(Math.min(count, MOST_NAMED))) as unknown as Definitions, accounts(count));
}

export const proposed = (definitions: Definitions) => withRetry(withRetry(definitions, WRITES, PROPOSED.write), LOOKS, PROPOSED.look);

function requests(total: number, manner: Manner): Asked[] {
  const size = manner === 'one' ? total : MOST_ACCOUNTS;
  return Array.from({ length: Math.ceil(total / size) }, (_, index) => {
    const from = index * size;
    return { rule: 'oncall', accounts: accounts(Math.min(size, total - from), from), at: manner === 'in turn' ? 'after the last' : 0 };
  });
}

const grant = (definitions: Definitions, total: number, manner: Manner, options: SimulationOptions) => (
  new Simulation(definitions, options).grant(requests(total, manner)));

/** So many accounts: of several runs the one that takes neither longest nor shortest. */
export async function predict(definitions: Definitions, total: number, manner: Manner, assignmentSeconds: number): Promise<Scenario> {
  const runs: { readonly seed: number; readonly prediction: Prediction }[] = [];
  for (const seed of SEEDS) { runs.push({ seed, prediction: await grant(definitions, total, manner, { assignmentSeconds, seed }) }); }
  runs.sort(({ prediction: a }, { prediction: b }) => a.failed - b.failed || a.seconds - b.seconds);
  const { seed, prediction } = runs[Math.floor(runs.length / 2)];
  const again = (changed: Definitions, options: SimulationOptions = {}) => grant(changed, total, manner, { assignmentSeconds, seed, ...options });
  const binds = prediction.failed > 0 ? await whatFails(definitions, again) : await whatBinds(definitions, again, prediction.seconds);
  return { accounts: total, requests: prediction.requests, manner, assignmentSeconds, prediction, binds };
}

type Again = (changed: Definitions, options?: SimulationOptions) => Promise<Prediction>;

/** The one limit without which it would be fastest, and faster by a tenth at least. */
async function whatBinds(definitions: Definitions, again: Again, seconds: number): Promise<string> {
  const { outstanding, callsPerSecond } = PUBLISHED;
  const without: readonly [string, Prediction][] = [
    [`${outstanding} outstanding`, await again(definitions, { limits: { ...PUBLISHED, outstanding: Infinity } })],
    [`${callsPerSecond} calls a second`, await again(definitions, { limits: { ...PUBLISHED, callsPerSecond: Infinity } })],
    // With as many as the quota has; its own retries might not last for that.
    ['places of a request at a time', await again(withConcurrency(proposed(definitions), outstanding))],
  ];
  const better = without.filter(([, run]) => run.failed === 0 && run.seconds < seconds * 0.9).sort(([, a], [, b]) => a.seconds - b.seconds);
  return better[0]?.[0] ?? 'the assignment itself';
}

/** What it fails by. */
async function whatFails(definitions: Definitions, again: Again): Promise<string> {
  if ((await again(definitions, { mostEvents: Infinity })).failed === 0) { return `${MOST_EVENTS.toLocaleString('en-US')} events of a history`; }
  if ((await again(proposed(definitions))).failed === 0) { return `retries run out at ${PUBLISHED.outstanding} outstanding`; }
  return 'more than one limit';
}

export interface AtOnce {
  readonly assignmentSeconds: number;
  /** Requests of fifty accounts that are approved in the same second. */
  readonly requests: number;
  /** Requests that fail, of those of all seeds. */
  readonly failed: number;
  readonly of: number;
  readonly seconds: number;
}

/** How many requests can be approved in the same second. */
export async function atOnce(definitions: Definitions, counts: readonly number[]): Promise<AtOnce[]> {
  const results: AtOnce[] = [];
  for (const assignmentSeconds of ASSIGNMENT_SECONDS) {
    for (const count of counts) {
      const runs: Prediction[] = [];
      for (const seed of SEEDS) { runs.push(await grant(definitions, count * MOST_ACCOUNTS, 'at once', { assignmentSeconds, seed })); }
      const failed = runs.reduce((sum, run) => sum + run.failed, 0);
      const seconds = Math.max(...runs.map((run) => run.seconds));
      results.push({ assignmentSeconds, requests: count, failed, of: count * SEEDS.length, seconds });
    }
  }
  return results;
}

export interface Ending { readonly assignmentSeconds: number; readonly seconds: number; readonly failed: number; readonly left: number }

/** A thousand accesses whose time is over in the same second. Whatever it takes, they were given. */
export async function endAtOnce(definitions: Definitions): Promise<Ending[]> {
  const results: Ending[] = [];
  for (const assignmentSeconds of ASSIGNMENT_SECONDS) {
    const simulation = new Simulation({ ...proposed(definitions), End: definitions.End }, { assignmentSeconds });
    await simulation.grant(requests(ACCOUNTS_IN_ALL, 'at once'));
    const ends = await simulation.endAll();
    results.push({
      assignmentSeconds,
      seconds: Math.max(...ends.map(({ seconds }) => seconds)),
      failed: ends.filter(({ status }) => status === 'FAILED').length,
      left: simulation.identityCenter.assigned.size,
    });
  }
  return results;
}

/** Transitions that one grant and its end need more when an assignment takes its time, on average. */
export async function waitingTransitions(definitions: Definitions, assignmentSeconds: number): Promise<number> {
  const transitions = async (seconds: number, seed: number) => {
    const simulation = new Simulation(definitions, { assignmentSeconds: seconds, seed });
    const life = await simulation.grant(requests(1, 'one'));
    const [end] = await simulation.endAll();
    return life.transitions + end.transitions;
  };
  let more = 0;
  const rounds = 50;
  for (let seed = 1; seed <= rounds; seed++) { more += await transitions(assignmentSeconds, seed) - await transitions(0, seed); }
  return more / rounds;
}

/** Turns that are simulated where each begins before the last is over. */
const OVERLAPPING = 6;

export interface Turn {
  readonly places: number;
  readonly status: string;
  /** Without the limit of the history. */
  readonly seconds: number;
  readonly transitions: number;
  readonly events: number;
  /** Turns that succeed, of some that overlap, without the limit of the history; undefined where a turn is over before the next. */
  readonly overlapping?: string;
}

/** The reconciler over the given number of places with nothing due. */
export async function predictTurn(places: number, everyMinutes: number): Promise<Turn> {
  const definitions = definitionsFor(places);
  const [limited] = await new Simulation(definitions).reconcile(1, 0);
  const [whole] = await new Simulation(definitions, { mostEvents: Infinity }).reconcile(1, 0);
  const overlaps = whole.seconds > everyMinutes * 60;
  const overlapping = overlaps ? await new Simulation(definitions, { mostEvents: Infinity }).reconcile(OVERLAPPING, everyMinutes * 60) : [];
  return {
    places,
    status: limited.status === 'SUCCEEDED' ? 'succeeds' : `fails: ${limited.error}`,
    seconds: whole.seconds,
    transitions: whole.transitions,
    events: whole.events,
    overlapping: overlaps ? `${overlapping.filter(({ status }) => status === 'SUCCEEDED').length} of ${OVERLAPPING}` : undefined,
  };
}

/** So many places fit into the history of one turn, by two turns that were simulated. */
export function mostPlaces(few: Turn, many: Turn): number {
  const perPlace = (many.events - few.events) / (many.places - few.places);
  return Math.floor((MOST_EVENTS - (few.events - few.places * perPlace)) / perPlace);
}
