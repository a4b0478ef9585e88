import { matcherOf, parsePattern } from './pattern';

/** Keys of federation carry the address of the identity provider: `token.actions.githubusercontent.com:sub`. */
const FEDERATION = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[^:]*)*:/;

interface Known {
  readonly exact: ReadonlySet<string>;
  readonly patterns: readonly ((key: string) => boolean)[];
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
