/** A call of a state machine that goes wrong, or comes back with something else. */
export interface CallFault {
  /** As in `arn:aws:states:::aws-sdk:<service>:<action>`. */
  readonly service: string;
  readonly action: string;
  /** Only calls of state machines whose name begins so. */
  readonly machine?: string;
  /** Only calls of the state of this name. */
  readonly state?: string;
  /** Only calls whose parameters hold these, at any depth. */
  readonly parameters?: object;
  /** The name of the error, without the service's prefix or, as `States.Timeout`, with one. */
  readonly error?: string;
  readonly cause?: string;
  /** Merged into the real result. */
  readonly result?: object;
  /**
   * The call isn't made. Otherwise it is, and then it fails (a lost answer) or gets `result` merged into its result.
   * @default - true with `error`, false with `result`
   */
  readonly before?: boolean;
  /** Waits so long, in real time, before anything else. */
  readonly delayMs?: number;
  /** @default 1 */
  readonly times?: number;
  /** So many calls that match pass first. @default 0 */
  readonly skip?: number;
}

/** The end of an execution right before it enters a state. Nothing after it runs, and nothing catches it. */
export interface Kill {
  readonly kill: true | 'TIMED_OUT';
  readonly state: string;
  /** Only state machines whose name begins so. */
  readonly machine?: string;
  readonly times?: number;
  readonly skip?: number;
}

export type Fault = CallFault | Kill;

/** A call that a state machine made, or would have made. */
export interface Call {
  /** The name of the state machine. */
  readonly machine?: string;
  /** The ARN of the execution. */
  readonly execution?: string;
  readonly state?: string;
  /** The role of a task with `Credentials`. */
  readonly role?: string;
  /** The name of the schedule, if it wasn't a state machine that called. */
  readonly schedule?: string;
  readonly service: string;
  readonly action: string;
  /** On the clock of the state machines, in milliseconds since 1970. */
  readonly at: number;
  readonly parameters: any;
  /** Neither `result` nor `error` is there as long as the call is under way. */
  readonly result?: any;
  readonly error?: string;
  readonly cause?: string;
}

/** What became of an event at one target of one rule. */
export interface Delivery {
  readonly rule: string;
  readonly bus: string;
  readonly target: string;
  /** Id of the event. */
  readonly event: string;
  readonly detailType: string;
  readonly at: number;
  readonly delivered: boolean;
  /** Why not. On AWS only the metric `FailedInvocations` shows it. */
  readonly refusal?: string;
  /** The dead-letter queue that got it instead. */
  readonly deadLetter?: string | null;
}

/** An event as a rule sees it. */
export interface BusEvent {
  readonly 'source': string;
  readonly 'detail-type': string;
  readonly 'detail'?: object;
  readonly 'id'?: string;
  readonly 'account'?: string;
  readonly 'region'?: string;
  readonly 'resources'?: readonly string[];
}

/** What a service that is emulated elsewhere wants to do with a role that was given to it. */
export interface ServiceCall {
  /** As in `apigateway.amazonaws.com`. */
  readonly service: string;
  readonly role: string;
  /** Condition keys which the service sends when it takes the role. */
  readonly keys?: { readonly [key: string]: string };
  /** As in `sfn:startSyncExecution`. */
  readonly call: string;
  readonly parameters: object;
  readonly region: string;
}

/** Why the emulator says no. */
export interface ServiceRefusal {
  readonly message: string;
  readonly action: string;
  readonly resource: string;
  readonly because: string;
}

export interface TablePlace {
  readonly account: string;
  readonly region: string;
  readonly table: string;
}

/** An error of a service, by the name that Step Functions gives it. */
export class ServiceError extends Error {
  constructor(public readonly error: string, public readonly cause: string) {
    super(`${error}: ${cause}`);
    this.name = 'ServiceError';
  }
}

/** What goes wrong in the state machines of the embedded AWS, what they called, and what time it is for them. */
export class Workbench {
  public readonly faults = {
    add: async (...faults: Fault[]): Promise<void> => {
      for (const fault of faults) await this.send('POST', '/faults', fault);
    },
    /** With `happened`, the number of times each has happened. */
    list: (): Promise<Array<Fault & { readonly happened: number }>> => this.send('GET', '/faults'),
    clear: (): Promise<void> => this.send('DELETE', '/faults'),
  };

  public readonly calls = {
    list: (): Promise<Call[]> => this.send('GET', '/calls'),
    clear: (): Promise<void> => this.send('DELETE', '/calls'),
  };

  /** The clock of the state machines (`$now`, `$millis`, times in `$states.context`, Wait) and of EventBridge Scheduler. */
  public readonly clock = {
    /** Away from the real time, in seconds. What waits for a moment that is over then goes on, and schedules that are due then have fired. */
    shift: async (offsetSeconds: number): Promise<void> => { await this.send('POST', '/clock', { offsetSeconds }); },
    /** Retries wait this fraction of their time, always in real time. */
    retryScale: async (retryScale: number): Promise<void> => { await this.send('POST', '/clock', { retryScale }); },
    now: async (): Promise<Date> => new Date((await this.send('GET', '/clock')).now),
  };

  public readonly deliveries = {
    /** What rules did with events. */
    list: (): Promise<Delivery[]> => this.send('GET', '/deliveries'),
    clear: (): Promise<void> => this.send('DELETE', '/deliveries'),
  };

  constructor(private readonly endpoint: string) {}

  /** Puts an event on a bus in the name of a service, and tells what the rules did with it. */
  public async deliver(account: string, region: string, event: BusEvent, bus = 'default'): Promise<Delivery[]> {
    return this.send('POST', '/events', { account, region, event, bus });
  }

  /** Whether a service may take a role, and with it make a call: undefined if it may. */
  public async refusalOf(call: ServiceCall): Promise<ServiceRefusal | undefined> {
    return await this.send('POST', '/authorize', call) ?? undefined;
  }

  /** Whether a topic and its key let in a service that publishes in its own name. */
  public async refusalOfTopic(
    topic: string, service: string, keys: { readonly [key: string]: string }, region: string,
  ): Promise<ServiceRefusal | undefined> {
    return await this.send('POST', '/topic', { topic, service, keys, region }) ?? undefined;
  }

  /** From now on this account owns the instance of IAM Identity Center and its identity store, until `reset`. */
  public async identityCenterOwner(account: string): Promise<void> {
    await this.send('PUT', '/identity-center', { owner: account });
  }

  /** Calls a service as a state machine would, with the names of Step Functions, but without faults and record. */
  public async call(account: string, region: string, service: string, action: string, parameters: object = {}): Promise<any> {
    return this.send('POST', '/call', { account, region, service, action, parameters });
  }

  /** The items of a table of DynamoDB as they are, or those of one partition of it. */
  public async items(table: TablePlace, partition?: string): Promise<any[]> {
    return this.send('POST', '/items', { ...table, partition });
  }

  /** Puts items into a table of DynamoDB, however many they are. */
  public async fill(table: TablePlace, items: readonly object[]): Promise<void> {
    await this.send('PUT', '/items', { ...table, items });
  }

  /** The executions of a state machine, by its ARN, in the order in which they began. */
  public async executions(machine: string, status?: string): Promise<any[]> {
    return this.send('POST', '/executions', { machine, status });
  }

  /** Until all executions are over, or wait for the clock. */
  public async rest(): Promise<void> {
    await this.send('POST', '/rest');
  }

  /** Ends all executions, and forgets everything that was ordered and recorded, who is in IAM Identity Center, and the clock's shift. */
  public async reset(): Promise<void> {
    await this.send('POST', '/reset');
  }

  private async send(method: string, path: string, body?: object): Promise<any> {
    const answer = await fetch(`${this.endpoint}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const said = await answer.json() as any;
    if (!answer.ok) throw new ServiceError(said.error, said.cause);
    return said;
  }
}
