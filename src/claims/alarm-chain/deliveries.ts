import { actionFaults, hasForwarder } from './alarm';
import { chainOf, everyRule, partsOf, unitOfDelivery } from './chain';
import { canonical, commonest, differing, short, sound, surplus } from './faults';
import { inTemplates } from './targets';
import { targetsOf } from './topics';
import { Claim } from '../claim';
import { AccessModel, groupedBy } from '../model';
import { ofModel } from '../model-index';
import { ResourceModel } from '../resource';

const PROPERTIES = [
  'AlarmName', 'AlarmDescription', 'AlarmActions', 'ActionsEnabled', 'ComparisonOperator', 'EvaluationPeriods', 'InsufficientDataActions', 'Metrics', 'OKActions', 'Tags',
  'Threshold', 'TreatMissingData',
];

export const DELIVERIES_CLAIM: Claim = {
  id: 'deliveries-are-watched',
  title: 'For every rule, an alarm counts the events that it matched and couldn\'t deliver',
  threats: [20],
  proof: 'template',
  ownOnly: true,
  remedy: 'Leave the alarms on FailedInvocations as the library makes them, with every rule in one of them: EventBridge tells of a failed delivery nowhere else.',
  questions: (model) => {
    const chain = chainOf(model);
    if (!chain.own) { return []; }
    const rules = everyRule(chain);
    // A construct makes the rules and their alarm in one stack.
    const byMetric = new Map([...groupedBy(rules, ({ stack }) => stack)]
      .map(([stack, some]) => [stack, new Map(some.map((rule) => [canonical(dimensionsOf(rule)), rule]))]));
    const counting = new Map([...groupedBy(chain.deliveries, ({ stack }) => stack)]
      .map(([stack, alarms]) => [stack, groupedBy(alarms.flatMap(countsOf), ({ metric }) => metric)]));
    return [
      ...rules.map((rule) => {
        const counts = counting.get(rule.stack)?.get(canonical(dimensionsOf(rule))) ?? [];
        return sound(rule, 'has one alarm on events that it couldn\'t deliver', countFaults(counts.length), String(counts[0]?.alarm.props.AlarmName));
      }),
      ...chain.deliveries.map((alarm) => {
        const watched = countsOf(alarm).map(({ metric }) => byMetric.get(alarm.stack)?.get(metric));
        return sound(alarm, 'is an alarm on deliveries that the library writes', faults(model, alarm, watched), `${watched.length} rules`);
      }),
    ];
  },
};

/** The dimensions of a rule's metrics. Those of the default bus don't name it. */
function dimensionsOf({ props: { Name, EventBusName = 'default' } }: ResourceModel): any[] {
  return [...(EventBusName === 'default' ? [] : [{ Name: 'EventBusName', Value: EventBusName }]), { Name: 'RuleName', Value: Name }];
}

/** The dimensions of each metric that an alarm adds up. */
function countedBy({ props }: ResourceModel): any[][] {
  return [props.Metrics ?? []].flat()
    .flatMap((metric: any) => (metric?.MetricStat === undefined ? [] : [[metric.MetricStat?.Metric?.Dimensions ?? []].flat()]));
}

/** An alarm that counts the failed invocations of a rule. */
interface Count {
  readonly alarm: ResourceModel;
  /** The dimensions of the metric, as a text. */
  readonly metric: string;
}

const countsOf = (alarm: ResourceModel): Count[] => countedBy(alarm).map((dimensions) => ({ alarm, metric: canonical(dimensions) }));

const countFaults = (times: number): string[] => (
  times === 1 ? [] : [times === 0 ? 'no alarm counts its failed invocations' : `its failed invocations are counted ${times} times`]);

function faults(model: AccessModel, alarm: ResourceModel, watched: readonly (ResourceModel | undefined)[]): string[] {
  const { props } = alarm;
  const dimensions = countedBy(alarm);
  return [
    ...surplus(props, PROPERTIES),
    ...differing(props, { EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' }),
    ...watched.flatMap((rule, index) => (rule ? [] : [`it counts ${short(dimensions[index])}, which is no rule of the library`])),
    ...(dimensions.length > 0 && canonical(props.Metrics) === canonical(sumOf(dimensions)) ? [] : ['Metrics aren\'t the sum of the failed invocations of its rules']),
    ...actionFaults(props, hasForwarder(model, alarm)),
    ...targetFaults(model, alarm, watched.flatMap((rule) => rule ?? [])),
  ];
}

/** The metrics of an alarm on rules with these dimensions. */
function sumOf(dimensions: readonly any[]): any[] {
  return [
    { Expression: dimensions.map((_, index) => `FILL(m${index + 1}, 0)`).join(' + '), Id: 'expr_1', Label: 'events that did not reach their target', ReturnData: true },
    ...dimensions.map((Dimensions, index) => ({
      Id: `m${index + 1}`, MetricStat: { Metric: { Dimensions, MetricName: 'FailedInvocations', Namespace: 'AWS/Events' }, Period: 60, Stat: 'Sum' }, ReturnData: false,
    })),
  ];
}

const actionsOf = ({ props }: ResourceModel): string[] => [props.AlarmActions ?? []].flat().map(String);

/** The alarm notifies what its rules, and the alarms beside it, notify. */
function targetFaults(model: AccessModel, alarm: ResourceModel, rules: readonly ResourceModel[]): string[] {
  const actions = actionsOf(alarm);
  const usual = commonest(alarmsBeside(model, alarm).map((one) => canonical(actionsOf(one))));
  const missing = unitOfDelivery(alarm) === undefined ? []
    : [...new Set(rules.flatMap((rule) => targetsOf(rule.props).map(({ Arn }) => String(Arn)).filter((arn) => isAction(model, rule, arn))))]
      .filter((arn) => !actions.includes(arn));
  return [
    ...missing.map((arn) => `its rules notify ${short(arn)}, and it doesn't`),
    ...(usual === undefined || usual === canonical(actions) ? [] : [`AlarmActions are ${short(actions)}, not ${short(usual)} as of the alarms beside it`]),
  ];
}

/** Alarms by stack and by construct; those of elevated access have no construct in their names. */
const byUnit = ofModel((model) => {
  const { alarms, deliveries, elevation } = chainOf(model);
  const found = [
    ...alarms.map((alarm) => ({ alarm, unit: partsOf(alarm.props.AlarmName)?.unit ?? NO_UNIT })),
    ...deliveries.flatMap((alarm) => { const unit = unitOfDelivery(alarm); return unit === undefined ? [] : [{ alarm, unit }]; }),
    ...elevation.filter(({ type }) => type === 'AWS::CloudWatch::Alarm').map((alarm) => ({ alarm, unit: OF_ELEVATION })),
  ];
  return new Map([...groupedBy(found, ({ alarm }) => alarm.stack)].map(([stack, some]) => [stack, groupedBy(some, ({ unit }) => unit)]));
});

/** No construct has these names. */
const [NO_UNIT, OF_ELEVATION] = ['', ' '];

/** The alarms that have the targets of this one: of the same construct, or of elevated access in the same stack. */
function alarmsBeside(model: AccessModel, alarm: ResourceModel): ResourceModel[] {
  return (byUnit(model).get(alarm.stack)?.get(unitOfDelivery(alarm) ?? OF_ELEVATION) ?? []).map((one) => one.alarm);
}

/** What rules and alarms can both notify. To a bus, a rule forwards the state of the alarm. */
const isAction = (model: AccessModel, rule: ResourceModel, arn: string): boolean => (
  /^arn:[^:]+:(sns|lambda):/.test(arn) || /^AWS::(SNS|Lambda)::/.test(inTemplates(model, rule, arn)?.type ?? ''));
