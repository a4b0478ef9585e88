import * as fs from 'fs';
import * as path from 'path';
import { NagMessageLevel } from 'cdk-nag';
import { ACKNOWLEDGEMENT_EXPLANATION, ACKNOWLEDGEMENT_INFO, ACKNOWLEDGEMENT_RULE } from '../../checks/src/acknowledgements';
import { RULES } from '../../checks/src/rules';

/** Acknowledgements hold these ids, so a renamed one brings its finding back: rules are added, never renamed. */
const IDS: [string, 'Error' | 'Warning'][] = [
  ['RoleRequiresMFA', 'Error'],
  ['RoleLimitsMFAAge', 'Warning'],
  ['RoleNamesItsPrincipals', 'Error'],
  ['RoleIndependentOfFederation', 'Error'],
  ['RoleSessionLength', 'Error'],
  ['RoleHasBoundary', 'Error'],
  ['RoleBoundaryDenies', 'Error'],
  ['RoleUseRaisesAlarm', 'Error'],
  ['RoleUseAlarmSeesEveryForm', 'Error'],
  ['AtLeastTwoBreakGlassUsers', 'Error'],
  ['UserWithoutAccessKey', 'Error'],
  ['ConsoleUserResetsPassword', 'Error'],
  ['ConsolePasswordFromSecret', 'Error'],
  ['PasswordSecretRetained', 'Error'],
  ['PasswordSecretCustomerKey', 'Error'],
  ['UserSignInRaisesAlarm', 'Error'],
  ['EventRuleState', 'Error'],
  ['EventRuleHasTarget', 'Error'],
  ['AlarmHasAction', 'Error'],
  ['TrailLogGroupRetention', 'Error'],
  ['TopicEncrypted', 'Error'],
  ['TopicNeedsNoConfirmation', 'Warning'],
  ['PermissionSetSessionLength', 'Error'],
  ['PermissionSetWriteWildcard', 'Error'],
  ['IdentityNotFromRequest', 'Error'],
];

const TEXTS = [...RULES, { name: ACKNOWLEDGEMENT_RULE, info: ACKNOWLEDGEMENT_INFO, explanation: ACKNOWLEDGEMENT_EXPLANATION }];

test('keeps the ids, the severities and the order of the rules', () => {
  expect(RULES.map(({ name, level }) => [name, level])).toEqual(IDS);
  expect(ACKNOWLEDGEMENT_RULE).toBe('AcknowledgementHasReason');
});

test('has each id once', () => {
  expect(new Set(TEXTS.map(({ name }) => name)).size).toBe(26);
});

test.each(TEXTS)('$name says in one sentence what is wrong', ({ info }) => {
  expect(info).toMatch(/^[A-Z][^.]*\.$/);
});

test.each(TEXTS)('$name says in a few sentences why, and what to do', ({ explanation }) => {
  expect(explanation).toMatch(/\.$/);
  expect(explanation).toMatch(/\b(Add|Generate|Give|Let|Name|Set|Shorten|Take|Use|Watch|Write|acknowledge)\b/);
  expect(explanation.length).toBeGreaterThan(60);
  expect(explanation.length).toBeLessThanOrEqual(400);
});

test.each(RULES)('$name looks at resources of CloudFormation', ({ level, resourceTypes }) => {
  expect([NagMessageLevel.ERROR, NagMessageLevel.WARN]).toContain(level);
  expect(resourceTypes.length).toBeGreaterThan(0);
  for (const type of resourceTypes) { expect(type).toMatch(/^AWS::[A-Za-z0-9]+::[A-Za-z]+$/); }
});

test('has a file and a test for each rule, called as the rule is', () => {
  const files = RULES.map(({ name }) => `${name.replace('MFA', 'Mfa').replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()}.ts`);
  const there = (folder: string) => fs.readdirSync(path.join(__dirname, folder)).map((file) => file.replace('.test.ts', '.ts'));
  expect(there('../../checks/src/rules').filter((file) => file !== 'index.ts')).toEqual([...files].sort());
  expect(there('rules')).toEqual([...files].sort());
});
