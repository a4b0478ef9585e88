import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { BreakGlassAlarm, BreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic } from '../../src';
import { eventMatches } from '../../src/analysis/event-pattern';
import { ALARM_PATH, callsSeenBy, essentialDenies, Evidence, forbidden, FORBIDDEN_ACTIONS, ForbiddenAction, highRisk, repairable } from '../../src/private/forbidden-actions';
import { expandAction } from '../../src/private/iam-catalogue';
import { FIXTURE_NAMES, toEventBridgeEvent } from '../detection/records';
import { AlarmLayers, alarmLayers, categoriesOf, firedByFilters } from '../support/alarm-layers';

const { securityAccount, path, userNames, roleName, logGroupName, topicArn, keyArn } = FIXTURE_NAMES;
const USER = `arn:aws:iam::${securityAccount}:user${path}${userNames[0]}`;
const ROLE = `arn:aws:iam::${securityAccount}:role${path}${roleName}`;

/** Both layers, on one user and one role. */
function layersOf(): AlarmLayers {
  const stack = new Stack(new App(), 'Stack', { env: { account: securityAccount, region: 'us-east-1' } });
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', keyArn);
  new BreakGlassAlarm(stack, 'Alarm', {
    trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', logGroupName),
    users: [BreakGlassUser.fromUserArn(stack, 'User', USER)],
    roles: [IncidentResponseRole.fromRoleArn(stack, 'Role', ROLE)],
    notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic', { name: 'ALERTS', encryptionKey }).topic)],
  });
  return alarmLayers(stack);
}

const LAYERS = layersOf();

/** The part of a record that each kind of evidence is about: on the alarm path, and on something else of nearly the same name. */
const ABOUT: { readonly [evidence in Exclude<Evidence, 'event'>]: (onPath: boolean) => object } = {
  'log-group': (onPath) => ({ requestParameters: { logGroupName: onPath ? logGroupName : `${logGroupName}-2` } }),
  'alarm-name': (onPath) => ({ requestParameters: { alarmName: onPath ? 'BREAK-GLASS-Alarm-Use' : 'not-BREAK-GLASS-Alarm-Use' } }),
  'alarm-names': (onPath) => ({ requestParameters: { alarmNames: ['cpu-high', onPath ? 'BREAK-GLASS-Alarm-Use' : 'not-BREAK-GLASS-Alarm-Use'] } }),
  'rule-name': (onPath) => ({ requestParameters: { name: onPath ? 'BREAK-GLASS-Alarm-Use-1' : 'BREAK-GLAS' } }),
  'rule-of-targets': (onPath) => ({ requestParameters: { rule: onPath ? 'BREAK-GLASS-Alarm-Use-1' : 'BREAK-GLAS' } }),
  'topic': (onPath) => ({ requestParameters: { topicArn: onPath ? topicArn : `${topicArn}-2` } }),
  'subscription': (onPath) => ({ requestParameters: { subscriptionArn: `${onPath ? topicArn : `${topicArn}-2`}:6b0e71bd-7e97-4d97-80ce-4a0994e55286` } }),
  'key': (onPath) => ({ resources: [{ accountId: securityAccount, type: 'AWS::KMS::Key', ARN: onPath ? keyArn : keyArn.replace('1234', '4321') }] }),
  'principal': (onPath) => ({ requestParameters: { userName: onPath ? userNames[0] : `${userNames[0]}-2` } }),
  'policy-path': (onPath) => ({ requestParameters: { path: onPath ? path : `${path}team/`, policyName: 'BREAK-GLASS-boundary' } }),
  'use': (onPath) => ({ requestParameters: { roleArn: onPath ? ROLE : `${ROLE}-2` } }),
  'assume-root': () => ({ requestParameters: { targetPrincipal: '222222222222' } }),
};

/** IAM names what a call changes in one of three ways. */
function principalNamedBy(action: string, onPath: boolean): object {
  const suffix = onPath ? '' : '-2';
  if (/Policy(Version)?$/.test(action) && !/(User|Role|AssumeRole)Policy$/.test(action)) {
    return { requestParameters: { policyArn: `arn:aws:iam::${securityAccount}:policy${onPath ? path : '/other/'}${roleName}-boundary` } };
  }
  return /Role/.test(action) ? { requestParameters: { roleName: `${roleName}${suffix}` } } : { requestParameters: { userName: `${userNames[0]}${suffix}` } };
}

function recordOf({ action, evidence }: ForbiddenAction, onPath = true): any {
  const [service, eventName] = action.split(':');
  const about = evidence === 'principal' ? principalNamedBy(action, onPath) : evidence === 'event' ? { requestParameters: null } : ABOUT[evidence!](onPath);
  return {
    eventSource: `${service === 'cloudwatch' ? 'monitoring' : service}.amazonaws.com`,
    // A call of nearly the same name is what an event is told apart from.
    eventName: evidence === 'event' && !onPath ? `${eventName}s` : eventName,
    eventType: 'AwsApiCall',
    readOnly: service === 'sts',
    awsRegion: 'us-east-1',
    recipientAccountId: securityAccount,
    userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${securityAccount}:assumed-role/platform-admin/mallory`, accountId: securityAccount },
    ...about,
  };
}

function firedByRules({ rules }: AlarmLayers, record: any): string[] {
  const event = toEventBridgeEvent(record);
  return categoriesOf(Object.entries(rules).filter(([, pattern]) => eventMatches(pattern, event)).map(([name]) => name));
}

const CATEGORY = ({ evidence }: ForbiddenAction) => evidence === 'use' ? 'use' : evidence === 'assume-root' ? 'assume-root' : 'tampering';

/** What is wrong with how these actions are detected. */
function gaps(actions: readonly ForbiddenAction[], layers: AlarmLayers): string[] {
  return actions.flatMap((entry) => {
    if (entry.evidence === undefined) { return ALARM_PATH.includes(entry.group) ? [`${entry.action} has no detection`] : []; }
    const record = recordOf(entry);
    return [
      ...firedByFilters(layers, record).includes(CATEGORY(entry)) ? [] : [`${entry.action} is missed by the filters`],
      ...firedByRules(layers, record).includes(CATEGORY(entry)) ? [] : [`${entry.action} is missed by the rules`],
    ];
  });
}

describe('detection', () => {
  test('sees each forbidden action of the alarm path, and each other that it claims to see, in both layers', () => {
    expect(gaps(FORBIDDEN_ACTIONS, LAYERS)).toEqual([]);
  });

  test('fails on a forbidden action of the alarm path that nothing watches for', () => {
    const added: ForbiddenAction[] = [
      { action: 'cloudwatch:PutAnomalyDetector', group: 'alarming', deniedOnly: 'forgotten' },
      { action: 'cloudwatch:PutInsightRule', group: 'alarming', evidence: 'alarm-name' },
    ];
    expect(gaps([...FORBIDDEN_ACTIONS, ...added], LAYERS)).toEqual([
      'cloudwatch:PutAnomalyDetector has no detection',
      'cloudwatch:PutInsightRule is missed by the filters',
      'cloudwatch:PutInsightRule is missed by the rules',
    ]);
  });

  test('fails on a layer that lost its filters or rules on tampering', () => {
    const seen = FORBIDDEN_ACTIONS.filter((entry) => entry.evidence !== undefined && CATEGORY(entry) === 'tampering').map(({ action }) => action);
    const filters = LAYERS.filters.filter(({ category }) => category !== 'tampering');
    const rules = Object.fromEntries(Object.entries(LAYERS.rules).filter(([name]) => !name.includes('-Tampering-')));
    expect(gaps(FORBIDDEN_ACTIONS, { ...LAYERS, filters })).toEqual(seen.map((action) => `${action} is missed by the filters`));
    expect(gaps(FORBIDDEN_ACTIONS, { ...LAYERS, rules })).toEqual(seen.map((action) => `${action} is missed by the rules`));
  });

  test.each(FORBIDDEN_ACTIONS.filter(({ evidence }) => evidence !== undefined && evidence !== 'assume-root').map((entry) => [entry.action, entry] as const))(
    'stays silent at a near miss of %s', (_, entry) => {
      const record = recordOf(entry, false);
      expect([firedByFilters(LAYERS, record), firedByRules(LAYERS, record)]).toEqual([[], []]);
    });
});

describe('the list', () => {
  test('names actions that exist, each once', () => {
    const names = FORBIDDEN_ACTIONS.map(({ action }) => action);
    expect(names.filter((name) => expandAction(name).map((known) => known.name).join() !== name)).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('says of each action how it is detected, or why it is denied only', () => {
    expect(FORBIDDEN_ACTIONS.filter(({ evidence, deniedOnly }) => (evidence === undefined) === (deniedOnly === undefined))).toEqual([]);
  });

  test('is asked by group, by way of repair and by evidence', () => {
    expect(forbidden('chaining')).toEqual(['sts:AssumeRole', 'sts:AssumeRoot', 'sts:GetFederationToken']);
    expect(forbidden('policies-of-users', 'policies-of-roles')).toHaveLength(4);
    expect(repairable('bounded')).toEqual(['iam:CreateRole', 'iam:DeleteRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy']);
    expect(repairable('by-path')).toEqual(['iam:DeleteRole', 'iam:UpdateAssumeRolePolicy', 'iam:UpdateRole']);
    expect(callsSeenBy('alarm-name', 'cloudwatch')).toEqual(['PutCompositeAlarm', 'PutMetricAlarm', 'SetAlarmState']);
  });

  test('marks what every emergency boundary denies, with a way out of each kind', () => {
    expect(Object.keys(essentialDenies())).toEqual(['iam:CreateAccessKey', 'iam:CreateUser', 'iam:DeleteRolePermissionsBoundary', 'cloudtrail:StopLogging']);
  });

  test('marks what no session of a permission set may do', () => {
    expect(highRisk()).toContain('cloudtrail:StopLogging');
    expect(highRisk()).toHaveLength(11);
  });
});
