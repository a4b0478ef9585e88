import { deployedLength } from './deployed-length';
import { wildcardRegex } from './iam-catalogue';

/** A policy statement as IAM reads it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: any;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: string | string[];
  readonly NotResource?: string | string[];
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | string[] } };
}

export interface Document {
  readonly Version: '2012-10-17';
  readonly Statement: Statement[];
}

/** IAM's quotas in characters, without white space. */
export const LIMITS = {
  managedPolicy: 6144,
  trustPolicy: 2048,
  sessionPolicy: 2048,
  permissionSet: 10240,
} as const;

export function documentOf(statements: readonly Statement[]): Document {
  return { Version: '2012-10-17', Statement: [...statements] };
}

/** A single value without an array, as in most IAM documents: this is the shortest form. */
export function oneOrMany(values: readonly string[]): string | string[] {
  return values.length === 1 ? values[0] : [...values];
}

export function asArray(value: string | readonly string[] | undefined): string[] {
  if (value === undefined) { return []; }
  // A template that others wrote may hold one thing, which is no list.
  return Array.isArray(value) ? [...value] : [value as string];
}

/** Number of characters that IAM counts. */
export function policySize(document: Document): number {
  return deployedLength(JSON.stringify(document));
}

/** Sorts the actions, and removes repetitions and actions that a wildcard of the list covers. */
export function minimizeActions(actions: readonly string[]): string[] {
  // IAM ignores case in actions, and two stars mean the same as one.
  const byMeaning = new Map(actions.map((action) => action.replace(/\*+/g, '*')).map((action) => [action.toLowerCase(), action]));
  const unique = [...byMeaning.values()];
  const wildcards = unique.filter((action) => action.includes('*')).map((action) => ({ action, regex: coveringRegex(action) }));
  return unique
    .filter((action) => !wildcards.some((wildcard) => wildcard.action !== action && wildcard.regex.test(action)))
    .sort();
}

/** Matches patterns whose actions the wildcard covers: `?` covers one character, and no `*`. */
function coveringRegex(wildcard: string): RegExp {
  return new RegExp(wildcardRegex(wildcard).source.replace(/\.(?!\*)/g, (dot, at: number, all: string) => (all[at - 1] === '\\' ? dot : '[^*]')), 'i');
}

/** Merges statements that differ only in their actions. What is allowed stays the same, in fewer characters. */
export function mergeStatements(statements: readonly Statement[]): Statement[] {
  const groups = new Map<string, Statement[]>();
  for (const statement of statements) {
    const { Action, Sid, ...rest } = statement;
    // A statement with a Sid is found by its Sid, so it isn't merged.
    const key = Sid || !Action ? JSON.stringify(statement) : JSON.stringify(rest);
    groups.set(key, [...(groups.get(key) ?? []), statement]);
  }
  return [...groups.values()].map((group) => {
    if (!group[0].Action || group[0].Sid) { return group[0]; }
    const { Effect, Action: _, ...rest } = group[0];
    return { Effect, Action: oneOrMany(minimizeActions(group.flatMap((statement) => asArray(statement.Action)))), ...rest };
  });
}

/**
 * Distributes statements over as few documents as possible, in order. A statement that is too long for one document is cut:
 * the pieces of an allow statement together allow the same.
 */
export function splitDocuments(statements: readonly Statement[], limit: number): Document[] {
  const pieces = statements.flatMap((statement) => cutToFit(statement, limit));
  const documents: Statement[][] = [[]];
  for (const piece of pieces) {
    const current = documents[documents.length - 1];
    if (current.length > 0 && policySize(documentOf([...current, piece])) > limit) {
      documents.push([piece]);
    } else {
      current.push(piece);
    }
  }
  return documents.filter((list) => list.length > 0).map(documentOf);
}

function cutToFit(statement: Statement, limit: number): Statement[] {
  const size = policySize(documentOf([statement]));
  if (size <= limit) { return [statement]; }
  for (const element of ['Action', 'Resource'] as const) {
    const values = asArray(statement[element]);
    if (values.length < 2) { continue; }
    const half = Math.ceil(values.length / 2);
    return [values.slice(0, half), values.slice(half)].flatMap((part) => cutToFit({ ...statement, [element]: oneOrMany(part) }, limit));
  }
  throw new Error(`a statement on ${asArray(statement.Action)[0]} has ${size} characters and can't be divided, IAM allows ${limit} in a policy; `
    + 'shorten its conditions or resources');
}
