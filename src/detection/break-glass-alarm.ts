import { Annotations, Duration, Names, Resource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BreakGlassRules } from './break-glass-rules';
import { useDashboard } from './dashboard';
import { alarmOnDelivery } from './delivery-alarms';
import { Detection, DETECTIONS } from './detections';
import { NotificationTarget } from './notification-target';
import { filterPatterns } from './patterns';
import { limitFilters, MAX_FILTERS } from './quotas';
import { requireSamePlace } from './same-place';
import { Watched } from './shapes';
import { watchedBy } from './watched';
import { IBreakGlassUser } from '../identity/break-glass-user-props';
import { IIncidentResponseRole } from '../identity/incident-response-role';
import { ALARM_NAME_PREFIX, METRIC_NAMESPACE } from '../private/names';
import { requireProps } from '../private/typed';

/** Properties of `BreakGlassAlarm`. */
export interface BreakGlassAlarmProps {
  /** Log group that a multi-Region trail with read and write management events writes to. */
  readonly trailLogGroup: logs.ILogGroup;

  /** The users to watch. */
  readonly users: IBreakGlassUser[];

  /**
   * Users of people who have left, whose retained users and passwords still exist. They are watched like `users`.
   *
   * @default - none
   */
  readonly formerUsers?: IBreakGlassUser[];

  /** The roles to watch. */
  readonly roles: IIncidentResponseRole[];

  /** Targets of the notifications. Give two independent channels. */
  readonly notify: NotificationTarget[];

  /**
   * Whether to count uses and actions for each role, as data for `IncidentResponseRole.metricUses` and `metricActions`.
   *
   * @default - true while the filters fit into the log group's limit of 100
   */
  readonly perRoleMetrics?: boolean;

  /**
   * Maximum number of metric filters in the log group, those of the whole app together. Raise it if AWS raised your quota.
   *
   * @default 100
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
   */
  readonly maxFilters?: number;

  /**
   * Maximum number of rules on the default event bus. Raise it if AWS raised your quota.
   *
   * @default - 300, or 100 in af-south-1 and eu-south-1
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
   */
  readonly maxRules?: number;

  /**
   * Whether to create a dashboard with uses, refusals, alarms and the age of the last drill.
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
 * Alarms on every use of break-glass access, and on every attempt to silence these alarms.
 *
 * The alarms detect uses of a role in three forms (AssumeRole, the console's Switch Role, actions in a session), sign-ins of
 * the users, sign-ins without MFA, refused attempts, root, AssumeRoot, reads of a first password, and changes to the trail,
 * to threat detection, to the alarms and to the break-glass principals. There are two layers: metric filters with alarms on
 * the trail's log group, and EventBridge rules in this Region. `BreakGlassRules` adds the second layer in other Regions.
 *
 * Errors: neither users nor roles, no target, a log group or topic of another account or Region, more filters than the log group
 * or more rules than the event bus allows, a name that is too long for a pattern.
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
    requireProps(scope, id, 'BreakGlassAlarmProps', props);
    super(scope, id);
    requireSamePlace(this.stack, 'trailLogGroup', 'must be a log group', props.trailLogGroup, 'make the alarm in the account and Region of the log group: metric filters belong there');
    this.unique = Names.uniqueResourceName(this, { maxLength: 24, separator: '-' });
    // A known name is part of the pattern; a generated name becomes a reference.
    const logGroupName = props.trailLogGroup.logGroupName;
    const watched = watchedBy(this.stack, [...props.users, ...props.formerUsers ?? []], props.roles, props.notify, logGroupName);

    const patterns = this.patterns(watched, props);
    this.alarms = [...patterns.entries()].filter(([, some]) => some.length > 0).map(([detection, some]) => this.alarm(detection, some, props));
    this.addPerRoleMetrics([...patterns.values()].flat().length, watched, props);
    alarmOnDelivery(this, `${ALARM_NAME_PREFIX}${this.unique}-Delivery`, [], props.notify);
    new BreakGlassRules(this, 'Rules', { users: props.users, formerUsers: props.formerUsers, roles: props.roles, notify: props.notify, trailLogGroupName: logGroupName, maxRules: props.maxRules });
    if (props.dashboard ?? true) {
      const metrics = DETECTIONS.map((detection) => this.metric(detection).with({ label: detection.id }));
      this.dashboard = useDashboard(this, this.alarms, metrics, props.roles, props.drillAge);
    }
    limitFilters(this, logGroupName, props.maxFilters);
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

  /** Patterns with exact names, or shorter patterns if there are too many roles. */
  private patterns(watched: Watched, props: BreakGlassAlarmProps): Map<Detection, string[]> {
    const limit = props.maxFilters ?? MAX_FILTERS;
    const total = (patterns: Map<Detection, string[]>) => [...patterns.values()].flat().length;
    const exact = patternsOf(watched, false);
    if (total(exact) <= limit) { return exact; }
    const short = patternsOf(watched, true);
    if (total(short) > limit) {
      throw new Error(`the alarm needs ${total(short)} metric filters for ${watched.roles.length} roles and ${watched.users.length} users, the log group allows ${limit}; `
        + 'divide them between alarms on two log groups, or shorten the role names');
    }
    return short;
  }

  /** The filters of one detection share one metric and one alarm. */
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
      alarmDescription: `${detection.title}. Find out who did it and why; follow the break-glass runbook.`,
      metric: this.metric(detection),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No data point exists when nothing happened. A trail that stops is detected as tampering.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    props.notify.forEach((target) => target._connectAlarm(alarm));
    return alarm;
  }

  /** Counts uses and actions for each role, with the role's ARN as the dimension of the metric. */
  private addPerRoleMetrics(alarmed: number, watched: Watched, props: BreakGlassAlarmProps): void {
    const limit = props.maxFilters ?? MAX_FILTERS;
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
        throw new Error(`'perRoleMetrics' needs ${total} metric filters for ${watched.roles.length} roles, the log group allows ${limit}; leave it out`);
      }
      Annotations.of(this).addWarningV2('cdk-break-glass:perRoleMetrics',
        `uses are not counted for each role: that needs ${total} metric filters for ${watched.roles.length} roles, the log group allows ${limit}`);
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
        "'notify' should name two independent channels, got 1: an unsubscribed topic silences every alarm");
    }
    for (const topic of props.notify.flatMap((target) => target._topic() ?? [])) {
      if (!topic.masterKey) {
        Annotations.of(this).addWarningV2('cdk-break-glass:unencryptedTopic',
          `topic ${topic.node.path} should be encrypted with a customer managed key that CloudWatch and EventBridge can use; use NotificationTopic, `
          + 'or import a topic that has such a key with sns.Topic.fromTopicAttributes({ topicArn, keyArn })');
      }
    }
  }
}

function patternsOf(watched: Watched, many: boolean): Map<Detection, string[]> {
  return new Map(DETECTIONS.map((detection) => [detection, detection.filters(watched, many).flatMap(filterPatterns)]));
}
