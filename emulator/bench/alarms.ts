import { evaluateMetricMath } from './metric-math';
import { ServiceRefusal, Workbench } from '../embedded-aws';

type Json = Record<string, any>;

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: { readonly [name: string]: string };
}

/** An alarm looked at once: its state now, and who would be told. */
export interface AlarmLook {
  readonly arn: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** Undefined without data. */
  readonly value?: number;
  /** What happens to each action when the alarm goes off. */
  readonly actions: readonly { readonly target: string; readonly refusal?: ServiceRefusal }[];
}

export interface AlarmSource {
  /** Value of a metric; undefined without data. */
  measure(metric: Metric): Promise<number | undefined>;
  /** Whether CloudWatch can tell the target. */
  refusal(target: string, alarmArn: string): Promise<ServiceRefusal | undefined>;
}

/** A metric as the bench counts it, since it began. Without a count there is no data, as on AWS. */
export async function measure(workbench: Workbench, { namespace, name, dimensions }: Metric): Promise<number | undefined> {
  const status = namespace === 'AWS/States' ? STATUS[name] : undefined;
  if (status !== undefined) return (await workbench.executions(dimensions.StateMachineArn, status)).length || undefined;
  if (namespace !== 'AWS/Events') return undefined;
  const made = (await workbench.deliveries.list()).filter(({ rule, bus }) => rule === dimensions.RuleName && bus === (dimensions.EventBusName ?? 'default'));
  switch (name) {
    case 'FailedInvocations': return made.filter(({ delivered }) => !delivered).length || undefined;
    case 'Invocations': return made.filter(({ delivered }) => delivered).length || undefined;
    case 'MatchedEvents': return new Set(made.map(({ event }) => event)).size || undefined;
    default: return undefined;
  }
}

const STATUS: { readonly [metric: string]: string } = {
  ExecutionsFailed: 'FAILED', ExecutionsTimedOut: 'TIMED_OUT', ExecutionsAborted: 'ABORTED', ExecutionsSucceeded: 'SUCCEEDED',
};

const COMPARISONS: { readonly [operator: string]: (value: number, threshold: number) => boolean } = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** What an alarm of the template, with its intrinsic functions resolved, says of the metrics as they are now. Of one period, the last one. */
export async function lookAtAlarm(alarm: Json, arn: string, source: AlarmSource): Promise<AlarmLook> {
  const value = alarm.Metrics ? await mathOf(alarm.Metrics, source) : await source.measure(metricOf(alarm));
  const breaches = COMPARISONS[alarm.ComparisonOperator];
  if (!breaches) throw new Error(`The bench doesn't know the operator ${alarm.ComparisonOperator}`);
  const targets: string[] = alarm.ActionsEnabled === false ? [] : alarm.AlarmActions ?? [];
  const actions = await Promise.all(targets.map(async (target) => ({ target, refusal: await source.refusal(target, arn) })));
  return { arn, value, actions, state: value === undefined ? missing(alarm.TreatMissingData) : breaches(value, Number(alarm.Threshold)) ? 'ALARM' : 'OK' };
}

async function mathOf(metrics: readonly Json[], source: AlarmSource): Promise<number | undefined> {
  const values: Record<string, number | undefined> = {};
  for (const { Id, MetricStat } of metrics.filter((metric) => metric.MetricStat)) values[Id] = await source.measure(metricOf(MetricStat.Metric));
  const [watched, ...others] = metrics.filter(({ ReturnData }) => ReturnData !== false);
  if (watched === undefined || others.length > 0) throw new Error('An alarm watches exactly one of its metrics');
  return watched.Expression === undefined ? values[watched.Id] : evaluateMetricMath(watched.Expression, values);
}

function metricOf({ Namespace, MetricName, Dimensions = [] }: Json): Metric {
  return { namespace: Namespace, name: MetricName, dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }: Json) => [Name, Value])) };
}

function missing(treatment: string | undefined): AlarmLook['state'] {
  return treatment === 'breaching' ? 'ALARM' : treatment === 'notBreaching' ? 'OK' : 'INSUFFICIENT_DATA';
}
