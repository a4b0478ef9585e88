import { Names, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARM_NAME_PREFIX } from '../private/names';
import { propError, writeItAs } from '../private/validation';

const PLAN_NAME = /^[a-zA-Z0-9_-]{1,200}$/;

/**
 * Target of the alarms' notifications.
 *
 * There are two layers: CloudWatch alarms on the trail's log group (complete, minutes late) and EventBridge rules (fast, best
 * effort). Both layers reach a topic, a function and an event bus. Only the alarms reach an OpsItem, an incident and any
 * other alarm action.
 */
export abstract class NotificationTarget {
  /**
   * An SNS topic, such as a `NotificationTopic`.
   *
   * Allows CloudWatch and EventBridge of this account in the topic's policy to publish for the library's alarms and rules.
   * The policy of an imported topic belongs to another app, which must allow the same. Confirm e-mail subscriptions with
   * `AuthenticateOnUnsubscribe`; otherwise the link in each mail unsubscribes the address.
   *
   * @param topic the topic
   * @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
   */
  public static topic(topic: sns.ITopic): NotificationTarget {
    return new TopicTarget(topic);
  }

  /**
   * A Lambda function.
   *
   * Security: the function receives the records of the events; protect its code and its permissions.
   *
   * @param fn the function
   */
  public static lambda(fn: lambda.IFunction): NotificationTarget {
    return new FunctionTarget(fn);
  }

  /**
   * An event bus, for instance that of the security account.
   *
   * @param bus the bus
   */
  public static eventBus(bus: events.IEventBus): NotificationTarget {
    return new BusTarget(bus);
  }

  /**
   * An OpsItem in Systems Manager OpsCenter for each alarm.
   *
   * @param severity severity of the OpsItem
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-create-OpsItems-from-CloudWatch-Alarms.html
   */
  public static opsItem(severity: actions.OpsItemSeverity = actions.OpsItemSeverity.CRITICAL): NotificationTarget {
    return new ActionTarget(new actions.SsmAction(severity, actions.OpsItemCategory.SECURITY));
  }

  /**
   * An incident in Incident Manager for each alarm.
   *
   * @param responsePlanName name of the response plan in this account
   * @see https://docs.aws.amazon.com/incident-manager/latest/userguide/incident-creation.html
   */
  public static incident(responsePlanName: string): NotificationTarget {
    if (typeof responsePlanName !== 'string' || !PLAN_NAME.test(responsePlanName)) {
      throw propError('responsePlanName', 'must be the name of a response plan', responsePlanName,
        writeItAs(responsePlanName, (text) => text.trim().replace(/^arn:.*\//, ''), PLAN_NAME, 'break-glass'));
    }
    return new ActionTarget(new actions.SsmIncidentAction(responsePlanName));
  }

  /**
   * Any alarm action.
   *
   * @param action the action
   */
  public static alarmAction(action: cloudwatch.IAlarmAction): NotificationTarget {
    return new ActionTarget(action);
  }

  /**
   * Connects an alarm.
   *
   * @internal
   */
  public abstract _connectAlarm(alarm: cloudwatch.Alarm): void;

  /**
   * Target for a rule; undefined for a target that only alarms reach.
   *
   * @internal
   */
  public abstract _ruleTarget(scope: Construct): events.CfnRule.TargetProperty | undefined;

  /** @internal */
  public _topic(): sns.ITopic | undefined { return undefined; }
}

/** Only alarms and rules of this account with the library's prefix may publish, which prevents a confused deputy. */
function publishers(stack: Stack): { readonly service: string; readonly sourceArn: string }[] {
  const arn = (service: string, resource: string) => `arn:${stack.partition}:${service}:${stack.region}:${stack.account}:${resource}${ALARM_NAME_PREFIX}*`;
  return [
    { service: 'cloudwatch.amazonaws.com', sourceArn: arn('cloudwatch', 'alarm:') },
    { service: 'events.amazonaws.com', sourceArn: arn('events', 'rule/') },
  ];
}

class TopicTarget extends NotificationTarget {
  constructor(private readonly topic: sns.ITopic) { super(); }

  public _connectAlarm(alarm: cloudwatch.Alarm): void {
    this.allow(Stack.of(alarm));
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: this.topic.topicArn }) });
  }

  public _ruleTarget(scope: Construct): events.CfnRule.TargetProperty {
    this.allow(Stack.of(scope));
    return { id: 'Topic', arn: this.topic.topicArn };
  }

  public _topic(): sns.ITopic { return this.topic; }

  private allow(stack: Stack): void {
    const done = grantedTopics.get(this.topic) ?? new Set<Stack>();
    if (done.has(stack)) { return; }
    grantedTopics.set(this.topic, done.add(stack));
    for (const { service, sourceArn } of publishers(stack)) {
      const conditions = { ArnLike: { 'aws:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': stack.account } };
      const principals = [new iam.ServicePrincipal(service)];
      this.topic.addToResourcePolicy(new iam.PolicyStatement({
        sid: `Allow${service.startsWith('events') ? 'Rules' : 'Alarms'}${done.size === 1 ? '' : done.size}`,
        principals,
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions,
      }));
      // An encrypted topic loses messages of publishers who can't use its key.
      // Source conditions in the key policy don't work for EventBridge: nothing is delivered. The encryption context, which SNS
      // always sends, limits the key to topics of this account.
      this.topic.masterKey?.addToResourcePolicy(new iam.PolicyStatement({
        principals,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': `arn:${stack.partition}:sns:${stack.region}:${stack.account}:*` } },
      }), true);
    }
  }
}

/** Several alarms may share a topic: each publisher is allowed once. */
const grantedTopics = new WeakMap<sns.ITopic, Set<Stack>>();

class FunctionTarget extends NotificationTarget {
  constructor(private readonly fn: lambda.IFunction) { super(); }

  public _connectAlarm(alarm: cloudwatch.Alarm): void {
    alarm.addAlarmAction(new actions.LambdaAction(this.fn, { useUniquePermissionId: true }));
  }

  public _ruleTarget(scope: Construct): events.CfnRule.TargetProperty {
    const stack = Stack.of(scope);
    const id = `Invokes${this.fn.node.addr.slice(-8)}`;
    if (!scope.node.tryFindChild(id)) {
      new lambda.CfnPermission(scope, id, {
        action: 'lambda:InvokeFunction',
        functionName: this.fn.functionArn,
        principal: 'events.amazonaws.com',
        sourceArn: publishers(stack)[1].sourceArn,
        sourceAccount: stack.account,
      });
    }
    return { id: 'Function', arn: this.fn.functionArn };
  }
}

class BusTarget extends NotificationTarget {
  constructor(private readonly bus: events.IEventBus) { super(); }

  /** CloudWatch sends state changes of alarms to the default bus. A rule forwards those of the library's alarms. */
  public _connectAlarm(alarm: cloudwatch.Alarm): void {
    const scope = alarm.node.scope!;
    const id = `AlarmsToBus${this.bus.node.addr.slice(-8)}`;
    if (scope.node.tryFindChild(id)) { return; }
    new events.CfnRule(scope, id, {
      name: `${ALARM_NAME_PREFIX}${Names.uniqueResourceName(scope, { maxLength: 24, separator: '-' })}-${id}`,
      description: 'Forwards break-glass alarms to an event bus',
      eventPattern: { 'source': ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'], 'detail': { alarmName: [{ prefix: ALARM_NAME_PREFIX }], state: { value: ['ALARM'] } } },
      state: 'ENABLED',
      targets: [{ ...this._ruleTarget(scope) }],
    });
  }

  public _ruleTarget(scope: Construct): events.CfnRule.TargetProperty {
    const role = scope.node.tryFindChild(this.roleId()) as iam.CfnRole | undefined ?? this.role(scope);
    return { id: 'Bus', arn: this.bus.eventBusArn, roleArn: role.attrArn };
  }

  private roleId(): string { return `ToBusRole${this.bus.node.addr.slice(-8)}`; }

  private role(scope: Construct): iam.CfnRole {
    const stack = Stack.of(scope);
    return new iam.CfnRole(scope, this.roleId(), {
      description: 'Sends break-glass events to an event bus',
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': stack.account } },
        }],
      },
      policies: [{
        policyName: 'PutEvents',
        policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: this.bus.eventBusArn }] },
      }],
    });
  }
}

class ActionTarget extends NotificationTarget {
  constructor(private readonly action: cloudwatch.IAlarmAction) { super(); }

  public _connectAlarm(alarm: cloudwatch.Alarm): void {
    alarm.addAlarmAction(this.action);
  }

  public _ruleTarget(): undefined {
    return undefined;
  }
}
