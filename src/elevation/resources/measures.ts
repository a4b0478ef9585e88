import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { EVENTS } from '../engine/events';
import { MEASURES_NAMESPACE } from '../engine/names';

/** The metrics: the event, and the field of its detail that is measured. Events without a field are counted. */
const MEASURES = {
  TimeToApprove: { event: EVENTS.approved, value: '$.detail.seconds', unit: 'Seconds' },
  TimeToGrant: { event: EVENTS.active, value: '$.detail.seconds', unit: 'Seconds' },
  TimeToRevoke: { event: EVENTS.ended, value: '$.detail.seconds', unit: 'Seconds' },
  Requested: { event: EVENTS.requested, value: '1', unit: 'Count' },
  Bypassed: { event: EVENTS.bypassed, value: '1', unit: 'Count' },
  Failed: { event: EVENTS.failed, value: '1', unit: 'Count' },
  RevokeFailed: { event: EVENTS.revokeFailed, value: '1', unit: 'Count' },
  UnknownAccess: { event: EVENTS.unknownAccess, value: '1', unit: 'Count' },
} as const;

export type Measure = keyof typeof MEASURES;

/** One of the metrics. */
export function measureMetric(suffix: string, measure: Measure, props: cloudwatch.MetricOptions): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace: MEASURES_NAMESPACE, metricName: `${measure}-${suffix}`, ...props });
}

export interface ElevationMeasuresProps {
  readonly bus: events.IEventBus;
  readonly source: string;
  readonly encryptionKey: kms.IKey;
}

/** A log of all events, and the metrics that are read from it: the workflows need no calls for them. */
export class ElevationMeasures extends Construct {
  /** What the names of the metrics end with. */
  public readonly suffix: string;

  /** The rule that fills the log. */
  public readonly rule: events.CfnRule;

  constructor(scope: Construct, id: string, props: ElevationMeasuresProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.suffix = this.node.addr.slice(-8);
    const logGroup = new logs.LogGroup(this, 'Events', {
      // EventBridge writes only to log groups with this prefix.
      logGroupName: `/aws/events/elevation-${this.suffix}`,
      retention: logs.RetentionDays.ONE_YEAR,
      encryptionKey: props.encryptionKey,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.rule = new events.CfnRule(this, 'ToLog', {
      name: `${ALARM_NAME_PREFIX}ELEVATION-LOG-${this.suffix}`,
      description: 'Logs every step of elevated access, for its metrics',
      eventBusName: props.bus.eventBusName,
      eventPattern: { source: [props.source] },
      state: 'ENABLED',
      targets: [{ id: 'Log', arn: `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:${logGroup.logGroupName}` }],
    });
    new logs.CfnResourcePolicy(this, 'FromEvents', {
      policyName: `elevation-events-${this.suffix}`,
      policyDocument: stack.toJsonString({
        Version: '2012-10-17',
        // In two statements, as EventBridge documents it: only the second call comes with the rule.
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
            Action: 'logs:CreateLogStream',
            Resource: logGroup.logGroupArn,
          },
          {
            Effect: 'Allow',
            Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
            Action: 'logs:PutLogEvents',
            Resource: logGroup.logGroupArn,
            Condition: { ArnEquals: { 'aws:SourceArn': this.rule.attrArn } },
          },
        ],
      }),
    });
    for (const [name, { event, value, unit }] of Object.entries(MEASURES)) {
      new logs.CfnMetricFilter(this, name, {
        filterName: `${ALARM_NAME_PREFIX}ELEVATION-${name}`,
        logGroupName: logGroup.logGroupName,
        filterPattern: value === '1' ? `{ $.detail-type = "${event}" }` : `{ ($.detail-type = "${event}") && (${value} >= 0) }`,
        metricTransformations: [{ metricNamespace: MEASURES_NAMESPACE, metricName: `${name}-${this.suffix}`, metricValue: value, unit }],
      });
    }
    this.dashboard();
  }

  /** The metric with a label. */
  public metric(measure: Measure, statistic: string): cloudwatch.Metric {
    return measureMetric(this.suffix, measure, { statistic, label: `${measure} ${statistic}` });
  }

  /** Waiting times, times to revoke, and failures. */
  private dashboard(): void {
    const time = (title: string, measure: Measure) => new cloudwatch.GraphWidget({
      title, width: 8, left: [this.metric(measure, 'p50'), this.metric(measure, 'p90'), this.metric(measure, 'Maximum')], leftYAxis: { min: 0, label: 'seconds', showUnits: false },
    });
    const count = (measure: Measure) => this.metric(measure, 'Sum');
    new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `${ALARM_NAME_PREFIX}ELEVATION-${this.suffix}`,
      widgets: [
        [time('Time to approve', 'TimeToApprove'), time('Time to grant', 'TimeToGrant'), time('Time to revoke', 'TimeToRevoke')],
        [
          new cloudwatch.GraphWidget({ title: 'Requests and bypasses', width: 12, left: [count('Requested'), count('Bypassed')], leftYAxis: { min: 0, showUnits: false } }),
          new cloudwatch.GraphWidget({ title: 'Failures', width: 12, left: [count('Failed'), count('RevokeFailed'), count('UnknownAccess')], leftYAxis: { min: 0, showUnits: false } }),
        ],
      ],
    });
  }
}
