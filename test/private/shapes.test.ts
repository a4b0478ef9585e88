import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';
import * as library from '../../src';
import { SHAPES, TYPES } from '../../src/private/shapes';

const SOURCE = join(__dirname, '..', '..', 'src');
const ROOMS = ['detection', 'elevation', 'identity', 'playbook'];

/** Interfaces of properties that the rooms export: all members are `readonly` and none is a method. */
function declared(): { [name: string]: string } {
  const files = ROOMS.flatMap((room) => readdirSync(join(SOURCE, room)).filter((file) => file.endsWith('.ts')).map((file) => join(SOURCE, room, file)));
  const exported = new Set(['index.ts', ...ROOMS.map((room) => join(room, 'index.ts'))].flatMap((index) => {
    try {
      return [...readFileSync(join(SOURCE, index), 'utf8').matchAll(/^export \* from '(.+)';/gm)].map(([, path]) => join(SOURCE, index, '..', `${path}.ts`));
    } catch {
      return [];
    }
  }));
  return Object.fromEntries(files.filter((file) => exported.has(file)).flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
    return source.statements.filter(ts.isInterfaceDeclaration)
      .filter(({ name, modifiers }) => !/^I[A-Z]/.test(name.text) && modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
      .map(({ name, members }): [string, string] => [name.text, members.filter(ts.isPropertySignature)
        .map((member) => `${(member.name as ts.Identifier).text}${member.questionToken ? '?' : ''}:${typeText(member.type!.getText(source))}`).join(' ')]);
  }));
}

/** Without the module, and with any map as `map`. */
function typeText(text: string): string {
  return text.startsWith('{') ? 'map' : text.replace(/^\w+\./, '');
}

test('are those that the interfaces declare', () => {
  expect(SHAPES).toEqual(declared());
});

test('use known types only', () => {
  const used = new Set(Object.values(SHAPES).flatMap((shape) => shape.split(' ')).map((field) => field.split(':')[1].replace('[]', '')));
  const known = ['string', 'number', 'boolean', 'map', ...Object.keys(SHAPES), ...Object.keys(TYPES)];
  expect([...used].filter((type) => !known.includes(type))).toEqual([]);
  const parameters = ROOMS.flatMap((room) => readdirSync(join(SOURCE, room)).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(SOURCE, room, file), 'utf8')))
    .flatMap((text) => [...text.matchAll(/requireParameter\('[^']+', '\w+', '(\w+)'/g)].map(([, type]) => type));
  expect(parameters.filter((type) => !known.includes(type))).toEqual([]);
  expect(Object.keys(TYPES).filter((type) => !used.has(type) && !parameters.includes(type))).toEqual([]);
});

test('have all values of the enumerations', () => {
  expect(TYPES.Phase.values).toEqual(Object.values(library.Phase));
  expect(TYPES.AssigneeType.values).toEqual(Object.values(library.AssigneeType));
});
