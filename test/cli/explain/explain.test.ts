import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ATTACKS_FILE, attacksSource } from '../../../scripts/generate-attacks';
import { CLAIM_GROUPS, CLAIMS } from '../../../src/claims/internal';
import { breakGlass, OPEN_ROLE, organization, temporaryFolder, writeAssembly } from '../support';

const folder = temporaryFolder();

test('lists every claim in its group', async () => {
  const { code, out } = await breakGlass('explain');
  expect(code).toBe(0);
  for (const { title } of CLAIM_GROUPS) { expect(out).toMatch(new RegExp(`^${title}$`, 'm')); }
  for (const { id } of CLAIMS) { expect(out).toMatch(new RegExp(`^  ${id}$`, 'm')); }
});

test.each(CLAIMS.map(({ id }) => id))('explains %s', async (id) => {
  const { code, out } = await breakGlass('explain', id);
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^${id}\n`));
  expect(out).toContain('\nProof\n');
  expect(out).toContain('\nQuestions');
  expect(out).not.toContain('undefined');
});

test('says threats, what makes it fail, and counts its questions on templates', async () => {
  const assembly = writeAssembly(join(folder, 'out'), organization());
  const { out } = await breakGlass('explain', 'role-needs-mfa', '--in', assembly);
  expect(out).toContain('8. An attacker with the first password');
  expect(out).toContain('- MFA in the trust');
  expect(out).toMatch(/Questions\n {2}\d+ questions about .*, for\s+example:/);
  expect(out).toMatch(/assumes the role\s+without MFA:\s+must be denied/);
});

test('with --all it says what to do in any template, and asks about its users and roles', async () => {
  const plain = (await breakGlass('explain', 'role-needs-mfa')).out.replace(/\s+/g, ' ');
  expect(plain).toContain('\'npx cdk-break-glass-cli explain role-needs-mfa --in cdk.out\' counts');
  const { out } = await breakGlass('explain', 'role-needs-mfa', '--all');
  expect(out.replace(/\s+/g, ' ')).toContain('What to do Add the condition Bool aws:MultiFactorAuthPresent "true" to each statement of the trust policy');
  const file = join(folder, 'open.yaml');
  writeFileSync(file, OPEN_ROLE);
  expect((await breakGlass('explain', 'role-needs-mfa', '--in', file)).out).toMatch(/Questions\n {2}0 questions/);
  expect((await breakGlass('explain', 'role-needs-mfa', '--in', file, '--all')).out).toMatch(/Questions\n {2}[1-9]\d* questions? about/);
  expect((await breakGlass('explain', 'role-needs-mfa', '--in', file, '--all', '--roles', 'x')).err).toContain('no role of the templates matches');
  expect((await breakGlass('explain', 'role-needs-mfa', '--all', '--roles', 'x')).err).toContain('\'--roles\' needs \'--in\'');
});

test('fails on templates that aren\'t there', async () => expect((await breakGlass('explain', 'role-needs-mfa', '--in', join(folder, 'none'))).code).toBe(2));

test('what makes a claim fail is what the tests take out; otherwise run `npm run generate`', () => {
  expect(readFileSync(ATTACKS_FILE, 'utf8')).toBe(attacksSource());
});
