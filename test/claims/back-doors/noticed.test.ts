import { BACK_DOORS } from '.';
import { EXPECTED } from './expected';
import { accessOf } from '../../../cli/prove/access';
import { accessModel, proveModel, SynthesizedStack } from '../../../src/claims/internal';
import { smallOrganization } from '../fixture';
import { Templates } from '../mutations';

const untouched = JSON.stringify(smallOrganization());

interface Sight {
  readonly fails: readonly string[];
  readonly assumptions: readonly string[];
  /** Who has access, which only a comparison tells. */
  readonly access: () => string;
}

function sightOf(change: (templates: Templates) => void): Sight {
  const stacks: SynthesizedStack[] = JSON.parse(untouched);
  change(new Templates(stacks));
  const model = accessModel(stacks);
  const results = proveModel(model);
  return {
    fails: results.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id),
    assumptions: results.flatMap(({ id, assumptions }) => assumptions.map(({ subject, text }) => `${id}: ${subject} ${text}`)),
    access: () => JSON.stringify(accessOf(model)),
  };
}

const whole = sightOf(() => undefined);

test('the organization holds before a back door is put in', () => {
  expect(whole.fails).toEqual([]);
});

test('each back door has an expectation', () => {
  expect(BACK_DOORS.map(({ id }) => id).sort()).toEqual(Object.keys(EXPECTED).sort());
});

test('nearly every back door fails a claim; the few that a legitimate app could hold as well are listed or compared', () => {
  const failing = Object.values(EXPECTED).filter(({ fails = [] }) => fails.length > 0).length;
  expect(failing).toBeGreaterThanOrEqual(260);
});

test.each(BACK_DOORS.map((door) => [door.id, door] as const))('%s is noticed by exactly the claims that it breaks', (id, door) => {
  const { fails = [], listed = [], compared = false } = EXPECTED[id];
  const seen = sightOf(door.mutate);
  expect([...seen.fails].sort()).toEqual([...fails].sort());
  const added = seen.assumptions.filter((assumption) => !whole.assumptions.includes(assumption)).map((assumption) => assumption.split(':')[0]);
  expect(added).toEqual(expect.arrayContaining([...listed]));
  if (compared) { expect(seen.access()).not.toBe(whole.access()); }
  // A back door that nothing shows would be a promise that isn't kept.
  expect(fails.length + listed.length + Number(compared)).toBeGreaterThan(0);
});
