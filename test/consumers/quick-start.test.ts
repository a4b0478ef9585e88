import { fencedBlock, readme } from '../../scripts/consumers/documents';
import { expectOutput, moves, quickStartPage, substituted } from '../../scripts/consumers/quick-start';

const page = (...blocks: string[]) => `# Page\n\n## TypeScript\n\n${blocks.join('\n\n')}\n\n## Python\n\nText\n`;
const SHELL = '```shell\nnpx cdk synth\n```';

test('the blocks of a language are its moves, in order', () => {
  expect(moves(page('Write this into `src/app.ts`:', '```ts\na();\n```', SHELL, 'It prints:', '```text\none\ntwo\n```'), 'TypeScript')).toEqual([
    { kind: 'file', path: 'src/app.ts', content: 'a();\n' },
    { kind: 'commands', script: 'npx cdk synth\n', output: ['one', 'two'] },
  ]);
});

test('another language has moves of its own', () => {
  expect(moves(page(SHELL), 'Python')).toEqual([]);
});

test('fails for a language that the page lacks', () => {
  expect(() => moves(page(SHELL), 'Cobol')).toThrow('no section \'Cobol\'');
});

test('fails for a file without a name', () => {
  expect(() => moves(page('Write this down:', '```ts\na();\n```'), 'TypeScript')).toThrow('no file is named');
});

test('fails for an output that no command prints', () => {
  expect(() => moves(page('```text\none\n```'), 'TypeScript')).toThrow('an output without a command');
});

test('packages are replaced where they are installed, and nowhere else', () => {
  const substitutes = { 'cdk-break-glass': '/d/lib@0.1.0.tgz', 'tsx': 'tsx@4.0.0', 'aws-cdk@2': 'aws-cdk@2.1.0' };
  expect(substituted('npm install --save-dev cdk-break-glass tsx\nnpx tsx app.ts\n.venv/bin/pip install cdk-break-glass\nnpx --yes aws-cdk@2 synth --quiet', substitutes)).toBe(
    'npm install --save-dev \'/d/lib@0.1.0.tgz\' \'tsx@4.0.0\'\nnpx tsx app.ts\n.venv/bin/pip install \'/d/lib@0.1.0.tgz\'\nnpx --yes \'aws-cdk@2.1.0\' synth --quiet',
  );
});

test('fails for a package at whatever version', () => {
  expect(() => substituted('npm install left-pad', {})).toThrow('\'left-pad\'');
});

test('lines must be printed in their order, with others between them', () => {
  expect(() => expectOutput('a', 'one\nnoise\ntwo', ['one', 'two'])).not.toThrow();
});

test('fails when a line is printed differently, or in another order', () => {
  expect(() => expectOutput('a', 'one\ntwo', ['two', 'one'])).toThrow('didn\'t print \'one\'');
  expect(() => expectOutput('a', 'one more', ['one'])).toThrow('didn\'t print \'one\'');
});

test.each(['TypeScript', 'Python', 'Java'])('the page installs, writes and checks an app in %s', (language) => {
  const found = moves(quickStartPage(), language);
  const paths = found.flatMap((move) => (move.kind === 'file' ? [move.path] : []));
  const commands = found.flatMap((move) => (move.kind === 'commands' ? [move] : []));
  expect(paths).toContain('cdk.json');
  expect(commands.some(({ output }) => output.includes('no findings'))).toBe(true);
});

test('the first app of the page is that of README', () => {
  expect(moves(quickStartPage(), 'TypeScript').find((move) => move.kind === 'file')).toEqual({ kind: 'file', path: 'app.ts', content: fencedBlock(readme(), 'ts') });
});
