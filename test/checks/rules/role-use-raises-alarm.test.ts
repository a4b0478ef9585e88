import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { allow, findingsOf, included, rawRole, stackIn, USER_ARN } from '../support';
import { alarm, ALL_EVENTS, filter, ON_ASSUME_ROLE, ON_ROLE, ROLE_ARN, rule } from '../watching';

const RULE = 'RoleUseRaisesAlarm';

function watched(stack: Stack, pattern = ON_ROLE): void {
  filter(stack, 'Filter', pattern);
  alarm(stack, 'Alarm', 'Filter');
}

test.each([
  ['its ARN', ON_ROLE],
  ['the end of its ARN', '{ $.requestParameters.roleArn = "*:role/BreakGlassAdmin" }'],
  ['what is done inside', `{ $.userIdentity.sessionContext.sessionIssuer.arn = "${ROLE_ARN}" }`],
  ['its name', '{ $.userIdentity.sessionContext.sessionIssuer.userName = BreakGlass* }'],
  ['the words of the record', '"AssumeRole" "role/BreakGlassAdmin"'],
])('is silent where a metric filter with an alarm watches for %s', (_, pattern) => {
  const stack = stackIn();
  rawRole(stack);
  watched(stack, pattern);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('is silent where an event rule watches', () => {
  const stack = stackIn();
  rawRole(stack);
  rule(stack, 'Rule', ON_ASSUME_ROLE, { state: ALL_EVENTS });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports a role that nothing watches', () => {
  const stack = stackIn();
  rawRole(stack);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test.each([
  ['another role', ON_ROLE.replace('Admin', 'Auditor')],
  ['another account', ON_ROLE.replace('111111111111', '222222222222')],
  ['another path', ON_ROLE.replace('role/', 'role/bg/')],
  ['the sign-in of a user', '{ $.eventName = "ConsoleLogin" }'],
  ['a field that CloudTrail doesn\'t write', `{ $.requestParameters.role = "${ROLE_ARN}" }`],
  ['what can\'t be read', `{ $.requestParameters.roleArn = %${ROLE_ARN}% }`],
  ['the ARN, and its opposite', `{ ($.requestParameters.roleArn = "${ROLE_ARN}") && ($.requestParameters.roleArn != "${ROLE_ARN}") }`],
])('reports a role where the filter watches for %s', (_, pattern) => {
  const stack = stackIn();
  rawRole(stack);
  watched(stack, pattern);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test.each([
  ['a filter without an alarm', (stack: Stack) => filter(stack, 'Filter')],
  ['a filter with an alarm on another metric', (stack: Stack) => [filter(stack, 'Filter'), alarm(stack, 'Alarm', 'Other')]],
  ['a filter with an alarm on the metric of another namespace', (stack: Stack) => [filter(stack, 'Filter'), alarm(stack, 'Alarm', 'Filter', { namespace: 'Other' })]],
  ['a disabled rule', (stack: Stack) => rule(stack, 'Rule', ON_ASSUME_ROLE, { state: 'DISABLED' })],
  ['a rule on a schedule', (stack: Stack) => rule(stack, 'Rule', undefined, { scheduleExpression: 'rate(1 hour)' })],
  ['a rule on another source', (stack: Stack) => rule(stack, 'Rule', { ...ON_ASSUME_ROLE, source: ['aws.iam'] })],
])('reports a role with %s', (_, watch) => {
  const stack = stackIn();
  rawRole(stack);
  watch(stack);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test.each([
  ['the reference of L2', (role: iam.Role) => role.roleArn],
  ['the logical id', (role: iam.Role) => ({ 'Fn::GetAtt': [Stack.of(role).getLogicalId(role.node.defaultChild as iam.CfnRole), 'Arn'] })],
])('is silent where an unnamed role is watched by %s', (_, arn) => {
  const stack = stackIn();
  const role = new iam.Role(stack, 'EmergencyRole', { assumedBy: new iam.ArnPrincipal(USER_ARN) });
  filter(stack, 'Filter', Fn.join('', ['{ $.requestParameters.roleArn = "', arn(role) as string, '" }']));
  alarm(stack, 'Alarm', 'Filter');
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('sees filter, alarm and role in three stacks, before and after synthesis', () => {
  const app = new App();
  const role = new iam.Role(stackIn(app, 'Roles'), 'EmergencyRole', { assumedBy: new iam.ArnPrincipal(USER_ARN), roleName: 'Firecall' });
  const group = logs.LogGroup.fromLogGroupName(stackIn(app, 'Logs'), 'Trail', 'trail');
  const metric = new logs.MetricFilter(stackIn(app, 'Filters'), 'Filter', {
    logGroup: group,
    filterPattern: logs.FilterPattern.stringValue('$.requestParameters.roleArn', '=', role.roleArn),
    metricNamespace: 'Security',
    metricName: 'Use',
  }).metric();
  const stack = stackIn(app, 'Alarms');
  expect(findingsOf(RULE, stack)).toEqual(['at Roles/EmergencyRole/Resource']);
  new cloudwatch.Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 });
  expect(findingsOf(RULE, stack)).toEqual([]);
  app.synth();
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports a role whose filter\'s pattern only the deployment decides', () => {
  const stack = stackIn();
  rawRole(stack);
  watched(stack, new CfnParameter(stack, 'Pattern').valueAsString);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports a role whose alarm an override leads to another metric', () => {
  const stack = stackIn();
  rawRole(stack);
  filter(stack, 'Filter');
  alarm(stack, 'Alarm', 'Filter').addPropertyOverride('MetricName', 'Other');
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reads an included template', () => {
  const stack = stackIn();
  const trust = { AssumeRolePolicyDocument: { Statement: allow({ AWS: USER_ARN }) } };
  included(stack, {
    EmergencyWatched: { Type: 'AWS::IAM::Role', Properties: trust },
    EmergencySilent: { Type: 'AWS::IAM::Role', Properties: trust },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: { State: ALL_EVENTS, EventPattern: { detail: { requestParameters: { roleArn: [{ 'Fn::GetAtt': 'EmergencyWatched.Arn' }] } } } },
    },
  });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Include/EmergencySilent']);
});

test.each([
  ['has nothing to do with emergencies', allow({ AWS: USER_ARN }), 'Developer'],
  ['a service assumes', allow({ Service: 'lambda.amazonaws.com' }), 'IncidentResponseFunction'],
])('does not apply to a role that %s', (_, trust, roleName) => {
  const stack = stackIn();
  rawRole(stack, trust, { roleName });
  expect(findingsOf(RULE, stack)).toEqual([]);
});
