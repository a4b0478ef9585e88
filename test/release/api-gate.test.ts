import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { allowedBreaks, baselineFile, currentAssembly, gate, incompatibilities, interfaceOf } from '../../scripts/release/api-gate';
import { JSII_PACKAGES as PACKAGES } from '../../scripts/release/packages';

const [LIBRARY] = PACKAGES;
const compiled = PACKAGES.filter(({ folder }) => existsSync(join(folder, '.jsii')));
const PROPS = 'cdk-break-glass.BreakGlassUserProps';

interface Assembly { types: { [name: string]: { properties?: { name: string; optional?: boolean }[] } } }

/** The library's assembly with a change made to it. */
function changed(change: (assembly: Assembly) => void): { [key: string]: unknown } {
  const assembly = structuredClone(currentAssembly(LIBRARY));
  change(assembly as unknown as Assembly);
  return assembly;
}
const property = (assembly: Assembly, name: string) => assembly.types[PROPS].properties!.find((each) => each.name === name)!;
const withoutPath = () => changed(({ types }) => { types[PROPS].properties = types[PROPS].properties!.filter(({ name }) => name !== 'path'); });

test.each(compiled.map((pack) => [pack.name, pack] as const))('%s breaks nothing of the last release', (_, pack) => {
  expect(gate(pack)).toEqual([]);
});

test('fails when a prop is gone, although everything is experimental', () => {
  expect(incompatibilities(LIBRARY, currentAssembly(LIBRARY), withoutPath())).toEqual([expect.stringMatching(/BreakGlassUserProps\.path.*has been removed/)]);
});

test('fails when an optional prop must be given, and when a class is gone', () => {
  const after = changed((assembly) => {
    delete property(assembly, 'path').optional;
    delete assembly.types['cdk-break-glass.BreakGlassAlarm'];
  });
  expect(incompatibilities(LIBRARY, currentAssembly(LIBRARY), after)).toEqual(expect.arrayContaining([
    expect.stringMatching(/BreakGlassUser.*path/), expect.stringMatching(/BreakGlassAlarm.*has been removed/),
  ]));
});

test('what is new breaks nothing', () => {
  expect(incompatibilities(LIBRARY, withoutPath(), currentAssembly(LIBRARY))).toEqual([]);
});

test('a break can be allowed by its key', () => {
  const work = mkdtempSync(join(tmpdir(), 'break-glass-test-'));
  try {
    const allowedFile = join(work, 'allowed.txt');
    writeFileSync(allowedFile, `# why\nremoved:${PROPS}.path\n`);
    expect(allowedBreaks(allowedFile)).toEqual([`removed:${PROPS}.path`]);
    expect(incompatibilities(LIBRARY, currentAssembly(LIBRARY), withoutPath(), { allowedFile })).toEqual([]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});

test('what is kept of an assembly is enough to find every break', () => {
  const kept = interfaceOf(currentAssembly(LIBRARY));
  expect(JSON.stringify(kept).length).toBeLessThan(JSON.stringify(currentAssembly(LIBRARY)).length / 2);
  expect(incompatibilities(LIBRARY, kept, currentAssembly(LIBRARY))).toEqual([]);
  expect(incompatibilities(LIBRARY, kept, withoutPath())).toHaveLength(1);
});

test('fails for a package that was never released, and says what to do', () => {
  expect(existsSync(baselineFile('unheard-of'))).toBe(false);
  expect(() => gate({ ...LIBRARY, name: 'unheard-of' })).toThrow('make the present one the first by \'npm run release:api -- --update\'');
});

test('fails when jsii-diff itself fails', () => {
  expect(() => incompatibilities(LIBRARY, {}, currentAssembly(LIBRARY))).toThrow('jsii-diff could not compare');
});
