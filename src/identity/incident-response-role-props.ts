import { Duration } from 'aws-cdk-lib';
import { ActivationWindow } from './activation-window';
import { IBreakGlassUser } from './break-glass-user-props';
import { ResponderProfile } from './responder-profile';
import { Playbook } from '../playbook/playbook';
import { PlaybookScope } from '../playbook/playbook-scope';

/** Properties of `IncidentResponseRole`. */
export interface IncidentResponseRoleProps {
  /** Kind of responder that the role is for. */
  readonly profile: ResponderProfile;

  /** Playbook of the role. The profile decides which of its phases the role allows. */
  readonly playbook: Playbook;

  /**
   * Users who may assume the role, of this account or of the security account.
   *
   * Users of a stack without an environment fit only into roles of a stack without an environment.
   *
   * Security: these users can use the role's permissions at any time, with MFA and an alarm.
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
   * Maximum length of a session, from 1 hour to the profile's maximum.
   *
   * @default - the profile's maximum
   */
  readonly maxSession?: Duration;

  /**
   * Maximum age of the responder's MFA sign-in, from 15 minutes to the maximum length of a session.
   *
   * @default - 1 hour
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthage
   */
  readonly maxMfaAge?: Duration;

  /**
   * The organization that responders of another account must belong to, as in `o-a1b2c3d4e5`.
   *
   * @default - the trust policy checks exact user ARNs, but no organization
   */
  readonly organizationId?: string;

  /**
   * The address ranges from which the role may be assumed and used.
   *
   * Calls that AWS services make for the session are exempt. Calls through VPC endpoints have no public address and are
   * refused. Wrong ranges can lock out responders.
   *
   * @default - every address
   */
  readonly sourceIps?: string[];

  /**
   * The Regions in which the role may act. Global services such as IAM are exempt: their endpoints are in us-east-1.
   *
   * @default - every Region
   */
  readonly regions?: string[];

  /**
   * Whether the session must have the responder's user name as its source identity.
   *
   * The console's Switch Role sends no source identity: use such a role with the CLI.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
   */
  readonly requireSourceIdentity?: boolean;

  /**
   * Whether the session must have the tag `IncidentId`, and no other tag.
   *
   * The console's Switch Role sends no tags: use such a role with the CLI.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
   */
  readonly requireIncidentId?: boolean;

  /**
   * Seals the role: it can be assumed only within the window. Use `ActivationWindow.closed()` until an emergency.
   *
   * To open the window is an IAM write. Without a window, custody of the password and the MFA devices is the seal: it needs
   * no write, and works while IAM's control plane is down.
   *
   * @default - no window; custody is the seal
   */
  readonly activationWindow?: ActivationWindow;

  /**
   * Resources of the playbook's actions: evidence buckets, quarantine policies, command documents.
   *
   * @default - evidence buckets of this account, AWS's quarantine policies, command documents of this account
   */
  readonly playbookScope?: PlaybookScope;
}
