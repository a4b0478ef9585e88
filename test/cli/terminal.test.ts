import { printable, styled, wrapped } from '../../cli/terminal';

const width = (columns: number | undefined) => Object.defineProperty(process.stdout, 'columns', { value: columns, configurable: true, writable: true });
const terminal = (isTTY: boolean) => Object.defineProperty(process.stdout, 'isTTY', { value: isTTY, configurable: true, writable: true });
const before = { columns: process.stdout.columns, isTTY: process.stdout.isTTY, env: { ...process.env } };
beforeEach(() => {
  delete process.env.FORCE_COLOR;
  delete process.env.NO_COLOR;
  process.env.TERM = 'xterm';
});
afterEach(() => {
  width(before.columns);
  terminal(before.isTTY);
  process.env = { ...before.env };
});

const TEXT = 'A break-glass user can only enrol MFA, change its password and assume its roles, even if a resource policy or an administrator grants more';

test.each([60, 80, 120])('text fits a screen of %i columns', (columns) => {
  width(columns);
  const lines = wrapped(TEXT, 4).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  expect(lines.every((line) => /^ {4}\S/.test(line))).toBe(true);
  expect(lines.map((line) => line.trim()).join(' ')).toBe(TEXT);
});

test('later lines may be indented more', () => {
  width(60);
  const [first, ...others] = wrapped(TEXT, 2, 6).split('\n');
  expect(first).toMatch(/^ {2}\S/);
  expect(others.every((line) => /^ {6}\S/.test(line))).toBe(true);
});

test('a word that is longer than the screen stays whole', () => {
  width(20);
  expect(wrapped('a arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS b')).toContain('arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS');
});

test('colours take no room', () => {
  width(60);
  terminal(true);
  const plain = wrapped(TEXT).split('\n').length;
  expect(wrapped(TEXT.split(' ').map((word) => styled('red', word)).join(' ')).split('\n')).toHaveLength(plain);
});

test('colours are for terminals, and for those who want them', () => {
  terminal(true);
  expect(styled('red', 'a')).toBe('\u001b[31ma\u001b[39m');
  process.env.NO_COLOR = '1';
  expect(styled('red', 'a')).toBe('a');
  delete process.env.NO_COLOR;
  terminal(false);
  expect(styled('red', 'a')).toBe('a');
});

test('a name from a template can neither command the terminal nor turn the text around', () => {
  expect(printable('a\u001b[2Jb\u202ec\nd')).toBe('a\\u001b[2Jb\\u202ec\\u000ad');
});
