const SHORTEST = 10;
/** A reason has some letters that differ, in any script: dots, or one word again and again, aren't one. */
const FEWEST_LETTERS = 5;
const PLACEHOLDER = /^\W*(todo|tbd|fixme|n\/?a|none|because|later|temp(orary)?|ignored?|suppress(ed)?|accepted|false positive)\W*$/i;

/** What a reason must be, for errors. */
export const REASON = `must say in at least ${SHORTEST} characters what holds instead`;

/** Whether a text tells an auditor why an exception was made. */
export function isReason(reason: unknown): reason is string {
  return typeof reason === 'string' && reason.trim().length >= SHORTEST && !PLACEHOLDER.test(reason)
    && new Set(reason.toLowerCase().match(/\p{L}/gu)).size >= FEWEST_LETTERS;
}
