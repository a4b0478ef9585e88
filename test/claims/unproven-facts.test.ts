import { Claim, CLAIMS, FACT_IDS, factOf, UNPROVEN_FACTS, UnprovenFact } from '../../src/claims/internal';

/** What is wrong with a list of facts and the claims that name them. */
function mistakes(facts: readonly UnprovenFact[], claims: ReadonlyArray<Pick<Claim, 'id' | 'restsOn'>>): string[] {
  const named = (id: string) => claims.some(({ restsOn = [] }) => restsOn.some((each) => each === id));
  return [
    ...facts.filter(({ id, unclaimed }) => !named(id) && unclaimed === undefined).map(({ id }) => `${id}: no claim rests on it, and it doesn't say why`),
    ...facts.filter(({ id, unclaimed }) => named(id) && unclaimed !== undefined).map(({ id }) => `${id}: a claim rests on it, so it needs no reason why none does`),
    ...claims.flatMap(({ id, restsOn = [] }) => restsOn.filter((fact) => !facts.some((each) => each.id === fact)).map((fact) => `${id} rests on ${fact}, which isn't there`)),
    ...claims.filter(({ restsOn = [] }) => new Set(restsOn).size < restsOn.length).map(({ id }) => `${id} names a fact twice`),
  ];
}

test('each fact is named by a claim, or says why none rests on it', () => {
  expect(mistakes(UNPROVEN_FACTS, CLAIMS)).toEqual([]);
});

test('fails on a fact that no claim names, on one that isn\'t there, and on a reason that isn\'t needed', () => {
  const without = CLAIMS.map(({ id, restsOn }) => ({ id, restsOn: restsOn?.filter((fact) => fact !== 'object-lock-write') }));
  expect(mistakes(UNPROVEN_FACTS, without)).toEqual(['object-lock-write: no claim rests on it, and it doesn\'t say why']);
  expect(mistakes(UNPROVEN_FACTS.filter(({ id }) => id !== 'api-gateway-role'), CLAIMS)).toEqual(['elevation-trusts-as-written rests on api-gateway-role, which isn\'t there']);
  const reasoned = UNPROVEN_FACTS.map((fact) => (fact.id === 'api-gateway-role' ? { ...fact, unclaimed: 'No reason.' } : fact));
  expect(mistakes(reasoned, CLAIMS)).toEqual(['api-gateway-role: a claim rests on it, so it needs no reason why none does']);
  expect(mistakes(UNPROVEN_FACTS, [...CLAIMS, { id: 'x', restsOn: ['aws-login-mfa', 'aws-login-mfa'] }])).toEqual(['x names a fact twice']);
});

test('numbers and ids never change: tables, texts and people hold them', () => {
  expect(UNPROVEN_FACTS.map(({ number, id }) => `${number} ${id}`)).toEqual([
    '1 aws-login-mfa', '2 first-password-change', '3 login-profile-on-update', '4 cloudtrail-delivery', '5 packed-policy-size', '6 revocation-latency',
    '7 object-lock-write', '8 security-hub-finding', '9 assignment-time', '10 filter-missing-field', '11 eventbridge-delivery', '12 api-gateway-role',
    '13 console-authorization', '14 permission-set-revocation',
  ]);
  expect([...FACT_IDS].sort()).toEqual(UNPROVEN_FACTS.map(({ id }) => id).sort());
  expect(FACT_IDS.map((id) => factOf(id).id)).toEqual([...FACT_IDS]);
});

test.each(UNPROVEN_FACTS.map((fact) => [fact.id, fact] as const))('%s says what, what shows it, where AWS documents it, and for how long a verification counts', (_, fact) => {
  expect(fact.text).toMatch(/^[A-Z].*[.)]$/);
  expect(fact.shownBy).toMatch(/^[A-Z].*\.$/);
  expect(fact.title).toMatch(/^\S.{5,60}[^.]$/);
  expect(fact.link).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  expect(fact.freshDays).toBeGreaterThanOrEqual(30);
  expect(fact.freshDays).toBeLessThanOrEqual(366);
});
