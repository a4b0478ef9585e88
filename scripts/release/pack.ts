/** What is in the npm package: only files that a user needs, all of those, and not more of them than thought. */
import { tmpdir } from 'os';
import { output, PACKAGES } from './packages';

export interface PackedFile { readonly path: string; readonly size: number }
export interface Packed { readonly name: string; readonly files: readonly PackedFile[]; readonly size: number; readonly unpackedSize: number }

/** Kilobytes of 1,000 bytes. Room to grow, not to ship a folder by accident; raise them on purpose. */
export const LIMITS: { readonly [name: string]: { readonly packed: number; readonly unpacked: number } } = {
  'cdk-break-glass': { packed: 800, unpacked: 4_000 },
  'cdk-break-glass-checks': { packed: 300, unpacked: 1_500 },
  'cdk-break-glass-cli': { packed: 150, unpacked: 800 },
};

const ALLOWED = [/^lib\/(?!.*(test(?!ing\.)|spec|snapshot|fixture)).+\.(js|d\.ts)$/, /^(README|API|NOTICE)\.md$/, /^(LICENSE|NOTICE)$/, /^package\.json$/, /^\.jsii(\.gz)?$/];
const REQUIRED = ['LICENSE', 'README.md', 'lib/index.d.ts', 'lib/index.js', 'package.json'];
/** Of the packages for every language, and of the command line. */
const ALSO_REQUIRED = { jsii: ['.jsii'], npm: ['lib/bin.js'] };

/** A tarball, or what npm would put into one of a folder now. */
export function packed(folderOrTarball: string): Packed {
  return JSON.parse(output('npm', ['pack', folderOrTarball, '--dry-run', '--json', '--ignore-scripts'], { cwd: tmpdir() }))[0];
}

export const sizes = ({ files, size, unpackedSize }: Packed) => `${files.length} files, ${Math.round(size / 1_000)} kB packed, ${Math.round(unpackedSize / 1_000)} kB unpacked`;

/** Everything that is wrong with the contents. */
export function findings({ name, files, size, unpackedSize }: Packed): string[] {
  const limit = LIMITS[name];
  if (!limit) { return [`${name} has no limit of size; add one to scripts/release/pack.ts`]; }
  const paths = files.map(({ path }) => path);
  const required = [...ALSO_REQUIRED[PACKAGES.find((each) => each.name === name)?.jsii === false ? 'npm' : 'jsii'], ...REQUIRED];
  return [
    ...paths.filter((path) => !ALLOWED.some((pattern) => pattern.test(path))).map((path) => `${path} must not ship`),
    ...required.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
    ...size > limit.packed * 1_000 ? [`${Math.round(size / 1_000)} kB packed, at most ${limit.packed} kB are allowed`] : [],
    ...unpackedSize > limit.unpacked * 1_000 ? [`${Math.round(unpackedSize / 1_000)} kB unpacked, at most ${limit.unpacked} kB are allowed`] : [],
  ];
}
