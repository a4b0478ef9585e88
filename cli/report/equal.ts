import { AccessRequest, ResourceModel } from 'cdk-break-glass/internal';
import { anyAccount } from './contents';
import { Html, html } from './html';
import { count } from './words';

/** Something said about a resource. */
interface Said {
  readonly subject: string;
  readonly about?: ResourceModel;
  readonly request?: AccessRequest;
}

/** The same said about several accounts. */
export interface Equal<T> {
  readonly first: T;
  readonly accounts: readonly string[];
}

/** Joins what is said about several accounts in the same words, the account's own id aside. */
export function equal<T extends Said>(all: readonly T[], words: (thing: T) => readonly string[]): Array<Equal<T>> {
  const found = new Map<string, { readonly first: T; readonly accounts: Set<string> }>();
  for (const thing of all) {
    const account = accountOf(thing);
    const key = anyAccount(JSON.stringify([thing.subject, ...words(thing), account === undefined]), account);
    const same = found.get(key);
    if (same) {
      if (account !== undefined) { same.accounts.add(account); }
    } else {
      found.set(key, { first: thing, accounts: new Set(account === undefined ? [] : [account]) });
    }
  }
  return [...found.values()].map(({ first, accounts }) => ({ first, accounts: [...accounts] }));
}

/** What it is about: its name, the construct that made it, and its template. */
export function place({ first, accounts }: Equal<Said>): Html {
  const { subject, about } = first;
  const others = accounts.slice(1);
  return html`<code>${subject}</code>${about && html`
<div class="small">${about.path ?? about.logicalId}</div><div class="small">${about.type} in ${templateOf(about)}</div>`}
${others.length > 0 && html`<details><summary>and the same in ${count(others.length)} other ${others.length === 1 ? 'account' : 'accounts'}</summary>
<div class="small scrolldown">${others.join(', ')}</div></details>`}`;
}

function templateOf({ stack }: ResourceModel): string {
  return stack.templateFile ?? stack.name;
}

function accountOf({ about, request }: Said): string | undefined {
  return about?.stack.account ?? request?.account;
}
