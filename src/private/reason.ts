import { propError } from './validation';

const SHORTEST = 10;
/** A reason has some letters that differ, in any script: dots, or one word again and again, aren't one. */
const FEWEST_LETTERS = 5;
const PLACEHOLDER = /^\W*(todo|tbd|fixme|n\/?a|none|because|later|temp(orary)?|ignored?|suppress(ed)?|accepted|false positive)\W*$/i;

/** What is wrong with a reason. */
export function noReason(reason: unknown): Error {
  return propError('reason', `must say in at least ${SHORTEST} characters what holds instead`, reason, 'write it for an auditor who reads the report');
}

/** Whether a text tells an auditor why an exception was made. */
export function isReason(reason: unknown): reason is string {
  return typeof reason === 'string' && reason.trim().length >= SHORTEST && !PLACEHOLDER.test(reason)
    && new Set(reason.toLowerCase().match(/\p{L}/gu)).size >= FEWEST_LETTERS;
}
