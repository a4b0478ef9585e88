/**
 * Finds the patterns that can see a record without asking each: large organizations have hundreds of patterns, and a record for each role.
 *
 * Each pattern stands under what it requires: the name or the source of the event, and, where it requires one of several texts, those texts.
 * A text with a wildcard stands under the part of it that a value must have between certain characters.
 *
 * Everything else that a pattern requires is its guard. Patterns that differ in their texts alone have the same guard, which is asked once.
 */
import { eventMatches } from '../analysis/event-pattern';
import { holdsFor, Expression } from '../analysis/metric-filter';

export type Match = (subject: any) => boolean;

/** What a pattern requires. Undefined: it may see any record. */
export interface Required {
  readonly names?: readonly string[];
  readonly sources?: readonly string[];
  readonly keys?: readonly string[];
  /** What it requires besides the keys, as a text that is the same for the same. */
  readonly guard?: { readonly text: string; readonly holds: Match };
}

/** So many patterns are asked faster than their keys are looked up. */
const FEW = 16;

/** Patterns of one guard by one of their keys, and those without. */
class Guarded {
  private readonly all: Match[] = [];
  private readonly byKey = new Map<string, Match[]>();
  private readonly others: Match[] = [];

  constructor(private readonly guard: Match | undefined) {}

  public put(keys: readonly string[] | undefined, match: Match): void {
    this.all.push(match);
    if (keys === undefined) { this.others.push(match); }
    for (const key of new Set(keys)) { append(this.byKey, key, match); }
  }

  public sees(subject: any, record: any): boolean {
    if (this.guard && !this.guard(subject)) { return false; }
    const sees = (match: Match) => match(subject);
    if (this.all.length <= FEW) { return this.all.some(sees); }
    if (this.others.some(sees)) { return true; }
    for (const key of keysIn(record)) {
      if (this.byKey.get(key)?.some(sees)) { return true; }
    }
    return false;
  }
}

/** Patterns by their guards. */
class Shelf {
  private readonly guarded = new Map<string, Guarded>();

  public put({ keys, guard }: Required, match: Match): void {
    const text = guard?.text ?? '';
    const group = this.guarded.get(text) ?? new Guarded(guard?.holds);
    this.guarded.set(text, group);
    group.put(keys, match);
  }

  public sees(subject: any, record: any): boolean {
    for (const group of this.guarded.values()) {
      if (group.sees(subject, record)) { return true; }
    }
    return false;
  }
}

export class DetectionIndex {
  private readonly byName = new Map<string, Shelf>();
  private readonly bySource = new Map<string, Shelf>();
  private readonly others = new Shelf();

  public put(required: Required, match: Match): void {
    const { names, sources } = required;
    if (!names && !sources) { this.others.put(required, match); }
    const map = names ? this.byName : this.bySource;
    for (const value of new Set(names ?? sources)) {
      const shelf = map.get(value) ?? new Shelf();
      map.set(value, shelf);
      shelf.put(required, match);
    }
  }

  /** Whether a pattern sees the subject, which is the record or the event that holds it. */
  public sees(record: any, subject: any): boolean {
    return [this.byName.get(record.eventName), this.bySource.get(record.eventSource), this.others].some((shelf) => shelf?.sees(subject, record));
  }
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) { known.push(value); } else { map.set(key, [value]); }
}

/**
 * What the texts of a record stand under, each with the names of the fields that lead to it: as a whole, by each beginning that ends with a colon
 * or a slash, and by each end of a word after a colon or a slash. One by one: a list of them for each of a million records would fill the memory.
 */
function* keysIn(value: any, field = ''): Iterable<string> {
  if (typeof value === 'string') {
    yield `${field}=${value}`;
    for (let at = 0, end = endOfWord(value, 0); at < value.length; at++) {
      if (at > end) { end = endOfWord(value, at); }
      if (value[at] !== ':' && value[at] !== '/') { continue; }
      yield `${field}^${value.slice(0, at + 1)}`;
      yield `${field}$${value.slice(at, end)}`;
    }
  } else if (Array.isArray(value)) {
    for (const inner of value) { yield* keysIn(inner, field); }
  } else if (value !== null && typeof value === 'object') {
    for (const name of Object.keys(value)) { yield* keysIn(value[name], `${field}.${name}`); }
  }
}

function endOfWord(text: string, from: number): number {
  const at = text.indexOf(' ', from);
  return at < 0 ? text.length : at;
}

/** The key of a text in which a star stands for anything, at its ends alone; undefined if values that fit have none in common. */
export function keyOf(text: string): string | undefined {
  const leading = text.startsWith('*');
  const trailing = text.length > 1 && text.endsWith('*');
  const literal = text.slice(leading ? 1 : 0, trailing ? -1 : undefined);
  if (/[*\\]/.test(literal)) { return undefined; }
  if (!leading) { return !trailing ? `=${literal}` : /[:/]$/.test(literal) ? `^${literal}` : undefined; }
  // Its end is that of a word: the end of the value, or a space follows.
  const word = trailing ? /^(.*) $/.exec(literal)?.[1] : literal;
  const at = word?.search(/[:/]/) ?? -1;
  return word === undefined || at < 0 || word.includes(' ') ? undefined : `$${word.slice(at)}`;
}

/** One of these keys is required; undefined if one alternative has none. */
function every(keys: readonly (string | undefined)[]): readonly string[] | undefined {
  return keys.length > 0 && keys.every((key) => key !== undefined) ? keys as readonly string[] : undefined;
}

/** The longest list is that of the principals, of which each pattern has its own. */
function longest(lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return lists.reduce((best, list) => (list !== undefined && list.length >= (best?.length ?? 0) ? list : best), undefined);
}

export function requiredByFilter(expression: Expression): Required {
  const operands = expression.kind === 'and' ? expression.operands : [expression];
  const lists = operands.map(keysOfExpression);
  const keys = longest(lists);
  const others = operands.filter((_, index) => keys !== undefined && lists[index] !== keys);
  return {
    names: valuesIn(expression, 'eventName'),
    sources: valuesIn(expression, 'eventSource'),
    keys,
    guard: { text: JSON.stringify(others), holds: (record) => others.every((operand) => holdsFor(operand, record)) },
  };
}

const keyIn = (fields: readonly unknown[], key: string | undefined) => (key === undefined ? undefined : fields.map((field) => `.${field}`).join('') + key);

/** Patterns stand under these fields anyway. */
const isIndexed = ([field]: readonly unknown[]) => field === 'eventName' || field === 'eventSource';

function keysOfExpression(expression: Expression): readonly string[] | undefined {
  switch (expression.kind) {
    case 'string': {
      const fields = expression.selector.filter((step) => typeof step === 'string');
      return expression.negated || expression.text === '*' || isIndexed(fields) ? undefined : every([keyIn(fields, keyOf(expression.text))]);
    }
    case 'and': return longest(expression.operands.map(keysOfExpression));
    case 'or': {
      const lists = expression.operands.map(keysOfExpression);
      return lists.every((list) => list !== undefined) ? lists.flat() as string[] : undefined;
    }
    default: return undefined;
  }
}

/** Values of a field that an expression can match; undefined if it can match any. */
function valuesIn(expression: Expression, field: string): string[] | undefined {
  switch (expression.kind) {
    case 'string': return expression.selector.join('.') === field && !expression.negated && !expression.text.includes('*') ? [expression.text] : undefined;
    case 'and': return expression.operands.map((operand) => valuesIn(operand, field)).find((values) => values !== undefined);
    case 'or': {
      const values = expression.operands.map((operand) => valuesIn(operand, field));
      return values.every((some): some is string[] => some !== undefined) ? values.flat() : undefined;
    }
    default: return undefined;
  }
}

export function requiredByRule(pattern: any): Required {
  const detail: unknown = pattern?.detail;
  const texts = (field: string): readonly string[] | undefined => {
    const values: unknown = pattern?.detail?.[field];
    return Array.isArray(values) && values.every((value): value is string => typeof value === 'string') ? values : undefined;
  };
  const entries = Object.entries<any>(detail !== null && typeof detail === 'object' && !Array.isArray(detail) ? detail : {});
  const lists = entries.map(([key, wanted]) => keysOfEntry([], key, wanted));
  const keys = longest(lists);
  const others = keys && entries.filter((_, index) => lists[index] !== keys);
  return {
    names: texts('eventName'),
    sources: texts('eventSource'),
    keys,
    guard: others && guardOfRule(pattern, others),
  };
}

/** EventBridge refuses an empty pattern: nothing left to ask is no guard. */
function guardOfRule({ detail, ...rest }: any, entries: readonly (readonly [string, unknown])[]): Required['guard'] {
  const guard = { ...rest, ...(entries.length > 0 ? { detail: Object.fromEntries(entries) } : {}) };
  return Object.keys(guard).length === 0 ? undefined : { text: JSON.stringify(guard), holds: (event) => eventMatches(guard, event) };
}

function keysOfPattern(fields: readonly string[], pattern: any): readonly string[] | undefined {
  if (pattern === null || typeof pattern !== 'object' || Array.isArray(pattern)) { return undefined; }
  return longest(Object.entries<any>(pattern).map(([key, wanted]) => keysOfEntry(fields, key, wanted)));
}

function keysOfEntry(fields: readonly string[], key: string, wanted: any): readonly string[] | undefined {
  if (key === '$or') {
    const lists = [wanted].flat().map((one) => keysOfPattern(fields, one));
    return lists.every((list) => list !== undefined) ? lists.flat() as string[] : undefined;
  }
  const within = [...fields, key];
  if (isIndexed(within)) { return undefined; }
  return Array.isArray(wanted) ? every(wanted.map((one) => keyIn(within, keyOfValue(one)))) : keysOfPattern(within, wanted);
}

function keyOfValue(wanted: any): string | undefined {
  if (typeof wanted === 'string') { return `=${wanted}`; }
  const [[operator, argument] = [], ...more] = Object.entries<any>(wanted !== null && typeof wanted === 'object' ? wanted : {});
  if (more.length > 0 || typeof argument !== 'string') { return undefined; }
  switch (operator) {
    case 'prefix': return argument.includes('*') ? undefined : keyOf(`${argument}*`);
    case 'suffix': return argument.includes('*') ? undefined : keyOf(`*${argument}`);
    case 'wildcard': return keyOf(argument);
    default: return undefined;
  }
}
