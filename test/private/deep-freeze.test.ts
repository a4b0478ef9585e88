import { deepFreeze } from '../../src/private/deep-freeze';

test('a value and all it holds can\'t be changed', () => {
  const value = deepFreeze({ list: [{ name: 'a' }], text: 'b', nothing: null as string | null });
  expect(() => { value.text = 'c'; }).toThrow(TypeError);
  expect(() => value.list.push({ name: 'd' })).toThrow(TypeError);
  expect(() => { value.list[0].name = 'e'; }).toThrow(TypeError);
  expect(value).toEqual({ list: [{ name: 'a' }], text: 'b', nothing: null });
});

test('what is no object comes back as it is', () => {
  expect([deepFreeze('a'), deepFreeze(1), deepFreeze(undefined), deepFreeze(null)]).toEqual(['a', 1, undefined, null]);
});
