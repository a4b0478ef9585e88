/**
 * Counts what an elevated access costs, times it on the emulator, and simulates many of them under Identity Center's limits.
 * `--write` also writes their section of docs/benchmarks.md.
 *
 * A goal that is missed, and a request that fails in the simulation, are printed as such and are no error.
 */
import { definitions, MOST_ACCOUNTS, measuredStack, measureLife, measureRounds, measureTurn, standingResources, startScene } from './elevation/measure';
import {
  ACCOUNTS_IN_ALL, ASSIGNMENT_SECONDS, atOnce, definitionsFor, endAtOnce, predict, predictTurn, proposed, Scenario, Turn, waitingTransitions,
} from './elevation/predict';
import { report, Results } from './elevation/report';
import { machine, writeSection } from './page';

const ROUNDS = 40;
const WARM_UP_ROUNDS = 4;
const AT_ONCE = [2, 3, 5, 10, 20];

async function main(): Promise<void> {
  const measured = await measure();
  const simulated = await simulate(measured.standing.reconcileMinutes);
  const text = [
    `Written by \`npx tsx --tsconfig tsconfig.dev.json benchmarks/elevation.ts --write\` on ${new Date().toISOString().slice(0, 10)}.`,
    report({ ...measured, ...simulated }),
    machine(),
  ].join('\n\n');
  console.log(text);
  if (process.argv.includes('--write')) {
    writeSection('Elevated access', text);
    console.log('\nWritten to docs/benchmarks.md.');
  }
}

async function measure(): Promise<Pick<Results, 'lives' | 'turn' | 'turnPlaces' | 'standing' | 'rounds'>> {
  const scene = await startScene();
  try {
    const known = definitions();
    const lives = [];
    for (const accounts of [1, 10, MOST_ACCOUNTS]) { lives.push(await measureLife(scene, known, accounts)); }
    const turn = await measureTurn(scene, known);
    const rounds = await measureRounds(scene, ROUNDS, WARM_UP_ROUNDS);
    return { lives, turn, turnPlaces: MOST_ACCOUNTS, standing: standingResources(measuredStack()), rounds };
  } finally {
    await scene.stop();
  }
}

async function simulate(reconcileMinutes: number): Promise<Pick<Results, 'waiting' | 'scenarios' | 'atOnce' | 'proposed' | 'endings' | 'turns'>> {
  const many = definitionsFor(ACCOUNTS_IN_ALL);
  const waiting = new Map<number, number>();
  const scenarios: Scenario[] = [];
  for (const seconds of ASSIGNMENT_SECONDS) { waiting.set(seconds, await waitingTransitions(many, seconds)); }
  const manners = [[1, 'one'], [MOST_ACCOUNTS, 'one'], [ACCOUNTS_IN_ALL, 'in turn'], [ACCOUNTS_IN_ALL, 'at once'], [ACCOUNTS_IN_ALL, 'one']] as const;
  for (const [accounts, manner] of manners) {
    for (const seconds of ASSIGNMENT_SECONDS) { scenarios.push(await predict(many, accounts, manner, seconds)); }
  }
  const together = await atOnce(many, AT_ONCE);
  const helped = together.some(({ failed }) => failed > 0) ? await atOnce(proposed(many), AT_ONCE) : [];
  const endings = await endAtOnce(many);
  const turns: Turn[] = [];
  for (const places of [100, 1000, 10000]) { turns.push(await predictTurn(places, reconcileMinutes)); }
  return { waiting, scenarios, atOnce: together, proposed: helped, endings, turns };
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
