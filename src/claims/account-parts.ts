import { AccessModel } from './model';

/** Digits beside a wildcard, fewer than an account's id has: `2*` is about some accounts and not about others. */
const PART_OF_ID = /(?<!\d)\d{1,11}[*?]|[*?]\d{1,11}(?!\d)/;
const ENDS_IN_PART = /(?<!\d)\d{1,11}$/;
const BEGINS_WITH_PART = /^\d{1,11}(?!\d)/;
const NUMERIC = /^(for(all|any)values?:)?numeric/i;
/** Numbers that are no accounts. */
const NUMBERS = /^aws:MultiFactorAuthAge$/i;

/**
 * Whether anything in the templates compares a part of an account's id, or names one of these accounts, be it put together by functions.
 * Then accounts with equal templates may get different answers.
 */
export function tellsAccountsApart(model: AccessModel, accounts: ReadonlySet<string>): boolean {
  return model.resources.some(({ props }) => found(props, accounts));
}

function found(value: any, accounts: ReadonlySet<string>): boolean {
  if (typeof value === 'string') { return PART_OF_ID.test(value) || namesOne(value, accounts); }
  if (value === null || typeof value !== 'object') { return false; }
  if (Array.isArray(value)) { return value.some((entry) => found(entry, accounts)); }
  return Object.entries(value).some(([key, entry]) => found(key, accounts) || byPart(key, entry) || found(entry, accounts));
}

function namesOne(text: string, accounts: ReadonlySet<string>): boolean {
  return (text.match(/\d{12,}/g) ?? []).some((run) => Array.from({ length: run.length - 11 }).some((_, at) => accounts.has(run.slice(at, at + 12))));
}

/** Operators of event patterns and conditions that compare a part, without a wildcard. */
function byPart(operator: string, operand: any): boolean {
  if (operator === 'prefix' || operator === 'suffix') {
    const part = operator === 'prefix' ? ENDS_IN_PART : BEGINS_WITH_PART;
    return textsIn(operand).some((text) => part.test(text));
  }
  return NUMERIC.test(operator) && operand !== null && typeof operand === 'object' && !Object.keys(operand).every((key) => NUMBERS.test(key));
}

function textsIn(value: any): string[] {
  if (typeof value === 'string') { return [value]; }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}
