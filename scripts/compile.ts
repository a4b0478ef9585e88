/** `npm run compile`: compiles the library, then the pack against it, in the work tree. */
import { mkdirSync, rmSync, symlinkSync } from 'fs';
import { join } from 'path';
import { Result, run } from './packaging/run';

const ROOT = join(__dirname, '..');
const CHECKS = join(ROOT, 'checks');

const jsii = (cwd: string, ...args: string[]) => run(join(ROOT, 'node_modules', '.bin', 'jsii'), args, { cwd });

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
  return library.status === 0 ? jsii(CHECKS) : library;
}

if (require.main === module) {
  void compile().then(({ status, output }) => {
    console.log(output.trim());
    process.exitCode = status;
  });
}
