import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { useKeyOfWorkflows } from './key-use';
import { ALL_MANAGEMENT_EVENTS } from '../../detection/break-glass-rules';
import { alarmOnDelivery } from '../../detection/delivery-alarms';
import { DETECTIONS, manyForRules } from '../../detection/detections';
import { NotificationTarget } from '../../detection/notification-target';
import { eventPatterns } from '../../detection/patterns';
import { watchedBy } from '../../detection/watched';
import { IBreakGlassUser } from '../../identity/break-glass-user-props';
import { IIncidentResponseRole } from '../../identity/incident-response-role';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { FOLLOWED } from '../engine/events';

export interface ElevationFollowUpProps {
  readonly bus: events.IEventBus;
  readonly source: string;
  readonly stateMachine: sfn.StateMachine;
  readonly encryptionKey: kms.IKey;
  /** Whether events of other sources on the bus are followed up as well. */
  readonly foreign: boolean;
  readonly notify: readonly NotificationTarget[];
}

/** Detections that are uses. The others are attacks, which the alarms are for. */
const USES = ['Use', 'SignIn'];

/** Starts the follow-up of events on the bus, and of uses of break-glass access. */
export class ElevationFollowUp extends Construct {
  /** Its rules without an alarm on their delivery yet. */
  public readonly rules: events.CfnRule[] = [];

  /** Starts the follow-up. */
  public readonly role: iam.Role;

  private readonly target: events.CfnRule.TargetProperty;

  constructor(scope: Construct, id: string, private readonly props: ElevationFollowUpProps) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      description: 'Starts the follow-up of elevated access',
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
    });
    props.stateMachine.grantStartExecution(this.role);
    useKeyOfWorkflows(this.role, props.encryptionKey, 'kms:Decrypt');
    this.target = { id: 'FollowUp', arn: props.stateMachine.stateMachineArn, roleArn: this.role.roleArn };
    this.rule('Own', 'Starts the follow-up of elevated access', {
      'source': [props.source], 'detail-type': [...new Set(Object.values(FOLLOWED).flat())].sort(),
    }, props.bus.eventBusName);
    if (props.foreign) {
      this.rule('Foreign', 'Starts the review of uses of break-glass access in other accounts', { source: [{ 'anything-but': [props.source] }] }, props.bus.eventBusName)
        // Forwarded records of AssumeRole reach a rule of the receiving bus only in this state, too.
        .state = ALL_MANAGEMENT_EVENTS;
    }
  }

  public uses(users: readonly IBreakGlassUser[], roles: readonly IIncidentResponseRole[]): void {
    const watched = watchedBy(Stack.of(this), [...users], [...roles], this.props.notify);
    for (const detection of DETECTIONS.filter(({ id }) => USES.includes(id))) {
      detection.rules(watched, manyForRules(watched)).flatMap(eventPatterns).forEach((pattern, index) => {
        const rule = this.rule(`${detection.id}${index + 1}`, `Starts a review: ${detection.title}`, pattern);
        // AssumeRole is delivered only in this state.
        rule.state = ALL_MANAGEMENT_EVENTS;
      });
    }
    alarmOnDelivery(this, `${ALARM_NAME_PREFIX}ELEVATION-REVIEW-DELIVERY-${this.node.addr.slice(-8)}`, this.rules.splice(0), this.props.notify);
  }

  private rule(id: string, description: string, eventPattern: object, eventBusName?: string): events.CfnRule {
    const rule = new events.CfnRule(this, id, {
      name: `${ALARM_NAME_PREFIX}ELEVATION-FOLLOW-UP-${id.toUpperCase()}-${this.node.addr.slice(-8)}`, description, eventBusName, eventPattern, state: 'ENABLED', targets: [this.target],
    });
    this.rules.push(rule);
    return rule;
  }
}
