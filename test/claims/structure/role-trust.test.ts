import { add, allow, Attack, failing, JANE, parameter, policy, responders, said, trusting } from './attacks';

const TRUST = 'role-trust-as-written';
const WAY_AROUND = 'break-glass-reaches-no-other-role';
const ELEVATION = 'elevation-trusts-as-written';

const ATTACKS: readonly Attack[] = [
  ['a second statement for Jane under the same Sid', [TRUST], (t) => t.trust('Responder').Statement.push(responders(t, 'Responder'))],
  ['a second session name', [TRUST], (t) => { responders(t, 'Responder').Condition.StringEquals['sts:RoleSessionName'] = ['${aws:username}', 'night-shift']; }],
  ['a longer age of MFA than the role\'s session', ['role-needs-recent-mfa', TRUST], (t) => { responders(t, 'Responder').Condition.NumericLessThanEquals['aws:MultiFactorAuthAge'] = '86400'; }],
  ['an operator that forgives a missing key', [TRUST], (t) => { responders(t, 'Responder').Condition.StringLikeIfExists = { 'aws:UserAgent': '*' }; }],
  ['a deny for everybody on a day', [TRUST], (t) => t.trust('Responder').Statement.push({
    Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Condition: { DateGreaterThan: { 'aws:CurrentTime': '2035-01-01T00:00:00Z' } },
  })],
  ['an address range beside a list of the library', [TRUST], (t) => { responders(t, 'Forensics').Condition.IpAddress['aws:SourceIp'] = ['192.0.2.0/24', '0.0.0.0/0', 'any']; }],
  ['a user of the app that is no break-glass user', [TRUST], (t) => {
    add(t, 'Clerk', 'AWS::IAM::User', { UserName: 'clerk' });
    responders(t, 'Responder').Principal.AWS = [responders(t, 'Responder').Principal.AWS, { 'Fn::GetAtt': ['Clerk', 'Arn'] }];
  }],
  ['an organization that is a parameter', [TRUST], (t) => {
    t.stack('Workload').Parameters = { ...t.stack('Workload').Parameters, Organization: { Type: 'String', Default: 'o-exampleorg1' } };
    responders(t, 'CloudAdmin').Condition.StringEquals['aws:PrincipalOrgID'] = { Ref: 'Organization' };
  }],
  ['a role of another name that trusts Jane', [WAY_AROUND], (t) => add(t, 'Around', 'AWS::IAM::Role', { AssumeRolePolicyDocument: trusting({ AWS: JANE }) })],
  ['a role that trusts the account, for sessions of a break-glass role', [WAY_AROUND], (t) => add(t, 'Around', 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trusting({ AWS: 'arn:aws:iam::111111111111:root' }, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/bg/*' } }),
  })],
  ['a role that trusts user names with the mark', [WAY_AROUND], (t) => add(t, 'Around', 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trusting({ AWS: 'arn:aws:iam::111111111111:root' }, { StringLike: { 'aws:username': '*-BREAK-GLASS' } }),
  })],
  ['another service in the trust of the API\'s role', [ELEVATION], (t) => {
    t.resource('ElevationApiRole', 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument.Statement.push(trusting({ Service: 'ec2.amazonaws.com' }).Statement[0]);
  }],
  ['any role below the path as broker', [ELEVATION], (t) => {
    const [statement] = t.resource('Session', 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument.Statement;
    statement.Condition.ArnLike = { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/elevation/*' };
  }],
  ['a role below the path that no construct writes', [ELEVATION], (t) => add(t, 'Helper', 'AWS::IAM::Role', {
    RoleName: 'helper', Path: '/elevation/', AssumeRolePolicyDocument: trusting({ Service: 'lambda.amazonaws.com' }), Policies: [{ PolicyName: 'x', PolicyDocument: policy(allow('s3:ListAllMyBuckets', '*')) }],
  })],
];

test.each(ATTACKS)('fails on %s', (_, claims, mutate) => {
  expect(failing(mutate)).toEqual([...claims].sort());
});

test('fails on NotPrincipal instead of users', () => {
  expect(failing((t) => {
    t.trust('Responder').Statement = [{ Effect: 'Allow', NotPrincipal: { AWS: 'arn:aws:iam::999999999999:root' }, Action: 'sts:AssumeRole' }];
  })).toContain(TRUST);
});

test('fails on a role below the break-glass path that another construct wrote', () => {
  expect(failing((t) => add(t, 'Foreign', 'AWS::IAM::Role', { RoleName: 'helper', Path: '/bg/', AssumeRolePolicyDocument: trusting({ Service: 'ec2.amazonaws.com' }) })))
    .toEqual(expect.arrayContaining([TRUST, 'role-permissions-as-written']));
});

test('fails on a principal behind a parameter, and says which', () => {
  const { against } = said(TRUST, (t) => { responders(t, 'Sealed').Principal.AWS = parameter(t, 'Who', JANE); });
  expect(against.join('\n')).toContain('parameter Who');
});

test('takes a user by ARN outside of the templates for granted, and says how to look', () => {
  const { against, assumed } = said(TRUST, (t) => { responders(t, 'Sealed').Principal.AWS = 'arn:aws:iam::666666666666:user/bg/eve.roe-BREAK-GLASS'; });
  expect(against).toEqual([]);
  expect(assumed).toEqual([expect.stringContaining('aws iam list-mfa-devices --user-name eve.roe-BREAK-GLASS')]);
});
