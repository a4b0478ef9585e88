/**
 * `npm run templates -- FOLDER` writes every template that the project synthesizes: the reference organization, the TypeScript example and
 * the integ apps. Run it before and after a change that must not change templates.
 *
 * `npm run templates -- --compare BEFORE AFTER [--renamed names.json]` says what differs, and ends with 1 when anything does. The file of
 * renames is an object of new names by old ones; whole words are renamed, in ids, names and texts.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { parseArgs } from 'util';
import { run } from './packaging/run';
import { differences, readFolder } from './templates/compare';

const ROOT = join(__dirname, '..');

/** Each app by the name of its folder. */
export const APPS: { readonly [name: string]: string } = {
  'reference-org': join('examples', 'reference-org', 'app.ts'),
  'typescript': join('examples', 'typescript', 'app.ts'),
  ...Object.fromEntries(readdirSync(join(ROOT, 'integ')).filter((file) => /^integ\..*\.ts$/.test(file)).map((file) => [file.slice(0, -'.ts'.length), join('integ', file)])),
};

/** Writes the templates of an app into a folder. `node` is the Node.js to run it with. */
export async function synthesize(app: string, folder: string, node: string = process.execPath): Promise<void> {
  const out = mkdtempSync(join(tmpdir(), 'break-glass-templates-'));
  const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const { status, output } = await run(node, [tsx, '--tsconfig', 'tsconfig.dev.json', app], { cwd: ROOT, env: { CDK_OUTDIR: out, NODE_NO_WARNINGS: '1' } });
  if (status !== 0) { throw new Error(`${app} ended with ${status}:\n${output}`); }
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.template.json'))) {
    writeFileSync(join(folder, file.replace(/\//g, '-')), `${JSON.stringify(JSON.parse(readFileSync(join(out, file), 'utf8')), undefined, 1)}\n`);
  }
  rmSync(out, { recursive: true, force: true });
}

async function write(target: string): Promise<void> {
  const fresh = mkdtempSync(join(tmpdir(), 'break-glass-all-templates-'));
  for (const [name, app] of Object.entries(APPS)) { await synthesize(app, join(fresh, name)); }
  rmSync(target, { recursive: true, force: true });
  cpSync(fresh, target, { recursive: true });
  rmSync(fresh, { recursive: true, force: true });
  console.log(`wrote ${readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json')).length} templates to ${target}`);
}

/** Says what differs between two folders, and gives the exit code. */
function compare(before: string, after: string, renamed?: string): number {
  const found = differences(readFolder(before), readFolder(after), renamed ? JSON.parse(readFileSync(renamed, 'utf8')) : {});
  for (const line of found) { console.log(line); }
  console.log(found.length === 0 ? 'the templates are equal' : `${found.length} differences`);
  return found.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { compare: { type: 'boolean' }, renamed: { type: 'string' } } });
  if (!values.compare) {
    await write(resolve(positionals[0] ?? join(ROOT, 'build', 'templates')));
    return 0;
  }
  if (positionals.length !== 2) { throw new Error('--compare needs two folders: BEFORE AFTER'); }
  return compare(positionals[0], positionals[1], values.renamed);
}

if (require.main === module) {
  main().then((status) => { process.exitCode = status; }, (error: Error) => {
    console.error(error.message);
    process.exitCode = 2;
  });
}
