import { Attribute, item, order, pathsOf, rule } from '../../../src/elevation/engine/hand-overs';
import { elevatedAccess, CONTAIN_RULE } from '../support/fixture';
import { definitionsOf } from '../support/synthesized';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const definitions = Object.values(definitionsOf(elevatedAccess({
  rules: (scope) => ({
    contain: CONTAIN_RULE,
    session: {
      ...CONTAIN_RULE,
      accounts: undefined,
      target: elevation.ElevationTarget.scopedSession(new elevation.ElevationSessionRole(scope, 'Sessions', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
    },
  }),
}).stack));

/** Attributes that the workflows write into the state of a request, with DynamoDB's type of each. */
function written(value: any): [string, string][] {
  if (value === null || typeof value !== 'object') { return []; }
  const put = value.Item?.sk?.S === 'STATE' ? Object.entries<any>(value.Item).filter(([name]) => !['pk', 'sk', 'forgetAt'].includes(name)) : [];
  const set = Object.entries<any>(value.ExpressionAttributeValues ?? {}).filter(([name]) => name.startsWith(':set_')).map(([name, child]) => [name.slice(':set_'.length), child]);
  return [...[...put, ...set].map(([name, child]): [string, string] => [name, Object.keys(child)[0]]), ...Object.values(value).flatMap(written)];
}

test('an attribute of the request is read with the type with which it is written', () => {
  const attributes = definitions.flatMap(written);
  expect(attributes.length).toBeGreaterThan(20);
  expect(attributes.filter(([name, type]) => item(name as Attribute) !== `$item.${name}.${type}`)).toEqual([]);
});

test('an attribute can be read from another variable', () => {
  expect(item('requester', '$i')).toBe('$i.requester.S');
});

test('fields of a rule, of an order and of other variables are paths', () => {
  expect([rule('kind'), order('id'), pathsOf<{ readonly person: string }>('asked')('person')])
    .toEqual(['$rule.kind', '$states.context.Execution.Input.id', '$asked.person']);
});
