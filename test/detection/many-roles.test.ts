import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Category, FIXTURE_NAMES, JsonObject, RECORDS, toEventBridgeEvent } from './records';
import { BreakGlassAlarm, BreakGlassAlarmProps, BreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic } from '../../src';
import { alarmLayers, categoriesOf, firedByFilters } from '../support/alarm-layers';
import { eventRulerAvailable, matchRules } from '../support/judges/event-ruler';

const NAMES = Array.from({ length: 200 }, (_, index) => `BREAK-GLASS-R${index}`);
/** As long as the library's own names: 55 characters, as BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE has. */
const LONG_NAMES = Array.from({ length: 200 }, (_, index) => `BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROM${100 + index}`);

/** An alarm on these roles and one user. */
function made(props: Partial<BreakGlassAlarmProps> = {}, names: string[] = NAMES): { stack: Stack; template: Template } {
  const stack = new Stack(new App(), 'Stack', { env: { account: '222222222222', region: 'us-east-1' } });
  new BreakGlassAlarm(stack, 'Alarm', {
    trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'organization-trail-logs'),
    users: [BreakGlassUser.fromUserArn(stack, 'Jane', 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS')],
    roles: names.map((name) => IncidentResponseRole.fromRoleArn(stack, name, `arn:aws:iam::222222222222:role/bg/${name}`)),
    notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic), NotificationTarget.opsItem()],
    ...props,
  });
  return { stack, template: Template.fromStack(stack) };
}

const resources = (template: Template, type: string): any[] => Object.values(template.findResources(type)).map(({ Properties }) => Properties);

/** A published record, of another role. */
function ofRole(record: string, name: string): JsonObject {
  const text = JSON.stringify(RECORDS.find((fixture) => fixture.name === record)!.record);
  return JSON.parse(text.replaceAll(FIXTURE_NAMES.roleName, name));
}
const FORMS = ['assume-role-console-role-account', 'switch-role-us-west-2', 'switch-role-user-side', 'role-stop-instances'];

describe('many roles', () => {
  // A quota that AWS raised.
  const many = made({ maxFilters: 200 });
  const layers = alarmLayers(many.stack);

  test('have filters within their size and grammar', () => {
    // `alarmLayers` parses them all, and a parsed filter has at most 1,024 characters.
    expect(layers.filters.length).toBeLessThanOrEqual(200);
    [...layers.filters, ...layers.perRole].forEach(({ filter }) => expect(filter.unconfirmed).toEqual([]));
  });

  test.each(FORMS)('are all detected by %s', (form) => {
    expect(NAMES.filter((name) => !firedByFilters(layers, ofRole(form, name)).includes('use'))).toEqual([]);
  });

  test.each([...FORMS, 'role-denied-create-user', 'assume-role-denied-null-parameters'])(
    'leave a role whose name merely begins the same silent at %s', (form) => {
      // R0 … R199 are watched; R200 and R19x begin like some of them.
      for (const name of ['BREAK-GLASS-R200', 'BREAK-GLASS-R19x', 'BREAK-GLASS-R', 'XBREAK-GLASS-R1']) {
        expect(firedByFilters(layers, ofRole(form, name))).toEqual([]);
      }
    });

  test('are all detected when a session is refused an action, and when a caller is refused the role', () => {
    for (const form of ['role-denied-create-user', 'assume-role-denied-null-parameters', 'assume-role-denied-with-parameters']) {
      expect(NAMES.filter((name) => !firedByFilters(layers, ofRole(form, name)).includes('denied'))).toEqual([]);
    }
  });

  test('fit into the 100 filters of a log group when they are 200', () => {
    const { template } = made();
    expect(Object.keys(template.findResources('AWS::Logs::MetricFilter')).length).toBeLessThanOrEqual(100);
  });

  test('lose the counts for each role where those don\'t fit, with a warning', () => {
    const { stack, template } = made({ maxFilters: 140 });
    Annotations.fromStack(stack).hasWarning('/Stack/Alarm', Match.stringLikeRegexp(
      'that needs \\d+ metric filters for 200 roles, the log group allows 140.*\\[ack: cdk-break-glass:perRoleMetrics\\]'));
    expect(resources(template, 'AWS::Logs::MetricFilter').length).toBeLessThanOrEqual(140);
  });

  test('fails where counts for each role are asked for and don\'t fit', () => {
    expect(() => made({ maxFilters: 140, perRoleMetrics: true }))
      .toThrow(/^'perRoleMetrics' needs \d+ metric filters for 200 roles, the log group allows 140; leave it out$/);
  });

  test('give no warning where the counts aren\'t wanted', () => {
    expect(Annotations.fromStack(made({ maxFilters: 140, perRoleMetrics: false }).stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('fails where they need more filters than the log group holds, with both figures', () => {
    expect(() => made({ maxFilters: 50 })).toThrow(
      /^the alarm needs \d+ metric filters for 200 roles and 1 users, the log group allows 50; divide them between alarms/);
  });

  test('keep the filters before them when one is added at the end', () => {
    const patterns = (count: number) => Object.entries(made({}, NAMES.slice(0, count)).template.findResources('AWS::Logs::MetricFilter'))
      .filter(([id]) => /UseFilter1[^0-9]/.test(id)).map(([id, { Properties }]) => [id, Properties.FilterPattern]);
    expect(patterns(40)).toEqual(patterns(41));
  });
});

describe('200 roles with names as long as the library\'s own', () => {
  const { stack, template } = made({}, LONG_NAMES);
  const layers = alarmLayers(stack);
  const [first, last] = [LONG_NAMES[0], LONG_NAMES[199]];
  const NEAR = [`${first}X`, `${last}0`, first.slice(0, -1), `X${first}`, first.replace('SECURITY', 'SECURITX')];
  const REFUSED = ['role-denied-create-user', 'assume-role-denied-null-parameters', 'assume-role-denied-with-parameters'];

  test('fit into the 100 filters of a log group, and leave room for more users', () => {
    expect(LONG_NAMES.filter(({ length }) => length !== 55)).toEqual([]);
    expect(resources(template, 'AWS::Logs::MetricFilter').length).toBeLessThanOrEqual(97);
    const users = Array.from({ length: 10 }, (_, index) => `arn:aws:iam::111111111111:user/bg/first.last-${index}-BREAK-GLASS`);
    const other = new Stack(new App(), 'Other');
    const imported = users.map((arn, index) => BreakGlassUser.fromUserArn(other, `U${index}`, arn));
    expect(() => made({ users: imported }, LONG_NAMES)).not.toThrow();
  });

  test('have filters within their size and grammar', () => {
    layers.filters.forEach(({ filter }) => {
      expect(filter.pattern.length).toBeLessThanOrEqual(1024);
      expect(filter.unconfirmed).toEqual([]);
    });
  });

  test.each(FORMS)('are all detected by %s', (form) => {
    expect(LONG_NAMES.filter((name) => !firedByFilters(layers, ofRole(form, name)).includes('use'))).toEqual([]);
  });

  test.each(FORMS)('leave a role whose name merely begins or ends the same silent at %s', (form) => {
    expect(NEAR.flatMap((name) => firedByFilters(layers, ofRole(form, name)))).toEqual([]);
  });

  test.each(REFUSED)('leave a role whose name merely begins or ends the same unused at %s', (form) => {
    expect(NEAR.flatMap((name) => firedByFilters(layers, ofRole(form, name))).filter((category) => category === 'use')).toEqual([]);
  });

  test.each(REFUSED)('are all detected when a session is refused an action, and when a caller is refused the role: %s', (form) => {
    expect(LONG_NAMES.filter((name) => !firedByFilters(layers, ofRole(form, name)).includes('denied'))).toEqual([]);
  });

  test('are all detected when they are changed', () => {
    expect(LONG_NAMES.filter((name) => !firedByFilters(layers, ofRole('tamper-update-assume-role-policy', name)).includes('tampering'))).toEqual([]);
  });

  test.each([...FORMS, ...REFUSED, 'tamper-update-assume-role-policy'])('leave roles of other names silent at %s', (form) => {
    expect(['Admin', 'glass-BREAK', `Test-${first}`].flatMap((name) => firedByFilters(layers, ofRole(form, name)))).toEqual([]);
  });

  test('are one term in however many accounts the name occurs', () => {
    const accounts = ['111111111111', '222222222222', '333333333333'];
    const other = new Stack(new App(), 'Other');
    const roles = accounts.flatMap((account) => LONG_NAMES.slice(0, 80).map((name) =>
      IncidentResponseRole.fromRoleArn(other, `${name}${account}`, `arn:aws:iam::${account}:role/bg/${name}`)));
    const terms = resources(made({ roles, maxFilters: 90 }).template, 'AWS::Logs::MetricFilter').map(({ FilterPattern }) => JSON.stringify(FilterPattern))
      .filter((pattern) => pattern.includes('AssumeRole\\") && ($.errorCode NOT EXISTS)')).join().match(/requestParameters\.roleArn=/g);
    expect(terms).toHaveLength(80);
  });

  // The path '/' is everybody's, and an imported role may have any name.
  test.each<[string, (name: string) => string, string[]]>([
    ['under the root path', (name) => `arn:aws:iam::222222222222:role/${name}`, LONG_NAMES],
    ['of other names', (name) => `arn:aws:iam::222222222222:role/bg/${name}`, LONG_NAMES.map((name) => name.replace('BREAK-GLASS', 'EMERGENCY'))],
  ])('%s are watched by name, and no other role with them', (_, arn, names) => {
    const other = new Stack(new App(), 'Other');
    const roles = names.map((name) => IncidentResponseRole.fromRoleArn(other, name, arn(name)));
    const short = alarmLayers(made({ roles, maxFilters: names === LONG_NAMES ? 100 : 190 }).stack);
    const records = [...FORMS, 'role-denied-create-user', 'assume-role-denied-null-parameters', 'tamper-update-assume-role-policy'];
    const moved = (form: string, name: string): JsonObject => JSON.parse(JSON.stringify(ofRole(form, name)).replaceAll(`role/bg/${name}`, arn(name).replace('arn:aws:iam::222222222222:', '')));
    for (const form of records) {
      expect([form, firedByFilters(short, moved(form, names[7]))]).toEqual([form, firedByFilters(layers, ofRole(form, LONG_NAMES[7]))]);
      expect([form, firedByFilters(short, moved(form, 'Admin'))]).toEqual([form, []]);
    }
  });

  (eventRulerAvailable() ? describe : describe.skip)('in EventBridge\'s own engine', () => {
    const fired = new Map<string, Category[]>();

    // One call: the engine starts a process each time.
    beforeAll(() => {
      const cases = FORMS.flatMap((form) => [...LONG_NAMES, ...NEAR].map((name) => ({ key: `${form} ${name}`, event: toEventBridgeEvent(ofRole(form, name)) })));
      matchRules({ ...layers.rules }, cases.map(({ event }) => event)).forEach((names, index) => fired.set(cases[index].key, categoriesOf(names)));
    });

    test.each(FORMS)('are all detected by %s, and names that merely begin or end the same are not', (form) => {
      expect(LONG_NAMES.filter((name) => !fired.get(`${form} ${name}`)!.includes('use'))).toEqual([]);
      expect(NEAR.flatMap((name) => fired.get(`${form} ${name}`)!)).toEqual([]);
    });
  });
});
