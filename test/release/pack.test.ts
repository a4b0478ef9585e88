import { existsSync } from 'fs';
import { join } from 'path';
import { findings, LIMITS, packed, Packed } from '../../scripts/release/pack';
import { PACKAGES } from '../../scripts/release/packages';

const compiled = PACKAGES.filter(({ folder }) => existsSync(join(folder, 'lib', 'index.js')));
const GOOD = ['.jsii', 'API.md', 'LICENSE', 'README.md', 'lib/index.d.ts', 'lib/index.js', 'lib/identity/user.js', 'package.json'];

const pack = (paths: readonly string[], more: Partial<Packed> = {}): Packed => (
  { name: 'cdk-break-glass', files: paths.map((path) => ({ path, size: 1 })), size: 1, unpackedSize: 1, ...more });

test.each(compiled.map(({ name, folder }) => [name, folder] as const))('%s ships what it should, and nothing else', (_, folder) => {
  expect(findings(packed(folder))).toEqual([]);
});

test('every released package has a limit of size', () => {
  expect(PACKAGES.map(({ name }) => name).filter((name) => !LIMITS[name])).toEqual([]);
});

test('compiled code, documentation and assembly may ship', () => {
  expect(findings(pack(GOOD))).toEqual([]);
});

test.each([
  'src/index.ts', 'lib/index.ts', 'lib/user.test.js', 'lib/tsconfig.tsbuildinfo', 'lib/index.js.map', 'test/user.test.ts', 'examples/demo.ts', 'docs/claims.md', 'integ/a.ts', 'cli/proof/index.ts',
  'scripts/check.ts', 'build/demo/report.html', 'api/cdk-break-glass.jsii', 'checks/lib/index.js', '.github/workflows/release.yml', '.env', '.npmrc', 'coverage/lcov.info', 'dist/js/a.tgz',
  'a-lib/index.js', 'README.md.orig',
])('fails when %s would ship', (path) => {
  expect(findings(pack([...GOOD, path]))).toEqual([`${path} must not ship`]);
});

test.each(['.jsii', 'LICENSE', 'README.md', 'lib/index.d.ts', 'lib/index.js', 'package.json'])('fails when %s is missing', (path) => {
  expect(findings(pack(GOOD.filter((file) => file !== path)))).toEqual([`${path} is missing`]);
});

test('the command line needs its program, and no assembly of jsii', () => {
  const files = GOOD.filter((file) => file !== '.jsii');
  expect(findings(pack([...files, 'lib/bin.js'], { name: 'cdk-break-glass-cli' }))).toEqual([]);
  expect(findings(pack(files, { name: 'cdk-break-glass-cli' }))).toEqual(['lib/bin.js is missing']);
});

test('fails when the package is bigger than thought', () => {
  const { packed: most, unpacked } = LIMITS['cdk-break-glass'];
  expect(findings(pack(GOOD, { size: (most + 1) * 1_000, unpackedSize: (unpacked + 1) * 1_000 }))).toEqual([
    `${most + 1} kB packed, at most ${most} kB are allowed`, `${unpacked + 1} kB unpacked, at most ${unpacked} kB are allowed`,
  ]);
});

test('fails for a package without a limit', () => {
  expect(findings(pack(GOOD, { name: 'unheard-of' }))).toEqual([expect.stringContaining('unheard-of has no limit of size')]);
});
