import { RECORD } from 'cdk-break-glass/lib/claims/records';
import { matches as filterMatches, parseMetricFilter } from 'cdk-break-glass/lib/private/metric-filter';
import { AppReading } from './app-reading';
import { breakGlassUsers, emergencyRoles, isEmergency } from './emergency';
import { eventMatches } from './event-pattern';
import { referenceTo } from './resolution';
import { listOf, Resource } from './resource';

/** The three ways in which the use of a role appears in CloudTrail. */
export enum FormOfUse {
  ASSUME_ROLE = 'AssumeRole',
  SWITCH_ROLE = 'SwitchRole',
  ACTIONS_INSIDE = 'ActionsInside',
}

export const FORMS_OF_USE = [FormOfUse.ASSUME_ROLE, FormOfUse.SWITCH_ROLE, FormOfUse.ACTIONS_INSIDE];

/** Something that would notice: a metric filter with the alarms on its metric, or an event rule. */
export interface Watcher {
  readonly resource: Resource;
  readonly sees: (record: object) => boolean;
  /** Alarms of a metric filter's metrics; none for an event rule. */
  readonly alarms: readonly Resource[];
}

export function watchers(app: AppReading): Watcher[] {
  return app.once('watchers', () => [
    ...app.ofType('AWS::Logs::MetricFilter').map((filter) => remembering(filter, alarmsOf(filter, app), filterSight(filter.properties.FilterPattern, app))),
    ...app.ofType('AWS::Events::Rule').filter((rule) => rule.properties.EventPattern !== undefined)
      .map((rule) => remembering(rule, [], ruleSight(rule.properties.EventPattern, app))),
  ]);
}

/** Watchers that would raise something: a filter without an alarm only counts, a disabled rule does nothing. */
export function raisingWatchers(app: AppReading): Watcher[] {
  return watchers(app).filter(({ resource, alarms }) => resource.type === 'AWS::Events::Rule' ? resource.properties.State !== 'DISABLED' : alarms.length > 0);
}

/** CloudTrail's records of the role's use. */
function useRecords(role: Resource): { readonly [form in FormOfUse]: object } {
  const identity = { name: nameOf(role), arn: arnOf(role), account: accountOf(role) };
  const user = { name: 'jane.doe', arn: `arn:aws:iam::${identity.account}:user/jane.doe`, account: identity.account };
  return {
    [FormOfUse.ASSUME_ROLE]: RECORD.assumedInCallersAccount(identity, user),
    [FormOfUse.SWITCH_ROLE]: RECORD.switchedTo(identity),
    [FormOfUse.ACTIONS_INSIDE]: RECORD.actedInside(identity),
  };
}

export function signInRecord(user: Resource): object {
  return RECORD.signIn({ name: nameOf(user), arn: arnOf(user), account: accountOf(user) }, 'us-east-1', 'Success', 'Yes');
}

/** The forms of the role's use that raise something. */
export function seenForms(role: Resource, app: AppReading): FormOfUse[] {
  return app.once(`forms of ${role.node.node.path}`, () => {
    const records = useRecords(role);
    return FORMS_OF_USE.filter((form) => raisingWatchers(app).some((watcher) => watcher.sees(records[form])));
  });
}

/** Every use of emergency access in the app, as CloudTrail would record it. */
export function emergencyRecords(app: AppReading): object[] {
  return app.once('emergency records', () => [
    ...emergencyRoles(app).flatMap((role) => Object.values(useRecords(role))),
    ...breakGlassUsers(app).map(signInRecord),
  ]);
}

/** Watchers of the emergency access itself, and not of something else in the app. */
function emergencyWatchers(app: AppReading): Watcher[] {
  return app.once('emergency watchers', () => watchers(app).filter((watcher) => emergencyRecords(app).some((record) => watcher.sees(record))));
}

/** A rule or a filter that sees emergency access, or is named for it. */
export function isEmergencyWatcher(resource: Resource, app: AppReading): boolean {
  return isEmergency(resource, app) || emergencyWatchers(app).some((watcher) => watcher.resource === resource);
}

export function isEmergencyAlarm(alarm: Resource, app: AppReading): boolean {
  return isEmergency(alarm, app) || emergencyWatchers(app).some(({ alarms }) => alarms.includes(alarm));
}

/** Records of these reach a rule only in the state that asks for reads as well. */
const READS = /^(AssumeRole|AssumeRoot|GetSecretValue|GetSessionToken|GetFederationToken)/;

/** Whether the rule is there for CloudTrail's read-only management events. */
export function watchesReads(rule: Resource): boolean {
  const pattern = rule.properties.EventPattern;
  return listOf(pattern?.source).includes('aws.sts') || listOf(pattern?.detail?.eventSource).includes('sts.amazonaws.com')
    || listOf(pattern?.detail?.eventName).some((name) => READS.test(String(name)));
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
  const metrics = listOf(filter.properties.MetricTransformations).map(({ MetricNamespace, MetricName }) => `${MetricNamespace}\n${MetricName}`);
  return app.ofType('AWS::CloudWatch::Alarm').filter(({ properties }) => [
    `${properties.Namespace}\n${properties.MetricName}`,
    ...listOf(properties.Metrics).map((one) => `${one.MetricStat?.Metric?.Namespace}\n${one.MetricStat?.Metric?.MetricName}`),
  ].some((metric) => metrics.includes(metric)));
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

function ruleSight(pattern: any, app: AppReading): (record: object) => boolean {
  const plain = plainNames(pattern, app);
  return (record) => eventMatches(plain, asEvent(record));
}

function filterSight(pattern: any, app: AppReading): (record: object) => boolean {
  const text = plainNames(String(pattern ?? ''), app).trim();
  if (!text.startsWith('{')) { return (record) => termsMatch(text, JSON.stringify(record)); }
  try {
    const filter = parseMetricFilter(text);
    return (record) => filterMatches(filter, record);
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

function asEvent(record: any): object {
  const signIn = record.eventSource === 'signin.amazonaws.com';
  return {
    'source': `aws.${String(record.eventSource).replace(/\.amazonaws\.com$/, '')}`,
    'detail-type': signIn ? 'AWS Console Sign In via CloudTrail' : 'AWS API Call via CloudTrail',
    'account': record.recipientAccountId,
    'region': record.awsRegion,
    'detail': record,
  };
}

/** Names as records have them: references to principals by their name, pseudo parameters by a value. */
function plainNames<T>(value: T, app: AppReading): T {
  if (typeof value === 'string') {
    let text: string = value;
    for (const target of app.referredTo(text).filter(({ type }) => type === 'AWS::IAM::Role' || type === 'AWS::IAM::User')) {
      const path = target.node.node.path;
      text = text.split(referenceTo(path, 'Arn')).join(arnOf(target)).split(referenceTo(path, 'Ref')).join(nameOf(target));
    }
    return text.split('${AWS::Partition}').join('aws').split('${AWS::AccountId}').join(ACCOUNT) as T;
  }
  if (Array.isArray(value)) { return value.map((entry) => plainNames(entry, app)) as T; }
  if (value === null || typeof value !== 'object') { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plainNames(entry, app)])) as T;
}

const ACCOUNT = '111111111111';

/** What CloudFormation makes up is the same wherever it is referred to. */
export function nameOf(principal: Resource): string {
  return principal.properties.RoleName ?? principal.properties.UserName ?? `unnamed-${principal.logicalId}`;
}

function arnOf(principal: Resource): string {
  return `arn:aws:iam::${accountOf(principal)}:${principal.type === 'AWS::IAM::User' ? 'user' : 'role'}${principal.properties.Path ?? '/'}${nameOf(principal)}`;
}

function accountOf(principal: Resource): string {
  return /^\d{12}$/.test(principal.node.stack.account) ? principal.node.stack.account : ACCOUNT;
}
