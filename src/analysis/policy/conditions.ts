import { textsOf } from './lists';
import { Operator, operatorOf } from './operators';
import { filled, Matcher, parsePattern, Pattern, Values } from './pattern';
import { all, any, Tri } from './tri';

/** Whether the conditions of a statement hold for the values of a request. */
export type Condition = (values: Values) => Tri;

/** Tells keys that exist from misspelt ones, in lower case. */
export type KnownKey = (key: string) => boolean;

/** A value of the policy, ready to be compared. */
interface Wanted {
  readonly pattern: Pattern;
  /** Where the value is the same for all requests; `null` if it can't be read. */
  readonly matcher?: Matcher | null;
}

/** All conditions of a block hold together. */
export function compileConditions(block: any, version: string | undefined, isKnown: KnownKey): Condition {
  const conditions = Object.entries<any>(block ?? {}).flatMap(([operator, keys]) => (
    Object.entries<any>(keys ?? {}).map(([key, values]) => compile(operator, key, textsOf(values), version, isKnown))));
  if (conditions.length === 0) { return () => true; }
  if (conditions.length === 1) { return conditions[0]; }
  return (values) => all(conditions, (condition) => condition(values));
}

function compile(name: string, keyName: string, wanted: readonly string[], version: string | undefined, isKnown: KnownKey): Condition {
  const [, set, base, ifExists] = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(name.toLowerCase())!;
  const key = keyName.toLowerCase();
  if (base === 'null') { return nullCondition(key, wanted, isKnown); }
  const operator = operatorOf(base);
  // An operator that isn't known, a key that doesn't exist: nothing can be said.
  if (!operator) { return () => undefined; }
  const values = wanted.map((value) => ready(operator, value, version));
  const compare = comparison(operator, values);
  const unknownKey = !isKnown(key);
  const absent = ifExists ? true : absentValue(operator, set);
  return (context) => {
    const given = context.get(key);
    if (given === undefined) { return unknownKey ? undefined : absent; }
    if (set === 'forallvalues') { return all(given, (value) => compare(value, context)); }
    if (set === 'foranyvalue') { return any(given, (value) => compare(value, context)); }
    if (given.length === 1) { return compare(given[0], context); }
    // Several values without a set operator: AWS doesn't say which one counts.
    const answers = new Set(given.map((value) => compare(value, context)));
    return answers.size === 1 ? [...answers][0] : undefined;
  };
}

/** `Null` with "true" holds where the request lacks the key. */
function nullCondition(key: string, wanted: readonly string[], isKnown: KnownKey): Condition {
  const expected = wanted.map((value) => value.toLowerCase());
  if (!expected.every((value) => value === 'true' || value === 'false')) { return () => undefined; }
  return (values) => {
    const absent = values.get(key) === undefined;
    return absent && !isKnown(key) ? undefined : expected.some((value) => value === String(absent));
  };
}

function absentValue({ negated }: Operator, set: string | undefined): boolean {
  if (set === 'forallvalues') { return true; }
  return set === 'foranyvalue' ? false : negated;
}

function ready(operator: Operator, value: string, version: string | undefined): Wanted {
  const pattern = parsePattern(value, { variables: operator.variables && version === '2012-10-17', wildcards: operator.wildcards });
  return pattern.fixed === undefined ? { pattern } : { pattern, matcher: operator.matcher(pattern.fixed) ?? null };
}

/** How one value of the request compares with all values of the policy: any of them may match, or none for a negated operator. */
function comparison({ negated, exact, matcher: matcherFor }: Operator, wanted: readonly Wanted[]): (value: string, context: Values) => Tri {
  const fixed = wanted.every(({ matcher }) => matcher !== undefined && matcher !== null);
  if (fixed) {
    const matchers = wanted.map(({ matcher }) => matcher!);
    if (matchers.length === 1) { return (value) => matchers[0](value) !== negated; }
    if (exact) {
      const texts = new Set(wanted.map(({ pattern }) => pattern.fixed));
      return (value) => texts.has(value) !== negated;
    }
    return (value) => matchers.some((matches) => matches(value)) !== negated;
  }
  return (value, context) => {
    let unknown = false;
    for (const { pattern, matcher } of wanted) {
      const text = matcher === undefined ? filled(pattern, context) : undefined;
      // A variable without a value matches nothing. What that means for a negated operator, AWS leaves open: the statement may be invalid.
      if (matcher === undefined && text === undefined) {
        unknown ||= negated;
        continue;
      }
      const matches = matcher === undefined ? matcherFor(text!) : matcher;
      if (!matches) {
        unknown = true;
      } else if (matches(value)) {
        return !negated;
      }
    }
    return unknown ? undefined : negated;
  };
}
