/** `npm run api-docs` writes API.md of the library and of the pack from the compiled assemblies; with `--check` it says which is out of date. */
import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join, relative } from 'path';
import { Documentation, Language } from 'jsii-docgen';
import { PACKAGES, ROOT } from './packaging/stage';

async function rendered(name: string): Promise<string> {
  const documentation = await Documentation.forAssembly(name, ROOT);
  return (await documentation.toMarkdown({ language: Language.TYPESCRIPT, allSubmodules: true })).render();
}

async function main(): Promise<number> {
  const check = process.argv.includes('--check');
  let status = 0;
  for (const [name, place] of Object.entries(PACKAGES)) {
    const file = join(ROOT, place, 'API.md');
    const text = await rendered(name);
    if (!check) {
      writeFileSync(file, text);
    } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
      console.error(`${relative(ROOT, file)} is out of date: renew it with \`npm run api-docs\` and commit it`);
      status = 1;
    }
  }
  return status;
}

void main().then((status) => { process.exitCode = status; });
