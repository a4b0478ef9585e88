import { App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  A_TOKEN, ACCOUNT, accountStack, allowsOf, ENV, investigator, jane, JANE, JANE_ARN, john, messageOf, policyOf, ROLE, ROLE_ARN,
  SECURITY_ACCOUNT, SECURITY_ENV, statementOf, templateOf, tokenText, trustOf, written,
} from './fixtures';
import {
  ActivationWindow, BreakGlassUser, IBreakGlassUser, IncidentResponseRole, IncidentResponseRoleProps, Playbook, ResponderProfile,
} from '../../src';


function stackWith(props: Partial<IncidentResponseRoleProps> = {}, env: object = { env: ENV }): Stack {
  const stack = accountStack(env);
  // Roles that the console can't assume need a responder with the command line.
  investigator(stack, [jane(stack, { allowAwsLogin: props.requireIncidentId ?? props.requireSourceIdentity })], props);
  return stack;
}

function errorFor(props: Partial<IncidentResponseRoleProps>): string {
  return messageOf(() => stackWith(props));
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
      .toEqual(resources.map(([id]) => ({ id, DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' })));
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

  test('fails for a playbook without a phase of the profile, which would leave the permissions of the profile alone', () => {
    const copy = { statements: [{ actions: ['ec2:CreateSnapshot'], sources: ['https://example.com'] }] };
    const playbook = new Playbook({ name: 'COPY_ONLY', title: 'Copy', forensics: copy, containment: copy });
    expect(errorFor({ playbook })).toBe("'playbook' must have a phase of profile 'SECURITY_INVESTIGATOR' (INVESTIGATION), got 'COPY_ONLY with CONTAINMENT, FORENSICS'; "
      + 'give the playbook one of these phases, or choose another profile');
  });

  test('takes a playbook that has one of the phases of the profile', () => {
    const playbook = new Playbook({
      name: 'LOOK_ONLY',
      title: 'Look',
      investigation: { statements: [{ actions: ['ec2:DescribeSnapshots'], sources: ['https://example.com'] }] },
    });
    expect(() => stackWith({ playbook, profile: ResponderProfile.INCIDENT_RESPONDER })).not.toThrow();
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

  test('get all their roles, in any order', () => {
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

  test('the users may be in another stage', () => {
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
  const UNKNOWN = (prop: string) => `'${prop}' must hold users of a known account, because the account of the role is known (${ACCOUNT}), got '${JANE}'; `
    + "give the stack of the users an 'env' as well, or give neither stack one";

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

test('fails for props that its description, its name or its trust policy refuses', () => {
  expect(errorFor({ responders: [] })).toMatch(/^'responders' must name at least one/);
  expect(errorFor({ roleName: 'Investigator' })).toMatch(/^'roleName' must begin with/);
  expect(errorFor({ sourceIps: Array.from({ length: 120 }, (_, index) => `192.0.2.${index}/32`) })).toMatch(/^the trust policy of/);
});
