/**
 * One engine in a process of its own: answers the reference organization's questions, first ones and warm ones.
 * `node engine.js ours|simulator ASSEMBLY` prints what it measured as JSON.
 */
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { AccessRequest, accessModel, CLAIMS, decide, readAssembly, SynthesizedStack } from '../../src/internal';
import { simulationOf } from '../../test/support/judges/simulator';

export type Engine = 'ours' | 'simulator';

export interface Measured {
  readonly questions: number;
  /** Milliseconds for the first 10,000 questions, policies not yet read. */
  readonly first: number;
  /** Questions a second, warm. */
  readonly rate: number;
  /** Numbers of the questions that are allowed. */
  readonly allowed: readonly number[];
}

export const FIRST = 10_000;
/** Ours is asked again and again: one pass is over too soon. */
const PASSES: { readonly [engine in Engine]: number } = { ours: 60, simulator: 1 };

/** The organization with other account ids: its policies have other texts, and nothing that is known of the first ones is of use. */
function renumbered(stacks: readonly SynthesizedStack[], copy: number): SynthesizedStack[] {
  const other = (text: string) => text.replace(/\b\d{12}\b/g, (id) => String((Number(id) + copy * 1_000_000_007) % 1e12).padStart(12, '0'));
  return stacks.map((stack) => ({ ...stack, account: other(stack.account), template: JSON.parse(other(JSON.stringify(stack.template))) }));
}

function requests(assembly: string): AccessRequest[] {
  const stacks = readAssembly(assembly);
  const found: AccessRequest[] = [];
  for (let copy = 0; found.length < FIRST; copy++) {
    const model = accessModel(copy === 0 ? stacks : renumbered(stacks, copy));
    for (const claim of CLAIMS) {
      for (const question of claim.questions(model)) {
        if (question.kind === 'access') { found.push(question.request); }
      }
    }
  }
  return found.slice(0, FIRST);
}

async function measure(engine: Engine, assembly: string): Promise<Measured> {
  const asked = requests(assembly);
  const ask = engine === 'ours' ? ours(asked) : await simulated(asked);
  gc!();
  let start = performance.now();
  const allowed = await ask();
  const first = performance.now() - start;
  start = performance.now();
  for (let pass = 0; pass < PASSES[engine]; pass++) { await ask(); }
  const rate = asked.length * PASSES[engine] * 1000 / (performance.now() - start);
  return { questions: asked.length, first, rate, allowed };
}

/** Answers all questions, and gives the numbers of those that are allowed. */
type Ask = () => number[] | Promise<number[]>;

function ours(asked: readonly AccessRequest[]): Ask {
  return () => asked.flatMap((request, index) => (decide(request).verdict === 'allowed' ? [index] : []));
}

/** What the simulator takes is made before it is timed. */
async function simulated(asked: readonly AccessRequest[]): Promise<Ask> {
  const inputs: Awaited<ReturnType<typeof simulationOf>>[] = [];
  for (const request of asked) { inputs.push(await simulationOf(request)); }
  return async () => {
    const allowed: number[] = [];
    for (const [index, input] of inputs.entries()) {
      const result = await runSimulation(input, {});
      if (result.resultType === 'error') { throw new Error(JSON.stringify(result.errors)); }
      if (result.overallResult === 'Allowed') { allowed.push(index); }
    }
    return allowed;
  };
}

if (require.main === module) {
  const [, , engine, assembly] = process.argv;
  void measure(engine as Engine, assembly).then((measured) => console.log(JSON.stringify(measured)));
}
