import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { manifest, PACKAGES } from '../../scripts/release/packages';
import { Sbom, sbomOf, schemaFindings, validate } from '../../scripts/release/sbom';

const present = PACKAGES.filter(({ folder }) => existsSync(join(folder, 'package.json')));
const sboms = new Map<string, Sbom>();
const findings = new Map<string, string[]>();

const work = mkdtempSync(join(tmpdir(), 'break-glass-test-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

beforeAll(() => {
  present.forEach(({ name, folder }) => sboms.set(name, sbomOf(folder, '1.2.3')));
  const [sbom] = sboms.values();
  const documents = Object.entries({ ...Object.fromEntries(sboms), surprise: { ...sbom, surprise: true }, number: { ...sbom, serialNumber: 'one' } });
  // In one process: its start takes longer than the check.
  schemaFindings(...documents.map(([id, document]) => written(id, document))).forEach((found, index) => findings.set(documents[index][0], found));
});

function written(id: string, document: object): string {
  const file = join(work, `${id}.json`);
  writeFileSync(file, JSON.stringify(document));
  return file;
}

describe.each(present.map(({ name, folder }) => [name, folder] as const))('%s', (name, folder) => {
  const names = () => sboms.get(name)!.components.map((component) => component.name);

  test('its bill of materials is valid CycloneDX', () => expect(findings.get(name)).toEqual([]));

  test('names the package at the version being released', () => {
    expect(sboms.get(name)!.metadata.component).toMatchObject({ name, version: '1.2.3', purl: `pkg:npm/${name}@1.2.3` });
  });

  test('has every dependency and peer, and what those bundle', () => {
    const { dependencies, peerDependencies } = manifest(folder);
    expect(names()).toEqual(expect.arrayContaining([...Object.keys({ ...dependencies, ...peerDependencies }), 'minimatch']));
  });

  test('has nothing of development', () => {
    expect(names().filter((component) => /jest|typescript|eslint|cloud-copilot|projen/.test(component))).toEqual([]);
  });
});

test('is the same when made again, and has another number when anything in it is different', () => {
  const [{ name, folder }] = present;
  expect(sbomOf(folder, '1.2.3')).toEqual(sboms.get(name));
  expect(sbomOf(folder, '1.2.4').serialNumber).not.toBe(sboms.get(name)!.serialNumber);
});

test('the command line brings the library at its own version, and yaml', () => {
  const found = new Map(sboms.get('cdk-break-glass-cli')!.components.map(({ name, version }) => [name, version]));
  expect(found.get('cdk-break-glass')).toBe('1.2.3');
  expect(found.has('yaml')).toBe(true);
});

test('packages that are released together are in each other\'s bill at the same version', () => {
  const checks = sboms.get('cdk-break-glass-checks');
  expect(checks?.components.find(({ name }) => name === 'cdk-break-glass')?.version ?? '1.2.3').toBe('1.2.3');
});

test('fails on a document that isn\'t CycloneDX', () => {
  expect(findings.get('surprise')).toEqual([expect.stringMatching(/not CycloneDX 1\.5: \$: .*'surprise' was unexpected/)]);
  expect(findings.get('number')).toEqual(expect.arrayContaining([expect.stringContaining('serialNumber')]));
  expect(() => validate(join(work, 'surprise.json'))).toThrow('surprise');
});
