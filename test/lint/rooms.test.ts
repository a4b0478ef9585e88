import { existsSync, readdirSync, readFileSync } from 'fs';
import { builtinModules } from 'module';
import { dirname, join, normalize } from 'path';
import { reachOf } from './imports';

const ROOT = join(__dirname, '..', '..');

const filesIn = (folder: string) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  // Not what is compiled, nor what that is compiled against.
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts') && !/^(lib|node_modules)\//.test(file)).map((file) => join(folder, file));
const reach = (file: string) => reachOf(readFileSync(join(ROOT, file), 'utf8'));

/** What a file imports, types too: a file of the project by its path from the root, beginning with `/`; anything else by its name. */
function importsOf(file: string): string[] {
  return reach(file).modules.map((name) => (name.startsWith('.') ? fileAt(normalize(join('/', dirname(file), name))) : name));
}

function fileAt(path: string): string {
  return [path, `${path}.ts`, join(path, 'index.ts')].find((file) => /\.\w+$/.test(file) && existsSync(join(ROOT, file))) ?? path;
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
const INTERNAL = /^cdk-break-glass\/internal(\/texts)?$/;
const CDK = /^aws-cdk-lib(\/[\w-]+)?$/;
const NODE = new RegExp(`^(node:)?(${builtinModules.join('|')})$`);

test('no files of the library import each other in a circle', () => {
  expect(circles(filesIn('src').map((file) => `/${file}`))).toEqual([]);
});

test('fails on a circle', () => {
  const graph: { readonly [file: string]: readonly string[] } = { a: ['b'], b: ['c'], c: ['b'] };
  expect(circles(Object.keys(graph), (file) => graph[file])).toEqual(['b → c → b']);
});

const DOORS = [
  ['the library', 'src', [/^\/src\//, CDK, /^constructs$/, /^(net|fs|path|crypto|zlib)$/]],
  ['the pack', 'checks/src', [/^\/checks\/src\//, PUBLIC, INTERNAL, CDK, /^constructs$/, /^cdk-nag$/]],
  ['the command line', 'cli', [/^\/cli\//, PUBLIC, INTERNAL, NODE, /^yaml$/, /^cdk-break-glass-cli\/package\.json$/]],
  ['the emulator', 'emulator', [/^\/emulator\//, INTERNAL, CDK, /^@aws-sdk\//, /^velocityjs$/, NODE]],
  ['the demo', 'demo', [/^\/demo\//, /^\/cli\/index\.ts$/, /^\/emulator\//, /^\/examples\/reference-org\//, PUBLIC, INTERNAL, /^@aws-sdk\//, NODE]],
  ['the reference organization', 'examples/reference-org', [/^\/examples\/reference-org\//, PUBLIC, /^cdk-break-glass-checks$/, CDK, /^constructs$/]],
] as const;

test.each(DOORS)('%s is entered and left by its doors alone', (_, room, doors) => {
  expect(trespasses(room, doors)).toEqual([]);
});

test('one file of the library reads files: that of assemblies', () => {
  expect(filesIn('src').filter((file) => importsOf(file).some((target) => /^(node:)?fs/.test(target)))).toEqual(['src/claims/assembly-files.ts', 'src/claims/assembly.ts']);
});

test('fails on a deep import', () => {
  expect(trespasses('cli', [/^\/cli\//, PUBLIC, NODE, /^aws-cdk-lib/, /^@/]).some((line) => line.endsWith('imports cdk-break-glass/internal'))).toBe(true);
  expect(trespasses('checks/src', [/^\/checks\/src\//]).length).toBeGreaterThan(0);
});

test.each(['src', 'checks/src', 'cli', 'emulator', 'examples/reference-org'])('nothing in %s loads what shows only at run time, or reads a file out of its folder', (room) => {
  // The emulator is not shipped: it uses the Python environment at the root.
  const known = ['emulator/process.ts: resolve(__dirname, \'..\')'];
  expect(filesIn(room).flatMap((file) => reach(file).hidden.map((found) => `${file}: ${found}`)).filter((found) => !known.includes(found))).toEqual([]);
});

test('nothing of the emulator or the demo is in what ships', () => {
  const shipped = [...filesIn('src'), ...filesIn('checks/src'), ...filesIn('cli')];
  expect(shipped.filter((file) => importsOf(file).some((target) => /^\/(emulator|demo)\//.test(target)))).toEqual([]);
});

describe('a module is seen', () => {
  test.each([
    ['import { a } from \'x\';'],
    ['import type { A } from \'x\';'],
    ['import \'x\';'],
    ['export * from \'x\';'],
    ['import a = require(\'x\');'],
    ['const a = require(\'x\');'],
    ['const a = require.resolve(\'x\');'],
    ['const a = await import(\'x\');'],
    ['let a: import(\'x\').A;'],
    ['jest.mock(\'x\', () => ({}));'],
    ['jest.requireActual(`x`);'],
  ])('in %s', (text) => {
    expect(reachOf(text)).toEqual({ modules: ['x'], hidden: [] });
  });

  test('in the file of the project that it leads to, of any kind', () => {
    expect([fileAt('/cli/terminal'), fileAt('/src/detection'), fileAt('/package.json')]).toEqual(['/cli/terminal.ts', '/src/detection/index.ts', '/package.json']);
  });
});

describe('fails on what is hidden', () => {
  test.each([
    ['require(name);', 'require(name)'],
    ['import(`${name}.js`);', 'import(`${name}.js`)'],
    ['jest.requireActual(`../${name}`);', 'jest.requireActual(`../${name}`)'],
    ['const root = join(__dirname, \'..\');', 'join(__dirname, \'..\')'],
    ['const root = path.resolve(__dirname, \'a/../..\');', 'path.resolve(__dirname, \'a/../..\')'],
    ['const root = dirname(__dirname);', 'dirname(__dirname)'],
    ['const root = `${__dirname}/..`;', '__dirname}/..`'],
    ['const here = __filename;', 'here = __filename'],
    ['const here = process.cwd();', 'process.cwd'],
    ['const here = import.meta.dirname;', 'import.meta'],
  ])('%s', (text, found) => {
    expect(reachOf(text).hidden).toEqual([found]);
  });

  test('and not on a file beside the file itself', () => {
    expect(reachOf('join(__dirname, \'event-ruler-java\', \'pom.xml\');').hidden).toEqual([]);
  });
});
