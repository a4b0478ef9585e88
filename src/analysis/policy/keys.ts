import { matcherOf, parsePattern } from './pattern';
import { editDistance } from '../../private/nearest';

/** Keys of federation carry the address of the identity provider: `token.actions.githubusercontent.com:sub`. */
const FEDERATION = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[^:]*)*:/;

interface Known {
  readonly exact: ReadonlySet<string>;
  readonly patterns: readonly ((key: string) => boolean)[];
  /** Keys that a name of the caller's choice follows: `aws:resourcetag` of `aws:resourcetag/*`. */
  readonly families: readonly string[];
}

let known: Known | undefined;
const answers = new Map<string, boolean>();

/** Loaded on first use: an app that proves nothing doesn't need it. */
function load(): Known {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const keys = (require('../../private/condition-keys.generated').CONDITION_KEYS as string).split(' ');
  return {
    exact: new Set(keys.filter((key) => !key.includes('*'))),
    // A tag's name is the caller's choice, and so is a key of an encryption context: such keys are known by their shape.
    patterns: keys.filter((key) => key.includes('*')).map((key) => matcherOf(parsePattern(key, { variables: false, wildcards: true }).fixed!)),
    families: keys.filter((key) => /^[^*/]+\/\*$/.test(key)).map((key) => key.slice(0, -2)),
  };
}

/**
 * Whether AWS has the condition key, in lower case. A condition on another one is taken for a mistake, whose effect nobody knows.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function isKnownKey(key: string): boolean {
  let answer = answers.get(key);
  if (answer === undefined) {
    known ??= load();
    answer = known.exact.has(key) || FEDERATION.test(key) || known.patterns.some((matches) => matches(key));
    answers.set(key, answer);
  }
  return answer;
}

/** A key with more different letters is another key. */
const MISSPELLED = 2;

/**
 * The known key, in lower case, that a misspelled one probably means; undefined if none is that near.
 *
 * @param key an unknown key in lower case
 */
export function nearKey(key: string): string | undefined {
  known ??= load();
  const [name, ...rest] = key.split('/');
  const tag = rest.join('/');
  const near = closest(key, [...known.exact]);
  // `aws:resourcetags/team` means `aws:resourcetag/*`.
  const family = tag === '' ? undefined : closest(name, known.families);
  return near ?? (family === undefined ? undefined : `${family}/${tag}`);
}

function closest(key: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    // The difference in length is a lower bound of the distance; short names differ in few letters without being the same.
    .filter((candidate) => Math.abs(candidate.length - key.length) <= MISSPELLED)
    .map((candidate) => ({ candidate, distance: editDistance(key, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.min(MISSPELLED, Math.floor(candidate.length / 6)))
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate));
  return best?.candidate;
}
