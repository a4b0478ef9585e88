/**
 * Pieces of the workflows' expressions. Expressions live in the definitions: no code is deployed.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import { RESERVED_ROLE_PREFIX } from '../../private/identity-center';

/** An expression as a field of a state. */
export const jsonata = (expression: string) => `{% ${expression} %}`;

/** A value written into an expression. JSON is JSONata. */
export const literal = (value: unknown) => JSON.stringify(value);

/** `$name := expression;` for each, and then the result: in one block. */
export function block(bindings: { readonly [name: string]: string }, result: string): string {
  return `( ${Object.entries(bindings).map(([name, expression]) => `$${name} := ${expression};`).join('\n')}\n${result} )`;
}

/** A reason to refuse: when, with which HTTP status, and an expression of the text. */
export interface Refusal {
  readonly when: string;
  readonly status: number;
  readonly reason: string;
}

/** The first refusal that holds, or the status 0. */
export function firstRefusal(refusals: readonly Refusal[]): string {
  return refusals.reduceRight((otherwise, { when, status, reason }) => `(${when}) ? {"status": ${status}, "reason": ${reason}} : (${otherwise})`, '{"status": 0}');
}

/** Identity Center's session, as `sso:account:permission set:user name`; anything else by its ARN. */
export function callerKey(caller: string): string {
  return block({
    sso: `$match(${caller}, /^arn:aws[a-z-]*:sts::([0-9]{12}):assumed-role\\/${RESERVED_ROLE_PREFIX}(.+)_[0-9a-f]{16}\\/([^\\/]+)$/)`,
  }, `$exists($sso) ? "sso:" & $sso.groups[0] & ":" & $sso.groups[1] & ":" & $sso.groups[2] : ${caller}`);
}

/** What the API form-encoded, so that nothing in it could end the text that it stands in. */
export const decoded = (text: string) => `$decodeUrlComponent($replace(${text}, "+", "%20"))`;

export const parsedBody = (body: string) => `(${body} = "" ? {} : $parse(${decoded(body)}))`;

/**
 * Whether something is a text that matches as a whole: what matched is compared, since in some engines `$` also stands
 * before a last line break.
 */
export function matches(value: string, pattern: string): string {
  return `($type(${value}) = "string" and $match(${value}, /^(${pattern})$/)[0].match = ${value})`;
}

/**
 * Whether a text is fit to be stored and shown: without control characters but tabs and line breaks, without line breaks that
 * only some programs know, and without what turns the direction of reading. Halves of a character, which no service stores,
 * can't be encoded and fail the expression.
 */
export function plain(text: string): string {
  return `($length($encodeUrlComponent(${text})) > 0 and $not($contains(${text}, /[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]/)))`;
}

/** 32 hexadecimal digits, as requests are named. */
export const ID = '[0-9a-f]{32}';

/** Instants are texts in UTC with milliseconds: they compare as they follow each other. */
export const instantAfter = (instant: string, minutes: string) => `$fromMillis($toMillis(${instant}) + ${minutes} * 60000)`;

/** The workflow's own present, as an instant. */
export const NOW = '$fromMillis($millis())';

/** What a caught error says, cut to what fits into an entry. */
export const FAILURE = '$states.errorOutput.Error & ": " & $substring($states.errorOutput.Cause, 0, 400)';

/** An expression that gives a list even where there is one entry or none. */
export const list = (expression: string) => `[${expression}]`;
