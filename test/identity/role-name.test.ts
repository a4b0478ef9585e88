import { A_TOKEN, messageOf, ROLE, tokenText } from './fixtures';
import { requireRoleName } from '../../src/identity/role-name';

const SWITCH_ROLE_LIMIT = "or the console can't switch to it";

function errorFor({ roleName = ROLE, path = '/bg/' }: { roleName?: string; path?: string }): string {
  return messageOf(() => requireRoleName(roleName, path));
}

const NAME_RULE = 'must be 1 to 64 characters of letters, digits and +=,.@-_';

const NOT_NAMES = ['', 'BREAK GLASS-X', 'BREAK-GLASS-X/Y', 'BREAK-GLASS-ß', `BREAK-GLASS-${'X'.repeat(53)}`];

const PUT_RIGHT: { readonly [name: string]: string } = {
  'BREAK GLASS-X': 'BREAK-GLASS-X', 'BREAK-GLASS-X/Y': 'BREAK-GLASS-X-Y', [`BREAK-GLASS-${'X'.repeat(53)}`]: `BREAK-GLASS-${'X'.repeat(51)}`,
};

test.each(NOT_NAMES)("fails for the role name '%s'", (roleName) => {
  expect(errorFor({ roleName, path: '/' })).toBe(`'roleName' ${NAME_RULE}, got '${roleName}'; write it as '${PUT_RIGHT[roleName] ?? 'BREAK-GLASS-INVESTIGATOR'}'`);
});

test('fails for a role name without the prefix', () => {
  expect(errorFor({ roleName: 'Investigator' })).toBe("'roleName' must begin with 'BREAK-GLASS-', so that alarms, reviews and people recognise it, "
    + "got 'Investigator'; write it as 'BREAK-GLASS-Investigator'");
  expect(errorFor({ roleName: 'break-glass-x' })).toMatch(/^'roleName' must begin with 'BREAK-GLASS-'.*; write it as 'BREAK-GLASS-x'$/);
});

test('fails for a role name that is only the prefix', () => {
  expect(errorFor({ roleName: 'BREAK-GLASS-' })).toMatch(/^'roleName' must/);
});

test('fails for a role name that is a token', () => {
  expect(errorFor({ roleName: tokenText() })).toBe(`'roleName' must be known at synthesis, got ${A_TOKEN}; write the name`);
});

test('takes a role name of 60 characters under the default path and of 63 under the root path', () => {
  expect(() => requireRoleName(`BREAK-GLASS-${'X'.repeat(48)}`, '/bg/')).not.toThrow();
  expect(() => requireRoleName(`BREAK-GLASS-${'X'.repeat(51)}`, '/')).not.toThrow();
});

test('fails for a role name over 64 characters together with the path', () => {
  const name = `BREAK-GLASS-${'X'.repeat(49)}`;
  expect(errorFor({ roleName: name })).toBe(
    `'roleName' must be at most 60 characters under path '/bg/' (together 64), ${SWITCH_ROLE_LIMIT}, got '${name}'; `
      + 'it has 61: give a shorter \'roleName\'');
  const rootName = `BREAK-GLASS-${'X'.repeat(52)}`;
  expect(errorFor({ roleName: rootName, path: '/' })).toBe(
    `'roleName' must be at most 63 characters under path '/' (together 64), ${SWITCH_ROLE_LIMIT}, got '${rootName}'; `
      + 'it has 64: give a shorter \'roleName\'');
});

test('fails for a long path together with the default name', () => {
  expect(errorFor({ path: '/emergency/' })).toBe(
    `'roleName' must be at most 53 characters under path '/emergency/' (together 64), ${SWITCH_ROLE_LIMIT}, got '${ROLE}'; `
      + 'it has 55: give a shorter \'roleName\'');
});

test('fails for a path that leaves no room for a name', () => {
  const path = `/${'p'.repeat(68)}/`;
  expect(errorFor({ path })).toBe(
    `'path' must be at most 51 characters, so that a role name fits beside it (together 64), ${SWITCH_ROLE_LIMIT}, got '${path}'; `
      + 'it has 70: give a shorter \'path\'');
});

test('takes a path of 51 characters, which leaves room for a name of 13', () => {
  const path = `/${'p'.repeat(49)}/`;
  expect(() => requireRoleName('BREAK-GLASS-X', path)).not.toThrow();
  expect(errorFor({ path: `/p${path.slice(1)}`, roleName: 'BREAK-GLASS-X' })).toMatch(/^'path' must be at most 51 characters/);
});
