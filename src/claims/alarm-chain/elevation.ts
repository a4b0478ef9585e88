import { actionFaults } from './alarm';
import { busDenies } from './bus';
import { chainOf } from './chain';
import { canonical, differing, isOf, short, sound, surplus } from './faults';
import { targetFaults } from './rule';
import { ruleFault } from './written-patterns';
import { EVENTS, FOLLOWED } from '../../elevation/engine/events';
import { EVENT_SOURCE } from '../../elevation/engine/names';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { Claim } from '../claim';
import { AccessModel, groupedBy } from '../model';
import { ofType } from '../model-index';
import { ResourceModel } from '../resource';

const NAME = new RegExp(`^${ALARM_NAME_PREFIX}ELEVATION-([A-Z0-9-]+)-[0-9a-f]{8}$`);

/** What stands between prefix and suffix in the name of an alarm or rule of elevated access. */
const partOf = (name: unknown): string => NAME.exec(String(name))?.[1] ?? '';

/** Alarms on executions that didn't succeed. */
const FAILED = ['GRANT-FAILED', 'REVOKE-FAILED', 'RECONCILER-FAILED', 'FOLLOW-UP-FAILED'];

const URGENT: { readonly [part: string]: string } = {
  'BYPASSED': EVENTS.bypassed, 'UNKNOWN-ACCESS': EVENTS.unknownAccess, 'ACCESS-MISSING': EVENTS.accessMissing,
};

const ALARM_PROPERTIES = [
  'AlarmName', 'AlarmDescription', 'AlarmActions', 'ActionsEnabled', 'ComparisonOperator', 'Dimensions', 'EvaluationPeriods', 'InsufficientDataActions', 'MetricName', 'Metrics',
  'Namespace', 'OKActions', 'Period', 'Statistic', 'Tags', 'Threshold', 'TreatMissingData',
];
const RULE_PROPERTIES = ['Name', 'Description', 'EventPattern', 'EventBusName', 'State', 'Targets', 'Tags'];

export const ELEVATION_ALARMS_CLAIM: Claim = {
  id: 'elevation-alarms-as-written',
  title: 'The alarms and rules of elevated access watch what the library writes, on its own bus and workflows',
  threats: [24, 26],
  proof: 'template',
  ownOnly: true,
  remedy: 'Synthesize the alarm or rule with ElevatedAccess and change nothing about it; give others a name without the prefix BREAK-GLASS-ELEVATION-.',
  questions: (model) => {
    const { elevation } = chainOf(model);
    const shared = sharedMachines(elevation);
    return elevation.map((resource) => (resource.type === 'AWS::Events::Rule'
      ? sound(resource, 'is a rule that the library writes', ruleFaults(model, resource), short(resource.props.EventPattern ?? ''))
      : sound(resource, 'is an alarm that the library writes', [...alarmFaults(model, resource, elevation), ...(shared.has(resource) ? ['another alarm is on the same workflow'] : [])], short(resource.props.MetricName ?? 'executions'))));
  },
};

/** The workflow whose executions an alarm counts. */
const machineOf = ({ props }: ResourceModel): unknown => props.Metrics?.[1]?.MetricStat?.Metric?.Dimensions?.[0]?.Value;

/** Alarms on the failures of one workflow: each workflow has one of its own. */
function sharedMachines(elevation: readonly ResourceModel[]): Set<ResourceModel> {
  const failed = elevation.filter(({ props }) => FAILED.includes(partOf(props.AlarmName)));
  return new Set([...groupedBy(failed, (alarm) => `${alarm.stack.name} ${machineOf(alarm)}`).values()].filter((some) => some.length > 1).flat());
}

function alarmFaults(model: AccessModel, alarm: ResourceModel, all: readonly ResourceModel[]): string[] {
  const { props } = alarm;
  const part = partOf(props.AlarmName);
  const silent = part === 'RECONCILER-SILENT';
  return [
    ...surplus(props, ALARM_PROPERTIES),
    ...differing(props, {
      EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: silent ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold', TreatMissingData: silent ? 'breaching' : 'notBreaching',
    }),
    ...metricFaults(model, alarm, part),
    ...actionFaults(props, all.some((rule) => rule.type === 'AWS::Events::Rule' && rule.stack === alarm.stack) && (props.AlarmActions ?? []).length === 0 && forwards(model, alarm)),
  ];
}

function forwards(model: AccessModel, alarm: ResourceModel): boolean {
  return chainOf(model).forwarders.some(({ stack }) => stack.account === alarm.stack.account && stack.region === alarm.stack.region);
}

function metricFaults(model: AccessModel, alarm: ResourceModel, part: string): string[] {
  const { props, stack } = alarm;
  const dimension = (name: string) => [props.Dimensions ?? []].flat().find((one: any) => one?.Name === name)?.Value;
  const owned = (value: unknown, type: string) => ofType(model, type).some((resource) => resource.stack === stack && isOf(resource, value));
  const metric = (wanted: { readonly [key: string]: unknown }, name: string, type: string) => [
    ...differing(props, wanted), ...(props.Metrics ? ['Metrics replace its metric'] : []),
    ...((props.Dimensions ?? []).length === 1 && owned(dimension(name), type) ? [] : [`Dimensions are ${short(props.Dimensions ?? 'missing')}`]),
  ];
  if (FAILED.includes(part)) {
    const machine = machineOf(alarm);
    return canonical(props.Metrics ?? null) === canonical(failures(machine)) && owned(machine, 'AWS::StepFunctions::StateMachine')
      ? [] : ['Metrics aren\'t the failed, timed out and aborted executions of a workflow'];
  }
  if (part === 'DEAD-LETTERS') {
    return metric({ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum', Period: 300 }, 'QueueName', 'AWS::SQS::Queue');
  }
  if (part === 'RECONCILER-SILENT') {
    return [
      ...metric({ Namespace: 'AWS/States', MetricName: 'ExecutionsSucceeded', Statistic: 'Sum' }, 'StateMachineArn', 'AWS::StepFunctions::StateMachine'),
      ...(Number(props.Period) >= 300 && Number(props.Period) <= 86400 ? [] : [`Period is ${short(props.Period ?? 'missing')}`]),
    ];
  }
  if (part in URGENT) {
    const rule = String(props.AlarmName);
    return [
      ...differing(props, { Namespace: 'AWS/Events', MetricName: 'MatchedEvents', Statistic: 'Sum', Period: 300 }),
      ...(props.Metrics ? ['Metrics replace its metric'] : []),
      ...((props.Dimensions ?? []).length === 2 && dimension('RuleName') === rule && owned(dimension('EventBusName'), 'AWS::Events::EventBus') ? [] : [`Dimensions are ${short(props.Dimensions ?? 'missing')}`]),
    ];
  }
  return ['the library writes no alarm of this name'];
}

function failures(machine: unknown): any[] {
  return [
    { Expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)', Id: 'expr_1', Label: 'executions that did not succeed', ReturnData: true },
    ...Object.entries({ failed: 'ExecutionsFailed', timedOut: 'ExecutionsTimedOut', aborted: 'ExecutionsAborted' }).map(([Id, MetricName]) => ({
      Id,
      MetricStat: { Metric: { Dimensions: [{ Name: 'StateMachineArn', Value: machine }], MetricName, Namespace: 'AWS/States' }, Period: 300, Stat: 'Sum' },
      ReturnData: false,
    })),
  ];
}

function ruleFaults(model: AccessModel, rule: ResourceModel): string[] {
  const { props, stack } = rule;
  const part = partOf(props.Name);
  const use = /^FOLLOW-UP-(USE|SIGNIN)\d+$/.exec(part)?.[1];
  const bus = ofType(model, 'AWS::Events::EventBus').find((one) => one.stack === stack && isOf(one, props.EventBusName));
  return [
    ...surplus(props, RULE_PROPERTIES),
    ...targetFaults(model, props),
    ...((props.Targets ?? []).length > 0 ? [] : ['no target']),
    ...(use ? [
      ...(props.EventBusName === undefined ? [] : [`EventBusName is ${short(props.EventBusName)}`]),
      ...differing(props, { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }),
      ...[ruleFault(use === 'USE' ? 'Use' : 'SignIn', props.EventPattern) ?? []].flat(),
    ] : [
      ...(bus ? busDenies(model, bus) : [`EventBusName is ${short(props.EventBusName ?? 'missing')}, not the bus of elevated access`]),
      ...differing(props, { State: 'ENABLED' }),
      ...(isWritten(part, props.EventPattern) ? [] : [`EventPattern isn't one that the library writes for ${part}`]),
    ]),
  ];
}

function isWritten(part: string, pattern: any): boolean {
  const source = [EVENT_SOURCE];
  if (part === 'STEPS' || part === 'LOG') { return canonical(pattern) === canonical({ source }); }
  if (part in URGENT) { return canonical(pattern) === canonical({ source, 'detail-type': [URGENT[part]] }); }
  if (part === 'FOLLOW-UP-FOREIGN') { return canonical(pattern) === canonical({ source: [{ 'anything-but': source }] }); }
  return part === 'FOLLOW-UP-OWN' && canonical(pattern) === canonical({ source, 'detail-type': [...new Set(Object.values(FOLLOWED).flat())].sort() });
}
