/** `npm run integ:update`: writes the integ snapshots anew, without the folders of whoever made them. */
import { spawnSync } from 'child_process';
import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { join, sep } from 'path';

const ROOT = join(__dirname, '..');

const run = spawnSync(join(ROOT, 'node_modules', '.bin', 'integ-runner'),
  ['--directory', 'integ', '--language', 'typescript', '--dry-run', '--update-on-failed'], { cwd: ROOT, stdio: 'inherit' });
const files = readdirSync(join(ROOT, 'integ'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.metadata.json'));
for (const file of files.map((name) => join('integ', name))) {
  // Stack traces of the constructs; the runner wants the files but doesn't compare them.
  const text = readFileSync(join(ROOT, file), 'utf8');
  writeFileSync(join(ROOT, file), text.split(ROOT + sep).join(''));
}
process.exitCode = run.status ?? 1;
