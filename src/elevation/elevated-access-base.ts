import { Resource, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, IConstruct } from 'constructs';
import { ElevatedAccessAttributes, IElevatedAccess } from './elevated-access-attributes';
import { API_CALLS, API_STAGE, ApiCall, callArns } from './resources/calls';
import { Measure, measureMetric } from './resources/measures';
import { acknowledgePaths } from './resources/wildcards';
import { requireProps } from '../private/typed';
import { propError } from '../private/validation';

/**
 * What elevated access can do, made here or elsewhere.
 *
 * @internal
 */
export abstract class ElevatedAccessBase extends Resource implements IElevatedAccess {
  public abstract readonly apiUrl: string;
  public abstract readonly apiId: string;
  public abstract readonly eventBus: events.IEventBus;
  public abstract readonly ledgerTable: dynamodb.ITable;
  public abstract readonly metricSuffix: string;

  /** @internal */
  public abstract readonly _calls: readonly ApiCall[];

  public grantCall(grantee: iam.IGrantable): iam.Grant {
    const resourceArns = this._callArns();
    requireOwnAccount(this.stack, grantee);
    const grant = iam.Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns });
    policiesOf(grantee, grant).forEach((policy) => acknowledgePaths(policy, resourceArns));
    return grant;
  }

  /** @internal */
  public _callArns(): string[] {
    return callArns(this.stack, this.apiId, this._calls);
  }

  public metricTimeToApprove(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('TimeToApprove', 'Average', props);
  }

  public metricTimeToGrant(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('TimeToGrant', 'Average', props);
  }

  public metricTimeToRevoke(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('TimeToRevoke', 'Average', props);
  }

  public metricRequests(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Requested', 'Sum', props);
  }

  public metricBypasses(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Bypassed', 'Sum', props);
  }

  public metricFailedGrants(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Failed', 'Sum', props);
  }

  public metricFailedRevocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('RevokeFailed', 'Sum', props);
  }

  public metricUnknownAccesses(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('UnknownAccess', 'Sum', props);
  }

  private metric(measure: Measure, statistic: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return measureMetric(this.metricSuffix, measure, { statistic, ...props });
  }
}

/** The API has no policy of its own: an identity of another account is refused, whatever its own policy says. */
function requireOwnAccount({ account }: Stack, { grantPrincipal: { principalAccount } }: iam.IGrantable): void {
  const unknown = principalAccount === undefined || Token.isUnresolved(principalAccount) || Token.isUnresolved(account);
  if (unknown || principalAccount === account) { return; }
  throw propError('grantee', `must be an identity of the account of ElevatedAccess, ${account}: the API lets callers of its own account in`, principalAccount,
    'grant a user, role or group of that account');
}

/** A new role tells only at synthesis which policy has the statement, since it may divide a long one. */
function policiesOf({ grantPrincipal }: iam.IGrantable, grant: iam.Grant): ReadonlySet<IConstruct> {
  const own = Construct.isConstruct(grantPrincipal) ? grantPrincipal.node.tryFindChild('DefaultPolicy') : undefined;
  return new Set([...Dependable.of(grant).dependencyRoots, ...own ? [own] : []]);
}

/** Accepts tokens: another stack may export the name. */
function requireName(prop: string, value: string, form: RegExp, example: string): void {
  if (typeof value === 'string' && (Token.isUnresolved(value) || form.test(value))) { return; }
  throw propError(prop, 'must be that of the other app', value, `read it from its outputs; write it as '${example}'`);
}

/** Elevated access of another app. */
export class ImportedElevatedAccess extends ElevatedAccessBase {
  public readonly apiUrl: string;
  public readonly apiId: string;
  public readonly eventBus: events.IEventBus;
  public readonly ledgerTable: dynamodb.ITable;
  public readonly metricSuffix: string;

  /** Also the call that an app without rules for sessions lacks: to call it is then answered with 403. @internal */
  public readonly _calls = API_CALLS;

  constructor(scope: Construct, id: string, attributes: ElevatedAccessAttributes) {
    requireProps(scope, id, 'ElevatedAccessAttributes', attributes);
    super(scope, id);
    const { apiId, eventBusName, ledgerTableName, metricSuffix } = attributes;
    // A wildcard would let callers of `grantCall` call other APIs.
    requireName('apiId', apiId, /^[a-z0-9]{1,64}$/, 'a1b2c3d4e5');
    requireName('eventBusName', eventBusName, /^[\w./-]{1,256}$/, 'BREAK-GLASS-ELEVATION-1a2b3c4d');
    requireName('ledgerTableName', ledgerTableName, /^[\w.-]{3,255}$/, 'Stack-ElevationLedgerTable-1A2B3C4D5E6F');
    requireName('metricSuffix', metricSuffix, /^[0-9a-f]{8}$/, '1a2b3c4d');
    this.apiId = apiId;
    this.apiUrl = `https://${apiId}.execute-api.${this.stack.region}.${this.stack.urlSuffix}/${API_STAGE}`;
    this.eventBus = events.EventBus.fromEventBusName(this, 'Bus', eventBusName);
    this.ledgerTable = dynamodb.Table.fromTableName(this, 'Ledger', ledgerTableName);
    this.metricSuffix = metricSuffix;
  }
}
