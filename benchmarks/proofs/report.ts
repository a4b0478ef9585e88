import type { Measured } from './engine';
import { ROLES_PER_ACCOUNT } from './organization';
import type { Proven } from './prove';
import { milliseconds, quantile, spread, table } from '../page';

export interface Run extends Proven {
  /** Process start to its end. */
  readonly ms: number;
}

export interface Results {
  readonly rounds: readonly { readonly ours: Measured; readonly simulator: Measured }[];
  readonly cold: readonly Run[];
  readonly accounts: number;
  readonly equal: readonly Run[];
  readonly differing: readonly Run[];
}

const GOALS = { warm: 100, first: 25, coldSeconds: 1, equal: { seconds: 10, mebibytes: 512 }, differing: { seconds: 60, mebibytes: 2048 } };

export function report({ rounds, cold, accounts, equal, differing }: Results): string {
  const verdict = (met: boolean) => (met ? 'met' : 'missed');
  const ratio = (values: readonly number[], goal: number) => {
    const { median, low, high } = spread(values);
    return `${median.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)}) ${verdict(median >= goal)}`;
  };
  const rates = (of: (round: Results['rounds'][number]) => number) => Math.round(quantile(rounds.map(of), 0.5)).toLocaleString('en-US');
  const speeds = (name: string, goal: number, rate: (measured: Measured) => number) => [
    name, rates(({ ours }) => rate(ours)), rates(({ simulator }) => rate(simulator)),
    `at least ${goal}`, ratio(rounds.map(({ ours, simulator }) => rate(ours) / rate(simulator)), goal),
  ];
  const proofs = (name: string, runs: readonly Run[], goal: { readonly seconds: number; readonly mebibytes?: number }) => {
    const [time, processor] = [quantile(runs.map(({ ms }) => ms), 0.5), quantile(runs.map(({ processorMs }) => processorMs), 0.5)];
    const memory = Math.max(...runs.map(({ peakMebibytes }) => peakMebibytes));
    const met = time <= goal.seconds * 1000 && (goal.mebibytes === undefined || memory <= goal.mebibytes);
    return [
      name, runs[0].questions.toLocaleString('en-US'), duration(time), duration(processor), `${memory.toFixed(0)} MiB`,
      `${goal.seconds} s${goal.mebibytes ? `, ${goal.mebibytes} MiB` : ''}`, verdict(met), runs.length.toString(),
    ];
  };
  const roles = (accounts * ROLES_PER_ACCOUNT).toLocaleString('en-US');
  const size = `${accounts.toLocaleString('en-US')} accounts, ${roles} roles`;
  return [
    ...table([
      ['Questions a second', 'Evaluator', 'Simulator', 'Goal', 'Evaluator / simulator'],
      speeds('Warm', GOALS.warm, ({ rate }) => rate),
      speeds('The first 10,000, with reading of policies', GOALS.first, ({ questions, first }) => questions * 1000 / first),
    ]),
    '',
    ...table([
      ['Proof of', 'Questions', 'Time', 'Of processors', 'Memory at most', 'Goal', 'Goal is', 'Runs'],
      proofs('The reference organization', cold, { seconds: GOALS.coldSeconds }),
      proofs(`${size}, equal but for the account's id`, equal, GOALS.equal),
      proofs(`${size}, each with other addresses`, differing, GOALS.differing),
    ]),
    '',
    `Of the equal accounts, ${accounts - equal[0].unasked} were asked, and the proof names the ${equal[0].unasked} others.`,
  ].join('\n');
}

function duration(ms: number): string {
  return ms < 1000 ? milliseconds(ms) : `${(ms / 1000).toFixed(1)} s`;
}

export function document(tables: string, { rounds, accounts }: Results, machine: string): string {
  const { questions } = rounds[0].ours;
  return `Written by \`npm run bench:proofs -- --write\` on ${new Date().toISOString().slice(0, 10)}.

${tables}

${machine}

### Goals

- The evaluator answers ${GOALS.warm} times as many questions a second as the simulator once warm, and ${GOALS.first} times as many of the first 10,000, policies read included.
- The reference organization is proven in ${GOALS.coldSeconds} s, cold start of Node.js included.
- ${accounts.toLocaleString('en-US')} accounts are proven in ${GOALS.equal.seconds} s and ${GOALS.equal.mebibytes} MiB where their templates are equal but for the account's id, and in ${GOALS.differing.seconds} s and ${GOALS.differing.mebibytes} MiB where each differs.

### Method

- Questions a second: the requests that the claims make of the reference organization, in their order. To have ${questions.toLocaleString('en-US')} of them, they are
  followed by those of the same organization with other account ids. Its policies have other texts, so nothing that was read for the first ones helps.
- Simulator: \`runSimulation\` of \`@cloud-copilot/iam-simulate\` with its input made before. Where a request is about any resource, it gets one of the
  kind that the action works on. Before anything is reported, both engines' answers to all questions are compared and are equal.
- Each engine runs in a new process, in turn, and leads every second of ${rounds.length} rounds. First: the first pass in the process, after a garbage collection.
  Warm: passes after it, 60 by ours and one by the simulator. A ratio is the median of the ratios within a round; in brackets the quartiles.
- Proofs: every claim, on an assembly on disk, by the compiled library, from the start of the process to its end. Times are medians, and memory is
  the largest resident set of any run. The time of processors counts all threads, the garbage collector's as well, and hardly depends on other work.
- 1,000 accounts: each is an app of its own with four roles (\`SECURITY_INVESTIGATOR\`, \`INCIDENT_RESPONDER\`, \`FORENSICS_ANALYST\`, \`BREAK_GLASS_ADMIN\`), two
  imported responders, a log group, an alarm in both layers and a topic. Where each differs, its roles have an address range of their own.
  The synthesis isn't part of the time.

### Not measured

- Stacks of one app with an alarm each: alarms are named after the path of their construct, so their templates differ, and every account is asked.
- Users of the app itself in the large organizations, elevated access there, and detection by event-ruler, which only the tests use.
- Other machines and other versions of Node.js.
`;
}
