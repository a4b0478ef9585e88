import { App, Duration, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, User } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { ActivationWindow, BreakGlassAlarm, BreakGlassUser, detection, elevation, IncidentResponseRole, NotificationTarget, NotificationTopic, Phase, Playbook, PlaybookPermissionSet, ResponderProfile, UserState } from '../../src';
import { readAssembly, SynthesizedStack } from '../../src/claims/internal';

export const SECURITY = '111111111111';
export const WORKLOAD = '222222222222';

/** A small organization that has one of everything the claims are about. */
export function smallOrganization(): SynthesizedStack[] {
  const app = new App({ analyticsReporting: false });
  const security = new Stack(app, 'Security', { env: { account: SECURITY, region: 'us-east-1' } });
  const workload = new Stack(app, 'Workload', { env: { account: WORKLOAD, region: 'us-east-1' } });
  const user = (id: string, responderName: string, state: UserState, allowAwsLogin?: boolean) => new BreakGlassUser(security, id, {
    responderName,
    responderEmail: 'responder@example.com',
    emergencyContact: 'oncall@example.com',
    state,
    allowAwsLogin,
    custodians: ['A', 'B'].map((name) => new ArnPrincipal(`arn:aws:iam::${SECURITY}:role/Custodian${name}`)),
  });
  const jane = user('Jane', 'Jane Doe', UserState.COMMISSIONED);
  const fresh = user('New', 'New Person', UserState.NEW);
  const cli = user('Cli', 'Cara Line', UserState.COMMISSIONED, true);
  const replacing = user('Replacing', 'Rae Placing', UserState.recommissioning('2030-06-15T08:00:00Z', '2030-06-15T16:00:00Z'));
  const former = user('Former', 'Fay Gone', UserState.FORMER);
  const roles = [
    new IncidentResponseRole(security, 'Admin', { profile: ResponderProfile.BREAK_GLASS_ADMIN, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: [jane, fresh] }),
    new IncidentResponseRole(security, 'Investigator', { profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: [jane] }),
    new IncidentResponseRole(security, 'Responder', { profile: ResponderProfile.INCIDENT_RESPONDER, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: [jane] }),
    new IncidentResponseRole(security, 'Forensics', {
      profile: ResponderProfile.FORENSICS_ANALYST,
      playbook: Playbook.EC2_COMPROMISE,
      responders: [jane, cli],
      requireIncidentId: true,
      requireSourceIdentity: true,
      sourceIps: ['192.0.2.0/24'],
      regions: ['us-east-1'],
    }),
    new IncidentResponseRole(security, 'Sealed', {
      profile: ResponderProfile.INCIDENT_RESPONDER,
      playbook: Playbook.INSIDER_THREAT,
      responders: [jane],
      activationWindow: ActivationWindow.between('2030-06-15T08:00:00Z', '2030-06-15T16:00:00Z'),
    }),
    new IncidentResponseRole(workload, 'CloudAdmin', {
      profile: ResponderProfile.CLOUD_ADMINISTRATOR,
      playbook: Playbook.EC2_COMPROMISE,
      responders: [jane],
      organizationId: 'o-exampleorg1',
    }),
    new IncidentResponseRole(workload, 'Commander', {
      profile: ResponderProfile.INCIDENT_COMMANDER,
      playbook: Playbook.EC2_COMPROMISE,
      responders: [jane],
      organizationId: 'o-exampleorg1',
    }),
  ];
  const closed = new IncidentResponseRole(security, 'Window', {
    profile: ResponderProfile.SECURITY_INVESTIGATOR,
    playbook: Playbook.DATA_EXFILTRATION,
    responders: [jane],
    activationWindow: ActivationWindow.closed(),
  });
  new PlaybookPermissionSet(security, 'Contain', {
    instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT,
  });
  const topic = new NotificationTopic(security, 'Topic', { emails: ['security-oncall@example.com'] });
  const workloadTopic = new NotificationTopic(workload, 'Topic');
  new BreakGlassAlarm(security, 'Alarm', {
    trailLogGroup: new LogGroup(security, 'Trail', { logGroupName: 'organization-trail' }),
    users: [jane, fresh, cli, replacing],
    formerUsers: [former],
    roles: [...roles, closed],
    notify: [NotificationTarget.topic(topic.topic)],
  });
  new detection.BreakGlassRules(workload, 'Rules', { roles: roles.slice(-2), notify: [NotificationTarget.topic(workloadTopic.topic)] });
  elevatedAccess(app, roles[0], closed);
  return readAssembly(app.synth().directory);
}

/** Of its own stack, in the account that administers Identity Center. */
function elevatedAccess(app: App, watched: IncidentResponseRole, sealed: IncidentResponseRole): void {
  const stack = new Stack(app, 'Elevation', { env: { account: SECURITY, region: 'us-east-1' } });
  const directory = new elevation.IdentityCenterDirectory({
    instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', identityStoreId: 'd-1234567890', permissionSetName: 'Elevation', accountId: SECURITY,
  });
  const [jane, john] = ['jane', 'john'].map((name, index) => directory.person(name, `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000${index}`, {
    iamUser: User.fromUserArn(stack, name, `arn:aws:iam::${SECURITY}:user/bg/${name}.doe-BREAK-GLASS`),
  }));
  new elevation.ElevationSessionRevocation(new Stack(app, 'Revocation', { env: { account: WORKLOAD, region: 'us-east-1' } }), 'Revocation', { accessAccountId: SECURITY });
  const access = new elevation.ElevatedAccess(stack, 'Elevation', {
    people: [jane, john],
    archiveRetention: Duration.days(90),
    callerPermissionSet: true,
    identityCenter: directory,
    notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic', { name: 'ELEVATION' }).topic)],
    rules: [new elevation.ElevationRule('contain', {
      target: elevation.ElevationTarget.permissionSetArn('arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef', 'Contain'),
      accounts: [WORKLOAD],
      requesters: [jane],
      approvers: [john],
    }), new elevation.ElevationRule('investigate', {
      target: elevation.ElevationTarget.scopedSession(
        new elevation.ElevationSessionRole(stack, 'Session', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
      requesters: [jane],
      approvers: [john],
    }), new elevation.ElevationRule('recover', {
      target: elevation.ElevationTarget.permissionSet(new PlaybookPermissionSet(stack, 'Recover', {
        instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', playbook: Playbook.RANSOMWARE, phase: Phase.RECOVERY, sessionRevocation: true,
      })),
      accounts: [WORKLOAD],
      requesters: [jane],
      approvers: [john],
    }), new elevation.ElevationRule('open', {
      target: elevation.ElevationTarget.activationWindow(sealed),
      requesters: [jane],
      approvers: [john],
    })],
  });
  access.reviewUsesOf([], [watched]);
}
