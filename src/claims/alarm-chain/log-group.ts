import { chainOf, placeOf } from './chain';
import { couldBe, short, sound, undecided } from './faults';
import { foreignWriterQuestions, LATER, trailKeyQuestions, WatchedGroup, writerQuestions } from './trail-role';
import { assumed, Claim, each, Question } from '../claim';
import { AccessModel } from '../model';
import { ofType } from '../model-index';
import { allowed, NOW } from '../requests';
import { ResourceModel } from '../resource';
import { unusable } from '../usable-key';

/** An intrusion is often found after weeks. */
const LEAST_RETENTION_DAYS = 90;

export const LOG_GROUP_CLAIM: Claim = {
  id: 'trail-log-group-intact',
  title: 'The trail logs all management events, CloudTrail can write them to the log group, and the group gives them to the filters as CloudTrail wrote them',
  threats: [17],
  proof: 'template',
  remedy: 'Remove what masks, transforms, narrows or shortens the trail\'s log, or keeps the trail\'s role from writing it; metric filters need a log group of class STANDARD with the unchanged records.',
  questions: (model) => each(watchedGroups(model), (group) => questionsAbout(model, group)),
};

/** The log groups that filters of alarms are on. */
export function watchedGroups(model: AccessModel): WatchedGroup[] {
  const groups = new Map<string, WatchedGroup>();
  for (const filter of chainOf(model).filters) {
    const name = String(filter.props.LogGroupName);
    const key = `${placeOf(filter)} ${name}`;
    if (!groups.has(key)) { groups.set(key, { name, filter, resource: logGroupsOf(model).get(key) }); }
  }
  return [...groups.values()];
}

function logGroupsOf(model: AccessModel): Map<string, ResourceModel> {
  return new Map(ofType(model, 'AWS::Logs::LogGroup').map((group) => [`${placeOf(group)} ${group.props.LogGroupName ?? `unresolved-${group.logicalId}`}`, group]));
}

function questionsAbout(model: AccessModel, group: WatchedGroup): Question[] {
  const { name, filter, resource } = group;
  const about = resource ?? filter;
  const own = resource ? groupFaults(resource.props) : undecided('the name of the trail\'s log group', name);
  return [
    sound(about, `${short(name)} can have metric filters, and keeps records long enough`, own, resource ? 'as AWS makes it' : 'of another app'),
    ...altering(model, group).map((other) => sound(other, `leaves the records in ${short(name)} as they are`, [`${other.type} changes them before the filters see them`], '')),
    ...trailsInto(model, group).map((trail) => sound(trail, 'logs all management events of all Regions', trailFaults(trail.props), 'multi-Region, reads and writes')),
    ...trailsInto(model, group).flatMap((trail) => writerQuestions(model, trail, group)),
    ...trailsInto(model, group).flatMap((trail) => [...trailKeyQuestions(model, trail), ...namesakes(model, trail)]),
    ...(trailsInto(model, group).length === 0 ? [...foreignWriterQuestions(model, group), ...silentTrails(model, group)] : []),
    ...(resource ? keyQuestions(model, resource, name) : []),
    ...(resource && trailsInto(model, group).length === 0 ? [assumed(resource, `gets the records of a trail of another app: '${name}' is its log group`,
      `aws cloudtrail describe-trails --region ${resource.stack.region} --query "trailList[?contains(CloudWatchLogsLogGroupArn, ':log-group:${name}:')]"`)] : []),
    ...(resource || own.length > 0 ? [] : [assumed(filter,
      `log group ${name} belongs to another app: the organization's trail writes to it, its class is STANDARD, and nothing masks or transforms it`,
      `aws logs describe-log-groups --log-group-name-prefix ${name} --region ${filter.stack.region}; `
      + `aws logs get-data-protection-policy --log-group-identifier ${name} --region ${filter.stack.region}; `
      + `aws logs get-transformer --log-group-identifier ${name} --region ${filter.stack.region}`)]),
  ];
}

/** Whether CloudWatch Logs may use the log group's key, today and later: a key that refuses it one day makes the filters blind. */
function keyQuestions(model: AccessModel, { props, stack: { account, region } }: ResourceModel, name: string): Question[] {
  const key = ofType(model, 'AWS::KMS::Key').find(({ logicalId }) => String(props.KmsKeyId ?? '').endsWith(`/unresolved-${logicalId}`));
  if (!key) {
    return props.KmsKeyId === undefined ? [] : [assumed(name, `is encrypted with ${short(props.KmsKeyId)}, which CloudWatch Logs may use`, `aws kms get-key-policy --policy-name default --key-id ${props.KmsKeyId}`)];
  }
  return [sound(key, `the key of ${short(name)} can encrypt`, unusable(key.props), 'enabled'), ...[NOW, LATER].flatMap((time) => ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'].map((action) => allowed(key, `CloudWatch Logs may ${action} for ${name} at ${time}`, {
    principalArn: `logs.${region}.amazonaws.com`,
    action,
    resource: String(props.KmsKeyId),
    account,
    context: { 'aws:CurrentTime': time, 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:${name}` },
    identityPolicies: [],
    resourcePolicy: key.props.KeyPolicy,
  })))];
}

function groupFaults({ LogGroupClass, DataProtectionPolicy, RetentionInDays }: any): string[] {
  return [
    ...(LogGroupClass === undefined || LogGroupClass === 'STANDARD' ? [] : [`LogGroupClass is ${LogGroupClass}, which has no metric filters`]),
    ...(DataProtectionPolicy === undefined ? [] : ['DataProtectionPolicy masks parts of the records']),
    ...(RetentionInDays === undefined || Number(RetentionInDays) >= LEAST_RETENTION_DAYS ? [] : [`RetentionInDays is ${short(RetentionInDays)}, less than ${LEAST_RETENTION_DAYS}`]),
  ];
}

/** Resources beside the log group that change its records. */
function altering(model: AccessModel, { name, filter }: WatchedGroup): ResourceModel[] {
  const here = (resource: ResourceModel) => placeOf(resource) === placeOf(filter);
  return [
    ...ofType(model, 'AWS::Logs::Transformer').filter((transformer) => here(transformer) && mayBe(transformer.props.LogGroupIdentifier, name)),
    ...ofType(model, 'AWS::Logs::AccountPolicy').filter((policy) => here(policy) && covers(policy.props, name)),
  ];
}

/** Whether an identifier, a name or an ARN, is that of the log group, or can't be read. */
function mayBe(identifier: unknown, name: string): boolean {
  const text = String(identifier);
  return undecided('', text).length > 0 || text === name || text.replace(/:\*$/, '').endsWith(`:log-group:${name}`);
}

const HARMLESS = ['SUBSCRIPTION_FILTER_POLICY', 'FIELD_INDEX_POLICY', 'METRIC_EXTRACTION_POLICY'];

/** Whether an account-wide policy reaches the log group: all of them do unless their criteria name it as an exception. */
function covers({ PolicyType, SelectionCriteria }: any, name: string): boolean {
  if (HARMLESS.includes(PolicyType)) { return false; }
  const criteria = String(SelectionCriteria ?? '');
  const exceptions = /^\s*LogGroupName\s+NOT\s+IN\s*\[(.*)\]\s*$/i.exec(criteria)?.[1];
  if (exceptions !== undefined) { return !exceptions.split(',').map((entry) => entry.trim().replace(/^["']|["']$/g, '')).includes(name); }
  const prefix = /^\s*LogGroupNamePrefix\s*=\s*["']([^"']+)["']\s*$/i.exec(criteria)?.[1];
  return prefix === undefined || name.startsWith(prefix);
}

/** The trails of the templates that write to a log group. */
export function trailsInto(model: AccessModel, { name, filter }: WatchedGroup): ResourceModel[] {
  return ofType(model, 'AWS::CloudTrail::Trail').filter((trail) => (
    placeOf(trail) === placeOf(filter) && String(trail.props.CloudWatchLogsLogGroupArn).replace(/:\*$/, '').endsWith(`:log-group:${name}`)));
}

/** Of trails with one name in an account, the last one deployed overwrites the others. */
function namesakes(model: AccessModel, trail: ResourceModel): Question[] {
  const { TrailName } = trail.props;
  const others = TrailName === undefined ? [] : ofType(model, 'AWS::CloudTrail::Trail').filter((one) => (
    one !== trail && one.stack.account === trail.stack.account && couldBe(one.props.TrailName, String(TrailName))));
  return others.map((other) => sound(other, `is another trail than ${short(TrailName)}, which writes the log of the alarms`, ['it has the same name'], ''));
}

/** Trails that log nothing, where the one that writes to the log group is another app's. */
function silentTrails(model: AccessModel, { name, filter }: WatchedGroup): Question[] {
  return ofType(model, 'AWS::CloudTrail::Trail').filter((trail) => trail.stack.account === filter.stack.account && String(trail.props.IsLogging) !== 'true')
    .map((trail) => assumed(trail, `doesn't log, and isn't the trail that writes to ${name}`, `aws cloudtrail describe-trails --region ${filter.stack.region}`));
}

/** Calls of the Data API are no management events that an alarm is about. KMS events are: the key of the topic. */
const MAY_BE_EXCLUDED = ['rdsdata.amazonaws.com'];

function trailFaults(props: any): string[] {
  const { IsLogging, IsMultiRegionTrail, IncludeGlobalServiceEvents, EventSelectors, AdvancedEventSelectors } = props;
  return [
    ...(String(IsLogging) === 'true' ? [] : [`IsLogging is ${short(IsLogging ?? 'missing')}`]),
    ...(String(IsMultiRegionTrail) === 'true' ? [] : [`IsMultiRegionTrail is ${short(IsMultiRegionTrail ?? 'missing')}`]),
    ...(String(IncludeGlobalServiceEvents ?? true) === 'true' ? [] : ['IncludeGlobalServiceEvents is off: IAM and STS are missing']),
    ...(EventSelectors === undefined || [EventSelectors].flat().length === 0 || [EventSelectors].flat().some(selectsAll) ? [] : ['EventSelectors leave management events out']),
    ...(AdvancedEventSelectors === undefined || [AdvancedEventSelectors].flat().some(selectsAllByFields) ? [] : ['AdvancedEventSelectors leave management events out']),
  ];
}

function selectsAll({ IncludeManagementEvents, ReadWriteType, ExcludeManagementEventSources = [] }: any): boolean {
  return String(IncludeManagementEvents ?? true) === 'true' && (ReadWriteType ?? 'All') === 'All'
    && [ExcludeManagementEventSources].flat().every((source) => MAY_BE_EXCLUDED.includes(source));
}

/** Only the category is selected: every further field leaves something out. */
function selectsAllByFields({ FieldSelectors = [] }: any): boolean {
  return FieldSelectors.length > 0 && FieldSelectors.every(({ Field, Equals, NotEquals }: any) => (
    (Field === 'eventCategory' && [Equals].flat().includes('Management'))
    || (Field === 'eventSource' && Array.isArray(NotEquals) && NotEquals.every((source) => MAY_BE_EXCLUDED.includes(source)))));
}
