import { chainOf, everyAlarm, metricKey, placeOf, transformation } from './chain';
import { differing, short, sound, surplus, undecided } from './faults';
import { wildcardRegex } from '../../private/iam-catalogue';
import { ALARM_NAME_PREFIX, METRIC_NAMESPACE } from '../../private/names';
import { literally } from '../../private/texts';
import { Claim } from '../claim';
import { AccessModel, groupedBy } from '../model';
import { ofType } from '../model-index';
import { ResourceModel } from '../resource';

const PROPERTIES = [
  'AlarmName', 'AlarmDescription', 'AlarmActions', 'ActionsEnabled', 'ComparisonOperator', 'DatapointsToAlarm', 'EvaluationPeriods', 'InsufficientDataActions',
  'MetricName', 'Namespace', 'OKActions', 'Period', 'Statistic', 'Tags', 'Threshold', 'TreatMissingData',
];

export const FILTERS_WIRED_CLAIM: Claim = {
  id: 'filters-are-wired',
  title: 'Every metric filter has an alarm that evaluates each minute, notifies a target, and treats missing data as no event',
  threats: [20],
  proof: 'template',
  remedy: 'Give the filter\'s metric an alarm as BreakGlassAlarm makes it: sum of one minute, threshold 1, actions on, with a target.',
  questions: (model) => {
    const { own, filters, alarms } = chainOf(model);
    const byMetric = groupedBy(alarms, (alarm) => metricKey(alarm, alarm.props.Namespace, alarm.props.MetricName));
    const written = new Set(filters.map((filter) => metricKey(filter, transformation(filter).MetricNamespace, transformation(filter).MetricName)));
    const faultsOf = (alarm: ResourceModel) => (own ? alarmFaults(model, alarm) : carelessFaults(alarm));
    return [
      ...filters.map((filter) => {
        const { MetricNamespace, MetricName } = transformation(filter);
        const candidates = (byMetric.get(metricKey(filter, MetricNamespace, MetricName)) ?? []).map((alarm) => ({ alarm, faults: faultsOf(alarm) }));
        const best = candidates.sort((a, b) => a.faults.length - b.faults.length)[0];
        const evidence = best?.alarm.props.AlarmName ?? best?.alarm.logicalId ?? '';
        return sound(filter, 'has an alarm that notifies a target', best ? best.faults : ['no alarm on its metric'], evidence);
      }),
      ...(own ? alarms : []).flatMap((alarm) => {
        const { Metrics, Namespace, MetricName } = alarm.props;
        const fault = Metrics !== undefined ? 'it computes its value from several metrics' : 'no filter writes its metric';
        return written.has(metricKey(alarm, Namespace, MetricName)) ? [] : [sound(alarm, 'is on the metric of a filter', [fault], '')];
      }),
    ];
  },
};

/** What keeps an alarm of the library from notifying. */
export function alarmFaults(model: AccessModel, alarm: ResourceModel): string[] {
  const { props } = alarm;
  return [
    ...differing(props, {
      // The topic lets in alarms with the prefix alone.
      AlarmName: `${ALARM_NAME_PREFIX}${props.MetricName}`,
      Namespace: METRIC_NAMESPACE,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    }),
    ...(props.DatapointsToAlarm === undefined ? [] : differing(props, { DatapointsToAlarm: 1 })),
    ...surplus(props, PROPERTIES),
    ...actionFaults(props, hasForwarder(model, alarm)),
  ];
}

/** Actions are on, and there is one unless a rule forwards the state of the alarm. */
export function actionFaults({ ActionsEnabled, AlarmActions = [] }: any, forwarded: boolean): string[] {
  const actions: unknown[] = [AlarmActions].flat();
  return [
    ...(ActionsEnabled === undefined || String(ActionsEnabled) === 'true' ? [] : [ActionsEnabled === false ? 'actions are disabled' : `ActionsEnabled is ${short(ActionsEnabled)}`]),
    ...(actions.length > 0 || forwarded ? [] : ['no action']),
    ...undecided('AlarmActions', AlarmActions),
  ];
}

/** Whether a rule forwards the state of the alarm to a bus. */
export function hasForwarder(model: AccessModel, alarm: ResourceModel): boolean {
  return chainOf(model).forwarders.some((rule) => placeOf(rule) === placeOf(alarm));
}

/** An alarm that somebody else wrote may be built differently. */
function carelessFaults({ props }: ResourceModel): string[] {
  return [
    ...actionFaults(props, false),
    ...(Number(props.Threshold) > 1 || Number(props.EvaluationPeriods) > 1 || Number(props.Period) > 300 ? ['the threshold, period or number of periods is too high'] : []),
    ...(props.TreatMissingData !== 'notBreaching' ? [`missing data is ${props.TreatMissingData ?? 'missing'}`] : []),
  ];
}

export const SILENCED_CLAIM: Claim = {
  id: 'alarms-not-silenced',
  title: 'Nothing mutes, suppresses or overwrites an alarm',
  threats: [17, 20],
  proof: 'template',
  remedy: 'Remove the mute rule, the suppressed composite alarm or the namesake, or keep the break-glass alarms out of it.',
  questions: (model) => {
    const chain = chainOf(model);
    const ours = everyAlarm(chain);
    if (!chain.own && ours.length === 0) { return []; }
    const all = groupedBy([...ofType(model, 'AWS::CloudWatch::Alarm'), ...ofType(model, 'AWS::CloudWatch::CompositeAlarm')],
      (alarm) => `${placeOf(alarm)} ${alarm.props.AlarmName ?? alarm.logicalId}`);
    const mutes = groupedBy(ofType(model, 'AWS::CloudWatch::AlarmMuteRule'), placeOf);
    const composites = groupedBy(ofType(model, 'AWS::CloudWatch::CompositeAlarm'), placeOf);
    return ours.map((alarm) => {
      const name = String(alarm.props.AlarmName ?? alarm.logicalId);
      return sound(alarm, 'is neither muted, suppressed nor overwritten', [
        ...((all.get(`${placeOf(alarm)} ${name}`)?.length ?? 0) > 1 ? ['another alarm has its name: the last one deployed overwrites the other'] : []),
        ...(mutes.get(placeOf(alarm)) ?? []).filter((mute) => mutesAlarm(mute.props, name)).map((mute) => `muted by ${mute.logicalId}`),
        ...(composites.get(placeOf(alarm)) ?? []).filter((composite) => suppresses(composite.props, name)).map((composite) => `suppressed in ${composite.logicalId}`),
      ], 'no mute rule, no suppressor, no namesake');
    });
  },
};

/** A mute rule without readable targets may mute any alarm. */
function mutesAlarm({ MuteTargets }: any, name: string): boolean {
  const names: unknown[] = [MuteTargets?.AlarmNames ?? []].flat();
  if (names.length === 0 || undecided('', MuteTargets).length > 0) { return true; }
  return names.some((entry) => {
    const text = String(entry);
    return text === name || text.endsWith(`:alarm:${name}`) || wildcardRegex(text.replace(/^.*:alarm:/, '')).test(name);
  });
}

function suppresses({ AlarmRule, ActionsSuppressor, ActionsEnabled }: any, name: string): boolean {
  return (ActionsSuppressor !== undefined || (ActionsEnabled !== undefined && String(ActionsEnabled) !== 'true')) && new RegExp(`(?<![\\w-])${literally(name)}(?![\\w-])`).test(String(AlarmRule));
}
