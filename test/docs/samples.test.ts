import { blocksOf, pages, readPage } from './markdown';
import { compile, Sample } from './samples';

/** The blocks of all pages that people write, but those that jsii-rosetta compiles. */
const SAMPLES: readonly Sample[] = pages().filter((file) => file.startsWith('docs/')).flatMap((file) => blocksOf(readPage(file)).map((block) => ({ ...block, file })));

const inLanguage = (...languages: string[]) => SAMPLES.filter(({ language }) => languages.includes(language.split(' ')[0]));

describe('TypeScript samples', () => {
  const samples = inLanguage('ts', 'typescript');
  const wrong: Sample = { file: 'wrong.md', line: 10, language: 'ts', code: 'const fine = jane.userName;\nnew BreakGlassAlarm(this, \'Alarm\', { nobody: 1 });\n' };
  let found: string[];
  // One program for all: most of its time goes into reading aws-cdk-lib.
  beforeAll(() => { found = compile([...samples, wrong]); });

  test('all compile against the library', () => {
    expect(samples.length).toBeGreaterThanOrEqual(15);
    expect(found.filter((text) => !text.startsWith(wrong.file))).toEqual([]);
  });

  test('fail for a prop that is not there, with the line of the page', () => {
    expect(found.filter((text) => text.startsWith(wrong.file))).toEqual([expect.stringMatching(/^wrong\.md:12: .*nobody/)]);
  });
});

const POLICY_ELEMENTS = /^(?:Sid|Effect|Principal|NotPrincipal|Action|NotAction|Resource|NotResource|Condition)$/;

/** What is wrong with a block of JSON: as text, and as a policy where it is one. */
function wrongWith(code: string): string[] {
  let value: any;
  try {
    value = JSON.parse(code);
  } catch (error) {
    return [String(error)];
  }
  if (value.Statement === undefined) { return []; }
  return [
    ...(value.Version === '2012-10-17' ? [] : ['a policy has Version 2012-10-17']),
    ...value.Statement.flatMap((statement: any, index: number) => [
      ...Object.keys(statement).filter((key) => !POLICY_ELEMENTS.test(key)).map((key) => `statement ${index}: ${key} is no element of a policy`),
      ...(['Allow', 'Deny'].includes(statement.Effect) && statement.Action && statement.Resource ? [] : [`statement ${index}: needs Effect, Action and Resource`]),
    ]),
  ];
}

test('every block of JSON is JSON, and every policy a policy', () => {
  const blocks = inLanguage('json');
  expect(blocks.length).toBeGreaterThanOrEqual(5);
  expect(blocks.flatMap(({ file, line, code }) => wrongWith(code).map((wrong) => `${file}:${line}: ${wrong}`))).toEqual([]);
});

test('fails for a block that is no JSON, and for a policy with a misspelt element', () => {
  expect(wrongWith('{ "a": 1, }')).toHaveLength(1);
  expect(wrongWith('{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Actions": "s3:*", "Resource": "*" }] }')).toHaveLength(2);
});

test('every fenced block names its language', () => {
  expect(SAMPLES.filter(({ language }) => language === '').map(({ file, line }) => `${file}:${line}`)).toEqual([]);
});
