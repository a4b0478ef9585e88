/**
 * Patterns of IAM policies: `*` stands for any text, `?` for one character, and `${key}` for a value of the request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */

/** Answers whether a text matches. */
export type Matcher = (text: string) => boolean;

/** Values of the request, by condition key in lower case. */
export type Values = ReadonlyMap<string, readonly string[]>;

/** Wildcards inside a compiled pattern: characters that no policy holds, so that values can't be taken for wildcards. */
const ANY = '\u0001';
const ONE = '\u0002';

interface Variable {
  readonly key: string;
  readonly fallback?: string;
}

/** A pattern whose variables are known only with the request. */
export interface Pattern {
  /** The text with wildcards marked, if there is no variable in it. */
  readonly fixed?: string;
  readonly parts: readonly (string | Variable)[];
}

const VARIABLE = /\$\{([^}]*)\}/g;
const LITERAL: { readonly [name: string]: string } = { '*': '*', '?': '?', '$': '$' };

/** Reads a pattern. Policies of version 2008-10-17 have no variables: `variables` is false for them. */
export function parsePattern(text: string, { variables, wildcards }: { readonly variables: boolean; readonly wildcards: boolean }): Pattern {
  const mark = (piece: string) => (wildcards ? piece.replace(/\*/g, ANY).replace(/\?/g, ONE) : piece);
  if (!variables || !text.includes('${')) { return { fixed: mark(text), parts: [mark(text)] }; }
  const parts: (string | Variable)[] = [];
  let end = 0;
  for (const found of text.matchAll(VARIABLE)) {
    parts.push(mark(text.slice(end, found.index)));
    end = found.index + found[0].length;
    parts.push(LITERAL[found[1]] ?? variableOf(found[1]));
  }
  parts.push(mark(text.slice(end)));
  const fixed = parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
  return { fixed, parts };
}

/** `key` or `key, 'default'`. */
function variableOf(text: string): Variable {
  const [, key, fallback] = /^([^,]*?)\s*(?:,\s*'(.*)')?$/s.exec(text) ?? [text, text];
  return { key: key.trim().toLowerCase(), fallback };
}

/** The pattern with the values of the request; undefined if the request lacks one, or has several. */
export function filled(pattern: Pattern, values: Values): string | undefined {
  if (pattern.fixed !== undefined) { return pattern.fixed; }
  let text = '';
  for (const part of pattern.parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const given = values.get(part.key);
    const value = given === undefined ? part.fallback : given.length === 1 ? given[0] : undefined;
    if (value === undefined) { return undefined; }
    text += value;
  }
  return text;
}

/** Matches whole texts against a pattern with marked wildcards. */
export function matcherOf(pattern: string): Matcher {
  const any = pattern.indexOf(ANY);
  if (any < 0 && !pattern.includes(ONE)) { return (text) => text === pattern; }
  if (pattern === ANY) { return () => true; }
  if (any === pattern.length - 1 && !pattern.includes(ONE)) {
    const start = pattern.slice(0, -1);
    return (text) => text.startsWith(start);
  }
  return (text) => globMatches(pattern, text);
}

/** Whether a compiled pattern is `*`. */
export function isEverything(fixed: string): boolean {
  return fixed === ANY;
}

/** In linear time for each star: the last star takes one more character whenever the rest doesn't fit. */
function globMatches(pattern: string, text: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let resume = 0;
  while (index < text.length) {
    const wanted = pattern[at];
    if (wanted === ANY) {
      star = at++;
      resume = index;
    } else if (at < pattern.length && (wanted === ONE || wanted === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === ANY) { at++; }
  return at === pattern.length;
}

const ARN_PARTS = 6;

/** The six parts of an ARN; the last one may hold colons. */
function partsOf(arn: string): string[] | undefined {
  const parts = arn.split(':');
  if (parts.length < ARN_PARTS) { return undefined; }
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

/** Matches ARNs part by part, as the ARN operators of conditions do: a wildcard reaches no further than its part. */
export function arnMatcherOf(pattern: string): Matcher {
  const parts = partsOf(pattern);
  if (!parts) { return pattern === ANY ? () => true : () => false; }
  const matchers = parts.map(matcherOf);
  return (arn) => {
    const given = partsOf(arn);
    return given !== undefined && matchers.every((matches, index) => matches(given[index]));
  };
}
