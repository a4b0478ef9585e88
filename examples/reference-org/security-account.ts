import { Stack, StackProps } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ActivationWindow, BreakGlassAlarm, BreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic, Playbook, ResponderProfile, identity, UserState } from 'cdk-break-glass';

/**
 * The security account: the four responders live here, with the roles for the account itself, the log group of the
 * organization's trail, and the alarms.
 */
export class SecurityAccount extends Stack {
  public readonly responders: BreakGlassUser[];
  public readonly backupOwners: BreakGlassUser[];
  public readonly roles: IncidentResponseRole[];
  private readonly notifications: NotificationTopic;
  private readonly trail: LogGroup;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    new identity.AccountPasswordPolicy(this, 'PasswordPolicy');
    this.responders = [this.user('Jane Doe', UserState.COMMISSIONED), this.user('John Smith', UserState.COMMISSIONED, true)];
    this.backupOwners = [this.user('Maria García', UserState.COMMISSIONED), this.user('Wei Chen', UserState.NEW)];

    this.notifications = new NotificationTopic(this, 'Notifications', { emails: ['security-oncall@example.com'] });
    this.trail = new LogGroup(this, 'Trail', { logGroupName: 'organization-trail', retention: RetentionDays.ONE_YEAR });
    this.roles = [
      new IncidentResponseRole(this, 'Investigator', {
        profile: ResponderProfile.SECURITY_INVESTIGATOR,
        playbook: Playbook.CREDENTIAL_COMPROMISE,
        responders: this.responders,
        backupOwners: this.backupOwners,
      }),
      new IncidentResponseRole(this, 'Admin', {
        profile: ResponderProfile.BREAK_GLASS_ADMIN,
        playbook: Playbook.COMPROMISED_FEDERATION,
        responders: this.responders,
        backupOwners: this.backupOwners,
      }),
      // For the CLI only: every session says for which incident, under whose name, from where. One responder has `aws login`.
      new IncidentResponseRole(this, 'Forensics', {
        profile: ResponderProfile.FORENSICS_ANALYST,
        playbook: Playbook.EC2_COMPROMISE,
        responders: this.responders,
        requireIncidentId: true,
        requireSourceIdentity: true,
        sourceIps: ['192.0.2.0/24', '2001:db8::/32'],
        regions: ['us-east-1', 'eu-central-1'],
      }),
      // Sealed: a deployment opens it for a few hours, and it closes by itself.
      new IncidentResponseRole(this, 'Sealed', {
        profile: ResponderProfile.INCIDENT_RESPONDER,
        playbook: Playbook.INSIDER_THREAT,
        responders: this.responders,
        activationWindow: ActivationWindow.closed(),
      }),
    ];
  }

  /** The organization's trail brings every account's records here: one alarm watches all roles. */
  public watch(roles: IncidentResponseRole[]): void {
    new BreakGlassAlarm(this, 'Alarm', {
      trailLogGroup: this.trail,
      users: [...this.responders, ...this.backupOwners],
      roles,
      notify: [NotificationTarget.topic(this.notifications.topic), NotificationTarget.opsItem()],
    });
  }

  private user(responderName: string, state: UserState, allowAwsLogin?: boolean): BreakGlassUser {
    const [first, last] = responderName.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().split(' ');
    return new BreakGlassUser(this, responderName.split(' ')[0], {
      responderName,
      responderEmail: `${first}.${last}@example.com`,
      emergencyContact: 'security-oncall@example.com',
      state,
      allowAwsLogin,
      custodians: ['CustodianA', 'CustodianB'].map((name) => new ArnPrincipal(`arn:aws:iam::${this.account}:role/${name}`)),
    });
  }
}
