import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ActivationWindow, BreakGlassAlarm, BreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic, Phase, Playbook, PlaybookPermissionSet, ResponderProfile, identity, UserState } from 'cdk-break-glass';
import { Construct } from 'constructs';

const ONCALL = 'security-oncall@example.com';
const IDENTITY_CENTER = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';

/** Emergency access of a small organization: two responders, three roles, a permission set, and an alarm on all of it. */
export class BreakGlassStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    new identity.AccountPasswordPolicy(this, 'PasswordPolicy', { minLength: 16 });

    // Two people who may read each first password, neither of them a responder.
    const custodians = ['CustodianAlice', 'CustodianBob'].map((name) => new ArnPrincipal(`arn:aws:iam::${this.account}:role/${name}`));
    const jane = new BreakGlassUser(this, 'Jane', {
      responderName: 'Jane Doe',
      responderEmail: 'jane.doe@example.com',
      emergencyContact: ONCALL,
      custodians,
      state: UserState.COMMISSIONED, // has enrolled both MFA devices
    });
    const john = new BreakGlassUser(this, 'John', {
      responderName: 'John Smith',
      responderEmail: 'john.smith@example.com',
      emergencyContact: ONCALL,
      custodians,
    });

    const investigator = new IncidentResponseRole(this, 'Investigator', {
      profile: ResponderProfile.SECURITY_INVESTIGATOR,
      playbook: Playbook.CREDENTIAL_COMPROMISE,
      responders: [jane, john],
      maxSession: Duration.hours(2),
    });
    // Closed: it can be assumed only after a deployment opens an activation window.
    const responder = new IncidentResponseRole(this, 'Responder', {
      profile: ResponderProfile.INCIDENT_RESPONDER,
      playbook: Playbook.RANSOMWARE,
      responders: [jane],
      backupOwners: [john],
      activationWindow: ActivationWindow.closed(),
    });
    const printers = new Playbook({
      name: 'PRINTER_OUTBREAK',
      title: 'The print service is compromised',
      investigation: {
        statements: [{ actions: ['ec2:Describe*', 'logs:FilterLogEvents'], sources: ['https://wiki.example.com/printers'] }],
      },
      containment: {
        maxSession: Duration.hours(1),
        statements: [{
          actions: ['ec2:StopInstances'],
          resources: ['arn:{{Partition}}:ec2:*:{{Account}}:instance/*'],
          conditions: { StringEquals: { 'aws:ResourceTag/Service': 'print' } },
          sources: ['https://wiki.example.com/printers'],
        }],
      },
    });
    const commander = new IncidentResponseRole(this, 'Commander', {
      profile: ResponderProfile.INCIDENT_COMMANDER,
      playbook: printers,
      responders: [jane, john],
    });

    // For the days on which Identity Center works.
    new PlaybookPermissionSet(this, 'ContainPrinters', { instanceArn: IDENTITY_CENTER, playbook: printers, phase: Phase.CONTAINMENT });

    const pager = new NotificationTopic(this, 'Pager', { emails: [ONCALL] });
    const trailLogGroup = new LogGroup(this, 'Trail', { logGroupName: 'organization-trail', retention: RetentionDays.ONE_YEAR });
    new BreakGlassAlarm(this, 'Alarm', {
      trailLogGroup,
      users: [jane, john],
      roles: [investigator, responder, commander],
      notify: [NotificationTarget.topic(pager.topic), NotificationTarget.opsItem()],
    });
  }
}
