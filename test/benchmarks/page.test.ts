import { readFileSync } from 'fs';
import { join } from 'path';
import { quantile, sectionsOf, table } from '../../benchmarks/page';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'benchmarks.md'), 'utf8');

test('the page has a section of each command', () => {
  expect(Object.keys(sectionsOf(PAGE))).toEqual(['Synthesis', 'Proofs', 'Elevated access']);
});

test('sections are told apart by their titles, and keep what is below smaller ones', () => {
  expect(sectionsOf('# Page\n\nWords.\n\n## One\n\nFirst.\n\n### Part\n\n- A.\n\n## Two\n\nSecond.\n')).toEqual({
    One: 'First.\n\n### Part\n\n- A.', Two: 'Second.',
  });
});

test('a table\'s columns are as wide as their widest cell', () => {
  expect(table([['A', 'Long head'], ['wide cell', 'x']])).toEqual(['| A         | Long head |', '|-----------|-----------|', '| wide cell | x         |']);
});

test('quantiles lie between the values', () => {
  expect([quantile([4, 1, 3, 2], 0.5), quantile([1], 0.25), quantile([1, 2, 3], 1)]).toEqual([2.5, 1, 3]);
});
