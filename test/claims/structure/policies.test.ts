import { add, allow, Attack, failing, policy, said, statementOf } from './attacks';

const PERMISSIONS = 'role-permissions-as-written';
const BOUNDARY = 'role-boundary-as-written';
const OWN = 'role-policies-of-its-own';
const USER_PERMISSIONS = 'user-permissions-as-written';
const USER_BOUNDARY = 'user-boundary-as-written';
const USER_OWN = 'user-policies-of-its-own';
const RESPONDER = 'BREAK-GLASS-INCIDENT_RESPONDER-CREDENTIAL_COMPROMISE';

const ATTACKS: readonly Attack[] = [
  ['one read more in the permissions, and in the boundary', [PERMISSIONS], (t) => {
    t.managedPolicy('CommanderPermissions1').Statement.push(allow('sqs:ListQueues', '*'));
    statementOf(t.managedPolicy('CommanderBoundary'), 'DenyBeyondPlaybook').NotAction.push('sqs:ListQueues');
  }],
  ['a wildcard where the playbook names resources', [PERMISSIONS], (t) => {
    t.managedPolicy('ResponderPermissions1').Statement.find(({ Action }: any) => [Action].flat().includes('iam:DeleteAccessKey')).Resource = '*';
  }],
  ['evidence to a bucket of another account beside the own one', [PERMISSIONS], (t) => t.managedPolicy('ForensicsPermissions1').Statement.push(
    allow(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::theirs', 'arn:aws:s3:::theirs/*'], { StringEquals: { 'aws:ResourceAccount': '666666666666' } }))],
  ['a document that accepts a command line', [PERMISSIONS], (t) => {
    const send = t.managedPolicy('ForensicsPermissions1').Statement.find(({ Resource }: any) => JSON.stringify(Resource).includes('document/BREAK-GLASS'));
    send.Resource = [send.Resource, 'arn:aws:ssm:*::document/AWS-RunShellScript'];
  }],
  ['NotAction in the permissions', [PERMISSIONS], (t) => t.managedPolicy('CommanderPermissions1').Statement.push({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })],
  ['tags of another profile on a role of the library\'s name', [PERMISSIONS], (t) => {
    t.resource('Commander', 'AWS::IAM::Role').Properties.Tags.find(({ Key }: any) => Key === 'Playbook').Value = 'MINE';
  }],
  ['a deny that one tag lifts', [BOUNDARY], (t) => {
    statementOf(t.managedPolicy('ResponderBoundary'), 'DenyBreakGlassChanges').Condition = { StringNotEquals: { 'aws:PrincipalTag/free': 'yes' } };
  }],
  ['a deny until a date', [BOUNDARY], (t) => {
    statementOf(t.managedPolicy('CommanderBoundary'), 'DenyBreakGlassChanges').Condition = { DateLessThan: { 'aws:CurrentTime': '2031-01-01T00:00:00Z' } };
  }],
  ['more addresses in the boundary than in the trust', [BOUNDARY], (t) => {
    statementOf(t.managedPolicy('ForensicsBoundary'), 'DenyOtherAddresses').Condition.NotIpAddress['aws:SourceIp'] = ['192.0.2.0/24', '198.18.0.0/15'];
  }],
  ['the boundary of another role', [BOUNDARY, 'role-does-its-job'], (t) => {
    t.resource('Responder', 'AWS::IAM::Role').Properties.PermissionsBoundary = { Ref: t.logicalId('InvestigatorBoundary', 'AWS::IAM::ManagedPolicy') };
  }],
  ['an inline policy', [OWN], (t) => { t.resource('Responder', 'AWS::IAM::Role').Properties.Policies = [{ PolicyName: 'more', PolicyDocument: policy(allow('sqs:ListQueues', '*')) }]; }],
  ['a managed policy that names the role', [OWN], (t) => add(t, 'More', 'AWS::IAM::ManagedPolicy', { Roles: [RESPONDER], PolicyDocument: policy(allow('sqs:ListQueues', '*')) })],
  ['a policy for a role that only the deployment knows', [OWN], (t) => {
    t.security.Parameters = { Whose: { Type: 'String', Default: RESPONDER } };
    add(t, 'More', 'AWS::IAM::Policy', { PolicyName: 'more', Roles: [{ Ref: 'Whose' }], PolicyDocument: policy(allow('sqs:ListQueues', '*')) });
  }],
  ['an instance profile with the role', [OWN], (t) => add(t, 'Profile', 'AWS::IAM::InstanceProfile', { Roles: [{ Ref: t.logicalId('Responder', 'AWS::IAM::Role') }] })],
  ['a role that has the policies of a break-glass role', [OWN], (t) => add(t, 'Twin', 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    ManagedPolicyArns: [{ Ref: t.logicalId('ResponderPermissions1', 'AWS::IAM::ManagedPolicy') }],
  })],
  ['a group that has the policies of a break-glass user', [OWN], (t) => add(t, 'Twin', 'AWS::IAM::Group', {
    ManagedPolicyArns: [{ Ref: t.logicalId('JanePermissions', 'AWS::IAM::ManagedPolicy') }],
  })],
  ['a user that has the policies of a break-glass role of another app', [OWN], (t) => add(t, 'Twin', 'AWS::IAM::User', {
    ManagedPolicyArns: ['arn:aws:iam::111111111111:policy/bg/BREAK-GLASS-CLOUD_ADMINISTRATOR-SERVICE_OUTAGE-permissions-1'],
  })],
  ['a role without the mark that the user may assume', [USER_PERMISSIONS], (t) => {
    add(t, 'Plain', 'AWS::IAM::Role', { RoleName: 'plain', AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }) });
    t.managedPolicy('JanePermissions').Statement.find(({ Action }: any) => Action === 'sts:AssumeRole').Resource.push('arn:aws:iam::111111111111:role/plain');
    statementOf(t.managedPolicy('JaneBoundary'), 'DenyOtherRoles').NotResource.push('arn:aws:iam::111111111111:role/plain');
  }],
  ['a deny in the user\'s boundary that a user agent lifts', [USER_BOUNDARY], (t) => {
    statementOf(t.managedPolicy('JaneBoundary'), 'DenyBeyondBreakGlass').Condition = { StringNotLike: { 'aws:UserAgent': '*open*' } };
  }],
  ['the boundary of another user', [USER_BOUNDARY, 'user-can-commission', 'user-can-assume-its-roles'], (t) => {
    t.resource('Jane', 'AWS::IAM::User').Properties.PermissionsBoundary = { Ref: t.logicalId('NewBoundary', 'AWS::IAM::ManagedPolicy') };
  }],
  ['an inline policy of the user', [USER_OWN], (t) => { t.resource('Jane', 'AWS::IAM::User').Properties.Policies = [{ PolicyName: 'x', PolicyDocument: policy() }]; }],
  ['a policy of the user by another resource', [USER_OWN], (t) => add(t, 'More', 'AWS::IAM::UserPolicy', {
    PolicyName: 'more', UserName: { Ref: t.logicalId('Jane', 'AWS::IAM::User') }, PolicyDocument: policy(allow('sqs:ListQueues', '*')),
  })],
];

test.each(ATTACKS)('fails on %s', (_, claims, mutate) => {
  expect(failing(mutate)).toEqual([...claims].sort());
});

test('fails on a policy to contain by that allows something', () => {
  const { against } = said(PERMISSIONS, (t) => {
    add(t, 'Quarantine', 'AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'Quarantine', PolicyDocument: policy(allow('sqs:ListQueues', '*')) });
    t.managedPolicy('ResponderPermissions1').Statement.filter(({ Condition }: any) => Condition?.ArnEquals?.['iam:PolicyARN'])
      .forEach(({ Condition }: any) => Condition.ArnEquals['iam:PolicyARN'].push('arn:aws:iam::111111111111:policy/Quarantine'));
  });
  expect(against).toEqual([expect.stringContaining('contains by arn:aws:iam::111111111111:policy/Quarantine, which allows something')]);
});

test('the evidence names the statement that is more', () => {
  const { against } = said(PERMISSIONS, (t) => t.managedPolicy('CommanderPermissions1').Statement.push(allow('sqs:ListQueues', '*')));
  expect(against).toEqual([expect.stringMatching(/BREAK-GLASS-INCIDENT_COMMANDER-EC2_COMPROMISE: statement \d+ .*sqs:ListQueues/)]);
});
