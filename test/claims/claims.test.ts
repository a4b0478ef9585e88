import { CLAIMS } from '../../src/claims/internal';

test('every claim says in one sentence of at most 200 characters what to do', () => {
  expect(CLAIMS.filter(({ remedy = '' }) => !/^[A-Z].{10,198}\.$/.test(remedy)).map(({ id, remedy }) => `${id}: ${remedy}`)).toEqual([]);
});

test('claims have ids of their own, in kebab case', () => {
  expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(CLAIMS.length);
  expect(CLAIMS.filter(({ id }) => !/^[a-z]+(-[a-z]+)+$/.test(id)).map(({ id }) => id)).toEqual([]);
});

test('a claim on what only the library writes is about the library alone', () => {
  expect(CLAIMS.filter(({ id, ownOnly }) => /-(as-written|of-its-own)$/.test(id) && !ownOnly).map(({ id }) => id)).toEqual([]);
});
