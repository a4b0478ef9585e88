import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { Stack } from 'aws-cdk-lib';
import { AccessOptions, elevatedAccess, GRANTEE, JUSTIFICATION, PAYMENTS, REQUEST, session } from './fixture';
import { Answer, Bench, Deployed } from '../../../emulator/bench/bench';
import { Call, Fault } from '../../../emulator/embedded-aws';

export type Who = { readonly by?: string; readonly at?: Date };

const USUAL: AccessOptions = {};
/** Synthesized once for all files that are together. */
let usual: Stack | undefined;

/** The API as people use it, with a look behind it. */
export class Desk {
  public static async open(options: AccessOptions | ((bench: Bench) => Promise<AccessOptions>) = USUAL): Promise<Desk> {
    const bench = await Bench.start();
    const chosen = typeof options === 'function' ? await options(bench) : options;
    if (chosen === USUAL) usual ??= elevatedAccess().stack;
    return new Desk(bench, await bench.deploy(chosen === USUAL ? usual! : elevatedAccess(chosen).stack));
  }

  private constructor(public readonly bench: Bench, public readonly aws: Deployed) {}

  public close = () => this.bench.stop();

  /** By name, or by ARN. */
  public async submit(body: string | object = REQUEST, { by = 'jane', at }: Who = {}): Promise<Answer> {
    return this.aws.request('POST', '/requests', { caller: callerOf(by), body, at });
  }

  public async act(id: string, action: string, by: string, body: string | object = {}, at?: Date): Promise<Answer> {
    return this.aws.request('POST', `/requests/${id}/${action}`, { caller: callerOf(by), body, at });
  }

  public async get(path: string, by: string, query: Record<string, string> = {}): Promise<Answer> {
    return this.aws.request('GET', path, { caller: callerOf(by), query });
  }

  /** The id of a new request. */
  public async requested(body: object = REQUEST, who: Who = {}): Promise<string> {
    const answer = await this.submit(body, who);
    if (answer.status !== 201) throw new Error(`Not submitted: ${answer.text}`);
    return answer.body.id;
  }

  public async state(id: string): Promise<any> {
    return (await this.items(id)).find(({ sk }) => sk === 'STATE');
  }

  /** What happened to a request, in this order. */
  public async entries(id: string): Promise<any[]> {
    return (await this.items(id)).filter(({ sk }) => sk.startsWith('EVENT#'));
  }

  /** All items of a request, the state last. */
  public async items(id: string): Promise<any[]> {
    const items = (await this.aws.items(`REQUEST#${id}`)).map((item) => unmarshall(item));
    return items.sort((a, b) => a.sk < b.sk ? -1 : 1);
  }

  /** Writes the state of a request as it would have become. */
  public async put(row: object): Promise<string> {
    const { id, ...written } = { ...rowOf(nextId()), ...row };
    await this.aws.call('dynamodb', 'putItem', { TableName: this.table, Item: itemOf({ id, ...written }) });
    return id;
  }

  public get table(): string {
    return this.aws.find('AWS::DynamoDB::Table');
  }

  /** What was put on the bus since the calls were cleared, about one request or all. */
  public async events(id?: string): Promise<{ readonly type: string; readonly detail: any }[]> {
    const puts = (await this.bench.calls.list()).filter(({ action }) => action === 'putEvents');
    const entries: any[] = puts.flatMap(({ parameters }) => parameters.Entries);
    const events = entries.map((entry) => ({ type: entry.DetailType, detail: JSON.parse(entry.Detail) }));
    return events.filter(({ detail }) => id === undefined || detail.id === id);
  }

  /** Calls of an action since the calls were cleared. */
  public async calls(action: string, machine = ''): Promise<Call[]> {
    return (await this.bench.calls.list()).filter((call) => call.action === action && (call.machine ?? '').startsWith(machine));
  }

  /** Names of the executions of life that were started since the calls were cleared. */
  public async lives(): Promise<string[]> {
    const life = this.aws.machine('AccessLife');
    const started = (await this.calls('startExecution')).filter(({ parameters, error }) => parameters.StateMachineArn === life && !error);
    return started.map(({ parameters }) => parameters.Name);
  }

  public async faults(...faults: Fault[]): Promise<void> {
    await this.bench.faults.add(...faults);
  }

  public async clear(): Promise<void> {
    await this.bench.faults.clear();
    await this.bench.calls.clear();
    await this.bench.clock.shift(0);
  }
}

const callerOf = (who: string) => who.startsWith('arn:') ? who : session(who);

let ids = 0;
export const nextId = () => `f${(++ids).toString(16).padStart(31, '0')}`;

export const NOW = new Date();
export const after = (minutes: number, from = NOW) => new Date(from.getTime() + minutes * 60_000);

/** The state of a request that was just made. */
export function rowOf(id: string) {
  return {
    pk: `REQUEST#${id}`,
    sk: 'STATE',
    id,
    kind: 'request',
    status: 'requested',
    version: 1,
    rule: 'contain',
    title: 'Contain',
    requester: 'jane',
    grantee: GRANTEE.jane,
    accounts: [PAYMENTS] as string[],
    minutes: 30,
    incident: 'INC-1234',
    fields: JSON.stringify({ incident: 'INC-1234', justification: JUSTIFICATION }),
    approvals: [] as string[],
    createdAt: NOW.toISOString(),
    updatedAt: NOW.toISOString(),
    expiresAt: after(240).toISOString(),
    wantedAt: '',
    startsAt: '',
    endsAt: '',
  };
}

/** With the names that the SDK for Java has. */
export function itemOf(row: object): object {
  return marshall(row, { removeUndefinedValues: true });
}
