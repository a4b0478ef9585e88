import { FactId, UNPROVEN_FACTS, UnprovenFact } from 'cdk-break-glass/internal';
import { FactTable, VerifiedFact } from './table';

/**
 * What is known about a fact:
 * - `unverified`: nobody asked a live account;
 * - `held`: an account showed it, with this version and not too long ago;
 * - `other version`: it held, asked by another version of the library;
 * - `stale`: it held too long ago;
 * - `failed`: an account showed that it isn't so, whenever that was and whichever version asked.
 */
export type FactState = 'unverified' | 'held' | 'other version' | 'stale' | 'failed';

/** Each state in words that follow a fact's number. */
export const WORDS: { readonly [state in FactState]: string } = {
  'failed': 'failed', 'unverified': 'unverified', 'stale': 'verified too long ago', 'other version': 'verified with another version', 'held': 'held',
};

export interface KnownFact {
  readonly fact: UnprovenFact;
  readonly state: FactState;
  readonly verified?: VerifiedFact;
}

const DAY_MS = 24 * 3600_000;

/** The facts with what a table says about each. Without a table all of them are unverified. */
export class Facts {
  public readonly all: readonly KnownFact[];

  constructor(table: FactTable | undefined, version: string, now: Date = new Date()) {
    this.all = UNPROVEN_FACTS.map((fact) => {
      const verified = table?.facts.find(({ id }) => id === fact.id);
      return { fact, state: stateOf(fact, verified, version, now), verified };
    });
  }

  public of(id: FactId): KnownFact {
    return this.all.find(({ fact }) => fact.id === id)!;
  }

  public in(state: FactState): KnownFact[] {
    return this.all.filter((known) => known.state === state);
  }
}

function stateOf(fact: UnprovenFact, verified: VerifiedFact | undefined, version: string, now: Date): FactState {
  if (!verified || verified.outcome === 'not asked') { return 'unverified'; }
  if (verified.outcome === 'failed') { return 'failed'; }
  if (verified.version !== version) { return 'other version'; }
  return now.getTime() - Date.parse(verified.date) > fact.freshDays * DAY_MS ? 'stale' : 'held';
}
