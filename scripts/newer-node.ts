/**
 * What must work on the newest supported Node.js, in less than two minutes: synthesis of the reference organization and the example, the packed
 * packages, proof and report of the command line. Everything gives what it gives on the Node.js that runs the other tests.
 *
 * The npm package `node` brings it into `build/`, once; it isn't a development dependency, since it is 190 MB that only this needs.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { mustRun } from './packaging/run';
import { ROOT } from './packaging/stage';
import { APPS, synthesize } from './templates';
import { differences, readFolder } from './templates/compare';

const VERSION = '24.21.0';
const HOME = join(ROOT, 'build', `node-${VERSION}`);
const NODE = join(HOME, 'node_modules', 'node', 'bin', 'node');
const SYNTHESIZED = ['reference-org', 'typescript'];

async function install(): Promise<void> {
  if (!existsSync(NODE)) {
    mkdirSync(HOME, { recursive: true });
    writeFileSync(join(HOME, 'package.json'), '{ "private": true }');
    await mustRun('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--no-package-lock', `node@${VERSION}`], { cwd: HOME });
  }
  const version = await mustRun(NODE, ['--version'], { cwd: HOME });
  if (version.trim() !== `v${VERSION}`) { throw new Error(`${NODE} is ${version.trim()}, not v${VERSION}`); }
}

async function sameTemplates(work: string): Promise<void> {
  const [usual, newer] = ['usual', 'newer'].map((name) => join(work, name));
  for (const name of SYNTHESIZED) {
    await Promise.all([synthesize(APPS[name], join(usual, name)), synthesize(APPS[name], join(newer, name), NODE)]);
  }
  const found = differences(readFolder(usual), readFolder(newer));
  if (found.length > 0) { throw new Error(`templates differ on Node.js ${VERSION}:\n${found.join('\n')}`); }
}

/** The packages from their packed files, beside the dependencies of the repository. */
async function packedPackages(work: string): Promise<void> {
  const modules = join(work, 'node_modules');
  mkdirSync(modules);
  for (const [name, folder] of [['cdk-break-glass', ROOT], ['cdk-break-glass-checks', join(ROOT, 'checks')], ['cdk-break-glass-cli', join(ROOT, 'cli')]]) {
    await mustRun('npm', ['pack', '--ignore-scripts', '--pack-destination', work], { cwd: folder });
    await mustRun('tar', ['-xzf', join(work, `${name}-${manifestVersion(folder)}.tgz`), '-C', work], { cwd: work });
    await mustRun('mv', ['package', join(modules, name)], { cwd: work });
  }
  for (const name of ['aws-cdk-lib', 'constructs', 'cdk-nag', 'yaml']) { symlinkSync(join(ROOT, 'node_modules', name), join(modules, name)); }
  writeFileSync(join(work, 'doors.mjs'), readFileSync(join(ROOT, 'test', 'consumers', 'apps', 'doors.mjs')));
  await mustRun(NODE, ['doors.mjs'], { cwd: work });
  await mustRun(NODE, ['--preserve-symlinks', '-e', 'if (typeof require("cdk-break-glass-checks").BreakGlassChecks !== "function") { throw new Error("no pack"); }'], { cwd: work });
  await mustRun(NODE, ['--preserve-symlinks', '--preserve-symlinks-main', join(modules, 'cdk-break-glass-cli', 'lib', 'bin.js'), 'explain'], { cwd: work });
}

const manifestVersion = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

/** What the command line is made of: every claim on the reference organization, and the report on it. */
async function commandLine(work: string): Promise<void> {
  const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const [usual, newer] = await Promise.all([['usual', process.execPath], ['newer', NODE]].map(async ([name, node]) => {
    const file = join(work, `${name}.html`);
    await mustRun(node, [tsx, '--tsconfig', 'tsconfig.dev.json', join('scripts', 'packaging', 'report.ts'), file], { cwd: ROOT });
    return readFileSync(file, 'utf8');
  }));
  if (usual !== newer) { throw new Error(`proof or report differ on Node.js ${VERSION}`); }
}

async function main(): Promise<number> {
  const work = mkdtempSync(join(tmpdir(), 'break-glass-node-'));
  let [passed, failed] = [0, 0];
  const steps: readonly (readonly [string, () => Promise<void>])[] = [
    [`Node.js ${VERSION} is here`, install],
    ['the templates are the same', () => sameTemplates(work)],
    ['the packed packages load, by their doors alone', () => packedPackages(work)],
    ['the command line proves and reports the same', () => commandLine(work)],
  ];
  for (const [name, step] of steps) {
    const start = Date.now();
    const problem = await step().then(() => undefined, (error: Error) => error.message);
    if (problem === undefined) { passed++; } else { failed++; }
    console.log(`${problem === undefined ? 'ok  ' : 'FAIL'} ${name}, ${((Date.now() - start) / 1000).toFixed(1)} s${problem === undefined ? '' : `\n${problem}`}`);
    // Nothing else can run without it.
    if (problem !== undefined && step === install) { break; }
  }
  rmSync(work, { recursive: true, force: true });
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

void main().then((status) => { process.exitCode = status; });
