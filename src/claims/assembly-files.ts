/** Reads the files of a cloud assembly. */
import { readFileSync } from 'fs';
import { join, relative, sep } from 'path';
import { repeatedKeys } from './repeated-keys';
import { SynthesizedStack } from './resolve';

export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${file} can't be read, but the cloud assembly names it; synthesize the app again`);
  }
}

/** What is read of a template. */
export type Read = Pick<SynthesizedStack, 'template' | 'repeatedKeys'>;

export function parsed(file: string, text: string): Read {
  let template: unknown;
  try {
    template = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (template === null || typeof template !== 'object' || Array.isArray(template)) { throw new Error(`${file} is not a JSON object; synthesize the app again`); }
  const repeated = repeatedKeys(text);
  return { template, ...(repeated.length > 0 ? { repeatedKeys: repeated } : {}) };
}

export function manifestIn(file: string): any {
  const { template: manifest, repeatedKeys: [key] = [] } = parsed(file, textOf(file));
  if (key !== undefined) { throw new Error(`${file} has an object with the key '${key}' twice, and readers differ in which one they take; synthesize the app again`); }
  return manifest;
}

function nameIn(properties: any, property: string, artifact: string): string {
  const name = properties?.[property];
  if (typeof name !== 'string') { throw new Error(`${artifact} names no '${property}'; synthesize the app again`); }
  return name;
}

/** An assembly is read in its own folder only: one that names itself would be read without end, and one that leaves its folder reads other files. */
export function pathIn(directory: string, properties: any, property: string, artifact: string): string {
  const name = nameIn(properties, property, artifact);
  const path = join(directory, name);
  const inside = relative(directory, path);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new Error(`${artifact} names '${name}' as its '${property}', which isn't inside ${directory}; synthesize the app again`);
  }
  return path;
}
