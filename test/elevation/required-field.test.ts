import jsonata from 'jsonata';
import { A_TOKEN, messageOf, tokenText } from '../identity/fixtures';
import { elevation } from 'cdk-break-glass';

const { RequiredField } = elevation;
const DESCRIPTION = 'a change such as CHG-1';
const custom = (name: string, props: Partial<elevation.RequiredFieldProps> = {}) =>
  RequiredField.custom(name, { description: DESCRIPTION, ...props });

/** As the workflows write it into an expression. */
const matches = (field: elevation.RequiredField, value: string) => jsonata(`$contains($v, /^(${field._pattern})$/)`).evaluate({}, { v: value });

describe('the fields that most rules have', () => {
  test('an incident and a ticket look as the rule says, and say so', () => {
    expect(RequiredField.incident('INC-[0-9]{4,8}')).toMatchObject({ name: 'incident', _pattern: 'INC-[0-9]{4,8}', description: "the incident's id, as INC-[0-9]{4,8}" });
    expect(RequiredField.ticket('[A-Z]+-\\d+')).toMatchObject({ name: 'ticket', _pattern: '[A-Z]+-\\d+', description: "the ticket's id, as [A-Z]+-\\d+" });
  });

  test.each([
    ['Stop the exfiltration', true], ['x'.repeat(20), true], ['x'.repeat(1000), true], ['x'.repeat(19), false], ['x'.repeat(1001), false],
    [`${'x'.repeat(20)}\nmore`, false], ['x'.repeat(20) + '\x00', false],
  ])('a justification of %j is one: %s', async (value, expected) => {
    expect(await matches(RequiredField.justification(), value)).toBe(expected);
  });

  test.each([['anything', true], ['several\nlines', true], ['', false], ['x'.repeat(1001), false]])('without a pattern %j is taken: %s', async (value, expected) => {
    expect(await matches(custom('change'), value)).toBe(expected);
  });
});

describe('the name of a field', () => {
  test.each(['a', 'change', 'changeNumber', 'c2', 'a'.repeat(32)])('may be %s', (name) => {
    expect(custom(name).name).toBe(name);
  });

  const RESERVED = ['id', 'rule', 'accounts', 'minutes', 'startsAt', 'clientToken', 'caller', 'requester', 'approver'];
  test.each(['', 'Change', '2nd', 'change_number', 'change-number', 'a'.repeat(33), 'änderung', 'change\n', '__proto__', ...RESERVED])('fails for %j', (name) => {
    expect(messageOf(() => custom(name)))
      .toBe(`'name' must be a letter and up to 31 letters and digits, and none of ${RESERVED.join(', ')}, got '${name}'; write it as 'changeNumber'`);
  });

  test('fails for a token', () => {
    expect(messageOf(() => custom(tokenText()))).toMatch(`, got ${A_TOKEN}; write it as 'changeNumber'`);
  });
});

describe('the pattern of a field', () => {
  test.each([
    ['INC-[0-9]{4,8}', 'INC-1234', 'xINC-1234'],
    ['[A-Z]+-\\d+|none', 'none', 'none at all'],
    ['(a|b)+(c{2})?', 'abcc', 'abc'],
    ['\\[x\\]', '[x]', '[x'],
    ['a\\.b', 'a.b', 'axb'],
    ['\\\\+x', '\\x', 'x'],
    ['[^"\\x00-\\x1f]{1,9}', "it's", '"'],
    ['"|;|%', '%', ')'],
    ['\\(\\{\\}\\)', '({})', '()'],
  ])('may be %j, and holds the whole value to it', async (pattern, good, bad) => {
    expect(await matches(custom('change', { pattern }), good)).toBe(true);
    expect(await matches(custom('change', { pattern }), bad)).toBe(false);
  });

  const REFUSED = "'pattern' must be a regular expression of up to 200 characters, without look-around, back references, slashes, brackets that stand for themselves "
    + 'unless escaped, and escapes of letters but \\d, \\w, \\s, \\t, \\xHH';
  test.each([
    ['', 'matches anything'],
    ['a'.repeat(201), 'is too long'],
    ['(?=a)a', 'looks ahead'],
    ['(?<!a)b', 'looks behind'],
    ['(?:a)', 'is a group of its own kind'],
    ['(?<name>a)', 'names a group'],
    ['(a)\\1', 'looks back'],
    ['(?<n>a)\\k<n>', 'looks back by name'],
    ['a/b', 'ends the expression'],
    ['a/) or true or $contains("x", /x', 'adds to the expression'],
    ['a\\/b', 'has a slash all the same'],
    ['[0-9', 'is none'],
    ['(a', 'is none'],
    ['a)', 'is none'],
    ['*', 'is none'],
    ['a\\', 'ends in the middle of an escape'],
    ['[(]', 'has a bracket that JSONata counts'],
    ['[)]', 'has a bracket that JSONata counts'],
    ['[{]', 'has a bracket that JSONata counts'],
    ['a{', 'has a brace that JSONata counts'],
    ['a}', 'has a brace that JSONata counts'],
    ['a\\\\', 'takes the end of its group for escaped'],
    ['\\\\(a)', 'has a group that JSONata takes for escaped'],
    ['[[]', 'has a bracket that Java reads as another class'],
    ['[a&&b]', 'is another class for Java'],
    ['[]', 'is an empty class, of JavaScript only'],
    ['[^]', 'is any character, for JavaScript only'],
    ['\\p{L}', 'is a letter, for Java only'],
    ['\\bINC', 'is a boundary, which engines see differently'],
    ['\\Qa\\E', 'quotes, for Java only'],
    ['\\u0041', 'is an escape of another kind'],
    ['\\cA', 'is an escape of another kind'],
    ['\\0', 'is an escape of another kind'],
    ['\\x4', 'is half an escape'],
    ['a\nb', 'has two lines'],
  ])('fails for %j, which %s', (pattern) => {
    expect(messageOf(() => custom('change', { pattern }))).toBe(`${REFUSED}, got '${pattern}'; write it as 'INC-[0-9]{4,8}'`);
    expect(messageOf(() => RequiredField.ticket(pattern))).toMatch(REFUSED);
  });

  test('fails for a token', () => {
    expect(messageOf(() => RequiredField.incident(tokenText()))).toMatch(`${REFUSED}, got ${A_TOKEN}`);
  });
});

describe('the description of a field', () => {
  test.each(['x', 'a "change" such as \\CHG-1', 'x'.repeat(240), 'Änderung'])('may be %j', (description) => {
    expect(custom('change', { description }).description).toBe(description);
  });

  test.each(['', 'x'.repeat(241), 'two\nlines', '\x00'])('fails for %j', (description) => {
    expect(messageOf(() => custom('change', { description })))
      .toBe(`'description' must be a text of 1 to 240 characters on one line, got '${description}'; write it as 'a ticket such as INC-1234'`);
  });

  test('fails for a token, which could end the text that it is written into', () => {
    expect(messageOf(() => custom('change', { description: `as ${tokenText()}` }))).toMatch(/^'description' must be a text of 1 to 240 characters on one line, got /);
  });
});
