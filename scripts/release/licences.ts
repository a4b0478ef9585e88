/** Nothing may ship that binds its users to more than attribution, and nothing may be needed that isn't declared. */
import { existsSync, readdirSync, readFileSync } from 'fs';
import { isBuiltin } from 'module';
import { join, relative } from 'path';
import satisfies from 'spdx-satisfies';
import * as ts from 'typescript';
import { manifest } from './packages';
import { Component, Sbom } from './sbom';

/** Permissive licences. A list of what may, not of what may not: an unknown licence is refused as well. */
export const ALLOWED = ['Apache-2.0', 'MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'CC0-1.0', 'Unlicense', 'Python-2.0'];

/** The SPDX expression of a component, with several licences counting all at once. */
export function expression({ licenses = [] }: Pick<Component, 'licenses'>): string {
  return licenses.map((entry) => entry.expression ?? entry.license?.id ?? entry.license?.name ?? 'no licence').map((text) => `(${text})`).join(' AND ');
}

function allowed(text: string): boolean {
  try {
    return satisfies(text, ALLOWED);
  } catch {
    // Not an SPDX expression, so what it permits is unknown.
    return false;
  }
}

export function refusedLicences(sbom: Sbom): string[] {
  return [sbom.metadata.component, ...sbom.components].filter((component) => !allowed(expression(component)))
    .map((component) => `${component.name}@${component.version}: ${expression(component) || 'no licence'}`);
}

/** Modules that a file names, by `import`, `require`, and by `require` of something that only shows at run time. */
export function modulesOf(text: string): string[] {
  const found = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const source = ts.createSourceFile('file.js', text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const visit = (node: ts.Node): void => {
    const callee = ts.isCallExpression(node) ? node.expression : undefined;
    const loads = callee && (callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require'));
    if (loads && !ts.isStringLiteralLike((node as ts.CallExpression).arguments[0] ?? node)) { found.push('a module that is computed at run time'); }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Words of licences that must not ship, and of the packages under them that the tests use. */
const COPYLEFT = /\b(AGPL|LGPL|GPL-\d|GNU (Affero|Lesser|General))|@cloud-copilot\/|iam-simulate/i;

/** Files to be packed that hold a copyleft licence, or name what is under one. */
export function copyleftIn(folder: string, files: readonly string[]): string[] {
  const textOf = (file: string) => {
    const text = readFileSync(join(folder, file), 'utf8');
    if (file !== 'package.json') { return text; }
    // Nobody who installs the package gets its development dependencies.
    const { devDependencies: _, ...installed } = JSON.parse(text);
    return JSON.stringify(installed);
  };
  return files.filter((file) => COPYLEFT.test(textOf(file)));
}

const packageOf = (module: string) => module.split('/').slice(0, module.startsWith('@') ? 2 : 1).join('/');

/** What the compiled code needs beyond Node and its declared dependencies. */
export function undeclaredModules(folder: string): string[] {
  const lib = join(folder, 'lib');
  if (!existsSync(join(lib, 'index.js'))) { throw new Error(`${lib} isn't compiled; run 'npm run compile' first`); }
  const { name, dependencies, peerDependencies } = manifest(folder);
  const declared = [name, ...Object.keys({ ...dependencies, ...peerDependencies })];
  return readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(js|d\.ts)$/.test(file)).sort().flatMap((file) => {
    const modules = modulesOf(readFileSync(join(lib, file), 'utf8'));
    return modules.filter((module) => !module.startsWith('.') && !isBuiltin(module) && !declared.includes(packageOf(module)))
      .map((module) => `${relative(folder, join(lib, file))}: ${module}`);
  });
}
