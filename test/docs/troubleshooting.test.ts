import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { headingsOf } from './markdown';
import { ElevatedAccessStack } from '../../examples/typescript/elevated-access-stack';
import { DETECTIONS } from '../../src/detection/detections';

const ROOT = join(__dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'troubleshooting.md'), 'utf8');

const missing = (names: readonly string[], page = PAGE) => names.filter((name) => !headingsOf(page).includes(name));

/** The ids of warnings in a source file: written whole, or by a function that puts the prefix before its first argument. */
function idsIn(source: string): string[] {
  const whole = [...source.matchAll(/['"]cdk-break-glass:([^'"]+)['"]/g)].map(([, id]) => id);
  const prefixed = source.split('`cdk-break-glass:${').length - 1;
  const helpers = [...source.matchAll(/const (\w+) = \((\w+): string\b[^\n]*`cdk-break-glass:\$\{\2\}`/g)].map(([, name]) => name);
  if (helpers.length !== prefixed) { throw new Error('a warning has an id that this test can\'t read; write it as a whole'); }
  return [...whole, ...helpers.flatMap((name) => [...source.matchAll(new RegExp(`\\b${name}\\('(\\w+)'`, 'g'))].map(([, id]) => id))];
}

/** Every id of a warning that the library's source has. */
function warningIds(): string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return [...new Set(files.flatMap((file) => idsIn(readFileSync(join(ROOT, 'src', file), 'utf8'))))];
}

/** The library's source, without what is filled into its texts. */
const SOURCE = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(ROOT, 'src', file), 'utf8').replace(/\\'/g, '\'')).join('\n');

/** Parts of the errors' texts that the page quotes: what stands between the gaps, without the prop. */
function quotedErrors(page = PAGE): string[] {
  const section = page.slice(page.indexOf('## Errors at synthesis'), page.indexOf('## Warnings at synthesis'));
  const cells = [...section.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text));
  return cells.flatMap((text) => text.split('…')).map((part) => part.replace(/^'\w+' /, '').replace(/, got .*$/, '').trim()).filter((part) => part.length > 8);
}

/** The alarms of elevated access, without what makes their names unique. */
function elevationAlarms(): string[] {
  const stack = new ElevatedAccessStack(new App(), 'Access', { env: { account: '222222222222', region: 'eu-central-1' } });
  const alarms: any[] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  return alarms.map(({ Properties: { AlarmName } }) => /^BREAK-GLASS-ELEVATION-(.+)-[0-9a-f]{8}(?:-\d+)?$/.exec(AlarmName)?.[1] ?? AlarmName);
}

test('every warning has an entry', () => {
  expect(warningIds().length).toBeGreaterThanOrEqual(10);
  expect(missing(warningIds())).toEqual([]);
});

test('every alarm of break-glass access has an entry', () => {
  expect(missing(DETECTIONS.map(({ id }) => id))).toEqual([]);
});

test('every alarm of elevated access has an entry', () => {
  expect(elevationAlarms().length).toBeGreaterThanOrEqual(9);
  expect(missing(elevationAlarms())).toEqual([]);
});

test('every error that is quoted is one of the library', () => {
  expect(quotedErrors().length).toBeGreaterThanOrEqual(20);
  expect(quotedErrors().filter((text) => !SOURCE.includes(text))).toEqual([]);
});

test('fails for an error that the library does not have', () => {
  const page = PAGE.replace('must hold users of a known account', 'must hold users with a known account');
  expect(quotedErrors(page).filter((text) => !SOURCE.includes(text))).toEqual(['must hold users with a known account']);
});

test('ids of warnings are found in both forms, and fails for any other', () => {
  expect(idsIn("addWarningV2('cdk-break-glass:one', text)")).toEqual(['one']);
  expect(idsIn("const warn = (id: string, text: string) => addWarningV2(`cdk-break-glass:${id}`, text);\nwarn('two',\n  text); warn('three', text);")).toEqual(['two', 'three']);
  expect(() => idsIn('addWarningV2(`cdk-break-glass:${this.id}`, text)')).toThrow('write it as a whole');
});

test('fails for a warning or an alarm without an entry', () => {
  expect(missing(['singleResponder', 'notThere', 'Use', 'use'])).toEqual(['notThere', 'use']);
  expect(missing(['Use'], PAGE.replace('### Use\n', 'Use\n'))).toEqual(['Use']);
});
