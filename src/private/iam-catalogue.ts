import { nearest } from './nearest';

/** Access level of an action in AWS's service authorization reference, from harmless to dangerous. */
export type AccessLevel = 'List' | 'Read' | 'Tagging' | 'Write' | 'Permissions management';

const LEVELS: { readonly [letter: string]: AccessLevel } = {
  L: 'List', R: 'Read', T: 'Tagging', W: 'Write', P: 'Permissions management',
};

export interface CatalogueAction {
  readonly name: string;
  readonly level: AccessLevel;
}

/** Actions by service, parsed on first use: most apps need few of the four hundred services. */
const parsed = new Map<string, readonly CatalogueAction[]>();

/** Loaded on first use: most apps use only a part of the package. */
let catalogueSource: { readonly [service: string]: string } | undefined;

function source(): { readonly [service: string]: string } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return catalogueSource ??= require('./iam-catalogue.generated').IAM_ACTIONS as { readonly [service: string]: string };
}

export function serviceNames(): string[] {
  return Object.keys(source());
}

/** The catalogue's actions of one service; undefined for an unknown service. */
export function actionsOf(service: string): readonly CatalogueAction[] | undefined {
  const key = service.toLowerCase();
  const known = parsed.get(key);
  if (known) { return known; }
  const text = Object.prototype.hasOwnProperty.call(source(), key) ? source()[key] : undefined;
  if (text === undefined) { return undefined; }
  const actions = text.split('|').flatMap((group) => {
    const level = LEVELS[group[0]];
    return group.slice(2).split(' ').map((name) => ({ name: `${key}:${name}`, level }));
  });
  parsed.set(key, actions);
  return actions;
}

/** All actions of the catalogue that match `pattern` (`service:Name`, with `*` and `?`). */
export function expandAction(pattern: string): CatalogueAction[] {
  const [service, name] = splitAction(pattern);
  const actions = actionsOf(service);
  if (!actions) { return []; }
  const regex = wildcardRegex(`${service.toLowerCase()}:${name}`);
  return actions.filter((action) => regex.test(action.name));
}

export function splitAction(action: string): [string, string] {
  const colon = action.indexOf(':');
  return colon < 0 ? [action, ''] : [action.slice(0, colon), action.slice(colon + 1)];
}

/** IAM ignores case in actions; `*` matches any text, `?` any one character. */
export function wildcardRegex(pattern: string): RegExp {
  let regex = regexes.get(pattern);
  if (!regex) { regexes.set(pattern, regex = compiledWildcard(pattern)); }
  return regex;
}

/** The same patterns stand in the policies of all roles. */
const regexes = new Map<string, RegExp>();

function compiledWildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 'i');
}

/** The action or pattern that is nearest to a misspelled one; undefined if none is near. */
export function nearestAction(action: string): string | undefined {
  const [service, name] = splitAction(action);
  if (!actionsOf(service)) {
    const nearestService = nearest(service, serviceNames());
    if (!nearestService) { return undefined; }
    const corrected = `${nearestService}:${name}`;
    return expandAction(corrected).length > 0 && /[*?]/.test(name) ? corrected : nearestAction(corrected);
  }
  const names = actionsOf(service)!.map((known) => splitAction(known.name)[1]);
  const [start, ...rest] = name.split(/[*?]+/);
  if (rest.length === 0) { return inService(nearest(name, names)); }
  // `Lst*` is compared with the first words of names, such as `List*`.
  const near = rest.join('') === '' && name.endsWith('*') ? nearest(start, firstWords(names)) : undefined;
  return near ? inService(`${near}*`) : inService(nearest([start, ...rest].join(''), names));

  function inService(found: string | undefined): string | undefined {
    return found && `${service.toLowerCase()}:${found}`;
  }
}

/** `ListUserTags` → `List`, `ListUser`, `ListUserTags`. */
function firstWords(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => [...name.matchAll(/[a-z0-9](?=[A-Z])|$/g)].map((end) => name.slice(0, end.index! + 1))))];
}
