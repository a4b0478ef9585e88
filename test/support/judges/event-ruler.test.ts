import { eventRulerAvailable, matchRules } from './event-ruler';
import { RECORDS, toEventBridgeEvent } from '../../detection/records';

const ROLE = 'BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE';
const event = (name: string) => toEventBridgeEvent(RECORDS.find((record) => record.name === name)!.record);
const matching = (pattern: object, ...names: string[]) => matchRules({ pattern }, names.map(event)).map((rules) => rules.length > 0);

(eventRulerAvailable() ? describe : describe.skip)('event-ruler', () => {
  test('matches a wildcard in the middle of an ARN, and not a longer role name', () => {
    const pattern = { detail: { userIdentity: { arn: [{ wildcard: `*:assumed-role/${ROLE}/*` }] } } };
    expect(matching(pattern, 'switch-role-us-west-2', 'noise-switch-role-longer-name')).toEqual([true, false]);
  });

  test('matches a prefix in any element of a list', () => {
    const pattern = { detail: { requestParameters: { alarmNames: [{ prefix: 'BREAK-GLASS-' }] } } };
    expect(matching(pattern, 'tamper-delete-alarms', 'tamper-delete-alarms-second', 'noise-delete-alarms')).toEqual([true, true, false]);
  });

  test('does not match anything-but on a property that is missing', () => {
    const pattern = { detail: { additionalEventData: { MFAUsed: [{ 'anything-but': ['Yes', 'YES'] }] } } };
    expect(matching(pattern, 'console-login-us-east-2-no-mfa', 'console-login-ap-southeast-2-mfa-upper-case', 'check-mfa'))
      .toEqual([true, false, false]);
  });

  test('matches exists: false', () => {
    const pattern = { 'source': ['aws.sts'], 'detail-type': ['AWS API Call via CloudTrail'], 'detail': { errorCode: [{ exists: false }] } };
    expect(matching(pattern, 'assume-role-console-role-account', 'assume-role-denied-user', 'switch-role-us-west-2'))
      .toEqual([true, false, false]);
  });

  test('matches either side of an $or', () => {
    const pattern = {
      detail: {
        $or: [
          { requestParameters: { roleArn: [{ suffix: `:role/bg/${ROLE}` }] } },
          { additionalEventData: { SwitchTo: [{ suffix: `:role/bg/${ROLE}` }] } },
        ],
      },
    };
    expect(matching(pattern, 'assume-role-console-caller-account', 'switch-role-user-side', 'noise-assume-role-longer-name'))
      .toEqual([true, true, false]);
  });

  test('returns the names of all matching rules in the order given', () => {
    const rules = { second: { source: ['aws.sts'] }, first: { region: ['us-east-1'] }, none: { source: ['aws.s3'] } };
    expect(matchRules(rules, [event('assume-role-console-caller-account')])).toEqual([['second', 'first']]);
  });

  test('fails on a pattern that EventBridge would refuse, and names the rule', () => {
    expect(() => matchRules({ broken: { source: 'aws.sts' } }, [])).toThrow(/rule 'broken' is not a valid pattern/);
  });
});
