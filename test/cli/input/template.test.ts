import { parseTemplate } from '../../../cli/input/template';

const parse = (text: string) => parseTemplate('t.yaml', text);
const inResources = (text: string) => parse(`Resources:\n  R:\n    V: ${text}\n`).Resources.R.V;

test.each([
  ['!Ref AWS::AccountId', { Ref: 'AWS::AccountId' }],
  ['!GetAtt Role.Arn', { 'Fn::GetAtt': ['Role', 'Arn'] }],
  ['!GetAtt Nested.Outputs.Arn', { 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] }],
  ['!GetAtt [Role, Arn]', { 'Fn::GetAtt': ['Role', 'Arn'] }],
  ['!Sub "arn:${AWS::Partition}:x"', { 'Fn::Sub': 'arn:${AWS::Partition}:x' }],
  ['!Sub ["${A}", { A: !Ref B }]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
  ['!Join ["", [a, !Ref B]]', { 'Fn::Join': ['', ['a', { Ref: 'B' }]] }],
  ['!If [C, a, !Ref "AWS::NoValue"]', { 'Fn::If': ['C', 'a', { Ref: 'AWS::NoValue' }] }],
  ['!Select [0, !Split [",", a]]', { 'Fn::Select': [0, { 'Fn::Split': [',', 'a'] }] }],
  ['!ImportValue x', { 'Fn::ImportValue': 'x' }],
  ['!FindInMap [A, b, c]', { 'Fn::FindInMap': ['A', 'b', 'c'] }],
  ['!Condition C', { Condition: 'C' }],
  ['!Base64 a', { 'Fn::Base64': 'a' }],
  ['!Transform { Name: a }', { 'Fn::Transform': { Name: 'a' } }],
])('%s is read in its long form', (text, value) => expect(inResources(text)).toEqual(value));

test('a policy\'s version stays text, an account id keeps its zeros, numbers and truth values are what they are', () => {
  expect(['2012-10-17', '012345678901', '415589142697', '3600', 'true', 'yes'].map(inResources)).toEqual(['2012-10-17', '012345678901', 415589142697, 3600, true, 'yes']);
});

test('anchors are followed', () => {
  expect(parse('Resources:\n  A: &a { Type: X }\n  B: *a\n').Resources).toEqual({ A: { Type: 'X' }, B: { Type: 'X' } });
});

test('JSON is read as JSON', () => expect(parse('{"Resources":{"R":{"Type":"X"}}}').Resources.R.Type).toBe('X'));

test.each([
  ['a: [', 'neither JSON nor YAML'],
  ['{"Resources": ', 'is not JSON'],
  ['hello', 'has no Resources'],
  ['', 'has no Resources'],
  ['a: 1\n---\nb: 2\n', 'neither JSON nor YAML'],
  ['Resources:\n  A: 1\n  A: 2\n', 'neither JSON nor YAML'],
  ['{"Parameters":{}}', 'has no Resources'],
  ['{"format":1,"claims":[]}', 'is a result of \'prove --json\''],
])('fails on %j: %s', (text, message) => expect(() => parse(text)).toThrow(message));

test('fails on a text that aliases make endless', () => {
  const lines = Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`);
  expect(() => parse(`a0: &a0 [x, x]\n${lines.join('\n')}\nResources: {}\n`)).toThrow('too large');
});
