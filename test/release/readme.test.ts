import { readFileSync } from 'fs';
import { join } from 'path';
import { PythonVisitor, translateTypeScript } from 'jsii-rosetta';
import { fencedBlock } from '../../scripts/consumers/documents';
import { packagedReadme } from '../../scripts/packaging/readme';
import { NPM_PACKAGES, PACKAGES, ROOT } from '../../scripts/packaging/stage';

const MOST = 9_000;
const RELATIVE = /\]\((?!https:|#)[^)]*\)/g;
const readme = (place: string) => readFileSync(join(ROOT, place, 'README.md'), 'utf8');
const BLOB = 'https://github.com/cdk-break-glass/cdk-break-glass/blob';

test(`README has at most ${MOST} bytes`, () => {
  expect(Buffer.byteLength(readme('.'))).toBeLessThanOrEqual(MOST);
});

test.each(Object.entries({ ...PACKAGES, ...NPM_PACKAGES }))('what registries show of %s has absolute links only', (_, place) => {
  const shown = packagedReadme(readme(place), place, '1.2.3');
  expect(shown).toContain('](https:');
  expect(shown.match(RELATIVE)).toBeNull();
});

test('links lead to the files of the released version', () => {
  expect(packagedReadme('[a](docs/a.md#b) [c](../LICENSE) [d](https://d.example) [e](#e)', 'checks', '1.2.3'))
    .toBe(`[a](${BLOB}/v1.2.3/checks/docs/a.md#b) [c](${BLOB}/v1.2.3/LICENSE) [d](https://d.example) [e](#e)`);
});

test('without a version they lead to the newest files; definitions of links count too', () => {
  expect(packagedReadme('[a](b.md)\n\n[c]: d.md\n', '.')).toBe(`[a](${BLOB}/main/b.md)\n\n[c]: ${BLOB}/main/d.md\n`);
});

test('code stays as it is', () => {
  const code = '```ts\nlinks[0](argument);\n```';
  expect(packagedReadme(code, '.')).toBe(code);
});

test('the README on PyPI has a Python example that synthesizes', () => {
  const { translation } = translateTypeScript({ contents: fencedBlock(readme('.'), 'ts'), fileName: 'README.ts' }, new PythonVisitor());
  expect(translation).toContain('jane = BreakGlassUser(stack, "Jane",');
  expect(translation.trimEnd().split('\n').pop()).toBe('app.synth()');
});
