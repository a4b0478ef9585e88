import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarmOnDelivery } from '../../detection/delivery-alarms';
import { NotificationTarget } from '../../detection/notification-target';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { EVENTS } from '../engine/events';

export interface ElevationAlarmsProps {
  readonly life: sfn.StateMachine;
  readonly end: sfn.StateMachine;
  readonly reconcile: sfn.StateMachine;
  readonly followUp?: sfn.StateMachine;
  readonly deadLetters: sqs.Queue;
  readonly bus: events.EventBus;
  readonly source: string;
  readonly notify: readonly NotificationTarget[];
  readonly every: Duration;
  /** Rules besides the ones that announce: their deliveries are watched as well. */
  readonly rules: readonly events.CfnRule[];
}

/** Events that need a person although no workflow failed: the alarm, the event, and what to do. */
const URGENT = [
  ['Bypassed', EVENTS.bypassed, 'A bypass granted an access without the approvals that its rule requires. Check what it is used for, and review it.'],
  ['UnknownAccess', EVENTS.unknownAccess, 'An access exists that the ledger does not know. Find out who granted it, and remove it by hand.'],
  ['AccessMissing', EVENTS.accessMissing, 'An access is active in the ledger but does not exist. Find out who removed it.'],
] as const;

const dashed = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1-$2').toUpperCase();

/** Announces every step, and alarms on accesses that weren't granted or ended, and on a reconciler that stopped. */
export class ElevationAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ElevationAlarmsProps) {
    super(scope, id);
    const targets = props.notify.flatMap((target) => target._ruleTarget(this) ?? []);
    const rules: events.CfnRule[] = [...props.rules];
    if (targets.length > 0) {
      rules.push(new events.CfnRule(this, 'Steps', {
        name: `${ALARM_NAME_PREFIX}ELEVATION-STEPS-${this.node.addr.slice(-8)}`,
        description: 'Announces every step of elevated access',
        eventBusName: props.bus.eventBusName,
        eventPattern: { source: [props.source] },
        state: 'ENABLED',
        targets,
      }));
    }

    const period = Duration.minutes(5);
    const failed = (machine: sfn.StateMachine) => new cloudwatch.MathExpression({
      // No data point exists when nothing happened, and adding a missing value yields none.
      expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
      period,
      label: 'executions that did not succeed',
      usingMetrics: {
        failed: machine.metricFailed({ period, statistic: 'Sum' }),
        timedOut: machine.metricTimedOut({ period, statistic: 'Sum' }),
        aborted: machine.metricAborted({ period, statistic: 'Sum' }),
      },
    });
    const alarm = (name: string, description: string, metric: cloudwatch.IMetric, extra: Partial<cloudwatch.AlarmProps> = {}) => {
      const made = new cloudwatch.Alarm(this, name, {
        alarmName: `${ALARM_NAME_PREFIX}ELEVATION-${dashed(name)}-${this.node.addr.slice(-8)}`,
        alarmDescription: description,
        metric,
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
        ...extra,
      });
      props.notify.forEach((target) => target._connectAlarm(made));
    };
    alarm('GrantFailed', 'An approved access was not granted. The workflow removes what it granted so far; look at its execution.', failed(props.life));
    alarm('RevokeFailed', 'An access could not be removed. Remove it by hand; the reconciler tries again.', failed(props.end));
    alarm('DeadLetters', 'An end of an access was not started or did not succeed: its request is in the dead-letter queue.',
      props.deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }));
    alarm('ReconcilerFailed', 'The ledger could not be compared with the existing accesses. Look at the execution of the reconciler.', failed(props.reconcile));
    if (props.followUp) {
      alarm('FollowUpFailed', 'A review item, a finding or a copy was not created. Look at the execution, and start it again.', failed(props.followUp));
    }
    for (const [name, detailType, description] of URGENT) {
      const rule = new events.CfnRule(this, `${name}Rule`, {
        name: `${ALARM_NAME_PREFIX}ELEVATION-${dashed(name)}-${this.node.addr.slice(-8)}`,
        description,
        eventBusName: props.bus.eventBusName,
        eventPattern: { 'source': [props.source], 'detail-type': [detailType] },
        state: 'ENABLED',
        targets,
      });
      rules.push(rule);
      alarm(name, description, new cloudwatch.Metric({
        namespace: 'AWS/Events', metricName: 'MatchedEvents', dimensionsMap: { EventBusName: props.bus.eventBusName, RuleName: rule.name! }, period, statistic: 'Sum',
      }));
    }
    alarmOnDelivery(this, `${ALARM_NAME_PREFIX}ELEVATION-DELIVERY-${this.node.addr.slice(-8)}`, rules, props.notify);
    // No other alarm shows that the reconciler doesn't run.
    const silence = Duration.minutes(Math.max(5, props.every.toMinutes() * 3));
    alarm('ReconcilerSilent', 'The reconciler has not succeeded for three of its intervals: the ledger is not compared with the existing accesses.',
      props.reconcile.metricSucceeded({ period: silence, statistic: 'Sum' }),
      { comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD, treatMissingData: cloudwatch.TreatMissingData.BREACHING });
  }
}
