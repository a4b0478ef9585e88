/**
 * Plays an incident on the deployed stack of elevated access and records every step.
 *
 * A step with an unexpected answer ends the play.
 */
import { isDeepStrictEqual } from 'util';
import { Followed, IncidentStep, LedgerEntry, Outcome } from '../cli/index';
import { Answer, Bench, Deployed } from '../emulator/bench/bench';
import { Call } from '../emulator/embedded-aws';
import { Colleague, sessionOf, userOf } from '../examples/reference-org/people';

export class UnexpectedAnswer extends Error {
  constructor(step: string, expected: string, received: string) {
    super(`${step}\n    expected ${expected}\n    received ${received}`);
    this.name = 'UnexpectedAnswer';
  }
}

export interface Request {
  readonly what: string;
  readonly query?: { readonly [name: string]: string };
  readonly body?: object;
  /** The person's IAM user instead of the session of Identity Center. */
  readonly asUser?: boolean;
  /** Status and members that the body must have; a regular expression must match the member's text. */
  readonly expect: readonly [status: number, body?: { readonly [name: string]: unknown }];
  /** Status of the request when the workflows have finished. */
  readonly becomes?: string;
  /** The answer in words. `became` is the status of the request by then. */
  readonly says: (body: any, became: string) => string;
}

export interface Sight<T> {
  readonly who: string;
  readonly what: string;
  readonly call: string;
  readonly outcome?: Outcome;
  readonly look: () => T | Promise<T>;
  /** The expectation in words, and its test. */
  readonly expect: readonly [words: string, holds: (seen: T) => boolean];
  readonly says: (seen: T) => string;
}

/** Calls of these services repeat what the ledger shows. */
const UNTOLD_SERVICES = ['dynamodb', 'eventbridge', 'sfn'];
const READS = /^(describe|get|list|query|is)/;

export class Stage {
  public readonly steps: IncidentStep[] = [];
  private readonly start = Date.now();
  private readonly known = new Set<string>();
  private callsKnown = 0;

  constructor(public readonly bench: Bench, public readonly access: Deployed) {}

  /** A request to the API, signed as the person. */
  public async request(person: Colleague, call: string, request: Request): Promise<any> {
    const { expect: [status, expected = {}], becomes, query } = request;
    const [method, path] = call.split(' ');
    const seconds = this.seconds();
    const caller = request.asUser ? userOf(person) : sessionOf(person);
    const answer = await this.access.request(method, path, { caller, body: request.body ?? (method === 'POST' ? {} : undefined), query });
    if (answer.status !== status || !holds(answer.body, expected)) {
      throw new UnexpectedAnswer(`${person.name} ${request.what}: ${call}`, `${status} ${shown(expected)}`, `${answer.status} ${toldOf(answer)}`);
    }
    const id: string | undefined = /^\/requests\/(\w+)/.exec(path)?.[1] ?? answer.body.id;
    const now = await this.settled(id);
    if (becomes !== undefined && now !== becomes) {
      throw new UnexpectedAnswer(`${person.name} ${request.what}: ${call}`, `the request to become ${becomes}`, `it is ${now}`);
    }
    this.steps.push({
      seconds,
      who: person.name,
      what: request.what,
      call: `${shortened(call)}${query ? `?${new URLSearchParams(query)}` : ''}`,
      outcome: status < 400 ? 'accepted' : 'refused',
      status,
      answer: request.says(answer.body, now ?? ''),
      followed: await this.followed(),
    });
    return answer.body;
  }

  /** A direct question to a service. */
  public async see<T>(sight: Sight<T>): Promise<T> {
    const seconds = this.seconds();
    const seen = await sight.look();
    const [words, isSo] = sight.expect;
    if (!isSo(seen)) { throw new UnexpectedAnswer(`${sight.who} ${sight.what}: ${sight.call}`, words, shown(seen)); }
    const { who, what, call, outcome = 'seen' } = sight;
    this.steps.push({ seconds, who, what, call, outcome, answer: sight.says(seen), followed: { entries: [], events: [], calls: [] } });
    return seen;
  }

  /** All calls of workflows so far. */
  public async calls(action: string): Promise<Call[]> {
    return (await this.bench.calls.list()).filter((call) => call.action === action);
  }

  private seconds(): number {
    return (Date.now() - this.start) / 1000;
  }

  /** Status of a request when no workflow runs any more. */
  private async settled(id: string | undefined): Promise<string | undefined> {
    if (id === undefined) { return undefined; }
    const machines = this.access.result.created.filter(({ type }) => type === 'AWS::StepFunctions::StateMachine');
    await this.access.waitFor(async () => {
      const running = await Promise.all(machines.map(({ logicalId }) => this.access.executions(logicalId, 'RUNNING')));
      return running.flat().length === 0;
    }, 'the workflows to finish');
    return (await this.access.rows()).find((row) => row.sk === 'STATE' && row.id === id)?.status;
  }

  /** What has been added since the last step. */
  private async followed(): Promise<Followed> {
    const rows = (await this.access.rows()).filter(({ pk, sk }) => String(sk).startsWith('EVENT#') && !this.known.has(`${pk} ${sk}`));
    rows.forEach(({ pk, sk }) => this.known.add(`${pk} ${sk}`));
    const calls = (await this.bench.calls.list()).slice(this.callsKnown);
    this.callsKnown += calls.length;
    return {
      entries: rows.sort((a, b) => String(a.at).localeCompare(b.at)).map(({ event, by, detail }): LedgerEntry => ({ event, by, detail })),
      events: calls.filter(({ action }) => action === 'putEvents').flatMap(({ parameters }) => parameters.Entries.map((event: any) => event.DetailType)),
      calls: calls.filter(({ service, action }) => !UNTOLD_SERVICES.includes(service) && !READS.test(action))
        .map(({ service, action }) => `${service}:${action}`),
    };
  }
}

function holds(body: any, expected: { readonly [name: string]: unknown }): boolean {
  return Object.entries(expected).every(([name, value]) => (
    value instanceof RegExp ? value.test(String(body?.[name])) : isDeepStrictEqual(body?.[name], value)));
}

/** An answer without secrets. */
function toldOf({ body }: Answer): string {
  const { id, status, approvals, reason, message } = body ?? {};
  return shown({ id, status, approvals, reason, message });
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, inner) => inner instanceof RegExp ? String(inner) : inner) ?? 'nothing';
}

/** Shortens an id of 32 digits to its first eight. */
function shortened(call: string): string {
  return call.replace(/([0-9a-f]{8})[0-9a-f]{24}/, '$1…');
}
