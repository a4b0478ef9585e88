/** What the library writes holds, whatever its props: nothing that an app may ask for is taken for an attack. */
import { App } from 'aws-cdk-lib';
import { every } from './every-prop';
import { referenceOrganization } from '../../../examples/reference-org/app';
import { ClaimResult, CLAIMS, prove, readAssembly } from '../../../src/claims/internal';
import { smallOrganization } from '../fixture';

/** The app has no alarms: they are none of these constructs' props. */
const proven = (app: App) => prove(readAssembly(app.synth().directory), { claims: CLAIMS.filter(({ proof, id }) => proof !== 'detection' && !/wired$/.test(id)) });
const wrong = (results: readonly ClaimResult[]) => results.flatMap(({ id, counterExamples }) => counterExamples.map(({ subject, text, because }) => `${id}: ${subject} ${text}: ${because}`));

test('the small organization holds', () => {
  expect(wrong(prove(smallOrganization()))).toEqual([]);
});

test('the reference organization holds', () => {
  expect(wrong(proven(referenceOrganization({ analyticsReporting: false })))).toEqual([]);
});

test('an app with every prop holds', () => {
  expect(wrong(proven(every()))).toEqual([]);
});
