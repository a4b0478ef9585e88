/**
 * `npm test`: everything that must hold before a change lands. `npm test -- "part of a name"` runs the checks of that name.
 *
 * Each check is one entry; the jest lanes and the consumers count their own tests. Two run at a time, the long ones first,
 * and each prints when it is done. Ends with the line `N passed, N failed`.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { compile } from './compile';
import { Result, run } from './packaging/run';

const ROOT = join(__dirname, '..');
const CHECKS_PACKAGE = join(ROOT, 'checks');
const WORK = mkdtempSync(join(tmpdir(), 'break-glass-check-'));
const AT_A_TIME = 2;

interface Count { readonly passed: number; readonly failed: number }
interface Outcome extends Count { readonly output: string }
interface Check { readonly name: string; readonly run: () => Promise<Outcome> }

const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);
const tsx = (script: string, ...args: string[]) => runIn(ROOT, bin('tsx'), '--tsconfig', 'tsconfig.dev.json', script, ...args);

function runIn(cwd: string, command: string, ...args: string[]): Promise<Result> {
  return run(command, args, { cwd, env: { NODE_NO_WARNINGS: '1', ESLINT_USE_FLAT_CONFIG: 'false' } });
}

/** All of them must end with 0; after the first that doesn't, the others aren't run. */
async function succeeds(...commands: Array<() => Promise<Result>>): Promise<Outcome> {
  const output: string[] = [];
  for (const command of commands) {
    const result = await command();
    output.push(result.output);
    if (result.status !== 0) { return { passed: 0, failed: 1, output: output.join('') }; }
  }
  return { passed: 1, failed: 0, output: output.join('') };
}

async function jest(lane: string, ...args: string[]): Promise<Outcome> {
  const file = join(WORK, `jest-${lane}.json`);
  const { output } = await runIn(ROOT, bin('jest'), '--ci', '--json', `--outputFile=${file}`, ...args);
  if (!existsSync(file)) { return { passed: 0, failed: 1, output }; }
  const result = JSON.parse(readFileSync(file, 'utf8'));
  // A suite that couldn't start has no failed test, but is a failure.
  return { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites, output: withoutReport(output) };
}

/** With --json jest also prints its result, as one long line. */
const withoutReport = (output: string) => output.split('\n').filter((line) => !line.startsWith('{"num')).join('\n');

/** A script that counts for itself and says so in its last line. */
async function counted(script: string): Promise<Outcome> {
  const { output } = await tsx(script);
  const said = /^(\d+) passed, (\d+) failed$/m.exec(output);
  return said ? { passed: Number(said[1]), failed: Number(said[2]), output } : { passed: 0, failed: 1, output };
}

/** The demo must end with 0 as it is, and with 1 when a mitigation is taken out. */
async function demo(): Promise<Outcome> {
  const script = join('demo', 'demo.ts');
  const asItIs = await tsx(script);
  const broken = await tsx(script, '--break');
  const holds = asItIs.status === 0 && broken.status === 1;
  return { passed: Number(holds), failed: Number(!holds), output: `${asItIs.output}\n--break ended with ${broken.status}, and must end with 1` };
}

const examplesCompile = (cwd: string) => () => runIn(cwd, bin('jsii-rosetta'), 'extract', '--compile', '--strict', '--fail', '.jsii');
const LINTED = ['src', 'checks/src', 'test', 'integ', 'examples', 'benchmarks', 'cli', 'demo', 'emulator', 'scripts', '.projenrc.ts'];

/** Checks that the others depend on. */
const FIRST: readonly Check[] = [
  { name: 'Python environment (cfn-lint, the embedded AWS)', run: () => succeeds(() => runIn(ROOT, 'bash', 'scripts/python-env.sh')) },
  { name: 'the library, the pack and the command line compile', run: () => succeeds(compile) },
];

const CHECKS: readonly Check[] = [
  { name: 'packages used in TypeScript, Python and Java', run: () => counted(join('scripts', 'consumers.ts')) },
  { name: 'tests on the oldest supported aws-cdk-lib', run: () => jest('floor') },
  { name: 'tests on the newest aws-cdk-lib', run: () => jest('latest', '--config', 'jest.latest.config.js') },
  { name: 'the newest Node.js', run: () => counted(join('scripts', 'newer-node.ts')) },
  { name: 'every example in README and doc comments compiles', run: () => succeeds(examplesCompile(ROOT), examplesCompile(CHECKS_PACKAGE)) },
  { name: 'demo, whole and broken', run: demo },
  { name: 'eslint', run: () => succeeds(() => runIn(ROOT, bin('eslint'), '--ext', '.ts', ...LINTED)) },
  { name: 'types of tests, examples and scripts', run: () => succeeds(() => runIn(ROOT, bin('tsc'), '-p', 'tsconfig.dev.json', '--noEmit')) },
  { name: 'integ snapshots', run: () => succeeds(() => tsx(join('scripts', 'integ.ts'))) },
  { name: 'API.md of library and pack is that of the source', run: () => succeeds(() => tsx(join('scripts', 'api-docs.ts'), '--check')) },
];

/** Runs the checks, some at a time, and gives a line on each. */
async function runAll(checks: readonly Check[], total: { passed: number; failed: number }): Promise<string[]> {
  const waiting = [...checks];
  const summary: string[] = [];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const start = Date.now();
      const { passed, failed, output } = await check.run().catch((error: Error) => ({ passed: 0, failed: 1, output: error.stack ?? error.message }));
      console.log(`\n== ${check.name}\n${output.trim()}`);
      total.passed += passed;
      total.failed += failed;
      const count = passed + failed === 1 ? '' : `, ${passed} of ${passed + failed}`;
      summary.push(`${failed === 0 ? 'ok  ' : 'FAIL'} ${check.name}${count}, ${Math.round((Date.now() - start) / 1000)} s`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return summary;
}

async function main(): Promise<number> {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const wanted = ({ name }: Check) => name.includes(process.argv[2] ?? '');
  const total = { passed: 0, failed: 0 };
  const summary = await runAll(FIRST.filter(wanted), total);
  // No other check is of use when the sources don't compile.
  if (total.failed === 0) { summary.push(...await runAll(CHECKS.filter(wanted), total)); }
  rmSync(WORK, { recursive: true, force: true });
  console.log(`\n${summary.join('\n')}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

void main().then((status) => { process.exitCode = status; });
