import { matches, parseMetricFilter } from '../../src/analysis/metric-filter';

// The two log events are those of the CloudWatch Logs user guide.
const TRAIL_EVENT = {
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [{ name: 'a', id: 1 }, { name: 'b', id: 2 }],
  SomeObject: null,
  ThisFlag: true,
};
const USER_EVENT = {
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [{ id: 2, email: 'John.Doe@example.com' }, { id: 3, email: 'Jane.Doe@example.com' }],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
};

const run = (pattern: string, record: unknown) => matches(parseMetricFilter(pattern), record);

describe('a metric filter', () => {
  test.each([
    '{ $.eventType = "UpdateTrail" }',
    '{ $.sourceIPAddress != 123.123.* }',
    '{ $.arrayKey[0] = "value" }',
    '{ $.objectList[1].id = 2 }',
    '{ $.SomeObject IS NULL }',
    '{ $.SomeOtherObject NOT EXISTS }',
    '{ $.ThisFlag IS TRUE }',
  ])('matches the trail event of the user guide with %s', (pattern) => {
    expect(run(pattern, TRAIL_EVENT)).toBe(true);
  });

  test.each([
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', true],
    ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', false],
    ['{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }', true],
    ['{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }', false],
  ])('combines conditions as the user guide says: %s is %s', (pattern, expected) => {
    expect(run(pattern, USER_EVENT)).toBe(expected);
  });

  test('reads a bare string as it reads a quoted one', () => {
    expect(run('{$.eventType=UpdateTrail}', TRAIL_EVENT)).toBe(true);
  });

  test('is case-sensitive in values and in property names', () => {
    expect(run('{ $.eventType = "updatetrail" }', TRAIL_EVENT)).toBe(false);
    expect(run('{ $.EventType = "UpdateTrail" }', TRAIL_EVENT)).toBe(false);
  });

  test('takes a star at the beginning for anything before, at the end for anything after', () => {
    expect(run('{ $.eventType = "*Trail" }', TRAIL_EVENT)).toBe(true);
    expect(run('{ $.eventType = "Update*" }', TRAIL_EVENT)).toBe(true);
    expect(run('{ $.eventType = "*Update" }', TRAIL_EVENT)).toBe(false);
    expect(run('{ $.eventType = "Trail*" }', TRAIL_EVENT)).toBe(false);
  });

  test('does not let a role match that merely begins with the same name', () => {
    const pattern = '{ $.arn = "*:role/bg/BREAK-GLASS-A" }';
    expect(run(pattern, { arn: 'arn:aws:iam::222222222222:role/bg/BREAK-GLASS-A' })).toBe(true);
    expect(run(pattern, { arn: 'arn:aws:iam::222222222222:role/bg/BREAK-GLASS-A-TEST' })).toBe(false);
  });

  test('flags a string with a star at both ends as unconfirmed, and no other', () => {
    const filter = parseMetricFilter('{ ($.a = "*:assumed-role/R/*") || ($.b = "*x") || ($.c = *) }');
    expect(filter.unconfirmed).toEqual(['$.a = "*:assumed-role/R/*"']);
    expect(matches(filter, { a: 'arn:aws:sts::222222222222:assumed-role/R/jane' })).toBe(true);
    expect(matches(filter, { a: 'arn:aws:sts::222222222222:assumed-role/R-TEST/jane' })).toBe(false);
  });

  test('takes a lone star for any string or number that exists', () => {
    expect(run('{ $.latency = * }', { latency: 12 })).toBe(true);
    expect(run('{ $.eventType = "*" }', TRAIL_EVENT)).toBe(true);
    expect(run('{ $.SomeObject = "*" }', TRAIL_EVENT)).toBe(false);
    expect(run('{ $.missing = "*" }', TRAIL_EVENT)).toBe(false);
  });

  test('is false for a missing property, with != as with =', () => {
    expect(run('{ $.missing = "x" }', TRAIL_EVENT)).toBe(false);
    expect(run('{ $.missing != "x" }', TRAIL_EVENT)).toBe(false);
    expect(run('{ $.missing != 1 }', TRAIL_EVENT)).toBe(false);
    expect(run('{ $.eventType.missing != "x" }', TRAIL_EVENT)).toBe(false);
  });

  test('is false for an array or an object, with != as with =', () => {
    expect(run('{ $.users = 1 }', { users: [1, 2, 3] })).toBe(false);
    expect(run('{ $.users != 1 }', { users: [1, 2, 3] })).toBe(false);
    expect(run('{ $.user != "x" }', USER_EVENT)).toBe(false);
  });

  test('does not find a name in a list unless the index is right', () => {
    expect(run('{ $.alarmNames[0] = "BREAK-GLASS-*" }', { alarmNames: ['cpu-high', 'BREAK-GLASS-USE'] })).toBe(false);
    expect(run('{ $.alarmNames[1] = "BREAK-GLASS-*" }', { alarmNames: ['cpu-high', 'BREAK-GLASS-USE'] })).toBe(true);
    expect(run('{ $.alarmNames[0] = "c*" }', { alarmNames: 'cpu-high' })).toBe(false);
  });

  test('tells null, absent, false and the string "false" apart', () => {
    expect(run('{ $.a NOT EXISTS }', { a: null })).toBe(false);
    expect(run('{ $.a IS NULL }', {})).toBe(false);
    expect(run('{ $.a IS FALSE }', { a: false })).toBe(true);
    expect(run('{ $.a IS FALSE }', { a: 'false' })).toBe(false);
    expect(run('{ $.a = "false" }', { a: false })).toBe(false);
    expect(run('{ $.toString NOT EXISTS }', {})).toBe(true);
  });

  test.each([
    ['{ $.n >= 500 }', true],
    ['{ $.n < 10e3 }', true],
    ['{ $.n < 10e-3 }', false],
    ['{ $.n <= 500.5 }', true],
    ['{ $.n != 500 }', false],
    ['{ $.n > +1000 }', false],
    ['{ $.n > -1 }', true],
  ])('compares numbers: %s on 500 is %s', (pattern, expected) => {
    expect(run(pattern, { n: 500 })).toBe(expected);
  });

  test('does not take the string "500" for the number 500', () => {
    expect(run('{ $.n = 500 }', { n: '500' })).toBe(false);
    expect(run('{ $.n = "500" }', { n: 500 })).toBe(false);
  });

  test('accepts a pattern of 1,024 characters and fails on a longer one', () => {
    const pattern = (length: number) => `{ $.a = "${'x'.repeat(length - 12)}" }`;
    expect(parseMetricFilter(pattern(1024)).pattern).toHaveLength(1024);
    expect(() => parseMetricFilter(pattern(1025))).toThrow(/at most 1024 characters, got 1025/);
  });

  test.each([
    ['IS NOT', '{ $.a IS NOT NULL }', /expected NULL, TRUE or FALSE after IS, got 'NOT'/],
    ['EXISTS alone', '{ $.a EXISTS }', /expected =, !=, <, >, <=, >=, IS or NOT EXISTS, got 'EXISTS'/],
    ['NOT without EXISTS', '{ $.a NOT NULL }', /expected EXISTS after NOT/],
    ['keywords in lower case', '{ $.a is null }', /got 'is'/],
    ['a bare regular expression', '{ $.a = %x% }', /got '%x% }'/],
    ['a quoted regular expression', '{ $.a = "%x%" }', /no regular expression/],
    ['a star in the middle of a string', '{ $.a = "x*y" }', /only at the beginning or the end/],
    ['two stars at one end', '{ $.a = "**x" }', /only at the beginning or the end/],
    ['an unclosed parenthesis', '{ ($.a = 1 }', /expected \), got '}'/],
    ['an unopened parenthesis', '{ $.a = 1) }', /expected }, got '\)'/],
    ['an unclosed brace', '{ $.a = 1', /expected }, got the end of the pattern/],
    ['no braces', '$.a = 1', /expected {/],
    ['text after the closing brace', '{ $.a = 1 } x', /nothing after the closing brace/],
    ['an empty expression', '{ }', /expected a selector/],
    ['a missing operand', '{ $.a = 1 && }', /expected a selector/],
    ['a single ampersand', '{ $.a = 1 & $.b = 2 }', /got '& \$\.b/],
    ['==', '{ $.a == 1 }', /expected a string or a number, got '='/],
    ['! before a group', '{ !($.a = 1) }', /got '!\(/],
    ['a selector without a property', '{ $[0] = 1 }', /got '\$\[0\]/],
    ['any index of an array', '{ $.a[*] = 1 }', /a selector made of properties and array indexes/],
    ['a property in brackets', '{ $.a["b"] = 1 }', /a selector made of properties and array indexes/],
    ['a bare string with a colon', '{ $.a = arn:aws }', /got ':aws/],
    ['an unclosed string', '{ $.a = "x }', /got '"x }'/],
    ['an escape in a string', '{ $.a = "x\\"y" }', /got '"x/],
    ['< on a string', '{ $.a < "x" }', /expected a number after </],
  ])('fails on %s', (_, pattern, message) => {
    expect(() => parseMetricFilter(pattern)).toThrow(message);
  });
});
