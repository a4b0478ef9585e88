import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand, ExecutionStatus, paginateGetExecutionHistory, SFNClient, StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { AlarmLook, lookAtAlarm, measure } from './alarms';
import { Answer, findMethod, Method, runMethod } from './gateway';
import { GatewayResponses } from './gateway-responses';
import { requestContext } from './request-context';
import { BusEvent, Delivery, DeployResult, EmbeddedAws, Workbench } from '../embedded-aws';

export type { AlarmLook } from './alarms';
export type { Answer } from './gateway';

/** Only a hang takes so long: machines are slow at times. */
const TIMEOUT_MS = 90_000;
const POLL_MS = 25;

export interface RequestOptions {
  /** The ARN of who calls, as `$context.identity.userArn` has it. */
  readonly caller: string;
  /** @default - that of the caller's ARN */
  readonly account?: string;
  /** An object becomes JSON, a string is sent as it is. */
  readonly body?: string | object;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** When API Gateway got the request. @default - now, on the clock of the state machines */
  readonly at?: Date;
  /** Overrides members of `$context.identity`. */
  readonly identity?: Record<string, string>;
  /**
   * Policies of the caller: the API then asks them for `execute-api:Invoke`.
   * @default - the caller may
   */
  readonly policies?: readonly object[];
}

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly input: any;
  readonly output?: any;
  readonly error?: string;
  readonly cause?: string;
}

export interface Assignment {
  readonly PrincipalType: 'USER' | 'GROUP';
  readonly PrincipalId: string;
  readonly PermissionSetArn: string;
  readonly AccountId: string;
}

interface DeployedProps {
  readonly account: string;
  readonly region: string;
  readonly aws: EmbeddedAws;
  readonly workbench: Workbench;
  readonly template: Record<string, any>;
  readonly result: DeployResult;
  readonly methods: readonly Method[];
  /** A value of the template with the values of the deployment in it. */
  readonly resolve: (value: any) => any;
}

/** A stack on the bench. */
export class Deployed {
  public readonly account: string;
  public readonly region: string;
  /** What was left out of the deployment, and so on. */
  public readonly result: DeployResult;
  /** What the API answers in its own name. */
  public readonly own: GatewayResponses;
  private readonly sfn: SFNClient;

  constructor(private readonly props: DeployedProps) {
    this.account = props.account;
    this.region = props.region;
    this.result = props.result;
    this.own = new GatewayResponses(props.template);
    this.sfn = new SFNClient({ ...props.aws.configuration(props.account, props.region), disableHostPrefix: true });
  }

  /** Name of the stage of the stack's REST API. */
  public get stage(): string {
    const stages = Object.values(this.props.template.Resources as Record<string, any>).filter(({ Type }) => Type === 'AWS::ApiGateway::Stage');
    return stages[0]?.Properties.StageName ?? 'prod';
  }

  /** Whether the REST API has such a method and path. */
  public has(method: string, path: string): boolean {
    return findMethod(this.props.methods, method, path) !== undefined;
  }

  /** A request to the stack's REST API, signed by the caller. */
  public async request(method: string, path: string, options: RequestOptions): Promise<Answer> {
    const match = findMethod(this.props.methods, method, path);
    // What API Gateway says of a path it doesn't have.
    if (!match) return this.own.answer('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
    const { body, query, headers } = options;
    const at = options.at ?? await this.props.workbench.clock.now();
    const context = requestContext({ ...options, at, match, path, apiAccount: this.account });
    const refused = options.policies && this.refusalOfCaller(method, path, options);
    if (refused) return this.own.answer('ACCESS_DENIED', refused);
    const text = typeof body === 'object' ? JSON.stringify(body) : body;
    return runMethod(match, { body: text, query, headers, context }, this.own, async (action, sent, role) => (
      await this.mayIntegrate(action, sent, role) ? this.callStepFunctions(action, sent) : undefined));
  }

  /** All items of the table; with several tables, of the one whose logical id begins so. */
  public async rows(table = ''): Promise<any[]> {
    return (await this.items(undefined, table)).map((item) => unmarshall(item));
  }

  /** The items of the table, or those of one partition of it, as DynamoDB writes them. */
  public async items(partition?: string, table = ''): Promise<any[]> {
    return this.props.workbench.items(this.place(table), partition);
  }

  /** Adds rows to the table, as they are; what stands in them as undefined isn't there. */
  public async fill(rows: readonly object[]): Promise<void> {
    await this.props.workbench.fill(this.place(), rows.map((row) => marshall(row, { removeUndefinedValues: true })));
  }

  /** The ARN of the state machine whose logical id begins so. */
  public machine(logicalId: string): string {
    return this.find('AWS::StepFunctions::StateMachine', logicalId);
  }

  /** Executions of the state machine whose logical id begins so, the last one first. Of Express workflows too, which AWS wouldn't list. */
  public async executions(machine: string, status?: ExecutionStatus): Promise<Execution[]> {
    const found = await this.props.workbench.executions(this.machine(machine), status);
    return found.reverse().map(executionOf);
  }

  public async execution(executionArn: string): Promise<Execution> {
    return executionOf(await this.sfn.send(new DescribeExecutionCommand({ executionArn })));
  }

  /** The names of the states that an execution entered, without those inside of Map and Parallel. */
  public async statesOf(executionArn: string): Promise<string[]> {
    const names: string[] = [];
    for await (const page of paginateGetExecutionHistory({ client: this.sfn }, { executionArn })) {
      names.push(...(page.events ?? []).flatMap((event) => event.stateEnteredEventDetails?.name ?? []));
    }
    return names;
  }

  /** Starts the state machine whose logical id begins so. */
  public async startExecution(machine: string, input: object, name?: string): Promise<string> {
    const started = await this.sfn.send(new StartExecutionCommand({ stateMachineArn: this.machine(machine), input: JSON.stringify(input), name }));
    return started.executionArn!;
  }

  public async stopExecution(executionArn: string): Promise<void> {
    await this.sfn.send(new StopExecutionCommand({ executionArn }));
  }

  /** Starts the state machine and waits for its end. */
  public async run(machine: string, input: object, name?: string): Promise<Execution> {
    return this.ended(await this.startExecution(machine, input, name));
  }

  /** Waits for the end of an execution. */
  public async ended(executionArn: string): Promise<Execution> {
    return this.waitFor(async () => {
      const execution = await this.execution(executionArn);
      return execution.status === 'RUNNING' ? undefined : execution;
    }, `the end of ${executionArn}`);
  }

  /** Asks until the answer is neither undefined nor false. */
  public async waitFor<T>(condition: () => T | Promise<T>, what = String(condition), pollMs = POLL_MS): Promise<Exclude<T, undefined | false>> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (;;) {
      const answer = await condition();
      if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
      if (Date.now() > deadline) throw new Error(`Waited ${TIMEOUT_MS / 1000} s in vain for ${what}`);
      await sleep(pollMs);
    }
  }

  /** Who has the permission set in the account. */
  public async assignments(permissionSetArn: string, account: string): Promise<Assignment[]> {
    // arn:aws:sso:::permissionSet/<instance>/<permission set>
    const [, instance] = permissionSetArn.split('/');
    const answer = await this.call('ssoadmin', 'listAccountAssignments', {
      InstanceArn: `arn:aws:sso:::instance/${instance}`, AccountId: account, PermissionSetArn: permissionSetArn,
    });
    return answer.AccountAssignments;
  }

  /** Puts an event on a bus of the stack's account, in the name of a service: which rules' targets get it, which don't, and why. */
  public async deliver(event: BusEvent, bus = 'default'): Promise<Delivery[]> {
    return this.props.workbench.deliver(this.account, this.region, event, bus);
  }

  /**
   * Looks at the alarm of the stack whose logical id begins so: its state by what happened on the bench so far, and who is told.
   * @param data values of metrics that the bench doesn't measure, by the metric's name
   */
  public async alarm(logicalId: string, data: { readonly [metricName: string]: number } = {}): Promise<AlarmLook> {
    const alarms = this.logicalIds('AWS::CloudWatch::Alarm').filter((id) => id.startsWith(logicalId));
    if (alarms.length !== 1) throw new Error(`There must be exactly one alarm ${logicalId}, not [${alarms.join(', ')}]`);
    const alarm = this.props.resolve(this.props.template.Resources[alarms[0]].Properties);
    const arn = `arn:aws:cloudwatch:${this.region}:${this.account}:alarm:${alarm.AlarmName ?? alarms[0]}`;
    const keys = { 'aws:SourceAccount': this.account, 'aws:SourceArn': arn };
    return lookAtAlarm(alarm, arn, {
      measure: async (metric) => data[metric.name] ?? measure(this.props.workbench, metric),
      refusal: async (target) => this.props.workbench.refusalOfTopic(target, 'cloudwatch.amazonaws.com', keys, this.region),
    });
  }

  /** Calls a service in the stack's account and Region as a state machine would, without faults and record. */
  public async call(service: string, action: string, parameters: object = {}): Promise<any> {
    return this.props.workbench.call(this.account, this.region, service, action, parameters);
  }

  /** The physical id of the one resource of the type whose logical id begins so. */
  public find(type: string, logicalId = ''): string {
    const found = this.result.created.filter((resource) => resource.type === type && resource.logicalId.startsWith(logicalId));
    const names = found.map((resource) => resource.logicalId);
    if (found.length !== 1) throw new Error(`${type} ${logicalId}: there must be exactly one, not [${names.join(', ')}]`);
    return found[0].physicalId;
  }

  /** Of all resources of the type in the template, whether the emulator has them or not. */
  public logicalIds(type: string): string[] {
    return Object.entries<any>(this.props.template.Resources).filter(([, { Type }]) => Type === type).map(([logicalId]) => logicalId);
  }

  /** The ARN of the role whose logical id begins so. */
  public role(logicalId: string): string {
    const name = this.find('AWS::IAM::Role', logicalId);
    const { logicalId: id } = this.result.created.find(({ physicalId }) => physicalId === name)!;
    return `arn:aws:iam::${this.account}:role${this.props.template.Resources[id].Properties.Path ?? '/'}${name}`;
  }

  public destroy(): void {
    this.sfn.destroy();
  }

  private place(table = '') {
    return { account: this.account, region: this.region, table: this.find('AWS::DynamoDB::Table', table) };
  }

  private refusalOfCaller(method: string, path: string, { caller, policies = [] }: RequestOptions): string | undefined {
    const [, , , , account, resource] = caller.split(':');
    const role = resource.startsWith('assumed-role/') ? `arn:aws:iam::${account}:role/${resource.split('/')[1]}` : undefined;
    const api = this.find('AWS::ApiGateway::RestApi');
    return this.props.aws.authorizer.decide([{
      principal: caller,
      role,
      identity: policies.map((document, index) => ({ name: `policy ${index + 1} of the caller`, text: JSON.stringify(document) })),
      action: 'execute-api:Invoke',
      resource: `arn:aws:execute-api:${this.region}:${this.account}:${api}/${this.stage}/${method}${path}`,
      context: { 'aws:PrincipalArn': role ?? caller, 'aws:PrincipalAccount': account, 'aws:SecureTransport': 'true', 'aws:RequestedRegion': this.region },
    }])?.message;
  }

  /** API Gateway takes the role of an integration without saying for which account or API. */
  private async mayIntegrate(action: string, sent: string, role: string): Promise<boolean> {
    let parameters: any;
    try {
      parameters = JSON.parse(sent);
    } catch {
      // Step Functions refuses what it can't read before it asks.
      return true;
    }
    const refusal = await this.props.workbench.refusalOf({
      service: 'apigateway.amazonaws.com',
      role,
      call: `sfn:${action[0].toLowerCase()}${action.slice(1)}`,
      parameters: { StateMachineArn: parameters.stateMachineArn },
      region: this.region,
    });
    return refusal === undefined;
  }

  /** Not by the SDK: what the template made is sent as it is, however wrong, and what comes back is read as API Gateway gets it. */
  private async callStepFunctions(action: string, body: string): Promise<{ status: number; text: string }> {
    const answered = await fetch(this.props.aws.endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.0',
        'X-Amz-Target': `AWSStepFunctions.${action}`,
        'Authorization': `AWS4-HMAC-SHA256 Credential=${this.account}/20260101/${this.region}/states/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body,
    });
    return { status: answered.status, text: await answered.text() };
  }
}

function executionOf({ executionArn, name, status, input, output, error, cause }: any): Execution {
  return {
    arn: executionArn,
    name,
    status,
    input: JSON.parse(input ?? 'null'),
    error: error ?? undefined,
    cause: cause ?? undefined,
    ...(status === 'SUCCEEDED' && { output: JSON.parse(output ?? 'null') }),
  };
}
