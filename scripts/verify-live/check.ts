/** What a check on a live account is, and what it gets. */
import { Cleanup } from './cleanup';
import { Clients } from './clients';
import { Options } from './options';
import { FactId } from '../../src/claims/internal';

export interface Observation {
  readonly outcome: 'held' | 'failed';
  readonly seen: string;
}

export interface LiveCheck {
  readonly fact: FactId;
  /** What it makes in the account; all of it is deleted at the end. */
  readonly creates: readonly string[];
  /** At most, in US cents, with the public price that it comes from. */
  readonly cost: { readonly cents: number; readonly because: string; readonly source: string };
  /** Minutes that it takes, about. */
  readonly minutes: number;
  /** Why it can't be asked with these options. */
  readonly lacks?: (options: Options) => string | undefined;
  /**
   * Prepares and observes. It tells `live.cleanup` how to take back what it is about to make, before it makes it. An error means that the
   * fact couldn't be asked, never that it failed.
   */
  readonly run: (live: Live) => Promise<Observation>;
}

/** The account that is asked, and the time in it. */
export interface Live {
  readonly clients: Clients;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** Begins the name of everything that the check makes: `bg-verify-` and random characters. */
  readonly name: string;
  readonly options: Options;
  readonly cleanup: Cleanup;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends with an error when the run is interrupted, so that what was made is cleaned up. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** For commands that a person copies: `--region R --profile P`. */
  readonly flags: string;
}

/** Asks until there is an answer, or the time is over; undefined then. */
export async function until<T>({ now, wait }: Pick<Live, 'now' | 'wait'>, most: number, every: number, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const end = now() + most;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) { return answer; }
    if (now() + every > end) { return undefined; }
    await wait(every);
  }
}

export const held = (seen: string): Observation => ({ outcome: 'held', seen });
export const failed = (seen: string): Observation => ({ outcome: 'failed', seen });
