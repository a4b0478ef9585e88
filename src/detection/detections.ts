import { anyEvent, equals, FilterShape, forEach, isNamedBreakGlass, LIST_POSITIONS, RuleShape, single, unique, Watched } from './shapes';
import { tamperingFilters, tamperingRules } from './tampering';
import { PASSWORD_SECRET_PREFIX, ROLE_NAME_PREFIX } from '../private/names';

/** One kind of event that raises an alarm. */
export interface Detection {
  readonly id: DetectionId;
  readonly title: string;
  /**
   * For the metric filters: terms that all records share, and one of several terms that differ. With `many` roles the filters
   * are shorter: uses are matched by the role's full name, refusals and changes by the prefix of the names.
   */
  readonly filters: (watched: Watched, many: boolean) => FilterShape[];
  /** For the EventBridge rules. With `manyForRules` refusals that give a reason are matched by the prefix of the names. */
  readonly rules: (watched: Watched, many: boolean) => RuleShape[];
}

export type DetectionId = 'Use' | 'SignIn' | 'SignInWithoutMfa' | 'Denied' | 'Root' | 'AssumeRoot' | 'PasswordRead' | 'Tampering';

const SIGN_IN_SOURCE = 'signin.amazonaws.com';
/** The console's, and those of `aws login`, which gives the command line the credentials of whoever signed in. */
const SIGN_IN_EVENTS = ['ConsoleLogin', 'AuthorizeOAuth2Access', 'CreateOAuth2Token'];
const DENIED = `(${equals('errorCode', 'AccessDenied*')} || ${equals('errorCode', '*UnauthorizedOperation')})`;
const NO_ERROR = '($.errorCode NOT EXISTS)';
const ROOT = [
  equals('userIdentity.type', 'Root'),
  '($.userIdentity.invokedBy NOT EXISTS)',
  // "Not equal" is false for a field that is missing, and sign-in records have none.
  '(($.eventType NOT EXISTS) || ($.eventType != "AwsServiceEvent"))',
];

function secretArnPrefix(watched: Watched): string {
  return `arn:${watched.partition}:secretsmanager:${watched.region}:${watched.account}:secret:${PASSWORD_SECRET_PREFIX}`;
}

/** All detections, the most important first. */
export const DETECTIONS: readonly Detection[] = [
  {
    id: 'Use',
    title: 'Use of a break-glass role: AssumeRole, Switch Role, or an action in its session',
    filters: ({ roles }, many) => [
      { all: [equals('eventName', 'AssumeRole'), NO_ERROR], any: unique(roles.map((role) => equals('requestParameters.roleArn', many ? byName(role) : role.arn))) },
      { all: [equals('eventName', 'SwitchRole')], any: unique(roles.map((role) => equals('additionalEventData.SwitchTo', many ? byName(role) : role.arn))) },
      // Switch Role and actions both record the session's ARN. Role names are unique in an account, so name and slash are exact.
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
    title: 'Sign-in of a break-glass user, to the console or by a command line, successful or failed',
    filters: ({ users }) => [{
      all: [anyEvent(SIGN_IN_EVENTS)],
      // A failed sign-in has only the user name and no ARN.
      any: users.map((user) => equals('userIdentity.userName', user.name)),
    }],
    rules: ({ users }) => forEach(users.map((user) => user.name), (names) => ({
      eventSource: [SIGN_IN_SOURCE], eventName: SIGN_IN_EVENTS, userIdentity: { userName: names },
    })),
  },
  {
    id: 'SignInWithoutMfa',
    title: 'Sign-in of a break-glass user without MFA',
    filters: ({ users }) => [{
      // A failed sign-in is also recorded as without MFA, so only a successful one counts.
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
    title: 'Access denied to a break-glass principal, or to a caller who tried to assume a break-glass role',
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
        // Records of refused calls often have no parameters. The role is then only at the end of the message.
        all: [equals('eventName', 'AssumeRole'), equals('errorCode', 'AccessDenied')],
        any: many
          ? [
            ...namedAlike(roles).map((arn) => equals('requestParameters.roleArn', arn)),
            ...unique(roles.map((role) => equals('errorMessage', byName(role)))),
          ]
          : roles.flatMap((role) => [equals('requestParameters.roleArn', role.arn), equals('errorMessage', `*${role.arn}`)]),
      },
    ],
    rules: ({ users, roles }, many) => [
      ...forEach([...users.map((user) => user.arn), ...roles.map((role) => ({ prefix: role.sessionArnPrefix }))], (arns) => ({
        errorCode: [{ prefix: 'AccessDenied' }, { suffix: 'UnauthorizedOperation' }], userIdentity: { arn: arns },
      })),
      ...forEach(users.map((user) => user.name), (names) => ({
        eventSource: [SIGN_IN_SOURCE], eventName: ['ConsoleLogin'], responseElements: { ConsoleLogin: ['Failure'] }, userIdentity: { userName: names },
      })),
      // After the name the message ends, or a space and a reason follow.
      ...forEach(roles.map((role) => role.arn), (arns) => ({
        eventName: ['AssumeRole'],
        errorCode: ['AccessDenied'],
        $or: [{ requestParameters: { roleArn: arns } }, { errorMessage: arns.map((arn) => ({ suffix: arn })) }],
      })),
      ...forEach(reasonsAfter(roles, many).map((wildcard) => ({ wildcard })), (wildcards) => ({
        eventName: ['AssumeRole'], errorCode: ['AccessDenied'], errorMessage: wildcards,
      })),
    ],
  },
  {
    id: 'Root',
    title: 'Use of the root user',
    filters: () => [{ all: ROOT }],
    rules: () => [single({ userIdentity: { type: ['Root'], invokedBy: [{ exists: false }] }, eventType: [{ 'anything-but': 'AwsServiceEvent' }, { exists: false }] })],
  },
  {
    id: 'AssumeRoot',
    title: 'AssumeRoot: a root session of a member account',
    filters: () => [{ all: [equals('eventName', 'AssumeRoot')] }],
    rules: () => [single({ eventName: ['AssumeRoot'] })],
  },
  {
    id: 'PasswordRead',
    title: 'Read of a first password',
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
    title: 'Change to the trail, to threat detection, to the alarms or to a break-glass principal',
    filters: tamperingFilters,
    rules: tamperingRules,
  },
];

/**
 * A role by its full name in any account. This is shorter than its ARN, and one term for roles of the same name. Names are
 * unique in an account, under any path.
 */
/**
 * An event bus takes 30 rules with wildcards, and AWS doesn't raise that. With the longest names so many roles need twenty.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const manyForRules = ({ roles }: Watched): boolean => roles.length > 300;

/**
 * Ends of messages that name a role, and then a reason. Many roles are matched by the beginning of their names, in any account: an attempt
 * on another break-glass role alarms as well.
 */
function reasonsAfter(roles: Watched['roles'], many: boolean): string[] {
  const path = (arn: string) => arn.slice(arn.indexOf(':role/'), arn.lastIndexOf('/') + 1);
  return unique(roles.map((role) => (many && isNamedBreakGlass(role) ? `*${path(role.arn)}${ROLE_NAME_PREFIX}*` : `*${role.arn} *`)));
}

function byName(role: Watched['roles'][number]): string {
  return `*/${role.name}`;
}

/** All roles with the break-glass prefix in the accounts of the roles, and each role of another name. */
function namedAlike(roles: Watched['roles']): string[] {
  return unique(roles.map((role) => isNamedBreakGlass(role) ? `${role.arn.slice(0, role.arn.lastIndexOf('/') + 1)}${ROLE_NAME_PREFIX}*` : role.arn));
}
