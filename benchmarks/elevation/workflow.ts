import jsonata from 'jsonata';
import { VirtualClock } from './virtual-clock';

/** A workflow, or what is inside of a Map or a branch, as it was synthesized. */
export interface Definition {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: any };
}

/** What the workflows run in: calls take their time and may fail with a `WorkflowError`. */
export interface World {
  readonly clock: VirtualClock;
  readonly random: () => number;
  /** Seconds that a state takes in addition to its call. */
  readonly stateSeconds: number;
  /** Events after which Step Functions ends an execution. */
  readonly mostEvents: number;
  call(service: string, action: string, parameters: any): Promise<any>;
}

export interface Outcome {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  readonly seconds: number;
  /** States entered, and retries: what a Standard workflow is billed by. */
  readonly transitions: number;
  /** Events in the history. */
  readonly events: number;
  readonly retries: number;
  /** Calls that failed as often as they may. */
  readonly exhausted: number;
}

export class WorkflowError extends Error {
  constructor(public readonly error: string, public readonly cause = '') { super(`${error}: ${cause}`); }
}

/** Ends the execution; no state catches it. */
class Stopped extends Error {}

/** Instants of the simulation are counted from here. */
export const BEGIN = Date.UTC(2026, 0, 1);

/** Events of a state in the history, without those of its attempts and of what is inside. */
const EVENTS: { readonly [type: string]: number } = { Pass: 2, Choice: 2, Wait: 2, Succeed: 2, Fail: 1, Task: 2, Map: 4, Parallel: 4 };
const EVENTS_OF_AN_ATTEMPT = 3;
const EVENTS_OF_AN_ITEM = 2;
const EVENTS_OF_AN_EXECUTION = 2;

/** Events in the history of an execution in which everything went well. */
export function historyEvents(types: readonly string[], items: number): number {
  const events = types.map((type) => (EVENTS[type] ?? 0) + (type === 'Task' ? EVENTS_OF_AN_ATTEMPT : 0));
  return events.reduce((total, one) => total + one, EVENTS_OF_AN_EXECUTION + items * EVENTS_OF_AN_ITEM);
}

interface Scope {
  readonly definition: Definition;
  readonly variables: { [name: string]: any };
  readonly context: any;
  /** Whether a part of it failed, and the rest stops. */
  readonly stop: { stopped: boolean; readonly outer?: Scope['stop'] };
}

/** An execution: the states of a synthesized definition, its expressions and its retries, in simulated time. */
export class Execution {
  private transitions = 0;
  private events = EVENTS_OF_AN_EXECUTION;
  private retries = 0;
  private exhausted = 0;

  constructor(private readonly world: World, private readonly definition: Definition, private readonly name: string) {}

  public async run(input: any): Promise<Outcome> {
    const begin = this.world.clock.now;
    const context = { Execution: { Input: input, Name: this.name, StartTime: instant(begin) } };
    const outcome = (status: Outcome['status'], error?: string): Outcome => ({
      status,
      error,
      seconds: this.world.clock.now - begin,
      transitions: this.transitions,
      events: this.events,
      retries: this.retries,
      exhausted: this.exhausted,
    });
    try {
      await this.pass({ definition: this.definition, variables: {}, context, stop: { stopped: false } }, input);
      return outcome('SUCCEEDED');
    } catch (error) {
      if (error instanceof Stopped) { return outcome('FAILED', error.message); }
      if (error instanceof WorkflowError) { return outcome('FAILED', error.error); }
      throw error;
    }
  }

  private async pass(scope: Scope, input: any): Promise<any> {
    let data = input;
    for (let name: string | undefined = scope.definition.StartAt; name !== undefined;) {
      const state: any = scope.definition.States[name];
      if (state === undefined) { throw new Error(`There is no state ${name}`); }
      this.count(EVENTS[state.Type] ?? 0, 1);
      await this.world.clock.sleep(this.world.stateSeconds);
      this.goOn(scope);
      const next: { readonly name?: string; readonly output: any } = await this.enter(scope, name, state, data);
      data = next.output;
      name = next.name;
    }
    return data;
  }

  private async enter(scope: Scope, name: string, state: any, input: any): Promise<{ readonly name?: string; readonly output: any }> {
    switch (state.Type) {
      case 'Fail':
        throw new WorkflowError(await this.evaluate(scope, state.Error, { input }), String(await this.evaluate(scope, state.Cause, { input })));
      case 'Choice':
        for (const choice of state.Choices) {
          if (await this.evaluate(scope, choice.Condition, { input }) === true) { return { name: choice.Next, output: input }; }
        }
        return { name: state.Default, output: input };
      case 'Wait':
        await this.world.clock.sleep(state.Timestamp === undefined
          ? Number(await this.evaluate(scope, state.Seconds, { input }))
          : (Date.parse(await this.evaluate(scope, state.Timestamp, { input })) - BEGIN) / 1000 - this.world.clock.now);
        this.goOn(scope);
        return { name: state.Next, output: input };
      default:
        return this.attempts(scope, name, state, input);
    }
  }

  /** A state that may be tried again, or caught. */
  private async attempts(scope: Scope, name: string, state: any, input: any): Promise<{ readonly name?: string; readonly output: any }> {
    const used = new Map<any, number>();
    for (;;) {
      try {
        const result = await this.work(scope, name, state, input);
        this.goOn(scope);
        return { name: state.Next, output: await this.leave(scope, state, { input, result }, result) };
      } catch (error) {
        if (!(error instanceof WorkflowError)) { throw error; }
        this.goOn(scope);
        const retry = (state.Retry ?? []).find(({ ErrorEquals }: any) => matches(ErrorEquals, error.error));
        const before = used.get(retry) ?? 0;
        if (retry && before < (retry.MaxAttempts ?? 3)) {
          used.set(retry, before + 1);
          this.retries++;
          this.count(0, 1);
          await this.world.clock.sleep(this.pause(retry, before));
          this.goOn(scope);
          continue;
        }
        if (retry) { this.exhausted++; }
        const caught = (state.Catch ?? []).find(({ ErrorEquals }: any) => matches(ErrorEquals, error.error));
        if (!caught) { throw error; }
        const errorOutput = { Error: error.error, Cause: error.cause };
        return { name: caught.Next, output: await this.leave(scope, caught, { input, errorOutput }, errorOutput) };
      }
    }
  }

  private pause(retry: any, before: number): number {
    const seconds = Math.min((retry.IntervalSeconds ?? 1) * (retry.BackoffRate ?? 2) ** before, retry.MaxDelaySeconds ?? Infinity);
    return retry.JitterStrategy === 'FULL' ? seconds * this.world.random() : seconds;
  }

  private async work(scope: Scope, name: string, state: any, input: any): Promise<any> {
    switch (state.Type) {
      case 'Task': {
        const [service, action] = state.Resource.split(':').slice(-2);
        this.count(EVENTS_OF_AN_ATTEMPT, 0);
        return this.world.call(service, action, await this.evaluate(scope, state.Arguments, { input }));
      }
      case 'Parallel':
        return this.together(scope, state.Branches.length, state.Branches.length, (index, stop) => (
          this.pass({ ...scope, definition: state.Branches[index], variables: { ...scope.variables }, stop }, input)));
      case 'Map': {
        const items: any[] = await this.evaluate(scope, state.Items, { input });
        if (!Array.isArray(items)) { throw new WorkflowError('States.QueryEvaluationError', `${name}: Items is no list`); }
        return this.together(scope, items.length, state.MaxConcurrency || items.length, async (index, stop) => {
          const context = { ...scope.context, Map: { Item: { Index: index, Value: items[index] } } };
          const inside = { definition: state.ItemProcessor, variables: { ...scope.variables }, context, stop };
          this.count(EVENTS_OF_AN_ITEM, 0);
          return this.pass(inside, state.ItemSelector === undefined ? items[index] : await this.evaluate(inside, state.ItemSelector, { input }));
        });
      }
      default: {
        // Pass and Succeed: what comes in goes out.
        return input;
      }
    }
  }

  /** So many at a time; the first that fails stops the others. */
  private async together(scope: Scope, count: number, most: number, one: (index: number, stop: Scope['stop']) => Promise<any>): Promise<any[]> {
    const stop = { stopped: false, outer: scope.stop };
    const results: any[] = [];
    let next = 0;
    let failure: unknown;
    const worker = async () => {
      while (next < count && !stop.stopped) {
        const index = next++;
        try {
          results[index] = await one(index, stop);
        } catch (error) {
          failure ??= error;
          stop.stopped = true;
        }
      }
    };
    await new Promise<void>((resolve) => {
      const workers = Array.from({ length: Math.min(most, count) }, worker);
      void Promise.all(workers).then(() => resolve());
      // What is stopped isn't waited for.
      workers.forEach((started) => void started.then(() => { if (stop.stopped) { resolve(); } }));
    });
    if (failure !== undefined) { throw failure; }
    return results;
  }

  private goOn({ stop }: Scope): void {
    for (let one: Scope['stop'] | undefined = stop; one; one = one.outer) {
      if (one.stopped) { throw new Stopped('stopped'); }
    }
  }

  private count(events: number, transitions: number): void {
    this.events += events;
    this.transitions += transitions;
    if (this.events > this.world.mostEvents) { throw new Stopped(`more than ${this.world.mostEvents} events`); }
  }

  /** What goes on to the next state. It and all that is assigned see the variables as they were. */
  private async leave(scope: Scope, { Assign, Output }: any, states: object, otherwise: any): Promise<any> {
    const output = Output === undefined ? otherwise : await this.evaluate(scope, Output, states);
    if (Assign !== undefined) { Object.assign(scope.variables, await this.evaluate(scope, Assign, states)); }
    return output;
  }

  private async evaluate(scope: Scope, template: any, states: object): Promise<any> {
    if (Array.isArray(template)) { return Promise.all(template.map((element) => this.evaluate(scope, element, states))); }
    if (typeof template === 'object' && template !== null) {
      const entries = Object.entries(template).map(async ([key, value]) => [key, await this.evaluate(scope, value, states)]);
      return Object.fromEntries(await Promise.all(entries));
    }
    const expression = typeof template === 'string' ? /^{%([^]*)%}$/.exec(template)?.[1] : undefined;
    if (expression === undefined) { return template; }
    const millis = BEGIN + Math.round(this.world.clock.now * 1000);
    const bindings = { ...scope.variables, states: { ...states, context: scope.context }, millis: () => millis, parse: JSON.parse, uuid: () => `uuid-${millis}` };
    const value = await compiled(expression).evaluate(null, bindings);
    return value === undefined ? undefined : plain(value);
  }
}

export const instant = (seconds: number) => new Date(BEGIN + Math.round(seconds * 1000)).toISOString();

function matches(patterns: readonly string[], error: string): boolean {
  return patterns.includes(error) || patterns.includes('States.ALL') || (patterns.includes('States.TaskFailed') && error !== 'States.Timeout');
}

const expressions = new Map<string, jsonata.Expression>();
function compiled(expression: string): jsonata.Expression {
  const known = expressions.get(expression) ?? jsonata(expression);
  expressions.set(expression, known);
  return known;
}

/** The engine's lists carry marks of their own. */
function plain(value: any): any {
  if (typeof value !== 'object' || value === null) { return value; }
  return Array.isArray(value) ? Array.from(value, plain) : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
