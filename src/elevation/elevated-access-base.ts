import { Resource, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable } from 'constructs';
import { ElevatedAccessAttributes, IElevatedAccess } from './elevated-access-attributes';
import { API_STAGE } from './resources/api';
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

  public grantCall(grantee: iam.IGrantable): iam.Grant {
    const resource = this.stack.formatArn({ service: 'execute-api', resource: this.apiId, resourceName: '*/*/*' });
    const grant = iam.Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns: [resource] });
    Dependable.of(grant).dependencyRoots.forEach((policy) => acknowledgePaths(policy, resource));
    return grant;
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
