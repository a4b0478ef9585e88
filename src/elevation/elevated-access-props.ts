import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ApiGatewayAccountRole } from './api-gateway-account-role';
import { IdentityCenterDirectory } from './identity-center-directory';
import { Person } from './person';
import { ElevationRule } from './rule';
import { NotificationTarget } from '../detection/notification-target';

/** What `ElevatedAccess` needs. */
export interface ElevatedAccessProps {
  /**
   * Everybody who can call the API, each person with all identities.
   *
   * Security: callers who aren't listed here are refused. `Person` says what a wrong entry means.
   */
  readonly people: Person[];

  /** Who can request what. Access that no rule names can't be requested. */
  readonly rules: ElevationRule[];

  /** The instance of Identity Center. Deploy the stack into the account that administers it. */
  readonly identityCenter: IdentityCenterDirectory;

  /** Channels that are told of every step and of every failure. */
  readonly notify: NotificationTarget[];

  /**
   * People who can read all requests and metrics, and end an access whose rule has been removed.
   *
   * @default - people see their own requests and the requests that they can decide on
   */
  readonly auditors?: Person[];

  /**
   * Key that encrypts the ledger, the workflows, their logs and the dead-letter queue.
   *
   * Its key policy must allow CloudWatch Logs in this Region and the delivery of logs to use it, and must leave the rest to IAM policies of the account.
   *
   * @default - a new customer managed key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * API Gateway's role for logs, which all APIs of the account and Region share. Name the existing one where another app manages it.
   *
   * @default ApiGatewayAccountRole.managed()
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  readonly apiGatewayAccountRole?: ApiGatewayAccountRole;

  /**
   * Create the permission set that `identityCenter` names. It allows the calls of the API and nothing else, in sessions of one hour.
   *
   * Assign it yourself, to the people who request and approve, in the account of this stack: its ARN is `callerPermissionSetArn`. Without it, create the permission set
   * elsewhere, with the policy in the output `CallerPolicy`.
   *
   * Security: who can change this permission set or its assignments decides who can sign in as a caller. By itself it gives no access: callers
   * who aren't in `people` are refused.
   *
   * @default false - the permission set is created elsewhere
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
   */
  readonly callerPermissionSet?: boolean;

  /**
   * How often the ledger is compared with the accesses that exist, 1 to 60 minutes.
   *
   * @default - 5 minutes
   */
  readonly reconcileInterval?: Duration;

  /**
   * How long the ledger keeps a request and its entries after the end of the access, at least 90 days.
   *
   * @default - 400 days
   */
  readonly ledgerRetention?: Duration;

  /**
   * How long a bucket with Object Lock keeps a copy of every finished request and its entries, at least 90 days. Before that time no identity can
   * change or delete a copy, the root user of the account included.
   *
   * Security: a retention in compliance mode can't be shortened, and the bucket can't be removed before its end.
   *
   * @default - no copies: the ledger alone
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
   */
  readonly archiveRetention?: Duration;

  /**
   * Create an OpsItem that asks for a review of each bypass, of each access that no request explains, and of each use of break-glass access
   * (`reviewUsesOf`).
   *
   * @default true
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter.html
   */
  readonly reviewItems?: boolean;

  /**
   * Show each access as a finding of Security Hub CSPM while it lasts, and each failure. Security Hub CSPM must be enabled in this account and Region.
   *
   * @default false
   * @see https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
   */
  readonly securityHub?: boolean;

  /**
   * Id of a service control policy that ends sessions in accounts whose own policy can't be written: `p-` and 8 to 128 characters.
   *
   * Attach it to the accounts in which elevated access is granted. The workflow that ends accesses writes its content: run that workflow in the
   * management account, or allow its account in the delegation policy of the organization.
   *
   * Security: everybody who can run that workflow can write this policy. Its content only denies, and it has no effect in the management account.
   *
   * @default - none: if the policy of an account can't be written, the channels are told
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/prereqs-revoking-user-permissions.html
   */
  readonly sessionRevocationPolicyId?: string;
}
