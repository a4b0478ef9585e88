/** What a statement names: some values, or all but some. Undefined where the statement has no such element. */
export interface Named {
  readonly not: boolean;
  readonly values: readonly string[];
}

export interface Clause {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The line of a statement in its parts. */
export interface Statement {
  /** `Trust: `, `Boundary: ` or nothing. */
  readonly prefix: string;
  readonly effect: 'Allow' | 'Deny';
  readonly action: Named;
  readonly principal?: Named;
  readonly resource?: Named;
  /** The condition as it is written in the line. */
  readonly condition?: string;
  /** Undefined where the condition can't be taken apart. */
  readonly clauses?: readonly Clause[];
}

const LINE = /^(Trust: |Boundary: )?(Allow|Deny) (all but .+?|\S+)(?: to (.+?))?(?: on (.+?))?(?: when (.*))?$/;
const ALL_BUT = 'all but ';

/** Undefined for what isn't a statement, or can't be taken apart without a doubt. */
export function statementOf(line: string): Statement | undefined {
  const match = LINE.exec(line);
  if (!match) { return undefined; }
  const [, prefix = '', effect, action, principal, resource, condition] = match;
  const statement: Statement = {
    prefix,
    effect: effect as Statement['effect'],
    action: named(action),
    principal: principal === undefined ? undefined : named(principal, principalsIn),
    resource: resource === undefined ? undefined : named(resource),
    condition,
    clauses: condition === undefined ? [] : clausesIn(condition),
  };
  return lineOf(statement) === line ? statement : undefined;
}

function named(text: string, split: (text: string) => string[] = valuesIn): Named {
  const not = text.startsWith(ALL_BUT);
  return { not, values: split(not ? text.slice(ALL_BUT.length) : text) };
}

const valuesIn = (text: string) => text.split(', ');

/** `AWS a, b and Service c`: each with its kind. */
function principalsIn(text: string): string[] {
  return text.split(' and ').flatMap((part) => {
    const [, kind, values] = /^(AWS|Service|Federated|CanonicalUser) (.*)$/.exec(part) ?? [];
    return kind === undefined ? [part] : valuesIn(values).map((value) => `${kind} ${value}`);
  });
}

const OPERATOR = /^(?:ForA(?:ny|ll)Values:)?(?:String|Numeric|Date|Bool|Binary|Arn|IpAddress|NotIpAddress|Null)\w*$/;

/** Every key of a condition has a colon; a text without one is part of a value. */
function clausesIn(condition: string): readonly Clause[] | undefined {
  const clauses: Clause[] = [];
  for (const part of condition.split(' and ')) {
    const words = part.split(' ');
    const operator: string | undefined = OPERATOR.test(words[0]) ? words.shift() : clauses[clauses.length - 1]?.operator;
    const key = words.shift();
    if (operator === undefined || key === undefined || !key.includes(':') || words.length === 0) { return undefined; }
    clauses.push({ operator, key, values: valuesIn(words.join(' ')) });
  }
  return clauses;
}

export const clauseText = ({ operator, key, values }: Clause) => `${operator} ${key} ${values.join(', ')}`;

/** Without its condition. */
export function headOf({ prefix, effect, action, principal, resource }: Statement): string {
  return `${prefix}${effect} ${namedText(action)}${principal ? ` to ${namedText(principal, principalsText)}` : ''}${resource ? ` on ${namedText(resource)}` : ''}`;
}

export function lineOf(statement: Statement): string {
  return `${headOf(statement)}${statement.condition === undefined ? '' : ` when ${statement.condition}`}`;
}

function namedText({ not, values }: Named, join: (values: readonly string[]) => string = (all) => all.join(', ')): string {
  return `${not ? ALL_BUT : ''}${join(values)}`;
}

export function principalsText(values: readonly string[]): string {
  const kinds = new Map<string, string[]>();
  for (const value of values) {
    const at = value.indexOf(' ');
    const kind = value.slice(0, Math.max(0, at));
    kinds.set(kind, [...kinds.get(kind) ?? [], value.slice(at + 1)]);
  }
  return [...kinds].map(([kind, own]) => `${kind === '' ? '' : `${kind} `}${own.join(', ')}`).join(' and ');
}

/** Whether a pattern with * and ? takes in a text, which may be a pattern itself. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === text) { return true; }
  if (!/[*?]/.test(pattern)) { return false; }
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*').replace(/\?/g, '[^*]')}$`, 's').test(text);
}

/** Whether one statement says all that another one says. */
export function covers(wide: Statement, narrow: Statement): boolean {
  if (wide.prefix !== narrow.prefix || wide.effect !== narrow.effect) { return false; }
  return namesAll(lower(wide.action), lower(narrow.action)) && bothOrNeither(wide.resource, narrow.resource, namesAll)
    && bothOrNeither(wide.principal, narrow.principal, (one, other) => namesAll(anyone(one), other)) && needsNoMore(wide, narrow);
}

function needsNoMore(wide: Statement, narrow: Statement): boolean {
  if (wide.condition === undefined || wide.condition === narrow.condition) { return true; }
  if (!wide.clauses || !narrow.clauses) { return false; }
  const needed = new Set(narrow.clauses.map(clauseText));
  return wide.clauses.every((clause) => needed.has(clauseText(clause)));
}

const lower = ({ not, values }: Named): Named => ({ not, values: values.map((value) => value.toLowerCase()) });

/** A wildcard stands alone as principal; in an ARN it isn't one. */
const anyone = ({ not, values }: Named): Named => (!not && values.some((value) => value === '*' || value === 'AWS *') ? { not, values: ['*'] } : { not, values });

function bothOrNeither(one: Named | undefined, other: Named | undefined, test: (one: Named, other: Named) => boolean): boolean {
  return one && other ? test(one, other) : one === other;
}

function namesAll(wide: Named, narrow: Named): boolean {
  const within = (values: readonly string[], patterns: readonly string[]) => (
    values.every((value) => patterns.some((pattern) => matches(pattern, value))));
  if (!wide.not) { return narrow.not ? wide.values.includes('*') : within(narrow.values, wide.values); }
  if (narrow.not) { return within(wide.values, narrow.values); }
  return narrow.values.every((value) => wide.values.every((pattern) => areDisjoint(pattern, value)));
}

/** Whether two patterns surely have no text in common: their beginnings differ, or a part of an ARN before the resource. */
function areDisjoint(one: string, other: string): boolean {
  const [start, otherStart] = [one, other].map((pattern) => pattern.replace(/[*?].*$/s, ''));
  if (start === one && otherStart === other) { return one !== other; }
  if (start === one || otherStart === other) { return !matches(one, other) && !matches(other, one); }
  if (!start.startsWith(otherStart) && !otherStart.startsWith(start)) { return true; }
  const [parts, otherParts] = [one, other].map((pattern) => pattern.split(':'));
  return parts.length >= 6 && otherParts.length >= 6
    && [1, 2, 3, 4].some((index) => parts[index] !== otherParts[index] && !/[*?]/.test(parts[index] + otherParts[index]));
}
