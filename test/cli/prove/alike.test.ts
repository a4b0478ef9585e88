import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { proveInput } from '../../../cli/input/read';
import { documentOf, exitCode } from '../../../cli/prove/document';
import { proofText } from '../../../cli/prove/text';
import { BreakGlassUser, IncidentResponseRole, Playbook, ResponderProfile } from '../../../src';
import { CLAIMS } from '../../../src/claims/internal';

const ACCOUNTS = Array.from({ length: 6 }, (_, index) => `70000000000${index}`);

/** A role in each of six accounts. */
function organization(): string {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'alike-')), analyticsReporting: false });
  for (const account of ACCOUNTS) {
    const stack = new Stack(app, `Roles${account}`, { env: { account, region: 'us-east-1' } });
    const jane = BreakGlassUser.fromUserArn(stack, 'Jane', 'arn:aws:iam::710000000000:user/bg/jane.doe-BREAK-GLASS');
    new IncidentResponseRole(stack, 'Investigator', { profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: [jane] });
  }
  return app.synth().directory;
}

const claims = CLAIMS.filter(({ id }) => id === 'role-needs-mfa');

function proven(directory: string) {
  const { model, results, alike } = proveInput(directory, { claims })!;
  return documentOf(directory, { model, claims, leftOut: [], all: false }, results, alike);
}

test('accounts with equal templates are proven once, and the result says for which', () => {
  const document = proven(organization());
  expect(document.alike).toEqual([{ account: ACCOUNTS[0], alike: ACCOUNTS.slice(2) }]);
  expect(document.stacks.map(({ account }) => account)).toEqual(ACCOUNTS.slice(0, 2));
  expect(proofText(document).replace(/\n/g, ' ')).toContain(`4 accounts with the templates of ${ACCOUNTS[0]} are proven with it: ${ACCOUNTS[2]}, ${ACCOUNTS[3]}, ${ACCOUNTS[4]}, and`);
  expect(proofText(document)).toContain('in 6 accounts');
});

test('access lists the roles of every account, for a later comparison', () => {
  const { access } = proven(organization());
  expect(access.roles.map(({ account }) => account)).toEqual(ACCOUNTS);
  expect(access.roles[5].arn).toBe(`arn:aws:iam::${ACCOUNTS[5]}:role/bg/BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE`);
});

test('fails where one of the accounts is different', () => {
  const directory = organization();
  const file = join(directory, `Roles${ACCOUNTS[4]}.template.json`);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"(Bool|NumericLessThanEquals)": \{[^}]*\},?/g, ''));
  const document = proven(directory);
  expect(exitCode(document)).toBe(1);
  expect(document.claims[0].counterExamples.map(({ stack }) => stack)).toEqual(expect.arrayContaining([`Roles${ACCOUNTS[4]}`]));
  expect(document.alike).toEqual([{ account: ACCOUNTS[0], alike: [ACCOUNTS[2], ACCOUNTS[3], ACCOUNTS[5]] }]);
});
