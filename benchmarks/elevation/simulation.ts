import { IdentityCenter, Limits, PUBLISHED } from './identity-center';
import { chance, VirtualClock } from './virtual-clock';
import { BEGIN, Definition, Execution, instant, Outcome, World } from './workflow';

/** Step Functions ends an execution whose history has more. */
export const MOST_EVENTS = 25_000;

export interface Definitions {
  readonly Life: Definition;
  readonly End: Definition;
  readonly Reconcile: Definition;
}

export interface SimulationOptions {
  /** What an assignment takes. @default 5 */
  readonly assignmentSeconds?: number;
  /** What a call takes. @default 0.2 */
  readonly callSeconds?: number;
  /** What Step Functions takes for a state. @default 0.02 */
  readonly stateSeconds?: number;
  readonly limits?: Limits;
  readonly mostEvents?: number;
  readonly seed?: number;
}

export interface Asked {
  readonly rule: string;
  readonly accounts: readonly string[];
  /** Approved at this second, or as soon as the one before is active. */
  readonly at: number | 'after the last';
}

export interface Prediction {
  /** From the first approval to the last access. */
  readonly seconds: number;
  readonly requests: number;
  /** Requests whose grant failed, so that all of it is taken back. */
  readonly failed: number;
  readonly retries: number;
  /** Calls that failed as often as they may be retried. */
  readonly exhausted: number;
  readonly calls: number;
  readonly throttled: number;
  readonly refused: number;
  readonly mostOutstanding: number;
  readonly mostInOneSecond: number;
  readonly transitions: number;
  readonly mostEvents: number;
  /** Assignments that are there in the end. */
  readonly assigned: number;
}

const RULE_OF_ITEM = { kind: { S: 'request' }, title: { S: 'Simulated' }, requester: { S: 'jane' }, incident: { S: 'INC-1234' } };

/** Workflows in simulated time, with a ledger that believes them and an Identity Center that limits them. */
export class Simulation {
  public readonly clock = new VirtualClock();
  public readonly identityCenter: IdentityCenter;
  public readonly ends: Outcome[] = [];

  private readonly world: World;
  private readonly items = new Map<string, any>();
  private readonly running: Promise<unknown>[] = [];

  constructor(private readonly definitions: Definitions, options: SimulationOptions = {}) {
    const { assignmentSeconds = 5, callSeconds = 0.2, stateSeconds = 0.02, limits = PUBLISHED, mostEvents = MOST_EVENTS, seed = 1 } = options;
    const { clock } = this;
    const random = chance(seed);
    this.identityCenter = new IdentityCenter({ clock, random, limits, assignmentSeconds });
    this.world = {
      clock,
      random,
      stateSeconds,
      mostEvents,
      call: async (service, action, parameters) => {
        await clock.sleep(callSeconds);
        return this.answer(service, action, parameters);
      },
    };
  }

  /** Grants what was approved. */
  public async grant(asked: readonly Asked[]): Promise<Prediction> {
    const outcomes: Outcome[] = [];
    let last = 0;
    const one = async ({ rule, accounts }: Asked, index: number) => {
      const id = String(index).padStart(32, '0');
      this.items.set(id, itemOf(id, rule, accounts, this.clock.now));
      outcomes[index] = await new Execution(this.world, this.definitions.Life, id).run({ id });
      last = this.clock.now;
    };
    const inTurn = async () => {
      for (const [index, request] of asked.entries()) { if (request.at === 'after the last') { await one(request, index); } }
    };
    asked.forEach((request, index) => {
      const { at } = request;
      if (at !== 'after the last') { this.start(this.clock.sleep(at).then(() => one(request, index))); }
    });
    this.start(inTurn());
    await this.finish();
    const { calls, throttled, refused, mostOutstanding, mostInOneSecond, assigned } = this.identityCenter;
    const sum = (figure: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + figure(outcome), 0);
    return {
      seconds: last,
      requests: asked.length,
      failed: asked.filter((_, index) => this.items.get(String(index).padStart(32, '0')).status.S !== 'active').length,
      retries: sum(({ retries }) => retries),
      exhausted: sum(({ exhausted }) => exhausted),
      calls,
      throttled,
      refused,
      mostOutstanding,
      mostInOneSecond,
      transitions: sum(({ transitions }) => transitions),
      mostEvents: Math.max(...outcomes.map(({ events }) => events)),
      assigned: assigned.size,
    };
  }

  /** Ends what is active, all at once. */
  public async endAll(): Promise<Outcome[]> {
    for (const [id, item] of this.items) { if (item.status.S === 'active') { this.end({ id, reason: 'expired', by: '(schedule)' }); } }
    await this.finish();
    return this.ends;
  }

  /** Starts the given number of reconciler turns, one after the other, even if the last one still runs. */
  public async reconcile(turns: number, everySeconds: number): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let turn = 0; turn < turns; turn++) {
      this.start(this.clock.sleep(turn * everySeconds).then(async () => {
        outcomes[turn] = await new Execution(this.world, this.definitions.Reconcile, `turn-${turn}`).run({});
      }));
    }
    await this.finish();
    return outcomes;
  }

  public status(index: number): string {
    return this.items.get(String(index).padStart(32, '0')).status.S;
  }

  private start(process: Promise<unknown>): void {
    this.running.push(process);
  }

  private async finish(): Promise<void> {
    let failure: unknown;
    for (const process of this.running) { process.catch((error) => { failure ??= error; }); }
    await this.clock.run();
    if (failure !== undefined) { throw failure; }
    this.running.length = 0;
  }

  private end(input: { readonly id: string; readonly reason: string; readonly by: string }): void {
    const run = new Execution(this.world, this.definitions.End, `${input.id}-end`).run(input).then((outcome) => this.ends.push(outcome));
    run.catch((error) => { throw error; });
    this.start(run);
  }

  private answer(service: string, action: string, parameters: any): any {
    if (service === 'ssoadmin') { return this.identityCenter.call(action, parameters); }
    switch (`${service}:${action}`) {
      case 'dynamodb:getItem': return { Item: this.items.get(idOf(parameters.Key)) };
      case 'dynamodb:query': return { Items: [], Count: 0 };
      case 'dynamodb:transactWriteItems': {
        parameters.TransactItems.forEach(({ Update }: any) => this.update(Update));
        return {};
      }
      case 'sfn:startExecution': {
        if (/End[0-9A-F]{8}/.test(parameters.StateMachineArn)) { this.end(JSON.parse(parameters.Input)); }
        return {};
      }
      default: return {};
    }
  }

  private update(update: any): void {
    const item = update && this.items.get(idOf(update.Key));
    if (!item) { return; }
    const values = update.ExpressionAttributeValues;
    if (values[':to']) { item.status = values[':to']; }
    for (const [name, value] of Object.entries(values)) { if (name.startsWith(':set_')) { item[name.slice(5)] = value; } }
    item.version = { N: String(Number(item.version.N) + 1) };
  }
}

const idOf = (key: any) => String(key.pk.S).replace(/^REQUEST#/, '');

function itemOf(id: string, rule: string, accounts: readonly string[], now: number): object {
  return {
    ...RULE_OF_ITEM,
    id: { S: id },
    rule: { S: rule },
    status: { S: 'approved' },
    version: { N: '2' },
    grantee: { S: `user-${id}` },
    accounts: { L: accounts.map((account) => ({ S: account })) },
    minutes: { N: '720' },
    createdAt: { S: instant(now) },
    startsAt: { S: instant(now) },
    endsAt: { S: new Date(BEGIN + (now + 12 * 3600) * 1000).toISOString() },
  };
}

/** The definitions with other settings for what is tried again: by how much they would help. */
export function withRetry(definitions: Definitions, actions: readonly string[], settings: object): Definitions {
  return changed(definitions, (state) => (
    actions.some((action) => state.Resource?.endsWith(`:${action}`)) ? { ...state, Retry: state.Retry.map((retry: any) => ({ ...retry, ...settings })) } : state));
}

/** The definitions with the given number of places at a time. */
export const withConcurrency = (definitions: Definitions, most: number): Definitions => (
  changed(definitions, (state) => (state.Type === 'Map' ? { ...state, MaxConcurrency: most } : state)));

function changed(definitions: Definitions, change: (state: any) => any): Definitions {
  const inside = (scope: Definition): Definition => ({
    ...scope,
    States: Object.fromEntries(Object.entries(scope.States).map(([name, state]) => [name, change({
      ...state,
      ...(state.ItemProcessor && { ItemProcessor: inside(state.ItemProcessor) }),
      ...(state.Branches && { Branches: state.Branches.map(inside) }),
    })])),
  });
  return { Life: inside(definitions.Life), End: inside(definitions.End), Reconcile: inside(definitions.Reconcile) };
}

/** The definitions with other places to compare, which may be more than synthesis allows. */
export const withPlaces = (definitions: Definitions, accounts: readonly string[]): Definitions => (
  changed(definitions, (state) => (Array.isArray(state.Items) && state.Items[0]?.account !== undefined
    ? { ...state, Items: accounts.map((account) => ({ ...state.Items[0], account })) } : state)));
