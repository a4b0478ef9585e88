import { Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { detection, IBreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic, Phase, Playbook, PlaybookPermissionSet, ResponderProfile } from 'cdk-break-glass';

export interface ManagementAccountProps extends StackProps {
  readonly organizationId: string;
  readonly identityCenterInstanceArn: string;
  readonly responders: IBreakGlassUser[];
  readonly backupOwners: IBreakGlassUser[];
}

/**
 * The management account: permission sets for the days on which Identity Center works, and one way in for the days
 * on which it doesn't. Service control policies don't reach this account, so its role is sealed by custody and watched.
 */
export class ManagementAccount extends Stack {
  public readonly roles: IncidentResponseRole[];

  constructor(scope: Construct, id: string, props: ManagementAccountProps) {
    super(scope, id, { ...props, terminationProtection: true });
    const permissionSets: [Playbook, Phase][] = [
      [Playbook.RANSOMWARE, Phase.INVESTIGATION],
      [Playbook.RANSOMWARE, Phase.CONTAINMENT],
      [Playbook.DATA_EXFILTRATION, Phase.CONTAINMENT],
      [Playbook.EC2_COMPROMISE, Phase.FORENSICS],
    ];
    for (const [playbook, phase] of permissionSets) {
      new PlaybookPermissionSet(this, `${playbook.name}-${phase}`, {
        instanceArn: props.identityCenterInstanceArn, playbook, phase, sessionRevocation: playbook === Playbook.RANSOMWARE,
      });
    }
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
