/** `npm run compile`: compiles the library, then the pack and the command line against it, in the work tree. */
import { mkdirSync, rmSync, symlinkSync } from 'fs';
import { join } from 'path';
import { Result, run } from './packaging/run';

const ROOT = join(__dirname, '..');
const CHECKS = join(ROOT, 'checks');

const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);
const jsii = (cwd: string, ...args: string[]) => run(bin('jsii'), args, { cwd });

/** The pack finds the library as if it were installed. Not by one link to the root: tools that walk the tree would walk in circles. */
function linkLibrary(): void {
  const installed = join(CHECKS, 'node_modules', 'cdk-break-glass');
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  for (const entry of ['package.json', '.jsii', 'lib']) { symlinkSync(join('..', '..', '..', entry), join(installed, entry)); }
}

export async function compile(): Promise<Result> {
  linkLibrary();
  const library = await jsii(ROOT, '--silence-warnings=reserved-word');
  if (library.status !== 0) { return library; }
  const pack = await jsii(CHECKS);
  return pack.status === 0 ? compileCommandLine(ROOT) : pack;
}

/** By tsc, against the types of the compiled library: nothing of the command line is there in other languages. What an earlier compilation left must not ship. */
export function compileCommandLine(root: string): Promise<Result> {
  rmSync(join(root, 'cli', 'lib'), { recursive: true, force: true });
  return run(bin('tsc'), ['--project', join('cli', 'tsconfig.json')], { cwd: root });
}

if (require.main === module) {
  void compile().then(({ status, output }) => {
    console.log(output.trim());
    process.exitCode = status;
  });
}
