import { Aws, Stack } from 'aws-cdk-lib';
import { matches, parseMetricFilter } from '../../src/analysis/metric-filter';
import { DETECTIONS } from '../../src/detection/detections';
import { eventPatterns, filterPatterns } from '../../src/detection/patterns';
import { RuleShape, Watched } from '../../src/detection/shapes';

const term = (name: string) => `($.role="${name}")`;
const terms = (count: number) => Array.from({ length: count }, (_, index) => term(`role-${index}`));
const shape = (values: readonly string[]): RuleShape => ({ values, pattern: (some) => ({ detail: { role: some } }) });

describe('filter patterns', () => {
  const NOBODY: Watched = { partition: 'aws', account: '111111111111', region: 'us-east-1', users: [], roles: [], topicArns: [], keyArns: [] };
  const of = (id: string, many: boolean = false) => DETECTIONS.find((detection) => detection.id === id)!
    .filters(NOBODY, many).flatMap(filterPatterns);

  test('are the conditions alone where nothing differs', () => {
    expect(of('AssumeRoot')).toEqual(['{ ($.eventName="AssumeRoot") }']);
    expect(of('Root')).toHaveLength(1);
  });

  test.each(['Use', 'SignIn', 'SignInWithoutMfa', 'Denied'])('are none for detection %s without principals to watch', (id) => {
    expect(of(id)).toEqual([]);
    expect(of(id, true)).toEqual([]);
  });

  test('are none for nothing', () => {
    expect(filterPatterns({ all: [], any: [] })).toEqual([]);
  });

  test('join one alternative without more parentheses, and several with them', () => {
    expect(filterPatterns({ all: ['($.a="1")'], any: terms(1) })).toEqual(['{ ($.a="1") && ($.role="role-0") }']);
    expect(filterPatterns({ all: ['($.a="1")'], any: terms(2) })).toEqual(['{ ($.a="1") && (($.role="role-0") || ($.role="role-1")) }']);
    expect(filterPatterns({ all: [], any: terms(2) })).toEqual(['{ (($.role="role-0") || ($.role="role-1")) }']);
  });

  test('are as many as 1,024 characters ask for, each with all the conditions', () => {
    const patterns = filterPatterns({ all: ['($.a="1")'], any: terms(120) });
    expect(patterns.length).toBeGreaterThan(2);
    const filters = patterns.map(parseMetricFilter);
    for (let index = 0; index < 120; index++) {
      expect(filters.filter((filter) => matches(filter, { a: '1', role: `role-${index}` }))).toHaveLength(1);
      expect(filters.filter((filter) => matches(filter, { a: '2', role: `role-${index}` }))).toHaveLength(0);
    }
  });

  test('stay as they are when a term is added at the end', () => {
    const before = filterPatterns({ all: [], any: terms(60) });
    const after = filterPatterns({ all: [], any: terms(61) });
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });

  test('are filled to the last character, and not over it', () => {
    const exactly = (length: number) => term('a'.repeat(length - '{ ($.role="") }'.length));
    expect(filterPatterns({ all: [], any: [exactly(1024)] })[0]).toHaveLength(1024);
    expect(() => filterPatterns({ all: [], any: [exactly(1025)] }))
      .toThrow(/^a metric filter for \(\$\.role="a+… has 1025 characters, AWS allows 1024; use a shorter name$/);
  });

  test('count tokens at the longest that they can become', () => {
    const all = Array.from({ length: 40 }, (_, index) => `($.role="arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/bg/R${index}")`);
    const stack = new Stack();
    for (const pattern of filterPatterns({ all: [], any: all })) {
      const joined = stack.resolve(pattern)['Fn::Join'][1]
        .map((part: any) => typeof part === 'string' ? part : part.Ref === 'AWS::Partition' ? 'aws-us-gov' : '999999999999').join('');
      expect(joined.length).toBeLessThanOrEqual(1024);
      expect(() => parseMetricFilter(joined)).not.toThrow();
    }
  });
});

describe('event patterns', () => {
  test('are none for no values', () => {
    expect(eventPatterns(shape([]))).toEqual([]);
  });

  test('hold all the values where they fit', () => {
    expect(eventPatterns(shape(['a', 'b']))).toEqual([{ detail: { role: ['a', 'b'] } }]);
  });

  test('are as many as 2,048 characters ask for, with every value once', () => {
    const values = Array.from({ length: 300 }, (_, index) => `role-${index}`);
    const patterns = eventPatterns(shape(values));
    expect(patterns.length).toBeGreaterThan(1);
    patterns.forEach((pattern) => expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048));
    expect(patterns.flatMap((pattern) => pattern.detail.role)).toEqual(values);
  });

  test('fails on a value that no pattern holds, with both sizes', () => {
    expect(() => eventPatterns(shape(['a'.repeat(3000)])))
      .toThrow(/^an event pattern for a+… has \d{4} characters, AWS allows 2048; use a shorter name$/);
  });

  test('fails on a value that is an object with a message that shows it', () => {
    const prefix: RuleShape = { values: [{ prefix: 'a'.repeat(3000) }], pattern: (some) => ({ detail: { role: some } }) };
    expect(() => eventPatterns(prefix)).toThrow(/prefix/);
  });
});
