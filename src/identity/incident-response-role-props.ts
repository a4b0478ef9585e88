import { Duration } from 'aws-cdk-lib';
import { ActivationWindow } from './activation-window';
import { IBreakGlassUser } from './break-glass-user';
import { ResponderProfile } from './responder-profile';
import { Playbook } from '../playbook/playbook';
import { PlaybookScope } from '../playbook/playbook-scope';

/** What `IncidentResponseRole` needs. */
export interface IncidentResponseRoleProps {
  /** What kind of responder the role is for. */
  readonly profile: ResponderProfile;

  /** The playbook whose phases the profile works in. */
  readonly playbook: Playbook;

  /**
   * Who may assume the role: exact users, of this account or of the security account.
   *
   * Users of a stack without an environment can only be named by roles of a stack without one.
   *
   * Security: everybody named here holds the role's permissions whenever they want, with MFA and an alarm.
   */
  readonly responders: IBreakGlassUser[];

  /**
   * Further users who may assume the role when no responder can, under the same conditions.
   *
   * Security: as `responders`.
   *
   * @default - none
   */
  readonly backupOwners?: IBreakGlassUser[];

  /**
   * Name of the role. Together with the path it must stay within 64 characters, or the console can't switch to it.
   *
   * @default - `BREAK-GLASS-<PROFILE>-<PLAYBOOK>`
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   */
  readonly roleName?: string;

  /**
   * Path of the role.
   *
   * @default '/bg/'
   */
  readonly path?: string;

  /**
   * The longest session, 1 hour to that of the profile.
   *
   * @default - that of the profile
   */
  readonly maxSession?: Duration;

  /**
   * How long ago the responder may have used MFA, 15 minutes up to the longest session.
   *
   * @default - 1 hour
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthage
   */
  readonly maxMfaAge?: Duration;

  /**
   * The organization that responders of another account must belong to, as in `o-a1b2c3d4e5`.
   *
   * @default - membership isn't checked; the exact user ARNs are
   */
  readonly organizationId?: string;

  /**
   * The address ranges from which the role may be assumed and used.
   *
   * Calls that AWS services make on the session's behalf are excepted. Calls through VPC endpoints carry no public
   * address and are refused. Off by default, since it can lock a responder out.
   *
   * @default - every address
   */
  readonly sourceIps?: string[];

  /**
   * The Regions in which the role may act. Global services such as IAM are excepted, as they answer from us-east-1.
   *
   * @default - every Region
   */
  readonly regions?: string[];

  /**
   * The session must carry the responder's user name as its source identity.
   *
   * The console's Switch Role can't send one: such a role is for the CLI.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
   */
  readonly requireSourceIdentity?: boolean;

  /**
   * The session must carry the tag `IncidentId`, and no other.
   *
   * The console's Switch Role can't send tags: such a role is for the CLI.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
   */
  readonly requireIncidentId?: boolean;

  /**
   * Seals the role: it can only be assumed within the window. Give `ActivationWindow.closed()` until an emergency.
   *
   * Opening it is an IAM write. Without a window the seal is custody of the password and the MFA devices, which needs
   * no write and works when IAM's control plane doesn't.
   *
   * @default - no window: sealed by custody
   */
  readonly activationWindow?: ActivationWindow;

  /**
   * What the playbook's actions may touch: evidence buckets, quarantine policies, command documents.
   *
   * @default - evidence buckets of the account itself, AWS's quarantine policies, own command documents
   */
  readonly playbookScope?: PlaybookScope;
}
