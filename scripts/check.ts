/**
 * `npm test`: everything that must hold before a change lands, in the order in which it fails fastest.
 *
 * Each check is one entry; the jest lanes count their own tests. Ends with the line `N passed, N failed`.
 */
import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { compile } from './compile';

const ROOT = join(__dirname, '..');
const WORK = mkdtempSync(join(tmpdir(), 'break-glass-check-'));

interface Count { readonly passed: number; readonly failed: number }
interface Check { readonly name: string; readonly run: () => boolean | Count }

const environment = {
  ...process.env,
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
  NODE_NO_WARNINGS: '1',
  ESLINT_USE_FLAT_CONFIG: 'false',
};

const CHECKS_PACKAGE = join(ROOT, 'checks');

function runIn(cwd: string, command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], env: environment }).status === 0;
}

const run = (command: string, ...args: string[]) => runIn(ROOT, command, ...args);

const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);

/** A generated file must be what generating it gives. */
function unchanged(file: string, generate: (to: string) => boolean): boolean {
  const fresh = join(WORK, file.replace(/\//g, '-'));
  if (!generate(fresh)) { return false; }
  const same = existsSync(join(ROOT, file)) && readFileSync(join(ROOT, file), 'utf8') === readFileSync(fresh, 'utf8');
  if (!same) { console.error(`${file} is out of date: renew it with jsii-docgen and commit it`); }
  return same;
}

function jest(lane: string, ...args: string[]): Count {
  const output = join(WORK, `jest-${lane}.json`);
  spawnSync(bin('jest'), ['--ci', '--json', `--outputFile=${output}`, ...args], {
    cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: environment,
  });
  if (!existsSync(output)) { return { passed: 0, failed: 1 }; }
  const result = JSON.parse(readFileSync(output, 'utf8'));
  // A suite that couldn't even start has no failed test, and is a failure all the same.
  return { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites };
}

/** A script that counts for itself and says so in its last line. */
function counted(script: string): Count {
  const { stdout } = spawnSync(bin('tsx'), ['--tsconfig', 'tsconfig.dev.json', script], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], env: environment, encoding: 'utf8' });
  console.log(stdout.trim());
  const said = /^(\d+) passed, (\d+) failed$/m.exec(stdout);
  return said ? { passed: Number(said[1]), failed: Number(said[2]) } : { passed: 0, failed: 1 };
}

/** The demo must end with 0 as it is, and with 1 when a mitigation is taken out. */
function demo(): boolean {
  const script = join('examples', 'reference-org', 'demo.ts');
  const asItIs = run(bin('tsx'), '--tsconfig', 'tsconfig.dev.json', script);
  const broken = spawnSync(bin('tsx'), ['--tsconfig', 'tsconfig.dev.json', script, '--break'], { cwd: ROOT, stdio: 'ignore', env: environment });
  if (broken.status !== 1) { console.error(`the demo with --break ended with ${broken.status} instead of 1`); }
  return asItIs && broken.status === 1;
}

function examplesCompile(cwd: string): boolean {
  return runIn(cwd, bin('jsii-rosetta'), 'extract', '--compile', '--strict', '--fail', '.jsii');
}

const CHECKS: readonly Check[] = [
  { name: 'Python environment (cfn-lint, the embedded AWS)', run: () => run('bash', 'scripts/python-env.sh') },
  { name: 'jsii compiles the library and the pack', run: compile },
  { name: 'API.md is that of the source', run: () => unchanged('API.md', (to) => run(bin('jsii-docgen'), '-o', to)) },
  { name: 'checks/API.md is that of the source', run: () => unchanged('checks/API.md', (to) => runIn(CHECKS_PACKAGE, bin('jsii-docgen'), '-o', to)) },
  { name: 'every example in README and doc comments compiles', run: () => examplesCompile(ROOT) && examplesCompile(CHECKS_PACKAGE) },
  { name: 'types of tests, examples and scripts', run: () => run(bin('tsc'), '-p', 'tsconfig.dev.json', '--noEmit') },
  { name: 'eslint', run: () => run(bin('eslint'), '--ext', '.ts', 'src', 'checks/src', 'test', 'integ', 'examples', 'benchmarks', 'cli', 'scripts', '.projenrc.ts') },
  { name: 'tests on the oldest supported aws-cdk-lib', run: () => jest('floor') },
  { name: 'tests on the newest aws-cdk-lib', run: () => jest('latest', '--config', 'jest.latest.config.js') },
  { name: 'integ snapshots', run: () => run(bin('integ-runner'), '--directory', 'integ', '--language', 'typescript') },
  { name: 'demo, whole and broken', run: demo },
  { name: 'packages used in TypeScript, Python and Java', run: () => counted(join('scripts', 'consumers.ts')) },
];

function main(): number {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const only = process.argv[2];
  const total = { passed: 0, failed: 0 };
  const summary: string[] = [];
  for (const check of CHECKS.filter(({ name }) => !only || name.includes(only))) {
    console.log(`\n== ${check.name}`);
    const start = Date.now();
    const result = check.run();
    const count = typeof result === 'boolean' ? { passed: Number(result), failed: Number(!result) } : result;
    total.passed += count.passed;
    total.failed += count.failed;
    summary.push(`${count.failed === 0 ? 'ok  ' : 'FAIL'} ${check.name}${typeof result === 'boolean' ? '' : `, ${count.passed} of ${count.passed + count.failed}`}, `
      + `${Math.round((Date.now() - start) / 1000)} s`);
  }
  rmSync(WORK, { recursive: true, force: true });
  console.log(`\n${summary.join('\n')}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

process.exitCode = main();
