import { Stack } from 'aws-cdk-lib';
import { Usage } from './costs';
import { passedInside, statesOf } from './transitions';
import { historyEvents } from './workflow';
import { Index, WrittenItems } from './write-units';
import { Call } from '../../emulator/embedded-aws';
import { CONTAIN, elevatedAccess, GRANTEE, INSTANCE, session } from '../../test/elevation/support/fixture';
import { ONCALL, QUORUM, Scene } from '../../test/elevation/support/scene';
import { definitionsOf } from '../../test/elevation/support/synthesized';
import { resolvedTemplate, resourcesOfType } from '../../test/support/resolve';

/** As many accounts as one request takes. */
export const MOST_ACCOUNTS = 50;
export const ACCOUNTS = accounts(MOST_ACCOUNTS);
const RULES = { quorum: { ...QUORUM, accounts: ACCOUNTS } };
const MINUTES = 30;
const KIB_OF_A_READ = 4096;

export function accounts(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => String(400000000000 + from + index));
}

/** A stack whose one rule, oncall, names the given number of accounts. */
export const stackFor = (count: number): Stack => elevatedAccess({ rules: { oncall: { ...ONCALL, accounts: accounts(count) } } }).stack;
export const startScene = () => Scene.start({ rules: RULES });

/** The stack that is measured, as it was synthesized. */
export function measuredStack(): Stack {
  return elevatedAccess({ rules: RULES }).stack;
}

export interface Passed {
  readonly workflow: string;
  readonly transitions: number;
  readonly calls: readonly string[];
  readonly events: number;
}

export interface Life {
  readonly accounts: number;
  /** Calls after the one that records the approval, up to the one that records that it is active. */
  readonly untilActive: readonly string[];
  readonly executions: readonly Passed[];
  readonly usage: Usage;
}

const line = ({ service, action }: Call) => `${service}:${action}`;
const workflowOf = (call: Call) => /-Access([A-Za-z]+?)[0-9A-F]{8}/.exec(call.machine ?? '')?.[1] ?? '';

/** A request, two approvers who look at it and approve, the access, and its end when its time is over. */
export async function measureLife(scene: Scene, definitions: { readonly [name: string]: any }, count: number): Promise<Life> {
  await scene.calm();
  const id = await scene.ask({ rule: 'quorum', accounts: ACCOUNTS.slice(0, count), minutes: MINUTES });
  for (const approver of ['john', 'mary']) {
    await scene.aws.request('GET', `/requests/${id}`, { caller: session(approver) });
    await scene.decide(approver, 'approve', id);
  }
  await scene.reaches(id, 'active');
  await scene.settled();
  await scene.advance((MINUTES + 1) * 60);
  await scene.reaches(id, 'ended');
  await scene.settled();
  const calls = await scene.calls();
  const stored = (await scene.aws.rows()).filter((row) => row.pk === `REQUEST#${id}`);
  const executions = await passed(scene, definitions, calls);
  const written = calls.findIndex(({ state }) => state === 'Record the last approval');
  const active = calls.findIndex(({ state }) => state === 'Record the active access');
  return {
    accounts: count,
    untilActive: calls.slice(written + 1, active + 1).map(line),
    executions,
    usage: { ...usageOf(calls, executions), apiRequests: 5, storedBytes: stored.reduce((sum, row) => sum + JSON.stringify(row).length, 0) },
  };
}

/** One turn of the reconciler in which nothing is due. */
export async function measureTurn(scene: Scene, definitions: { readonly [name: string]: any }): Promise<Passed> {
  await scene.calm();
  await scene.reconcile();
  const [turn] = await passed(scene, definitions, (await scene.calls()).filter((call) => workflowOf(call) === 'Reconcile'));
  return turn;
}

async function passed(scene: Scene, definitions: { readonly [name: string]: any }, calls: readonly Call[]): Promise<Passed[]> {
  const executions = [...new Set(calls.flatMap(({ execution }) => execution ?? []))];
  return Promise.all(executions.map(async (execution) => {
    const own = calls.filter((call) => call.execution === execution);
    const workflow = workflowOf(own[0]);
    const names = (await scene.aws.statesOf(execution)).flatMap((name) => insideOf(definitions[workflow], name, own));
    const all = statesOf(definitions[workflow]);
    const items = names.filter((name) => Object.values<any>(all).some(({ ItemProcessor }) => ItemProcessor?.StartAt === name)).length;
    return { workflow, transitions: names.length, calls: own.map(line), events: historyEvents(names.map((name) => all[name].Type), items) };
  }));
}

/** A state of the outermost level, with all that was passed inside of it: as many items as each of its states called. */
function insideOf(definition: any, name: string, calls: readonly Call[]): readonly string[] {
  const state = definition.States[name];
  if (state.Type === 'Parallel') { return passedInside({ StartAt: name, States: { [name]: { ...state, Next: undefined, End: true } } }, []); }
  if (state.Type !== 'Map') { return [name]; }
  const inside = statesOf(state.ItemProcessor);
  const called = calls.flatMap((call) => (call.state !== undefined && call.state in inside ? [call.state] : []));
  const first = [...new Set(called)];
  const items = called.length / Math.max(first.length, 1);
  if (first.some((one) => called.filter((other) => other === one).length !== items)) { throw new Error(`${name}: not every item called the same`); }
  const ofOne = first.length === 0 ? [] : passedInside(state.ItemProcessor, first);
  return [name, ...Array.from({ length: items }, () => ofOne).flat()];
}

function usageOf(calls: readonly Call[], executions: readonly Passed[]): Omit<Usage, 'apiRequests' | 'storedBytes'> {
  const items = new WrittenItems(indexesOf(measuredStack()));
  const units = { tableWriteUnits: 0, indexWriteUnits: 0, readUnits: 0 };
  for (const call of calls) {
    if (call.service !== 'dynamodb' || call.error !== undefined) { continue; }
    if (call.action === 'transactWriteItems') {
      const { table, indexes } = items.transact(call.parameters.TransactItems);
      units.tableWriteUnits += table;
      units.indexWriteUnits += indexes;
    } else {
      units.readUnits += Math.max(1, Math.ceil((call.action === 'getItem' ? items.sizeOf(call.parameters.Key) : 0) / KIB_OF_A_READ));
    }
  }
  const standard = executions.filter(({ workflow }) => ['Life', 'End'].includes(workflow));
  const sum = (of: readonly Passed[], figure: (one: Passed) => number) => of.reduce((total, one) => total + figure(one), 0);
  return {
    ...units,
    expressExecutions: executions.length - standard.length,
    standardExecutions: standard.length,
    transitions: sum(standard, ({ transitions }) => transitions),
    historyEvents: sum(executions, ({ events }) => events),
    dynamoDbCalls: calls.filter(({ service }) => service === 'dynamodb').length,
    schedules: calls.filter(({ action }) => action === 'createSchedule').length,
    busEvents: calls.filter(({ action }) => action === 'putEvents').flatMap(({ parameters }) => parameters.Entries).length,
  };
}

function indexesOf(stack: Stack): Index[] {
  const [{ GlobalSecondaryIndexes }] = Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::DynamoDB::Table'));
  return GlobalSecondaryIndexes.map(({ KeySchema: [partition, sort] }: any) => (
    { partitionKey: partition.AttributeName, sortKey: sort.AttributeName }));
}

export interface StandingResources {
  readonly keys: number;
  readonly alarmMetrics: number;
  readonly customMetrics: number;
  readonly dashboards: number;
  readonly reconcileMinutes: number;
  readonly functions: number;
}

/** What of the template costs by the month. */
export function standingResources(stack: Stack): StandingResources {
  const template = resolvedTemplate(stack);
  const all = (type: string) => Object.values(resourcesOfType(template, type));
  const rate = all('AWS::Scheduler::Schedule').map(({ ScheduleExpression }) => /^rate\((\d+) minutes?\)$/.exec(ScheduleExpression)?.[1])[0];
  return {
    keys: all('AWS::KMS::Key').length,
    alarmMetrics: all('AWS::CloudWatch::Alarm').reduce((sum, { Metrics }) => sum + (Metrics?.filter(({ MetricStat }: any) => MetricStat).length ?? 1), 0),
    customMetrics: new Set(all('AWS::Logs::MetricFilter').flatMap(({ MetricTransformations }) => MetricTransformations.map(({ MetricName }: any) => MetricName))).size,
    dashboards: all('AWS::CloudWatch::Dashboard').length,
    reconcileMinutes: Number(rate),
    functions: Object.values(template.Resources).filter(({ Type }) => /^AWS::Lambda|^Custom::|CustomResource/.test(Type)).length,
  };
}

export interface Round { readonly grantMs: number; readonly bareMs: number }

/** From the recorded approval to the recorded access, and the two bare calls, in turn. Every second round begins with the other. */
export async function measureRounds(scene: Scene, rounds: number, warmUp: number): Promise<Round[]> {
  const measured: Round[] = [];
  for (let round = 0; round < rounds + warmUp; round++) {
    const account = ACCOUNTS[round % ACCOUNTS.length];
    let bareMs = 0;
    if (round % 2 === 0) { bareMs = await bare(scene, account); }
    const grantMs = await granted(scene, account);
    if (round % 2 === 1) { bareMs = await bare(scene, account); }
    if (round >= warmUp) { measured.push({ grantMs, bareMs }); }
  }
  return measured;
}

async function granted(scene: Scene, account: string): Promise<number> {
  const id = await scene.ask({ rule: 'quorum', accounts: [account], minutes: MINUTES });
  await scene.decide('john', 'approve', id);
  await scene.settled();
  await scene.calm();
  await scene.decide('mary', 'approve', id);
  await scene.reaches(id, 'active');
  await scene.settled();
  const calls = await scene.calls();
  const at = (state: string) => calls.find((call) => call.state === state)!.at;
  // Each of the two is the call that follows the one that wrote it.
  return at('Announce the access') - at('Announce the approval');
}

async function bare(scene: Scene, account: string): Promise<number> {
  const begin = performance.now();
  const { AccountAssignmentCreationStatus: { RequestId } } = await scene.aws.call('ssoadmin', 'createAccountAssignment', {
    InstanceArn: INSTANCE, PermissionSetArn: CONTAIN, PrincipalId: GRANTEE.paul, PrincipalType: 'USER', TargetId: account, TargetType: 'AWS_ACCOUNT',
  });
  await scene.aws.call('ssoadmin', 'describeAccountAssignmentCreationStatus', { InstanceArn: INSTANCE, AccountAssignmentCreationRequestId: RequestId });
  return performance.now() - begin;
}

export const definitions = () => definitionsOf(measuredStack());
