import { linesOf } from '../../../cli/input/lines';

test('finds each resource of a template in JSON, and no other key of that name', () => {
  const text = JSON.stringify({
    Metadata: { Resources: { A: 1 } }, Resources: { A: { Type: 'X', Properties: { B: '"Resources": { "C": 1 }' } }, B: { Type: 'Y' } }, Outputs: { A: {} },
  }, undefined, 1);
  const lines = linesOf(text);
  expect([...lines.keys()]).toEqual(['A', 'B']);
  for (const [name, line] of lines) { expect(text.split('\n')[line - 1]).toBe(`  "${name}": {`); }
});

test('all are in the first line of a template without lines', () => {
  expect([...linesOf('{"Resources":{"A":{},"B":{"x":"\\n"}}}')]).toEqual([['A', 1], ['B', 1]]);
});

test('finds each resource of a template in YAML', () => {
  expect([...linesOf('Parameters:\n  P:\n    Type: String\nResources:\n  # first\n  A:\n    Type: X\n    Properties:\n      C: 1\n  "B": { Type: Y }\nOutputs:\n  O:\n    Value: 1\n')])
    .toEqual([['A', 6], ['B', 10]]);
});

test('a megabyte takes no time', () => {
  const text = JSON.stringify({ Resources: Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`R${index}`, { Type: 'X', text: 'x'.repeat(200) }])) }, undefined, 1);
  expect(text.length).toBeGreaterThan(1_000_000);
  const start = Date.now();
  expect(linesOf(text).size).toBe(5_000);
  expect(Date.now() - start).toBeLessThan(2_000);
});

test('an empty or broken text has no lines', () => {
  expect(linesOf('').size).toBe(0);
  expect(linesOf('{"Resources": {"A": {').get('A')).toBe(1);
});
