import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..', '..');
const page = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const firstCells = [...page.matchAll(/^\| (`.+?) \|/gm)].map(([, cell]) => cell);
const inTable = firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));

const TOP = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
/** What commands make, and what editors and git keep. */
const MADE = [...readFileSync(join(ROOT, '.gitignore'), 'utf8').matchAll(/^\/?([\w.-]+)\/?$/gm)].map(([, name]) => name);
const KEPT = TOP.filter((name) => !MADE.includes(name) && !/^\.(?!ci$|github$)/.test(name));
const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory())
  .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length + 1));

test.each([...KEPT.filter((name) => name !== 'src'), ...SOURCES])('CONTRIBUTING says what %s holds', (folder) => {
  expect(inTable).toContain(folder);
});

test('every folder that CONTRIBUTING lists is there', () => {
  const folders = inTable.filter((name) => /^[\w.][\w./-]*$/.test(name) && !/\s/.test(name));
  expect(folders.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
  expect(SOURCES.length).toBeGreaterThan(5);
});
