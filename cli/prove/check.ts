import { ANY_ACCOUNT, Assumption } from 'cdk-break-glass/internal';

/** The command that shows what is assumed, and the account that it must run in. */
export interface Check {
  readonly check: string;
  /** Undefined where the templates don't tell. */
  readonly account?: string;
}

/** A template without 'env' has no account: the command says where to write it. */
export function checkOf({ subject, check, about }: Pick<Assumption, 'subject' | 'check' | 'about'>): Check {
  // Only the management account answers these.
  const account = /^aws organizations /.test(check) ? undefined
    : accountIn(check) ?? (/^arn:/.test(subject) ? accountIn(subject) : undefined) ?? /^account (\d{12})$/.exec(subject)?.[1] ?? about?.stack.account;
  return { check: check.replaceAll(ANY_ACCOUNT, 'ACCOUNT'), account: account === ANY_ACCOUNT ? undefined : account };
}

const accountIn = (text: string) => /\barn:[^:\s]*:[^:\s]*:[^:\s]*:(\d{12}):/.exec(text)?.[1];
