/** What differs between two folders of templates, in words. */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

type Json = { readonly [key: string]: unknown };

/** Templates by file name, from the folder in which they are. */
export type Folder = Readonly<Record<string, Json>>;
/** New names by old ones, of anything: logical ids, physical names, words in texts. */
export type Renames = Readonly<Record<string, string>>;

export function readFolder(folder: string): Folder {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.template.json')).sort();
  if (files.length === 0) { throw new Error(`${folder} has no templates; write them with 'npm run templates -- ${folder}'`); }
  return Object.fromEntries(files.map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))]));
}

/** One line for each difference; none where the folders are equal but for the renames. */
export function differences(before: Folder, after: Folder, renames: Renames = {}): string[] {
  const renamed = renamer(renames);
  const old = Object.fromEntries(Object.entries(before).map(([file, template]) => [renamed(file) as string, renamed(template) as Json]));
  return [...new Set([...Object.keys(old), ...Object.keys(after)])].sort().flatMap((file) => {
    if (!(file in after)) { return [`${file}: the template is gone`]; }
    if (!(file in old)) { return [`${file}: the template is new`]; }
    return templateDifferences(old[file], after[file]).map((line) => `${file}: ${line}`);
  });
}

/** Renames whole words, in keys and values alike. */
function renamer(renames: Renames): (value: unknown) => unknown {
  const names = Object.keys(renames).sort((left, right) => right.length - left.length);
  if (names.length === 0) { return (value) => value; }
  const pattern = new RegExp(`(?<![A-Za-z0-9])(${names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?![A-Za-z0-9])`, 'g');
  const text = (value: string) => value.replace(pattern, (name) => renames[name]);
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') { return text(value); }
    if (Array.isArray(value)) { return value.map(rename); }
    if (!isObject(value)) { return value; }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [text(key), rename(inner)]));
  };
  return rename;
}

function templateDifferences(before: Json, after: Json): string[] {
  const sections = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((section) => section !== 'Resources').sort();
  return [
    ...resourceDifferences(resourcesOf(before), resourcesOf(after)),
    ...sections.flatMap((section) => leaves(before[section], after[section], section).map((line) => `changed ${line}`)),
  ];
}

interface Resource extends Json { readonly Type: string }
type Resources = Readonly<Record<string, Resource>>;
const resourcesOf = (template: Json) => (template.Resources ?? {}) as Resources;

function resourceDifferences(before: Resources, after: Resources): string[] {
  const removed = Object.keys(before).filter((id) => !(id in after));
  const added = Object.keys(after).filter((id) => !(id in before));
  const moved = sameContents(removed, before, added, after);
  const newIds = [...moved.values()];
  return [
    ...[...moved].map(([old, id]) => `renamed ${before[old].Type} ${old}: it is ${id} now, and the deployment replaces it`),
    ...removed.filter((id) => !moved.has(id)).map((id) => `removed ${before[id].Type} ${id}`),
    ...added.filter((id) => !newIds.includes(id)).map((id) => `added ${after[id].Type} ${id}`),
    ...Object.keys(before).filter((id) => id in after).flatMap((id) => leaves(before[id], after[id], '').map((line) => `changed ${after[id].Type} ${id}: ${line}`)),
  ];
}

/** Removed ids with the added one that has the same contents, whatever other renamed resources it refers to. */
function sameContents(removed: readonly string[], before: Resources, added: readonly string[], after: Resources): Map<string, string> {
  const anonymous = renamer(Object.fromEntries([...removed, ...added].map((id) => [id, 'renamed'])));
  const contents = (resource: Resource) => JSON.stringify(anonymous(sorted(resource)));
  const free = new Map(added.map((id) => [id, contents(after[id])]));
  const found = new Map<string, string>();
  for (const old of removed) {
    const match = [...free].find(([, text]) => text === contents(before[old]));
    if (!match) { continue; }
    found.set(old, match[0]);
    free.delete(match[0]);
  }
  return found;
}

/** A line for each value that differs, with its path. */
function leaves(before: unknown, after: unknown, path: string): string[] {
  if (Object.is(before, after)) { return []; }
  if (Array.isArray(before) && Array.isArray(after)) { return listDifferences(before, after, path); }
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key) => leaves(before[key], after[key], path ? `${path}.${key}` : key));
  }
  if (typeof before === 'string' && typeof after === 'string') { return [`${path} ${textDifference(before, after)}`]; }
  if (before === undefined) { return [`${path} is new: ${shown(after)}`]; }
  if (after === undefined) { return [`${path} is gone: ${shown(before)}`]; }
  return [`${path} was ${shown(before)}, is ${shown(after)}`];
}

/** Lists of the same length are compared entry by entry, others by what came and went. */
function listDifferences(before: readonly unknown[], after: readonly unknown[], path: string): string[] {
  const texts = (list: readonly unknown[]) => list.map((entry) => JSON.stringify(sorted(entry)));
  const [old, now] = [texts(before), texts(after)];
  if ([...old].sort().join() === [...now].sort().join()) { return old.join() === now.join() ? [] : [`${path} has another order`]; }
  if (before.length === after.length) { return before.flatMap((entry, index) => leaves(entry, after[index], `${path}[${index}]`)); }
  return [
    ...without(old, now).map((entry) => `${path} lost ${cut(entry)}`),
    ...without(now, old).map((entry) => `${path} gained ${cut(entry)}`),
  ];
}

/** Entries of a list that another doesn't have as often. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((entry) => {
    const index = left.indexOf(entry);
    if (index >= 0) { left.splice(index, 1); }
    return index < 0;
  });
}

const CONTEXT = 40;

/** Short texts whole; of long ones, such as the definition of a state machine, the place where they begin to differ. */
function textDifference(before: string, after: string): string {
  if (before.length <= 3 * CONTEXT && after.length <= 3 * CONTEXT) { return `was ${shown(before)}, is ${shown(after)}`; }
  let start = 0;
  while (before[start] === after[start]) { start++; }
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, start - CONTEXT), start + CONTEXT));
  return `differs from character ${start + 1} on: was ${around(before)}, is ${around(after)}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(sorted); }
  if (!isObject(value)) { return value; }
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const shown = (value: unknown) => cut(JSON.stringify(value) ?? 'nothing');
const cut = (text: string) => (text.length <= 160 ? text : `${text.slice(0, 159)}…`);
