import { existsSync, readdirSync, readFileSync } from 'fs';
import { dirname, join, normalize, relative } from 'path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

const filesIn = (folder: string) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts')).map((file) => join(folder, file));

/** What a file imports, types too: a file of the project by its path, anything else by its name. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), 'utf8'));
  return importedFiles.map(({ fileName }) => (fileName.startsWith('.') ? fileAt(normalize(join(dirname(file), fileName))) : fileName));
}

function fileAt(path: string): string {
  return [`${path}.ts`, join(path, 'index.ts')].find((file) => existsSync(join(ROOT, file))) ?? path;
}

/** Files that import each other, by way of others or not. */
function circles(files: readonly string[], importsIn: (file: string) => readonly string[] = importsOf): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    if (done.has(file) || !files.includes(file)) { return; }
    importsIn(file).forEach((next) => visit(next, [...path, file]));
    done.add(file);
  };
  files.forEach((file) => visit(file, []));
  return found;
}

/** Imports of a room that lead where no door is. */
function trespasses(room: string, doors: readonly RegExp[]): string[] {
  return filesIn(room).flatMap((file) => importsOf(file).filter((target) => !doors.some((door) => door.test(target))).map((target) => `${file} imports ${target}`));
}

const PUBLIC = /^cdk-break-glass$/;
const INTERNAL = /^cdk-break-glass\/internal$/;
const LIBRARIES = /^(?!cdk-break-glass)[@a-z]/;

test('no files of the library import each other in a circle', () => {
  expect(circles(filesIn('src'))).toEqual([]);
});

test('fails on a circle', () => {
  const graph: { readonly [file: string]: readonly string[] } = { a: ['b'], b: ['c'], c: ['b'] };
  expect(circles(Object.keys(graph), (file) => graph[file])).toEqual(['b → c → b']);
});

test.each([
  ['the library', 'src', [/^src\//, /^aws-cdk-lib/, /^constructs$/, /^net$/]],
  ['the pack', 'checks/src', [/^checks\/src\//, PUBLIC, INTERNAL, /^aws-cdk-lib/, /^constructs$/, /^cdk-nag$/]],
  ['the command line', 'cli', [/^cli\//, PUBLIC, INTERNAL, /^(?!cdk-break-glass)[@a-z][^/]*(\/(?!.*\.ts$).*)?$/]],
  ['the emulator', 'emulator', [/^emulator\//, /^(?!cdk-break-glass)[@a-z][^/]*(\/(?!.*\.ts$).*)?$/]],
  ['the demo', 'demo', [/^demo\//, /^cli\/index\.ts$/, /^emulator\//, /^examples\/reference-org\//, PUBLIC, INTERNAL, /^[@a-z][^/]*$/, /^@aws-sdk\//]],
  ['the reference organization', 'examples/reference-org', [/^examples\/reference-org\//, PUBLIC, /^cdk-break-glass-checks$/, /^aws-cdk-lib/, /^constructs$/]],
] as const)('%s is entered and left by its doors alone', (_, room, doors) => {
  expect(trespasses(room, doors)).toEqual([]);
});

test('fails on a deep import', () => {
  expect(trespasses('cli', [/^cli\//, LIBRARIES]).some((line) => line.endsWith('imports cdk-break-glass/internal'))).toBe(true);
  expect(trespasses('checks/src', [/^checks\/src\//]).length).toBeGreaterThan(0);
});

test('nothing of the emulator or the demo is in what ships', () => {
  const shipped = [...filesIn('src'), ...filesIn('checks/src'), ...filesIn('cli')];
  expect(shipped.filter((file) => importsOf(file).some((target) => /^(emulator|demo)\//.test(relative('', target))))).toEqual([]);
});
