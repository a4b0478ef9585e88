import { Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { detection, IBreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic, Playbook, ResponderProfile } from 'cdk-break-glass';

export interface IdentityAccountProps extends StackProps {
  readonly organizationId: string;
  readonly responders: IBreakGlassUser[];
  readonly backupOwners: IBreakGlassUser[];
}

/**
 * The way into the account that administers Identity Center, for the day on which Identity Center is what is broken: one
 * role, and the fast layer of the alarms. Elevated access is another stack of the same account, and nothing here knows it.
 */
export class IdentityAccount extends Stack {
  public readonly roles: IncidentResponseRole[];

  constructor(scope: Construct, id: string, props: IdentityAccountProps) {
    super(scope, id, { ...props, terminationProtection: true });
    this.roles = [new IncidentResponseRole(this, 'Admin', {
      profile: ResponderProfile.BREAK_GLASS_ADMIN,
      playbook: Playbook.IDP_OUTAGE,
      responders: props.responders,
      backupOwners: props.backupOwners,
      organizationId: props.organizationId,
    })];
    const notifications = new NotificationTopic(this, 'Notifications', { emails: ['security-oncall@example.com'] });
    new detection.BreakGlassRules(this, 'Rules', { roles: this.roles, notify: [NotificationTarget.topic(notifications.topic)] });
  }
}
