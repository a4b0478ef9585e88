/**
 * `npm run templates -- FOLDER` writes every template that the project synthesizes: the reference organization, the TypeScript example and
 * the integ apps. Run it before and after a change that must not change templates, and compare the folders.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { run } from './packaging/run';

const ROOT = join(__dirname, '..');

/** Each app by the name of its folder. */
const APPS: { readonly [name: string]: string } = {
  'reference-org': join('examples', 'reference-org', 'app.ts'),
  'typescript': join('examples', 'typescript', 'app.ts'),
  ...Object.fromEntries(readdirSync(join(ROOT, 'integ')).filter((file) => /^integ\..*\.ts$/.test(file)).map((file) => [file.slice(0, -'.ts'.length), join('integ', file)])),
};

async function synthesize(app: string, folder: string): Promise<void> {
  const out = mkdtempSync(join(tmpdir(), 'break-glass-templates-'));
  const { status, output } = await run(join(ROOT, 'node_modules', '.bin', 'tsx'), ['--tsconfig', 'tsconfig.dev.json', app], { cwd: ROOT, env: { CDK_OUTDIR: out, NODE_NO_WARNINGS: '1' } });
  if (status !== 0) { throw new Error(`${app} ended with ${status}:\n${output}`); }
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.template.json'))) {
    writeFileSync(join(folder, file.replace(/\//g, '-')), `${JSON.stringify(JSON.parse(readFileSync(join(out, file), 'utf8')), undefined, 1)}\n`);
  }
  rmSync(out, { recursive: true, force: true });
}

async function main(target: string): Promise<void> {
  const fresh = mkdtempSync(join(tmpdir(), 'break-glass-all-templates-'));
  for (const [name, app] of Object.entries(APPS)) { await synthesize(app, join(fresh, name)); }
  rmSync(target, { recursive: true, force: true });
  cpSync(fresh, target, { recursive: true });
  rmSync(fresh, { recursive: true, force: true });
  console.log(`wrote ${readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json')).length} templates to ${target}`);
}

void main(resolve(process.argv[2] ?? join(ROOT, 'build', 'templates')));
