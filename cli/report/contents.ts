import { createHash } from 'node:crypto';

/** What stands for an account's own id where accounts are compared. */
export const OWN_ACCOUNT = '{account}';

/** Variants that a new content is compared with member by member; beyond them contents are compared by their digests. */
const COMPARED = 8;

/** Something of an account. */
export interface Content<T> {
  readonly thing: T;
  /** Compared as it reads in every account. */
  readonly value: unknown;
  /** Compared as it is. */
  readonly exact?: unknown;
  readonly account: string;
}

/** Contents that are equal but for the id of their account, in groups: the largest group first. */
export function equalContents<T>(contents: readonly Content<T>[]): T[][] {
  const groups: Array<{ readonly first: Content<T>; readonly things: T[] }> = [];
  const digests = new Map<string, T[]>();
  for (const content of contents) {
    // Nearly all accounts are alike, and comparing is many times faster than writing the content down.
    const same = groups.slice(0, COMPARED).find(({ first }) => alike(first.exact, '', content.exact, '')
      && alike(first.value, first.account, content.value, content.account))?.things
      ?? (groups.length >= COMPARED ? digests.get(digestOf(content)) : undefined);
    if (same) {
      same.push(content.thing);
      continue;
    }
    const things = [content.thing];
    if (groups.length >= COMPARED) { digests.set(digestOf(content), things); }
    groups.push({ first: content, things });
  }
  return groups.map(({ things }) => things).sort((a, b) => b.length - a.length);
}

/** Whether two contents are equal, each account's own id taken for the other's. */
function alike(a: unknown, accountOfA: string, b: unknown, accountOfB: string): boolean {
  if (typeof a === 'string' && typeof b === 'string') {
    if (accountOfA === accountOfB) { return a === b; }
    // The same foreign id in both is no difference; an own id of one of them is.
    if (a === b) { return !a.includes(accountOfA) && !a.includes(accountOfB); }
    return a.length === b.length && anyAccount(a, accountOfA) === anyAccount(b, accountOfB);
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) { return a === b; }
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) { return false; }
    return a.every((member, index) => alike(member, accountOfA, b[index], accountOfB));
  }
  const [first, second] = [a, b] as Array<{ readonly [name: string]: unknown }>;
  const names = Object.keys(first);
  return names.length === Object.keys(second).length
    && names.every((name) => name in second && alike(first[name], accountOfA, second[name], accountOfB));
}

function digestOf({ value, exact, account }: Content<unknown>): string {
  return createHash('sha256').update(`${JSON.stringify(exact)} ${anyAccount(JSON.stringify(value), account)}`).digest('base64');
}

/** A text as it reads in every account: equal texts about different accounts become one. */
export function anyAccount(text: string, account: string | undefined): string {
  return account === undefined || !text.includes(account) ? text : text.replaceAll(account, OWN_ACCOUNT);
}
