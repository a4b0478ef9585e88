import { A_TOKEN, messageOf, tokenText } from './fixtures';
import { requireUserName, userNameOf } from '../../src/identity/user-name';

describe('the user name made from a name', () => {
  test.each([
    ['Jane Doe', 'jane.doe-BREAK-GLASS'],
    ['  Jane   Doe ', 'jane.doe-BREAK-GLASS'],
    ['Jane\tDoe', 'jane.doe-BREAK-GLASS'],
    ['JANE DOE', 'jane.doe-BREAK-GLASS'],
    ['Jane', 'jane-BREAK-GLASS'],
    ['Jane M. Doe', 'jane.m.doe-BREAK-GLASS'],
    ['jane.doe', 'jane.doe-BREAK-GLASS'],
    ['Anne-Marie Doe', 'anne-marie.doe-BREAK-GLASS'],
    ['José García', 'jose.garcia-BREAK-GLASS'],
    ['Jose\u0301 Garci\u0301a', 'jose.garcia-BREAK-GLASS'],
    ['Jürgen Žižka', 'jurgen.zizka-BREAK-GLASS'],
    ["Mary O'Brien", 'mary.obrien-BREAK-GLASS'],
    ['Mary O’Brien', 'mary.obrien-BREAK-GLASS'],
    ['Ｊane Doe', 'jane.doe-BREAK-GLASS'],
    ['Agent 7', 'agent.7-BREAK-GLASS'],
  ])('of %j is %s', (name, userName) => {
    expect(userNameOf(name)).toBe(userName);
  });

  test('of 52 characters is as long as IAM allows', () => {
    expect(userNameOf('a'.repeat(52))).toHaveLength(64);
  });

  test.each(['', ' ', ' . ', "'", '\t\n'])('fails for %j, which is empty', (name) => {
    expect(messageOf(() => userNameOf(name))).toBe(`'responderName' must not be empty, got '${name}'; write first and last name, as in 'Jane Doe'`);
  });

  test.each(['山田', '山田 太郎', 'Иван Петров', 'Jane 太郎', 'Søren Kierkegaard', 'Łukasz Kos', 'Hans Groß', 'Doe, Jane', 'Jane Doe (ext)', 'jane@example.com', 'Jane/Doe', 'Jane*'])(
    'fails for %j and says which letters can be used', (name) => {
      expect(messageOf(() => userNameOf(name))).toBe("'responderName' must consist of the letters a to z, with or without accents, digits, "
        + `hyphens and spaces, because the user name is made from it, got '${name}'; give 'userName' as well, as in 'jane.doe-BREAK-GLASS'`);
    });

  test('fails for a name that makes a user name over 64 characters', () => {
    const name = `${'a'.repeat(26)} ${'b'.repeat(26)}`;
    expect(messageOf(() => userNameOf(name))).toBe(
      `'responderName' makes a user name of 65 characters, IAM allows 64, got '${name}'; give 'userName' with a shorter one`);
  });

  test('fails for a token', () => {
    expect(messageOf(() => userNameOf(tokenText())))
      .toBe(`'responderName' must be known at synthesis, got ${A_TOKEN}; write the name, or give 'userName'`);
  });
});

describe('an own user name', () => {
  test.each(['jd-BREAK-GLASS', 'Jane.Doe+1=a@b_c-BREAK-GLASS', `${'a'.repeat(52)}-BREAK-GLASS`])('is taken as it is: %s', (name) => {
    expect(requireUserName(name)).toBe(name);
  });

  const PUT_RIGHT: { readonly [name: string]: string } = {
    'jané-BREAK-GLASS': 'jane-BREAK-GLASS',
    '/bg/jane-BREAK-GLASS': 'jane-BREAK-GLASS',
    'jane-BREAK-GLASS\n': 'jane-BREAK-GLASS',
    'jane*-BREAK-GLASS': 'jane-BREAK-GLASS',
    'doe,jane-BREAK-GLASS': 'doe.jane-BREAK-GLASS',
    [`${'a'.repeat(53)}-BREAK-GLASS`]: `${'a'.repeat(52)}-BREAK-GLASS`,
  };

  test.each([
    '', 'jane doe-BREAK-GLASS', 'jané-BREAK-GLASS', '/bg/jane-BREAK-GLASS', `${'a'.repeat(53)}-BREAK-GLASS`,
    'jane-BREAK-GLASS\n', 'jane*-BREAK-GLASS', 'doe,jane-BREAK-GLASS',
  ])(
    'fails for %j', (name) => {
      expect(messageOf(() => requireUserName(name))).toBe(
        `'userName' must be 1 to 64 characters of letters, digits and +=.@-_, got '${name}'; write it as '${PUT_RIGHT[name] ?? 'jane.doe-BREAK-GLASS'}'`);
    });

  test('fails without the suffix, and shows the name with it', () => {
    const message = (name: string, fixed: string) => '\'userName\' must end in \'-BREAK-GLASS\', so that alarms, reviews and people recognise it, '
      + `got '${name}'; write it as '${fixed}'`;
    expect(messageOf(() => requireUserName('jane.doe'))).toBe(message('jane.doe', 'jane.doe-BREAK-GLASS'));
    expect(messageOf(() => requireUserName('jane-BREAK-GLASS-2'))).toBe(message('jane-BREAK-GLASS-2', 'jane-BREAK-GLASS-2-BREAK-GLASS'));
    expect(messageOf(() => requireUserName('a'.repeat(64)))).toBe(message('a'.repeat(64), `${'a'.repeat(52)}-BREAK-GLASS`));
  });

  test('fails for the suffix in small letters', () => {
    expect(messageOf(() => requireUserName('jane.doe-break-glass'))).toMatch(/^'userName' must end in '-BREAK-GLASS'/);
  });

  test('fails for the suffix without a name before it', () => {
    expect(messageOf(() => requireUserName('-BREAK-GLASS'))).toMatch(/^'userName' must/);
  });

  test('fails for a token', () => {
    expect(messageOf(() => requireUserName(tokenText()))).toBe(`'userName' must be known at synthesis, got ${A_TOKEN}; write the name`);
  });
});
