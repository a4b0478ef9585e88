import { CLAIMS, prove } from '../../src/claims/internal';
import { carelessSamples } from '../support/negative-controls/careless-samples';

describe.each(carelessSamples().map((sample) => [sample.name, sample] as const))('the careless sample %s', (_, sample) => {
  test('fails the claims that name its mistake, with a counter-example each', () => {
    const results = prove([{ name: sample.name, account: sample.accountId, region: sample.region, template: sample.template }]);
    const failing = results.filter((result) => result.verdict === 'fails');
    expect(failing.map((result) => result.id)).toEqual(expect.arrayContaining(sample.expectedFailures));
    failing.forEach((result) => expect(result.counterExamples.length).toBeGreaterThan(0));
  });

  test('names claims that exist', () => {
    const ids = CLAIMS.map((claim) => claim.id);
    sample.expectedFailures.forEach((id) => expect(ids).toContain(id));
    expect(sample.expectedFailures.length).toBeGreaterThan(0);
  });
});

test('a role with MFA in its trust does not fail the claim on MFA: the claims tell mistakes apart', () => {
  const sample = carelessSamples().find(({ name }) => name === 'administrator-without-boundary')!;
  const results = prove([{ name: sample.name, account: sample.accountId, region: sample.region, template: sample.template }]);
  expect(results.find((result) => result.id === 'role-needs-mfa')?.verdict).toBe('holds');
});
