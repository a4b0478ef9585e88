/** Compares what a template holds with what the library writes: everything must be the same. */
import { cut } from './compare';
import { listOf } from '../../analysis/policy/lists';
import { canonical } from '../alarm-chain/faults';

/** Differences that are told of one resource. More don't help a reader. */
const MOST = 4;

/** Properties that change nothing about what a resource does, or only take away: a boundary allows nothing by itself. */
export const HARMLESS: readonly string[] = ['Tags'];

const isObject = (value: any): boolean => value !== null && typeof value === 'object';

/** Where two values differ, as sentences. A number or a boolean may be written as a text. */
export function differencesOf(found: any, written: any, path = ''): string[] {
  if (isObject(found) && isObject(written) && Array.isArray(found) === Array.isArray(written)) {
    if (Array.isArray(found) && found.length !== written.length) { return [`${path} has ${found.length} entries, not ${written.length}: ${cut(JSON.stringify(found))}`]; }
    return [...new Set([...Object.keys(found), ...Object.keys(written)])]
      .flatMap((key) => differencesOf(found[key], written[key], path === '' ? key : `${path}.${key}`)).slice(0, MOST);
  }
  if (found === written || isText(found) && isText(written) && String(found) === String(written)) { return []; }
  if (found === undefined) { return [`${path} is missing: the library writes ${shown(written)}`]; }
  if (written === undefined) { return [`${path} is ${shown(found)}: the library writes none`]; }
  return [`${path} is ${shown(found)}: the library writes ${shown(written)}`];
}

const isText = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** Around the end of a long text nothing can be seen; around the first difference there is. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** The properties of a resource without some. */
export function without(props: any, ...keys: readonly string[]): any {
  return Object.fromEntries(Object.entries(props ?? {}).filter(([key]) => !keys.includes(key)));
}

const sorted = (value: any): string[] => [value ?? []].flat().map((entry: any) => (isText(entry) ? String(entry) : canonical(entry))).sort();

/** What documents say, one entry for each action on each resource: statements may be divided and merged in any way. */
function permissionsOf(documents: readonly any[]): Set<string> {
  return new Set(documents.flatMap((document) => {
    if (!isObject(document)) { return ['what can\'t be read']; }
    const more = Object.keys(document).filter((key) => !['Version', 'Statement', 'Id'].includes(key));
    return [...more.map((key) => `the element ${key}`), ...listOf(document.Statement).flatMap(entriesOf)];
  }));
}

function entriesOf(statement: any): string[] {
  if (!isObject(statement)) { return [`the statement ${canonical(statement)}`]; }
  const { Sid: _sid, Effect, Action, Resource, Condition, ...rest } = statement;
  const conditions = Object.entries<any>(Condition ?? {}).flatMap(([operator, keys]) => (
    Object.entries<any>(keys ?? {}).map(([key, value]) => `${operator} ${key} ${sorted(value).join(', ')}`))).sort();
  const others = Object.entries<any>(rest).map(([element, value]) => `${element} ${isObject(value) && !Array.isArray(value)
    ? canonical(Object.fromEntries(Object.entries(value).map(([kind, one]) => [kind, sorted(one)]))) : sorted(value).join(', ')}`).sort();
  const tail = [...others, ...conditions.map((condition) => `if ${condition}`)].map((text) => ` ${text}`).join('');
  const actions = Action === undefined ? [''] : sorted(Action).map((action) => ` ${action}`);
  const resources = Resource === undefined ? [''] : sorted(Resource).map((resource) => ` on ${resource}`);
  return actions.flatMap((action) => resources.map((resource) => `${Effect}${action}${resource}${tail}`));
}

/** What documents say more and less than the written ones. */
export function permissionDifferences(found: readonly any[], written: readonly any[]): string[] {
  const [has, may] = [permissionsOf(found), permissionsOf(written)];
  return [
    ...[...has].filter((entry) => !may.has(entry)).map((entry) => `the library doesn't write: ${cut(entry)}`).slice(0, MOST),
    ...[...may].filter((entry) => !has.has(entry)).map((entry) => `lacks what the library writes: ${cut(entry)}`).slice(0, MOST),
  ];
}
