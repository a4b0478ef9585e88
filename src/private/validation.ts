import { isIP } from 'net';
import { Duration, Token } from 'aws-cdk-lib';

/** What stands for a value that isn't there to be shown. */
const NOT_A_VALUE = ['a token', 'none'];

const TOKEN = /\$\{Token\[[^\]]*\]\}/g;

/** A prop's value is wrong: says which, what was given, and what to do about it. */
export function propError(prop: string, requirement: string, got: unknown, fix: string): Error {
  return new Error(`'${prop}' ${requirement}, got ${shown(got)}; ${fix}`);
}

/** Nobody wrote `${Token[AWS.Partition.7]}` or -1.888e+289: a token is named as one, and inside of a text by what it stands for. */
function shown(got: unknown): string {
  if (typeof got === 'number' && Token.isUnresolved(got)) { return 'a token'; }
  if (typeof got !== 'string' || NOT_A_VALUE.includes(got)) { return String(got); }
  if (got !== '' && got.replace(TOKEN, '') === '') { return 'a token'; }
  return `'${got.replace(TOKEN, (token) => token.includes('[AWS.Partition') ? '${AWS::Partition}' : token.includes('[AWS.AccountId') ? '${AWS::AccountId}' : '${Token}')}'`;
}

/** Names end up in policies, file names and alarms, and are compared there: a token can't be. */
export function requireConcrete(prop: string, value: string, why: string): void {
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

/** What to do about a duration beyond either bound. */
export interface DurationFixes {
  readonly tooShort: string;
  readonly tooLong: string;
}

/** Bounds a duration; both ends are allowed values. */
export function requireDuration(prop: string, value: Duration, min: Duration, max: Duration, fixes: DurationFixes): void {
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

/** A duration in an error: without quotes, in the units people count in. */
export class Shown {
  constructor(private readonly duration: Duration) {}
  public toString(): string { return this.duration.toHumanString(); }
}

const EMAIL = /^[\w+=-]+(?:\.[\w+=-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

export function requireEmail(prop: string, value: string, requirement: string = 'must be an e-mail address'): void {
  requireConcrete(prop, value, 'write the address');
  if (!EMAIL.test(value) || value.length > 256) {
    throw propError(prop, `${requirement} that IAM can hold as a tag`, value, "use letters, digits and _.=+- around one @, as in 'first.last@example.com'");
  }
}

/** IPv4 or IPv6 range in CIDR notation, or a single address. */
export function requireCidr(prop: string, value: string): void {
  requireConcrete(prop, value, 'write the range');
  const [address, prefix, ...rest] = value.split('/');
  const family = isIP(address);
  const bits = prefix === undefined ? undefined : Number(prefix);
  const wellFormed = family !== 0 && !address.includes('%') && rest.length === 0
    && (prefix === undefined || (/^(0|[1-9]\d{0,2})$/.test(prefix) && bits! <= (family === 4 ? 32 : 128)));
  if (!wellFormed) {
    throw propError(prop, 'must hold IPv4 or IPv6 ranges in CIDR notation', value, "write it as '192.0.2.0/24' or '2001:db8::/32'");
  }
  if (bits === 0) {
    throw propError(prop, 'must not be the whole Internet', value, `leave '${prop}' out if every address is meant`);
  }
}

export function requireUnique(prop: string, values: readonly string[], fix: string): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) { throw propError(prop, 'must not hold the same entry twice', value, fix); }
    seen.add(value);
  }
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** An instant as IAM compares it: UTC, to the second. */
export function requireInstant(prop: string, value: string): number {
  requireConcrete(prop, value, 'write the instant');
  const time = INSTANT.test(value) ? Date.parse(value) : NaN;
  // Date.parse rolls 31 February over into March: a date that comes back different was never a date.
  if (Number.isNaN(time) || new Date(time).toISOString().replace('.000', '') !== value) {
    throw propError(prop, 'must be an instant in UTC', value, "write it as '2026-01-31T14:00:00Z'");
  }
  return time;
}

/** Path of an IAM entity: begins and ends with a slash. */
export function requirePath(prop: string, value: string): void {
  requireConcrete(prop, value, 'write the path');
  if (!/^\/(?:[\w+=,.@-]+\/)*$/.test(value)) {
    throw propError(prop, 'must begin and end with a slash and hold letters, digits and +=,.@-_ between', value, "write it as '/bg/'");
  }
  if (value.length > 512) {
    throw propError(prop, 'must be at most 512 characters', value, `it has ${value.length}: give a shorter one`);
  }
}

export function requireAccount(prop: string, id: string, requirement: string = 'must be an account id of 12 digits'): void {
  if (!Token.isUnresolved(id) && !/^\d{12}$/.test(id)) {
    throw propError(prop, requirement, id, "write it as '111122223333'");
  }
}

export function requireRegion(region: string): void {
  if (!Token.isUnresolved(region) && !/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) {
    throw propError('regions', 'must hold Region names', region, "write it as 'eu-central-1'");
  }
}
