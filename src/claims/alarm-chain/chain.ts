import { ofModel, ofType } from '../model-index';
import { couldBe } from './faults';
import { DETECTIONS } from '../../detection/detections';
import { MEASURES_NAMESPACE } from '../../elevation/engine/names';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { AccessModel } from '../model';
import { unknownsIn } from '../resolve';
import { ResourceModel } from '../resource';

/** The way from the trail's log group and from EventBridge to a person, as far as it stands in the templates. */
export interface AlarmChain {
  /** Whether the app has alarms of the library. Without them everything that looks like an alarm on CloudTrail is the chain. */
  readonly own: boolean;
  /** Filters that raise an alarm. */
  readonly filters: readonly ResourceModel[];
  /** Filters that only count uses of each role, for the dashboard. */
  readonly counters: readonly ResourceModel[];
  /** Alarms on the metrics of the filters. */
  readonly alarms: readonly ResourceModel[];
  /** Rules on CloudTrail records that notify. */
  readonly rules: readonly ResourceModel[];
  /** Rules that forward state changes of alarms to an event bus. */
  readonly forwarders: readonly ResourceModel[];
  /** Alarms on events that a rule matched and could not deliver. */
  readonly deliveries: readonly ResourceModel[];
  /** Rules with the library's prefix that the library doesn't write. */
  readonly strange: readonly ResourceModel[];
  /** Rules and alarms of elevated access. */
  readonly elevation: readonly ResourceModel[];
}

const DETECTION_IDS = DETECTIONS.map(({ id }) => id).join('|');
const NUMBERED = new RegExp(`^${ALARM_NAME_PREFIX}(.+)-(${DETECTION_IDS})-\\d+$`);
const ALARM = new RegExp(`^${ALARM_NAME_PREFIX}(.+)-(${DETECTION_IDS})$`);
const COUNTER = new RegExp(`^${ALARM_NAME_PREFIX}(.+)-(RoleAssumed|RoleActions)-\\d+$`);
const FORWARDER = new RegExp(`^${ALARM_NAME_PREFIX}.+-AlarmsToBus[0-9a-f]{8}$`);
const DELIVERY = new RegExp(`^${ALARM_NAME_PREFIX}(?:(.+)-Delivery|ELEVATION-(?:REVIEW-)?DELIVERY-[0-9a-f]{8})-\\d+$`);
const ELEVATION = new RegExp(`^${ALARM_NAME_PREFIX}ELEVATION-[A-Z0-9-]+-[0-9a-f]{8}$`);

/** A name of a filter or rule in its parts: the alarm or rules construct, and the detection. */
export function partsOf(name: unknown): { readonly unit: string; readonly detection: string } | undefined {
  const match = NUMBERED.exec(String(name)) ?? ALARM.exec(String(name)) ?? COUNTER.exec(String(name));
  return match ? { unit: match[1], detection: match[2] } : undefined;
}

/** The construct of an alarm on deliveries: undefined for one of elevated access. */
export const unitOfDelivery = ({ props }: ResourceModel): string | undefined => DELIVERY.exec(String(props.AlarmName))?.[1];

/** Every alarm that notifies, whatever it watches. */
export function everyAlarm({ alarms, deliveries, elevation }: AlarmChain): ResourceModel[] {
  return [...alarms, ...deliveries, ...elevation.filter(({ type }) => type === 'AWS::CloudWatch::Alarm')];
}

/** Every rule that the library writes. */
export function everyRule({ rules, forwarders, elevation }: AlarmChain): ResourceModel[] {
  return [...rules, ...forwarders, ...elevation.filter(({ type }) => type === 'AWS::Events::Rule')];
}

/** Where a resource is deployed. Names are unique there. */
export const placeOf = ({ stack }: ResourceModel): string => `${stack.account} ${stack.region}`;

/** A metric in its account and Region. */
export const metricKey = (resource: ResourceModel, namespace: unknown, name: unknown): string => `${placeOf(resource)} ${namespace} ${name}`;

/** The alarm chain of an assembly. */
export const chainOf = ofModel(readChain);

function readChain(model: AccessModel): AlarmChain {
  const allFilters = ofType(model, 'AWS::Logs::MetricFilter').filter((filter) => transformation(filter).MetricNamespace !== MEASURES_NAMESPACE);
  const allAlarms = ofType(model, 'AWS::CloudWatch::Alarm');
  const allRules = ofType(model, 'AWS::Events::Rule');
  const named = (pattern: RegExp, prop: string) => ({ props }: ResourceModel) => pattern.test(String(props[prop]));
  const prefixed = (prop: string) => ({ props }: ResourceModel) => String(props[prop]).startsWith(ALARM_NAME_PREFIX);

  const ownAlarms = allAlarms.filter(named(ALARM, 'AlarmName'));
  const elevation = elevationOf(allRules, allAlarms);
  const own = [...ownAlarms, ...allFilters.filter(prefixed('FilterName')), ...allRules.filter(prefixed('Name')), ...elevation].length > 0;
  if (!own) { return carelessChain(allFilters, allAlarms, allRules); }

  const alarmed = new Set(ownAlarms.map((alarm) => metricKey(alarm, alarm.props.Namespace, alarm.props.MetricName)));
  const ours = allFilters.filter((filter) => prefixed('FilterName')(filter)
    || transformationsOf(filter).some(({ MetricNamespace, MetricName }) => {
      const key = metricKey(filter, MetricNamespace, MetricName);
      return alarmed.has(key) || (unknownsIn(key).length > 0 && [...alarmed].some((one) => couldBe(key, one)));
    }));
  const isCounter = named(COUNTER, 'FilterName');
  const counters = ours.filter(isCounter);
  const filters = ours.filter((filter) => !isCounter(filter));
  const written = new Set(filters.flatMap((filter) => (
    transformationsOf(filter).map(({ MetricNamespace, MetricName }) => metricKey(filter, MetricNamespace, MetricName)))));
  const isOurs = named(ALARM, 'AlarmName');
  const rules = allRules.filter(named(NUMBERED, 'Name'));
  const forwarders = allRules.filter(named(FORWARDER, 'Name'));
  const known = new Set([...rules, ...forwarders, ...elevation]);
  return {
    own,
    filters,
    counters,
    alarms: allAlarms.filter((alarm) => isOurs(alarm) || written.has(metricKey(alarm, alarm.props.Namespace, alarm.props.MetricName))),
    rules,
    forwarders,
    deliveries: allAlarms.filter(named(DELIVERY, 'AlarmName')),
    strange: allRules.filter((rule) => prefixed('Name')(rule) && !known.has(rule)),
    elevation,
  };
}

/** What an app has that doesn't use the library: filters without dimension, and rules that are about AssumeRole. */
function carelessChain(filters: readonly ResourceModel[], alarms: readonly ResourceModel[], rules: readonly ResourceModel[]): AlarmChain {
  const watching = filters.filter((filter) => !transformation(filter).Dimensions);
  const metrics = new Set(watching.map((filter) => metricKey(filter, transformation(filter).MetricNamespace, transformation(filter).MetricName)));
  return {
    own: false,
    filters: watching,
    counters: [],
    alarms: alarms.filter((alarm) => metrics.has(metricKey(alarm, alarm.props.Namespace, alarm.props.MetricName))),
    rules: rules.filter((rule) => rule.props.EventBusName === undefined && rule.props.EventPattern?.source?.[0] !== 'aws.cloudwatch'
      && JSON.stringify(rule.props.EventPattern ?? {}).includes('AssumeRole')),
    forwarders: [],
    deliveries: [],
    strange: [],
    elevation: [],
  };
}

function elevationOf(rules: readonly ResourceModel[], alarms: readonly ResourceModel[]): ResourceModel[] {
  return [
    ...rules.filter(({ props }) => ELEVATION.test(String(props.Name)) && !NUMBERED.test(String(props.Name))),
    ...alarms.filter(({ props }) => ELEVATION.test(String(props.AlarmName)) && !ALARM.test(String(props.AlarmName))),
  ];
}

export function transformationsOf({ props }: ResourceModel): any[] {
  return Array.isArray(props.MetricTransformations) ? props.MetricTransformations.map((one: any) => one ?? {}) : [];
}

export function transformation(filter: ResourceModel): any {
  return transformationsOf(filter)[0] ?? {};
}
