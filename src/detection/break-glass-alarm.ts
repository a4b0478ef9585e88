import { Annotations, Duration, Names, Resource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BreakGlassRules } from './break-glass-rules';
import { useDashboard } from './dashboard';
import { Detection, DETECTIONS } from './detections';
import { NotificationTarget } from './notification-target';
import { filterPatterns } from './patterns';
import { Watched } from './shapes';
import { watchedBy } from './watched';
import { IBreakGlassUser } from '../identity/break-glass-user';
import { IIncidentResponseRole } from '../identity/incident-response-role';
import { ALARM_NAME_PREFIX, METRIC_NAMESPACE } from '../private/names';

/** What `BreakGlassAlarm` needs. */
export interface BreakGlassAlarmProps {
  /** Log group that a multi-Region trail with read and write management events writes to. */
  readonly trailLogGroup: logs.ILogGroup;

  /** The users to watch. */
  readonly users: IBreakGlassUser[];

  /** The roles to watch. */
  readonly roles: IIncidentResponseRole[];

  /** Whom to tell. Give two channels that don't share a fate. */
  readonly notify: NotificationTarget[];

  /**
   * Count uses and actions for each role, so that `IncidentResponseRole.metricUses` and `metricActions` have data.
   *
   * @default - true while the filters fit into the log group's limit of 100
   */
  readonly perRoleMetrics?: boolean;

  /**
   * How many metric filters the log group may hold. Raise it if AWS raised your quota.
   *
   * @default 100
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
   */
  readonly maxFilters?: number;

  /**
   * Create a dashboard with uses, refusals, alarms and the age of the last drill.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * Age of the last drill in days, shown on the dashboard.
   *
   * @default - not shown
   */
  readonly drillAge?: cloudwatch.IMetric;
}

/**
 * Pages somebody at every use of break-glass access, and at every attempt to silence that page.
 *
 * Watched are: use of a role in its three forms (AssumeRole, the console's Switch Role, actions inside a session),
 * sign-ins of the users, sign-ins without MFA, refused attempts, root, AssumeRoot, reads of a first password, and changes
 * to the trail, the alarm path and the break-glass principals. Two layers: metric filters with alarms on the trail's log
 * group, and EventBridge rules in this Region. `BreakGlassRules` adds the second layer in other Regions.
 *
 * Errors: no users and roles, no target, more filters than the log group holds, a name over a pattern's size.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/monitor-cloudtrail-log-files-with-cloudwatch-logs.html
 */
export class BreakGlassAlarm extends Resource {
  /** The alarms, one for each kind of detection. */
  public readonly alarms: cloudwatch.Alarm[];

  /** The dashboard, if there is one. */
  public readonly dashboard?: cloudwatch.Dashboard;

  private readonly unique: string;

  constructor(scope: Construct, id: string, props: BreakGlassAlarmProps) {
    super(scope, id);
    this.unique = Names.uniqueResourceName(this, { maxLength: 24, separator: '-' });
    // By name where it is known, so that the pattern can hold it; a generated name becomes a reference.
    const logGroupName = props.trailLogGroup.logGroupName;
    const watched = watchedBy(this.stack, props.users, props.roles, props.notify, logGroupName);

    const patterns = this.patterns(watched, props);
    this.alarms = [...patterns.entries()].filter(([, some]) => some.length > 0).map(([detection, some]) => this.alarm(detection, some, props));
    this.addPerRoleMetrics([...patterns.values()].flat().length, watched, props);
    new BreakGlassRules(this, 'Rules', { users: props.users, roles: props.roles, notify: props.notify, trailLogGroupName: logGroupName });
    if (props.dashboard ?? true) {
      const metrics = DETECTIONS.map((detection) => this.metric(detection).with({ label: detection.id }));
      this.dashboard = useDashboard(this, this.alarms, metrics, props.roles, props.drillAge);
    }
    this.warn(props);
  }

  private metric(detection: Detection): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName: `${this.unique}-${detection.id}`,
      statistic: 'Sum',
      period: Duration.minutes(1),
    });
  }

  /** Patterns that name everything exactly, or shorter ones where there are too many roles for that. */
  private patterns(watched: Watched, props: BreakGlassAlarmProps): Map<Detection, string[]> {
    const limit = props.maxFilters ?? 100;
    const total = (patterns: Map<Detection, string[]>) => [...patterns.values()].flat().length;
    const exact = patternsOf(watched, false);
    if (total(exact) <= limit) { return exact; }
    const short = patternsOf(watched, true);
    if (total(short) > limit) {
      throw new Error(`the alarm needs ${total(short)} metric filters for ${watched.roles.length} roles and ${watched.users.length} users, the log group holds ${limit}; `
        + 'divide them between alarms on two log groups, or shorten the role names');
    }
    return short;
  }

  /** All filters of one detection count into one metric, and one alarm looks at it. */
  private alarm(detection: Detection, patterns: readonly string[], props: BreakGlassAlarmProps): cloudwatch.Alarm {
    patterns.forEach((filterPattern, index) => new logs.CfnMetricFilter(this, `${detection.id}Filter${index + 1}`, {
      filterName: `${ALARM_NAME_PREFIX}${this.unique}-${detection.id}-${index + 1}`,
      logGroupName: props.trailLogGroup.logGroupName,
      filterPattern,
      metricTransformations: [{
        metricNamespace: METRIC_NAMESPACE, metricName: `${this.unique}-${detection.id}`, metricValue: '1', defaultValue: 0, unit: 'Count',
      }],
    }));
    const alarm = new cloudwatch.Alarm(this, `${detection.id}Alarm`, {
      alarmName: `${ALARM_NAME_PREFIX}${this.unique}-${detection.id}`,
      alarmDescription: `${detection.title}. Find out who and why; see the break-glass runbook.`,
      metric: this.metric(detection),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Nothing logged is nothing done. Silence of the trail itself is another matter, and another alarm.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    props.notify.forEach((target) => target._connectAlarm(alarm));
    return alarm;
  }

  /** Two more filters for a pattern's worth of roles, with the role's ARN as the metric's dimension. */
  private addPerRoleMetrics(alarmed: number, watched: Watched, props: BreakGlassAlarmProps): void {
    const limit = props.maxFilters ?? 100;
    const fields = [
      { metricName: 'RoleAssumed', field: 'requestParameters.roleArn', all: ['($.eventName="AssumeRole")', '($.errorCode NOT EXISTS)'] },
      { metricName: 'RoleActions', field: 'userIdentity.sessionContext.sessionIssuer.arn', all: [] },
    ].map((entry) => ({
      ...entry,
      patterns: filterPatterns({ all: entry.all, any: watched.roles.map((role) => `($.${entry.field}="${role.arn}")`) }),
    }));
    const total = alarmed + fields.reduce((sum, entry) => sum + entry.patterns.length, 0);
    if (props.perRoleMetrics === false) { return; }
    if (total > limit) {
      if (props.perRoleMetrics) {
        throw new Error(`'perRoleMetrics' needs ${total} metric filters for ${watched.roles.length} roles, the log group holds ${limit}; leave it out`);
      }
      Annotations.of(this).addWarningV2('cdk-break-glass:perRoleMetrics',
        `uses are not counted for each role: that needs ${total} metric filters for ${watched.roles.length} roles, the log group holds ${limit}`);
      return;
    }
    fields.forEach(({ metricName, field, patterns }) => patterns.forEach((filterPattern, index) =>
      new logs.CfnMetricFilter(this, `${metricName}Filter${index + 1}`, {
        filterName: `${ALARM_NAME_PREFIX}${this.unique}-${metricName}-${index + 1}`,
        logGroupName: props.trailLogGroup.logGroupName,
        filterPattern,
        metricTransformations: [{
          metricNamespace: METRIC_NAMESPACE, metricName, metricValue: '1', unit: 'Count', dimensions: [{ key: 'RoleArn', value: `$.${field}` }],
        }],
      })));
  }

  private warn(props: BreakGlassAlarmProps): void {
    if (props.notify.length < 2) {
      Annotations.of(this).addWarningV2('cdk-break-glass:singleChannel',
        "'notify' should name two channels that don't share a fate, got 1: an unsubscribed topic silences every alarm");
    }
    for (const topic of props.notify.flatMap((target) => target._topic() ?? [])) {
      if (!topic.masterKey) {
        Annotations.of(this).addWarningV2('cdk-break-glass:unencryptedTopic',
          `topic ${topic.node.path} should be encrypted by a customer managed key whose policy lets CloudWatch and EventBridge use it; NotificationTopic is`);
      }
    }
  }
}

function patternsOf(watched: Watched, many: boolean): Map<Detection, string[]> {
  return new Map(DETECTIONS.map((detection) => [detection, detection.filters(watched, many).flatMap(filterPatterns)]));
}
