import { EXPECTED } from './back-doors/expected';
import { smallOrganization } from './fixture';
import { MUTATIONS, Templates } from './mutations';
import { CLAIMS, prove, SynthesizedStack } from '../../src/claims/internal';

const original = smallOrganization();

function copy(): SynthesizedStack[] {
  return original.map((stack) => ({ ...stack, template: JSON.parse(JSON.stringify(stack.template)) }));
}

function failing(stacks: readonly SynthesizedStack[]): string[] {
  const results = prove(stacks);
  return results.filter((result) => result.verdict === 'fails').map((result) => result.id);
}

test('every claim applies to the unchanged organization and holds', () => {
  const results = prove(copy());
  expect(results.flatMap((result) => result.counterExamples)).toEqual([]);
  expect(results.filter((result) => result.verdict !== 'holds').map((result) => result.id)).toEqual([]);
});

test.each(MUTATIONS.map((mutation) => [mutation.id, mutation] as const))('without %s exactly the claim that names it fails', (_, mutation) => {
  const stacks = copy();
  mutation.mutate(new Templates(stacks));
  expect(failing(stacks).sort()).toEqual([mutation.claim, ...mutation.also ?? []].sort());
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
