/**
 * Condition operators. Each says how one value of the request compares with one value of the policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { rangeMatcher } from './addresses';
import { arnMatcherOf, Matcher, matcherOf } from './pattern';
import { remembered } from './remembered';

export interface Operator {
  /** Holds where no value of the policy matches, and where the request lacks the key. */
  readonly negated: boolean;
  /** The policy's value may hold variables. */
  readonly variables: boolean;
  /** The policy's value may hold wildcards. */
  readonly wildcards: boolean;
  /** Only an equal value matches, so that many values of a policy can be looked up instead of compared one by one. */
  readonly exact?: boolean;
  /** Matches values of the request with a value of the policy; undefined if that can't be read. */
  readonly matcher: (wanted: string) => Matcher | undefined;
}

const text = (matcher: Operator['matcher'], wildcards = false): Omit<Operator, 'negated'> => ({ variables: true, wildcards, matcher });
const plain = (matcher: Operator['matcher']): Omit<Operator, 'negated'> => ({ variables: false, wildcards: false, matcher });

type Compare = (value: number, wanted: number) => boolean;
type Read = (text: string) => number | undefined;

const comparing = (read: Read, compare: Compare) => plain((wanted) => {
  const limit = read(wanted);
  if (limit === undefined) { return undefined; }
  return (value) => {
    const given = read(value);
    return given !== undefined && compare(given, limit);
  };
});

function numberOf(value: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(value) ? Number(value) : undefined;
}

const INSTANT = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;

/** An instant as W3C writes it, or as seconds since 1970. */
function instantOf(value: string): number | undefined {
  if (/^\d{5,}$/.test(value)) { return Number(value) * 1000; }
  if (!INSTANT.test(value)) { return undefined; }
  const time = Date.parse(/T[^Z+-]*$/.test(value) ? `${value}Z` : value);
  return Number.isNaN(time) ? undefined : time;
}

const booleanOf = (value: string) => (/^(true|false)$/i.test(value) ? value.toLowerCase() : undefined);

const COMPARISONS: { readonly [suffix: string]: Compare } = {
  equals: (value, wanted) => value === wanted,
  lessthan: (value, wanted) => value < wanted,
  lessthanequals: (value, wanted) => value <= wanted,
  greaterthan: (value, wanted) => value > wanted,
  greaterthanequals: (value, wanted) => value >= wanted,
};

const ordered = (prefix: string, read: Read) => (
  Object.fromEntries(Object.entries(COMPARISONS).map(([suffix, compare]) => [`${prefix}${suffix}`, comparing(read, compare)])));

const POSITIVE: { readonly [name: string]: Omit<Operator, 'negated'> } = {
  stringequals: { ...text((wanted) => (value) => value === wanted), exact: true },
  stringequalsignorecase: text((wanted) => (value) => value.toLowerCase() === wanted.toLowerCase()),
  stringlike: text(matcherOf, true),
  ...ordered('numeric', remembered(numberOf)),
  ...ordered('date', remembered(instantOf)),
  bool: {
    ...text((wanted) => {
      const expected = booleanOf(wanted);
      return expected === undefined ? undefined : (value) => booleanOf(value) === expected;
    }),
  },
  binaryequals: plain((wanted) => (value) => value === wanted),
  ipaddress: plain(rangeMatcher),
  arnequals: text(arnMatcherOf, true),
  arnlike: text(arnMatcherOf, true),
};

/** The negated names, and what they negate. */
const NEGATED: { readonly [name: string]: string } = {
  stringnotequals: 'stringequals',
  stringnotequalsignorecase: 'stringequalsignorecase',
  stringnotlike: 'stringlike',
  numericnotequals: 'numericequals',
  datenotequals: 'dateequals',
  notipaddress: 'ipaddress',
  arnnotequals: 'arnequals',
  arnnotlike: 'arnlike',
};

/** The operator of a name in lower case, without prefix and `IfExists`; undefined if there is none. */
export function operatorOf(name: string): Operator | undefined {
  const negated = Object.hasOwn(NEGATED, name);
  const base = negated ? NEGATED[name] : name;
  return Object.hasOwn(POSITIVE, base) ? { ...POSITIVE[base], negated } : undefined;
}
