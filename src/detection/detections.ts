import { anyEvent, equals, FilterShape, forEach, isNamedBreakGlass, LIST_POSITIONS, RuleShape, single, unique, Watched } from './shapes';
import { tamperingFilters, tamperingRules } from './tampering';
import { PASSWORD_SECRET_PREFIX, ROLE_NAME_PREFIX } from '../private/names';

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

const SIGN_IN_SOURCE = 'signin.amazonaws.com';
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
    filters: tamperingFilters,
    rules: tamperingRules,
  },
];

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
