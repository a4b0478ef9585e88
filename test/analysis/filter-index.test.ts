import { FilterIndex } from '../../src/analysis/filter-index';
import { matches, parseMetricFilter } from '../../src/analysis/metric-filter';
import { accessModel, CLAIMS, DetectionQuestion } from '../../src/claims/internal';
import { smallOrganization } from '../claims/fixture';

const indexed = (patterns: string[], record: unknown) => new FilterIndex(patterns.map(parseMetricFilter)).matches(record);

test.each([
  ['a text', '{ $.a = "x" }', { a: 'x' }, { a: 'xy' }],
  ['the beginning of a text', '{ $.a.b = "x*" }', { a: { b: 'xyz' } }, { a: { b: 'yx' } }],
  ['the end of a text', '{ $.a = "*x" }', { a: 'yx' }, { a: 'xy' }],
  ['any text', '{ $.a = * }', { a: 'x' }, { b: 'x' }],
  ['one of several texts', '{ ($.a = "x") || ($.b = "y*") }', { b: 'yes' }, { b: 'x' }],
  ['a text and one of several', '{ ($.e = "E") && (($.a = "x") || ($.a = "y")) }', { e: 'E', a: 'y' }, { e: 'F', a: 'y' }],
  ['a text, or two together', '{ ($.a = "x") || (($.b = "y") && ($.c = "z")) }', { b: 'y', c: 'z' }, { b: 'y', c: 'x' }],
  ['another text', '{ $.a != "x" }', { a: 'y' }, { a: 'x' }],
  ['an absent value', '{ ($.a NOT EXISTS) && ($.b = "x") }', { b: 'x' }, { a: 1, b: 'x' }],
  ['a number', '{ $.a > 3 }', { a: 4 }, { a: 3 }],
  ['a value in a list', '{ $.a[1] = "x" }', { a: ['y', 'x'] }, { a: ['x', 'y'] }],
])('filters on %s match through the index as they do by themselves', (_, pattern, seen, unseen) => {
  const others = ['{ $.other = "o" }', '{ ($.e = "E") && ($.other = "p*") }'];
  expect([indexed([pattern, ...others], seen), indexed([...others, pattern], unseen)]).toEqual([true, false]);
  expect([seen, unseen].map((record) => matches(parseMetricFilter(pattern), record))).toEqual([true, false]);
});

test('the filters of an organization match each record through the index exactly where one of them does', () => {
  const model = accessModel(smallOrganization());
  const asked = CLAIMS.flatMap((claim) => [...claim.questions(model)]).filter((question): question is DetectionQuestion => question.kind === 'detection' && question.layer === 'filters');
  const filters = [...new Set<string>(asked[0].patterns)].map(parseMetricFilter);
  // Each filter alone as well: an index of one has no other filter to match in its place.
  for (const some of [filters, ...filters.map((filter) => [filter])]) {
    const index = new FilterIndex(some);
    const differing = asked.filter(({ record }) => index.matches(record) !== some.some((filter) => matches(filter, record)));
    expect(differing.map(({ text }) => text)).toEqual([]);
  }
  expect(asked.length).toBeGreaterThan(100);
});
