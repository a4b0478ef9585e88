import { BACK_DOORS } from '.';
import { EXPECTED } from './expected';
import { seenOutside } from '../outside';

const seen = seenOutside('back-doors');

test('the organization holds before a back door is put in', () => {
  expect(seen['']).toEqual({ fails: [], listed: [], compared: false });
});

test('each back door has an expectation', () => {
  expect(BACK_DOORS.map(({ id }) => id).sort()).toEqual(Object.keys(EXPECTED).sort());
});

test('nearly every back door fails a claim; the few that a legitimate app could hold as well are listed or compared', () => {
  const failing = Object.values(EXPECTED).filter(({ fails = [] }) => fails.length > 0).length;
  expect(failing).toBeGreaterThanOrEqual(260);
});

test.each(BACK_DOORS.map(({ id }) => id))('%s is noticed by exactly the claims that it breaks', (id) => {
  const { fails = [], listed = [], compared = false } = EXPECTED[id];
  expect([...seen[id].fails].sort()).toEqual([...fails].sort());
  expect(seen[id].listed).toEqual(expect.arrayContaining([...listed]));
  if (compared) { expect(seen[id].compared).toBe(true); }
  // A back door that nothing shows would be a promise that isn't kept.
  expect(fails.length + listed.length + Number(compared)).toBeGreaterThan(0);
});
