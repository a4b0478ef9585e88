import { EXPECTED } from './back-doors/expected';
import { smallOrganization } from './fixture';
import { MUTATIONS } from './mutations';
import { seenOutside } from './outside';
import { CLAIMS, prove } from '../../src/claims/internal';

const seen = seenOutside('mutations');

test('every claim applies to the unchanged organization and holds', () => {
  const results = prove(smallOrganization());
  expect(results.flatMap((result) => result.counterExamples)).toEqual([]);
  expect(results.filter((result) => result.verdict !== 'holds').map((result) => result.id)).toEqual([]);
});

test.each(MUTATIONS)('without $id exactly the claim that names it fails', ({ id, claim, also = [] }) => {
  expect([...seen[id].fails].sort()).toEqual([claim, ...also].sort());
});

/** What the app adds around break-glass and elevated access breaks these: the library writes nothing that could be taken out. */
const OF_WHAT_IS_ADDED = ['password-rules-lock-nobody-out', 'break-glass-changed-by-no-other-role', 'elevation-people-are-themselves'];

test('every claim that something is impossible is caught failing by a mutation', () => {
  const caught = new Set([...MUTATIONS.map((mutation) => mutation.claim), ...OF_WHAT_IS_ADDED]);
  expect(CLAIMS.map((claim) => claim.id).filter((id) => !caught.has(id))).toEqual(['role-can-be-assumed', 'path-needs-no-iam-write', 'role-fits-switch-role']);
});

test.each(OF_WHAT_IS_ADDED)('a back door makes %s fail, and no other claim', (id) => {
  expect(Object.values(EXPECTED).filter(({ fails }) => fails?.length === 1 && fails[0] === id)).not.toEqual([]);
});

test('mutations have ids of their own', () => {
  expect(new Set(MUTATIONS.map((mutation) => mutation.id)).size).toBe(MUTATIONS.length);
});
