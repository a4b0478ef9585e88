import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

/** The templates of a cloud assembly by file name. */
export type Templates = Readonly<Record<string, unknown>>;

export function readTemplates(assembly: string): Templates {
  const files = readdirSync(assembly).filter((file) => file.endsWith('.template.json')).sort();
  if (files.length === 0) { throw new Error(`no template in ${assembly}`); }
  return Object.fromEntries(files.map((file) => [file, JSON.parse(readFileSync(join(assembly, file), 'utf8'))]));
}

/** Path of the first difference with both values; undefined where there is none. The order of keys doesn't count. */
export function firstDifference(left: unknown, right: unknown, path = ''): string | undefined {
  if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right)) {
    return Object.is(left, right) ? undefined : `${path || '/'}: ${shown(left)} is not ${shown(right)}`;
  }
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  for (const key of keys) {
    const difference = firstDifference(left[key], right[key], `${path}/${key}`);
    if (difference) { return difference; }
  }
  return undefined;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
