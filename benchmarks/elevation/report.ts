import { ASSUMED, Part, partsOfGrant, partsOfMonth, times, total, usdOf } from './costs';
import { PUBLISHED } from './identity-center';
import { Life, MOST_ACCOUNTS, Passed, Round, StandingResources } from './measure';
import { OTHERS } from './others';
import { ACCOUNTS_IN_ALL, AtOnce, Ending, mostPlaces, PROPOSED, PUBLISHED_RUN, Scenario, SEEDS, Turn } from './predict';
import { PRICES, PRICES_OF } from './prices';
import { MOST_EVENTS } from './simulation';
import { milliseconds, spread, table } from '../page';

/** Calls from approval to active for one account, at most. */
export const MOST_CALLS = 8;
const GRANTS = 1000;
/** A policy of IAM, and a definition of Step Functions, are refused when they are longer. */

export interface Results {
  readonly lives: readonly Life[];
  readonly turn: Passed;
  readonly turnPlaces: number;
  readonly standing: StandingResources;
  /** Transitions that a grant of one account waits, by the seconds that an assignment takes. */
  readonly waiting: ReadonlyMap<number, number>;
  readonly rounds: readonly Round[];
  readonly scenarios: readonly Scenario[];
  readonly atOnce: readonly AtOnce[];
  /** The same with the settings that are proposed, where the definitions' own let requests fail. */
  readonly proposed: readonly AtOnce[];
  readonly endings: readonly Ending[];
  readonly turns: readonly Turn[];
}

function usd(value: number): string {
  const digits = value < 0.995 ? 3 : value < 1000 ? 2 : 0;
  return `$${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
const number = (value: number) => (Number.isInteger(value) ? value : Number(value.toPrecision(3))).toLocaleString('en-US', { maximumFractionDigits: 6 });
const time = (seconds: number) => (seconds < 120 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`);
const lines = (...parts: readonly (string | readonly string[])[]) => parts.flat().join('\n');
const met = (good: boolean) => (good ? 'met' : 'missed');

export function report(results: Results): string {
  return [calls(results), costs(results), others(), ratio(results), scale(results), reconciler(results), METHOD].join('\n\n');
}

function calls({ lives, standing }: Results): string {
  const of = (life: Life, workflow: string, figure: (passed: Passed) => number) => (
    life.executions.filter((passed) => passed.workflow === workflow).reduce((sum, passed) => sum + figure(passed), 0));
  const all = (life: Life, figure: (passed: Passed) => number) => life.executions.reduce((sum, passed) => sum + figure(passed), 0);
  const [one] = lives;
  return lines(
    '### Calls and state transitions', '',
    table([
      ['Accounts', 'Calls from approval to active', 'Transitions of the grant', 'Of the end', 'Calls of the whole life', 'Transitions of the whole life'],
      ...lives.map((life) => [
        String(life.accounts),
        `${life.untilActive.length}${life.accounts === 1 ? ` ${met(life.untilActive.length <= MOST_CALLS)}` : ''}`,
        String(of(life, 'Life', ({ transitions }) => transitions)),
        String(of(life, 'End', ({ transitions }) => transitions)),
        String(all(life, (passed) => passed.calls.length)),
        String(all(life, ({ transitions }) => transitions)),
      ]),
    ]), '',
    `Goals: at most ${MOST_CALLS} calls for one account; no Lambda function in the template (${standing.functions}, ${met(standing.functions === 0)}).`, '',
    `The ${one.untilActive.length} calls: ${one.untilActive.map((call) => `\`${call}\``).join(', ')}.`,
    'A whole life is one request, two approvers who each look at it and approve, the grant, and its end when its time is over. Only the grant',
    `and the end are Standard workflows; the ${one.usage.expressExecutions} others are Express and billed by request.`,
  );
}

function costs({ lives, standing, turn, turnPlaces, waiting, turns }: Results): string {
  const [one] = lives;
  const [assumed, wait] = [...waiting][1];
  const parts = times(partsOfGrant(one.usage, wait), GRANTS);
  const row = (part: Part) => [part.what, number(part.units), PRICES[part.price].per, usd(usdOf(part)), part.basis];
  const head = ['Part', 'Units', 'Price', 'US dollars', 'Units are'];
  const reads = turn.calls.filter((call) => call.startsWith('dynamodb:')).length;
  const month = (turnTransitions: number, turnEvents: number) => (
    partsOfMonth({ ...standing, turnTransitions, turnEvents, turnReadUnits: reads }));
  const monthly = month(turn.transitions, turn.events);
  const indexes = parts.filter(({ what }) => what === 'Writes of its indexes');
  return lines(
    '### Cost', '',
    `${GRANTS.toLocaleString('en-US')} grants of one account each cost **${usd(total(parts))}** (whole lives, with two approvals and a year of records):`, '',
    table([head, ...parts.map(row), ['Sum', '', '', usd(total(parts)), '']]), '',
    `Identity Center takes ${assumed} s for each assignment here; with ${[...waiting].filter(([seconds]) => seconds !== assumed).map(([seconds, transitions]) => (
      `${seconds} s the sum is ${usd(total(times(partsOfGrant(one.usage, transitions), GRANTS)))}`)).join(', with ')}.`,
    `Writes of indexes are counted once: were they billed twice, as those of the table are in a transaction, they would cost ${usd(total(indexes))} more.`, '',
    `The resources cost **${usd(total(monthly))} a month** without any request, with ${turnPlaces} places (pairs of account and permission set) to compare:`, '',
    table([head, ...monthly.map(row), ['Sum', '', '', usd(total(monthly)), '']]), '',
    `The reconciler is most of it, and grows with the places: ${turns.map(({ places, transitions, events }) => (
      `${usd(total(month(transitions, events)))} with ${places.toLocaleString('en-US')}`)).join(', ')}. \`reconcileInterval\` divides that.`, '',
    `Prices: us-east-1, list, looked up on ${PRICES_OF}, without free tiers. AWS's pages load their tables by script, so most figures were read elsewhere:`, '',
    table([
      ['Price', 'AWS\'s page', 'Read in'],
      ...Object.values(PRICES).map(({ per, source, read }) => [per, source, read]),
    ]), '',
    `Not counted but assumed: ${ASSUMED.expressSeconds} s and ${ASSUMED.expressMemoryGb * 1024} MB for an Express workflow, ${ASSUMED.bytesPerLogEvent} bytes for an event of a history in the log,`,
    `${ASSUMED.kmsRequestsPerExecution} requests to the key for an execution and one for each call of DynamoDB (data keys are reused for five minutes: fewer when grants`,
    `are close), ${ASSUMED.mailsPerEvent} subscriber by e-mail, ${ASSUMED.daysInMonth} days in a month. The prices of the Scheduler and of custom metrics`,
    'could not be confirmed by figures of AWS.',
  );
}

function others(): string {
  return lines(
    '### What others publish', '',
    'No comparable open system was found to publish its calls or its cost for a grant.', '',
    OTHERS.map(({ name, runs, cost, calls: called, source }) => `- **${name}.** Runs on: ${runs}. Cost: ${cost}. Calls and transitions: ${called}. Read in ${source}.`),
  );
}

function ratio({ rounds }: Results): string {
  const grants = spread(rounds.map(({ grantMs }) => grantMs));
  const bare = spread(rounds.map(({ bareMs }) => bareMs));
  const ratios = spread(rounds.map(({ grantMs, bareMs }) => grantMs / bareMs));
  const cell = ({ median, low, high }: typeof grants, text: (value: number) => string) => `${text(median)} (${text(low)} to ${text(high)})`;
  return lines(
    '### Time from approval to active, on the emulator', '',
    table([
      ['Grant', 'Bare calls', 'Grant / bare calls', 'Rounds'],
      [cell(grants, milliseconds), cell(bare, milliseconds), cell(ratios, (value) => value.toFixed(1)), String(rounds.length)],
    ]), '',
    'Bare calls: createAccountAssignment and the look at its status, sent to the same emulator without a workflow. Medians; in brackets the quartiles.',
    'The ratio says how much work stands around those two calls where every call answers at once: a ledger that is written three times, an end that is',
    'arranged before, and expressions in Python. It says nothing about times on AWS. There an assignment takes seconds, and the five seconds that the',
    'workflow waits between two looks count for more than all of its other states.',
  );
}

function scale({ scenarios, atOnce, proposed, endings }: Results): string {
  const failing = atOnce.some(({ failed }) => failed > 0);
  const counts = [...new Set(atOnce.map(({ requests }) => requests))];
  const cell = ({ failed, of, seconds }: AtOnce) => (failed === 0 ? `all, ${time(seconds)}` : `${of - failed} of ${of} succeed`);
  const rows = (results: readonly AtOnce[]) => [...new Set(results.map(({ assignmentSeconds }) => assignmentSeconds))].map((seconds) => (
    [`${seconds} s`, ...results.filter(({ assignmentSeconds }) => assignmentSeconds === seconds).map(cell)]));
  const { operations, minutes, atATime } = PUBLISHED_RUN;
  const slowest = Math.max(...scenarios.map(({ assignmentSeconds }) => assignmentSeconds));
  const floor = ACCOUNTS_IN_ALL * slowest / PUBLISHED.outstanding;
  return lines(
    `### ${ACCOUNTS_IN_ALL.toLocaleString('en-US')} accounts, simulated`, '',
    `A request takes at most ${MOST_ACCOUNTS} accounts, so ${ACCOUNTS_IN_ALL.toLocaleString('en-US')} accounts are ${ACCOUNTS_IN_ALL / MOST_ACCOUNTS} requests. From approval to the last access:`, '',
    table([
      ['Accounts', 'Requests', 'An assignment takes', 'Predicted', 'Requests that fail', 'Retries', 'At a time', 'Calls in a second', 'What binds'],
      ...scenarios.map(({ accounts, requests, manner, assignmentSeconds, prediction, binds }) => [
        accounts.toLocaleString('en-US'),
        requests === 1 && accounts > MOST_ACCOUNTS ? '1, were it allowed' : requests === 1 ? '1' : `${requests} ${manner}`,
        `${assignmentSeconds} s`,
        prediction.failed === 0 ? time(prediction.seconds) : 'never',
        String(prediction.failed),
        prediction.retries.toLocaleString('en-US'),
        String(prediction.mostOutstanding),
        String(prediction.mostInOneSecond),
        binds,
      ]),
    ]), '',
    `Requests of ${MOST_ACCOUNTS} accounts that are approved in the same second, with ${SEEDS.length} seeds each:`, '',
    table([['An assignment takes', ...counts.map((count) => `${count} at once`)], ...rows(atOnce)]), '',
    ...(failing ? help(rows(proposed), proposed) : []),
    `Ends of ${ACCOUNTS_IN_ALL.toLocaleString('en-US')} accesses whose time is over in the same second: ${endings.map(({ assignmentSeconds, seconds, failed, left }) => (
      `${time(seconds)} with ${assignmentSeconds} s (${failed} fail, ${left} accesses left)`)).join(', ')}.`, '',
    `Published: ${operations.toLocaleString('en-US')} assignments and deletions in ${minutes} minutes, ${atATime} at a time (aws-samples/aws-iam-identity-center-extensions`,
    `\`docs/documentation/Scaling.md\`). That is ${(minutes * 60 * atATime / operations).toFixed(1)} s each at most, including 15 s that its program waits before it looks. If an assignment really took`,
    `that long, ${ACCOUNTS_IN_ALL.toLocaleString('en-US')} would take ${time(floor)} at least, by any client.`,
  );
}

function help(rows: readonly string[][], results: readonly AtOnce[]): string[] {
  const writes = Object.entries(PROPOSED.write).map(([name, value]) => `\`${name}\` ${value}`).join(' and ');
  return [
    'A place whose retries run out fails its whole request, and what it gave is taken back. Taking back uses the same ten places, so one failure makes',
    `more. With ${writes} for the writes and \`MaxAttempts\` ${PROPOSED.look.MaxAttempts} for the looks:`,
    '',
    ...table([['An assignment takes', ...[...new Set(results.map(({ requests }) => requests))].map((count) => `${count} at once`)], ...rows]),
    '',
  ];
}

function reconciler({ turns, standing }: Results): string {
  const [few, many] = turns;
  return lines(
    '### Reconciler, simulated', '',
    table([
      ['Places', 'One turn takes', 'Transitions', 'Events', `Turn (at most ${MOST_EVENTS.toLocaleString('en-US')} events)`, 'Turns that overlap'],
      ...turns.map((turn) => [
        turn.places.toLocaleString('en-US'),
        time(turn.seconds),
        turn.transitions.toLocaleString('en-US'),
        turn.events.toLocaleString('en-US'),
        turn.status,
        turn.overlapping === undefined ? 'none' : `${turn.overlapping} succeed`,
      ]),
    ]), '',
    `Nothing is due and there is no access. A turn begins every ${standing.reconcileMinutes} minutes. The history of one turn holds ${mostPlaces(few, many).toLocaleString('en-US')} places;`,
    'the times are without that limit. Synthesis refuses rules that name more than 150 accounts, or more than 1,000 places: what is above is only simulated.',
  );
}

const METHOD = `### Method of these figures

- Calls, transitions and events are counted on the emulator, from the record of calls and from the histories. What a history of the emulator
  doesn't say, the states inside of a Map, is the only way through the synthesized definition on which exactly the recorded calls are made.
- There an assignment is through at once. What waiting for it costs comes from the simulation.
- Write units: each transaction is replayed on items of their real sizes. An item in a transaction is written twice, in 1 KiB steps; an index once
  where the item is in it, twice where it gets another place in it.
- The simulation runs the synthesized definitions themselves, with their own expressions, waits, retries, jitter and concurrency, in simulated
  time. Chance comes from a seed: the same figures every time.
- Its Identity Center takes ${PUBLISHED.callsPerSecond} calls in any second and has ${PUBLISHED.outstanding} writes under way, deletions included. Both were
  AWS's quotas in 2023; by 2026 AWS documents 20 and 15, so times with many requests at once are on the safe side. Calls beyond that
  answer ThrottlingException. A second write of the same place answers ConflictException.
- Assumed: an assignment takes half to one and a half of the time in the table, a call 0.2 s, a state 0.02 s. There are no other callers of Identity Center.

### Not measured of elevated access

- AWS itself: no figure here was measured there.
- Membership of groups and scoped sessions, requests that wait for their start, retries of other services, data transfer, CloudTrail.
- Free tiers and discounts.`;
