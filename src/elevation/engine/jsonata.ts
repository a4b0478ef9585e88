/**
 * Building blocks of the workflows' expressions. They are part of the definitions: no code is deployed.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import { RESERVED_ROLE_PREFIX } from '../../private/identity-center';

/** A field of a state that holds an expression. */
export const jsonata = (expression: string) => `{% ${expression} %}`;

/** A constant in an expression. Every JSON text is a JSONata expression. */
export const literal = (value: unknown) => JSON.stringify(value);

/** A block: `$name := expression;` for each binding, then the result. */
export function block(bindings: { readonly [name: string]: string }, result: string): string {
  return `( ${Object.entries(bindings).map(([name, expression]) => `$${name} := ${expression};`).join('\n')}\n${result} )`;
}

/** A reason to refuse: condition, HTTP status, and an expression of the text. */
export interface Refusal {
  readonly when: string;
  readonly status: number;
  readonly reason: string;
}

/** Expression of the first refusal whose condition holds, or status 0. */
export function firstRefusal(refusals: readonly Refusal[]): string {
  return refusals.reduceRight((otherwise, { when, status, reason }) => `(${when}) ? {"status": ${status}, "reason": ${reason}} : (${otherwise})`, '{"status": 0}');
}

/** Expression of the key by which the registry knows a caller: `sso:account:permission set:user name` for Identity Center, with the name in lower case, the ARN for others. */
export function callerKey(caller: string): string {
  return block({
    sso: `$match(${caller}, /^arn:aws[a-z-]*:sts::([0-9]{12}):assumed-role\\/${RESERVED_ROLE_PREFIX}(.+)_[0-9a-f]{16}\\/([^\\/]+)$/)`,
  }, `$exists($sso) ? "sso:" & $sso.groups[0] & ":" & $sso.groups[1] & ":" & $lowercase($sso.groups[2]) : ${caller}`);
}

/** Decodes a text that the API form-encoded so that it can't end the JSON text around it. */
export const decoded = (text: string) => `$decodeUrlComponent($replace(${text}, "+", "%20"))`;

export const parsedBody = (body: string) => `(${body} = "" ? {} : $parse(${decoded(body)}))`;

/**
 * Whether a value is a text that matches a pattern completely. The match is compared with the text, since `$` also matches before
 * a final line break in some engines.
 */
export function matches(value: string, pattern: string): string {
  return `($type(${value}) = "string" and $match(${value}, /^(${pattern})$/)[0].match = ${value})`;
}

/**
 * Whether a text can be stored and shown safely: no control characters except tabs and line breaks, no line breaks that only some
 * programs know, no characters that change the reading direction. Half of a surrogate pair can't be encoded and fails the expression.
 */
export function plain(text: string): string {
  return `($length($encodeUrlComponent(${text})) > 0 and $not($contains(${text}, /[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]/)))`;
}

/** Pattern of a request's id. */
export const ID = '[0-9a-f]{32}';

/** An instant some minutes later. Instants are texts in UTC with milliseconds, so that comparing texts compares times. */
export const instantAfter = (instant: string, minutes: string) => `$fromMillis($toMillis(${instant}) + ${minutes} * 60000)`;

/** Current instant, by the clock of Step Functions. */
export const NOW = '$fromMillis($millis())';

/** Text of a caught error, shortened to fit into an entry. */
export const FAILURE = '$states.errorOutput.Error & ": " & $substring($states.errorOutput.Cause, 0, 400)';
