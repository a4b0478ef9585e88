import { evaluateMetricMath } from '../../../emulator/bench/metric-math';

test.each([
  ['m1 + m2', 3],
  ['FILL(m1, 0) + FILL(none, 0) + FILL(m2, 0)', 3],
  ['m1 + none', undefined],
  ['(m1 + m2) * 2 - 1', 5],
  ['m2 / m1', 2],
  ['m1 / FILL(none, 0)', undefined],
])('%s', (expression, value) => {
  expect(evaluateMetricMath(expression, { m1: 1, m2: 2, none: undefined })).toBe(value);
});

test.each(['RATE(m1)', 'm3', 'm1 > 2', 'm1 +', 'FILL(m1)'])('fails on %s, which it doesn\'t know', (expression) => {
  expect(() => evaluateMetricMath(expression, { m1: 1 })).toThrow(/metric math/);
});
