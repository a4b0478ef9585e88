import { literally } from '../private/texts';
import { rangeMatcher } from './policy/addresses';

/**
 * Whether an EventBridge pattern matches an event. An operator that isn't known here matches nothing, so that a rule is
 * never taken for an alarm by mistake. The tests compare it with
 * event-ruler, the engine that EventBridge runs.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function eventMatches(pattern: any, event: any): boolean {
  return objectMatches(pattern, event, () => [event]);
}

/** `all` finds the objects that the event has at this place, one or a list of them: what is absent is absent from all. Few patterns ask. */
function objectMatches(pattern: any, event: any, all: () => readonly any[]): boolean {
  const fields = pattern !== null && typeof pattern === 'object' ? Object.entries<any>(pattern) : [];
  // EventBridge refuses an empty pattern.
  return fields.length > 0 && fields.every(([key, wanted]) => {
    if (key === '$or') { return [wanted].flat().some((one) => objectMatches(one, event, all)); }
    const anywhere = () => all().flatMap((object) => leavesOf(object?.[key]));
    if (Array.isArray(wanted)) { return wanted.some((one) => fieldMatches(one, event?.[key], anywhere)); }
    const allBelow = () => all().flatMap((object) => objectsOf(object?.[key]));
    const below = objectsOf(event?.[key]);
    // Without an object here, everything below it is absent.
    return (below.length > 0 ? below : [{}]).some((object) => objectMatches(wanted, object, allBelow));
  });
}

function fieldMatches(wanted: any, found: any, anywhere: () => readonly any[]): boolean {
  if (wanted?.exists === false) { return anywhere().length === 0; }
  if (typeof found === 'string') { return valueMatches(wanted, found); }
  return leavesOf(found).some((value) => valueMatches(wanted, value));
}

/** Patterns look into lists, at any depth, and see values only: an object is no value. */
function leavesOf(found: any): any[] {
  return [found].flat(Infinity).filter((value) => value !== undefined && (value === null || typeof value !== 'object'));
}

function objectsOf(found: any): any[] {
  if (!Array.isArray(found)) { return found !== null && typeof found === 'object' ? [found] : []; }
  return [found].flat(Infinity).filter((value) => value !== null && typeof value === 'object');
}

const ON_TEXT: { readonly [operator: string]: (value: string, argument: any) => boolean } = {
  'prefix': (value, argument) => sameCase(value, argument, (text, start) => text.startsWith(start)),
  'suffix': (value, argument) => sameCase(value, argument, (text, end) => text.endsWith(end)),
  'equals-ignore-case': (value, argument) => value.toLowerCase() === String(argument).toLowerCase(),
  'wildcard': (value, argument) => wildcardPattern(String(argument)).test(value),
};

function valueMatches(wanted: any, value: any): boolean {
  if (wanted === null || typeof wanted !== 'object') { return value === wanted; }
  const [operator, argument] = Object.entries<any>(wanted)[0] ?? [''];
  if (operator === 'exists') { return argument === true; }
  if (operator === 'anything-but') { return isOtherThan(argument, value); }
  if (operator === 'numeric') { return typeof value === 'number' && isInRange(argument, value); }
  if (operator === 'cidr') { return typeof value === 'string' && (rangeMatcher(String(argument))?.(value) ?? false); }
  return operator in ON_TEXT && typeof value === 'string' && ON_TEXT[operator](value, argument);
}

const COMPARISONS: { readonly [sign: string]: (value: number, limit: number) => boolean } = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

/** `numeric` takes one sign and limit, or two of them: `['>', 0, '<=', 5]`. */
function isInRange(argument: any, value: number): boolean {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length % 2 !== 0) { return false; }
  return argument.every((sign, index) => index % 2 === 1 || (sign in COMPARISONS && COMPARISONS[sign](value, argument[index + 1])));
}

/** `anything-but` takes a value, several, or another operator with one or several. */
function isOtherThan(argument: any, value: any): boolean {
  if (argument === null || typeof argument !== 'object' || Array.isArray(argument)) { return ![argument].flat().includes(value); }
  const [operator, texts] = Object.entries<any>(argument)[0] ?? [''];
  return operator in ON_TEXT && ![texts].flat().some((text) => valueMatches({ [operator]: text }, value));
}

/** An argument is a text, or a text to compare without case. */
function sameCase(value: string, argument: any, compare: (value: string, argument: string) => boolean): boolean {
  if (typeof argument === 'string') { return compare(value, argument); }
  const ignoringCase = argument?.['equals-ignore-case'];
  return typeof ignoringCase === 'string' && compare(value.toLowerCase(), ignoringCase.toLowerCase());
}

/** `*` is any text; a backslash before it makes it a plain star. */
function wildcardPattern(wildcard: string): RegExp {
  const source = [...wildcard.matchAll(/\\(.)|(\*)|[^\\*]+/gs)].map(([text, escaped, star]) => star ? '.*' : literally(escaped ?? text)).join('');
  return new RegExp(`^${source}$`, 's');
}
