import { Token } from 'aws-cdk-lib';
import { isKnownKey, nearKey } from '../analysis/policy/keys';
import { nearest } from '../private/nearest';

const COMPARED = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];

/** IAM's condition operators. */
const OPERATORS = [
  'StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike',
  ...['Numeric', 'Date'].flatMap((kind) => COMPARED.map((comparison) => `${kind}${comparison}`)),
  'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike', 'Null',
];

const LOWER = new Set(OPERATORS.map((operator) => operator.toLowerCase()));
const SETS = ['ForAllValues', 'ForAnyValue'];

/**
 * Checks conditions: operators that exist, keys that aren't misspelled. IAM refuses the former at deployment; the latter match
 * nothing, or everything under a negated operator.
 *
 * @returns keys that aren't in the catalogue and near none of it
 */
export function checkConditions(label: string, conditions: { readonly [operator: string]: any } = {}): string[] {
  return Object.entries(conditions).flatMap(([operator, keys]) => {
    checkOperator(label, operator);
    if (keys === null || typeof keys !== 'object' || Array.isArray(keys)) {
      throw new Error(`${label}: condition operator '${operator}' must have condition keys, got ${String(keys)}; write it as { '${operator}': { 'aws:PrincipalAccount': '…' } }`);
    }
    return Object.keys(keys).flatMap((key) => unknownKey(label, key));
  });
}

function checkOperator(label: string, operator: string): void {
  const [prefix, name] = operator.includes(':') ? operator.split(/:(.*)/s) : [undefined, operator];
  const bare = name.replace(/IfExists$/i, '');
  const setExists = prefix === undefined || SETS.some((set) => set.toLowerCase() === prefix.toLowerCase());
  // `Null` asks whether the key exists, so that it has no other form.
  const exists = LOWER.has(bare.toLowerCase()) && !(bare !== name && bare.toLowerCase() === 'null');
  if (setExists && exists) { return; }
  const set = prefix === undefined ? '' : `${setExists ? prefix : nearest(prefix, SETS) ?? 'ForAnyValue'}:`;
  const meant = exists ? name : nearest(bare, OPERATORS);
  const fix = meant === undefined ? 'see the condition operators of IAM' : `did you mean '${set}${meant}${!exists && bare !== name && meant !== 'Null' ? 'IfExists' : ''}'?`;
  throw new Error(`${label}: unknown condition operator '${operator}'; ${fix}`);
}

function unknownKey(label: string, key: string): string[] {
  if (Token.isUnresolved(key)) { return []; }
  // The name of a tag may be a placeholder.
  const written = key.replace(/\{\{\w+\}\}/g, 'x').toLowerCase();
  if (isKnownKey(written)) { return []; }
  const meant = nearKey(written);
  if (meant !== undefined) { throw new Error(`${label}: unknown condition key '${key}'; did you mean '${meant}'? IAM ignores case in keys`); }
  return [key];
}
