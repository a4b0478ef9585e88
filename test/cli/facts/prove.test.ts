/** The same proof with different tables of facts. */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';
import { ProofDocument } from '../../../cli/prove/document';
import { version } from '../../../cli/version';
import { FACT_IDS } from '../../../src/claims/internal';
import { breakGlass, organization, temporaryFolder, writeAssembly } from '../support';

const folder = temporaryFolder();
const SCHEMA = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'docs', 'reference', 'prove-result.schema.json'), 'utf8'));
const whole = writeAssembly(join(folder, 'whole'), organization());
const held = FACT_IDS.map((id) => ({ id: id as string, outcome: 'held', seen: 'as expected', date: new Date().toISOString(), region: 'eu-central-1', version: version() }));
const except = (id: string, change: object) => held.map((fact) => (fact.id === id ? { ...fact, ...change } : fact));

function tableOf(name: string, facts: readonly object[]): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify({ format: 1, facts }));
  return file;
}
const all = tableOf('all.json', held);
const failed = tableOf('failed.json', except('console-authorization', { outcome: 'failed', seen: 'the console said \u001b[2Jno' }));
const some = tableOf('some.json', except('login-profile-on-update', { outcome: 'not asked', seen: 'not selected' }));
const text = async (...argv: string[]) => { const { code, out } = await breakGlass('prove', whole, ...argv); return { code, out: out.replace(/\s+/g, ' ') }; };

test('without a table the text says nothing about facts, and JSON that none is verified', async () => {
  expect((await text()).out).not.toMatch(/\bfacts?\b/i);
  const document: ProofDocument = JSON.parse((await breakGlass('prove', whole, '--json')).out);
  expect(document.facts).toBeUndefined();
  expect(document.claims.find(({ id }) => id === 'user-and-password-retained')!.restsOn).toEqual([{ number: 3, id: 'login-profile-on-update', state: 'unverified' }]);
});

test('with a table in which all facts held, one line says so', async () => {
  const { code, out } = await text('--facts', all);
  expect(code).toBe(0);
  expect(out).toMatch(/What the proofs take for granted of AWS held in a live account: \d+ facts\./);
});

test('one line says which facts are unverified, and how many claims rest on them', async () => {
  const { code, out } = await text('--facts', some);
  expect(code).toBe(0);
  expect(out).toContain('Proven on the templates; of AWS: fact 3 unverified. 1 claim rests on what isn\'t verified.');
});

test('of few claims each fact is listed, with what was seen', async () => {
  expect((await text('--claim', 'user-no-other-sign-in', '--facts', all)).out).toMatch(/1\. MFA under aws login: held\. Seen: as expected \(20\d\d-\d\d-\d\d, eu-central-1\)/);
});

test('ends with 1 where a fact failed that a claim rests on, and says which', async () => {
  const { code, out } = await text('--facts', failed);
  expect(code).toBe(1);
  expect(out).toContain('FACT FAILED 13. console-authorization Console authorization. Seen: the console said');
  expect(out).toContain('These claims hold, and rest on it: user-can-sign-in, user-no-other-sign-in,');
  expect(out).toMatch(/\d+ claims hold.* A fact that claims rest on failed in a live account\./);
  expect(out).not.toContain('\u001b[2J');
});

test('a fact that failed doesn\'t matter where no asked claim rests on it', async () => {
  expect((await text('--claim', 'user-bounded', '--facts', failed)).code).toBe(0);
});

test('JSON, JUnit and SARIF tell the same', async () => {
  const document: ProofDocument = JSON.parse((await breakGlass('prove', whole, '--json', '--facts', failed)).out);
  const validate = new Ajv({ strict: false }).compile(SCHEMA);
  expect(validate(document) || validate.errors).toBe(true);
  expect(document.verdict).toBe('fails');
  expect(document.facts!.find(({ id }) => id === 'console-authorization')).toMatchObject({ number: 13, state: 'failed', region: 'eu-central-1' });
  const junit = (await breakGlass('prove', whole, '--junit', '-', '--facts', failed)).out;
  const resting = document.claims.filter(({ verdict, restsOn }) => verdict === 'holds' && restsOn.some(({ state }) => state === 'failed')).length;
  expect(resting).toBeGreaterThanOrEqual(3);
  expect(junit).toContain(`failures="${resting}"`);
  expect(junit).toContain('proven on the templates, but fact 13 (console-authorization) failed in a live account');
  const sarif = JSON.parse((await breakGlass('prove', whole, '--sarif', '-', '--facts', failed)).out);
  expect(sarif.runs[0].results.filter(({ level }: any) => level === 'error').map(({ ruleId }: any) => ruleId)).toContain('user-can-sign-in');
});

test('the report has each fact with its state, and each claim with what it rests on', async () => {
  const page = join(folder, 'r.html');
  await breakGlass('report', whole, '--facts', failed, '--out', page);
  const html = readFileSync(page, 'utf8');
  expect(html).toContain('1 fact of AWS failed');
  expect(html).toMatch(/<li id="fact-13" value="13">.*<span class="badge bad">failed<\/span>/);
  expect(html).toMatch(/Rests on <a href="#fact-3">fact 3<\/a>: [^<]* <span class="badge good">held<\/span>/);
  await breakGlass('report', whole, '--out', page);
  const without = readFileSync(page, 'utf8');
  expect(without).toContain('<li id="fact-13" value="13">');
  expect(without).not.toContain('Rests on <a');
});

test('explain lists what a claim rests on', async () => {
  expect((await breakGlass('explain', 'user-can-sign-in')).out).toMatch(/Rests on\n.*\n {4}13\. Whether AWS Sign-In/);
  expect((await breakGlass('explain', 'user-bounded')).out).not.toContain('Rests on');
});

test.each(['prove', 'report'])('%s ends with 2 on a table that can\'t be read, and doesn\'t write over it', async (command) => {
  const bad = tableOf('bad.json', [{ id: 'x' }]);
  const { code, err } = await breakGlass(command, whole, '--facts', bad);
  expect([code, err]).toEqual([2, expect.stringContaining('\'outcome\' must be')]);
  const over = await breakGlass(command, whole, '--facts', all, command === 'prove' ? '--sarif' : '--out', all);
  expect([over.code, over.err]).toEqual([2, expect.stringContaining('it is the table of facts as well')]);
});
