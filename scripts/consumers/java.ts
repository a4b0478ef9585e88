import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { packageFolder } from './artifacts';
import { fencedBlock, languagesPage } from './documents';
import { Ended, Language, mustBeAbsent, TestApp } from './language';
import { mustRun, run, RunOptions } from '../packaging/run';
import { PACKAGES, ROOT } from '../packaging/stage';

const APPS = join(ROOT, 'test', 'consumers', 'apps');
/** Maven's cache of the consumers alone: nothing that the packaging prepared is in it. */
const REPOSITORY = join(ROOT, 'build', 'maven', 'consumers');
const CLASSPATH = ['org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath'];
const EXEC = 'org.codehaus.mojo:exec-maven-plugin:3.5.0:java';

const CLASSES: Readonly<Record<TestApp, string>> = { careless: 'Careless', proofs: 'Proofs' };

const folder = (work: string) => join(work, 'java');

/** Lets Maven find the built packages, as if they were published. */
export function mavenArguments(cwd: string): string[] {
  const settings = join(cwd, 'settings.xml');
  writeFileSync(settings, repositoriesOf(Object.keys(PACKAGES)));
  // As global settings, so that a mirror or a proxy in the developer's own settings stays in force.
  return ['--global-settings', settings, `-Dmaven.repo.local=${REPOSITORY}`];
}

function mvn(args: readonly string[], options: RunOptions): Promise<string> {
  const all = ['--batch-mode', '--quiet', ...mavenArguments(options.cwd), ...args];
  // Short runs don't repay the second compiler of the virtual machine.
  return mustRun('mvn', all, { ...options, env: { MAVEN_OPTS: '-XX:TieredStopAtLevel=1', ...options.env } });
}

/** The folders that jsii-pacmak writes are Maven repositories. */
function repositoriesOf(names: readonly string[]): string {
  const repositories = names.map((name) => `<repository><id>${name}</id><url>file://${packageFolder(name, 'java')}</url></repository>`);
  return `<settings><profiles><profile><id>built</id><repositories>${repositories.join('')}</repositories></profile></profiles>`
    + '<activeProfiles><activeProfile>built</activeProfile></activeProfiles></settings>';
}

async function classpath(cwd: string, name: string, ...args: string[]): Promise<string> {
  const file = join(cwd, `${name}.classpath`);
  if (!existsSync(file)) { await mvn([...CLASSPATH, `-Dmdep.outputFile=${file}`, ...args], { cwd }); }
  return [join(cwd, 'target', 'classes'), readFileSync(file, 'utf8')].join(delimiter);
}

export const java: Language = {
  name: 'Java',
  target: 'java',
  tools: [['javac', '-version'], ['mvn', '--version']],

  async readme(work) {
    // Maven keeps what it has once seen of a version; these packages are built anew under the same one.
    rmSync(join(REPOSITORY, 'io', 'github', 'cdk-break-glass'), { recursive: true, force: true });
    const cwd = join(work, 'java-readme');
    const sources = join(cwd, 'src', 'main', 'java');
    mkdirSync(sources, { recursive: true });
    writeFileSync(join(cwd, 'pom.xml'), `<project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId><artifactId>app</artifactId>
      <version>1</version><properties><maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target></properties>${fencedBlock(languagesPage(), 'xml')}</project>`);
    const app = fencedBlock(languagesPage(), 'java');
    const [, mainClass] = /public (?:final )?class (\w+)/.exec(app)!;
    writeFileSync(join(sources, `${mainClass}.java`), app);
    const assembly = join(cwd, 'cdk.out');
    await mvn(['compile', EXEC, `-Dexec.mainClass=${mainClass}`], { cwd, env: { CDK_OUTDIR: assembly } });
    mustBeAbsent('cdknag', (await classpath(cwd, 'readme')).includes('cdknag'));
    return assembly;
  },

  async example(work) {
    const cwd = folder(work);
    cpSync(join(ROOT, 'examples', 'java'), cwd, { recursive: true, filter: (path) => !path.includes('target') });
    for (const name of [...Object.values(CLASSES), 'Idioms']) { cpSync(join(APPS, `${name}.java`), join(cwd, 'src', 'main', 'java', `${name}.java`)); }
    const assembly = join(cwd, 'cdk.out');
    await mvn(['compile', 'exec:java'], { cwd, env: { CDK_OUTDIR: assembly } });
    return assembly;
  },

  async idioms(work) {
    const cwd = folder(work);
    await mustRun('java', ['-cp', await classpath(cwd, '2.257.0'), 'Idioms'], { cwd });
  },

  async app(work, app, cdkVersion, args): Promise<Ended> {
    const cwd = folder(work);
    const assembly = join(cwd, `${app}-${cdkVersion}${args.join('')}`);
    const classes = await classpath(cwd, cdkVersion, `-Daws-cdk.version=${cdkVersion}`);
    const { status } = await run('java', ['-cp', classes, CLASSES[app], ...args], { cwd, env: { CDK_OUTDIR: assembly } });
    return { status, assembly };
  },
};
