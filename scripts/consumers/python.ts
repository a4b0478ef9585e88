import { cpSync, mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { packageFile } from './artifacts';
import { fencedBlock, languagesPage, proveInTestsPage } from './documents';
import { Ended, Language, mustBeAbsent } from './language';
import { mustRun, run } from '../packaging/run';
import { ROOT } from '../packaging/stage';

const APPS = join(ROOT, 'test', 'consumers', 'apps');
const folder = (work: string) => join(work, 'python');
const python = (work: string) => join(work, 'venv', 'bin', 'python');

const METADATA = 'from importlib.metadata import distribution; print(distribution("cdk-break-glass").read_text("METADATA"))';

/** Not compiled at installation: most of aws-cdk-lib is never imported. */
function pipInstall(work: string, ...args: string[]): Promise<string> {
  return mustRun(python(work), ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-compile', ...args], { cwd: work });
}

export const pythonLanguage: Language = {
  name: 'Python',
  target: 'python',
  tools: [['python3', '-c', 'import venv, ensurepip']],

  async readme(work) {
    await mustRun('python3', ['-m', 'venv', join(work, 'venv')], { cwd: work });
    await pipInstall(work, 'aws-cdk-lib==2.257.0', packageFile('cdk-break-glass', 'python', '.whl'));
    const [relative] = /\]\((?!https:|#).*/.exec(await mustRun(python(work), ['-c', METADATA], { cwd: work })) ?? [];
    if (relative) { throw new Error(`PyPI doesn't have the file of a link in README: ${relative}`); }
    mustBeAbsent('cdk-nag', (await run(python(work), ['-c', 'import cdk_nag'], { cwd: work })).status === 0);
    const cwd = join(work, 'python-readme');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'app.py'), fencedBlock(languagesPage(), 'python'));
    const assembly = join(cwd, 'cdk.out');
    await mustRun(python(work), ['app.py'], { cwd, env: { CDK_OUTDIR: assembly } });
    return assembly;
  },

  async example(work) {
    const cwd = folder(work);
    cpSync(join(ROOT, 'examples', 'python'), cwd, { recursive: true });
    // The built packages are there already when the requirements are read, and no index is asked for them.
    await pipInstall(work, packageFile('cdk-break-glass-checks', 'python', '.whl'), '--requirement', join(cwd, 'requirements.txt'));
    const assembly = join(cwd, 'cdk.out');
    await mustRun(python(work), ['app.py'], { cwd, env: { CDK_OUTDIR: assembly } });
    return assembly;
  },

  async tests(work) {
    await pipInstall(work, 'pytest==8.4.2');
    const cwd = folder(work);
    writeFileSync(join(cwd, 'test_break_glass.py'), fencedBlock(proveInTestsPage(), 'python'));
    // Both tests of the page pass on the stack of the example: one that holds, and one that sees a claim fail.
    const said = await mustRun(python(work), ['-m', 'pytest', '-q', 'test_break_glass.py'], { cwd });
    if (!/^2 passed/m.test(said)) { throw new Error(`pytest said:\n${said}`); }
  },

  async idioms(work) {
    await mustRun(python(work), [join(APPS, 'idioms.py')], { cwd: folder(work) });
  },

  async app(work, app, cdkVersion, args): Promise<Ended> {
    await pipInstall(work, `aws-cdk-lib==${cdkVersion}`);
    const assembly = join(folder(work), `${app}-${cdkVersion}${args.join('')}`);
    const { status } = await run(python(work), [join(APPS, `${app}.py`), ...args], { cwd: folder(work), env: { CDK_OUTDIR: assembly } });
    return { status, assembly };
  },
};
