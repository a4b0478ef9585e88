import { Duration, Stack, StackProps, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PERMISSION_SETS } from './accounts';
import { CALLERS, PEOPLE, personOf } from './people';
import { elevation, NotificationTarget, NotificationTopic, Phase, Playbook } from 'cdk-break-glass';

const { ElevatedAccess, ElevationRule, ElevationSessionRole, ElevationTarget, IdentityCenterDirectory, RequiredField } = elevation;

export interface AccessAccountProps extends StackProps {
  readonly identityCenterInstanceArn: string;
  readonly identityStoreId: string;
  /** The accounts in which the permission sets may be asked for. */
  readonly workloadAccounts: string[];
}

/**
 * Elevated access for the days on which Identity Center works: asked for, approved by others, given for an hour, taken back.
 * It stands in the account that administers Identity Center, which is kept for this alone.
 */
export class AccessAccount extends Stack {
  constructor(scope: Construct, id: string, props: AccessAccountProps) {
    super(scope, id, { ...props, terminationProtection: true });
    const { identityCenterInstanceArn: instanceArn, identityStoreId, workloadAccounts: accounts } = props;
    const directory = new IdentityCenterDirectory({ instanceArn, identityStoreId, permissionSetName: CALLERS, accountId: this.account });
    const people = PEOPLE.map((colleague) => personOf(this, directory, colleague));
    const [jane, john, maria, wei] = people;
    const requiredFields = [RequiredField.incident('INC-[0-9]{4,8}'), RequiredField.justification()];
    const permissionSet = (name: keyof typeof PERMISSION_SETS) => (
      ElevationTarget.permissionSetArn(PERMISSION_SETS[name], name, { sessionRevocation: true }));
    const notifications = new NotificationTopic(this, 'Notifications', { name: 'ELEVATION', emails: ['security-oncall@example.com'] });
    Validations.of(notifications.topic).acknowledge({
      id: 'BreakGlass-TopicNeedsNoConfirmation',
      reason: 'Failures also raise an OpsItem, which needs no confirmation. Only the messages about each step go by mail alone.',
    });

    new ElevatedAccess(this, 'Elevation', {
      people,
      auditors: [maria],
      identityCenter: directory,
      notify: [NotificationTarget.topic(notifications.topic), NotificationTarget.opsItem()],
      archiveRetention: Duration.days(400),
      rules: [
        // Read-only: the rule approves requests of people on call by itself.
        new ElevationRule('investigate-ransomware', {
          target: permissionSet('INVESTIGATE-RANSOMWARE'),
          accounts,
          requesters: [jane, john],
          automaticRequesters: [jane, john],
          approvers: [maria, wei],
          requiredFields,
          maxDuration: Duration.hours(4),
        }),
        // It stops a workload: two other people must approve. Maria commands the incident and can bypass, which is announced to all.
        new ElevationRule('contain-ransomware', {
          target: permissionSet('CONTAIN-RANSOMWARE'),
          accounts,
          requesters: [jane, john],
          approvers: people,
          quorum: 2,
          bypassers: [maria],
          requiredFields,
        }),
        // Sessions instead of a permission set, for the account of Identity Center itself: signing in there is what is in doubt.
        new ElevationRule('contain-federation', {
          target: ElevationTarget.scopedSession(new ElevationSessionRole(this, 'Federation', {
            playbook: Playbook.COMPROMISED_FEDERATION, phase: Phase.CONTAINMENT,
          })),
          requesters: [jane, john],
          approvers: [maria, wei],
          requiredFields,
        }),
      ],
    });
  }
}
