/** A copy of what the packages are made from: packaging writes into its sources' folder, and must not into the work tree. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { packagedReadme } from './readme';

export const ROOT = join(__dirname, '..', '..');

/** Where the sources of each package are, from the root of the work tree and of the copy. */
export const PACKAGES: Readonly<Record<string, string>> = { 'cdk-break-glass': '.', 'cdk-break-glass-checks': 'checks' };
/** Packages for npm alone. */
export const NPM_PACKAGES: Readonly<Record<string, string>> = { 'cdk-break-glass-cli': 'cli' };

const INGREDIENTS = ['package.json', 'src', 'README.md', 'API.md', 'LICENSE', '.npmignore', 'tsconfig.json', 'rosetta'];
/** jsii writes the pack's own tsconfig.json. */
const NOT_OF_THE_PACK = ['tsconfig.json'];
const MADE = ['lib', 'node_modules'];

export function stage(version?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'break-glass-package-'));
  for (const [name, place] of Object.entries({ ...PACKAGES, ...NPM_PACKAGES })) {
    const wanted = name in NPM_PACKAGES ? readdirSync(join(ROOT, place)).filter((path) => !MADE.includes(path))
      : INGREDIENTS.filter((path) => place === '.' || !NOT_OF_THE_PACK.includes(path));
    mkdirSync(join(folder, place), { recursive: true });
    for (const path of wanted.filter((entry) => existsSync(join(ROOT, place, entry)))) {
      cpSync(join(ROOT, place, path), join(folder, place, path), { recursive: true });
    }
    writeFileSync(join(folder, place, 'README.md'), packagedReadme(readFileSync(join(ROOT, place, 'README.md'), 'utf8'), place, version));
    if (version) { stamp(join(folder, place, 'package.json'), name, version); }
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  // The pack is compiled against the library as it was just compiled, not against a published one.
  mkdirSync(join(folder, 'checks', 'node_modules'));
  symlinkSync(join('..', '..'), join(folder, 'checks', 'node_modules', 'cdk-break-glass'));
  return folder;
}

/** The others ask for the library at exactly their own version. */
function stamp(file: string, name: string, version: string): void {
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.version = version;
  for (const dependencies of [manifest.dependencies, manifest.peerDependencies, manifest.devDependencies]) {
    if (name !== 'cdk-break-glass' && dependencies?.['cdk-break-glass']) { dependencies['cdk-break-glass'] = version; }
  }
  writeFileSync(file, JSON.stringify(manifest, undefined, 2));
}
