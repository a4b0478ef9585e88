import { App, aws_iam as iam, aws_kms as kms, Duration, Stack } from 'aws-cdk-lib';
import { DefinitionBody, Pass, QueryLanguage, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ActivationWindow, AssigneeType, BreakGlassUser, elevation, IncidentResponseRole, NotificationTarget, NotificationTopic, Phase, Playbook, PlaybookPermissionSet, ResponderProfile, UserState } from '../../../src';

const SECURITY = '111111111111';
const WORKLOAD = '222222222222';
const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const userId = (index: number) => `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000${index}`;

/** An app that gives every prop of the constructs, one way or another. */
export function every(): App {
  const app = new App({ analyticsReporting: false });
  const security = new Stack(app, 'Security', { env: { account: SECURITY, region: 'us-east-1' } });
  const workload = new Stack(app, 'Workload', { env: { account: WORKLOAD, region: 'eu-central-1' } });
  const responders = usersOf(security);
  catalogue(security, responders);
  rolesOf(workload, responders);
  permissionSets(security);
  elevated(app, security, responders[0]);
  return app;
}

const person = (responderName: string) => ({ responderName, responderEmail: 'responder@example.com', emergencyContact: 'oncall@example.com' });
const custodians = ['A', 'B'].map((name) => new iam.ArnPrincipal(`arn:aws:iam::${SECURITY}:role/Custodian${name}`));

function usersOf(stack: Stack): BreakGlassUser[] {
  return [
    new BreakGlassUser(stack, 'Jane', { ...person('Jane Doe'), custodians, state: UserState.COMMISSIONED }),
    new BreakGlassUser(stack, 'John', {
      ...person('John Roe'),
      userName: 'j.roe-BREAK-GLASS',
      path: '/emergency/',
      custodians: [...custodians.slice(0, 1), new iam.ArnPrincipal(`arn:aws:iam::${SECURITY}:user/custodians/c`)],
      cloudFormationRoles: [new iam.ArnPrincipal(`arn:aws:iam::${SECURITY}:role/Deployer`)],
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:us-east-1:${SECURITY}:key/12345678-1234-1234-1234-123456789012`),
      passwordLength: 40,
      allowAwsLogin: true,
    }),
    new BreakGlassUser(stack, 'Mary', { ...person('Mary Poe'), custodians }),
  ];
}

/** Every profile with every playbook. */
function catalogue(stack: Stack, responders: BreakGlassUser[]): void {
  const imported = BreakGlassUser.fromUserArn(stack, 'Imported', 'arn:aws:iam::333333333333:user/bg/eve.roe-BREAK-GLASS');
  for (const profile of ResponderProfile.standard()) {
    for (const playbook of Playbook.catalogue()) {
      new IncidentResponseRole(stack, `${profile.name}-${playbook.name}`, { profile, playbook, responders: [imported] });
    }
  }
  new IncidentResponseRole(stack, 'Window', {
    profile: ResponderProfile.INCIDENT_RESPONDER,
    playbook: Playbook.RANSOMWARE,
    roleName: 'BREAK-GLASS-WINDOW',
    responders,
    activationWindow: ActivationWindow.between('2030-06-15T08:00:00Z', '2030-06-15T16:00:00Z'),
  });
}

function rolesOf(stack: Stack, responders: BreakGlassUser[]): void {
  const [jane, john, mary] = responders;
  const imported = [
    BreakGlassUser.fromUserArn(stack, 'ByArn', `arn:aws:iam::${SECURITY}:user/people/eve`),
    BreakGlassUser.fromUserName(stack, 'ByName', '/people/adam-BREAK-GLASS'),
  ];
  const quarantine = new iam.ManagedPolicy(stack, 'Quarantine', {
    document: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['*'], resources: ['*'] })] }),
  });
  const playbookScope = {
    evidenceBucketNames: ['evidence-one', 'evidence-two-*'],
    evidenceAccounts: [WORKLOAD, '444444444444'],
    quarantinePolicyArns: [`arn:aws:iam::${WORKLOAD}:policy/Quarantine`, quarantine.managedPolicyArn],
    commandDocuments: ['Collect-Memory', 'Collect-LinuxLogs'],
    commandTagKey: 'Forensics',
    commandTagValue: 'open',
  };
  const everything = {
    playbookScope,
    organizationId: 'o-exampleorg1',
    sourceIps: ['192.0.2.0/24', '2001:db8::/32'],
    regions: ['eu-central-1', 'us-east-1'],
    requireSourceIdentity: true,
    requireIncidentId: true,
    maxSession: Duration.hours(1),
    maxMfaAge: Duration.minutes(20),
    path: '/emergency/',
  };
  for (const profile of ResponderProfile.standard()) {
    new IncidentResponseRole(stack, profile.name, {
      profile, playbook: Playbook.EC2_COMPROMISE, responders: [jane], backupOwners: [john], ...everything,
    });
    new IncidentResponseRole(stack, `${profile.name}-credentials`, { profile, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: [jane, mary], playbookScope });
  }
  new IncidentResponseRole(stack, 'People', { profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.IDP_OUTAGE, responders: imported, roleName: 'BREAK-GLASS-PEOPLE' });
  const profile = ResponderProfile.custom({
    name: 'NETWORK_ENGINEER',
    description: 'Repairs networks',
    maxSession: Duration.hours(10),
    phases: [Phase.INVESTIGATION, Phase.RECOVERY],
    statements: [{ actions: ['ec2:*NetworkAcl*', 'ec2:Describe*'], sources: ['https://example.com'] }],
    wildcardReason: 'lists of rules',
  });
  new IncidentResponseRole(stack, 'OwnBoth', { profile, playbook: ownPlaybook(), responders: [jane] });
  new IncidentResponseRole(stack, 'OwnProfile', { profile, playbook: Playbook.RANSOMWARE, responders: [jane] });
  new IncidentResponseRole(stack, 'OwnPlaybook', { profile: ResponderProfile.BREAK_GLASS_ADMIN, playbook: ownPlaybook(), responders: [jane] });
}

function ownPlaybook(): Playbook {
  const sources = ['https://example.com/runbook'];
  return new Playbook({
    name: 'ORDERS_DOWN',
    title: 'The orders service is down',
    investigation: { statements: [{ actions: ['ecs:Describe*', 'ecs:List*'], sources }] },
    recovery: {
      statements: [
        { actions: ['ecs:UpdateService'], resources: ['arn:{{Partition}}:ecs:*:{{Account}}:service/orders/*'], conditions: { StringEquals: { 'aws:ResourceTag/App': ['orders'] } }, sources },
        { actions: ['iam:DeleteUser', 'iam:AttachRolePolicy'], resources: ['arn:{{Partition}}:iam::{{Account}}:*'], sources },
      ],
      maxSession: Duration.hours(2),
    },
  });
}

function permissionSets(stack: Stack): void {
  const set = (id: string, playbook: Playbook, phase: Phase, more: object = {}) =>
    new PlaybookPermissionSet(stack, id, { instanceArn: INSTANCE, playbook, phase, permissionSetName: id, ...more });
  Playbook.catalogue().forEach((playbook) => playbook.phases.forEach((phase) => set(`S${playbook.name.slice(0, 14)}-${phase.slice(0, 7)}`, playbook, phase)));
  set('Assigned', Playbook.RANSOMWARE, Phase.CONTAINMENT, {
    maxSession: Duration.hours(2),
    assignments: [
      { assigneeType: AssigneeType.GROUP, assigneeId: userId(7), accountId: WORKLOAD },
      { assigneeType: AssigneeType.USER, assigneeId: userId(8), accountId: SECURITY },
    ],
    permissionsBoundaryName: '/organization/Boundary',
  });
  set('Scoped', Playbook.EC2_COMPROMISE, Phase.FORENSICS, {
    playbookScope: { evidenceBucketNames: ['evidence-one'], evidenceAccounts: ['444444444444'], commandDocuments: ['Collect-Memory', 'Collect-LinuxLogs'], commandTagKey: 'F', commandTagValue: 'open' },
  });
  set('Own', ownPlaybook(), Phase.RECOVERY);
}

function elevated(app: App, security: Stack, jane: BreakGlassUser): void {
  const stack = new Stack(app, 'Elevation', { env: { account: SECURITY, region: 'us-east-1' } });
  new elevation.ElevationSessionRevocation(new Stack(app, 'Revocation', { env: { account: WORKLOAD, region: 'us-east-1' } }), 'Revocation', { accessAccountId: SECURITY });
  const directory = new elevation.IdentityCenterDirectory({ instanceArn: INSTANCE, identityStoreId: 'd-1234567890', permissionSetName: 'Elevation', accountId: SECURITY, region: 'us-east-1' });
  const [first, second] = ['jane', 'john'].map((name, index) => directory.person(name, userId(index), {
    iamUser: iam.User.fromUserArn(stack, name, `arn:aws:iam::${SECURITY}:user/bg/${name}.doe-BREAK-GLASS`),
  }));
  const approval = { requesters: [first], approvers: [second] };
  const machine = (id: string) => new StateMachine(stack, id, { queryLanguage: QueryLanguage.JSONATA, definitionBody: DefinitionBody.fromChainable(Pass.jsonata(stack, `${id} it`)) });
  const sealed = new IncidentResponseRole(security, 'Sealed', {
    profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.DATA_EXFILTRATION, roleName: 'BREAK-GLASS-SEALED', responders: [jane], activationWindow: ActivationWindow.closed(),
  });
  const target = elevation.ElevationTarget;
  const rules = {
    contain: target.permissionSet(new PlaybookPermissionSet(stack, 'Contain', { instanceArn: INSTANCE, playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT, sessionRevocation: true })),
    elsewhere: target.permissionSetArn('arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef', 'Other'),
    manage: target.groupMembership('906790b6f4-00000000-0000-0000-0000-000000000001', 'Management'),
    investigate: target.scopedSession(new elevation.ElevationSessionRole(stack, 'Session', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT, roleName: 'Own-Name' })),
    open: target.activationWindow(sealed),
    database: target.custom('database-admin', { title: 'Administrator of the orders database', grant: machine('Make'), revoke: machine('Drop') }),
  };
  new elevation.ElevatedAccess(stack, 'Elevation', {
    people: [first, second],
    identityCenter: directory,
    callerPermissionSet: true,
    archiveRetention: Duration.days(90),
    notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic)],
    rules: Object.entries(rules).map(([name, one]) => new elevation.ElevationRule(name, { target: one, ...approval, ...['contain', 'elsewhere'].includes(name) ? { accounts: [WORKLOAD] } : {} })),
  });
}
