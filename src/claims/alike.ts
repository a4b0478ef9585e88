/**
 * Accounts whose templates are equal but for the account's own id are proven once.
 *
 * Why that is sound. Let A and B be such accounts, and exchange their ids in the whole assembly: it stays the same assembly, because
 * their templates turn into each other, and no other template names either of them. A claim asks what policies and patterns do with
 * names. They compare ids as a whole (`tellsAccountsApart` sees where they don't), so an answer about A becomes the same answer about B.
 * Two accounts of each group are asked rather than one, because a claim may be about two accounts, such as a user of one and a role of
 * another: any two accounts of a group are in the place of those two.
 *
 * What can't be exchanged is proven by itself: an account that another template names, one that the questions name as an example,
 * one with exports, imports or nested stacks, and one that cuts its id into pieces.
 */
import { createHash } from 'crypto';

/** Accounts whose templates are equal but for their own ids. */
export interface AlikeAccounts {
  /** The account that was asked. What results say of it is true of the others. */
  readonly account: string;
  /** The accounts that weren't asked. */
  readonly alike: readonly string[];
}

/** A stack, with its template as text. */
export interface StackText {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly text: string;
}

/** Accounts that stand in questions as examples: an account of the assembly with such an id isn't like others. */
export const NAMED_BY_QUESTIONS: ReadonlySet<string> = new Set(['000000000000', '111111111111', '222222222222', '999999999999']);

const ASKED_OF_EACH_GROUP = 2;

/** The path of a construct is another one in each stack, and no claim depends on it. */
const CONSTRUCT_PATH = /"aws:cdk:path":\s*"(?:[^"\\]|\\.)*"/g;

/** Nothing in a template's text is this character. */
const OWN_ID = '\u0000';

/** What ties an account to others, or cuts its id into pieces. */
const TIED = /"Fn::ImportValue"|"Export"|"AWS::CloudFormation::Stack"|"Fn::Split":\s*\[\s*"[^"]*\d/;

const KNOWS_ITS_NAME = /AWS::Stack(Name|Id)/;

/** Finds the accounts that are alike, one template after the other: none of the texts is kept. */
export class AlikeSearch {
  /** Of each account, a line for each stack. */
  private readonly stacks = new Map<string, string[]>();
  private readonly tied = new Set<string>(NAMED_BY_QUESTIONS);
  /** What equal templates say of other accounts. */
  private readonly others = new Map<string, { readonly accounts: readonly string[]; readonly tied: boolean }>();

  public add({ name, account, region, text }: StackText): void {
    const own = text.replace(CONSTRUCT_PATH, '').replaceAll(account, OWN_ID);
    const digest = createHash('sha256').update(own).digest('base64');
    let others = this.others.get(digest);
    if (!others) { this.others.set(digest, others = { accounts: accountsIn(own), tied: TIED.test(own) }); }
    others.accounts.forEach((other) => this.tied.add(other));
    if (others.tied) { this.tied.add(account); }
    const called = KNOWS_ITS_NAME.test(own) ? name.replaceAll(account, OWN_ID) : '';
    this.stacks.set(account, [...this.stacks.get(account) ?? [], `${region} ${called} ${digest}`]);
  }

  /** The groups that are large enough for accounts to be left out. */
  public groups(): AlikeAccounts[] {
    const groups = new Map<string, string[]>();
    for (const [account, stacks] of this.stacks) {
      if (this.tied.has(account)) { continue; }
      const key = [...stacks].sort().join('\n');
      groups.set(key, [...groups.get(key) ?? [], account]);
    }
    return [...groups.values()].filter(({ length }) => length > ASKED_OF_EACH_GROUP)
      .map(([account, ...rest]) => ({ account, alike: rest.slice(ASKED_OF_EACH_GROUP - 1) }));
  }
}

/** Everything that could be the id of an account. */
function accountsIn(text: string): string[] {
  const runs = new Set(text.match(/\d{12,}/g));
  return [...runs].flatMap((run) => Array.from({ length: run.length - 11 }, (_, at) => run.slice(at, at + 12)));
}
