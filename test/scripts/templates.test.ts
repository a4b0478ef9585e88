import { differences } from '../../scripts/templates/compare';

const role = (properties: object = {}) => ({ Type: 'AWS::IAM::Role', Properties: { RoleName: 'BREAK-GLASS-RESPONDER', MaxSessionDuration: 3600, ...properties } });
const template = (resources: object, rest: object = {}) => ({ 'org/Security.template.json': { Resources: resources, ...rest } });
const compared = (before: object, after: object, renames?: { [name: string]: string }) => differences(template(before), template(after), renames)
  .map((line) => line.replace('org/Security.template.json: ', ''));

test('equal templates have no differences, whatever the order of keys', () => {
  const { Type, Properties } = role();
  expect(compared({ Role: { Type, Properties } }, { Role: { Properties, Type } })).toEqual([]);
});

test('a resource that came or went is named with its type', () => {
  expect(compared({ Old: role() }, { New: role({ MaxSessionDuration: 7200 }) })).toEqual(['removed AWS::IAM::Role Old', 'added AWS::IAM::Role New']);
});

test('a resource with the same contents and another id is renamed, and so is what refers to it', () => {
  const alarm = (topic: string) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: topic }] } });
  const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'use' } };
  expect(compared({ OldTopic: topic, OldAlarm: alarm('OldTopic') }, { NewTopic: topic, NewAlarm: alarm('NewTopic') })).toEqual([
    'renamed AWS::SNS::Topic OldTopic: it is NewTopic now, and the deployment replaces it',
    'renamed AWS::CloudWatch::Alarm OldAlarm: it is NewAlarm now, and the deployment replaces it',
  ]);
});

test.each([
  ['a value', { MaxSessionDuration: 7200 }, ['changed AWS::IAM::Role Role: Properties.MaxSessionDuration was 3600, is 7200']],
  ['a text', { RoleName: 'OTHER' }, ['changed AWS::IAM::Role Role: Properties.RoleName was "BREAK-GLASS-RESPONDER", is "OTHER"']],
  ['a new property', { Path: '/bg/' }, ['changed AWS::IAM::Role Role: Properties.Path is new: "/bg/"']],
])('%s that changed is named with its path, before and after', (_, properties, lines) => {
  expect(compared({ Role: role() }, { Role: role(properties) })).toEqual(lines);
});

test('a property that went is named with what it was', () => {
  expect(compared({ Role: role({ Path: '/bg/' }) }, { Role: role() })).toEqual(['changed AWS::IAM::Role Role: Properties.Path is gone: "/bg/"']);
});

test.each([
  ['gained and lost entries', ['a', 'b'], ['b', 'c', 'd'], ['lost "a"', 'gained "c"', 'gained "d"']],
  ['entries that came twice', ['a'], ['a', 'a'], ['gained "a"']],
  ['another order', ['a', 'b'], ['b', 'a'], ['has another order']],
])('a list is compared by its entries: %s', (_, before, after, lines) => {
  expect(compared({ Role: role({ List: before }) }, { Role: role({ List: after }) })).toEqual(lines.map((line) => `changed AWS::IAM::Role Role: Properties.List ${line}`));
});

test('a list of the same length is compared entry by entry', () => {
  expect(compared({ Role: role({ List: [{ Sid: 'A', Effect: 'Deny' }, 'b'] }) }, { Role: role({ List: [{ Sid: 'A', Effect: 'Allow' }, 'b'] }) }))
    .toEqual(['changed AWS::IAM::Role Role: Properties.List[0].Effect was "Deny", is "Allow"']);
});

test('of a long text the place is shown where it begins to differ', () => {
  const text = (word: string) => `${'x'.repeat(500)}${word}${'y'.repeat(500)}`;
  const [line] = compared({ Machine: role({ DefinitionString: text('approve') }) }, { Machine: role({ DefinitionString: text('refuse') }) });
  expect(line).toMatch(/DefinitionString differs from character 501 on: was "x{40}approvey{33}", is "x{40}refusey{34}"$/);
});

test('other sections are compared too', () => {
  expect(differences(template({}, { Outputs: { Url: { Value: 'a' } } }), template({}, { Outputs: { Url: { Value: 'b' } } })))
    .toEqual(['org/Security.template.json: changed Outputs.Url.Value was "a", is "b"']);
});

test('a template that came or went is one difference', () => {
  expect(differences(template({}), {})).toEqual(['org/Security.template.json: the template is gone']);
  expect(differences({}, template({}))).toEqual(['org/Security.template.json: the template is new']);
});

describe('names that were given as renamed', () => {
  const before = { OldRole: role({ RoleName: 'ELEVATION-KILLER', Description: 'of the kill' }), User: { Type: 'AWS::IAM::User', Properties: { Boundary: { Ref: 'OldRole' } } } };
  const after = { NewRole: role({ RoleName: 'ELEVATION-REVOKER', Description: 'of the kill' }), User: { Type: 'AWS::IAM::User', Properties: { Boundary: { Ref: 'NewRole' } } } };

  test('are no difference: neither ids, nor names, nor what refers to them', () => {
    expect(compared(before, after, { 'OldRole': 'NewRole', 'ELEVATION-KILLER': 'ELEVATION-REVOKER' })).toEqual([]);
  });

  test('leave every other difference', () => {
    expect(compared(before, after, { OldRole: 'NewRole' })).toEqual(['changed AWS::IAM::Role NewRole: Properties.RoleName was "ELEVATION-KILLER", is "ELEVATION-REVOKER"']);
  });

  test('are whole words', () => {
    expect(compared({ OldRole2: role() }, { OldRole2: role() }, { OldRole: 'NewRole' })).toEqual([]);
  });

  test('may be names of templates', () => {
    expect(differences({ 'org/Killed.template.json': {} }, { 'org/Revoked.template.json': {} }, { Killed: 'Revoked' })).toEqual([]);
  });
});
