import { setTimeout as sleep } from 'node:timers/promises';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Duration, Stack } from 'aws-cdk-lib';
import { ACCOUNT, AccessOptions, CONTAIN, elevatedAccess, GRANTEE, IDENTITY_STORE, jane, john, mary, paul, REVIEW, ruth, session } from './fixture';
import { definitionsOf } from './synthesized';
import { Answer, Bench, Deployed, Execution } from '../../../emulator/bench/bench';
import { Call } from '../../../emulator/embedded-aws';
import { elevation } from 'cdk-break-glass';

const REGION = 'eu-central-1';
// Retries are counted here, not waited for.
const RETRY_SCALE = 0.001;

/** Accounts enough for each test to have its own. */
export const PLACES = Array.from({ length: 40 }, (_, index) => String(400000000000 + index));

/** Who is on call gets it at once; asked for ahead too. */
export const ONCALL: elevation.ElevationRuleProps = {
  target: elevation.ElevationTarget.permissionSetArn(REVIEW, 'Review'),
  accounts: PLACES,
  requesters: [jane, john, mary],
  approvers: [jane, john, mary, paul],
  automaticRequesters: [jane, john],
  requiredFields: [],
  maxDuration: Duration.hours(12),
  maxScheduleAhead: Duration.days(1),
};

/** Two must approve; Ruth can let it pass. */
export const QUORUM: elevation.ElevationRuleProps = {
  ...ONCALL,
  target: elevation.ElevationTarget.permissionSetArn(CONTAIN, 'Contain'),
  accounts: PLACES.slice(0, 30),
  automaticRequesters: undefined,
  quorum: 2,
  fallbackApprovers: [paul],
  approvers: [jane, john, mary],
  requesters: [jane, john],
  bypassers: [ruth],
};

export interface Ask {
  readonly rule?: string;
  readonly person?: string;
  readonly accounts?: readonly string[];
  readonly minutes?: number;
  readonly startsAt?: string;
}

export interface Entry {
  readonly event: string;
  readonly by: string;
  readonly at: string;
  readonly detail: string;
}

const USUAL: AccessOptions = { rules: { oncall: ONCALL, quorum: QUORUM } };
/** Synthesized once for all files that are together. */
let usual: Stack | undefined;

/** The deployed stack, and what tests of lives and ends do with it. */
export class Scene {
  public static async start(options: AccessOptions = USUAL, bench?: Bench): Promise<Scene> {
    const started = bench ?? await Bench.start();
    await started.workbench.clock.retryScale(RETRY_SCALE);
    const stack = options === USUAL ? usual ??= elevatedAccess(USUAL).stack : elevatedAccess({ ...USUAL, ...options }).stack;
    const scene = new Scene(started, await started.deploy(stack), definitionsOf(stack));
    // The reconciler runs only when a test starts it, so that the tests see what the other workflows do without it.
    await scene.unschedule(scene.aws.find('AWS::Scheduler::Schedule').split('|').at(-1)!);
    return scene;
  }

  private offset = 0;

  private constructor(
    public readonly bench: Bench, public readonly aws: Deployed, private readonly definitions: { readonly [workflow: string]: any },
  ) {}

  public get faults() { return this.bench.faults; }

  public async stop(): Promise<void> {
    await this.bench.stop();
  }

  /** Nothing goes wrong any more, and what was called is forgotten. */
  public async calm(): Promise<void> {
    await this.bench.faults.clear();
    await this.bench.calls.clear();
  }

  public async post(person: string, path: string, body: object = {}, at?: Date): Promise<Answer> {
    return this.aws.request('POST', path, { caller: session(person), body, at });
  }

  /** Asks, and gives the id. */
  public async ask({ rule = 'oncall', person = 'jane', accounts = [], minutes = 30, startsAt }: Ask, at?: Date): Promise<string> {
    const { status, body } = await this.post(person, '/requests', { rule, minutes, ...(accounts.length > 0 && { accounts }), ...(startsAt && { startsAt }) }, at);
    if (status !== 201) throw new Error(`Not accepted: ${status} ${JSON.stringify(body)}`);
    return body.id;
  }

  public async decide(person: string, action: string, id: string, reason?: string): Promise<Answer> {
    return this.post(person, `/requests/${id}/${action}`, reason === undefined ? {} : { reason });
  }

  /** Asks for what is approved by its rule, and waits for it. */
  public async granted(ask: Ask): Promise<string> {
    const id = await this.ask(ask);
    await this.reaches(id, 'active');
    return id;
  }

  public async item(id: string): Promise<Record<string, any> | undefined> {
    const Item = (await this.aws.items(`REQUEST#${id}`)).find(({ sk }) => sk.S === 'STATE');
    return Item && Object.fromEntries(Object.entries<any>(Item).map(([name, value]) => [name, Object.values(value)[0]]));
  }

  public async status(id: string): Promise<string | undefined> {
    return (await this.item(id))?.status;
  }

  public async reaches(id: string, status: string): Promise<void> {
    await this.rest();
    await this.aws.waitFor(async () => await this.status(id) === status, `${id} to be ${status}`);
  }

  /** Entries of a request, in order. */
  public async entries(id: string): Promise<Entry[]> {
    const rows = (await this.aws.items(`REQUEST#${id}`)).map((item) => unmarshall(item)).filter((row) => row.sk.startsWith('EVENT#'));
    return rows.sort((a, b) => a.at.localeCompare(b.at)) as Entry[];
  }

  public async events(id: string): Promise<string[]> {
    return (await this.entries(id)).map(({ event }) => event);
  }

  /** The rows of accesses that are counted, of one request or of all. */
  public async counted(id?: string): Promise<any[]> {
    return (await this.aws.rows()).filter((row) => row.kind === 'access' && (id === undefined || row.id === id));
  }

  /** Who has it there. */
  public async holders(account: string, permissionSet: string = REVIEW): Promise<string[]> {
    return (await this.aws.assignments(permissionSet, account)).map(({ PrincipalId }) => PrincipalId).sort();
  }

  public async calls(filter: Partial<Call> = {}): Promise<Call[]> {
    return (await this.bench.calls.list()).filter((call) => Object.entries(filter).every(([name, value]) => call[name as keyof Call] === value));
  }

  /** Details of what was told under one type. */
  public async told(detailType: string): Promise<any[]> {
    const entries = (await this.calls({ action: 'putEvents' })).flatMap(({ parameters }) => parameters.Entries);
    return entries.filter((entry) => entry.DetailType === detailType).map((entry) => JSON.parse(entry.Detail));
  }

  /** The clock goes on, and never back. */
  public async advance(seconds: number): Promise<void> {
    this.offset += seconds;
    await this.bench.clock.shift(this.offset);
  }

  /** Until nothing happens any more without time that passes. */
  public async rest(): Promise<void> {
    await this.bench.workbench.rest();
  }

  /** Lets some seconds pass again and again, whenever everything waits for that, until it is so. */
  public async passUntil<T>(condition: () => Promise<T>, seconds = 5): Promise<void> {
    await this.aws.waitFor(async () => {
      await this.rest();
      const so = await condition();
      if (!so) await this.advance(seconds);
      return so;
    }, String(condition), 0);
  }

  public async ends(id: string): Promise<Execution[]> {
    return (await this.aws.executions('AccessEnd')).filter(({ input }) => input.id === id);
  }

  public async lives(id: string): Promise<Execution[]> {
    return (await this.aws.executions('AccessLife')).filter(({ input }) => input.id === id);
  }

  /** Until no end is under way, and no life but those that wait for their start. Who waits for another try gets the time. */
  public async settled(): Promise<void> {
    await this.passUntil(async () => {
      const lives = await this.aws.executions('AccessLife', 'RUNNING');
      const waiting = await Promise.all(lives.map(async ({ input }) => await this.status(input.id) === 'scheduled'));
      const ends = await this.aws.executions('AccessEnd', 'RUNNING');
      return !waiting.includes(false) && ends.length === 0;
    }, 120);
  }

  public async reconcile(): Promise<Execution> {
    const execution = await this.aws.run('AccessReconcile', {});
    await this.settled();
    return execution;
  }

  /** Writes rows as they are, without undefined attributes. */
  public async write(rows: readonly object[]): Promise<void> {
    await this.aws.fill(rows);
  }

  /** An instant some minutes from now, on the clock of the workflows. */
  public async instant(minutes: number): Promise<string> {
    return new Date((await this.bench.clock.now()).getTime() + minutes * 60_000).toISOString();
  }

  /** Of one request's end, the schedule: without it, only the reconciler is left. */
  public async unschedule(id: string): Promise<void> {
    const GroupName = this.aws.find('AWS::Scheduler::ScheduleGroup');
    await this.aws.call('scheduler', 'deleteSchedule', { GroupName, Name: id });
  }

  /** The names of all states of a workflow, also of those in Maps and in branches. */
  public states(workflow: string): string[] {
    return statesIn(this.definitions[workflow]).sort();
  }

  /** Those that the rules of this scene add to a workflow. */
  public addedStates(workflow: string): string[] {
    usual ??= elevatedAccess(USUAL).stack;
    const known = statesIn(definitionsOf(usual)[workflow]);
    return this.states(workflow).filter((state) => !known.includes(state));
  }

  /** Whether the requested kill has happened. */
  public async killed(): Promise<boolean> {
    return (await this.bench.faults.list()).some((fault) => 'kill' in fault && fault.happened > 0);
  }

  public get table(): string {
    return this.aws.find('AWS::DynamoDB::Table');
  }
}

/** The names of all states of a definition. */
function statesIn({ States }: any): string[] {
  const inside = (state: any) => [state.ItemProcessor, ...state.Branches ?? []].filter(Boolean);
  return Object.entries<any>(States).flatMap(([name, state]) => [name, ...inside(state).flatMap(statesIn)]);
}

/** The state of a request as it stands in the ledger. */
export function requestRow(row: { readonly id: string; readonly status: string } & Record<string, any>): Record<string, any> {
  const instant = '2026-01-01T00:00:00.000Z';
  return {
    pk: `REQUEST#${row.id}`,
    sk: 'STATE',
    kind: 'request',
    version: 3,
    rule: 'oncall',
    title: 'Review',
    requester: 'jane',
    grantee: GRANTEE.jane,
    accounts: [PLACES[0]],
    minutes: 30,
    incident: '-',
    fields: '{}',
    approvals: ['(automatic)'],
    ...Object.fromEntries(['createdAt', 'updatedAt', 'expiresAt', 'startsAt', 'endsAt'].map((name) => [name, instant])),
    wantedAt: '',
    grantKind: 'assignment',
    resource: REVIEW,
    ...row,
  };
}

/** A group of the identity store, which must be there before a rule can name it. */
export async function makeGroup(bench: Bench, DisplayName: string): Promise<string> {
  const { GroupId } = await bench.workbench.call(ACCOUNT, REGION, 'identitystore', 'createGroup', { IdentityStoreId: IDENTITY_STORE, DisplayName });
  return GroupId;
}

export async function makeUser(bench: Bench, UserName: string): Promise<string> {
  const user = { IdentityStoreId: IDENTITY_STORE, UserName, DisplayName: UserName, Name: { GivenName: UserName, FamilyName: UserName } };
  return (await bench.workbench.call(ACCOUNT, REGION, 'identitystore', 'createUser', user)).UserId;
}

/** Waits in real time, for what must not happen. */
export const pause = (milliseconds: number) => sleep(milliseconds);
