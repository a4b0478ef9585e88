/**
 * The interface must stay compatible with that of the last release, which `api/` holds. What breaks on purpose is named in
 * `api/allowed-breaking-changes.txt`, next to a commit that says so.
 *
 * `--update` makes the interface of now the one to compare with; a release does that.
 */
import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, relative } from 'path';
import { bin, json, MAX_OUTPUT, PACKAGES, ReleasedPackage, reporting, ROOT } from './packages';

export const ALLOWED_FILE = join(ROOT, 'api', 'allowed-breaking-changes.txt');
const ALLOWED_HEAD = '# Keys of changes that may break, one a line, as the gate prints them. Emptied by each release.\n';

/** Places and prose change without the interface changing; jsii-diff doesn't read them. */
const NOISE = ['locationInModule', 'symbolId', 'readme', 'fingerprint'];
const DOCS_KEPT = ['stability', 'deprecated', 'subclassable'];

type Json = { readonly [key: string]: unknown };

/** An assembly without what isn't interface: a quarter of the size, and its changes can be read in a review. */
export function interfaceOf(assembly: Json): Json {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) { return value.map(clean); }
    if (typeof value !== 'object' || value === null) { return value; }
    const kept = Object.entries(value).filter(([key]) => !NOISE.includes(key));
    return Object.fromEntries(kept.map(([key, inner]) => [
      key,
      key === 'docs' ? Object.fromEntries(Object.entries(inner as Json).filter(([doc]) => DOCS_KEPT.includes(doc))) : clean(inner),
    ]));
  };
  // Of the packages it builds on, only the names: jsii-diff reads the installed ones.
  const names = Object.keys((assembly.dependencyClosure ?? {}) as Json);
  return { ...clean(assembly) as Json, dependencyClosure: Object.fromEntries(names.map((name) => [name, {}])) };
}

export const baselineFile = (name: string) => join(ROOT, 'api', `${name}.jsii`);

export function currentAssembly({ name, folder }: ReleasedPackage): Json {
  if (!existsSync(join(folder, '.jsii'))) { throw new Error(`${name} isn't compiled; run 'npm run compile' first`); }
  return json(join(folder, '.jsii'));
}

/** Lays an assembly out as an installed package; jsii-diff looks for its dependencies from there. */
function install(at: string, { name, folder }: ReleasedPackage, assembly: Json, siblings: readonly ReleasedPackage[]): string {
  mkdirSync(at);
  writeFileSync(join(at, 'package.json'), readFileSync(join(folder, 'package.json')));
  writeFileSync(join(at, '.jsii'), JSON.stringify(assembly));
  const dependencies = Object.keys({ ...(assembly.dependencies as Json), ...(assembly.dependencyClosure as Json) });
  for (const dependency of dependencies.filter((key) => key !== name)) {
    const link = join(at, 'node_modules', dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(siblings.find((sibling) => sibling.name === dependency)?.folder ?? join(ROOT, 'node_modules', dependency), link);
  }
  return at;
}

export interface GateOptions {
  /** The packages of this repository, compiled. */
  readonly siblings?: readonly ReleasedPackage[];
  readonly allowedFile?: string;
}

/** What breaks between two assemblies of a package, one finding a line with its key; empty when nothing does. */
export function incompatibilities(
  pack: ReleasedPackage, before: Json, after: Json, { siblings = PACKAGES, allowedFile = ALLOWED_FILE }: GateOptions = {},
): string[] {
  const work = mkdtempSync(join(tmpdir(), 'break-glass-api-'));
  try {
    // Without "all", jsii-diff only warns about what is experimental, and everything here is.
    const result = spawnSync(bin('jsii-diff'), ['--error-on=all', '--keys', '--ignore-file', allowedFile,
      install(join(work, 'before'), pack, before, siblings), install(join(work, 'after'), pack, after, siblings)], { encoding: 'utf8', maxBuffer: MAX_OUTPUT });
    const text = `${result.stdout}${result.stderr}`.replace(/^!!.*\n/mg, '');
    const found = text.split('\n').filter((line) => line.startsWith('err ')).map((line) => line.replace(/^err\s+- /, ''));
    if (result.status !== 0 && found.length === 0) { throw new Error(`jsii-diff could not compare ${pack.name}:\n${text.trim()}`); }
    return found;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Compares with the last release. */
export function gate(pack: ReleasedPackage, options: GateOptions = {}): string[] {
  const file = baselineFile(pack.name);
  if (!existsSync(file)) {
    throw new Error(`${pack.name} has no released interface in ${relative(ROOT, file)}; `
      + 'make the present one the first by \'npm run release:api -- --update\'');
  }
  return incompatibilities(pack, json(file), currentAssembly(pack), options);
}

/** Changes that are declared to break. */
export const allowedBreaks = (file = ALLOWED_FILE) => (existsSync(file) ? readFileSync(file, 'utf8') : '').split('\n').map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));

export function updateBaselines(): void {
  mkdirSync(join(ROOT, 'api'), { recursive: true });
  for (const pack of PACKAGES) {
    writeFileSync(baselineFile(pack.name), `${JSON.stringify(interfaceOf(currentAssembly(pack)), undefined, 1)}\n`);
  }
  writeFileSync(ALLOWED_FILE, ALLOWED_HEAD);
}

if (require.main === module) {
  reporting(() => {
    if (process.argv.includes('--update')) { return updateBaselines(); }
    const found = PACKAGES.flatMap((pack) => gate(pack));
    if (found.length === 0) { return; }
    throw new Error(`${found.join('\n')}\n\nThis breaks users. If on purpose, put each key in [] into ${relative(ROOT, ALLOWED_FILE)} and mark the commit with '!'.`);
  });
}
