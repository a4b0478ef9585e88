import { Duration, Stack } from 'aws-cdk-lib';
import { ACCOUNT, accountStack, ENV, investigator, jane, JANE, policyOf, ROLE, statementOf, templateOf } from './fixtures';
import { IncidentResponseRoleProps, Phase, ResponderProfile } from '../../src';
import { roleBoundary, RoleBoundaryInput } from '../../src/identity/role-boundary';
import { forbidden as forbiddenActions } from '../../src/private/forbidden-actions';
import { Document, LIMITS, policySize } from '../../src/private/policy-document';

function stackWith(props: Partial<IncidentResponseRoleProps> = {}): Stack {
  const stack = accountStack({ env: ENV });
  investigator(stack, [jane(stack)], props);
  return stack;
}

function boundaryOf(stack: Stack, role: string = ROLE): Document {
  return policyOf(stack, `${role}-boundary`);
}

describe('the boundary', () => {
  const profiles = ResponderProfile.standard().map((profile) => [profile.name, profile] as const);
  const custom = ResponderProfile.custom({
    name: 'EVERYTHING',
    description: 'Everything',
    maxSession: Duration.hours(1),
    phases: [Phase.INVESTIGATION],
    statements: [{
      actions: ['iam:*', 'sts:*', 'cloudtrail:*', 'logs:*', 'cloudwatch:*', 'sns:*', 'kms:*', 'organizations:*', 'account:*', 'config:*',
        'guardduty:*', 'securityhub:*', 'identitystore:*', 'sso:*', 'events:*'],
      sources: ['https://example.com'],
    }],
    wildcardReason: 'a test',
  });

  function matches(patterns: string | string[] | undefined, action: string): boolean {
    return [patterns ?? []].flat().some((pattern) => new RegExp(`^${pattern.replace(/\*/g, '.*')}$`, 'i').test(action));
  }

  /** An explicit deny of the action, on everything and without conditions. */
  function denied(document: Document, action: string): boolean {
    return document.Statement.some(({ Effect, Action, NotAction, Resource, Condition }) => Effect === 'Deny' && Resource === '*' && !Condition
      && (Action ? matches(Action, action) : !matches(NotAction, action)));
  }

  const forbidden = [...forbiddenActions('minting', 'unbounding', 'logging', 'alarming', 'account'), 'sts:AssumeRole', 'sts:AssumeRoot'];

  test.each([...profiles, ['EVERYTHING', custom] as const])('of %s denies every forbidden action explicitly', (name, profile) => {
    const boundary = boundaryOf(stackWith({ profile }), `BREAK-GLASS-${name}-CREDENTIAL_COMPROMISE`);
    expect(forbidden.filter((action) => !denied(boundary, action))).toEqual([]);
  });

  test.each(profiles)('of %s lets through what the permissions allow and caps the rest', (name, profile) => {
    const stack = stackWith({ profile });
    const boundary = boundaryOf(stack, `BREAK-GLASS-${name}-CREDENTIAL_COMPROMISE`);
    const permissions = policyOf(stack, `BREAK-GLASS-${name}-CREDENTIAL_COMPROMISE-permissions-1`);
    const cap = statementOf(boundary, 'DenyBeyondPlaybook')!;
    expect(boundary.Statement[0]).toEqual({ Effect: 'Allow', Action: '*', Resource: '*' });
    expect(cap).toMatchObject({ Effect: 'Deny', Resource: '*' });
    expect(permissions.Statement.flatMap(({ Action }) => [Action!].flat()).filter((action) => !matches(cap.NotAction, action))).toEqual([]);
    expect(denied(boundary, 'lambda:InvokeFunction')).toBe(true);
  });

  test('keeps the break-glass principals, policies and passwords out of reach', () => {
    const iamArn = (resource: string) => `arn:\${AWS::Partition}:iam::${ACCOUNT}:${resource}`;
    expect(statementOf(boundaryOf(stackWith()), 'DenyBreakGlassChanges')).toEqual({
      Sid: 'DenyBreakGlassChanges',
      Effect: 'Deny',
      NotAction: ['iam:Get*', 'iam:List*'],
      Resource: [
        iamArn('policy/*BREAK-GLASS-*'), iamArn('role/*BREAK-GLASS-*'), iamArn('user/*-BREAK-GLASS'),
        `arn:\${AWS::Partition}:secretsmanager:*:${ACCOUNT}:secret:break-glass-password/*`,
      ],
    });
  });

  /** Whether the guard keeps the session's hands off `user/…`, `role/…` or `policy/…`. */
  function guards(boundary: Document, resource: string): boolean {
    const guard = JSON.parse(JSON.stringify(statementOf(boundary, 'DenyBreakGlassChanges')).replaceAll('${AWS::Partition}', 'aws'));
    return matches(guard.Resource, `arn:aws:iam::${ACCOUNT}:${resource}`);
  }

  test.each(['/', '/bg/', '/emergency/'])('keeps the role, its policies and its responders out of reach under the path %s', (path) => {
    const stack = accountStack();
    investigator(stack, [jane(stack, { path })], { profile: ResponderProfile.BREAK_GLASS_ADMIN, roleName: 'BREAK-GLASS-X', path });
    const boundary = boundaryOf(stack, 'BREAK-GLASS-X');
    const own = Object.values<any>(templateOf(stack).toJSON().Resources).flatMap(({ Type, Properties }) => ({
      'AWS::IAM::Role': [`role${path}${Properties.RoleName}`],
      'AWS::IAM::User': [`user${path}${Properties.UserName}`],
      'AWS::IAM::ManagedPolicy': [`policy${path}${Properties.ManagedPolicyName}`],
    } as { [type: string]: string[] })[Type] ?? []);
    expect(own.length).toBeGreaterThanOrEqual(6);
    expect(own.filter((resource) => !guards(boundary, resource))).toEqual([]);
  });

  test('protects responders under any path, and leaves other principals to containment', () => {
    const boundary = boundaryOf(stackWith({ profile: ResponderProfile.INCIDENT_RESPONDER, roleName: 'BREAK-GLASS-X' }), 'BREAK-GLASS-X');
    for (const path of ['/', '/people/', '/a/b/']) { expect([path, guards(boundary, `user${path}${JANE}`)]).toEqual([path, true]); }
    for (const other of ['user/mallory', 'user/bg/mallory', `user/${JANE}-2`, 'role/Admin', 'role/bg-repair/Admin', 'policy/Quarantine']) {
      expect([other, guards(boundary, other)]).toEqual([other, false]);
    }
  });

  test('refuses other addresses, except for calls that services make', () => {
    expect(statementOf(boundaryOf(stackWith({ sourceIps: ['192.0.2.0/24', '2001:db8::/32'] })), 'DenyOtherAddresses')).toEqual({
      Sid: 'DenyOtherAddresses',
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32'] },
        BoolIfExists: { 'aws:ViaAWSService': 'false' },
      },
    });
  });

  test('refuses other Regions, except for global services', () => {
    const statement = statementOf(boundaryOf(stackWith({ regions: ['eu-central-1', 'us-gov-west-1'] })), 'DenyOtherRegions')!;
    expect(statement).toMatchObject({
      Effect: 'Deny', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'us-gov-west-1'] } },
    });
    expect(statement.NotAction).toEqual(expect.arrayContaining(['iam:*', 'sts:*', 'organizations:*', 'support:*']));
  });

  test('has no statement on addresses or Regions by default', () => {
    const sids = boundaryOf(stackWith()).Statement.map(({ Sid }) => Sid);
    expect(sids).toEqual([undefined, 'DenyBeyondPlaybook', 'DenyOtherSignIn', 'DenyBreakGlassChanges']);
  });

  test('of the admin lets IAM be repaired under the same boundary only', () => {
    const name = 'BREAK-GLASS-BREAK_GLASS_ADMIN-CREDENTIAL_COMPROMISE';
    const boundary = boundaryOf(stackWith({ profile: ResponderProfile.BREAK_GLASS_ADMIN }), name);
    const repairRoles = `arn:\${AWS::Partition}:iam::${ACCOUNT}:role/bg-repair/*`;
    const bounded = { 'iam:PermissionsBoundary': `arn:\${AWS::Partition}:iam::${ACCOUNT}:policy/bg/${name}-boundary` };
    expect(statementOf(boundary, 'DenyUnboundedRoles')).toMatchObject({
      Action: ['iam:CreateRole', 'iam:DeleteRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
      Resource: '*',
      Condition: { StringNotEquals: bounded },
    });
    expect(statementOf(boundary, 'DenyForeignTrust')).toMatchObject({
      Action: ['iam:DeleteRole', 'iam:UpdateAssumeRolePolicy'], NotResource: repairRoles,
    });
    expect(statementOf(boundary, 'DenyForeignPassRole')).toMatchObject({ Action: 'iam:PassRole', NotResource: repairRoles });
  });

  test('lets only quarantine policies be attached, the own ones included', () => {
    const own = `arn:aws:iam::${ACCOUNT}:policy/Quarantine`;
    const boundary = boundaryOf(
      stackWith({ profile: ResponderProfile.INCIDENT_RESPONDER, playbookScope: { quarantinePolicyArns: [own] } }),
      'BREAK-GLASS-INCIDENT_RESPONDER-CREDENTIAL_COMPROMISE',
    );
    const pinned = statementOf(boundary, 'DenyOtherUserPolicies')!.Condition!.ArnNotEquals['iam:PolicyARN'];
    expect(pinned).toEqual(expect.arrayContaining([own, 'arn:${AWS::Partition}:iam::aws:policy/AWSDenyAll']));
    expect(statementOf(boundary, 'DenyOtherRolePolicies')!.Condition).toEqual({ ArnNotEquals: { 'iam:PolicyARN': pinned } });
  });
});

describe('made from actions', () => {
  const INPUT: RoleBoundaryInput = {
    partition: 'aws',
    account: ACCOUNT,
    boundaryArn: `arn:aws:iam::${ACCOUNT}:policy/bg/BREAK-GLASS-X-boundary`,
    quarantinePolicyArns: ['arn:aws:iam::aws:policy/AWSDenyAll'],
    repairRolesArn: `arn:aws:iam::${ACCOUNT}:role/bg-repair/*`,
    repairsIam: false,
    actions: ['s3:GetObject'],
  };
  const made = (props: Partial<RoleBoundaryInput>) => roleBoundary({ ...INPUT, ...props });
  const sids = (document: Document) => document.Statement.map(({ Sid }) => Sid);

  test('caps the session at them', () => {
    expect(statementOf(made({ actions: ['s3:GetObject', 'ec2:StopInstances'] }), 'DenyBeyondPlaybook'))
      .toEqual({ Sid: 'DenyBeyondPlaybook', Effect: 'Deny', NotAction: ['ec2:StopInstances', 's3:GetObject'], Resource: '*' });
  });

  test('repeats no deny that the cap holds already', () => {
    expect(sids(made({}))).toEqual([undefined, 'DenyBeyondPlaybook', 'DenyOtherSignIn', 'DenyBreakGlassChanges']);
  });

  test('denies behind the cap what a wildcard leaves open, and nothing else', () => {
    expect(statementOf(made({ actions: ['cloudtrail:*'] }), 'DenyLoggingChanges')!.Action)
      .toEqual(forbiddenActions('logging').filter((action) => action.startsWith('cloudtrail:')));
    expect(statementOf(made({ actions: ['cloudtrail:Stop*'] }), 'DenyLoggingChanges')!.Action)
      .toEqual(['cloudtrail:StopEventDataStoreIngestion', 'cloudtrail:StopLogging']);
  });

  test('denies changes to the rules of the alarms alone, since attackers use rules as well', () => {
    expect(statementOf(made({ actions: ['events:DisableRule'] }), 'DenyAlarmRuleChanges')).toEqual({
      Sid: 'DenyAlarmRuleChanges', Effect: 'Deny', Action: 'events:DisableRule', Resource: `arn:aws:events:*:${ACCOUNT}:rule/BREAK-GLASS-*`,
    });
  });

  test('denies every change of roles to a session that doesn\'t repair IAM', () => {
    expect(statementOf(made({ actions: ['iam:*'] }), 'DenyRoleChanges')).toMatchObject({ Action: forbiddenActions('roles'), Resource: '*' });
    expect(sids(made({ actions: ['iam:*'], repairsIam: true }))).not.toContain('DenyRoleChanges');
  });

  const MANY = Array.from({ length: 400 }, (_, index) => `ec2:DescribeSomethingWithALongName${index}`);

  test('names a service as a whole where its actions don\'t fit, and works the denies out anew', () => {
    const document = made({ actions: [...MANY, 'logs:GetLogEvents'] });
    expect(statementOf(document, 'DenyBeyondPlaybook')!.NotAction).toEqual(['ec2:*', 'logs:GetLogEvents']);
    expect(policySize(document)).toBeLessThanOrEqual(LIMITS.managedPolicy);
    const logs = made({ actions: MANY.map((action) => action.replace('ec2:', 'logs:')) });
    expect(statementOf(logs, 'DenyLoggingChanges')!.Action).toEqual(expect.arrayContaining(['logs:DeleteLogGroup']));
  });

  test.each(['iam', 'sts', 'organizations', 'account', 'kms', 'secretsmanager', 'lambda', 'ssm'])('never names %s as a whole, and is too long then', (service) => {
    const document = made({ actions: MANY.map((action) => action.replace('ec2:', `${service}:`)) });
    expect(JSON.stringify(statementOf(document, 'DenyBeyondPlaybook'))).not.toContain(`${service}:*`);
    expect(policySize(document)).toBeGreaterThan(LIMITS.managedPolicy);
  });
});
