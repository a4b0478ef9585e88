import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allow, findingsOf, included, rawRole, stackIn, USER_ARN } from '../support';
import { alarm, ALL_EVENTS, filter, ON_ASSUME_ROLE, ON_ROLE, ROLE_ARN, rule } from '../watching';

const RULE = 'RoleUseAlarmSeesEveryForm';
const INSIDE = `($.userIdentity.sessionContext.sessionIssuer.arn = "${ROLE_ARN}")`;
const ASSUMING = `($.requestParameters.roleArn = "${ROLE_ARN}")`;
const SWITCHING = '($.eventName = "SwitchRole") && ($.userIdentity.arn = "arn:aws:sts::111111111111:assumed-role/BreakGlassAdmin/*")';

function watched(stack: Stack, ...patterns: string[]): Stack {
  patterns.forEach((pattern, index) => {
    filter(stack, `Filter${index}`, pattern);
    alarm(stack, `Alarm${index}`, `Filter${index}`);
  });
  return stack;
}

test.each([
  ['one filter', [`{ ${ASSUMING} || (${SWITCHING}) || ${INSIDE} }`]],
  ['a filter for each', [`{ ${ASSUMING} }`, `{ ${SWITCHING} }`, `{ ${INSIDE} }`]],
  ['a filter on the words of the record', ['BreakGlassAdmin']],
])('is silent where alarms see every form by %s', (_, patterns) => {
  const stack = stackIn();
  rawRole(stack);
  expect(findingsOf(RULE, watched(stack, ...patterns))).toEqual([]);
});

test.each([
  ['AssumeRole only', [`{ ${ASSUMING} }`], ['ActionsInside', 'SwitchRole']],
  ['SwitchRole only', [`{ ${SWITCHING} }`], ['ActionsInside', 'AssumeRole']],
  ['AssumeRole, and SwitchRole', [`{ ${ASSUMING} || (${SWITCHING}) }`], ['ActionsInside']],
  ['what is done inside, which SwitchRole is', [`{ ${INSIDE} }`], ['AssumeRole']],
  ['SwitchRole by a role that its record doesn\'t request', [`{ ${ASSUMING} }`, `{ ($.eventName = "SwitchRole") && ${ASSUMING} }`], ['ActionsInside', 'SwitchRole']],
  ['all but SwitchRole', [`{ ${ASSUMING} || (${INSIDE} && ($.eventName != "SwitchRole")) }`], ['SwitchRole']],
  ['what is done inside by write of one service', [`{ ${ASSUMING} || (${SWITCHING}) || (${INSIDE} && ($.eventSource = "iam.amazonaws.com")) }`], ['ActionsInside']],
])('reports what an alarm misses that sees %s', (_, patterns, missed) => {
  const stack = stackIn();
  rawRole(stack);
  expect(findingsOf(RULE, watched(stack, ...patterns))).toEqual(missed.map((form) => `[${form}] at Stack/Role`));
});

test('adds up what filters and event rules see', () => {
  const stack = stackIn();
  rawRole(stack);
  rule(stack, 'Assuming', ON_ASSUME_ROLE, { state: ALL_EVENTS });
  expect(findingsOf(RULE, watched(stack, `{ ${INSIDE} }`))).toEqual([]);
});

test('is silent where event rules see every form', () => {
  const stack = stackIn();
  rawRole(stack);
  rule(stack, 'Rule', {
    $or: [
      { detail: { requestParameters: { roleArn: [ROLE_ARN] } } },
      { detail: { userIdentity: { sessionContext: { sessionIssuer: { arn: [ROLE_ARN] } } } } },
    ],
  }, { state: ALL_EVENTS });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['disabled', { state: 'DISABLED' }, ['AssumeRole']],
  ['enabled, which EventRuleState reports', { state: 'ENABLED' }, []],
])('fails to count a rule that is disabled, not one that is: %s', (_, props, missed) => {
  const stack = stackIn();
  rawRole(stack);
  rule(stack, 'Assuming', ON_ASSUME_ROLE, props);
  expect(findingsOf(RULE, watched(stack, `{ ${INSIDE} }`))).toEqual(missed.map((form) => `[${form}] at Stack/Role`));
});

test('fails to count a filter without an alarm', () => {
  const stack = watched(stackIn(), `{ ${INSIDE} }`);
  rawRole(stack);
  filter(stack, 'Assuming');
  expect(findingsOf(RULE, stack)).toEqual(['[AssumeRole] at Stack/Role']);
});

test('does not apply where nothing watches the role, which RoleUseRaisesAlarm reports', () => {
  const stack = stackIn();
  rawRole(stack);
  expect(findingsOf(RULE, stack)).toEqual([]);
  expect(findingsOf('RoleUseRaisesAlarm', stack)).toEqual(['at Stack/Role']);
});

test('reports each role by what it lacks', () => {
  const app = new App();
  const stack = watched(stackIn(app), `{ ${ASSUMING} || ${INSIDE} }`, ON_ROLE.replace('Admin', 'Auditor'));
  rawRole(stack);
  new iam.CfnRole(stackIn(app, 'Other'), 'Auditor', { roleName: 'BreakGlassAuditor', assumeRolePolicyDocument: { Statement: allow({ AWS: USER_ARN }) } });
  expect(findingsOf(RULE, stack)).toEqual(['[ActionsInside] at Other/Auditor', '[SwitchRole] at Other/Auditor']);
});

test('knows a role by the reference of another stack, with a path and without a name', () => {
  const app = new App();
  const role = new iam.Role(stackIn(app, 'Roles'), 'EmergencyRole', { assumedBy: new iam.ArnPrincipal(USER_ARN), path: '/bg/' });
  const stack = watched(stackIn(app), `{ ($.requestParameters.roleArn = "${role.roleArn}") || ($.userIdentity.sessionContext.sessionIssuer.userName = "${role.roleName}") }`);
  expect(findingsOf(RULE, stack)).toEqual([]);
  app.synth();
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports a form that an override takes out of the pattern', () => {
  const stack = stackIn();
  rawRole(stack);
  alarm(stack, 'Alarm', 'Filter');
  filter(stack, 'Filter', `{ ${ASSUMING} || ${INSIDE} }`).addPropertyOverride('FilterPattern', `{ ${INSIDE} }`);
  expect(findingsOf(RULE, stack)).toEqual(['[AssumeRole] at Stack/Role']);
});

test('reports a role of an included template', () => {
  const stack = watched(stackIn(), '{ $.userIdentity.sessionContext.sessionIssuer.userName = "Emergency" }');
  included(stack, { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'Emergency', AssumeRolePolicyDocument: { Statement: allow({ AWS: USER_ARN }) } } } });
  expect(findingsOf(RULE, stack)).toEqual(['[AssumeRole] at Stack/Include/Role']);
});

test('does not apply to a role that has nothing to do with emergencies', () => {
  const stack = watched(stackIn(), ON_ROLE.replace('BreakGlassAdmin', 'Developer'));
  rawRole(stack, undefined, { roleName: 'Developer' });
  expect(findingsOf(RULE, stack)).toEqual([]);
});
