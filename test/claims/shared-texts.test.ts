import { SharedTexts } from '../../src/claims/shared-texts';

test('a value stays equal, at any depth', () => {
  const value = () => ({ a: 'x', b: ['x', 1, null, true, { c: 'y', d: [['x']] }], e: {} });
  const shared = value();
  new SharedTexts().share(shared);
  expect(shared).toEqual(value());
});

test('what isn\'t an object is left as it is', () => {
  const texts = new SharedTexts();
  expect(() => [undefined, null, 1, 'x', []].forEach((value) => texts.share(value))).not.toThrow();
});

test('a value that is nested thousands of times is no error', () => {
  const deep = JSON.parse(`${'['.repeat(5000)}"x"${']'.repeat(5000)}`);
  expect(() => new SharedTexts().share(deep)).not.toThrow();
});
