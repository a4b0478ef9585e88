import { App, Stack } from 'aws-cdk-lib';
import { RuleData } from '../../../src/elevation/engine/rule-data';
import { rulebookOf } from '../../../src/elevation/engine/rulebook';
import { ACTIVATION_WINDOW } from '../../../src/elevation/grants/activation-window';
import { BY_IDENTITY_CENTER, deniedRoles, granteeOf, KINDS, kindsIn, NO_FIXED_GRANTEE } from '../../../src/elevation/grants/kinds';
import { SCOPED_SESSION } from '../../../src/elevation/grants/scoped-session';
import { isNotOf, isOf, resourcesOf, rulesOf } from '../../../src/elevation/grants/target-kind';
import { ACCOUNT, CONTAIN_RULE, GRANTEE, jane, john, mary, PEOPLE, user } from '../support/fixture';
import { customRule, windowRule } from '../support/kinds';
import { evaluate } from '../support/reference';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { account: ACCOUNT, region: 'eu-central-1' } });
const role = new elevation.ElevationSessionRole(stack, 'Sessions', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT });
const people = { requesters: [jane, john], approvers: [mary] };
const window = windowRule(stack);
const RULES: { readonly [kind: string]: elevation.ElevationRuleProps } = {
  assignment: CONTAIN_RULE,
  membership: { ...people, target: elevation.ElevationTarget.groupMembership('906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000ab', 'Responders') },
  session: { ...people, target: elevation.ElevationTarget.scopedSession(role) },
  window,
  custom: customRule(stack),
};
const { rules, userIds, ...rulebook } = rulebookOf(PEOPLE, Object.entries(RULES).map(([name, props]) => new elevation.ElevationRule(name, props)));
const ask = (expression: string, rule: Partial<RuleData>, more: object = {}) => evaluate(`{% ${expression} %}`, { rule, userIds, ...more });

test('the names of the kinds stay: existing access is revoked by them', () => {
  expect(KINDS.map(({ name }) => name)).toEqual(Object.keys(RULES));
});

test('each rule has the kind of its target', () => {
  expect(Object.values(rules).map(({ name, kind }) => [name, kind]).filter(([name, kind]) => name !== kind)).toEqual([]);
  expect(kindsIn({ ...rulebook, rules, userIds })).toEqual(KINDS);
});

test('a rulebook without a kind has no rules of it', () => {
  const one = { ...rulebook, userIds, rules: { session: rules.session } };
  expect(kindsIn(one)).toEqual([SCOPED_SESSION]);
  expect(rulesOf(one, ACTIVATION_WINDOW)).toEqual([]);
  expect(resourcesOf(one, SCOPED_SESSION)).toEqual([role.roleArn]);
});

test('a resource of two rules is listed once', () => {
  expect(resourcesOf({ ...rulebook, userIds, rules: { one: rules.session, two: { ...rules.session, name: 'two' } } }, SCOPED_SESSION)).toEqual([role.roleArn]);
});

test.each(Object.keys(RULES))('the expressions of a kind hold for %s and for no other', async (kind) => {
  const rule = rules[kind];
  const own = KINDS.find(({ name }) => name === kind)!;
  const others = KINDS.filter(({ name }) => name !== kind);
  expect(await ask(isOf(own), rule)).toBe(true);
  expect(await ask(isOf(...KINDS), rule)).toBe(true);
  expect(await ask(isOf(...others), rule)).toBe(false);
  expect(await ask(isNotOf(own), rule)).toBe(false);
  expect(await ask(isNotOf(others[0]), rule)).toBe(true);
});

test.each([
  ['assignment', GRANTEE.jane], ['membership', GRANTEE.jane], ['session', GRANTEE.jane], ['custom', GRANTEE.jane], ['window', user('jane')],
])('%s is granted to the identity that its service knows', async (kind, grantee) => {
  expect(await ask(granteeOf('$person'), rules[kind], { person: 'jane' })).toBe(grantee);
});

test('a person without an Identity Center user is granted by name, and gets no window without an IAM user of the role', async () => {
  expect(await ask(granteeOf('$person'), rules.session, { person: 'eve' })).toBe('eve');
  expect(await ask(`$exists(${granteeOf('$person')})`, rules.window, { person: 'mary' })).toBe(false);
});

test('Identity Center grants assignments and memberships', async () => {
  const given = await Promise.all(Object.entries(rules).map(async ([kind, rule]) => [kind, await ask(BY_IDENTITY_CENTER, rule)] as const));
  expect(given.filter(([, by]) => by).map(([kind]) => kind).sort()).toEqual(['assignment', 'membership']);
});

test('sessions and custom access have no fixed grantee', async () => {
  const loose = await Promise.all(Object.entries(rules).map(async ([kind, rule]) => [kind, await ask(NO_FIXED_GRANTEE, rule)] as const));
  expect(loose.filter(([, by]) => by).map(([kind]) => kind).sort()).toEqual(['custom', 'session']);
});

test('the roles of sessions and windows get denies', () => {
  expect(deniedRoles({ ...rulebook, rules, userIds }).sort()).toEqual([role.roleArn, window.target._resource].sort());
});
