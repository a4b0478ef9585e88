import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { firstDifference, readTemplates } from '../../scripts/consumers/compare';

const template = () => ({
  Resources: {
    Jane3E2A1: { Type: 'AWS::IAM::User', Properties: { UserName: 'jane.doe-BREAK-GLASS', Groups: ['a', 'b'] } },
    Role9F8C2: { Type: 'AWS::IAM::Role', Properties: { MaxSessionDuration: 3600 } },
  },
});

test('equal templates have no difference, whatever the order of their keys', () => {
  const { Jane3E2A1, Role9F8C2 } = template().Resources;
  expect(firstDifference(template(), { Resources: { Role9F8C2, Jane3E2A1 } })).toBeUndefined();
});

test('fails for one changed logical id', () => {
  const { Jane3E2A1, Role9F8C2 } = template().Resources;
  expect(firstDifference(template(), { Resources: { Jane3E2A2: Jane3E2A1, Role9F8C2 } })).toMatch(/^\/Resources\/Jane3E2A1: .* is not nothing$/);
});

test('fails for a changed value, and says where', () => {
  const other = template();
  other.Resources.Role9F8C2.Properties.MaxSessionDuration = 7200;
  expect(firstDifference(template(), other)).toBe('/Resources/Role9F8C2/Properties/MaxSessionDuration: 3600 is not 7200');
});

test.each([
  ['another order', ['b', 'a']],
  ['one less', ['a']],
  ['one more', ['a', 'b', 'c']],
  ['an object in place of an array', { 0: 'a', 1: 'b' }],
  ['null', null],
])('fails for a list with %s', (_, groups) => {
  const other: any = template();
  other.Resources.Jane3E2A1.Properties.Groups = groups;
  expect(firstDifference(template(), other)).toContain('/Resources/Jane3E2A1/Properties/Groups');
});

test('fails for a string in place of a number', () => {
  expect(firstDifference({ a: 1 }, { a: '1' })).toBe('/a: 1 is not "1"');
});

test('fails for a stack that one side lacks', () => {
  expect(firstDifference({ 'A.template.json': template() }, { 'A.template.json': template(), 'B.template.json': {} })).toContain('/B.template.json');
});

test('fails for an assembly without templates: nothing equals nothing too easily', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compare-'));
  expect(() => readTemplates(folder)).toThrow('no template in');
  writeFileSync(join(folder, 'A.template.json'), JSON.stringify(template()));
  writeFileSync(join(folder, 'manifest.json'), '{}');
  expect(readTemplates(folder)).toEqual({ 'A.template.json': template() });
});
