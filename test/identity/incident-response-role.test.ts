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
import { forbidden as forbiddenActions } from '../../src/private/forbidden-actions';
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
    const age = (maxMfaAge: Duration) => trustOf(stackWith({ maxMfaAge })).Statement[0].Condition!.NumericLessThanEquals;
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
    expect(assume.Condition).toEqual({ ...MFA, StringEquals: { ...OWN_NAME, ...own } });
    expect(source).toEqual({
      Sid: 'SourceIdentity',
      Effect: 'Allow',
      Principal: { AWS: JANE_ARN },
      Action: 'sts:SetSourceIdentity',
      Condition: { StringEquals: own },
    });
  });

  test('asks for the incident tag and allows tagging the session with it alone', () => {
    const [assume, tags, ...others] = trustOf(stackWith({ requireIncidentId: true })).Statement;
    expect(others).toEqual([]);
    expect(assume.Condition).toEqual({ ...MFA, StringEquals: OWN_NAME, StringLike: { 'aws:RequestTag/IncidentId': '?*' } });
    expect(tags).toEqual({
      Sid: 'Tags',
      Effect: 'Allow',
      Principal: { AWS: JANE_ARN },
      Action: 'sts:TagSession',
      Condition: {
        'StringLike': { 'aws:RequestTag/IncidentId': '?*' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': 'IncidentId' },
      },
    });
  });

  const ALL_REQUIREMENTS = { requireIncidentId: true, requireSourceIdentity: true, organizationId: 'o-a1b2c3d4e5' };

  test('holds every condition where the role is assumed, for responders and backup owners alike', () => {
    const stack = accountStack();
    investigator(stack, [jane(stack)], { backupOwners: [john(stack)], ...ALL_REQUIREMENTS });
    const assuming = trustOf(stack).Statement.filter(({ Action }) => Action === 'sts:AssumeRole');
    expect(assuming.map(({ Sid }) => Sid)).toEqual(['Responders', 'BackupOwners']);
    for (const { Condition } of assuming) {
      expect(Condition).toEqual({
        ...MFA,
        StringEquals: { ...OWN_NAME, 'sts:SourceIdentity': '${aws:username}', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
        StringLike: { 'aws:RequestTag/IncidentId': '?*' },
      });
    }
  });

  test('has one statement on tags and one on the source identity, for responders and backup owners together', () => {
    const stack = accountStack();
    investigator(stack, [jane(stack)], { backupOwners: [john(stack)], ...ALL_REQUIREMENTS });
    const { Statement } = trustOf(stack);
    expect(Statement.map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ['Responders', 'sts:AssumeRole'], ['BackupOwners', 'sts:AssumeRole'], ['Tags', 'sts:TagSession'], ['SourceIdentity', 'sts:SetSourceIdentity'],
    ]);
    for (const { Principal } of Statement.slice(2)) { expect(Principal).toEqual({ AWS: [JANE_ARN, JOHN_ARN] }); }
  });

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

  test('is open between the instants of an activation window, for responders and backup owners', () => {
    const stack = accountStack();
    const activationWindow = ActivationWindow.between('2026-01-31T14:00:00Z', '2026-01-31T18:00:00Z');
    investigator(stack, [jane(stack)], { backupOwners: [john(stack)], activationWindow, requireIncidentId: true });
    const assuming = trustOf(stack).Statement.filter(({ Action }) => Action === 'sts:AssumeRole');
    expect(assuming).toHaveLength(2);
    for (const { Condition } of assuming) {
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

  test('the users may be of another stage, which synthesizes by itself', () => {
    const app = new App();
    const users = new Stack(new Stage(app, 'Security'), 'Users', { env: SECURITY_ENV });
    const roles = new Stack(new Stage(app, 'Workload'), 'Roles', { env: ENV });
    investigator(roles, [jane(users)]);
    expect(() => app.synth()).not.toThrow();
    expect([users.dependencies, roles.dependencies]).toEqual([[], []]);
    expectNoReferences(users, roles);
    expect(trustOf(roles).Statement[0].Principal).toEqual({ AWS: `arn:\${AWS::Partition}:iam::${SECURITY_ACCOUNT}:user/bg/${JANE}` });
    expect(allowsOf(policyOf(users, `${JANE}-permissions`), 'sts:AssumeRole')).toMatchObject([{ Resource: ROLE_ARN }]);
    templateOf(roles).hasResource('AWS::IAM::Role', { DependsOn: Match.absent() });
  });

  test('two stacks of one stage keep the order of deployment', () => {
    const stage = new Stage(new App(), 'Prod');
    const users = new Stack(stage, 'Users', { env: ENV });
    const roles = new Stack(stage, 'Roles', { env: ENV });
    investigator(roles, [jane(users)]);
    expect(roles.dependencies).toEqual([users]);
  });

  // The reference to the users' account would be that of the roles in the roles' template.
  const UNKNOWN = (prop: string) => `'${prop}' must hold users whose account is known, as that of the role is (${ACCOUNT}), got '${JANE}'; `
    + "give the users' stack an 'env' as well, or neither of the two stacks";

  test.each<[string, object]>([['no environment', {}], ['a Region alone', { env: { region: 'eu-central-1' } }]])(
    'fails for users of a stack with %s, where the account of the role is known', (_, users) => {
      expect(messageOf(() => twoStacks(users, { env: ENV }))).toBe(UNKNOWN('responders'));
    });

  test('fails for such a backup owner, and for such an import', () => {
    const app = new App();
    const agnostic = accountStack({}, app, 'Users');
    const roles = accountStack({ env: ENV }, app, 'Roles');
    expect(messageOf(() => investigator(roles, [john(roles)], { backupOwners: [jane(agnostic)] }))).toBe(UNKNOWN('backupOwners'));
    const user = BreakGlassUser.fromUserName(agnostic, 'Import', JANE);
    expect(messageOf(() => investigator(roles, [user], {}, 'Other'))).toBe(UNKNOWN('responders'));
  });

  test('takes users by their written ARN, wherever they are imported and whether or not the account of the role is known', () => {
    const app = new App();
    const agnostic = accountStack({}, app, 'Agnostic');
    const known = accountStack({ env: ENV }, app, 'Known');
    const arn = `arn:aws:iam::${SECURITY_ACCOUNT}:user/bg/${JANE}`;
    const user = BreakGlassUser.fromUserArn(agnostic, 'Import', arn);
    [agnostic, known].forEach((stack) => investigator(stack, [user]));
    for (const stack of [agnostic, known]) { expect(trustOf(stack).Statement[0].Principal).toEqual({ AWS: arn }); }
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

  test('keeps responders out of reach whatever their path, and leaves other principals to containment', () => {
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
  test('grantAssumeRole lets an identity assume the role and leaves the trust policy alone', () => {
    const stack = accountStack();
    const grant = investigator(stack, [jane(stack)]).grantAssumeRole(new iam.User(stack, 'Broker'));
    expect(grant.success).toBe(true);
    templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
      Users: ['${BrokerE1355FD6}'],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE_ARN }] },
    });
    expect(trustOf(stack)).toEqual(trustOf(stackWith()));
  });

  test('grantAssumeRole uses nothing deprecated', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const stack = accountStack();
    investigator(stack, [jane(stack)]).grantAssumeRole(new iam.User(stack, 'Broker'));
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
    role.grantAssumeRole(new iam.User(stack, 'Broker'));
    expect(role.roleArn).toBe(arn);
    expect(role.roleName).toBe(ROLE);
    expect(role.env.account).toBe(SECURITY_ACCOUNT);
    expect(role.metricUses().dimensions).toEqual({ RoleArn: arn });
    templateOf(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [Match.objectLike({ Resource: arn })] } });
    templateOf(stack).resourceCountIs('AWS::IAM::Role', 0);
  });

  test('fromRoleArn fails for a token, be it the whole ARN or a part of it', () => {
    const stack = accountStack({});
    for (const arn of [tokenText(), `arn:${stack.partition}:iam::${stack.account}:role/bg/${ROLE}`, `arn:aws:iam::${ACCOUNT}:role/bg/${tokenText()}`]) {
      expect(messageOf(() => IncidentResponseRole.fromRoleArn(stack, 'Import', arn)))
        .toBe(`'roleArn' must be known at synthesis, got ${A_TOKEN}; alarms and runbooks name the role: write the ARN`);
    }
  });

  test.each(['', ROLE, `arn:aws:iam::${ACCOUNT}:user/bg/${JANE}`, `arn:aws:iam::${ACCOUNT}:role/*`, `arn:aws:iam::${ACCOUNT}:role/`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/jane`, `arn:aws:iam::1111:role/${ROLE}`])("fromRoleArn fails for '%s'", (arn) => {
    expect(messageOf(() => IncidentResponseRole.fromRoleArn(accountStack(), 'Import', arn))).toBe(
      `'roleArn' must be the ARN of one IAM role, got '${arn}'; `
      + "write it as 'arn:aws:iam::111122223333:role/bg/BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE'");
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
      .toBe(`'responders' must not hold the same entry twice, got '${JANE_ARN}'; name each responder once`);
  });

  test('fails for a user that is responder and backup owner', () => {
    const stack = accountStack();
    const arn = `arn:aws:iam::${ACCOUNT}:user/bg/${JANE}`;
    const user = BreakGlassUser.fromUserArn(stack, 'Import', arn);
    expect(messageOf(() => investigator(stack, [user], { backupOwners: [user] })))
      .toBe(`'backupOwners' must not hold the same entry twice, got '${arn}'; a backup owner must be another user than the responders`);
  });

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

  test('fails for a path that leaves no room for a name', () => {
    const path = `/${'p'.repeat(68)}/`;
    expect(errorFor({ path })).toBe(
      `'path' must be at most 51 characters, so that a role name fits beside it (together 64), ${SWITCH_ROLE_LIMIT}, got '${path}'; `
        + 'it has 70: give a shorter \'path\'');
  });

  test('takes a path of 51 characters, which leaves room for a name of 13', () => {
    const path = `/${'p'.repeat(49)}/`;
    expect(() => stackWith({ path, roleName: 'BREAK-GLASS-X' })).not.toThrow();
    expect(errorFor({ path: `/p${path.slice(1)}`, roleName: 'BREAK-GLASS-X' })).toMatch(/^'path' must be at most 51 characters/);
  });

  test.each(['', 'bg', '/bg', 'bg/', '//', '/b g/'])("fails for the path '%s'", (path) => {
    expect(errorFor({ path }))
      .toBe(`'path' must begin and end with a slash and hold letters, digits and +=,.@-_ between, got '${path}'; write it as '/bg/'`);
  });

  const TOO_SHORT = 'IAM has no shorter role session';
  const TOO_LONG = "profile 'SECURITY_INVESTIGATOR' allows no longer session; for a longer incident assume the role again";

  test.each([
    [Duration.minutes(59), `at least 1 hour, got 59 minutes; ${TOO_SHORT}`],
    [Duration.minutes(0), `at least 1 hour, got 0 minutes; ${TOO_SHORT}`],
    [Duration.minutes(241), `at most 4 hours, got 4 hours 1 minute; ${TOO_LONG}`],
    [Duration.seconds(14_401), `at most 4 hours, got 4 hours 1 second; ${TOO_LONG}`],
    [Duration.hours(12), `at most 4 hours, got 12 hours; ${TOO_LONG}`],
    [Duration.hours(13), `at most 4 hours, got 13 hours; ${TOO_LONG}`],
    [Duration.millis(3_600_500), 'whole seconds, got 1 hour 500 millis; round it'],
  ])('fails for a session of %s', (maxSession, problem) => {
    expect(errorFor({ maxSession })).toBe(`'maxSession' must be ${problem}`);
  });

  test('takes sessions of exactly 1 hour and of exactly the profile', () => {
    expect(() => stackWith({ maxSession: Duration.hours(1) })).not.toThrow();
    expect(() => stackWith({ maxSession: Duration.minutes(240) })).not.toThrow();
  });

  test.each([
    [Duration.seconds(899), undefined, 'at least 15 minutes, got 14 minutes 59 seconds; responders would sign in all the time'],
    [Duration.minutes(241), undefined, 'at most 4 hours, got 4 hours 1 minute; a sign-in older than the longest session proves nothing'],
    [Duration.minutes(61), Duration.hours(1), 'at most 1 hour, got 1 hour 1 minute; a sign-in older than the longest session proves nothing'],
  ])('fails for an MFA age of %s in a session of %s', (maxMfaAge, maxSession, problem) => {
    expect(errorFor({ maxMfaAge, maxSession })).toBe(`'maxMfaAge' must be ${problem}`);
  });

  test('fails for durations that are tokens', () => {
    expect(errorFor({ maxSession: tokenMinutes() })).toBe(`'maxSession' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`);
    expect(errorFor({ maxMfaAge: tokenMinutes() })).toBe(`'maxMfaAge' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`);
  });

  test.each([
    '192.0.2.0/33', '2001:db8::/129', '192.0.2.300', '192.0.2.0/24/1', '', '192.0.2.0/', '192.0.2/24', '2001:db8:::/32',
    'office', ' 192.0.2.0/24', '0.0.0.0/00',
  ])(
    "fails for the address range '%s'", (range) => {
      expect(errorFor({ sourceIps: ['198.51.100.0/24', range] })).toBe(
        `'sourceIps' must hold IPv4 or IPv6 ranges in CIDR notation, got '${range}'; write it as '192.0.2.0/24' or '2001:db8::/32'`);
    });

  test.each(['0.0.0.0/0', '::/0', '192.0.2.0/0'])("fails for the whole Internet as '%s'", (range) => {
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
    expect(errorFor({ regions: ['eu-central-1', region] })).toBe(`'regions' must hold Region names, got '${region}'; write it as 'eu-central-1'`);
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

  const TRUST_FIX = "IAM allows 2048; name fewer users, ask for fewer conditions ('sourceIps' and the like), or make a second role";

  test('fails for more responders than a trust policy holds, with both sizes', () => {
    const stack = accountStack();
    expect(messageOf(() => investigator(stack, imported(stack, 30)))).toBe(
      `the trust policy of ${ROLE} has 2368 characters for 30 users, ${TRUST_FIX}`);
  });

  test('counts backup owners in, whose statement repeats the conditions', () => {
    const stack = accountStack();
    const users = imported(stack, 30);
    expect(messageOf(() => investigator(stack, users.slice(0, 15), { backupOwners: users.slice(15) }))).toBe(
      `the trust policy of ${ROLE} has 2630 characters for 30 users, ${TRUST_FIX}`);
  });

  test('fails for more conditions than a trust policy holds, and names them as a way out', () => {
    const sourceIps = Array.from({ length: 120 }, (_, index) => `192.0.2.${index}/32`);
    expect(errorFor({ sourceIps })).toMatch(/^the trust policy of \S+ has \d{4} characters for 1 users, IAM allows 2048; .*'sourceIps'/);
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

  test('spreads a statement with more resources than a managed policy holds over several', () => {
    const resources = Array.from({ length: 150 }, (_, index) => `arn:aws:s3:::${'evidence-'.repeat(5)}${index}/*`);
    const profile = ResponderProfile.custom({
      name: 'X',
      description: 'X',
      maxSession: Duration.hours(1),
      phases: [Phase.INVESTIGATION],
      statements: [{ actions: ['s3:PutObjectRetention'], resources, sources: ['https://example.com'] }],
    });
    const policies = Object.values<any>(templateOf(stackWith({ profile })).findResources('AWS::IAM::ManagedPolicy'))
      .map(({ Properties }) => Properties).filter(({ ManagedPolicyName }) => /-permissions-\d+$/.test(ManagedPolicyName));
    expect(policies.length).toBeGreaterThan(1);
    for (const { PolicyDocument } of policies) { expect(JSON.stringify(PolicyDocument).length).toBeLessThanOrEqual(6144); }
    expect(policies.flatMap(({ PolicyDocument }) => allowsOf(PolicyDocument, 's3:PutObjectRetention').flatMap(({ Resource }) => Resource)))
      .toEqual(resources);
  });

  test('fails for a statement that fits into no managed policy, with both sizes', () => {
    const profile = ResponderProfile.custom({
      name: 'X',
      description: 'X',
      maxSession: Duration.hours(1),
      phases: [Phase.INVESTIGATION],
      statements: [{
        actions: ['s3:GetObject'],
        conditions: { StringEquals: { 'aws:ResourceTag/n': Array.from({ length: 400 }, (_, index) => `a value of some length ${index}`) } },
        sources: ['https://example.com'],
      }],
    });
    expect(errorFor({ profile })).toMatch(
      /^a statement on s3:GetObject has \d{5} characters and can't be divided, IAM allows 6144 in a policy; shorten its conditions or resources$/);
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

  test('for a role without an account whose responders were made in an account', () => {
    const app = new App();
    const users = accountStack({ env: ENV }, app, 'Users');
    const responder = jane(users);
    const roles = accountStack({}, app, 'Roles');
    investigator(roles, [responder]);
    Annotations.fromStack(roles).hasWarning('*', Match.stringLikeRegexp('cdk-break-glass:unknownAccount'));
    const sameAccount = accountStack({ env: ENV }, app, 'SameAccount');
    investigator(sameAccount, [responder]);
    Annotations.fromStack(sameAccount).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:unknownAccount'));
  });

  test('none for a role that the console can assume', () => {
    Annotations.fromStack(stackWith()).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:noConsole'));
  });
});
