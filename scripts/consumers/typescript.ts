import { cpSync, existsSync, mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { packageFile } from './artifacts';
import { fencedBlock, readme } from './documents';
import { Ended, Language, mustBeAbsent } from './language';
import { mustRun, run } from '../packaging/run';
import { ROOT } from '../packaging/stage';

const EXAMPLE = join(ROOT, 'examples', 'typescript');
const APPS = join(ROOT, 'test', 'consumers', 'apps');
const folder = (work: string) => join(work, 'typescript');
const npmInstall = (cwd: string, ...packages: string[]) => mustRun('npm', ['install', '--no-audit', '--no-fund', '--save-exact', ...packages], { cwd });

export const typescript: Language = {
  name: 'TypeScript',
  target: 'js',
  tools: [['npm', '--version']],

  async readme(work) {
    const cwd = folder(work);
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'package.json'), '{ "private": true }');
    await npmInstall(cwd, 'aws-cdk-lib@2.257.0', 'constructs@10.5.1', 'typescript@6.0.3', '@types/node@20.19.25', packageFile('cdk-break-glass', 'js', '.tgz'));
    mustBeAbsent('cdk-nag', existsSync(join(cwd, 'node_modules', 'cdk-nag')));
    cpSync(join(EXAMPLE, 'tsconfig.json'), join(cwd, 'tsconfig.json'));
    writeFileSync(join(cwd, 'readme.ts'), fencedBlock(readme(), 'ts'));
    await mustRun(join(cwd, 'node_modules', '.bin', 'tsc'), [], { cwd });
    const assembly = join(cwd, 'readme.out');
    await mustRun('node', ['readme.js'], { cwd, env: { CDK_OUTDIR: assembly } });
    return assembly;
  },

  async doors(work) {
    const cwd = folder(work);
    cpSync(join(APPS, 'doors.mjs'), join(cwd, 'doors.mjs'));
    cpSync(join(APPS, 'doors.ts'), join(cwd, 'doors.ts'));
    await mustRun('node', ['doors.mjs'], { cwd });
    for (const [module, resolution] of [['node16', 'node16'], ['esnext', 'bundler']]) {
      await mustRun(join(cwd, 'node_modules', '.bin', 'tsc'), ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--types', 'node', '--target', 'es2022',
        '--module', module, '--moduleResolution', resolution, 'doors.ts'], { cwd });
    }
  },

  async example(work) {
    const cwd = folder(work);
    cpSync(EXAMPLE, cwd, { recursive: true, filter: (path) => !path.includes('node_modules') });
    for (const app of ['careless.ts', 'proofs.ts']) { cpSync(join(APPS, app), join(cwd, app)); }
    await npmInstall(cwd, packageFile('cdk-break-glass', 'js', '.tgz'), packageFile('cdk-break-glass-checks', 'js', '.tgz'));
    const assembly = join(cwd, 'cdk.out');
    await mustRun('npm', ['run', 'synth'], { cwd, env: { CDK_OUTDIR: assembly } });
    return assembly;
  },

  async tests(work) {
    const cwd = folder(work);
    cpSync(join(APPS, 'proofs.test.mjs'), join(cwd, 'proofs.test.mjs'));
    await mustRun('node', ['--test', 'proofs.test.mjs'], { cwd });
  },

  async app(work, app, cdkVersion, args): Promise<Ended> {
    const cwd = folder(work);
    await npmInstall(cwd, `aws-cdk-lib@${cdkVersion}`);
    const assembly = join(cwd, `${app}-${cdkVersion}${args.join('')}`);
    const { status } = await run('node', [`${app}.js`, ...args], { cwd, env: { CDK_OUTDIR: assembly } });
    return { status, assembly };
  },
};
