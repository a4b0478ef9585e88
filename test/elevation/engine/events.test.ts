import { eventIf, EVENTS, EventType } from '../../../src/elevation/engine/events';
import { elevatedAccess } from '../support/fixture';
import { revocationRule } from '../support/kinds';
import { evaluate } from '../support/reference';
import { definitionsOf } from '../support/synthesized';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const { stack } = elevatedAccess({
  rules: (scope) => ({
    revocation: revocationRule,
    session: {
      ...revocationRule,
      accounts: undefined,
      target: elevation.ElevationTarget.scopedSession(new elevation.ElevationSessionRole(scope, 'Sessions', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
    },
  }),
});
const names = Object.values(EVENTS);

/** Every text in a value, and those in expressions. */
function textsIn(value: any): string[] {
  if (typeof value === 'string') { return value.startsWith('{%') ? [...value.matchAll(/"([^"\\]*)"/g)].map(([, text]) => text) : [value]; }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

/** Every value of a member of that name. */
function membersOf(value: any, member: string): any[] {
  if (value === null || typeof value !== 'object') { return []; }
  return Object.entries(value).flatMap(([name, child]) => [...name === member ? [child] : [], ...membersOf(child, member)]);
}

test('event names are unique', () => {
  expect(new Set(names).size).toBe(names.length);
});

test('the workflows announce exactly the events of the table', () => {
  const announced = Object.values(definitionsOf(stack)).flatMap((definition) => membersOf(definition, 'DetailType')).flatMap(textsIn).filter((text) => text.startsWith('Elevation '));
  expect([...new Set(announced)].sort()).toEqual(names.filter((name) => name !== EVENTS.granting).sort());
});

test('entries of the ledger use events of the table', () => {
  const written = Object.values(definitionsOf(stack)).flatMap((definition) => membersOf(definition, 'event')).flatMap(textsIn).filter((text) => text.startsWith('Elevation '));
  expect(written.filter((text) => !names.includes(text as EventType))).toEqual([]);
  expect(written).toContain(EVENTS.granting);
});

test.each([[true, EVENTS.bypassed], [false, EVENTS.approved]])('an expression chooses between two events by its condition (%s)', async (pass, event) => {
  expect(await evaluate(`{% ${eventIf('$pass', EVENTS.bypassed, EVENTS.approved)} %}`, { pass })).toBe(event);
});
