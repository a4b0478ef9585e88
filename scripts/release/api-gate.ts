/**
 * The interface must stay compatible with that of the last release, which `api/` holds. What breaks on purpose is named in
 * `api/allowed-breaking-changes.txt`, next to a commit that says so.
 *
 * `--update` makes the interface of now the one to compare with; a release does that.
 */
import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative } from 'path';
import { gunzipSync } from 'zlib';
import { bin, json, JSII_PACKAGES, MAX_OUTPUT, ReleasedPackage, reporting, ROOT } from './packages';

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

/** Assemblies of installed packages. That of aws-cdk-lib takes two seconds to read. */
const installed = new Map<string, Json>();

function installedAssembly(folder: string): Json {
  let assembly = installed.get(folder);
  if (!assembly) {
    assembly = json(join(folder, '.jsii')) as Json;
    if (typeof assembly.filename === 'string') { assembly = JSON.parse(gunzipSync(readFileSync(join(folder, assembly.filename))).toString()) as Json; }
    installed.set(folder, assembly);
  }
  return assembly;
}

const dependenciesOf = (assembly: Json) => Object.keys({ ...(assembly.dependencies as Json), ...(assembly.dependencyClosure as Json) });
/** What could be the name of a type of another package, of one of its modules, or of a package. */
const namesIn = (value: unknown) => [...JSON.stringify(value).matchAll(/"([@\w/-]+(?:\.\w+)*)"/g)].map(([, name]) => name);

/**
 * The packages that some assemblies build on, each with the types that are reached from these assemblies: 500 of the 20,000 types of aws-cdk-lib.
 * jsii-diff reads every dependency several times a run, and would read for seconds.
 */
function reachedDependencies(assemblies: readonly Json[], { folder }: ReleasedPackage, siblings: readonly ReleasedPackage[]): Map<string, Json> {
  const own = assemblies.map(({ name }) => name);
  const names = new Set(assemblies.flatMap(dependenciesOf).filter((name) => !own.includes(name)));
  const whole = new Map([...names].map((name) => {
    const place = [siblings.find((sibling) => sibling.name === name)?.folder, join(folder, 'node_modules', name), join(ROOT, 'node_modules', name)];
    return [name, installedAssembly(place.find((candidate) => candidate !== undefined && existsSync(join(candidate, '.jsii')))!)];
  }));
  const reached = new Set<string>();
  const waiting = assemblies.flatMap(namesIn);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const type = (whole.get(name.split('.')[0])?.types as Json | undefined)?.[name];
    if (type === undefined || reached.has(name)) { continue; }
    reached.add(name);
    // A type inside of another needs that one as well.
    waiting.push(name.slice(0, name.lastIndexOf('.')), ...namesIn(type));
  }
  return new Map([...whole].map(([name, assembly]) => [
    name, { ...assembly, types: Object.fromEntries(Object.entries((assembly.types ?? {}) as Json).filter(([type]) => reached.has(type))) },
  ]));
}

/** Lays an assembly out as an installed package; jsii-diff looks for its dependencies beside it. */
function install(modules: string, manifest: Json, assembly: Json): string {
  const at = join(modules, manifest.name as string);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'package.json'), JSON.stringify({ ...manifest, main: 'index.js', exports: undefined }));
  writeFileSync(join(at, '.jsii'), JSON.stringify(assembly));
  // jsii-diff finds a package by its entry point.
  writeFileSync(join(at, 'index.js'), '');
  return at;
}

/** The manifest that an assembly implies. */
function manifestOf(name: string, assembly: Json): Json {
  return { name, version: assembly.version, jsii: {}, dependencies: Object.fromEntries(dependenciesOf(assembly).map((dependency) => [dependency, '*'])) };
}

export interface GateOptions {
  /** The packages of this repository, compiled. */
  readonly siblings?: readonly ReleasedPackage[];
  readonly allowedFile?: string;
}

/** What breaks between two assemblies of a package, one finding a line with its key; empty when nothing does. */
export function incompatibilities(
  pack: ReleasedPackage, before: Json, after: Json, { siblings = JSII_PACKAGES, allowedFile = ALLOWED_FILE }: GateOptions = {},
): string[] {
  const work = mkdtempSync(join(tmpdir(), 'break-glass-api-'));
  try {
    const dependencies = reachedDependencies([before, after], pack, siblings);
    const sides = Object.entries({ before, after }).map(([side, assembly]) => {
      const modules = join(work, side, 'node_modules');
      dependenciesOf(assembly).forEach((name) => install(modules, manifestOf(name, dependencies.get(name)!), dependencies.get(name)!));
      return install(modules, json(join(pack.folder, 'package.json')), assembly);
    });
    // Without "all", jsii-diff only warns about what is experimental, and everything here is.
    const result = spawnSync(bin('jsii-diff'), ['--error-on=all', '--keys', '--ignore-file', allowedFile, ...sides], { encoding: 'utf8', maxBuffer: MAX_OUTPUT });
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
  for (const pack of JSII_PACKAGES) {
    writeFileSync(baselineFile(pack.name), `${JSON.stringify(interfaceOf(currentAssembly(pack)), undefined, 1)}\n`);
  }
  writeFileSync(ALLOWED_FILE, ALLOWED_HEAD);
}

if (require.main === module) {
  reporting(() => {
    if (process.argv.includes('--update')) { return updateBaselines(); }
    const found = JSII_PACKAGES.flatMap((pack) => gate(pack));
    if (found.length === 0) { return; }
    throw new Error(`${found.join('\n')}\n\nThis breaks users. If on purpose, put each key in [] into ${relative(ROOT, ALLOWED_FILE)} and mark the commit with '!'.`);
  });
}
