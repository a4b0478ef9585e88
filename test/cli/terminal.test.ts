import { command, printable, styled, wrapped } from '../../cli/terminal';

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

test('a word that is longer than the screen is broken after a colon or a slash', () => {
  width(40);
  expect(wrapped('a arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS b', 2, 4).split('\n')).toEqual([
    '  a', '    arn:aws:iam::111111111111:user/bg/', '    jane.doe-BREAK-GLASS b',
  ]);
});

test.each([20, 60])('a name without either is broken as well on %i columns, and nothing of it is lost', (columns) => {
  width(columns);
  const name = `BREAK-GLASS-FORENSICS_ANALYST-${'X'.repeat(90)}`;
  const lines = wrapped(name).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
  expect(lines.map((line) => line.trim()).join('')).toBe(name);
});

test('a command goes on over lines that can be copied as one', () => {
  width(60);
  const text = 'aws sns list-subscriptions-by-topic --topic-arn arn:aws:sns:us-east-1:1:T --query "a b  c" --region us-east-1';
  const lines = command(text, 4).split('\n');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.every((line) => line.length <= 60 && /^ {4}/.test(line))).toBe(true);
  expect(lines.map((line) => line.trim().replace(/ \\$/, '')).join(' ')).toBe(text);
  width(200);
  expect(command(text, 4)).toBe(`    ${text}`);
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
  expect(printable('a\u001b[2Jb\u202ec\nd\u009be\u2066f\u200bg\u061ch\u{e0041}')).toBe('a\\u001b[2Jb\\u202ec\\u000ad\\u009be\\u2066f\\u200bg\\u061ch\\udb40\\udc41');
  expect(printable('Zoë Müller 日本')).toBe('Zoë Müller 日本');
});
