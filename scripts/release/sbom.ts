/**
 * The bill of materials of a package: what installing it brings along, that is its dependencies and peers, at the
 * versions it was tested with, with everything that those bundle. Made by `npm sbom` from a lock file that has only those.
 */
import { createHash } from 'crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { json, manifest, Manifest, output, PACKAGES, ROOT } from './packages';

export interface Component {
  readonly 'name': string;
  readonly 'version': string;
  readonly 'bom-ref': string;
  readonly 'licenses'?: readonly { readonly license?: { readonly id?: string; readonly name?: string }; readonly expression?: string }[];
}

export interface Sbom {
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp: string; readonly component: Component };
  readonly components: readonly Component[];
}

interface LockFile { readonly packages: { readonly [path: string]: object & { readonly link?: boolean } } }

/** Our lock file as if the package were all there is: npm drops what isn't reachable from it. */
function shippingLock(root: Manifest): object {
  const lock: LockFile = json(join(ROOT, 'package-lock.json'));
  const installed = Object.entries(lock.packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);
  // Packages of this repository depend on each other at the version being released.
  const siblings = PACKAGES.filter(({ name, folder }) => name !== root.name && existsSync(join(folder, 'package.json'))).map(({ name, folder }) => {
    const { license, dependencies, peerDependencies } = manifest(folder);
    return [`node_modules/${name}`, { version: root.version, license, dependencies, peerDependencies }] as const;
  });
  return { ...lock, name: root.name, version: root.version, packages: { '': root, ...Object.fromEntries(installed), ...Object.fromEntries(siblings) } };
}

/** Neither the clock nor chance: the same commit gives the same file. The number is derived from the contents. */
function reproducible(sbom: Sbom, timestamp: string): Sbom {
  const fixed = { ...sbom, metadata: { ...sbom.metadata, timestamp } };
  const hash = createHash('sha256').update(JSON.stringify({ ...fixed, serialNumber: '' })).digest('hex');
  const uuid = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return { ...fixed, serialNumber: `urn:uuid:${uuid}` };
}

const commitTime = () => new Date(output('git', ['log', '-1', '--format=%cI']).trim()).toISOString();

/** Of a package as its users get it: without its development dependencies. */
export function sbomOf(folder: string, version?: string, timestamp = commitTime()): Sbom {
  const { name, version: own, license, dependencies, peerDependencies } = manifest(folder);
  const siblings = PACKAGES.map((entry) => entry.name);
  const atOneVersion = (ranges: Manifest['dependencies']) => ranges
    && Object.fromEntries(Object.entries(ranges).map(([dependency, range]) => [dependency, siblings.includes(dependency) ? version ?? own : range]));
  const root = { name, version: version ?? own, license, dependencies: atOneVersion(dependencies), peerDependencies: atOneVersion(peerDependencies) };
  const work = mkdtempSync(join(tmpdir(), 'break-glass-sbom-'));
  // npm names the component after its folder.
  const at = join(work, name);
  try {
    mkdirSync(at);
    writeFileSync(join(at, 'package.json'), JSON.stringify(root));
    writeFileSync(join(at, 'package-lock.json'), JSON.stringify(shippingLock(root)));
    output('npm', ['install', '--package-lock-only', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: at });
    return reproducible(JSON.parse(output('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], { cwd: at })), timestamp);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Everything of the development tree: what must never ship is in here, so checks of shipping can be shown to fail. */
export function developmentSbom(): Sbom {
  return JSON.parse(output('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']));
}

/** What the official JSON schema of CycloneDX finds in each file. */
export function schemaFindings(...files: readonly string[]): string[][] {
  const findings: { [file: string]: string[] } = JSON.parse(output(join(ROOT, '.venv', 'bin', 'python'), [join(__dirname, 'validate-sbom.py'), ...files]));
  return files.map((file) => findings[file]);
}

/** Throws unless the schema accepts all files. */
export function validate(...files: readonly string[]): void {
  const findings = schemaFindings(...files).flat();
  if (findings.length > 0) { throw new Error(findings.join('\n')); }
}
