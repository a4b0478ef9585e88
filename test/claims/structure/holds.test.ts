/** What the library writes holds, whatever its props: nothing that an app may ask for is taken for an attack. */
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { every } from './every-prop';
import { referenceOrganization } from '../../../examples/reference-org/app';
import { ClaimResult, CLAIMS, prove, readAssembly } from '../../../src/claims/internal';
import { smallOrganization } from '../fixture';

/** The app has no alarms: they are none of these constructs' props. */
const provenIn = (directory: string) => prove(readAssembly(directory), { claims: CLAIMS.filter(({ proof, id }) => proof !== 'detection' && !/wired$/.test(id)) });
const proven = (app: App) => provenIn(app.synth().directory);
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

/** An app for one snapshot: a window is the only way in, and shares its stack with elevated access. */
const MADE_FOR_A_SNAPSHOT = ['path-needs-no-iam-write', 'elevation-break-glass-independent'];

test.each(['elevated-access', 'headline-constructs'])('the snapshot of %s holds, for whichever account', (name) => {
  const results = provenIn(join(__dirname, '../../../integ', `integ.${name}.ts.snapshot`));
  expect(wrong(results.filter(({ id }) => !MADE_FOR_A_SNAPSHOT.includes(id)))).toEqual([]);
});
