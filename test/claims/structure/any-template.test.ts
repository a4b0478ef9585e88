/** Templates that no synthesis writes: whatever stands in them, every claim has a result, and none is an exception. */
import fc from 'fast-check';
import { Claim, CLAIMS, prove, SynthesizedStack } from '../../../src/claims/internal';
import { smallOrganization } from '../fixture';

const original = smallOrganization();
const copy = (): SynthesizedStack[] => original.map((stack) => ({ ...stack, template: JSON.parse(JSON.stringify(stack.template)) }));

/** What stands in the place of a value. */
const MANGLED: readonly (readonly [string, (value: any) => any])[] = [
  ['a number', () => 42],
  ['null', () => null],
  ['true', () => true],
  ['a text', () => 'nonsense'],
  ['an empty text', () => ''],
  ['an empty list', () => []],
  ['an empty object', () => ({})],
  ['a list around it', (value) => [value]],
  ['an object around it', (value) => ({ constructor: value })],
  ['it twice', (value) => [value, value]],
  ['a reference', () => ({ Ref: 'constructor' })],
  ['a malformed reference', () => ({ Ref: ['AWS::Region'] })],
  ['a malformed attribute', () => ({ 'Fn::GetAtt': 7 })],
  ['a malformed join', () => ({ 'Fn::Join': 'x' })],
  ['a join of objects', () => ({ 'Fn::Join': [',', [{ a: 1 }]] })],
  ['a malformed substitution', () => ({ 'Fn::Sub': [{}] })],
  ['a condition', (value) => ({ 'Fn::If': ['C', value, { Ref: 'AWS::NoValue' }] })],
  ['no value', () => ({ Ref: 'AWS::NoValue' })],
  ['a dynamic reference', () => '{{resolve:ssm:name}}'],
  ['an unknown function', () => ({ 'Fn::Transform': { Name: 'AWS::Include' } })],
];

/** A walk from the templates down: at each step the child to take, as far as there is one. */
const change = fc.record({
  walk: fc.noBias(fc.array(fc.nat(997), { minLength: 1, maxLength: 10 })),
  kind: fc.integer({ min: -1, max: MANGLED.length - 1 }),
});

function mangle(stack: any, from: string, walk: readonly number[], kind: number): void {
  let [parent, key] = [stack, from];
  for (const step of walk) {
    const next = parent[key];
    const keys = next !== null && typeof next === 'object' ? Object.keys(next) : [];
    if (keys.length === 0) { break; }
    parent = next;
    key = keys[step % keys.length];
  }
  if (kind < 0) { delete parent[key]; } else { parent[key] = MANGLED[kind][1](parent[key]); }
}

test('every claim has a result for a template of any shape', () => {
  fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
    const stacks = copy();
    changes.forEach(({ walk: [first, ...walk], kind }) => mangle(stacks[first % stacks.length], 'template', walk, kind));
    expect(prove(stacks).map(({ id }) => id)).toEqual(CLAIMS.map(({ id }) => id));
  }), { numRuns: Number(process.env.RUNS ?? 60), seed: Number(process.env.SEED ?? 11) });
}, 120_000);

test('a claim that can\'t ask its questions fails with the reason', () => {
  const claim: Claim = { id: 'x', title: 'x', threats: [], proof: 'template', questions: () => { throw new TypeError('statements is not iterable'); } };
  expect(prove(copy(), { claims: [claim] })).toMatchObject([{ verdict: 'fails', counterExamples: [{ because: expect.stringContaining('statements is not iterable') }] }]);
});

test('a question that can\'t be answered doesn\'t hold', () => {
  const request = { principalArn: 'x', action: 'x', account: 'x', context: {}, identityPolicies: [{ name: 'x', document: 7 }] };
  const claim: Claim = { id: 'x', title: 'x', threats: [], proof: 'policy', questions: () => [{ kind: 'access', expect: 'allowed', subject: 'x', text: 'x', request }] };
  expect(prove(copy(), { claims: [claim] })[0].verdict).toBe('fails');
});

test.each([
  ['nothing', undefined], ['null', null], ['a list', []], ['a text', 'Resources'], ['a list of resources', { Resources: [] }], ['a resource that is null', { Resources: { A: null } }],
  ['references in a circle', { Resources: { A: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: 'B' } } }, B: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: 'A' } } } } }],
  ['a name of every object', { Resources: { constructor: { Type: 'constructor', Properties: { A: { Ref: 'toString' } } } } }],
  ['values too deep to be meant', { Resources: { A: { Type: 'AWS::SNS::Topic', Properties: JSON.parse(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`) } } }],
  ['an output that is null', { Outputs: { A: null } }],
])('a template that is %s beside others has results', (_, template) => {
  expect(prove([...copy(), { name: 'Odd', account: '111111111111', region: 'us-east-1', template }]).map(({ id }) => id)).toEqual(CLAIMS.map(({ id }) => id));
});

test('a template of 1 MB is read', () => {
  const Resources = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`Function${index}`, { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: 'x'.repeat(2000) } } }]));
  const results = prove([...copy(), { name: 'Large', account: '111111111111', region: 'us-east-1', template: { Resources } }]);
  expect(results.flatMap(({ counterExamples }) => counterExamples)).toEqual([]);
});
