/**
 * Measures proofs: our evaluator against the bare simulator, the reference organization from a cold start, and organizations of 1,000 accounts.
 * `npm run bench:proofs` prints the results; `npm run bench:proofs -- --write` also writes their section of docs/benchmarks.md.
 *
 * A goal that is missed is printed as missed and is no error. An error is a claim that fails, or engines that disagree.
 */
import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { loadavg, tmpdir } from 'os';
import { join } from 'path';
import { compile } from './compile';
import { load, machine, writeSection } from './page';
import type { Engine, Measured } from './proofs/engine';
import { synthesizeOrganization } from './proofs/organization';
import type { Proven } from './proofs/prove';
import { document, report, Results, Run } from './proofs/report';
import { referenceOrganization } from '../examples/reference-org/app';

const ACCOUNTS = 1000;
const ROUNDS = 7;
const COLD_RUNS = 15;
const LARGE_RUNS = 3;

function main(): void {
  const before = loadavg()[0];
  const work = mkdtempSync(join(tmpdir(), 'break-glass-bench-proofs-'));
  const compiled = compile(...['engine', 'prove'].map((file) => join('benchmarks', 'proofs', `${file}.ts`)), join('test', 'support', 'judges', 'simulator.ts'));
  try {
    const results = measure(join(compiled, 'benchmarks', 'proofs'), work);
    const text = `${report(results)}\n\n${load(before, loadavg()[0])}`;
    console.log(text);
    if (process.argv.includes('--write')) {
      writeSection('Proofs', document(text, results, machine()));
      console.log('\nWritten to docs/benchmarks.md.');
    }
  } finally {
    rmSync(compiled, { recursive: true, force: true });
    rmSync(work, { recursive: true, force: true });
  }
}

function measure(scripts: string, work: string): Results {
  const reference = referenceOrganization({ outdir: join(work, 'reference'), analyticsReporting: false }).synth().directory;
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    // Each engine leads every second round.
    const order: readonly Engine[] = round % 2 === 0 ? ['ours', 'simulator'] : ['simulator', 'ours'];
    const measured = new Map(order.map((engine) => [engine, JSON.parse(node('--expose-gc', join(scripts, 'engine.js'), engine, reference)) as Measured]));
    return { ours: measured.get('ours')!, simulator: measured.get('simulator')! };
  });
  assertSame(rounds[0].ours, rounds[0].simulator);
  const large = (differing: boolean) => {
    const assembly = join(work, differing ? 'differing' : 'equal');
    synthesizeOrganization(assembly, ACCOUNTS, differing);
    return Array.from({ length: LARGE_RUNS }, () => prove(scripts, assembly));
  };
  return {
    rounds,
    cold: Array.from({ length: COLD_RUNS + 1 }, () => prove(scripts, reference)).slice(1),
    accounts: ACCOUNTS,
    equal: large(false),
    differing: large(true),
  };
}

/** From the start of the process to its end. */
function prove(scripts: string, assembly: string): Run {
  const start = performance.now();
  const proven: Proven = JSON.parse(node(join(scripts, 'prove.js'), assembly));
  const ms = performance.now() - start;
  if (proven.failing.length > 0) { throw new Error(`claims of the measured organization fail: ${proven.failing.join(', ')}`); }
  return { ...proven, ms };
}

function node(...args: string[]): string {
  return execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e8 });
}

function assertSame(ours: Measured, simulator: Measured): void {
  const [ourSet, theirSet] = [ours, simulator].map(({ allowed }) => new Set(allowed));
  const differing = [...ours.allowed.filter((index) => !theirSet.has(index)), ...simulator.allowed.filter((index) => !ourSet.has(index))];
  if (differing.length > 0) { throw new Error(`the engines disagree on ${differing.length} questions, the first is number ${differing[0]}`); }
}

main();
