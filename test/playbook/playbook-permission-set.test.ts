import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AssigneeType, Phase, Playbook, PlaybookPermissionSet, PlaybookPermissionSetProps } from '../../src';
import { resolvedTemplate, resourcesOfType } from '../support/resolve';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000000';
const USER = 'de1f6f2e-1a2b-4c5d-8e9f-000000000001';
const CASES = Playbook.catalogue().flatMap((playbook) => Object.values(Phase).map((phase) => [playbook.name, phase, playbook] as const));

function made(props: Partial<PlaybookPermissionSetProps> = {}): { stack: Stack; set: PlaybookPermissionSet; template: Template } {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
  const set = new PlaybookPermissionSet(stack, 'Set', {
    instanceArn: INSTANCE, playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT, ...props,
  });
  return { stack, set, template: Template.fromStack(stack) };
}

test('makes a permission set of an hour, named after phase and playbook', () => {
  const { set, stack, template } = made();
  template.hasResourceProperties('AWS::SSO::PermissionSet', {
    InstanceArn: INSTANCE,
    Name: 'CONTAIN-RANSOMWARE',
    SessionDuration: 'PT1H',
    Description: Match.stringLikeRegexp('containment$'),
    Tags: [{ Key: 'Phase', Value: 'CONTAINMENT' }, { Key: 'Playbook', Value: 'RANSOMWARE' }, { Key: 'Purpose', Value: 'IncidentResponse' }],
    PermissionsBoundary: Match.absent(),
  });
  expect(set.permissionSetName).toBe('CONTAIN-RANSOMWARE');
  expect(stack.resolve(set.permissionSetArn)).toEqual({ 'Fn::GetAtt': [stack.getLogicalId(set.node.defaultChild as any), 'PermissionSetArn'] });
  template.resourceCountIs('AWS::SSO::Assignment', 0);
});

test('allows what the phase needs, and carries the denies', () => {
  made().template.hasResourceProperties('AWS::SSO::PermissionSet', {
    InlinePolicy: {
      Version: '2012-10-17',
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Allow', Action: ['kms:CancelKeyDeletion', 'kms:EnableKey'] }),
        Match.objectLike({ Sid: 'DenyHighRisk', Effect: 'Deny', Resource: '*' }),
        Match.objectLike({ Sid: 'DenyBreakGlass', Effect: 'Deny', NotAction: ['iam:Get*', 'iam:List*'] }),
      ]),
    },
  });
});

test.each(CASES)('holds no account in the ARNs of %s, phase %s, and the session\'s own in its conditions', (_, phase, playbook) => {
  const { stack } = made({ playbook, phase });
  const [{ InlinePolicy }] = Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::SSO::PermissionSet'));
  expect(JSON.stringify(InlinePolicy)).not.toMatch(/\d{12}/);
  for (const { Resource, Condition } of InlinePolicy.Statement) {
    expect(JSON.stringify(Resource)).not.toContain('${');
    const account = Condition?.StringEquals?.['aws:ResourceAccount'];
    expect([undefined, '${aws:PrincipalAccount}']).toContain(account);
  }
});

test('gives each playbook and phase a name of its own', () => {
  const names = CASES.map(([, phase, playbook]) => made({ playbook, phase }).set.permissionSetName);
  expect(new Set(names).size).toBe(names.length);
  names.forEach((name) => expect(name.length).toBeLessThanOrEqual(32));
});

test('takes a name of 32 characters', () => {
  const permissionSetName = 'A'.repeat(32);
  made({ permissionSetName }).template.hasResourceProperties('AWS::SSO::PermissionSet', { Name: permissionSetName });
});

test('takes sessions up to the maximum of the phase', () => {
  made({ maxSession: Duration.hours(2) }).template.hasResourceProperties('AWS::SSO::PermissionSet', { SessionDuration: 'PT2H' });
});

test('takes the hour that is Identity Center\'s shortest, where the phase allows less', () => {
  const playbook = new Playbook({
    name: 'QUICK',
    title: 'Quick',
    containment: { maxSession: Duration.minutes(15), statements: [{ actions: ['iam:UpdateAccessKey'], sources: ['https://example.com'] }] },
  });
  made({ playbook }).template.hasResourceProperties('AWS::SSO::PermissionSet', { SessionDuration: 'PT1H', Name: 'CONTAIN-QUICK' });
  expect(() => made({ playbook, maxSession: Duration.minutes(61) })).toThrow("'maxSession' must be at most 1 hour, got 1 hour 1 minute");
});

test.each([
  ['Boundary', { Name: 'Boundary', Path: '/' }],
  ['/bg/limits/Boundary', { Name: 'Boundary', Path: '/bg/limits/' }],
])('refers to the boundary %s by name and path', (permissionsBoundaryName, reference) => {
  made({ permissionsBoundaryName }).template.hasResourceProperties('AWS::SSO::PermissionSet', {
    PermissionsBoundary: { CustomerManagedPolicyReference: reference },
  });
});

test('assigns groups and users to accounts, and warns that this is standing access', () => {
  const { stack, set, template } = made({
    assignments: [
      { assigneeType: AssigneeType.GROUP, assigneeId: GROUP, accountId: '444455556666' },
      { assigneeType: AssigneeType.USER, assigneeId: USER, accountId: '444455556666' },
    ],
  });
  template.resourceCountIs('AWS::SSO::Assignment', 2);
  template.hasResourceProperties('AWS::SSO::Assignment', {
    InstanceArn: INSTANCE,
    PermissionSetArn: stack.resolve(set.permissionSetArn),
    PrincipalId: GROUP,
    PrincipalType: 'GROUP',
    TargetId: '444455556666',
    TargetType: 'AWS_ACCOUNT',
  });
  template.hasResourceProperties('AWS::SSO::Assignment', { PrincipalId: USER, PrincipalType: 'USER' });
  Annotations.fromStack(stack).hasWarning('/Stack/Set', Match.stringLikeRegexp('standing access.*\\[ack: cdk-break-glass:standingAssignment\\]'));
});

test('keeps the assignments\' logical ids when their order changes', () => {
  const one = { assigneeType: AssigneeType.GROUP, assigneeId: GROUP, accountId: '444455556666' };
  const two = { ...one, accountId: '777788889999' };
  const ids = (...assignments: typeof one[]) => Object.keys(made({ assignments }).template.findResources('AWS::SSO::Assignment')).sort();
  expect(ids(one, two)).toEqual(ids(two, one));
});

test('takes ids that aren\'t known until deployment', () => {
  const token = (value: string) => Lazy.string({ produce: () => value });
  const { template } = made({
    instanceArn: token(INSTANCE), assignments: [{ assigneeType: AssigneeType.GROUP, assigneeId: token(GROUP), accountId: token('444455556666') }],
  });
  template.hasResourceProperties('AWS::SSO::Assignment', { PrincipalId: GROUP, TargetId: '444455556666' });
});

test('does not warn without assignments', () => {
  expect(Annotations.fromStack(made({ assignments: [] }).stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test.each([
  ['another service', 'arn:aws:iam:::instance/ssoins-1234567890abcdef'],
  ['an id of 15 characters', 'arn:aws:sso:::instance/ssoins-1234567890abcde'],
  ['an id of 17 characters', 'arn:aws:sso:::instance/ssoins-1234567890abcdef0'],
  ['an account', 'arn:aws:sso::111122223333:instance/ssoins-1234567890abcdef'],
  ['the id alone', 'ssoins-1234567890abcdef'],
  ['something before it', ' arn:aws:sso:::instance/ssoins-1234567890abcdef'],
  ['nothing', ''],
])('fails on an instance ARN with %s', (_, instanceArn) => {
  expect(() => made({ instanceArn })).toThrow(
    `'instanceArn' must be the ARN of an Identity Center instance, got '${instanceArn}'; write it as '${INSTANCE}'`);
});

test.each([
  ['a name of 33 characters', 'A'.repeat(33), 'A'.repeat(32)],
  ['an empty name', '', 'CONTAIN-RANSOMWARE'],
  ['a name with blanks', 'contain and recover', 'contain-and-recover'],
])('fails on %s', (_, permissionSetName, fixed) => {
  expect(() => made({ permissionSetName })).toThrow(
    `'permissionSetName' must be 1 to 32 characters of letters, digits and +=,.@-_, got '${permissionSetName}'; write it as '${fixed}'`);
});

test('fails on a name that isn\'t known', () => {
  expect(() => made({ permissionSetName: Lazy.string({ produce: () => 'later' }) })).toThrow("'permissionSetName' must be known at synthesis");
});

test.each([
  [Duration.minutes(59), "'maxSession' must be at least 1 hour, got 59 minutes; Identity Center allows no shorter session"],
  [Duration.hours(3), "must be at most 2 hours, got 3 hours; playbook 'RANSOMWARE' allows no longer session for this phase"],
])('fails on sessions of %s', (maxSession, message) => {
  expect(() => made({ maxSession })).toThrow(message);
});

test('fails on a session duration that isn\'t known', () => {
  expect(() => made({ maxSession: Duration.minutes(Lazy.number({ produce: () => 60 })) }))
    .toThrow("'maxSession' must be known at synthesis");
});

test('takes a playbook whose longest session isn\'t in whole minutes', () => {
  const playbook = new Playbook({
    name: 'ODD',
    title: 'Odd',
    containment: { maxSession: Duration.seconds(5401), statements: [{ actions: ['iam:UpdateAccessKey'], sources: ['https://example.com'] }] },
  });
  expect(() => made({ playbook })).not.toThrow();
});

test('fails on a phase that the playbook doesn\'t have', () => {
  const playbook = new Playbook({
    name: 'LOOK', title: 'Look', investigation: { statements: [{ actions: ['iam:ListUsers'], sources: ['https://example.com'] }] },
  });
  expect(() => made({ playbook })).toThrow("'phase' must be a phase that playbook 'LOOK' has (INVESTIGATION), got 'CONTAINMENT'");
});

const PUT_RIGHT: { readonly [name: string]: string } = { 'bg/Limits': '/bg/Limits', 'arn:aws:iam::111122223333:policy/Boundary': 'Boundary' };

test.each(['', '/bg/', 'bg/Boundary', 'bg/Limits', 'arn:aws:iam::111122223333:policy/Boundary', 'Bound*'])('fails on the boundary name %p', (name) => {
  expect(() => made({ permissionsBoundaryName: name })).toThrow(
    `'permissionsBoundaryName' must be the name of a customer managed policy, with its path, got '${name}'; write it as '${PUT_RIGHT[name] ?? '/bg/Boundary'}'`);
});

describe('an assignment', () => {
  const assigned = (assigneeId: string, accountId: string = '444455556666') =>
    made({ assignments: [{ assigneeType: AssigneeType.GROUP, assigneeId, accountId }] });

  test.each(['Security', '', `${GROUP}0`, GROUP.slice(1), `x${USER}`, USER.replace('d', 'g')])('fails on the assignee %p', (id) => {
    expect(() => assigned(id)).toThrow(
      `'assignments.assigneeId' must be the id of a user or group in the identity store, got '${id}'; look it up with 'aws identitystore list-groups' or 'list-users'`);
  });

  test('fails on an assignee whose hyphens stand elsewhere', () => {
    expect(() => assigned('-'.repeat(36))).toThrow("'assignments.assigneeId' must be");
  });

  test.each(['44445555666', '4444555566667', '', 'production', 'arn:aws:organizations::1'])('fails on the account %p', (id) => {
    expect(() => assigned(GROUP, id)).toThrow(`'assignments.accountId' must be an account id of 12 digits, got '${id}'`);
  });

  test('fails when it\'s there twice, and says so', () => {
    const one = { assigneeType: AssigneeType.GROUP, assigneeId: GROUP, accountId: '444455556666' };
    expect(() => made({ assignments: [one, one] })).toThrow("'assignments' must not hold the same entry twice");
  });
});
