import { Names, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { requireSamePlace, requireSameRegion } from './same-place';
import { acknowledge } from '../private/acknowledge';
import { ALARM_NAME_PREFIX } from '../private/names';
import { requireParameter } from '../private/typed';
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
   * The topic's policy allows the library's alarms in CloudWatch to publish; the rules of EventBridge publish with a role, which also
   * may use the topic's key. The policies of an imported topic and its key belong to another app: they must allow the alarms, and
   * rules of another account by that role. Confirm e-mail subscriptions with `AuthenticateOnUnsubscribe`; otherwise the link in each
   * mail unsubscribes the address.
   *
   * @param topic the topic
   * @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
   */
  public static topic(topic: sns.ITopic): NotificationTarget {
    requireParameter('NotificationTarget.topic', 'topic', 'ITopic', topic);
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
    requireParameter('NotificationTarget.lambda', 'fn', 'IFunction', fn);
    return new FunctionTarget(fn);
  }

  /**
   * An event bus, for instance that of the security account.
   *
   * @param bus the bus
   */
  public static eventBus(bus: events.IEventBus): NotificationTarget {
    requireParameter('NotificationTarget.eventBus', 'bus', 'IEventBus', bus);
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
    requireParameter('NotificationTarget.alarmAction', 'action', 'IAlarmAction', action);
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

/** Only alarms or rules of this account with the library's prefix may publish, which prevents a confused deputy. */
const ownAlarms = (stack: Stack) => `arn:${stack.partition}:cloudwatch:${stack.region}:${stack.account}:alarm:${ALARM_NAME_PREFIX}*`;
const ownRules = (stack: Stack) => `arn:${stack.partition}:events:${stack.region}:${stack.account}:rule/${ALARM_NAME_PREFIX}*`;

/** A role with which rules reach a target; one for each target and scope. */
function roleOfRules(scope: Construct, id: string, description: string, statements: readonly iam.PolicyStatement[]): string {
  const found = scope.node.tryFindChild(id) as iam.CfnRole | undefined;
  if (found) { return found.attrArn; }
  const role = new iam.CfnRole(scope, id, {
    description,
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }],
    },
    policies: [{ policyName: 'Deliver', policyDocument: { Version: '2012-10-17', Statement: statements.map((statement) => statement.toStatementJson()) } }],
  });
  if (statements.some((statement) => statement.actions.includes(GENERATE_DATA_KEY))) {
    acknowledge(role, 'AWS documents this pattern for publishers of encrypted topics. The key is named, and the statement is limited to the topic.',
      `AwsSolutions-IAM5[Action::${GENERATE_DATA_KEY}]`);
  }
  return role.attrArn;
}

/** See https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
const GENERATE_DATA_KEY = 'kms:GenerateDataKey*';

/** IAM policies can't name a key by an alias. */
function keyArnOf(topic: sns.ITopic, key: kms.IKey): string {
  if (!('aliasName' in key)) { return key.keyArn; }
  try {
    return (key as kms.IAlias).aliasTargetKey.keyArn;
  } catch {
    throw propError('notify', 'must hold topics whose key is known by its ARN, because the role of a rule needs it', `the alias of ${topic.node.path}`,
      'give the topic the key itself (kms.Key.fromKeyArn)');
  }
}

class TopicTarget extends NotificationTarget {
  constructor(private readonly topic: sns.ITopic) { super(); }

  public _connectAlarm(alarm: cloudwatch.Alarm): void {
    requireSamePlace(Stack.of(alarm), 'notify', 'must hold topics', this.topic, 'make a topic there, or send to NotificationTarget.eventBus of the other account');
    this.allowAlarms(Stack.of(alarm));
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: this.topic.topicArn }) });
  }

  /**
   * With a role: SNS drops a message of EventBridge silently where the statement of the topic's policy has a condition, and without
   * one every rule of every account could publish.
   */
  public _ruleTarget(scope: Construct): events.CfnRule.TargetProperty {
    const { topicArn, masterKey } = this.topic;
    return {
      id: 'Topic',
      arn: topicArn,
      roleArn: roleOfRules(scope, `ToTopicRole${this.topic.node.addr.slice(-8)}`, 'Publishes break-glass events to a topic', [
        new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topicArn] }),
        // A topic loses messages of publishers who can't use its key. SNS always sends this encryption context.
        ...(masterKey ? [new iam.PolicyStatement({
          actions: ['kms:Decrypt', GENERATE_DATA_KEY],
          resources: [keyArnOf(this.topic, masterKey)],
          conditions: { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topicArn } },
        })] : []),
      ]),
    };
  }

  public _topic(): sns.ITopic { return this.topic; }

  private allowAlarms(stack: Stack): void {
    const done = grantedTopics.get(this.topic) ?? new Set<Stack>();
    if (done.has(stack)) { return; }
    grantedTopics.set(this.topic, done.add(stack));
    const principals = [new iam.ServicePrincipal('cloudwatch.amazonaws.com')];
    this.topic.addToResourcePolicy(new iam.PolicyStatement({
      sid: `AllowAlarms${done.size === 1 ? '' : done.size}`,
      principals,
      actions: ['sns:Publish'],
      resources: [this.topic.topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': ownAlarms(stack) }, StringEquals: { 'aws:SourceAccount': stack.account } },
    }));
    this.topic.masterKey?.addToResourcePolicy(new iam.PolicyStatement({
      principals,
      actions: ['kms:Decrypt', GENERATE_DATA_KEY],
      resources: ['*'],
      conditions: { StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': `arn:${stack.partition}:sns:${stack.region}:${stack.account}:*` } },
    }), true);
  }
}

/** Several alarms may share a topic: each publisher is allowed once. */
const grantedTopics = new WeakMap<sns.ITopic, Set<Stack>>();

class FunctionTarget extends NotificationTarget {
  constructor(private readonly fn: lambda.IFunction) { super(); }

  public _connectAlarm(alarm: cloudwatch.Alarm): void {
    this.requireSameRegion(alarm);
    alarm.addAlarmAction(new actions.LambdaAction(this.fn, { useUniquePermissionId: true }));
  }

  public _ruleTarget(scope: Construct): events.CfnRule.TargetProperty {
    this.requireSameRegion(scope);
    const stack = Stack.of(scope);
    const id = `Invokes${this.fn.node.addr.slice(-8)}`;
    if (!scope.node.tryFindChild(id)) {
      new lambda.CfnPermission(scope, id, {
        action: 'lambda:InvokeFunction',
        functionName: this.fn.functionArn,
        principal: 'events.amazonaws.com',
        sourceArn: ownRules(stack),
        sourceAccount: stack.account,
      });
    }
    return { id: 'Function', arn: this.fn.functionArn };
  }

  private requireSameRegion(scope: Construct): void {
    requireSameRegion(Stack.of(scope), 'notify', 'must hold functions', this.fn, 'make a function there, or send to NotificationTarget.eventBus of the other Region');
  }
}

const FORWARDING = 'AlarmsToBus';

/** Stacks with a rule that forwards to the bus. */
const forwarded = new WeakMap<events.IEventBus, Set<Stack>>();

/** The rules in a scope that forward alarms to a bus. */
export function forwardingRules(scope: Construct): events.CfnRule[] {
  return scope.node.children.filter((child): child is events.CfnRule => child instanceof events.CfnRule && child.node.id.startsWith(FORWARDING));
}

class BusTarget extends NotificationTarget {
  constructor(private readonly bus: events.IEventBus) { super(); }

  /** CloudWatch sends state changes of alarms to the default bus. One rule of the stack forwards those of all the library's alarms. */
  public _connectAlarm(alarm: cloudwatch.Alarm): void {
    const scope = alarm.node.scope!;
    const stacks = forwarded.get(this.bus) ?? new Set<Stack>();
    forwarded.set(this.bus, stacks);
    if (stacks.has(Stack.of(scope))) { return; }
    stacks.add(Stack.of(scope));
    const id = `${FORWARDING}${this.bus.node.addr.slice(-8)}`;
    new events.CfnRule(scope, id, {
      name: `${ALARM_NAME_PREFIX}${Names.uniqueResourceName(scope, { maxLength: 24, separator: '-' })}-${id}`,
      description: 'Forwards break-glass alarms to an event bus',
      eventPattern: { 'source': ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'], 'detail': { alarmName: [{ prefix: ALARM_NAME_PREFIX }], state: { value: ['ALARM'] } } },
      state: 'ENABLED',
      targets: [{ ...this._ruleTarget(scope) }],
    });
  }

  public _ruleTarget(scope: Construct): events.CfnRule.TargetProperty {
    const { eventBusArn } = this.bus;
    return {
      id: 'Bus',
      arn: eventBusArn,
      roleArn: roleOfRules(scope, `ToBusRole${this.bus.node.addr.slice(-8)}`, 'Sends break-glass events to an event bus',
        [new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [eventBusArn] })]),
    };
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
