import { BACK_DOORS, BackDoorKind } from '.';
import { SynthesizedStack } from '../../../src/claims/internal';
import { smallOrganization } from '../fixture';
import { Templates } from '../mutations';

/** Fewest back doors of each kind. */
const LEAST: Record<BackDoorKind, number> = { 'trust': 25, 'permissions': 25, 'alarm-chain': 25, 'template': 20, 'user': 20, 'narrowed': 20, 'elevation': 25 };

const untouched = JSON.stringify(smallOrganization());

/** The templates after a back door was put in. */
function after(mutate: (templates: Templates) => void): string {
  const stacks: SynthesizedStack[] = JSON.parse(untouched);
  mutate(new Templates(stacks));
  return JSON.stringify(stacks);
}

describe('the back doors', () => {
  test('have ids of their own', () => {
    expect(new Set(BACK_DOORS.map(({ id }) => id)).size).toBe(BACK_DOORS.length);
  });

  test('are at least 150', () => {
    expect(BACK_DOORS.length).toBeGreaterThanOrEqual(150);
  });

  test.each(Object.entries(LEAST))('of the kind %s are at least %d', (kind, least) => {
    expect(BACK_DOORS.filter((door) => door.kind === kind).length).toBeGreaterThanOrEqual(least);
  });

  const changes = new Map<string, string>();

  test.each(BACK_DOORS.map((door) => [door.id, door] as const))('%s changes the templates, and as no other does', (id, { mutate }) => {
    // As texts: the order of properties stays.
    const changed = after(mutate);
    expect(changed === untouched).toBe(false);
    expect({ id, sameAs: changes.get(changed) }).toEqual({ id, sameAs: undefined });
    changes.set(changed, id);
  });
});
