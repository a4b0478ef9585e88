import { chainOf, partsOf, placeOf, transformationsOf } from './chain';
import { lackingFilters, unitOf } from './complete';
import { commonest, differing, short, sound, surplus, undecided } from './faults';
import { filterFault } from './written-patterns';
import { METRIC_NAMESPACE } from '../../private/names';
import { Claim, Fact } from '../claim';
import { AccessModel, groupedBy } from '../model';
import { ofType } from '../model-index';
import { ResourceModel } from '../resource';

const PROPERTIES = ['FilterName', 'FilterPattern', 'LogGroupName', 'MetricTransformations'];

export const FILTER_CLAIM: Claim = {
  id: 'filters-as-written',
  title: 'Every metric filter has a pattern and a metric that the library writes, on the trail\'s log group, and no other filter overwrites it',
  threats: [17, 19],
  proof: 'template',
  ownOnly: true,
  remedy: 'Synthesize the filter with BreakGlassAlarm and change nothing about it; give other filters another name and another metric.',
  questions: (model) => {
    const { own, filters, counters } = chainOf(model);
    if (!own) { return []; }
    const twins = twinsOf(model);
    const groups = logGroupOfUnits(filters);
    return [
      ...filters.map((filter) => sound(filter, 'is a filter that the library writes', [
        ...patternFaults(filter), ...metricFaults(filter), ...placementFaults(filter, groups, twins),
      ], short(filter.props.FilterPattern ?? ''))),
      ...counters.map((counter) => sound(counter, 'only counts uses', [
        ...surplus(counter.props, PROPERTIES), ...counterFaults(counter), ...placementFaults(counter, groups, twins),
      ], short(counter.props.FilterPattern ?? ''))),
      ...completeness(model, filters),
    ];
  },
};

function patternFaults(filter: ResourceModel): string[] {
  const { FilterName, FilterPattern } = filter.props;
  const parts = partsOf(FilterName);
  const fault = parts ? filterFault(parts.detection, FilterPattern) : `FilterName ${short(FilterName ?? 'is missing')}, which the library doesn't write`;
  return [...undecided('FilterPattern', FilterPattern), ...(fault ? [fault] : []), ...surplus(filter.props, PROPERTIES)];
}

function metricFaults(filter: ResourceModel): string[] {
  const transformations = transformationsOf(filter);
  const [first] = transformations;
  const parts = partsOf(filter.props.FilterName);
  if (!first || transformations.length > 1) { return [`writes into ${transformations.length} metrics, not one`]; }
  return [
    ...differing(first, {
      MetricNamespace: METRIC_NAMESPACE, MetricValue: '1', DefaultValue: 0, Unit: 'Count', ...(parts ? { MetricName: `${parts.unit}-${parts.detection}` } : {}),
    }),
    ...surplus(first, ['MetricNamespace', 'MetricName', 'MetricValue', 'DefaultValue', 'Unit']),
  ];
}

const COUNTED: { readonly [metric: string]: string } = {
  RoleAssumed: '$.requestParameters.roleArn', RoleActions: '$.userIdentity.sessionContext.sessionIssuer.arn',
};

/** A counter has a dimension, so that its data can't reach the metric of an alarm. */
function counterFaults(counter: ResourceModel): string[] {
  const transformations = transformationsOf(counter);
  const [first] = transformations;
  const metric = partsOf(counter.props.FilterName)!.detection;
  if (!first || transformations.length > 1) { return [`writes into ${transformations.length} metrics, not one`]; }
  const dimensions = JSON.stringify(first.Dimensions) === JSON.stringify([{ Key: 'RoleArn', Value: COUNTED[metric] }]);
  return [
    ...differing(first, { MetricNamespace: METRIC_NAMESPACE, MetricName: metric, MetricValue: '1', Unit: 'Count' }),
    ...(dimensions ? [] : [`Dimensions are ${short(first.Dimensions ?? 'missing')}`]),
  ];
}

function placementFaults(filter: ResourceModel, groups: ReadonlyMap<string, string>, twins: ReadonlyMap<string, readonly ResourceModel[]>): string[] {
  const { FilterName, LogGroupName } = filter.props;
  const unit = partsOf(FilterName)?.unit;
  const usual = unit === undefined ? undefined : groups.get(`${placeOf(filter)} ${unit}`);
  const same = twins.get(twinKey(filter)) ?? [];
  return [
    ...undecided('LogGroupName', LogGroupName),
    ...(usual !== undefined && usual !== String(LogGroupName) ? [`LogGroupName is ${short(LogGroupName)}, but the alarm's other filters watch ${short(usual)}`] : []),
    ...(same.length > 1 ? [`${same.length} filters of the log group have this name: the last one deployed overwrites the others`] : []),
  ];
}

const twinKey = (filter: ResourceModel) => `${placeOf(filter)} ${filter.props.LogGroupName} ${filter.props.FilterName ?? filter.logicalId}`;

function twinsOf(model: AccessModel): Map<string, ResourceModel[]> {
  return groupedBy(ofType(model, 'AWS::Logs::MetricFilter'), twinKey);
}

/** The log group that the filters of one alarm construct watch. */
function logGroupOfUnits(filters: readonly ResourceModel[]): Map<string, string> {
  const units = groupedBy(filters.filter(({ props }) => partsOf(props.FilterName)), (filter) => `${placeOf(filter)} ${partsOf(filter.props.FilterName)!.unit}`);
  return new Map([...units].map(([key, some]) => [key, commonest(some.map(({ props }) => String(props.LogGroupName)))!]));
}

/** What every alarm construct watches, and what it watches for its users, roles, topics and keys. */
function completeness(model: AccessModel, filters: readonly ResourceModel[]): Fact[] {
  const units = groupedBy(filters.filter(({ props }) => partsOf(props.FilterName)), (filter) => unitOf(filter, filter.props.FilterName));
  return [...units.values()].flatMap((some) => {
    const detections = groupedBy(some, ({ props }) => partsOf(props.FilterName)!.detection);
    return [...lackingFilters(model, some)].map(([detection, lacking]) => sound(detections.get(detection)?.[0] ?? some[0], `and the filters beside it watch for ${detection} completely`,
      lacking.map((term) => `nothing watches for ${short(term)}`), 'all terms'));
  });
}
