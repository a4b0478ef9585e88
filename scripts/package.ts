/**
 * Compiles the library, the pack and the command line, and packages them for each language into `dist/<package>/<language>`; the command line
 * for npm alone.
 *
 *     tsx --tsconfig tsconfig.dev.json scripts/package.ts [js python java go dotnet] [--version 0.1.0]
 *
 * Without languages: those that are tested, js, python and java. Go and .NET are generated, not compiled (docs/languages.md).
 * The version is stamped into a copy; the work tree stays as it is but for `dist`.
 */
import { cpSync, mkdirSync, rmSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import { compileCommandLine } from './compile';
import { mustRun } from './packaging/run';
import { NPM_PACKAGES, PACKAGES, ROOT, stage } from './packaging/stage';

const BUILT = ['js', 'python', 'java'];
const GENERATED = ['go', 'dotnet'];

export interface PackageOptions {
  readonly languages: readonly string[];
  /** @default - that of package.json */
  readonly version?: string;
  /**
   * What only people read: the examples in each language, javadoc.
   *
   * @default true
   */
  readonly documentation?: boolean;
}

const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);

export async function packageAll(options: PackageOptions): Promise<void> {
  const folder = stage(options.version);
  const documentation = options.documentation ?? true;
  const env = documentation ? {} : { MAVEN_OPTS: '-Dmaven.javadoc.skip=true -XX:TieredStopAtLevel=1' };
  const mavenRepository = join(ROOT, 'build', 'maven', 'packaging');
  const pacmak = (languages: readonly string[], ...args: string[]) => mustRun(bin('jsii-pacmak'),
    [...Object.values(PACKAGES), '--targets', ...languages, '--maven-local-repository', mavenRepository, ...args], { cwd: folder, env });
  try {
    await timed('compiled', async () => {
      await mustRun(bin('jsii'), ['--silence-warnings=reserved-word'], { cwd: folder });
      await mustRun(bin('jsii'), [], { cwd: join(folder, 'checks') });
      if (options.languages.includes('js')) {
        const { status, output } = await compileCommandLine(folder);
        if (status !== 0) { throw new Error(`the command line can't be compiled:\n${output}`); }
      }
    });
    if (documentation) {
      await timed('translated the examples', () => mustRun(bin('jsii-rosetta'), ['extract', '.jsii', 'checks/.jsii'], { cwd: folder }));
    }

    const built = BUILT.filter((language) => options.languages.includes(language));
    if (built.includes('java')) { await mustRun('bash', [join(ROOT, 'scripts', 'java-repository.sh'), mavenRepository], { cwd: folder }); }
    // One call for all: they share the loaded assemblies, and Maven builds both packages at once.
    if (built.length > 0) { await timed(`packaged for ${built.join(', ')}`, () => pacmak(built)); }
    const generated = GENERATED.filter((language) => options.languages.includes(language));
    if (generated.length > 0) { await timed(`generated for ${generated.join(', ')}`, () => pacmak(generated, '--code-only')); }

    for (const [name, place] of options.languages.includes('js') ? Object.entries(NPM_PACKAGES) : []) {
      mkdirSync(join(folder, place, 'dist', 'js'), { recursive: true });
      await mustRun('npm', ['pack', '--ignore-scripts', '--pack-destination', join('dist', 'js')], { cwd: join(folder, place) });
      copyTo(name, 'js', join(folder, place));
    }
    for (const [name, place] of Object.entries(PACKAGES)) {
      for (const language of options.languages) {
        copyTo(name, language, join(folder, place));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyTo(name: string, language: string, from: string): void {
  const target = join(ROOT, 'dist', name, language);
  rmSync(target, { recursive: true, force: true });
  cpSync(join(from, 'dist', language), target, { recursive: true });
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const start = Date.now();
  await work();
  console.log(`${what}, ${((Date.now() - start) / 1000).toFixed(0)} s`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { version: { type: 'string' } } });
  const languages = positionals.length > 0 ? positionals : BUILT;
  const unknown = languages.filter((language) => ![...BUILT, ...GENERATED].includes(language));
  if (unknown.length > 0) { throw new Error(`languages must be of ${[...BUILT, ...GENERATED].join(', ')}, got ${unknown.join(', ')}`); }
  await packageAll({ languages, version: values.version });
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
