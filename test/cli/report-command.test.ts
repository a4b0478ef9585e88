import { readFileSync } from 'fs';
import { join } from 'path';
import { breakGlass, organization, temporaryFolder, withoutMfa, writeAssembly } from './support';

const folder = temporaryFolder();

test('writes the page, and prints its path', async () => {
  const assembly = writeAssembly(join(folder, 'out'), organization());
  const file = join(folder, 'pages', 'access.html');
  expect(await breakGlass('report', assembly, '--out', file, '--title', 'Access <of> us')).toEqual({ code: 0, out: `${file}\n`, err: '' });
  const page = readFileSync(file, 'utf8');
  expect(page).toContain('<h1>Access &lt;of&gt; us</h1>');
  expect(page).toContain('id="claim-role-needs-mfa"');
});

test('ends with 0 where a claim fails: it reports', async () => {
  const assembly = writeAssembly(join(folder, 'broken'), organization(withoutMfa));
  const { code, out } = await breakGlass('report', assembly, '--out', '-');
  expect(code).toBe(0);
  expect(out).toMatch(/^<!doctype html>/);
});

test('fails on what isn\'t there', async () => expect((await breakGlass('report', join(folder, 'none'))).code).toBe(2));
