import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AppReading } from '../../../checks/src/reading/app-reading';
import { seenForms, watchesReads } from '../../../checks/src/reading/detection';
import { FormOfUse } from '../../../checks/src/reading/use-records';
import { stackIn } from '../support';
import { alarm, breakGlassRole, filter, ON_ROLE, ROLE_ARN, rule } from '../watching';

const { ASSUME_ROLE, SWITCH_ROLE, ACTIONS_INSIDE } = FormOfUse;

function forms(role: iam.CfnRole): FormOfUse[] {
  const app = new AppReading(role.node.root);
  return seenForms(app.resource(role), app);
}

/** What a filter with an alarm on it sees of the role's use. */
function seenBy(pattern: string | ((stack: Stack) => string), props: Partial<iam.CfnRoleProps> = {}): FormOfUse[] {
  const stack = stackIn();
  const role = breakGlassRole(stack, props);
  filter(stack, 'Filter', typeof pattern === 'string' ? pattern : pattern(stack));
  alarm(stack, 'Alarm', 'Filter');
  return forms(role);
}

test.each<[string, string, FormOfUse[]]>([
  ['the requested role', ON_ROLE, [ASSUME_ROLE]],
  ['the session\'s issuer', `{ $.userIdentity.sessionContext.sessionIssuer.arn = "${ROLE_ARN}" }`, [SWITCH_ROLE, ACTIONS_INSIDE]],
  ['the session', '{ $.userIdentity.arn = "arn:aws:sts::111111111111:assumed-role/BreakGlassAdmin/*" }', [SWITCH_ROLE, ACTIONS_INSIDE]],
  ['the switch', '{ $.eventName = SwitchRole }', [SWITCH_ROLE]],
  ['all forms', `{ ($.requestParameters.roleArn = "${ROLE_ARN}") || ($.userIdentity.sessionContext.sessionIssuer.userName = BreakGlassAdmin) }`,
    [ASSUME_ROLE, SWITCH_ROLE, ACTIONS_INSIDE]],
  ['the role as if it acted itself', `{ $.userIdentity.arn = "${ROLE_ARN}" }`, []],
  ['one action inside', `{ $.eventName = "StopInstances" && $.userIdentity.sessionContext.sessionIssuer.arn = "${ROLE_ARN}" }`, []],
  ['the actions of one service', '{ $.eventSource = "ec2.amazonaws.com" }', []],
  ['refusals only', `{ $.errorCode = "AccessDenied*" && $.requestParameters.roleArn = "${ROLE_ARN}" }`, []],
  ['a role with a longer name', `{ $.requestParameters.roleArn = "${ROLE_ARN}2" }`, []],
  ['a role of another account', '{ $.requestParameters.roleArn = "arn:aws:iam::222222222222:role/BreakGlassAdmin" }', []],
  ['the end of its name', '{ $.requestParameters.roleArn = "*BreakGlassAdmin" }', [ASSUME_ROLE]],
  ['nothing at all, which is everything', '', [ASSUME_ROLE, SWITCH_ROLE, ACTIONS_INSIDE]],
  ['a regular expression, which this does not read', '{ $.requestParameters.roleArn = %BreakGlass% }', []],
  ['a broken pattern', '{ $.eventName = ', []],
  ['columns of text, which records are not', '[time, user = BreakGlassAdmin, ...]', []],
])('a filter on %s sees it in these forms', (_, pattern, expected) => {
  expect(seenBy(pattern)).toEqual(expected);
});

test.each<[string, string, FormOfUse[]]>([
  ['a word', 'BreakGlassAdmin', [ASSUME_ROLE, SWITCH_ROLE, ACTIONS_INSIDE]],
  ['a word in quotes', '"role/BreakGlassAdmin"', [ASSUME_ROLE, SWITCH_ROLE, ACTIONS_INSIDE]],
  ['two words, which must both be there', 'BreakGlassAdmin roleSessionName', [ASSUME_ROLE]],
  ['a word, without another', 'BreakGlassAdmin -SwitchRole', [ASSUME_ROLE, ACTIONS_INSIDE]],
  ['without a text in quotes', 'BreakGlassAdmin -"sessionIssuer"', [ASSUME_ROLE]],
  ['any of two words', '?SwitchRole ?roleSessionName', [ASSUME_ROLE, SWITCH_ROLE]],
  ['a word in another case', 'breakglassadmin', []],
])('a filter without braces on %s sees it in these forms', (_, pattern, expected) => {
  expect(seenBy(pattern)).toEqual(expected);
});

test('reads a role by reference, in Fn::Sub, with a path, and across stacks', () => {
  const app = new App();
  const role = breakGlassRole(stackIn(app), { roleName: undefined, path: '/bg/' });
  const watch = stackIn(app, 'Watch');
  filter(watch, 'Assumed', `{ $.requestParameters.roleArn = "${role.attrArn}" }`);
  filter(watch, 'Session', Fn.sub('{ $.userIdentity.arn = "arn:${AWS::Partition}:sts::${AWS::AccountId}:assumed-role/${Name}/*" }', { Name: role.ref }));
  alarm(watch, 'AssumedAlarm', 'Assumed');
  alarm(watch, 'SessionAlarm', 'Session');
  expect(forms(role)).toEqual([ASSUME_ROLE, SWITCH_ROLE, ACTIONS_INSIDE]);
});

test('takes pseudo parameters for the account of the stack they stand in', () => {
  const app = new App();
  const stack = new Stack(app, 'Two', { env: { account: '222222222222', region: 'eu-central-1' } });
  const role = breakGlassRole(stack);
  const pattern = Fn.sub('{ $.requestParameters.roleArn = "arn:aws:iam::${AWS::AccountId}:role/BreakGlassAdmin" }');
  const elsewhere = new Stack(app, 'One', { env: { account: '111111111111', region: 'eu-central-1' } });
  filter(elsewhere, 'Filter', pattern);
  alarm(elsewhere, 'Alarm', 'Filter');
  expect(forms(role)).toEqual([]);
  filter(stack, 'Filter', pattern);
  expect(forms(role)).toEqual([ASSUME_ROLE]);
});

test('fails to see by what only the deployment decides', () => {
  expect(seenBy((stack) => `{ $.requestParameters.roleArn = "${new CfnParameter(stack, 'RoleArn').valueAsString}" }`)).toEqual([]);
  expect(seenBy((stack) => new CfnParameter(stack, 'Pattern').valueAsString)).toEqual([]);
});

const math = (metric: object): Partial<cloudwatch.CfnAlarmProps> => ({
  namespace: undefined,
  metricName: undefined,
  metrics: [{ id: 'm', metricStat: { metric, period: 60, stat: 'Sum' }, returnData: false }, { id: 'e', expression: 'FILL(m, 0)' }] as any[],
});
const byRole = {
  metricTransformations: [{
    metricNamespace: 'Security', metricName: 'Filter', metricValue: '1', dimensions: [{ key: 'Role', value: '$.requestParameters.roleArn' }],
  }],
};

test.each<[string, object, Partial<cloudwatch.CfnAlarmProps>, boolean]>([
  ['the metric', {}, {}, true],
  ['an expression with the metric', {}, math({ namespace: 'Security', metricName: 'Filter' }), true],
  ['an expression with a namesake in another namespace', {}, math({ namespace: 'Shop', metricName: 'Filter' }), false],
  ['an expression by itself', {}, { namespace: undefined, metricName: undefined, metrics: [{ id: 'e', expression: 'SELECT SUM(Filter) FROM Security' }] }, false],
  ['a namesake in another namespace', {}, { namespace: 'Shop' }, false],
  ['the metric with a dimension that it does not have', {}, { dimensions: [{ name: 'Environment', value: 'prod' }] }, false],
  ['the metric with its dimension', byRole, { dimensions: [{ name: 'Role', value: ROLE_ARN }] }, true],
  ['the metric without its dimension, which has no data', byRole, {}, false],
])('an alarm on %s makes a filter raise something, or not', (_, filterProps, alarmProps, expected) => {
  const stack = stackIn();
  const role = breakGlassRole(stack);
  filter(stack, 'Filter', undefined, filterProps);
  alarm(stack, 'Alarm', 'Filter', alarmProps);
  expect(forms(role)).toEqual(expected ? [ASSUME_ROLE] : []);
});

const watching = (name: string) => `{ $.eventName = "AssumeRole" && $.userIdentity.userName = "${name}" }`;
const trusting = (...principals: string[]) => ({
  assumeRolePolicyDocument: { Statement: { Effect: 'Allow', Principal: { AWS: principals }, Action: 'sts:AssumeRole' } },
});
const [JANE, JOHN] = ['user/jane', 'user/bg/john'].map((path) => `arn:aws:iam::222222222222:${path}`);

test.each<[string, string, string[], FormOfUse[]]>([
  ['its one user', watching('jane'), [JANE], [ASSUME_ROLE]],
  ['both of its users', '{ $.userIdentity.userName = "jane" || $.userIdentity.arn = "*:user/bg/john" }', [JANE, JOHN], [ASSUME_ROLE]],
  ['one of its two users', watching('jane'), [JANE, JOHN], []],
  ['one user, where the whole account may come', watching('jane'), ['arn:aws:iam::222222222222:root'], []],
  ['one user, where every user may come', watching('jane'), ['arn:aws:iam::222222222222:user/*'], []],
  ['one user, where a role may come too', watching('jane'), [JANE, 'arn:aws:iam::222222222222:role/Broker'], []],
])('a filter on what %s does sees a role only if no other principal can assume it', (_, pattern, principals, expected) => {
  expect(seenBy(pattern, trusting(...principals))).toEqual(expected);
});

test('reads a trusted user by reference', () => {
  const app = new App();
  const user = new iam.CfnUser(stackIn(app, 'Users'), 'User', { userName: 'jane' });
  const stack = stackIn(app);
  const role = breakGlassRole(stack, trusting(user.attrArn));
  filter(stack, 'Filter', watching('jane'));
  alarm(stack, 'Alarm', 'Filter');
  expect(forms(role)).toEqual([ASSUME_ROLE]);
});

test('a rule sees the switch as an event of the console, and actions as calls', () => {
  const stack = stackIn();
  const role = breakGlassRole(stack);
  const issuer = { userIdentity: { sessionContext: { sessionIssuer: { arn: [ROLE_ARN] } } } };
  rule(stack, 'Rule', { 'detail-type': ['AWS Console Sign In via CloudTrail'], 'detail': issuer });
  expect(forms(role)).toEqual([SWITCH_ROLE]);
  rule(stack, 'Calls', { 'detail-type': ['AWS API Call via CloudTrail'], 'detail': issuer });
  expect(forms(role)).toEqual([SWITCH_ROLE, ACTIONS_INSIDE]);
});

test('a rule sees by $or, and not while it is disabled', () => {
  const stack = stackIn();
  const role = breakGlassRole(stack);
  const issuer = { userIdentity: { sessionContext: { sessionIssuer: { arn: [ROLE_ARN] } } } };
  const pattern = { detail: { $or: [{ requestParameters: { roleArn: [ROLE_ARN] } }, issuer] } };
  rule(stack, 'Off', pattern, { state: 'DISABLED' });
  expect(forms(role)).toEqual([]);
  rule(stack, 'On', pattern);
  expect(forms(role)).toEqual([ASSUME_ROLE, SWITCH_ROLE, ACTIONS_INSIDE]);
});

test.each<[object | undefined, boolean]>([
  [{ source: ['aws.sts'] }, true],
  [{ source: 'aws.sts' }, true],
  [{ detail: { eventName: ['AssumeRoleWithWebIdentity'] } }, true],
  [{ detail: { eventName: [{ prefix: 'AssumeRole' }] } }, true],
  [{ detail: { eventName: [{ 'anything-but': ['AssumeRole'] }] } }, false],
  [{ detail: { eventName: [{ exists: true }, null] } }, false],
  [{ source: ['aws.signin'] }, false],
  [{ detail: { readOnly: [true] } }, true],
  [{ detail: { readOnly: [true, false] } }, false],
  [undefined, false],
])('the pattern %j is for reads: %s', (pattern, expected) => {
  const stack = stackIn();
  const node = rule(stack, 'Rule', pattern);
  expect(watchesReads(new AppReading(stack.node.root).resource(node))).toBe(expected);
});
