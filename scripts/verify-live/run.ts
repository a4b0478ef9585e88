/** Asks one fact after the other, and takes back what each made before the next begins. */
import { randomBytes } from 'crypto';
import { BY_HAND } from './by-hand';
import { Live, LiveCheck } from './check';
import { Cleanup, Leftover, Step } from './cleanup';
import { Clients, Place } from './clients';
import { Options } from './options';
import { Outcome, VerifiedFact } from '../../cli/facts/table';
import { FactId, UNPROVEN_FACTS } from '../../src/claims/internal';

export interface RunInput {
  readonly checks: readonly LiveCheck[];
  readonly clients: Clients;
  readonly place: Place;
  readonly options: Options;
  readonly version: string;
  readonly time: Time;
  /** Told as it goes. */
  readonly progress: (line: string) => void;
}

/** The clock, and whether somebody wants it to end. */
export interface Time {
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly interrupted: () => boolean;
}

export interface RunResult {
  readonly facts: readonly VerifiedFact[];
  /** What was to be asked, and wasn't answered. */
  readonly unanswered: readonly FactId[];
  readonly leftovers: readonly Leftover[];
}

/** A run that can say at any time what it would leave behind. */
export class Run {
  private cleanup?: Cleanup;

  constructor(private readonly input: RunInput) {}

  /** What would be left if the process ended now. */
  public get pending(): readonly Step[] {
    return this.cleanup?.pending ?? [];
  }

  public async all(): Promise<RunResult> {
    const { time, place: { region }, version } = this.input;
    const facts: VerifiedFact[] = [];
    const leftovers: Leftover[] = [];
    const unanswered: FactId[] = [];
    for (const { id } of UNPROVEN_FACTS) {
      const { outcome, seen, left, isUnanswered } = await this.one(id);
      facts.push({ id, outcome, seen, date: new Date(time.now()).toISOString(), region, version });
      leftovers.push(...left);
      if (isUnanswered) { unanswered.push(id); }
    }
    return { facts, leftovers, unanswered };
  }

  private async one(id: FactId): Promise<Answer> {
    const { checks, options, time, progress } = this.input;
    const check = checks.find(({ fact }) => fact === id);
    const reason = whyNot(id, check, options);
    if (reason !== undefined || !check) { return { outcome: 'not asked', seen: reason ?? 'no check', left: [], isUnanswered: false }; }
    if (time.interrupted()) { return { outcome: 'not asked', seen: 'interrupted', left: [], isUnanswered: true }; }
    progress(`${id}: asking, about ${check.minutes} min`);
    const cleanup = this.cleanup = new Cleanup(time.pause);
    const answer = await this.asked(check, cleanup);
    progress(`${id}: ${answer.outcome}: ${answer.seen}`);
    const left = await cleanup.run();
    this.cleanup = undefined;
    for (const { what, error } of left) { progress(`${id}: left behind: ${what}: ${error}`); }
    return { ...answer, left, isUnanswered: answer.outcome === 'not asked' };
  }

  /** An error says that the question couldn't be asked: AWS isn't to blame for it. */
  private async asked(check: LiveCheck, cleanup: Cleanup): Promise<Pick<Answer, 'outcome' | 'seen'>> {
    try {
      return await check.run(this.liveOf(cleanup));
    } catch (error) {
      const { name = 'Error', message = String(error) } = error as Error;
      return { outcome: 'not asked', seen: `couldn't be asked: ${name}: ${message}` };
    }
  }

  private liveOf(cleanup: Cleanup): Live {
    const { clients, place, options, time } = this.input;
    return {
      ...place,
      clients,
      options,
      cleanup,
      name: `bg-verify-${randomBytes(4).toString('hex')}`,
      now: time.now,
      wait: async (milliseconds) => {
        if (time.interrupted()) { throw new Error('interrupted'); }
        await time.pause(milliseconds);
        if (time.interrupted()) { throw new Error('interrupted'); }
      },
      flags: `--region ${place.region}${options.profile === undefined ? '' : ` --profile ${options.profile}`}`,
    };
  }
}

interface Answer {
  readonly outcome: Outcome;
  readonly seen: string;
  readonly left: readonly Leftover[];
  /** The fact was to be asked. */
  readonly isUnanswered: boolean;
}

/** Why a fact isn't asked; undefined if it is. */
export function whyNot(id: FactId, check: LiveCheck | undefined, options: Options): string | undefined {
  if (options.only.length > 0 && !options.only.includes(id)) { return 'not selected'; }
  if (!check) { return `a person has to look: ${BY_HAND.find(({ fact }) => fact === id)?.why ?? 'no check'}`; }
  return check.lacks?.(options);
}
