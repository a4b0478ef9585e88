import { Duration, Token } from 'aws-cdk-lib';

/** Texts that stand for a missing or unknown value, shown without quotes. */
const NOT_A_VALUE = ['a token', 'none'];

const TOKEN = /\$\{Token\[[^\]]*\]\}/g;

/** Error for a wrong value: names the property, the value received, and the remedy. */
export function propError(prop: string, requirement: string, got: unknown, fix: string): Error {
  return new Error(`'${prop}' ${requirement}, got ${shown(got)}; ${fix}`);
}

/** Shows a token as 'a token', or by its meaning inside a text, and not as `${Token[AWS.Partition.7]}` or -1.888e+289. */
function shown(got: unknown): string {
  if (typeof got === 'number' && Token.isUnresolved(got)) { return 'a token'; }
  if (typeof got !== 'string' || NOT_A_VALUE.includes(got)) { return String(got); }
  if (got !== '' && got.replace(TOKEN, '') === '') { return 'a token'; }
  return `'${got.replace(TOKEN, (token) => token.includes('[AWS.Partition') ? '${AWS::Partition}' : token.includes('[AWS.AccountId') ? '${AWS::AccountId}' : '${Token}')}'`;
}

/**
 * Remedy for a malformed text: the caller's own text, corrected, or an example if it can't be corrected.
 *
 * @param value value that the caller gave; from JavaScript it may be no text
 * @param putRight corrects a text that is nearly right
 * @param isRight whether a text is right
 * @param example a right text
 */
export function writeItAs(
  value: unknown, putRight: (text: string) => string, isRight: RegExp | ((text: string) => boolean), example: string,
): string {
  const right = typeof isRight === 'function' ? isRight : (text: string) => isRight.test(text);
  // JavaScript callers may give an id as a number.
  const given = typeof value === 'string' || Number.isInteger(value);
  const better = given && !Token.isUnresolved(value) ? putRight(String(value)) : '';
  return `write it as '${better !== '' && right(better) ? better : example}'`;
}

/** A text without accents, trimmed: `José ` becomes `Jose`. */
export function plainText(text: string): string {
  return text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').trim();
}

/** Words in the form of profile and playbook names: `network engineer` becomes `NETWORK_ENGINEER`. */
export function capitals(text: string, maxLength: number): string {
  return plainText(text).replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase().replace(/[^A-Z0-9]+/g, '_').replace(/^_+/, '').slice(0, maxLength).replace(/_+$/, '');
}

/** Words in the form of IAM names: `break glass/x` becomes `break-glass-x`. */
export function hyphenated(text: string, maxLength: number): string {
  return plainText(text).replace(/[^\w+=,.@-]+/g, '-').slice(0, maxLength).replace(/^-+|-+$/g, '');
}

/** Checks that a text is known at synthesis: policies, file names and alarms compare it, which is impossible with a token. */
export function requireConcrete(prop: string, value: string, why: string): void {
  if (typeof value !== 'string') { throw propError(prop, 'must be a text', value, why); }
  if (Token.isUnresolved(value)) {
    throw propError(prop, 'must be known at synthesis', 'a token', why);
  }
}

export function requireWholeNumber(prop: string, value: number, min: number, max: number, fix: string): void {
  if (Token.isUnresolved(value)) {
    throw propError(prop, 'must be known at synthesis', 'a token', 'write the number');
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    throw propError(prop, `must be a whole number from ${min} to ${max}`, value, fix);
  }
}

/** Remedies for a duration outside its bounds. */
export interface DurationFixes {
  readonly tooShort: string;
  readonly tooLong: string;
}

/** Checks the bounds of a duration; both bounds are allowed. */
export function requireDuration(prop: string, value: Duration, min: Duration, max: Duration, fixes: DurationFixes): void {
  // JavaScript callers may give a number of seconds.
  if (typeof value?.isUnresolved !== 'function') { throw propError(prop, 'must be a Duration', value, 'write it as Duration.hours(1)'); }
  if (value.isUnresolved()) {
    throw propError(prop, 'must be known at synthesis', 'a token', 'give a Duration with a number');
  }
  const seconds = value.toSeconds({ integral: false });
  if (!Number.isInteger(seconds)) {
    throw propError(prop, 'must be whole seconds', new Shown(value), 'round it');
  }
  if (seconds < min.toSeconds()) {
    throw propError(prop, `must be at least ${min.toHumanString()}`, new Shown(value), fixes.tooShort);
  }
  if (seconds > max.toSeconds()) {
    throw propError(prop, `must be at most ${max.toHumanString()}`, new Shown(value), fixes.tooLong);
  }
}

/** A duration in an error: without quotes, in readable units. */
export class Shown {
  constructor(private readonly duration: Duration) {}
  public toString(): string { return this.duration.toHumanString(); }
}

const EMAIL = /^[\w+=-]+(?:\.[\w+=-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

/**
 * Checks an e-mail address.
 *
 * @param prop name of the property
 * @param value the address
 * @param requirement what it must be; most addresses are kept as tags
 */
export function requireEmail(prop: string, value: string, requirement: string = 'must be an e-mail address that IAM accepts as a tag'): void {
  requireConcrete(prop, value, 'write the address');
  if (!isEmail(value)) {
    const bare = value.trim().replace(/^mailto:/i, '').replace(/^.*<(.*)>$/, '$1').trim();
    throw propError(prop, requirement, value,
      bare !== value && isEmail(bare) ? `write it as '${bare}'` : "use letters, digits and _.=+- around one @, as in 'first.last@example.com'");
  }
}

function isEmail(text: string): boolean {
  return EMAIL.test(text) && text.length <= 256;
}

export function requireUnique(prop: string, values: readonly string[], fix: string): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) { throw propError(prop, 'must not hold the same entry twice', value, fix); }
    seen.add(value);
  }
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** Checks an instant in the form that IAM compares: UTC, to the second. */
export function requireInstant(prop: string, value: string): number {
  requireConcrete(prop, value, 'write the instant');
  const time = INSTANT.test(value) ? Date.parse(value) : NaN;
  // Date.parse turns 31 February into March: an invalid date comes back different.
  if (Number.isNaN(time) || new Date(time).toISOString().replace('.000', '') !== value) {
    throw propError(prop, 'must be an instant in UTC', value, writeItAs(value, inUtc, INSTANT, '2026-01-31T14:00:00Z'));
  }
  return time;
}

/** Whether an instant is over, by the clock of the machine that synthesizes. Only for warnings: templates must not depend on the day. */
export function isOver(instant: string): boolean {
  return Date.parse(instant) < Date.now();
}

/** Converts an instant with an offset or with fractions of a second; returns an empty text for other input. */
function inUtc(text: string): string {
  const [, date] = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/.exec(text.trim()) ?? [];
  const midnight = date === undefined ? NaN : Date.parse(`${date}T00:00:00Z`);
  const time = Date.parse(text.trim());
  if (Number.isNaN(midnight) || Number.isNaN(time) || !new Date(midnight).toISOString().startsWith(date)) { return ''; }
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

const PATH = /^\/(?:[\w+=,.@-]+\/)*$/;

/** Checks the path of an IAM entity: it begins and ends with a slash. */
export function requirePath(prop: string, value: string): void {
  requireConcrete(prop, value, 'write the path');
  if (!PATH.test(value)) {
    const putRight = (text: string) => ['', ...text.split('/').map((part) => hyphenated(part, 512)).filter((part) => part !== ''), ''].join('/');
    throw propError(prop, 'must begin and end with a slash and hold letters, digits and +=,.@-_ between', value,
      writeItAs(value, putRight, (text) => text !== '/' && PATH.test(text), '/bg/'));
  }
  if (value.length > 512) {
    throw propError(prop, 'must be at most 512 characters', value, `it has ${value.length}: give a shorter one`);
  }
}

const ACCOUNT = /^\d{12}$/;

/** Ids that begin with zeros lose them as a number, in a spreadsheet or in YAML. More than three lost ones are another mistake. */
const LOST_ZEROS = /^[1-9]\d{8,10}$/;

export function requireAccount(prop: string, id: string, requirement: string = 'must be an account id of 12 digits'): void {
  if (Token.isUnresolved(id) || (typeof id === 'string' && ACCOUNT.test(id))) { return; }
  const digits = (text: string) => text.replace(/[\s-]/g, '');
  const given = digits(String(id));
  if (['string', 'number'].includes(typeof id) && LOST_ZEROS.test(given)) {
    const zeros = given.length === 11 ? 'its leading zero' : 'its leading zeros';
    const whole = given.padStart(12, '0');
    throw propError(prop, requirement, id, typeof id === 'number'
      ? `it has lost ${zeros}: write it as the text '${whole}'`
      : `write all 12 digits: if it lost ${zeros} as a number, it is '${whole}'`);
  }
  throw propError(prop, requirement, id, writeItAs(id, digits, ACCOUNT, '111122223333'));
}
