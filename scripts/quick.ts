/**
 * `npm run quick`: what a change touches, in less than two minutes. `npm run quick -- BASE` compares with another commit than the one at which
 * the branch left main; what isn't committed counts too.
 *
 * Compiles, checks types, runs eslint on the changed files and the suites that the change concerns: the nearest first, as many as fit into the
 * time. Suites on the embedded AWS are represented by a part. Says what it leaves to `npm cit`, and ends with the line `N passed, N failed`.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, relative } from 'path';
import ts from 'typescript';
import { compile } from './compile';
import { Result, run } from './packaging/run';
import { casesIn, PARTS, Selection, select } from './quick/select';

const ROOT = join(__dirname, '..');
const NEVER_HERE = ['packages in three languages', 'the newest aws-cdk-lib and the newest Node.js', 'examples in documents', 'demo', 'integ snapshots', 'API.md'];

const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);
const inRoot = (command: string, ...args: string[]) => run(command, args, { cwd: ROOT, env: { NODE_NO_WARNINGS: '1', ESLINT_USE_FLAT_CONFIG: 'false' } });
const lines = (text: string) => text.split('\n').filter(Boolean);

async function git(...args: string[]): Promise<string[]> {
  const { status, output } = await inRoot('git', ...args);
  if (status !== 0) { throw new Error(`git ${args.join(' ')} ended with ${status}:\n${output}`); }
  return lines(output);
}

async function changedSince(base: string): Promise<string[]> {
  const [commit] = await git('merge-base', base, 'HEAD');
  return [...new Set([...await git('diff', '--name-only', '--no-renames', commit), ...await git('ls-files', '--others', '--exclude-standard')])].sort();
}

async function defaultBase(): Promise<string> {
  for (const branch of ['main', 'origin/main']) {
    if ((await inRoot('git', 'rev-parse', '--verify', '--quiet', branch)).status === 0) { return branch; }
  }
  return 'HEAD';
}

/** Suites that reach the files by their imports; without files, every suite. */
async function listSuites(...files: string[]): Promise<string[]> {
  const { output } = await inRoot(bin('jest'), '--listTests', ...(files.length > 0 ? ['--findRelatedTests', ...files] : []));
  return lines(output).filter((line) => line.endsWith('.test.ts')).map((path) => relative(ROOT, path)).sort();
}

/** Suites that import one of the files themselves. */
function importersOf(suites: readonly string[], files: readonly string[]): string[] {
  return suites.filter((suite) => {
    const imports = ts.preProcessFile(readFileSync(join(ROOT, suite), 'utf8')).importedFiles.map(({ fileName }) => join(dirname(suite), fileName));
    return files.some((file) => imports.some((path) => file === `${path}.ts` || file === join(path, 'index.ts')));
  });
}

interface Count { readonly passed: number; readonly failed: number }

class Lanes {
  public passed = 0;
  public failed = 0;

  public async lane(name: string, work: () => Promise<Count & { readonly output: string }>): Promise<void> {
    const start = Date.now();
    const { passed, failed, output } = await work().catch((error: Error) => ({ passed: 0, failed: 1, output: error.message }));
    this.passed += passed;
    this.failed += failed;
    if (failed > 0) { console.log(output.trim()); }
    console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name}, ${Math.round((Date.now() - start) / 1000)} s`);
  }
}

async function one(work: () => Promise<Result>): Promise<Count & { readonly output: string }> {
  const { status, output } = await work();
  return { passed: Number(status === 0), failed: Number(status !== 0), output };
}

async function jest(...args: string[]): Promise<Count & { readonly output: string }> {
  const work = mkdtempSync(join(tmpdir(), 'break-glass-quick-'));
  try {
    const file = join(work, 'jest.json');
    const { output } = await inRoot(bin('jest'), '--ci', '--json', `--outputFile=${file}`, ...args);
    if (!existsSync(file)) { return { passed: 0, failed: 1, output }; }
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, output: lines(output).filter((line) => !line.startsWith('{"num')).join('\n') };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Type checks again only what changed since the last time. */
function types(): Promise<Result> {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  return inRoot(bin('tsc'), '-p', 'tsconfig.dev.json', '--noEmit', '--incremental', '--tsBuildInfoFile', join('build', 'quick.tsbuildinfo'));
}

function say({ suites, parts, left }: Selection): void {
  console.log(`${suites.length} suites${parts.length > 0 ? `, and of suites on the embedded AWS ${parts.map(({ cases }) => cases).join(', ')}` : ''}`);
  if (left.length > 0) { console.log(`left to npm cit, whole or in part, of the suites that the change concerns: ${left.map((suite) => suite.replace(/^test\/|\.test\.ts$/g, '')).join(', ')}`); }
  console.log(`left to npm cit in any case: ${NEVER_HERE.join('; ')}\n`);
}

async function main(): Promise<number> {
  const changed = await changedSince(process.argv[2] ?? await defaultBase());
  console.log(`${changed.length} changed files`);
  const present = changed.filter((file) => existsSync(join(ROOT, file)));
  const importable = present.filter((file) => /\.(ts|js|json)$/.test(file));
  const related = importable.length > 0 ? await listSuites(...importable) : [];
  const selection = select({
    changed,
    gone: changed.filter((file) => !present.includes(file)),
    related,
    direct: importersOf(related, changed),
    cases: Object.fromEntries(Object.keys(PARTS).map((suite) => [suite, casesIn(readFileSync(join(ROOT, suite), 'utf8'))])),
    suites: await listSuites(),
  });
  say(selection);
  const { suites, parts } = selection;
  const lanes = new Lanes();
  if (selection.compile) { await lanes.lane('the library, the pack and the command line compile', () => one(compile)); }
  await Promise.all([
    suites.length > 0 && lanes.lane(`${suites.length} suites`, () => jest('--runTestsByPath', ...suites)),
    (async () => {
      if (selection.types) { await lanes.lane('types', () => one(types)); }
      if (selection.lint.length > 0) { await lanes.lane(`eslint on ${selection.lint.length} files`, () => one(() => inRoot(bin('eslint'), '--ext', '.ts', ...selection.lint))); }
      if (parts.length === 0) { return; }
      const pattern = `^(${[...new Set(parts.map(({ cases }) => cases))].join('|')}) `;
      await lanes.lane('parts of suites on the embedded AWS', () => jest('--maxWorkers=1', '--testNamePattern', pattern, '--runTestsByPath', ...new Set(parts.map(({ suite }) => suite))));
    })(),
  ]);
  console.log(`\n${lanes.passed} passed, ${lanes.failed} failed`);
  return lanes.failed === 0 ? 0 : 1;
}

main().then((status) => { process.exitCode = status; }, (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
