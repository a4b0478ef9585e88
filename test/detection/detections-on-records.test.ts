import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Category, FIXTURE_NAMES, JsonObject, RECORDS, SIGN_IN_DETAIL_TYPES, toEventBridgeEvent } from './records';
import {
  BreakGlassAlarm, BreakGlassUser, IBreakGlassUser, IIncidentResponseRole, IncidentResponseRole, NotificationTarget, Playbook, ResponderProfile,
  NotificationTopic,
} from '../../src';
import { matches } from '../../src/analysis/metric-filter';
import { AlarmLayers, alarmLayers, categoriesOf, firedByFilters, sorted } from '../support/alarm-layers';
import { eventRulerAvailable, matchRules } from '../support/judges/event-ruler';

const { securityAccount, workloadAccount, userNames, path, roleName } = FIXTURE_NAMES;
const ROLE = { profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE };

function alarm(stack: Stack, users: IBreakGlassUser[], roles: IIncidentResponseRole[]): AlarmLayers {
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', FIXTURE_NAMES.keyArn);
  new BreakGlassAlarm(stack, 'Alarm', {
    trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', FIXTURE_NAMES.logGroupName),
    users,
    roles,
    notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic', { name: 'ALERTS', encryptionKey }).topic)],
  });
  return alarmLayers(stack);
}

/** The security account: the users, a role of its own, and the log group that the trails of both accounts write to. */
function securityLayers(): AlarmLayers {
  const stack = new Stack(new App(), 'Security', { env: { account: securityAccount, region: 'us-east-1' } });
  const users = ['Jane Doe', 'John Smith'].map((responderName) => new BreakGlassUser(stack, responderName.split(' ')[0], {
    responderName, responderEmail: 'responder@example.com', emergencyContact: 'oncall@example.com',
  }));
  const role = new IncidentResponseRole(stack, 'Role', { ...ROLE, responders: users });
  const foreign = IncidentResponseRole.fromRoleArn(stack, 'ForeignRole', `arn:aws:iam::${workloadAccount}:role${path}${roleName}`);
  return alarm(stack, users, [role, foreign]);
}

/** The workload account: a role for the users of the security account. */
function workloadLayers(): AlarmLayers {
  const stack = new Stack(new App(), 'Workload', { env: { account: workloadAccount, region: 'us-east-1' } });
  const users = userNames.map((name) => BreakGlassUser.fromUserArn(stack, name, `arn:aws:iam::${securityAccount}:user${path}${name}`));
  return alarm(stack, users, [new IncidentResponseRole(stack, 'Role', { ...ROLE, responders: users })]);
}

const LAYERS = { [securityAccount]: securityLayers(), [workloadAccount]: workloadLayers() };

/** Whose trail and whose event bus get the record. Old sign-in records name no recipient. */
function accountOf(record: JsonObject): string {
  return String(record.recipientAccountId ?? (record.userIdentity as JsonObject).accountId);
}

function fromRecord(name: string, change: (record: any) => void): JsonObject {
  const record = structuredClone(RECORDS.find((fixture) => fixture.name === name)!.record);
  change(record);
  return record;
}

/**
 * What the grammar of metric filters can't say, by record: EventBridge says it.
 *
 * Add to this table only what the documentation names as a limit; anything else is a fault of the filter.
 */
const FILTER_GAPS: { readonly [record: string]: Category } = {
  // "… on resource: ROLE with an explicit deny in a service control policy": the role is in the middle of errorMessage, and parameters are
  // null. A string has its star at the beginning or at the end, and that both at once work for JSON isn't documented.
  'assume-role-denied-scp': 'denied',
};

/** Records beyond those published, for the limits of the grammar. */
const BEYOND: { readonly title: string; readonly expect: Category[]; readonly seenByFilters: boolean; readonly record: JsonObject }[] = [
  {
    title: 'an alarm that is tenth in the list of deleted ones',
    expect: ['tampering'],
    seenByFilters: true,
    record: fromRecord('tamper-delete-alarms', (record) => { record.requestParameters.alarmNames = [...Array(9).fill('cpu'), 'BREAK-GLASS-USE']; }),
  },
  {
    // A list has to be looked at place by place, and 1,024 characters end that at the tenth.
    title: 'an alarm that is eleventh in the list of deleted ones',
    expect: ['tampering'],
    seenByFilters: false,
    record: fromRecord('tamper-delete-alarms', (record) => { record.requestParameters.alarmNames = [...Array(10).fill('cpu'), 'BREAK-GLASS-USE']; }),
  },
  {
    title: 'a password that is third in a batch',
    expect: ['password-read'],
    seenByFilters: true,
    record: fromRecord('password-read-batch', (record) => {
      record.requestParameters.secretIdList = ['a', 'b', `break-glass-password/${userNames[0]}`];
    }),
  },
  {
    title: 'a password that is fourth in a batch',
    expect: ['password-read'],
    seenByFilters: false,
    record: fromRecord('password-read-batch', (record) => {
      record.requestParameters.secretIdList = ['a', 'b', 'c', `break-glass-password/${userNames[0]}`];
    }),
  },
  {
    title: 'an ordinary alarm whose name holds the prefix in the middle',
    expect: [],
    seenByFilters: true,
    record: fromRecord('tamper-delete-alarms', (record) => { record.requestParameters.alarmNames = ['not-BREAK-GLASS-USE']; }),
  },
];

describe.each(Object.entries(LAYERS))('the metric filters of account %s', (account, layers) => {
  test('are of the documented grammar, with a star at one end of a string only', () => {
    // `parseMetricFilter` throws on anything else, and on more than 1,024 characters.
    [...layers.filters, ...layers.perRole].forEach(({ filter }) => expect(filter.unconfirmed).toEqual([]));
    expect(layers.filters.length + layers.perRole.length).toBeLessThanOrEqual(100);
  });

  test('are there for every category', () => {
    expect(sorted(layers.filters.map(({ category }) => category)))
      .toEqual(['assume-root', 'denied', 'no-mfa', 'password-read', 'root', 'sign-in', 'tampering', 'use']);
  });

  // The security account's log group gets the records of the whole organization, the workload's those of its own trail.
  const seen = RECORDS.filter(({ record }) => account === securityAccount || accountOf(record) === account);
  test.each(seen.map((fixture) => [fixture.name, fixture] as const))('fire on %s as they must', (name, { expect: expected, record }) => {
    expect(firedByFilters(layers, record)).toEqual(sorted(expected).filter((category) => category !== FILTER_GAPS[name]));
  });
});

describe('the metric filters', () => {
  test.each(Object.entries(FILTER_GAPS))('leave a gap at %s that is still one', (name, category) => {
    const { record, expect: expected } = RECORDS.find((fixture) => fixture.name === name)!;
    expect(expected).toContain(category);
    expect(firedByFilters(LAYERS[securityAccount], record)).not.toContain(category);
  });

  test.each(BEYOND.map((entry) => [entry.title, entry] as const))('see what they can of %s', (_, { record, expect: expected, seenByFilters }) => {
    expect(firedByFilters(LAYERS[securityAccount], record)).toEqual(seenByFilters ? expected : []);
  });

  test('count uses and actions for each role', () => {
    const counted = (name: string) => {
      const { record } = RECORDS.find((fixture) => fixture.name === name)!;
      return LAYERS[securityAccount].perRole.filter(({ filter }) => matches(filter, record)).map(({ metric }) => metric);
    };
    expect(counted('assume-role-console-role-account')).toEqual(['RoleAssumed']);
    expect(counted('role-stop-instances')).toEqual(['RoleActions']);
    expect(counted('assume-role-denied-with-parameters')).toEqual([]);
    expect(counted('noise-role-action-longer-name')).toEqual([]);
  });
});

(eventRulerAvailable() ? describe : describe.skip)('the EventBridge rules', () => {
  const everyDetailType = (record: JsonObject) => SIGN_IN_DETAIL_TYPES.map((type) => toEventBridgeEvent(record, type));

  /** The categories that fire in the account the record belongs to, for each of the sign-in detail types. */
  function fired(records: readonly JsonObject[]): Category[][][] {
    const results = records.map((): Category[][] => []);
    for (const [account, { rules }] of Object.entries(LAYERS)) {
      const own = records.flatMap((record, index) => accountOf(record) === account ? [{ record, index }] : []);
      const matched = matchRules({ ...rules }, own.flatMap(({ record }) => everyDetailType(record)));
      own.forEach(({ index }, position) => {
        results[index] = SIGN_IN_DETAIL_TYPES.map((_, type) => categoriesOf(matched[position * SIGN_IN_DETAIL_TYPES.length + type]));
      });
    }
    return results;
  }

  const cases = [
    ...RECORDS.map(({ name, expect: expected, record }) => ({ name, expected, record })),
    ...BEYOND.map(({ title, expect: expected, record }) => ({ name: title, expected, record })),
  ];
  let results: Category[][][] = [];
  beforeAll(() => { results = fired(cases.map(({ record }) => record)); });

  test.each(cases.map(({ name, expected }, index) => [name, expected, index] as const))(
    'fire on %s as they must, under every documented detail type', (_, expected, index) => {
      expect(results[index]).toEqual(SIGN_IN_DETAIL_TYPES.map(() => sorted(expected)));
    });
});
