import { readFileSync } from 'fs';
import { join } from 'path';
import { exampleVersion, exitCodes, fencedBlock, languagesPage } from '../../scripts/consumers/documents';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

test('the first block of a language is found, without its fence', () => {
  const markdown = 'Text\n\n```ts nofixture\nconst a = 1;\n```\n\n```python\na = 1\nb = 2\n```\n\n```python\nc = 3\n```\n';
  expect(fencedBlock(markdown, 'ts')).toBe('const a = 1;\n');
  expect(fencedBlock(markdown, 'python')).toBe('a = 1\nb = 2\n');
});

test('fails for a document without a block of the language', () => {
  expect(() => fencedBlock('```javascript\na\n```\n', 'java')).toThrow('no ```java block');
});

test('docs/languages.md says for each tested language what a failing pack does on two versions', () => {
  const rows = exitCodes(languagesPage());
  expect(rows.map((row) => row.language)).toEqual(['TypeScript', 'TypeScript', 'Python', 'Python', 'Java', 'Java']);
  expect(rows.map((row) => row.guarded)).toEqual([1, 1, 1, 1, 1, 1]);
});

test('the examples and docs/languages.md ask for the same version of the packages', () => {
  const version = exampleVersion();
  const manifest = JSON.parse(readFileSync(join(EXAMPLES, 'typescript', 'package.json'), 'utf8'));
  const requirements = readFileSync(join(EXAMPLES, 'python', 'requirements.txt'), 'utf8');
  for (const name of ['cdk-break-glass', 'cdk-break-glass-checks']) {
    expect(manifest.dependencies[name]).toBe(`^${version}`);
    expect(requirements).toContain(`${name}~=${version}\n`);
  }
  expect(fencedBlock(languagesPage(), 'xml')).toContain(`<version>${version}</version>`);
});
