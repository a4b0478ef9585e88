/** `npm run integ` compares the integ snapshots, `npm run integ:update` writes them anew, without the folders of the machine that wrote them. */
import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { join, sep } from 'path';
import { run } from './packaging/run';

const ROOT = join(__dirname, '..');
const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);
/** The runner's own way to run TypeScript checks all types again; the types of integ are a check of their own. */
const ARGS = ['--directory', 'integ', '--app', `${bin('tsx')} --tsconfig tsconfig.dev.json {filePath}`, '--test-regex', '^integ\\..*\\.ts$'];

/** Stack traces of the constructs; the runner wants the files but doesn't compare them. */
function withoutFolders(): void {
  const files = readdirSync(join(ROOT, 'integ'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.metadata.json'));
  for (const file of files.map((name) => join(ROOT, 'integ', name))) {
    writeFileSync(file, readFileSync(file, 'utf8').split(ROOT + sep).join(''));
  }
}

async function main(): Promise<number> {
  const update = process.argv.includes('--update');
  const { status, output } = await run(bin('integ-runner'), [...ARGS, ...(update ? ['--dry-run', '--update-on-failed'] : [])], { cwd: ROOT });
  console.log(output.trim());
  if (update) { withoutFolders(); }
  return status;
}

void main().then((status) => { process.exitCode = status; });
