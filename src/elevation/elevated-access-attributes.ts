import { IResource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Elevated access, made here or elsewhere. */
export interface IElevatedAccess extends IResource {
  /** Address of the API, without a slash at its end: `https://…/v1`. Requests are sent to `apiUrl + '/requests'`. */
  readonly apiUrl: string;

  /** Id of the REST API. */
  readonly apiId: string;

  /** The bus on which every step is announced. */
  readonly eventBus: events.IEventBus;

  /**
   * The ledger's table.
   *
   * Security: who can write this table can give access to anybody. Grant nothing but reading.
   */
  readonly ledgerTable: dynamodb.ITable;

  /** What the names of its metrics end with. */
  readonly metricSuffix: string;

  /**
   * Lets an identity call the API: each of its methods and paths, and nothing else. The rules decide what a call can do, by the person that the
   * caller is.
   *
   * A permission set of Identity Center is no grantee: give it `callerPermissionSet`, or the policy in the output `CallerPolicy`.
   *
   * Security: everybody who is registered needs this; by itself it gives no access.
   *
   * Errors: an identity of another account.
   *
   * @param grantee a user, a role or a group of this account
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
   */
  grantCall(grantee: iam.IGrantable): iam.Grant;

  /**
   * Seconds from a request to its approval.
   *
   * @param props how to aggregate
   */
  metricTimeToApprove(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Seconds from the start of an approved access to the moment at which it is active.
   *
   * @param props how to aggregate
   */
  metricTimeToGrant(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Seconds from the beginning of the end of an access to the moment at which it is gone.
   *
   * @param props how to aggregate
   */
  metricTimeToRevoke(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Number of requests.
   *
   * @param props how to aggregate
   */
  metricRequests(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Number of requests that a bypass let pass.
   *
   * @param props how to aggregate
   */
  metricBypasses(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Number of approved accesses that couldn't be granted.
   *
   * @param props how to aggregate
   */
  metricFailedGrants(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Number of attempts to end an access that failed.
   *
   * @param props how to aggregate
   */
  metricFailedRevocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Number of accesses that no request explains.
   *
   * @param props how to aggregate
   */
  metricUnknownAccesses(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** What is known of elevated access that another app defines, in the same account and Region. */
export interface ElevatedAccessAttributes {
  /** Id of the REST API: `apiId` there. */
  readonly apiId: string;

  /** Name of the event bus. */
  readonly eventBusName: string;

  /** Name of the ledger's table. */
  readonly ledgerTableName: string;

  /** What the names of its metrics end with: `metricSuffix` there. */
  readonly metricSuffix: string;
}
