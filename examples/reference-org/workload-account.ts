import { Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ACCESS_ACCOUNT } from './accounts';
import { detection, elevation, IBreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic, Playbook, ResponderProfile } from 'cdk-break-glass';

export interface WorkloadAccountProps extends StackProps {
  readonly organizationId: string;
  readonly responders: IBreakGlassUser[];
  readonly backupOwners: IBreakGlassUser[];
  /** The playbooks that this account's workload is exposed to. */
  readonly playbooks: Playbook[];
}

/** A workload account: roles for the responders of the security account, and the fast layer of the alarms. */
export class WorkloadAccount extends Stack {
  public readonly roles: IncidentResponseRole[] = [];

  constructor(scope: Construct, id: string, props: WorkloadAccountProps) {
    super(scope, id, { ...props, terminationProtection: true });
    const role = (profile: ResponderProfile, playbook: Playbook) => this.roles.push(new IncidentResponseRole(this, `${profile.name}-${playbook.name}`, {
      profile,
      playbook,
      responders: props.responders,
      backupOwners: props.backupOwners,
      organizationId: props.organizationId,
    }));
    for (const playbook of props.playbooks) {
      role(ResponderProfile.SECURITY_INVESTIGATOR, playbook);
      role(ResponderProfile.INCIDENT_RESPONDER, playbook);
      role(ResponderProfile.FORENSICS_ANALYST, playbook);
    }
    role(ResponderProfile.INCIDENT_COMMANDER, props.playbooks[0]);
    role(ResponderProfile.CLOUD_ADMINISTRATOR, props.playbooks[0]);
    role(ResponderProfile.BREAK_GLASS_ADMIN, Playbook.IDP_OUTAGE);

    // What elevated access leaves open here, it can end.
    new elevation.ElevationSessionRevocation(this, 'SessionKill', { accessAccountId: ACCESS_ACCOUNT });

    const notifications = new NotificationTopic(this, 'Notifications', { emails: ['security-oncall@example.com'] });
    new detection.BreakGlassRules(this, 'Rules', { roles: this.roles, notify: [NotificationTarget.topic(notifications.topic)] });
  }
}
