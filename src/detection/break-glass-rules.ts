import { Names, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { alarmOnDelivery } from './delivery-alarms';
import { DETECTIONS, manyForRules } from './detections';
import { NotificationTarget } from './notification-target';
import { eventPatterns } from './patterns';
import { limitRules, limitWildcardRules } from './quotas';
import { Watched } from './shapes';
import { watchedBy } from './watched';
import { IBreakGlassUser } from '../identity/break-glass-user-props';
import { IIncidentResponseRole } from '../identity/incident-response-role';
import { ALARM_NAME_PREFIX } from '../private/names';
import { requireProps } from '../private/typed';

/** Properties of `BreakGlassRules`. */
export interface BreakGlassRulesProps {
  /**
   * The users to watch.
   *
   * @default - none
   */
  readonly users?: IBreakGlassUser[];

  /**
   * Users of people who have left, whose retained users and passwords still exist. They are watched like `users`.
   *
   * @default - none
   */
  readonly formerUsers?: IBreakGlassUser[];

  /**
   * The roles to watch.
   *
   * @default - none
   */
  readonly roles?: IIncidentResponseRole[];

  /** Targets of the notifications. At least one must be a topic, a function or an event bus, which rules can reach. */
  readonly notify: NotificationTarget[];

  /**
   * Name of the trail's log group, to detect changes to it.
   *
   * @default - changes to log groups are not detected
   */
  readonly trailLogGroupName?: string;

  /**
   * Maximum number of rules on the default event bus, those of the whole app together. Raise it if AWS raised your quota.
   *
   * @default - 300, or 100 in af-south-1 and eu-south-1
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
   */
  readonly maxRules?: number;
}

/** Only this state delivers read-only management events. AssumeRole is one of them. */
export const ALL_MANAGEMENT_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/**
 * The fast layer of the alarms in one Region: EventBridge rules for every use of break-glass access.
 *
 * `BreakGlassAlarm` creates one for its own Region. Events stay in their Region: STS events in the Region of the endpoint,
 * sign-ins in the Region of the sign-in, IAM events in us-east-1. Create one in every enabled Region of every account.
 * Delivery is best effort; the metric filters of `BreakGlassAlarm` are the complete layer.
 *
 * A trail that logs read and write management events must exist in the account.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class BreakGlassRules extends Construct {
  /** Number of rules. */
  public readonly ruleCount: number;

  constructor(scope: Construct, id: string, props: BreakGlassRulesProps) {
    requireProps(scope, id, 'BreakGlassRulesProps', props);
    super(scope, id);
    const users = [...props.users ?? [], ...props.formerUsers ?? []];
    const watched = watchedBy(Stack.of(this), users, props.roles ?? [], props.notify, props.trailLogGroupName);
    const targets = this.targets(props.notify);
    this.ruleCount = this.rules(watched, targets, props.notify);
    limitRules(this, props.maxRules);
    limitWildcardRules(this);
  }

  private targets(notify: readonly NotificationTarget[]): events.CfnRule.TargetProperty[] {
    const targets = notify.flatMap((target) => target._ruleTarget(this) ?? []);
    if (targets.length === 0) {
      throw new Error("'notify' holds no target that EventBridge can reach; add a topic, a function or an event bus");
    }
    if (targets.length > 5) {
      throw new Error(`'notify' holds ${targets.length} targets for each rule, EventBridge allows 5; put a topic in front of them`);
    }
    return targets.map((target, index) => ({ ...target, id: `${target.id}${index + 1}` }));
  }

  private rules(watched: Watched, targets: events.CfnRule.TargetProperty[], notify: readonly NotificationTarget[]): number {
    // Names must be unique in an account and Region, and have at most 64 characters.
    const unique = Names.uniqueResourceName(this, { maxLength: 24, separator: '-' });
    const rules: events.CfnRule[] = [];
    for (const detection of DETECTIONS) {
      let index = 0;
      for (const pattern of detection.rules(watched, manyForRules(watched)).flatMap(eventPatterns)) {
        index++;
        rules.push(new events.CfnRule(this, `${detection.id}${index}`, {
          name: `${ALARM_NAME_PREFIX}${unique}-${detection.id}-${index}`,
          description: detection.title,
          eventPattern: pattern,
          state: ALL_MANAGEMENT_EVENTS,
          targets,
        }));
      }
    }
    alarmOnDelivery(this, `${ALARM_NAME_PREFIX}${unique}-Delivery`, rules, notify);
    return rules.length;
  }
}
