import { ALARM_NAME_PREFIX, PASSWORD_SECRET_PREFIX, ROLE_NAME_PREFIX } from '../private/names';

/** What the detections watch. ARNs may hold tokens. */
export interface Watched {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly users: readonly { readonly arn: string; readonly name: string }[];
  readonly roles: readonly { readonly arn: string; readonly sessionArnPrefix: string; readonly name: string }[];
  readonly trailLogGroupName?: string;
  readonly topicArns: readonly string[];
  readonly keyArns: readonly string[];
}

/** One kind of thing that must page somebody. */
export interface Detection {
  readonly id: DetectionId;
  readonly title: string;
  /**
   * For the metric filters: conjunctions of what all share and any of what differs. With `many` roles, in fewer
   * characters: each use of a role still by the role's whole name, what is refused and changed by the names' prefix.
   */
  readonly filters: (watched: Watched, many: boolean) => FilterShape[];
  /** For the EventBridge rules. */
  readonly rules: (watched: Watched) => RuleShape[];
}

export type DetectionId = 'Use' | 'SignIn' | 'SignInWithoutMfa' | 'Denied' | 'Root' | 'AssumeRoot' | 'PasswordRead' | 'Tampering';

/** `{ all && (any || any …) }`, cut into as many patterns as the grammar's size asks for. */
export interface FilterShape {
  readonly all: readonly string[];
  /** Absent: nothing differs. Empty: there is nothing to watch, and no filter. */
  readonly any?: readonly string[];
}

/** An event pattern; `values` is cut into as many rules as the pattern size asks for. */
export interface RuleShape {
  readonly values: readonly any[];
  readonly pattern: (values: readonly any[]) => { [key: string]: any };
}

const equals = (selector: string, value: string) => `($.${selector}="${value}")`;
const anyEvent = (names: readonly string[]) => `(${names.map((name) => equals('eventName', name)).join(' || ')})`;

const SIGN_IN_SOURCE = 'signin.amazonaws.com';
const DENIED = `(${equals('errorCode', 'AccessDenied*')} || ${equals('errorCode', '*UnauthorizedOperation')})`;
const NO_ERROR = '($.errorCode NOT EXISTS)';
const ROOT = [
  equals('userIdentity.type', 'Root'),
  '($.userIdentity.invokedBy NOT EXISTS)',
  // "Not equal" is false for a field that is missing, and sign-in records have none.
  '(($.eventType NOT EXISTS) || ($.eventType != "AwsServiceEvent"))',
];

/** A pattern over the CloudTrail record. AWS documents three detail types for sign-ins, so none is asked for. */
const onRecord = (detail: { [key: string]: any }) => ({ detail });
const single = (detail: { [key: string]: any }): RuleShape => ({ values: [undefined], pattern: () => onRecord(detail) });
const forEach = (values: readonly any[], detail: (values: readonly any[]) => { [key: string]: any }): RuleShape[] =>
  values.length === 0 ? [] : [{ values, pattern: (some) => onRecord(detail(some)) }];

const CLOUDTRAIL_TAMPERING = [
  'DeleteEventDataStore', 'DeleteTrail', 'PutEventSelectors', 'PutInsightSelectors', 'StopEventDataStoreIngestion', 'StopLogging', 'UpdateEventDataStore', 'UpdateTrail',
];
const LOG_TAMPERING = ['DeleteLogGroup', 'DeleteLogStream', 'DeleteMetricFilter', 'DeleteRetentionPolicy', 'PutMetricFilter', 'PutRetentionPolicy'];
const ALARM_LIST_TAMPERING = ['DeleteAlarms', 'DisableAlarmActions'];
const ALARM_TAMPERING = ['PutMetricAlarm', 'SetAlarmState'];
const RULE_TAMPERING = ['DeleteRule', 'DisableRule', 'PutRule'];
const TARGET_TAMPERING = ['PutTargets', 'RemoveTargets'];
const TOPIC_TAMPERING = ['AddPermission', 'DeleteTopic', 'RemovePermission', 'SetTopicAttributes'];
const SUBSCRIPTION_TAMPERING = ['SetSubscriptionAttributes', 'Unsubscribe'];
const KEY_TAMPERING = ['DisableKey', 'PutKeyPolicy', 'ScheduleKeyDeletion'];

/** A metric filter can't search a list: it looks at so many of the first entries; the rules look at all of them. */
const LIST_POSITIONS = Array.from({ length: 10 }, (_, i) => i);

function secretArnPrefix(watched: Watched): string {
  return `arn:${watched.partition}:secretsmanager:${watched.region}:${watched.account}:secret:${PASSWORD_SECRET_PREFIX}`;
}

/** Everything the alarms know, in the order in which a responder would want to hear of it. */
export const DETECTIONS: readonly Detection[] = [
  {
    id: 'Use',
    title: 'A break-glass role is used: assumed, switched to, or acting',
    filters: ({ roles }, many) => [
      { all: [equals('eventName', 'AssumeRole'), NO_ERROR], any: unique(roles.map((role) => equals('requestParameters.roleArn', many ? byName(role) : role.arn))) },
      { all: [equals('eventName', 'SwitchRole')], any: unique(roles.map((role) => equals('additionalEventData.SwitchTo', many ? byName(role) : role.arn))) },
      // Switching and acting alike carry the session's ARN. Names are unique in an account, so the slash makes it exact.
      { all: [], any: roles.map((role) => equals('userIdentity.arn', `${role.sessionArnPrefix}*`)) },
    ],
    rules: ({ roles }) => [
      ...forEach(roles.map((role) => role.arn), (arns) => ({
        eventName: ['AssumeRole'], requestParameters: { roleArn: arns }, errorCode: [{ exists: false }],
      })),
      ...forEach(roles.map((role) => role.arn), (arns) => ({ eventName: ['SwitchRole'], additionalEventData: { SwitchTo: arns } })),
      ...forEach(roles.map((role) => ({ prefix: role.sessionArnPrefix })), (prefixes) => ({ userIdentity: { arn: prefixes } })),
    ],
  },
  {
    id: 'SignIn',
    title: 'A break-glass user signs in, or tries to',
    filters: ({ users }) => [{
      all: [equals('eventName', 'ConsoleLogin')],
      // A failed sign-in has no ARN, only the name.
      any: users.map((user) => equals('userIdentity.userName', user.name)),
    }],
    rules: ({ users }) => forEach(users.map((user) => user.name), (names) => ({
      eventSource: [SIGN_IN_SOURCE], eventName: ['ConsoleLogin'], userIdentity: { userName: names },
    })),
  },
  {
    id: 'SignInWithoutMfa',
    title: 'A break-glass user signs in without MFA',
    filters: ({ users }) => [{
      // Failed sign-ins are recorded as without MFA as well: only a success says something.
      all: [equals('eventName', 'ConsoleLogin'), equals('responseElements.ConsoleLogin', 'Success'), equals('additionalEventData.MFAUsed', 'No')],
      any: users.map((user) => equals('userIdentity.userName', user.name)),
    }],
    rules: ({ users }) => forEach(users.map((user) => user.name), (names) => ({
      eventSource: [SIGN_IN_SOURCE],
      eventName: ['ConsoleLogin'],
      responseElements: { ConsoleLogin: ['Success'] },
      additionalEventData: { MFAUsed: ['No'] },
      userIdentity: { userName: names },
    })),
  },
  {
    id: 'Denied',
    title: 'A break-glass principal is refused something, or somebody is refused a break-glass role',
    filters: ({ users, roles }, many) => [
      {
        all: [DENIED],
        any: [
          ...users.map((user) => equals('userIdentity.arn', user.arn)),
          ...(many
            ? namedAlike(roles).map((arn) => equals('userIdentity.sessionContext.sessionIssuer.arn', arn))
            : roles.map((role) => equals('userIdentity.arn', `${role.sessionArnPrefix}*`))),
        ],
      },
      {
        all: [equals('eventName', 'ConsoleLogin'), equals('responseElements.ConsoleLogin', 'Failure')],
        any: users.map((user) => equals('userIdentity.userName', user.name)),
      },
      {
        // Refused calls mostly lose their parameters: the role is then named at the end of the message only.
        all: [equals('eventName', 'AssumeRole'), equals('errorCode', 'AccessDenied')],
        any: many
          ? [
            ...namedAlike(roles).map((arn) => equals('requestParameters.roleArn', arn)),
            ...unique(roles.map((role) => equals('errorMessage', byName(role)))),
          ]
          : roles.flatMap((role) => [equals('requestParameters.roleArn', role.arn), equals('errorMessage', `*${role.arn}`)]),
      },
    ],
    rules: ({ users, roles }) => [
      ...forEach([...users.map((user) => user.arn), ...roles.map((role) => ({ prefix: role.sessionArnPrefix }))], (arns) => ({
        errorCode: [{ prefix: 'AccessDenied' }, { suffix: 'UnauthorizedOperation' }], userIdentity: { arn: arns },
      })),
      ...forEach(users.map((user) => user.name), (names) => ({
        eventSource: [SIGN_IN_SOURCE], eventName: ['ConsoleLogin'], responseElements: { ConsoleLogin: ['Failure'] }, userIdentity: { userName: names },
      })),
      ...forEach(roles.map((role) => role.arn), (arns) => ({
        eventName: ['AssumeRole'],
        errorCode: ['AccessDenied'],
        $or: [
          { requestParameters: { roleArn: arns } },
          // The name ends at the message's end or at a space before a reason; a longer name goes on.
          { errorMessage: arns.flatMap((arn) => [{ suffix: arn }, { wildcard: `*${arn} *` }]) },
        ],
      })),
    ],
  },
  {
    id: 'Root',
    title: 'The root user is used',
    filters: () => [{ all: ROOT }],
    rules: () => [single({ userIdentity: { type: ['Root'], invokedBy: [{ exists: false }] }, eventType: [{ 'anything-but': 'AwsServiceEvent' }, { exists: false }] })],
  },
  {
    id: 'AssumeRoot',
    title: 'Somebody takes a root session of a member account',
    filters: () => [{ all: [equals('eventName', 'AssumeRoot')] }],
    rules: () => [single({ eventName: ['AssumeRoot'] })],
  },
  {
    id: 'PasswordRead',
    title: 'A first password is read',
    filters: (watched) => [{
      all: [equals('eventSource', 'secretsmanager.amazonaws.com'), anyEvent(['BatchGetSecretValue', 'GetSecretValue'])],
      any: ['secretId', ...LIST_POSITIONS.slice(0, 3).map((i) => `secretIdList[${i}]`)].flatMap((field) => [
        equals(`requestParameters.${field}`, `${PASSWORD_SECRET_PREFIX}*`),
        equals(`requestParameters.${field}`, `${secretArnPrefix(watched)}*`),
      ]),
    }],
    rules: (watched) => ['secretId', 'secretIdList'].map((field) => single({
      eventSource: ['secretsmanager.amazonaws.com'],
      eventName: ['BatchGetSecretValue', 'GetSecretValue'],
      requestParameters: { [field]: [{ prefix: PASSWORD_SECRET_PREFIX }, { prefix: secretArnPrefix(watched) }] },
    })),
  },
  {
    id: 'Tampering',
    title: 'Somebody changes the trail, the alarm path or a break-glass principal',
    filters: (watched, many) => [
      { all: [equals('eventSource', 'cloudtrail.amazonaws.com')], any: CLOUDTRAIL_TAMPERING.map((name) => equals('eventName', name)) },
      ...(watched.trailLogGroupName === undefined ? [] : [{
        all: [equals('eventSource', 'logs.amazonaws.com'), equals('requestParameters.logGroupName', watched.trailLogGroupName)],
        any: LOG_TAMPERING.map((name) => equals('eventName', name)),
      }]),
      {
        all: [equals('eventSource', 'monitoring.amazonaws.com'), anyEvent(ALARM_LIST_TAMPERING)],
        any: LIST_POSITIONS.map((i) => equals(`requestParameters.alarmNames[${i}]`, `${ALARM_NAME_PREFIX}*`)),
      },
      {
        all: [equals('eventSource', 'monitoring.amazonaws.com')],
        any: [
          `(${anyEvent(ALARM_TAMPERING)} && ${equals('requestParameters.alarmName', `${ALARM_NAME_PREFIX}*`)})`,
          equals('eventName', 'PutAlarmMuteRule'),
        ],
      },
      {
        all: [equals('eventSource', 'events.amazonaws.com')],
        any: [
          `(${anyEvent(RULE_TAMPERING)} && ${equals('requestParameters.name', `${ALARM_NAME_PREFIX}*`)})`,
          `(${anyEvent(TARGET_TAMPERING)} && ${equals('requestParameters.rule', `${ALARM_NAME_PREFIX}*`)})`,
        ],
      },
      {
        all: [equals('eventSource', 'sns.amazonaws.com')],
        any: watched.topicArns.flatMap((arn) => [
          `(${anyEvent(TOPIC_TAMPERING)} && ${equals('requestParameters.topicArn', arn)})`,
          `(${anyEvent(SUBSCRIPTION_TAMPERING)} && ${equals('requestParameters.subscriptionArn', `${arn}:*`)})`,
        ]),
      },
      {
        all: [equals('eventSource', 'kms.amazonaws.com'), anyEvent(KEY_TAMPERING)],
        any: watched.keyArns.map((arn) => equals('resources[0].ARN', arn)),
      },
      {
        all: [equals('eventSource', 'iam.amazonaws.com'), '($.readOnly IS FALSE)'],
        any: [
          ...watched.users.map((user) => equals('requestParameters.userName', user.name)),
          ...unique(watched.roles.map((role) => equals('requestParameters.roleName', many && isNamedBreakGlass(role) ? `${ROLE_NAME_PREFIX}*` : role.name))),
          ...policyArnPrefixes(watched).map((prefix) => equals('requestParameters.policyArn', `${prefix}*`)),
        ],
      },
    ],
    rules: (watched) => [
      single({ eventSource: ['cloudtrail.amazonaws.com'], eventName: CLOUDTRAIL_TAMPERING }),
      ...(watched.trailLogGroupName === undefined ? [] : [single({
        eventSource: ['logs.amazonaws.com'], eventName: LOG_TAMPERING, requestParameters: { logGroupName: [watched.trailLogGroupName] },
      })]),
      single({ eventSource: ['monitoring.amazonaws.com'], eventName: ALARM_LIST_TAMPERING, requestParameters: { alarmNames: [{ prefix: ALARM_NAME_PREFIX }] } }),
      single({ eventSource: ['monitoring.amazonaws.com'], eventName: ALARM_TAMPERING, requestParameters: { alarmName: [{ prefix: ALARM_NAME_PREFIX }] } }),
      single({ eventSource: ['monitoring.amazonaws.com'], eventName: ['PutAlarmMuteRule'] }),
      single({ eventSource: ['events.amazonaws.com'], eventName: RULE_TAMPERING, requestParameters: { name: [{ prefix: ALARM_NAME_PREFIX }] } }),
      single({ eventSource: ['events.amazonaws.com'], eventName: TARGET_TAMPERING, requestParameters: { rule: [{ prefix: ALARM_NAME_PREFIX }] } }),
      ...forEach(watched.topicArns, (arns) => ({ eventSource: ['sns.amazonaws.com'], eventName: TOPIC_TAMPERING, requestParameters: { topicArn: arns } })),
      ...forEach(watched.topicArns.map((arn) => ({ prefix: `${arn}:` })), (prefixes) => ({
        eventSource: ['sns.amazonaws.com'], eventName: SUBSCRIPTION_TAMPERING, requestParameters: { subscriptionArn: prefixes },
      })),
      ...forEach(watched.keyArns, (arns) => ({ eventSource: ['kms.amazonaws.com'], eventName: KEY_TAMPERING, resources: { ARN: arns } })),
      ...forEach(watched.users.map((user) => user.name), (names) => ({
        eventSource: ['iam.amazonaws.com'], readOnly: [false], requestParameters: { userName: names },
      })),
      ...forEach(unique(watched.roles.map((role) => role.name)), (names) => ({
        eventSource: ['iam.amazonaws.com'], readOnly: [false], requestParameters: { roleName: names },
      })),
      ...forEach(policyArnPrefixes(watched).map((prefix) => ({ prefix })), (prefixes) => ({
        eventSource: ['iam.amazonaws.com'], readOnly: [false], requestParameters: { policyArn: prefixes },
      })),
    ],
  },
];

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/**
 * A role by its whole name in whichever account: much less than its ARN, and one term for namesakes. Names are unique in
 * an account, whatever the path.
 */
function byName(role: Watched['roles'][number]): string {
  return `*/${role.name}`;
}

/** All that is named as break-glass where the roles live, account by account; a role of another name by itself. */
function namedAlike(roles: Watched['roles']): string[] {
  return unique(roles.map((role) => isNamedBreakGlass(role) ? `${role.arn.slice(0, role.arn.lastIndexOf('/') + 1)}${ROLE_NAME_PREFIX}*` : role.arn));
}

/** An imported role may have any name. */
function isNamedBreakGlass(role: Watched['roles'][number]): boolean {
  return role.name.startsWith(ROLE_NAME_PREFIX);
}

/** The policies of the break-glass principals, in the accounts of these principals. */
function policyArnPrefixes(watched: Watched): string[] {
  const arns = [...watched.users, ...watched.roles].map((principal) => principal.arn);
  return [...new Set(arns.map((arn) => arn.replace(/:(?:user|role)(\/.*\/|\/)[^/]*$/, ':policy$1')))].filter((prefix) => !prefix.endsWith(':policy/'));
}
