import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { breakGlass, OPEN_ROLE, organization, temporaryFolder, withoutMfa, writeAssembly } from './support';
import { titleOf } from '../../cli/report/title';

const folder = temporaryFolder();

test('writes the page, and prints its path', async () => {
  const assembly = writeAssembly(join(folder, 'out'), organization());
  const file = join(folder, 'pages', 'access.html');
  expect(await breakGlass('report', assembly, '--out', file, '--title', 'Access <of> us')).toEqual({ code: 0, out: `${file}\n`, err: '' });
  const page = readFileSync(file, 'utf8');
  expect(page).toContain('<h1>Access &lt;of&gt; us</h1>');
  expect(page).toContain('id="claim-role-needs-mfa"');
});

test('shows who can ask for elevated access, and who approves it', async () => {
  const { out } = await breakGlass('report', writeAssembly(join(folder, 'elevated'), organization()), '--out', '-');
  const section = out.slice(out.indexOf('<h2 id="elevated">'), out.indexOf('<h2 id="trust">')).replace(/\s+/g, ' ');
  expect(section).toMatch(new RegExp('<th scope="row">contain</th> <td>permission set Contain</td><td>222222222222</td> '
    + '<td>[^<]*jane[^<]*</td><td>[^<]*john[^<]*</td> <td>1</td><td class="nowrap">\\d+ (h|min)</td>'));
  expect(section.match(/<tr><th scope="row">/g)).toHaveLength(4);
  expect(section).toContain('sealed role');
});

test('shows no marks that only proofs compare', async () => {
  const file = join(folder, 'open.yaml');
  writeFileSync(file, OPEN_ROLE);
  const { out } = await breakGlass('report', file, '--all', '--out', '-');
  expect(out).not.toMatch(/unknown-until|unresolved-/);
  expect(out).toContain('the whole account known at deployment (parameter Trusted)');
  expect(out).toContain('arn:aws:s3:::(logical id Bucket)');
});

test('names accounts without a role as well', async () => {
  const third = { name: 'Third', account: '333333333333', region: 'us-east-1', template: { Resources: {} } };
  const { out } = await breakGlass('report', writeAssembly(join(folder, 'third'), [...organization(), third]), '--out', '-');
  expect(out).toMatch(/1 account of these templates without a role that people assume:[^]*333333333333<\/span> <span class="soft">Third/);
});

test.each([
  [['Shop-Security', 'Shop-Workload'], 'Emergency access of Shop'],
  [['ShopSecurity', 'ShopWorkload'], 'Emergency access of Shop'],
  [['Shop'], 'Emergency access of Shop'],
  [['Shop', 'Shopping'], 'Emergency access in app'],
  [['Security', 'Workload'], 'Emergency access in app'],
  [[], 'Emergency access in app'],
])('a page on stacks %j has the title %s', (stacks, title) => expect(titleOf(stacks, '/home/jane/app/cdk.out')).toBe(title));

test('a page on a template is named after the file, without its folders', () => {
  expect(titleOf([], '/home/jane/emergency.yaml')).toBe('Emergency access in emergency.yaml');
});

test('ends with 0 where a claim fails: it reports', async () => {
  const assembly = writeAssembly(join(folder, 'broken'), organization(withoutMfa));
  const { code, out } = await breakGlass('report', assembly, '--out', '-');
  expect(code).toBe(0);
  expect(out).toMatch(/^<!doctype html>/);
});

test('fails on what isn\'t there', async () => expect((await breakGlass('report', join(folder, 'none'))).code).toBe(2));
