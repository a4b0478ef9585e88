/** `npm run compile`: compiles the library, then the pack against it, in the work tree. */
import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, symlinkSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..');
const CHECKS = join(ROOT, 'checks');

function jsii(cwd: string, ...args: string[]): boolean {
  const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' };
  return spawnSync(join(ROOT, 'node_modules', '.bin', 'jsii'), args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], env }).status === 0;
}

/** The pack finds the library as if it were installed. */
function linkLibrary(): void {
  const link = join(CHECKS, 'node_modules', 'cdk-break-glass');
  if (existsSync(link)) { return; }
  mkdirSync(join(CHECKS, 'node_modules'), { recursive: true });
  symlinkSync(join('..', '..'), link);
}

export function compile(): boolean {
  linkLibrary();
  return jsii(ROOT, '--silence-warnings=reserved-word') && jsii(CHECKS);
}

if (require.main === module) {
  process.exitCode = compile() ? 0 : 1;
}
