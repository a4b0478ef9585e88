import { App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  A_TOKEN, ACCOUNT, accountStack, allowsOf, ENV, investigator, jane, JANE, JANE_ARN, john, messageOf, NONE, policyOf, ROLE, ROLE_ARN,
  SECURITY_ACCOUNT, SECURITY_ENV, statementOf, templateOf, tokenMinutes, tokenText, trustOf, written,
} from './fixtures';
import {
  ActivationWindow, BreakGlassUser, IBreakGlassUser, IncidentResponseRole, IncidentResponseRoleProps, Phase, Playbook, ResponderProfile,
} from '../../src';
import { ACCOUNT as ACCOUNT_ACTIONS, ALARMING, LOGGING, MINTING, UNBOUNDING } from '../../src/private/forbidden-actions';
import { Document } from '../../src/private/policy-document';

const JOHN_ARN = `arn:\${AWS::Partition}:iam::${ACCOUNT}:user/bg/john.roe-BREAK-GLASS`;
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '3600' } };
const OWN_NAME = { 'sts:RoleSessionName': '${aws:username}' };
const SWITCH_ROLE_LIMIT = "or the console can't switch to it";

function stackWith(props: Partial<IncidentResponseRoleProps> = {}, env: object = { env: ENV }): Stack {
  const stack = accountStack(env);
  investigator(stack, [jane(stack)], props);
  return stack;
}

function errorFor(props: Partial<IncidentResponseRoleProps>): string {
  return messageOf(() => stackWith(props));
}

function boundaryOf(stack: Stack, role: string = ROLE): Document {
  return policyOf(stack, `${role}-boundary`);
}

function imported(stack: Stack, count: number): IBreakGlassUser[] {
  return Array.from({ length: count }, (_, index) => BreakGlassUser.fromUserName(stack, `User${index}`, `responder.${100 + index}-BREAK-GLASS`));
}

describe('what is created', () => {
  test('one role with its permissions and its boundary, beside the user', () => {
    const stack = stackWith();
    templateOf(stack).resourceCountIs('AWS::IAM::Role', 1);
    templateOf(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 4);
    templateOf(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('the logical ids stay, since another id is another role', () => {
    expect(Object.keys(templateOf(stackWith()).toJSON().Resources).sort()).toEqual([
      'Investigator0FE815C7',
      'InvestigatorBoundary13A4ECE7',
      'InvestigatorPermissions135653506',
      'JaneB526C26E',
      'JaneBoundaryCCD3B82C',
      'JanePassword1979FF5A',
      'JanePasswordKey6DC82295',
      'JanePasswordPolicy4777F481',
      'JanePermissionsE339892C',
    ]);
  });

  test('everything is retained on deletion and on replacement', () => {
    const resources = Object.entries<any>(templateOf(stackWith()).toJSON().Resources);
    expect(resources.map(([id, { DeletionPolicy, UpdateReplacePolicy }]) => ({ id, DeletionPolicy, UpdateReplacePolicy })))
      .toEqual(resources.map(([id]) => ({ id, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })));
  });

  test('the role has its name, path, policies, boundary, session length and tags', () => {
    templateOf(stackWith()).hasResourceProperties('AWS::IAM::Role', {
      RoleName: ROLE,
      Path: '/bg/',
      Description: 'Finds out what happened; reads only: Credential compromise',
      MaxSessionDuration: 14400,
      PermissionsBoundary: '${InvestigatorBoundary13A4ECE7}',
      ManagedPolicyArns: ['${InvestigatorPermissions135653506}'],
      Policies: Match.absent(),
      Tags: [
        { Key: 'Playbook', Value: 'CREDENTIAL_COMPROMISE' },
        { Key: 'Profile', Value: 'SECURITY_INVESTIGATOR' },
        { Key: 'Purpose', Value: 'IncidentResponse' },
        { Key: 'Seal', Value: 'custody' },
      ],
    });
  });

  test('the tags say what the role requires and how it is sealed', () => {
    templateOf(stackWith({
      requireIncidentId: true,
      requireSourceIdentity: true,
      organizationId: 'o-a1b2c3d4e5',
      regions: ['eu-central-1'],
      sourceIps: ['192.0.2.0/24'],
      activationWindow: ActivationWindow.closed(),
    })).hasResourceProperties('AWS::IAM::Role', {
      Tags: Match.arrayWith([
        { Key: 'Requires', Value: 'incident-id organization region source-identity source-ip' },
        { Key: 'Seal', Value: 'window' },
      ]),
    });
  });

  test('the policies are named after the role, under its path', () => {
    const template = templateOf(stackWith());
    for (const suffix of ['boundary', 'permissions-1']) {
      template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
        ManagedPolicyName: `${ROLE}-${suffix}`, Path: '/bg/', Description: `Belongs to the incident response role ${ROLE}`,
      });
    }
  });

  test('the attributes name what was made', () => {
    const stack = accountStack();
    const role = investigator(stack, [jane(stack)]);
    expect(role.roleName).toBe(ROLE);
    expect(written(stack.resolve(role.roleArn))).toBe(ROLE_ARN);
    expect(written(stack.resolve(role.permissionsBoundaryArn))).toBe(`arn:\${AWS::Partition}:iam::${ACCOUNT}:policy/bg/${ROLE}-boundary`);
    expect(role.profile).toBe(ResponderProfile.SECURITY_INVESTIGATOR);
    expect(role.playbook).toBe(Playbook.CREDENTIAL_COMPROMISE);
  });

  test('an own name and path are used everywhere', () => {
    const stack = stackWith({ roleName: 'BREAK-GLASS-X', path: '/emergency/' });
    const template = templateOf(stack);
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'BREAK-GLASS-X', Path: '/emergency/' });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'BREAK-GLASS-X-permissions-1', Path: '/emergency/' });
    expect(allowsOf(policyOf(stack, `${JANE}-permissions`), 'sts:AssumeRole')[0].Resource)
      .toBe(`arn:\${AWS::Partition}:iam::${ACCOUNT}:role/emergency/BREAK-GLASS-X`);
  });

  test('a shorter session is taken', () => {
    templateOf(stackWith({ maxSession: Duration.minutes(90) })).hasResourceProperties('AWS::IAM::Role', { MaxSessionDuration: 5400 });
  });

  test('a playbook without any phase of the profile leaves what the profile gives by itself', () => {
    const playbook = new Playbook({
      name: 'COPY_ONLY',
      title: 'Copy',
      forensics: { statements: [{ actions: ['ec2:CreateSnapshot'], sources: ['https://example.com'] }] },
    });
    const stack = stackWith({ playbook });
    const policy = policyOf(stack, 'BREAK-GLASS-SECURITY_INVESTIGATOR-COPY_ONLY-permissions-1');
    expect(policy.Statement).toHaveLength(1);
    expect(policy.Statement[0].Action).toEqual(expect.arrayContaining(['iam:Get*', 'cloudtrail:LookupEvents']));
    expect(JSON.stringify(policy)).not.toContain('ec2:CreateSnapshot');
  });

  test('a title of another script stays out of the description, which IAM could not hold', () => {
    const playbook = new Playbook({
      name: 'X', title: '侵害 “now”', investigation: { statements: [{ actions: ['s3:ListAllMyBuckets'], sources: ['https://example.com'] }] },
    });
    templateOf(stackWith({ playbook })).hasResourceProperties('AWS::IAM::Role', {
      Description: 'Finds out what happened; reads only: -- -now-',
    });
  });
});

describe('the trust policy', () => {
  test('names exact users, with MFA of the last hour, under their own names', () => {
    const stack = accountStack();
    investigator(stack, [jane(stack), john(stack)]);
    expect(trustOf(stack)).toEqual({
      Version: '2012-10-17',
      Statement: [{
        Sid: 'Responders',
        Effect: 'Allow',
        Principal: { AWS: [JANE_ARN, JOHN_ARN] },
        Action: 'sts:AssumeRole',
        Condition: { ...MFA, StringEquals: OWN_NAME },
      }],
    });
  });

  test('takes an own MFA age, from 15 minutes to the session', () => {
    const age = (mfaMaxAge: Duration) => trustOf(stackWith({ mfaMaxAge })).Statement[0].Condition!.NumericLessThanEquals;
    expect(age(Duration.minutes(15))).toEqual({ 'aws:MultiFactorAuthAge': '900' });
    expect(age(Duration.hours(4))).toEqual({ 'aws:MultiFactorAuthAge': '14400' });
  });

  test('names backup owners in a statement of their own, under the same conditions', () => {
    const stack = accountStack();
    investigator(stack, [jane(stack)], { backupOwners: [john(stack)] });
    const [responders, backupOwners, ...others] = trustOf(stack).Statement;
    expect(others).toEqual([]);
    expect(responders).toMatchObject({ Sid: 'Responders', Principal: { AWS: JANE_ARN } });
    expect(backupOwners).toEqual({ ...responders, Sid: 'BackupOwners', Principal: { AWS: JOHN_ARN } });
  });

  test('holds the organization beside the session name', () => {
    expect(trustOf(stackWith({ organizationId: 'o-a1b2c3d4e5' })).Statement[0].Condition)
      .toEqual({ ...MFA, StringEquals: { ...OWN_NAME, 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } });
  });

  test('holds the source addresses', () => {
    expect(trustOf(stackWith({ sourceIps: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] })).Statement[0].Condition!.IpAddress)
      .toEqual({ 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] });
  });

  test('asks for the source identity and allows setting it, to the own name only', () => {
    const [assume, source, ...others] = trustOf(stackWith({ requireSourceIdentity: true })).Statement;
    const own = { 'sts:SourceIdentity': '${aws:username}' };
    expect(others).toEqual([]);
    expect(assume.Condition!.StringEquals).toEqual({ ...OWN_NAME, ...own });
    expect(source).toEqual({
      Sid: 'RespondersSourceIdentity',
      Effect: 'Allow',
      Principal: { AWS: JANE_ARN },
      Action: 'sts:SetSourceIdentity',
      Condition: { ...MFA, StringEquals: own },
    });
  });

  test('asks for the incident tag and allows tagging the session with it alone', () => {
    const [assume, tags, ...others] = trustOf(stackWith({ requireIncidentId: true })).Statement;
    expect(others).toEqual([]);
    expect(assume.Condition).toEqual({ ...MFA, StringEquals: OWN_NAME, StringLike: { 'aws:RequestTag/IncidentId': '?*' } });
    expect(tags).toEqual({
      Sid: 'RespondersTags',
      Effect: 'Allow',
      Principal: { AWS: JANE_ARN },
      Action: 'sts:TagSession',
      Condition: {
        ...MFA,
        'StringLike': { 'aws:RequestTag/IncidentId': '?*' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': 'IncidentId' },
      },
    });
  });

  test('holds every condition in each of its statements', () => {
    const { Statement } = trustOf(stackWith({ requireIncidentId: true, requireSourceIdentity: true, organizationId: 'o-a1b2c3d4e5' }));
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['Responders', 'RespondersTags', 'RespondersSourceIdentity']);
    for (const { Condition } of Statement) {
      expect(Condition).toMatchObject({ ...MFA, StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } });
    }
    expect(Statement[0].Condition!.StringEquals).toEqual({
      ...OWN_NAME, 'sts:SourceIdentity': '${aws:username}', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
    });
  });

  test('asks backup owners for the incident tag as well', () => {
    const stack = accountStack();
    investigator(stack, [jane(stack)], { backupOwners: [john(stack)], requireIncidentId: true });
    expect(trustOf(stack).Statement.map(({ Sid }) => Sid)).toEqual(['Responders', 'RespondersTags', 'BackupOwners', 'BackupOwnersTags']);
  });

  // BUG: every statement repeats every condition, so one responder and one backup owner are 2,324 characters, over 2,048.
  test('has room for a responder and a backup owner under all requirements', () => {
    const stack = accountStack();
    const users = { responders: [jane(stack)], backupOwners: [john(stack)] };
    expect(() => investigator(stack, users.responders, { ...users, requireIncidentId: true, requireSourceIdentity: true })).not.toThrow();
  });

  test('is closed by a closed activation window', () => {
    expect(trustOf(stackWith({ activationWindow: ActivationWindow.closed() })).Statement[0].Condition).toMatchObject({
      ...MFA,
      DateGreaterThanEquals: { 'aws:CurrentTime': '1970-01-01T00:00:00Z' },
      DateLessThanEquals: { 'aws:CurrentTime': '1970-01-01T00:00:01Z' },
    });
  });

  test('is open between the instants of an activation window, in each of its statements', () => {
    const stack = stackWith({ activationWindow: ActivationWindow.between('2026-01-31T14:00:00Z', '2026-01-31T18:00:00Z'), requireIncidentId: true });
    for (const { Condition } of trustOf(stack).Statement) {
      expect(Condition).toMatchObject({
        DateGreaterThanEquals: { 'aws:CurrentTime': '2026-01-31T14:00:00Z' },
        DateLessThanEquals: { 'aws:CurrentTime': '2026-01-31T18:00:00Z' },
      });
    }
  });

  test('has no condition that was not asked for', () => {
    expect(trustOf(stackWith()).Statement[0].Condition).toEqual({ ...MFA, StringEquals: OWN_NAME });
  });
});

describe('the responders', () => {
  test('made in the same stack get the role on their side, and exist before it', () => {
    const stack = stackWith();
    expect(allowsOf(policyOf(stack, `${JANE}-permissions`), 'sts:AssumeRole'))
      .toEqual([{ Resource: ROLE_ARN, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }]);
    expect(statementOf(policyOf(stack, `${JANE}-boundary`), 'DenyOtherRoles')!.NotResource).toBe(ROLE_ARN);
    templateOf(stack).hasResource('AWS::IAM::Role', { DependsOn: ['JaneB526C26E'] });
  });

  test('get session tags and source identity on their side where the role requires them', () => {
    const policy = policyOf(stackWith({ requireIncidentId: true, requireSourceIdentity: true }), `${JANE}-permissions`);
    expect(allowsOf(policy, 'sts:TagSession')).toMatchObject([{ Resource: ROLE_ARN }]);
    expect(allowsOf(policy, 'sts:SetSourceIdentity')).toMatchObject([{ Resource: ROLE_ARN }]);
  });

  test('as backup owners get the role on their side as well', () => {
    const stack = accountStack();
    investigator(stack, [jane(stack)], { backupOwners: [john(stack)] });
    expect(allowsOf(policyOf(stack, 'john.roe-BREAK-GLASS-permissions'), 'sts:AssumeRole')).toMatchObject([{ Resource: ROLE_ARN }]);
    templateOf(stack).hasResource('AWS::IAM::Role', { DependsOn: ['JaneB526C26E', 'JohnF4BC11E6'] });
  });

  test('may be imported', () => {
    const stack = accountStack();
    investigator(stack, imported(stack, 2));
    expect(trustOf(stack).Statement[0].Principal).toEqual({
      AWS: [100, 101].map((index) => `arn:\${AWS::Partition}:iam::${ACCOUNT}:user/bg/responder.${index}-BREAK-GLASS`),
    });
    templateOf(stack).hasResource('AWS::IAM::Role', { DependsOn: Match.absent() });
  });

  test('work in stacks without an environment', () => {
    const stack = stackWith({}, {});
    expect(trustOf(stack).Statement[0].Principal).toEqual({ AWS: `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:user/bg/${JANE}` });
    expect(allowsOf(policyOf(stack, `${JANE}-permissions`), 'sts:AssumeRole')[0].Resource)
      .toBe(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/bg/${ROLE}`);
  });

  test('get all their roles, whatever the order in which they were made', () => {
    const rolesOf = (playbooks: Playbook[]) => {
      const stack = accountStack();
      const user = jane(stack);
      playbooks.forEach((playbook) => investigator(stack, [user], { playbook }, playbook.name));
      return allowsOf(policyOf(stack, `${JANE}-permissions`), 'sts:AssumeRole')[0].Resource;
    };
    const playbooks = [Playbook.RANSOMWARE, Playbook.CREDENTIAL_COMPROMISE, Playbook.INSIDER_THREAT];
    expect(rolesOf(playbooks)).toHaveLength(3);
    expect(rolesOf([...playbooks].reverse())).toEqual(rolesOf(playbooks));
  });
});

describe('across stacks', () => {
  function twoStacks(users: object, roles: object): { users: Stack; roles: Stack } {
    const app = new App();
    const stacks = { users: accountStack(users, app, 'Users'), roles: accountStack(roles, app, 'Roles') };
    investigator(stacks.roles, [jane(stacks.users)]);
    return stacks;
  }

  function expectNoReferences(...stacks: Stack[]): void {
    for (const stack of stacks) {
      const template = templateOf(stack).toJSON();
      expect(template.Outputs).toBeUndefined();
      expect(Object.keys(template.Parameters)).toEqual(['BootstrapVersion']);
      expect(JSON.stringify(template)).not.toContain('Fn::ImportValue');
    }
  }

  test('of two accounts, each side names the other by ARN, without references or exports', () => {
    const { users, roles } = twoStacks({ env: SECURITY_ENV }, { env: ENV });
    expectNoReferences(users, roles);
    expect(trustOf(roles).Statement[0].Principal).toEqual({ AWS: `arn:\${AWS::Partition}:iam::${SECURITY_ACCOUNT}:user/bg/${JANE}` });
    expect(allowsOf(policyOf(users, `${JANE}-permissions`), 'sts:AssumeRole')).toMatchObject([{ Resource: ROLE_ARN }]);
    expect(statementOf(policyOf(users, `${JANE}-boundary`), 'DenyOtherRoles')!.NotResource).toBe(ROLE_ARN);
  });

  test('of one account, each side names the other by ARN, without references or exports', () => {
    const { users, roles } = twoStacks({ env: ENV }, { env: ENV });
    expectNoReferences(users, roles);
    expect(trustOf(roles).Statement[0].Principal).toEqual({ AWS: JANE_ARN });
    expect(allowsOf(policyOf(users, `${JANE}-permissions`), 'sts:AssumeRole')).toMatchObject([{ Resource: ROLE_ARN }]);
  });

  test('without environments, each side names the other by ARN, without references or exports', () => {
    const { users, roles } = twoStacks({}, {});
    expectNoReferences(users, roles);
    expect(trustOf(roles).Statement[0].Principal).toEqual({ AWS: `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:user/bg/${JANE}` });
  });

  test('the users are deployed first, as a trust policy can only name users that exist', () => {
    const { users, roles } = twoStacks({ env: SECURITY_ENV }, { env: ENV });
    expect(roles.dependencies).toEqual([users]);
    expect(users.dependencies).toEqual([]);
  });

  test('the role may be in a nested stack', () => {
    const parent = accountStack();
    const user = jane(parent);
    const nested = new NestedStack(parent, 'Nested');
    investigator(nested, [user]);
    expect(trustOf(nested).Statement[0].Principal).toEqual({ AWS: JANE_ARN });
    expect(templateOf(nested).toJSON().Parameters).toBeUndefined();
  });

  // BUG: CDK refuses dependencies across stages, so users of a security stage can't respond in the stages of a pipeline.
  test('the users may be of another stage', () => {
    const app = new App();
    const users = accountStack({ env: SECURITY_ENV }, new Stage(app, 'Security') as App, 'Users');
    const roles = accountStack({ env: ENV }, new Stage(app, 'Workload') as App, 'Roles');
    investigator(roles, [jane(users)]);
    expect(trustOf(roles).Statement[0].Principal).toEqual({ AWS: `arn:\${AWS::Partition}:iam::${SECURITY_ACCOUNT}:user/bg/${JANE}` });
  });
});

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

  const forbidden = [...MINTING, ...UNBOUNDING, ...LOGGING, ...ALARMING, ...ACCOUNT_ACTIONS, 'sts:AssumeRole', 'sts:AssumeRoot'];

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
        iamArn('policy/bg/*'), iamArn('role/bg/*'), iamArn('user/bg/*'),
        `arn:\${AWS::Partition}:secretsmanager:*:${ACCOUNT}:secret:break-glass-password/*`,
      ],
    });
  });

  test('keeps the principals under an own path out of reach as well', () => {
    const boundary = boundaryOf(stackWith({ roleName: 'BREAK-GLASS-X', path: '/emergency/' }), 'BREAK-GLASS-X');
    expect(statementOf(boundary, 'DenyBreakGlassChanges')!.Resource).toEqual(expect.arrayContaining([
      `arn:\${AWS::Partition}:iam::${ACCOUNT}:role/bg/*`, `arn:\${AWS::Partition}:iam::${ACCOUNT}:role/emergency/*`,
      `arn:\${AWS::Partition}:iam::${ACCOUNT}:policy/emergency/*`, `arn:\${AWS::Partition}:iam::${ACCOUNT}:user/emergency/*`,
    ]));
  });

  function guards(boundary: Document, arn: string): boolean {
    return matches(statementOf(boundary, 'DenyBreakGlassChanges')!.Resource, arn);
  }

  // BUG: the path '/' is left out of the guard and nothing takes its place, so the role itself, its policies and boundary
  // lie open to whatever the playbook allows on roles.
  test("keeps the role out of its own reach under the path '/'", () => {
    const boundary = boundaryOf(stackWith({ profile: ResponderProfile.BREAK_GLASS_ADMIN, roleName: 'BREAK-GLASS-X', path: '/' }), 'BREAK-GLASS-X')
      .Statement.map((statement) => JSON.parse(JSON.stringify(statement).replaceAll('${AWS::Partition}', 'aws')));
    expect(guards({ Version: '2012-10-17', Statement: boundary }, `arn:aws:iam::${ACCOUNT}:role/BREAK-GLASS-X`)).toBe(true);
  });

  // BUG: only '/bg/' and the role's own path are guarded. A responder may put AWSDenyAll on another responder's user.
  test('keeps its responders out of reach under a path of their own', () => {
    const stack = accountStack();
    investigator(stack, [jane(stack, { path: '/people/' })], { profile: ResponderProfile.INCIDENT_RESPONDER, roleName: 'BREAK-GLASS-X' });
    const boundary = JSON.parse(JSON.stringify(boundaryOf(stack, 'BREAK-GLASS-X')).replaceAll('${AWS::Partition}', 'aws'));
    expect(guards(boundary, `arn:aws:iam::${ACCOUNT}:user/people/${JANE}`)).toBe(true);
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
    expect(sids).toEqual([undefined, 'DenyBeyondPlaybook', 'DenyBreakGlassChanges']);
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

describe('grants and metrics', () => {
  test('grantAssume lets an identity assume the role and leaves the trust policy alone', () => {
    const stack = accountStack();
    const grant = investigator(stack, [jane(stack)]).grantAssume(new iam.User(stack, 'Broker'));
    expect(grant.success).toBe(true);
    templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
      Users: ['${BrokerE1355FD6}'],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE_ARN }] },
    });
    expect(trustOf(stack)).toEqual(trustOf(stackWith()));
  });

  // BUG: grantAssume gives the deprecated 'scope', and every app that calls it gets a warning on its console.
  test('grantAssume uses nothing deprecated', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const stack = accountStack();
    investigator(stack, [jane(stack)]).grantAssume(new iam.User(stack, 'Broker'));
    const said = warn.mock.calls.flat().join();
    warn.mockRestore();
    expect(said).toBe('');
  });

  test('metricUses and metricActions count by role', () => {
    const stack = accountStack();
    const role = investigator(stack, [jane(stack)]);
    const uses = role.metricUses();
    const actions = role.metricActions({ period: Duration.minutes(1), statistic: 'Maximum', label: 'Actions' });
    expect(uses).toMatchObject({ namespace: 'BreakGlass', metricName: 'RoleAssumed', statistic: 'Sum', dimensions: { RoleArn: role.roleArn } });
    expect(actions).toMatchObject({ namespace: 'BreakGlass', metricName: 'RoleActions', statistic: 'Maximum', label: 'Actions' });
    expect(actions.dimensions).toEqual({ RoleArn: role.roleArn });
    expect(actions.period.toSeconds()).toBe(60);
  });

  test('fromRoleArn is the role of the named account, with the same grants and metrics', () => {
    const stack = accountStack();
    const arn = `arn:aws:iam::${SECURITY_ACCOUNT}:role/bg/${ROLE}`;
    const role = IncidentResponseRole.fromRoleArn(stack, 'Import', arn);
    role.grantAssume(new iam.User(stack, 'Broker'));
    expect(role.roleArn).toBe(arn);
    expect(role.roleName).toBe(ROLE);
    expect(role.env.account).toBe(SECURITY_ACCOUNT);
    expect(role.metricUses().dimensions).toEqual({ RoleArn: arn });
    templateOf(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [Match.objectLike({ Resource: arn })] } });
    templateOf(stack).resourceCountIs('AWS::IAM::Role', 0);
  });

  test('fromRoleArn knows the name where account and partition are tokens', () => {
    const stack = accountStack({});
    const arn = `arn:${stack.partition}:iam::${stack.account}:role/bg/${ROLE}`;
    expect(IncidentResponseRole.fromRoleArn(stack, 'Import', arn).roleName).toBe(ROLE);
  });

  test.each(['', ROLE, `arn:aws:iam::${ACCOUNT}:user/bg/${JANE}`, `arn:aws:iam::${ACCOUNT}:role/*`, `arn:aws:iam::${ACCOUNT}:role/`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/jane`, `arn:aws:iam::1111:role/${ROLE}`])("fromRoleArn fails for '%s'", (arn) => {
    expect(messageOf(() => IncidentResponseRole.fromRoleArn(accountStack(), 'Import', arn))).toBe(
      `'roleArn' must be the ARN of one IAM role, got '${arn}'; `
      + "write it as 'arn:aws:iam::111122223333:role/bg/BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE'");
  });

  // BUG: of a whole token the name becomes what stands between the first and the second slash: 'bg' instead of the name.
  test('fromRoleArn fails for an ARN that is one token, whose name under a path cannot be told', () => {
    expect(messageOf(() => IncidentResponseRole.fromRoleArn(accountStack(), 'Import', tokenText())))
      .toMatch(/^'roleArn' must be known at synthesis apart from account and partition, got /);
  });
});

describe('bad input', () => {
  const NAME_RULE = 'must be 1 to 64 characters of letters, digits and +=,.@-_';

  test('fails without responders', () => {
    const message = `'responders' must name at least one break-glass user, got ${NONE}; a role that nobody can assume helps nobody`;
    expect(errorFor({ responders: [] })).toBe(message);
    const stack = accountStack();
    expect(messageOf(() => investigator(stack, [], { backupOwners: [jane(stack)] }))).toBe(message);
  });

  test('fails for a responder named twice', () => {
    const stack = accountStack({});
    const arn = `arn:aws:iam::${ACCOUNT}:user/bg/${JANE}`;
    const users = ['A', 'B'].map((id) => BreakGlassUser.fromUserArn(stack, id, arn));
    expect(messageOf(() => investigator(stack, users)))
      .toBe(`'responders' must not hold the same entry twice, got '${arn}'; name each responder once`);
  });

  test('fails for a responder named twice, once made and once imported', () => {
    const stack = accountStack();
    const user = jane(stack);
    expect(messageOf(() => investigator(stack, [user, BreakGlassUser.fromUserName(stack, 'Again', JANE)])))
      .toMatch(/^'responders' must not hold the same entry twice, got '.+'; name each responder once$/);
  });

  test('fails for a user that is responder and backup owner', () => {
    const stack = accountStack();
    const arn = `arn:aws:iam::${ACCOUNT}:user/bg/${JANE}`;
    const user = BreakGlassUser.fromUserArn(stack, 'Import', arn);
    expect(messageOf(() => investigator(stack, [user], { backupOwners: [user] })))
      .toBe(`'backupOwners' must not hold the same entry twice, got '${arn}'; a backup owner must be another user than the responders`);
  });

  // UNCLEAR: blames the responders, though the backup owner is simply named twice.
  test('fails for a backup owner named twice', () => {
    const stack = accountStack();
    const arn = `arn:aws:iam::${ACCOUNT}:user/bg/john.roe-BREAK-GLASS`;
    const users = ['A', 'B'].map((id) => BreakGlassUser.fromUserArn(stack, id, arn));
    expect(messageOf(() => investigator(stack, [jane(stack)], { backupOwners: users })))
      .toBe(`'backupOwners' must not hold the same entry twice, got '${arn}'; name each backup owner once`);
  });

  const NOT_NAMES = ['', 'BREAK GLASS-X', 'BREAK-GLASS-X/Y', 'BREAK-GLASS-ß', `BREAK-GLASS-${'X'.repeat(53)}`];

  test.each(NOT_NAMES)("fails for the role name '%s'", (roleName) => {
    expect(errorFor({ roleName, path: '/' })).toBe(`'roleName' ${NAME_RULE}, got '${roleName}'; choose a shorter or plainer name`);
  });

  test('fails for a role name without the prefix', () => {
    expect(errorFor({ roleName: 'Investigator' })).toBe("'roleName' must begin with 'BREAK-GLASS-', so that alarms, reviews and people recognise it, "
      + "got 'Investigator'; write it as 'BREAK-GLASS-Investigator'");
    expect(errorFor({ roleName: 'break-glass-x' })).toMatch(/^'roleName' must begin with 'BREAK-GLASS-'/);
  });

  // BUG: the prefix alone is taken for a name.
  test('fails for a role name that is nothing but the prefix', () => {
    expect(errorFor({ roleName: 'BREAK-GLASS-' })).toMatch(/^'roleName' must/);
  });

  test('fails for a role name that is a token', () => {
    expect(errorFor({ roleName: tokenText() })).toBe(`'roleName' must be known at synthesis, got ${A_TOKEN}; write the name`);
  });

  test('takes a role name of 60 characters under the default path and of 63 under the root path', () => {
    expect(() => stackWith({ roleName: `BREAK-GLASS-${'X'.repeat(48)}` })).not.toThrow();
    expect(() => stackWith({ roleName: `BREAK-GLASS-${'X'.repeat(51)}`, path: '/' })).not.toThrow();
  });

  test('fails for a role name over 64 characters together with the path', () => {
    const name = `BREAK-GLASS-${'X'.repeat(49)}`;
    expect(errorFor({ roleName: name })).toBe(
      `'roleName' must be at most 60 characters under path '/bg/' (together 64), ${SWITCH_ROLE_LIMIT}, got '${name}'; `
        + 'it has 61: give a shorter \'roleName\'');
    const rootName = `BREAK-GLASS-${'X'.repeat(52)}`;
    expect(errorFor({ roleName: rootName, path: '/' })).toBe(
      `'roleName' must be at most 63 characters under path '/' (together 64), ${SWITCH_ROLE_LIMIT}, got '${rootName}'; `
        + 'it has 64: give a shorter \'roleName\'');
  });

  test('fails for a long path together with the default name', () => {
    expect(errorFor({ path: '/emergency/' })).toBe(
      `'roleName' must be at most 53 characters under path '/emergency/' (together 64), ${SWITCH_ROLE_LIMIT}, got '${ROLE}'; `
        + 'it has 55: give a shorter \'roleName\'');
  });

  // UNCLEAR: a path that leaves no room at all makes "at most -6 characters"; the path is to blame, not the name.
  test('fails for a path that leaves no room for a name', () => {
    const path = `/${'p'.repeat(68)}/`;
    expect(errorFor({ path })).toMatch(/^'path' must be at most \d+ characters/);
  });

  test.each(['', 'bg', '/bg', 'bg/', '//', '/b g/'])("fails for the path '%s'", (path) => {
    expect(errorFor({ path }))
      .toBe(`'path' must begin and end with a slash and hold letters, digits and +=,.@-_ between, got '${path}'; write it as '/bg/'`);
  });

  const SESSION_FIX = "IAM's shortest is 1 hour and profile 'SECURITY_INVESTIGATOR' allows 4 hours; for a longer incident assume the role again";

  test.each([
    [Duration.minutes(59), 'at least 1 hour, got 59 minutes'],
    [Duration.minutes(0), 'at least 1 hour, got 0 minutes'],
    [Duration.minutes(241), 'at most 4 hours, got 4.02 hours'],
    [Duration.hours(12), 'at most 4 hours, got 12 hours'],
    [Duration.hours(13), 'at most 4 hours, got 13 hours'],
  ])('fails for a session of %s', (maxSession, problem) => {
    expect(errorFor({ maxSession })).toBe(`'maxSession' must be ${problem}; ${SESSION_FIX}`);
  });

  // UNCLEAR: rounding makes "must be at most 4 hours, got 4 hours".
  test('fails for a session of a second too long, and shows by how little', () => {
    expect(errorFor({ maxSession: Duration.seconds(14401) })).toMatch(/^'maxSession' must be at most 4 hours, got (?!4 hours;)/);
  });

  // UNCLEAR: CDK's own "'3600500 millis' cannot be converted into a whole number of seconds." comes out.
  test('fails for a session of broken seconds', () => {
    expect(errorFor({ maxSession: Duration.millis(3_600_500) })).toMatch(/^'maxSession' must be whole seconds, got /);
  });

  test('takes sessions of exactly 1 hour and of exactly the profile', () => {
    expect(() => stackWith({ maxSession: Duration.hours(1) })).not.toThrow();
    expect(() => stackWith({ maxSession: Duration.minutes(240) })).not.toThrow();
  });

  const AGE_FIX = (session: string) =>
    `an older sign-in than the session itself (${session}) proves nothing, and under 15 minutes responders sign in all the time`;

  test.each([
    [Duration.seconds(899), undefined, 'at least 15 minutes, got 14.98 minutes', '4 hours'],
    [Duration.minutes(241), undefined, 'at most 4 hours, got 4.02 hours', '4 hours'],
    [Duration.minutes(61), Duration.hours(1), 'at most 1 hour, got 1.02 hours', '1 hour'],
  ])('fails for an MFA age of %s in a session of %s', (mfaMaxAge, maxSession, problem, session) => {
    expect(errorFor({ mfaMaxAge, maxSession })).toBe(`'mfaMaxAge' must be ${problem}; ${AGE_FIX(session)}`);
  });

  test('fails for durations that are tokens', () => {
    expect(errorFor({ maxSession: tokenMinutes() })).toBe(`'maxSession' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`);
    expect(errorFor({ mfaMaxAge: tokenMinutes() })).toBe(`'mfaMaxAge' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`);
  });

  test.each([
    '192.0.2.0/33', '2001:db8::/129', '192.0.2.300', '192.0.2.0/24/1', '', '192.0.2.0/', '192.0.2/24', '2001:db8:::/32',
    'office', ' 192.0.2.0/24',
  ])(
    "fails for the address range '%s'", (range) => {
      expect(errorFor({ sourceIps: ['198.51.100.0/24', range] })).toBe(
        `'sourceIps' must be IPv4 or IPv6 ranges in CIDR notation, got '${range}'; write it as '192.0.2.0/24' or '2001:db8::/32'`);
    });

  test.each(['0.0.0.0/0', '::/0', '0.0.0.0/00'])("fails for the whole Internet as '%s'", (range) => {
    expect(errorFor({ sourceIps: [range] }))
      .toBe(`'sourceIps' must not be the whole Internet, got '${range}'; leave 'sourceIps' out if every address is meant`);
  });

  test('fails for an empty list of address ranges', () => {
    expect(errorFor({ sourceIps: [] }))
      .toBe(`'sourceIps' must name at least one range, got ${NONE}; leave 'sourceIps' out if every address is meant`);
  });

  test('fails for an address range that is a token', () => {
    expect(errorFor({ sourceIps: [tokenText()] })).toBe(`'sourceIps' must be known at synthesis, got ${A_TOKEN}; write the range`);
  });

  test.each(['us-east', 'US-EAST-1', 'us-east-1a', 'eu-central', '', '*', 'eu-*-1', 'Frankfurt'])("fails for the Region '%s'", (region) => {
    expect(errorFor({ regions: ['eu-central-1', region] })).toBe(`'regions' must be Region names, got '${region}'; write it as 'eu-central-1'`);
  });

  test('fails for an empty list of Regions', () => {
    expect(errorFor({ regions: [] })).toBe(`'regions' must name at least one Region, got ${NONE}; leave 'regions' out if every Region is meant`);
  });

  const REGIONS = ['us-gov-west-1', 'us-iso-east-1', 'us-isof-south-1', 'eusc-de-east-1', 'ap-southeast-7', 'il-central-1'];

  test.each(REGIONS)('takes the Region %s', (region) => {
    expect(() => stackWith({ regions: [region] })).not.toThrow();
  });

  test.each(['', 'o-x', 'o-A1B2C3D4E5', 'a1b2c3d4e5', 'o-a1b2c3d4e', ' o-a1b2c3d4e5', 'o-a1b2c3d4e5*', `o-${'a'.repeat(33)}`])(
    "fails for the organization '%s'", (organizationId) => {
      expect(errorFor({ organizationId }))
        .toBe(`'organizationId' must be the id of an organization, got '${organizationId}'; write it as 'o-a1b2c3d4e5'`);
    });

  test('takes an organization that is a token', () => {
    expect(() => stackWith({ organizationId: tokenText() })).not.toThrow();
  });

  test('fails for more responders than a trust policy holds, with both sizes', () => {
    const stack = accountStack();
    expect(messageOf(() => investigator(stack, imported(stack, 30)))).toBe(
      `the trust policy of ${ROLE} has 2368 characters for 30 users, IAM allows 2048; name fewer responders, or make a second role`);
  });

  test('counts backup owners in, whose statement repeats the conditions', () => {
    const stack = accountStack();
    const users = imported(stack, 30);
    expect(messageOf(() => investigator(stack, users.slice(0, 15), { backupOwners: users.slice(15) }))).toBe(
      `the trust policy of ${ROLE} has 2630 characters for 30 users, IAM allows 2048; name fewer responders, or make a second role`);
  });

  test('takes as many responders as the trust policy holds', () => {
    const fits = (count: number) => {
      const stack = accountStack();
      investigator(stack, imported(stack, count));
    };
    expect(() => fits(25)).not.toThrow();
    expect(() => fits(26)).toThrow(/IAM allows 2048/);
  });

  test('fails for permissions over 10 managed policies', () => {
    const statements = Array.from({ length: 140 }, (_, index) => ({
      actions: ['s3:GetObject'],
      resources: Array.from({ length: 10 }, (__, part) => `arn:aws:s3:::${'b'.repeat(30)}-${index}-${part}/*`),
      sources: ['https://example.com'],
    })).map((statement, index) => ({ ...statement, conditions: { StringEquals: { 'aws:ResourceTag/n': String(index) } } }));
    const profile = ResponderProfile.custom({
      name: 'X', description: 'X', maxSession: Duration.hours(1), phases: [Phase.INVESTIGATION], statements,
    });
    expect(errorFor({ profile })).toMatch(
      /^the permissions of BREAK-GLASS-X-CREDENTIAL_COMPROMISE need \d+ managed policies, IAM allows 10 for a role; divide the playbook in two$/);
  });

  // BUG: a statement with one action (or whose resources alone are too long) isn't cut, and nobody looks at the size after.
  test('fails for a statement that fits into no managed policy, with both sizes', () => {
    const evidenceBucketNames = Array.from({ length: 120 }, (_, index) => `${'evidence-'.repeat(5)}${index}`);
    expect(errorFor({ profile: ResponderProfile.FORENSICS_ANALYST, playbookScope: { evidenceBucketNames } }))
      .toMatch(/^the permissions of \S+ .*\d{4,5} characters, IAM allows 6144/);
  });

  test('fails for a boundary over the size of a managed policy, with both sizes', () => {
    const quarantinePolicyArns = Array.from({ length: 40 }, (_, index) => `arn:aws:iam::${ACCOUNT}:policy/${'quarantine-'.repeat(8)}${index}`);
    expect(errorFor({ profile: ResponderProfile.INCIDENT_RESPONDER, playbookScope: { quarantinePolicyArns } })).toMatch(
      /^the permissions boundary of BREAK-GLASS-INCIDENT_RESPONDER-CREDENTIAL_COMPROMISE has \d{4,5} characters, IAM allows 6144; /);
  });
});

describe('warnings', () => {
  const PATH = '/Stack/Investigator';
  const OF_JANE = (stack: Stack) => [BreakGlassUser.fromUserArn(stack, 'Import', `arn:aws:iam::${SECURITY_ACCOUNT}:user/bg/${JANE}`)];

  test('for a single responder, and none for two or with a backup owner', () => {
    Annotations.fromStack(stackWith()).hasWarning(PATH, `'responders' of ${ROLE} should name at least two people with 'backupOwners', got 1: `
      + 'one person can be ill or the attacker [ack: cdk-break-glass:singleResponder]');
    const two = accountStack();
    investigator(two, [jane(two), john(two)]);
    const backup = accountStack();
    investigator(backup, [jane(backup)], { backupOwners: [john(backup)] });
    for (const stack of [two, backup]) {
      Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:singleResponder'));
    }
  });

  test('for responders of another account without an organization', () => {
    const stack = accountStack();
    investigator(stack, OF_JANE(stack));
    Annotations.fromStack(stack).hasWarning(PATH, `'organizationId' should be given for ${ROLE}, whose responders are of another account: `
      + 'it ends their access when that account leaves [ack: cdk-break-glass:organizationId]');
  });

  test('none for responders of another account with an organization, or of the same account', () => {
    const other = accountStack();
    investigator(other, OF_JANE(other), { organizationId: 'o-a1b2c3d4e5' });
    for (const stack of [other, stackWith(), stackWith({}, {})]) {
      Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:organizationId'));
    }
  });

  test.each([{ requireIncidentId: true }, { requireSourceIdentity: true }])('for a role that the console cannot assume: %j', (props) => {
    Annotations.fromStack(stackWith(props)).hasWarning(PATH,
      `${ROLE} can't be assumed in the console: Switch Role sends neither session tags nor a source identity [ack: cdk-break-glass:noConsole]`);
  });

  test('none for a role that the console can assume', () => {
    Annotations.fromStack(stackWith()).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:noConsole'));
  });
});
