import { anyEvent, equals, FilterShape, forEach, isNamedBreakGlass, LIST_POSITIONS, RuleShape, single, unique, Watched } from './shapes';
import { callsSeenBy } from '../private/forbidden-actions';
import { ALARM_NAME_PREFIX, ROLE_NAME_PREFIX } from '../private/names';

const TRAIL = callsSeenBy('event', 'cloudtrail');
const LOG_GROUP = callsSeenBy('log-group', 'logs');
const ALARM_LIST = callsSeenBy('alarm-names', 'cloudwatch');
const ALARM = callsSeenBy('alarm-name', 'cloudwatch');
const MUTE = callsSeenBy('event', 'cloudwatch');
const RULE = callsSeenBy('rule-name', 'events');
const TARGETS = callsSeenBy('rule-of-targets', 'events');
const TOPIC = callsSeenBy('topic', 'sns');
const SUBSCRIPTION = callsSeenBy('subscription', 'sns');
const KEY = callsSeenBy('key', 'kms');
const NEW_POLICY = callsSeenBy('policy-path', 'iam');

/** Services besides the trail with one recorder, detector, hub or console authorization in an account. */
const RECORDERS = ['config', 'guardduty', 'securityhub', 'signin'].map((service) => ({ service, calls: callsSeenBy('event', service) }));

const from = (service: string) => equals('eventSource', `${service}.amazonaws.com`);

/** Add new shapes at the end: filters and rules are numbered, and the numbers are part of their names. */
export function tamperingFilters(watched: Watched, many: boolean): FilterShape[] {
  return [
    // One filter for all of them, because a log group allows 100.
    { all: [], any: [{ service: 'cloudtrail', calls: TRAIL }, ...RECORDERS].map(({ service, calls }) => `(${from(service)} && ${anyEvent(calls)})`) },
    ...(watched.trailLogGroupName === undefined ? [] : [{
      all: [from('logs'), equals('requestParameters.logGroupName', watched.trailLogGroupName)],
      any: LOG_GROUP.map((name) => equals('eventName', name)),
    }]),
    {
      all: [from('monitoring'), anyEvent(ALARM_LIST)],
      any: LIST_POSITIONS.map((i) => equals(`requestParameters.alarmNames[${i}]`, `${ALARM_NAME_PREFIX}*`)),
    },
    {
      all: [from('monitoring')],
      any: [
        `(${anyEvent(ALARM)} && ${equals('requestParameters.alarmName', `${ALARM_NAME_PREFIX}*`)})`,
        ...MUTE.map((name) => equals('eventName', name)),
      ],
    },
    {
      all: [from('events')],
      any: [
        `(${anyEvent(RULE)} && ${equals('requestParameters.name', `${ALARM_NAME_PREFIX}*`)})`,
        `(${anyEvent(TARGETS)} && ${equals('requestParameters.rule', `${ALARM_NAME_PREFIX}*`)})`,
      ],
    },
    {
      all: [from('sns')],
      any: watched.topicArns.flatMap((arn) => [
        `(${anyEvent(TOPIC)} && ${equals('requestParameters.topicArn', arn)})`,
        `(${anyEvent(SUBSCRIPTION)} && ${equals('requestParameters.subscriptionArn', `${arn}:*`)})`,
      ]),
    },
    {
      all: [from('kms'), anyEvent(KEY)],
      any: watched.keyArns.map((arn) => equals('resources[0].ARN', arn)),
    },
    {
      all: [from('iam'), '($.readOnly IS FALSE)'],
      any: [
        ...watched.users.map((user) => equals('requestParameters.userName', user.name)),
        ...unique(watched.roles.map((role) => equals('requestParameters.roleName', many && isNamedBreakGlass(role) ? `${ROLE_NAME_PREFIX}*` : role.name))),
        ...policyArnPrefixes(watched).map((prefix) => equals('requestParameters.policyArn', `${prefix}*`)),
        ...policyPaths(watched).map((path) => `(${anyEvent(NEW_POLICY)} && ${equals('requestParameters.path', path)})`),
      ],
    },
  ];
}

export function tamperingRules(watched: Watched): RuleShape[] {
  return [
    single({ eventSource: ['cloudtrail.amazonaws.com'], eventName: TRAIL }),
    ...(watched.trailLogGroupName === undefined ? [] : [single({
      eventSource: ['logs.amazonaws.com'], eventName: LOG_GROUP, requestParameters: { logGroupName: [watched.trailLogGroupName] },
    })]),
    single({ eventSource: ['monitoring.amazonaws.com'], eventName: ALARM_LIST, requestParameters: { alarmNames: [{ prefix: ALARM_NAME_PREFIX }] } }),
    single({ eventSource: ['monitoring.amazonaws.com'], eventName: ALARM, requestParameters: { alarmName: [{ prefix: ALARM_NAME_PREFIX }] } }),
    single({ eventSource: ['monitoring.amazonaws.com'], eventName: MUTE }),
    single({ eventSource: ['events.amazonaws.com'], eventName: RULE, requestParameters: { name: [{ prefix: ALARM_NAME_PREFIX }] } }),
    single({ eventSource: ['events.amazonaws.com'], eventName: TARGETS, requestParameters: { rule: [{ prefix: ALARM_NAME_PREFIX }] } }),
    ...forEach(watched.topicArns, (arns) => ({ eventSource: ['sns.amazonaws.com'], eventName: TOPIC, requestParameters: { topicArn: arns } })),
    ...forEach(watched.topicArns.map((arn) => ({ prefix: `${arn}:` })), (prefixes) => ({
      eventSource: ['sns.amazonaws.com'], eventName: SUBSCRIPTION, requestParameters: { subscriptionArn: prefixes },
    })),
    ...forEach(watched.keyArns, (arns) => ({ eventSource: ['kms.amazonaws.com'], eventName: KEY, resources: { ARN: arns } })),
    ...forEach(watched.users.map((user) => user.name), (names) => ({
      eventSource: ['iam.amazonaws.com'], readOnly: [false], requestParameters: { userName: names },
    })),
    ...forEach(unique(watched.roles.map((role) => role.name)), (names) => ({
      eventSource: ['iam.amazonaws.com'], readOnly: [false], requestParameters: { roleName: names },
    })),
    ...forEach(policyArnPrefixes(watched).map((prefix) => ({ prefix })), (prefixes) => ({
      eventSource: ['iam.amazonaws.com'], readOnly: [false], requestParameters: { policyArn: prefixes },
    })),
    // Among these services the names of the calls are unique.
    single({ eventSource: RECORDERS.map(({ service }) => `${service}.amazonaws.com`), eventName: RECORDERS.flatMap(({ calls }) => calls) }),
    ...forEach(policyPaths(watched), (paths) => ({ eventSource: ['iam.amazonaws.com'], eventName: NEW_POLICY, requestParameters: { path: paths } })),
  ];
}

/** ARN prefixes of the policies of the break-glass principals, in their accounts. */
function policyArnPrefixes(watched: Watched): string[] {
  const arns = [...watched.users, ...watched.roles].map((principal) => principal.arn);
  return unique(arns.map((arn) => arn.replace(/:(?:user|role)(\/.*\/|\/)[^/]*$/, ':policy$1'))).filter((prefix) => !prefix.endsWith(':policy/'));
}

/** Paths of these policies: the record of a new policy has no ARN. */
function policyPaths(watched: Watched): string[] {
  return unique(policyArnPrefixes(watched).map((prefix) => prefix.slice(prefix.indexOf(':policy/') + ':policy'.length)));
}
