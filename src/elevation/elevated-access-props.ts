import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IdentityCenterDirectory } from './identity-center-directory';
import { Person } from './person';
import { ElevationRule } from './rule';
import { NotificationTarget } from '../detection/notification-target';

/** What `ElevatedAccess` needs. */
export interface ElevatedAccessProps {
  /**
   * Everybody who may call, with all of their principals.
   *
   * Security: who isn't here is refused. See `Person` for what a wrong entry means.
   */
  readonly people: Person[];

  /** Who may have what. What no rule allows, nobody gets. */
  readonly rules: ElevationRule[];

  /** Identity Center. The stack belongs into the account that administers it. */
  readonly identityCenter: IdentityCenterDirectory;

  /** Who is told of every step, and paged when something fails. */
  readonly notify: NotificationTarget[];

  /**
   * Who may read all requests and counts, and end an access whose rule is gone.
   *
   * @default - people see their own requests and those that they have a say in
   */
  readonly auditors?: Person[];

  /**
   * Key of the ledger, the workflows, their logs and the queue.
   *
   * Its policy must let CloudWatch Logs of this Region and the delivery of logs use it, and the account's IAM policies decide.
   *
   * @default - a customer managed key of its own
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How often ledger and reality are compared, 1 to 60 minutes.
   *
   * @default - 5 minutes
   */
  readonly reconcileInterval?: Duration;

  /**
   * How long the ledger keeps a request and what happened to it after its end, at least 90 days.
   *
   * @default - 400 days
   */
  readonly ledgerRetention?: Duration;

  /**
   * Keeps a copy of every request that is over, with everything that happened to it, in a bucket with Object Lock: nobody can change or
   * delete a copy before its time, not the account's root either. At least 90 days.
   *
   * Security: a retention in compliance mode can't be shortened, and the bucket can't be removed before.
   *
   * @default - no copies: the ledger alone
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
   */
  readonly archiveRetention?: Duration;

  /**
   * Asks for a review, as an OpsItem, of each bypass, of each access that no request explains, and of each use of break-glass
   * access of which this is told (`reviewUsesOf`).
   *
   * @default true
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter.html
   */
  readonly reviewItems?: boolean;

  /**
   * Shows each access as a finding of Security Hub as long as it lasts, and what goes wrong with it. Security Hub must be on in this account and Region.
   *
   * @default false
   * @see https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
   */
  readonly securityHub?: boolean;

  /**
   * Id of a service control policy through which sessions are ended where an account's own policy can't be written, `p-` and 8 to 128 characters.
   *
   * Attach it where elevated access is given. Its content is written by the workflow that ends accesses, which must be in the management account
   * or may be allowed to by its delegation policy.
   *
   * Security: whoever can run that workflow can write this policy. It denies only, and nothing in the management account.
   *
   * @default - none: where an account's policy can't be written somebody is paged
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/prereqs-revoking-user-permissions.html
   */
  readonly sessionRevocationPolicyId?: string;
}
