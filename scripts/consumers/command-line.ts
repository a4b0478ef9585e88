/** The packed command line as a user has it: in an empty folder, on the app of the quick start and on one of forty accounts. */
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import { packageFile } from './artifacts';
import { Steps } from './steps';
import { mustRun, Result, run } from '../packaging/run';
import { ROOT } from '../packaging/stage';

const APP = join(ROOT, 'test', 'consumers', 'apps', 'forty-accounts.mjs');
/** Cold, with the start of Node.js and on a busy machine; the claims themselves take a fraction. */
const MOST_SECONDS = 60;

/** @param quickStart the folder in which the quick start was followed */
export async function commandLine(work: string, quickStart: string, steps: Steps): Promise<void> {
  const cwd = join(work, 'command-line');
  const breakGlass = (...args: string[]): Promise<Result> => run('npx', ['--no-install', 'break-glass', ...args], { cwd });
  const step = (name: string, body: () => Promise<void>) => steps.step(`command line: ${name}`, body);

  await step('installed into an empty folder', async () => {
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'package.json'), '{ "private": true }');
    await mustRun('npm', ['install', '--no-audit', '--no-fund', '--save-exact', 'aws-cdk-lib@2.257.0', 'constructs@10.5.1',
      packageFile('cdk-break-glass', 'js', '.tgz'), packageFile('cdk-break-glass-cli', 'js', '.tgz')], { cwd });
    if (existsSync(join(cwd, 'node_modules', '@cloud-copilot'))) { throw new Error('the policy simulator is installed, and must not be'); }
  });
  await step('proves the app of the quick start, and writes its page', async () => {
    expectEnd(await breakGlass('prove', join(quickStart, 'cdk.out')), 0, /claims hold/);
    expectEnd(await breakGlass('report', join(quickStart, 'cdk.out'), '--out', 'access.html'), 0, /^access\.html$/m);
    if (statSync(join(cwd, 'access.html')).size < 10_000) { throw new Error('access.html is empty'); }
  });
  await step('proves an app of forty accounts, and says what a careless change did', async () => {
    cpSync(APP, join(cwd, 'app.mjs'));
    await mustRun('node', ['app.mjs'], { cwd, env: { CDK_OUTDIR: join(cwd, 'before') } });
    await mustRun('node', ['app.mjs', '--careless'], { cwd, env: { CDK_OUTDIR: join(cwd, 'after') } });
    const start = Date.now();
    expectEnd(await breakGlass('prove', 'before'), 0, /41 accounts/);
    if (Date.now() - start > MOST_SECONDS * 1_000) { throw new Error(`the proof took over ${MOST_SECONDS} s`); }
    expectEnd(await breakGlass('prove', 'after', '--baseline', 'before', '--sarif', 'proof.sarif'), 1, /role-needs-mfa: holds, now fails/);
    const { results } = JSON.parse(readFileSync(join(cwd, 'proof.sarif'), 'utf8')).runs[0];
    if (!results.some(({ level, locations }: any) => level === 'error' && locations[0].physicalLocation.artifactLocation.uri === 'after/Workload7.template.json')) {
      throw new Error('proof.sarif doesn\'t name after/Workload7.template.json');
    }
  });
  await step('refuses what it can\'t read', async () => {
    expectEnd(await breakGlass('prove', 'nothing'), 2, /doesn't exist/);
    expectEnd(await breakGlass('prov'), 2, /did you mean 'prove'/);
  });
}

function expectEnd({ status, output }: Result, wanted: number, text: RegExp): void {
  if (status !== wanted || !text.test(output)) { throw new Error(`ended with ${status}, not ${wanted}, or didn't print ${text}:\n${output.slice(-2_000)}`); }
}
