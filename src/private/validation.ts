import { isIP } from 'net';
import { Duration, Token } from 'aws-cdk-lib';

/** What stands for a value that isn't there to be shown. */
const NOT_A_VALUE = ['a token', 'none'];

/** A prop's value is wrong: says which, what was given, and what to do about it. */
export function propError(prop: string, requirement: string, got: unknown, fix: string): Error {
  const isToken = (typeof got === 'string' || typeof got === 'number') && Token.isUnresolved(got);
  const shown = isToken ? 'a token' : typeof got === 'string' && !NOT_A_VALUE.includes(got) ? `'${got}'` : String(got);
  return new Error(`'${prop}' ${requirement}, got ${shown}; ${fix}`);
}

/** Names end up in policies, file names and alarms, and are compared there: a token can't be. */
export function requireConcrete(prop: string, value: string, why: string): void {
  if (Token.isUnresolved(value)) {
    throw propError(prop, 'must be known at synthesis', 'a token', why);
  }
}

/** Bounds a duration; both ends are allowed values. */
export function requireDuration(prop: string, value: Duration, min: Duration, max: Duration, fix: string): void {
  if (value.isUnresolved()) {
    throw propError(prop, 'must be known at synthesis', 'a token', 'give a Duration with a number');
  }
  const seconds = value.toSeconds({ integral: false });
  if (!Number.isInteger(seconds)) {
    throw propError(prop, 'must be whole seconds', seconds, 'round it');
  }
  if (seconds < min.toSeconds()) {
    throw propError(prop, `must be at least ${min.toHumanString()}`, { toString: () => value.toHumanString() }, fix);
  }
  if (seconds > max.toSeconds()) {
    throw propError(prop, `must be at most ${max.toHumanString()}`, { toString: () => value.toHumanString() }, fix);
  }
}

const EMAIL = /^[\w+=-]+(?:\.[\w+=-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

export function requireEmail(prop: string, value: string): void {
  requireConcrete(prop, value, 'write the address');
  if (!EMAIL.test(value) || value.length > 256) {
    throw propError(prop, 'must be an e-mail address that IAM can hold as a tag', value, "use letters, digits and _.=+- around one @, as in 'first.last@example.com'");
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
  if (!/^\/(?:[\w+=,.@-]+\/)*$/.test(value) || value.length > 512) {
    throw propError(prop, 'must begin and end with a slash, hold letters, digits and +=,.@-_ between, and have at most 512 characters', value, "write it as '/bg/'");
  }
}

export function requireAccount(prop: string, id: string): void {
  if (!Token.isUnresolved(id) && !/^\d{12}$/.test(id)) {
    throw propError(prop, 'must be account ids of 12 digits', id, "write it as '111122223333'");
  }
}
