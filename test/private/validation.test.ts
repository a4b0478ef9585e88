import { Aws, Duration, Lazy, Token } from 'aws-cdk-lib';
import {
  capitals, hyphenated, propError, requireAccount, requireConcrete, requireDuration, requireEmail, requireInstant,
  requirePath, requireUnique, requireWholeNumber, writeItAs,
} from '../../src/private/validation';
import { A_TOKEN, messageOf, tokenMinutes, tokenText } from '../identity/fixtures';

describe('propError', () => {
  test('says which prop, what it must be, what was given, and what to do', () => {
    expect(propError('prop', 'must be good', 'bad', 'do better').message).toBe("'prop' must be good, got 'bad'; do better");
  });

  test.each([[7, '7'], [NaN, 'NaN'], [undefined, 'undefined'], ['', "''"]])('shows %p as %s', (got, shown) => {
    expect(propError('prop', 'must be good', got, 'do better').message).toBe(`'prop' must be good, got ${shown}; do better`);
  });

  test('shows what is no value without quotes', () => {
    expect(messageOf(() => requireConcrete('prop', tokenText(), 'write it'))).toBe("'prop' must be known at synthesis, got a token; write it");
    expect(propError('prop', 'must name one', 'none', 'name one').message).toBe("'prop' must name one, got none; name one");
  });

  test.each<[string, unknown, string]>([
    ['a whole token', tokenText(), 'a token'],
    ['two tokens and nothing else', `${tokenText()}${tokenText()}`, 'a token'],
    ['a number that is a token', Lazy.number({ produce: () => 7 }), 'a token'],
    ['partition and account', `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/*`, "'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*'"],
    ['any other token inside of a text', `a ${tokenText()} b`, "'a ${Token} b'"],
  ])('shows %s as a reader can know it', (_, got, shown) => {
    expect(propError('prop', 'must be good', got, 'do better').message).toBe(`'prop' must be good, got ${shown}; do better`);
  });
});

describe('writeItAs', () => {
  const NAME = /^[A-Z][A-Z_]{0,9}$/;
  const fix = (value: unknown) => writeItAs(value, (text) => capitals(text, 10), NAME, 'EXAMPLE');

  test.each([
    ['network', 'NETWORK'], ['net work', 'NET_WORK'], ['netWork', 'NET_WORK'], ['  net-work! ', 'NET_WORK'], ['nétwork', 'NETWORK'],
    ['network engineer', 'NETWORK_EN'], ['networkers of all', 'NETWORKERS'], ['NETWORK\n', 'NETWORK'],
  ])('shows %j put right', (value, right) => {
    expect(fix(value)).toBe(`write it as '${right}'`);
  });

  test.each(['', ' ', '!', '1', '1network', '網路', undefined, null, 17, NaN, {}, [], true, tokenText(), `net${tokenText()}`])('shows an example for %p', (value) => {
    expect(fix(value)).toBe("write it as 'EXAMPLE'");
  });

  test('asks a function as well, which may know what is taken', () => {
    expect(writeItAs('a b', (text) => capitals(text, 10), (text) => text !== 'A_B', 'EXAMPLE')).toBe("write it as 'EXAMPLE'");
    expect(writeItAs('a c', (text) => capitals(text, 10), (text) => text !== 'A_B', 'EXAMPLE')).toBe("write it as 'A_C'");
  });
});

test.each([['break glass/x', 'break-glass-x'], [' -jané- ', 'jane'], ['a+=,.@_b', 'a+=,.@_b'], ['', ''], ['/', ''], ['abcdefghijkl mn', 'abcdefghijkl']])(
  'hyphenated makes of %j the name %j', (text, name) => {
    expect(hyphenated(text, 13)).toBe(name);
  });

test.each([undefined, null, 17, {}])('requireConcrete fails for %p, which JavaScript can give', (value) => {
  expect(messageOf(() => requireConcrete('prop', value as any, 'write it'))).toBe(`'prop' must be a text, got ${value}; write it`);
});

test('requireConcrete takes text and fails for tokens, also inside of text', () => {
  expect(() => requireConcrete('prop', 'text', 'write it')).not.toThrow();
  expect(() => requireConcrete('prop', '', 'write it')).not.toThrow();
  for (const value of [tokenText(), `a${tokenText()}b`]) {
    expect(messageOf(() => requireConcrete('prop', value, 'write it'))).toBe(`'prop' must be known at synthesis, got ${A_TOKEN}; write it`);
  }
});

describe('requireDuration', () => {
  test.each([3600, '1 hour', null, {}])('fails for %j from JavaScript', (value) => {
    expect(() => requireDuration('prop', value as any, Duration.minutes(15), Duration.hours(4), { tooShort: '', tooLong: '' }))
      .toThrow(`'prop' must be a Duration, got ${typeof value === 'string' ? `'${value}'` : String(value)}; write it as Duration.hours(1)`);
  });

  const check = (value: Duration) =>
    requireDuration('prop', value, Duration.minutes(15), Duration.hours(4), { tooShort: 'lengthen it', tooLong: 'shorten it' });

  test.each([Duration.minutes(15), Duration.seconds(900), Duration.hours(4), Duration.minutes(240)])('takes %s', (value) => {
    expect(() => check(value)).not.toThrow();
  });

  test.each([
    [Duration.seconds(899), "'prop' must be at least 15 minutes, got 14 minutes 59 seconds; lengthen it"],
    [Duration.minutes(0), "'prop' must be at least 15 minutes, got 0 minutes; lengthen it"],
    [Duration.millis(1), "'prop' must be whole seconds, got 1 milli; round it"],
    [Duration.millis(3_600_500), "'prop' must be whole seconds, got 1 hour 500 millis; round it"],
    [Duration.seconds(14_401), "'prop' must be at most 4 hours, got 4 hours 1 second; shorten it"],
    [Duration.minutes(241), "'prop' must be at most 4 hours, got 4 hours 1 minute; shorten it"],
    [Duration.days(2), "'prop' must be at most 4 hours, got 2 days; shorten it"],
  ])('fails for %s', (value, message) => {
    expect(messageOf(() => check(value))).toBe(message);
  });

  test.each([tokenMinutes(), Duration.seconds(Lazy.number({ produce: () => 3600 }))])('fails for a token', (value) => {
    expect(messageOf(() => check(value))).toBe(`'prop' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`);
  });
});

describe('requireWholeNumber', () => {
  const check = (value: number) => requireWholeNumber('prop', value, 14, 128, 'choose another');

  test.each([14, 15, 128])('takes %d', (value) => {
    expect(() => check(value)).not.toThrow();
  });

  test.each([13, 129, 14.5, NaN, Infinity])('fails for %d', (value) => {
    expect(messageOf(() => check(value))).toBe(`'prop' must be a whole number from 14 to 128, got ${value}; choose another`);
  });

  test('fails for a token', () => {
    expect(messageOf(() => check(Lazy.number({ produce: () => 20 })))).toBe(`'prop' must be known at synthesis, got ${A_TOKEN}; write the number`);
  });
});

describe('requireEmail', () => {
  test.each(['a@b.c', 'jane.doe@example.com', 'jane+break-glass@mail.example.co.uk', 'j_d@example.com'])('takes %s', (address) => {
    expect(() => requireEmail('prop', address)).not.toThrow();
  });

  const message = (address: string) =>
    `'prop' must be an e-mail address that IAM accepts as a tag, got '${address}'; use letters, digits and _.=+- around one @, as in 'first.last@example.com'`;

  test.each([
    '', 'a', 'a@', '@b.c', 'a@b', 'a@b.', 'a@b.c.', 'a b@c.d', 'a@b@c.d', "a'b@c.d", 'ä@b.c', '<a@b>', `<${'a'.repeat(260)}@b.c>`,
    'a@b.c,d@e.f', 'mailto:a@b', 'a@b..c', 'a@..c', 'a@.b.c', 'a..b@c.d', '.a@c.d', 'a.@c.d', 'a@b_c.d',
  ])(
    'fails for %j', (address) => {
      expect(messageOf(() => requireEmail('prop', address))).toBe(message(address));
    });

  test.each([['mailto:a@b.c', 'a@b.c'], ['<a@b.c>', 'a@b.c'], ['Jane Doe <jane@b.c>', 'jane@b.c'], [' a@b.c', 'a@b.c'], ['a@b.c\n', 'a@b.c']])(
    'fails for %j and shows the address in it', (address, fixed) => {
      expect(messageOf(() => requireEmail('prop', address)))
        .toBe(`'prop' must be an e-mail address that IAM accepts as a tag, got '${address}'; write it as '${fixed}'`);
    });

  test('fails with the words for a list where the prop is one', () => {
    expect(messageOf(() => requireEmail('emails', 'a', 'must hold e-mail addresses'))).toBe(message('a')
      .replace("'prop' must be an e-mail address that IAM accepts as a tag", "'emails' must hold e-mail addresses"));
  });
});

test('requireUnique takes different entries and fails for the first repetition', () => {
  expect(() => requireUnique('prop', [], 'name each once')).not.toThrow();
  expect(() => requireUnique('prop', ['a', 'A', 'b'], 'name each once')).not.toThrow();
  expect(messageOf(() => requireUnique('prop', ['a', 'b', 'b', 'a'], 'name each once')))
    .toBe("'prop' must not hold the same entry twice, got 'b'; name each once");
});

describe('requireInstant', () => {
  const IN_UTC: { readonly [instant: string]: string } = {
    '2026-01-31T24:00:00Z': '2026-02-01T00:00:00Z', '2026-01-31T14:00:00+01:00': '2026-01-31T13:00:00Z', '2026-12-31T23:30-02:00': '2027-01-01T01:30:00Z',
  };

  test.each(['2026-01-31T14:00:00Z', '2028-02-29T00:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])('knows %s', (instant) => {
    expect(requireInstant('prop', instant)).toBe(Date.parse(instant));
  });

  test.each([
    '', '2026-02-31T00:00:00Z', '2026-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-01-31T24:00:00Z',
    '2026-01-31T14:00:00+01:00', '2026-12-31T23:30-02:00', '2026-02-30T14:00:00+01:00', '2026-01-31T14:00:00.000Z', '26-01-31T14:00:00Z', '+002026-01-31T14:00:00Z',
  ])('fails for %j', (instant) => {
    expect(messageOf(() => requireInstant('prop', instant)))
      .toBe(`'prop' must be an instant in UTC, got '${instant}'; write it as '${IN_UTC[instant] ?? '2026-01-31T14:00:00Z'}'`);
  });

  test('fails for a token', () => {
    expect(messageOf(() => requireInstant('prop', tokenText()))).toBe(`'prop' must be known at synthesis, got ${A_TOKEN}; write the instant`);
  });
});

describe('requirePath', () => {
  const PUT_RIGHT: { readonly [path: string]: string } = { '/a//b/': '/a/b/', '/b g/': '/b-g/', '/ä/': '/a/', 'emergency/team': '/emergency/team/' };

  test.each(['/', '/bg/', '/a/b/', '/a_b+=,.@-/'])('takes %s', (path) => {
    expect(() => requirePath('prop', path)).not.toThrow();
  });

  test.each(['', 'bg', '/bg', 'bg/', 'emergency/team', '//', '/a//b/', '/b g/', '/ä/', '/*/', '/bg/\n'])('fails for %j', (path) => {
    expect(messageOf(() => requirePath('prop', path)))
      .toBe(`'prop' must begin and end with a slash and hold letters, digits and +=,.@-_ between, got '${path}'; write it as '${PUT_RIGHT[path] ?? '/bg/'}'`);
  });

  test('fails for a token', () => {
    expect(messageOf(() => requirePath('prop', tokenText()))).toBe(`'prop' must be known at synthesis, got ${A_TOKEN}; write the path`);
  });

  test('fails for a path over 512 characters', () => {
    expect(() => requirePath('prop', `/${'a'.repeat(510)}/`)).not.toThrow();
    const path = `/${'a'.repeat(511)}/`;
    expect(messageOf(() => requirePath('prop', path))).toBe(`'prop' must be at most 512 characters, got '${path}'; it has 513: give a shorter one`);
  });
});

describe('requireAccount', () => {
  test('takes 12 digits and tokens', () => {
    expect(() => requireAccount('prop', '111122223333')).not.toThrow();
    expect(() => requireAccount('prop', Token.asString({ Ref: 'AWS::AccountId' }))).not.toThrow();
  });

  test.each(['', '1111222233334', '12345678', '011112222333a', '1111-2222-3333', '*', '11112222333a', '111122223333\n'])('fails for %j', (id) => {
    expect(messageOf(() => requireAccount('prop', id))).toBe(`'prop' must be an account id of 12 digits, got '${id}'; write it as '111122223333'`);
  });

  test.each<[unknown, string]>([
    [11112222333, "got 11112222333; it has lost its leading zero: write it as the text '011112222333'"],
    [1112222333, "got 1112222333; it has lost its leading zeros: write it as the text '001112222333'"],
    ['11112222333', "got '11112222333'; write all 12 digits: if it lost its leading zero as a number, it is '011112222333'"],
    ['1111-222-2333', "got '1111-222-2333'; write all 12 digits: if it lost its leading zero as a number, it is '011112222333'"],
  ])('says so for an id that lost its leading zero: %p', (id, message) => {
    expect(messageOf(() => requireAccount('prop', id as any))).toBe(`'prop' must be an account id of 12 digits, ${message}`);
  });

  test('fails for an id with hyphens, blanks or as a number, and shows the caller\'s own', () => {
    for (const id of ['4444-5555-6666', ' 4444 5555 6666 ']) {
      expect(messageOf(() => requireAccount('prop', id))).toBe(`'prop' must be an account id of 12 digits, got '${id}'; write it as '444455556666'`);
    }
    expect(messageOf(() => requireAccount('prop', 444455556666 as any)))
      .toBe("'prop' must be an account id of 12 digits, got 444455556666; write it as '444455556666'");
  });
});
