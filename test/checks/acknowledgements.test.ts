import { App, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { compliantTemplate, stackOf, Template } from './fixture';
import { findings, rawRole, stackIn, synthesized } from './support';
import { BreakGlassChecks } from 'cdk-break-glass-checks';

const REASON = 'Watched by the organization trail in the app security-monitoring.';
const UNREASONED = 'AcknowledgementHasReason at Stack/Role';

/** The compliant template with one mistake, so that there is one finding. */
function stackWith(mistake: (template: Template) => void): Stack {
  const template = compliantTemplate();
  mistake(template);
  return stackOf(template);
}

function acknowledged(stack: Stack, id: string, reason: string, path = 'Role'): Stack {
  Validations.of(path === '' ? stack : stack.node.findChild(path)).acknowledge({ id, reason });
  return stack;
}

const unwatched = () => stackWith((template) => { delete template.UseAlarm; });

test.each<[string, (template: Template) => void]>([
  ['BreakGlass-RoleUseRaisesAlarm', (t) => { delete t.UseAlarm; }],
  ['BreakGlass-RoleHasBoundary', (t) => { delete t.Role.Properties.PermissionsBoundary; }],
  ['BreakGlass-RoleUseAlarmSeesEveryForm[AssumeRole]', ({ UseFilter: { Properties } }) => {
    Properties.FilterPattern = Properties.FilterPattern.replace(/\(\$\.requestParameters.*?\) \|\| /, '');
  }],
  ['BreakGlass-RoleBoundaryDenies[iam:CreateUser]', ({ Boundary }) => { Boundary.Properties.PolicyDocument.Statement[1].Action.shift(); }],
  ['BreakGlass-RoleBoundaryDenies', ({ Role }) => { Role.Properties.PermissionsBoundary = 'arn:aws:iam::111111111111:policy/Central'; }],
])('takes away %s where a reason is given', (id, mistake) => {
  expect(findings(stackWith(mistake))).toEqual([`${id.replace('BreakGlass-', '')} at Stack/Role`]);
  expect(findings(acknowledged(stackWith(mistake), id, REASON))).toEqual([]);
});

test.each([
  ['BreakGlass-PermissionSetWriteWildcard[ec2:Stop*]', 'PermissionSet', ({ PermissionSet }: Template) => { PermissionSet.Properties.InlinePolicy.Statement[0].Action.push('ec2:Stop*'); }],
  ['BreakGlass-IdentityNotFromRequest[requester]', 'Method', ({ Method }: Template) => {
    Method.Properties.Integration.RequestTemplates['application/json'] = '{ "requester": "$input.path(\'$.requester\')" }';
  }],
])('takes away %s, in the report of a synthesis as well', (id, path, mistake) => {
  for (const reason of [undefined, REASON]) {
    const stack = stackWith(mistake);
    const app = stack.node.root as App;
    Validations.of(app).addPlugins(new BreakGlassChecks(app));
    if (reason) { acknowledged(stack, id, reason, path); }
    const expected = reason ? [] : [`${id.replace('BreakGlass-', '')} at Stack/${path}`];
    expect(findings(stack)).toEqual(expected);
    expect(synthesized(app)).toEqual({ exitCode: reason ? 0 : 1, findings: expected });
  }
});

test('reports what isn\'t acknowledged of several findings of one rule', () => {
  const stack = stackWith(({ Boundary }) => { Boundary.Properties.PolicyDocument.Statement[1].Action.splice(0, 2); });
  acknowledged(stack, 'BreakGlass-RoleBoundaryDenies[iam:CreateUser]', REASON);
  expect(findings(stack)).toEqual(['RoleBoundaryDenies[iam:CreateAccessKey] at Stack/Role']);
});

test.each([
  ['BreakGlass-RoleBoundaryDenies', 'the rule in place of what it found'],
  ['BreakGlass-RoleBoundaryDenies[iam:CreateAccessKey]', 'something else that it could have found'],
  ['RoleBoundaryDenies[iam:CreateUser]', 'an id without the pack'],
])('fails to be calmed by an acknowledgement of %s: %s', (id) => {
  const stack = stackWith(({ Boundary }) => { Boundary.Properties.PolicyDocument.Statement[1].Action.shift(); });
  expect(findings(acknowledged(stack, id, REASON))).toEqual(['RoleBoundaryDenies[iam:CreateUser] at Stack/Role']);
});

test('takes away the findings below of the construct that is acknowledged, and no others', () => {
  const app = new App();
  const stacks = ['One', 'Two'].map((id) => stackIn(app, id));
  stacks.forEach((stack) => rawRole(stack));
  acknowledged(stacks[0], 'BreakGlass-RoleHasBoundary', REASON, '');
  expect(findings(stacks[0]).filter((finding) => /Boundary/.test(finding))).toEqual(['RoleHasBoundary at Two/Role']);
});

test('takes away a finding by an acknowledgement on the L2 construct', () => {
  const stack = stackIn();
  const role = new iam.Role(stack, 'EmergencyRole', { assumedBy: new iam.ArnPrincipal('arn:aws:iam::111111111111:user/jane') });
  const before = findings(stack);
  Validations.of(role).acknowledge({ id: 'BreakGlass-RoleHasBoundary', reason: REASON }, { id: 'BreakGlass-RoleRequiresMFA', reason: REASON });
  expect(findings(stack)).toEqual(before.filter((finding) => !/HasBoundary|RequiresMFA/.test(finding)));
});

test.each([
  ['', 'none'],
  ['   ', 'spaces'],
  ['too short', 'one of 9 characters'],
  ['TODO', 'a placeholder'],
  ['TODO TODO TODO', 'a placeholder again and again'],
  ['  false positive  ', 'a placeholder of two words'],
  ['..........', 'dots'],
  ['aaaaaaaaaaaaa', 'one letter'],
  ['1234567890', 'digits'],
  ['n/a n/a n/a n/a', 'nothing in many words'],
])('reports an acknowledgement whose reason is %j, %s', (reason) => {
  expect(findings(acknowledged(unwatched(), 'BreakGlass-RoleUseRaisesAlarm', reason))).toEqual([UNREASONED]);
});

test.each([
  ['Watched by team SOC'],
  ['TODO until the trail of the organization is there, ticket 4711'],
  ['組織の証跡アプリケーションで監視されています'],
])('takes %j for a reason', (reason) => {
  expect(findings(acknowledged(unwatched(), 'BreakGlass-RoleUseRaisesAlarm', reason))).toEqual([]);
});

test.each([
  ['of a finding that isn\'t there', 'BreakGlass-RoleHasBoundary'],
  ['of an id that doesn\'t exist', 'BreakGlass-NoSuchRule'],
  ['by the id in CDK\'s report', 'BreakGlassChecks::BreakGlass-RoleHasBoundary'],
])('reports an acknowledgement without a reason %s', (_, id) => {
  expect(findings(acknowledged(stackOf(compliantTemplate()), id, 'TODO'))).toEqual([UNREASONED]);
});

test.each([
  ['another pack', 'AwsSolutions-IAM4'],
  ['another plugin', 'OtherPlugin::BreakGlass-RoleHasBoundary'],
  ['a pack whose name starts as this one\'s', 'BreakGlassery-Rule'],
  ['CDK', '@aws-cdk/aws-iam:policyTooLarge'],
])('doesn\'t judge an acknowledgement of %s', (_, id) => {
  expect(findings(acknowledged(stackOf(compliantTemplate()), id, 'x'))).toEqual([]);
});

test.each(['BreakGlass-AcknowledgementHasReason', 'BreakGlassChecks::BreakGlass-AcknowledgementHasReason'])('fails to be silenced by an acknowledgement of %s', (id) => {
  const stack = acknowledged(unwatched(), 'BreakGlass-RoleUseRaisesAlarm', 'x');
  const app = stack.node.root as App;
  Validations.of(app).addPlugins(new BreakGlassChecks(app));
  Validations.of(app).acknowledge({ id, reason: REASON });
  expect(findings(stack)).toEqual([UNREASONED]);
  expect(synthesized(app)).toEqual({ exitCode: 1, findings: [UNREASONED] });
});

test('reports each construct with such an acknowledgement once, the stack and the app too', () => {
  const stack = unwatched();
  const app = stack.node.root;
  for (const construct of [app, stack, stack.node.findChild('Role')]) {
    Validations.of(construct).acknowledge({ id: 'BreakGlass-RoleUseRaisesAlarm', reason: 'x' }, { id: 'BreakGlass-RoleHasBoundary', reason: 'y' });
  }
  expect(findings(stack)).toEqual(['AcknowledgementHasReason at ', 'AcknowledgementHasReason at Stack', UNREASONED]);
});

test('reports an acknowledgement above of the scope, which holds in it', () => {
  const stack = acknowledged(unwatched(), 'BreakGlass-RoleUseRaisesAlarm', 'x', '');
  const report = new BreakGlassChecks().validateScope(stack.node.findChild('Role'));
  expect(report.violations).toEqual([expect.objectContaining({
    ruleName: 'BreakGlass-AcknowledgementHasReason', severity: 'fatal', violatingResources: [{ constructPath: 'Stack', locations: ['Metadata'] }],
  })]);
  expect(report.success).toBe(false);
});
