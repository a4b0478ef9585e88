import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { copyleftIn, expression, modulesOf, refusedLicences, undeclaredModules } from '../../scripts/release/licences';
import { packed } from '../../scripts/release/pack';
import { PACKAGES } from '../../scripts/release/packages';
import { Component, developmentSbom, Sbom, sbomOf } from '../../scripts/release/sbom';

const compiled = PACKAGES.filter(({ folder }) => existsSync(join(folder, 'lib', 'index.js')));

function sbomWith(...licenses: NonNullable<Component['licenses']>): Sbom {
  const component = { 'name': 'thing', 'version': '1.0.0', 'bom-ref': 'thing@1.0.0' };
  const own = { ...component, name: 'own', licenses: [{ license: { id: 'Apache-2.0' } }] };
  return { specVersion: '1.5', serialNumber: '', metadata: { timestamp: '', component: own }, components: [{ ...component, licenses }] };
}

test('the library is compiled, so that its modules can be read', () => {
  expect(compiled.map(({ name }) => name)).toContain('cdk-break-glass');
});

test.each(compiled.map(({ name, folder }) => [name, folder] as const))('%s brings only permissive licences along', (_, folder) => {
  expect(refusedLicences(sbomOf(folder))).toEqual([]);
});

test.each(compiled.map(({ name, folder }) => [name, folder] as const))('%s needs only Node and its declared dependencies', (_, folder) => {
  expect(undeclaredModules(folder)).toEqual([]);
});

test.each(compiled.map(({ name, folder }) => [name, folder] as const))('no file of %s is under a copyleft licence or names what is', (_, folder) => {
  const files = packed(folder).files.map(({ path }) => path);
  expect(files.length).toBeGreaterThan(10);
  expect(copyleftIn(folder, files)).toEqual([]);
});

test('every package is compiled, and so looked at', () => expect(compiled).toHaveLength(PACKAGES.length));

test('fails on the development tree, which has the policy simulator', () => {
  expect(refusedLicences(developmentSbom())).toContain('@cloud-copilot/iam-simulate@0.1.173: (AGPL-3.0-or-later)');
});

test.each([
  'AGPL-3.0-only', 'GPL-2.0-or-later', 'LGPL-3.0-only', 'SSPL-1.0', '(MIT AND GPL-3.0-only)', 'GPL-2.0-only WITH Classpath-exception-2.0', 'SEE LICENSE IN LICENSE', 'UNLICENSED', '',
])('fails on a component under "%s"', (text) => {
  expect(refusedLicences(sbomWith({ expression: text }))).toHaveLength(1);
});

test('fails on a component without a licence, and with one that is only a name', () => {
  expect(refusedLicences(sbomWith())).toEqual(['thing@1.0.0: no licence']);
  expect(refusedLicences(sbomWith({ license: { name: 'My own' } }))).toEqual(['thing@1.0.0: (My own)']);
});

test.each(['MIT', '(MIT OR GPL-3.0-or-later)', 'Apache-2.0 AND MIT', 'BlueOak-1.0.0'])('"%s" may ship', (text) => {
  expect(refusedLicences(sbomWith({ expression: text }))).toEqual([]);
});

test('several licences count all at once', () => {
  const licenses = [{ license: { id: 'MIT' } }, { license: { id: 'GPL-3.0-only' } }];
  expect(expression({ licenses })).toBe('(MIT) AND (GPL-3.0-only)');
  expect(refusedLicences(sbomWith(...licenses))).toHaveLength(1);
});

test.each([
  ['const a = require("lodash");', ['lodash']],
  ['import { b } from "@scope/b/lib";', ['@scope/b/lib']],
  ['export * from "c";', ['c']],
  ['const later = () => require("d");', ['d']],
  ['const later = () => import("e");', ['e']],
  ['// require("not-this")\nconst text = "require(\'nor-this\')";', []],
])('%s names its modules', (text, modules) => {
  expect([...new Set(modulesOf(text))]).toEqual(modules);
});

describe('of a package that hides something', () => {
  const folder = mkdtempSync(join(tmpdir(), 'break-glass-test-'));
  const lib = (text: string) => writeFileSync(join(folder, 'lib', 'index.js'), text);
  beforeAll(() => {
    mkdirSync(join(folder, 'lib'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'hiding', version: '1.0.0', peerDependencies: { 'aws-cdk-lib': '^2' } }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('fails on a module that isn\'t declared', () => {
    lib('require("fs"); require("node:path"); require("./here"); require("aws-cdk-lib/aws-iam"); require("@cloud-copilot/iam-simulate");');
    expect(undeclaredModules(folder)).toEqual(['lib/index.js: @cloud-copilot/iam-simulate']);
  });

  test.each(['require(name);', 'import(name);', 'require("a" + "b");'])('fails on a module that only shows at run time: %s', (text) => {
    lib(text);
    expect(undeclaredModules(folder)).toContain('lib/index.js: a module that is computed at run time');
  });

  test.each(['require("@cloud-copilot/iam-simulate")', '// GNU Affero General Public License', '/* SPDX: GPL-3.0-only */', 'const licence = "AGPL-3.0";'])('fails on a file with %s', (text) => {
    lib(text);
    expect(copyleftIn(folder, ['package.json', 'lib/index.js'])).toEqual(['lib/index.js']);
  });

  test('fails when nothing is compiled', () => {
    rmSync(join(folder, 'lib', 'index.js'));
    expect(() => undeclaredModules(folder)).toThrow('isn\'t compiled');
  });
});
