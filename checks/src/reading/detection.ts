import { asEventBridgeEvent, eventMatches, matches as filterMatches, parseMetricFilter } from 'cdk-break-glass/internal';
import { AppReading } from './app-reading';
import { breakGlassUsers, emergencyRoles, isEmergency } from './emergency';
import { arnOf, nameOf, withoutPseudos } from './identities';
import { referenceTo } from './resolution';
import { listOf, Resource } from './resource';
import { FORMS_OF_USE, FormOfUse, signInRecord, useRecords } from './use-records';

/** Something that would notice: a metric filter with the alarms on its metric, or an event rule. */
export interface Watcher {
  readonly resource: Resource;
  readonly sees: (record: object) => boolean;
  /** Alarms of a metric filter's metrics; none for an event rule. */
  readonly alarms: readonly Resource[];
}

export function watchers(app: AppReading): Watcher[] {
  return app.once('watchers', () => [
    ...app.ofType('AWS::Logs::MetricFilter').map((filter) => remembering(filter, alarmsOf(filter, app), filterSight(filter, app))),
    ...app.ofType('AWS::Events::Rule').filter((rule) => rule.properties.EventPattern !== undefined)
      .map((rule) => remembering(rule, [], ruleSight(rule, app))),
  ]);
}

/** Watchers that would raise something: a filter without an alarm only counts, a disabled rule does nothing. */
export function raisingWatchers(app: AppReading): Watcher[] {
  return watchers(app).filter(({ resource, alarms }) => resource.type === 'AWS::Events::Rule' ? resource.properties.State !== 'DISABLED' : alarms.length > 0);
}

/** The forms of the role's use that raise something. */
export function seenForms(role: Resource, app: AppReading): FormOfUse[] {
  return app.once(`forms of ${role.node.node.path}`, () => {
    const records = useRecords(role, app);
    return FORMS_OF_USE.filter((form) => records[form].every((record) => raisingWatchers(app).some((watcher) => watcher.sees(record))));
  });
}

/** Every use of emergency access in the app, as CloudTrail would record it. */
export function emergencyRecords(app: AppReading): object[] {
  return app.once('emergency records', () => [
    ...emergencyRoles(app).flatMap((role) => Object.values(useRecords(role, app)).flat()),
    ...breakGlassUsers(app).map(signInRecord),
  ]);
}

/** Watchers of the emergency access itself, and not of something else in the app. */
function emergencyWatchers(app: AppReading): Watcher[] {
  return app.once('emergency watchers', () => watchers(app).filter((watcher) => emergencyRecords(app).some((record) => watcher.sees(record))));
}

/** A rule that sees emergency access, or is named for it; one on a schedule watches nothing. */
export function isEmergencyRule(rule: Resource, app: AppReading): boolean {
  return watchers(app).some(({ resource }) => resource === rule)
    && (isEmergency(rule, app) || emergencyWatchers(app).some(({ resource }) => resource === rule));
}

export function isEmergencyAlarm(alarm: Resource, app: AppReading): boolean {
  return isEmergency(alarm, app) || emergencyWatchers(app).some(({ alarms }) => alarms.includes(alarm));
}

/** Records of these reach a rule only in the state that asks for reads as well. */
const READS = /^(AssumeRole|AssumeRoot|GetSecretValue|GetSessionToken|GetFederationToken)/;

/** What an alarm sets off, by itself or through a composite alarm; nothing while its actions are disabled. */
export function actionsOf(alarm: Resource, app: AppReading): string[] {
  const { AlarmName, AlarmActions, ActionsEnabled } = alarm.properties;
  // What isn't a list, a condition decides.
  const own = String(ActionsEnabled ?? true) === 'true' && Array.isArray(AlarmActions) ? AlarmActions.map(String) : [];
  const composites = app.ofType('AWS::CloudWatch::CompositeAlarm').filter(({ properties: { AlarmRule } }) => app.referredTo(AlarmRule).includes(alarm)
    || String(AlarmRule).split(/[()"']|:alarm:/).includes(AlarmName));
  return [...own, ...composites.flatMap((composite) => actionsOf(composite, app))];
}

/** Whether the rule is there for CloudTrail's read-only management events. */
export function watchesReads(rule: Resource): boolean {
  const pattern = rule.properties.EventPattern;
  const readOnly = listOf(pattern?.detail?.readOnly);
  return (readOnly.length > 0 && readOnly.every((value) => value === true))
    || listOf(pattern?.source).includes('aws.sts') || listOf(pattern?.detail?.eventSource).includes('sts.amazonaws.com')
    || listOf(pattern?.detail?.eventName).some((name) => READS.test(String(typeof name === 'object' ? name?.prefix ?? name?.wildcard : name)));
}

/** The log group that a trail writes to, or that a filter on emergency access reads. */
export function isTrailLogGroup(logGroup: Resource, app: AppReading): boolean {
  const readers = emergencyWatchers(app).map(({ resource }) => resource.properties.LogGroupName);
  const writers = app.ofType('AWS::CloudTrail::Trail').map(({ properties }) => properties.CloudWatchLogsLogGroupArn);
  const name = logGroup.properties.LogGroupName;
  return [...readers, ...writers].filter((one) => one !== undefined).some((one) => app.referredTo(one).includes(logGroup)
    || (name !== undefined && (one === name || String(one).replace(/:\*$/, '').endsWith(`:log-group:${name}`))));
}

function alarmsOf(filter: Resource, app: AppReading): Resource[] {
  const metrics = listOf(filter.properties.MetricTransformations).map(({ MetricNamespace, MetricName, Dimensions }) =>
    metricId(MetricNamespace, MetricName, listOf(Dimensions).map(({ Key }) => Key)));
  return app.ofType('AWS::CloudWatch::Alarm').filter(({ properties }) => [properties, ...listOf(properties.Metrics).map((one) => one.MetricStat?.Metric ?? {})]
    .some(({ Namespace, MetricName, Dimensions }) => metrics.includes(metricId(Namespace, MetricName, listOf(Dimensions).map(({ Name }) => Name)))));
}

/** A metric is another one with other dimensions. */
function metricId(namespace: string, name: string, dimensions: readonly string[]): string {
  return [namespace, name, ...[...dimensions].sort()].join('\n');
}

/** Many filters are asked about many records, and by many rules: each answer is kept. */
function remembering(resource: Resource, alarms: readonly Resource[], look: (record: object) => boolean): Watcher {
  const seen = new Map<object, boolean>();
  const sees = (record: object) => {
    if (!seen.has(record)) { seen.set(record, look(record)); }
    return seen.get(record)!;
  };
  return { resource, alarms, sees };
}

function ruleSight(rule: Resource, app: AppReading): (record: object) => boolean {
  const plain = plainNames(rule.properties.EventPattern, rule, app);
  return (record) => eventMatches(plain, asEventBridgeEvent(record));
}

function filterSight(filter: Resource, app: AppReading): (record: object) => boolean {
  const text = plainNames(String(filter.properties.FilterPattern ?? ''), filter, app).trim();
  if (!text.startsWith('{')) { return (record) => termsMatch(text, JSON.stringify(record)); }
  try {
    const parsed = parseMetricFilter(text);
    return (record) => filterMatches(parsed, record);
  } catch {
    // A pattern that can't be read is one that can't be relied on.
    return () => false;
  }
}

/** The form without braces: terms in the text of the event, `-` for without, `?` for any of. */
function termsMatch(pattern: string, text: string): boolean {
  const terms = [...pattern.matchAll(/([-?]?)(?:"([^"]*)"|(\S+))/g)].map(([, sign, quoted, bare]) => ({ sign, found: text.includes(quoted ?? bare) }));
  const any = terms.filter(({ sign }) => sign === '?');
  return terms.every(({ sign, found }) => sign === '?' || found === (sign === '')) && (any.length === 0 || any.some(({ found }) => found));
}

/** Names as records have them: references to principals by their name, pseudo parameters by a value. */
function plainNames<T>(value: T, at: Resource, app: AppReading): T {
  if (typeof value === 'string') {
    let text: string = value;
    for (const target of app.referredTo(text).filter(({ type }) => type === 'AWS::IAM::Role' || type === 'AWS::IAM::User')) {
      const path = target.node.node.path;
      text = text.split(referenceTo(path, 'Arn')).join(arnOf(target)).split(referenceTo(path, 'Ref')).join(nameOf(target));
    }
    return withoutPseudos(text, at) as T;
  }
  if (Array.isArray(value)) { return value.map((entry) => plainNames(entry, at, app)) as T; }
  if (value === null || typeof value !== 'object') { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plainNames(entry, at, app)])) as T;
}
