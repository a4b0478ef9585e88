import { Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, Dependable } from 'constructs';
import { requireProps, requireTargets } from './elevated-access-checks';
import { ElevatedAccessProps } from './elevated-access-props';
import { WorkflowContext } from './engine/context';
import { Ledger } from './engine/ledger';
import { BROKER_ROLE_NAME, ELEVATION_PATH, ENDER_ROLE_NAME, EVENT_SOURCE } from './engine/names';
import { policyOf } from './engine/rulebook';
import { Grants } from './grants/grants';
import { Machine } from './machines';
import { ElevationAlarms } from './resources/alarms';
import { ElevationApi } from './resources/api';
import { ElevationArchive } from './resources/archive';
import { ElevationFollowUp } from './resources/follow-up';
import { elevationKey, useKeyOfWorkflows, useKeyThrough } from './resources/key-use';
import { ElevationMeasures } from './resources/measures';
import { acknowledgePaths, acknowledgeRole } from './resources/wildcards';
import { decide } from './workflows/decide';
import { end } from './workflows/end';
import { followUp } from './workflows/follow-up';
import { life } from './workflows/life';
import { read } from './workflows/read';
import { reconcile } from './workflows/reconcile';
import { submit } from './workflows/submit';
import { vend } from './workflows/vend';
import { IBreakGlassUser } from '../identity/break-glass-user';
import { IIncidentResponseRole } from '../identity/incident-response-role';
import { acknowledge } from '../private/acknowledge';
import { ALARM_NAME_PREFIX } from '../private/names';
import { propError } from '../private/validation';

/**
 * Access for a while: asked for, approved by somebody else, given, and taken back by itself.
 *
 * Creates a REST API with IAM authorization, workflows of Step Functions that call AWS's APIs directly (no Lambda
 * function), a ledger in DynamoDB, an event bus, alarms, and a reconciler that compares ledger and reality. It depends on
 * Identity Center and is therefore no way in for the day on which that is down: `BreakGlassUser` is, and nothing of it
 * depends on this.
 *
 * Security: the workflows' roles may assign the permission sets of the rules, in their accounts, and no other; they are named
 * in the roles' policies. Whoever may change these workflows, their roles or the ledger can give any of that to anybody:
 * keep the account for this alone.
 *
 * Errors: a rule that nobody can approve, people who share a principal, a rule that names somebody unregistered.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/temporary-elevated-access.html
 */
export class ElevatedAccess extends Construct {
  /** Where requests and decisions are sent: `https://…/v1/`. */
  public readonly apiUrl: string;

  /** ARN of the API's stage: for a web ACL, where you have one. */
  public readonly apiStageArn: string;

  /** The bus on which every step is announced. */
  public readonly eventBus: events.IEventBus;

  /** Name of the ledger's table. */
  public readonly ledgerTableName: string;

  private readonly api: ElevationApi;
  private readonly followUp?: ElevationFollowUp;
  private readonly reviews: boolean;

  constructor(scope: Construct, id: string, props: ElevatedAccessProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const every = props.reconcileEvery ?? Duration.minutes(5);
    const keepFor = props.keepFor ?? Duration.days(400);
    requireProps(props, every, keepFor);
    const policy = policyOf(props.people, props.rules);
    requireTargets(stack, props);

    const key = props.encryptionKey ?? elevationKey(this);
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, encryptionKey: key, removalPolicy: RemovalPolicy.RETAIN });
    const { table } = new Ledger(this, 'Ledger', { encryptionKey: key });
    const bus = new events.EventBus(this, 'Bus', { eventBusName: `${ALARM_NAME_PREFIX}ELEVATION-${this.node.addr.slice(-8)}`, description: 'Every step of elevated access' });
    const deadLetters = new sqs.Queue(this, 'DeadLetters', { encryptionMasterKey: key, enforceSSL: true, retentionPeriod: Duration.days(14), removalPolicy: RemovalPolicy.RETAIN });
    const group = new scheduler.CfnScheduleGroup(this, 'Schedules');
    const schedulerRole = new iam.Role(this, 'SchedulerRole', {
      description: 'Starts the end of an elevated access, and the reconciler',
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    });
    schedulerRole.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }));
    useKeyThrough(schedulerRole, key, 'sqs');
    useKeyOfWorkflows(schedulerRole, key, 'kms:Decrypt');

    const base: WorkflowContext = {
      policy,
      tableName: table.tableName,
      keepSeconds: keepFor.toSeconds(),
      tableArn: table.tableArn,
      scpId: props.sessionKillPolicyId,
      busName: bus.eventBusName,
      busArn: bus.eventBusArn,
      lifeArn: '',
      endArn: '',
      identityStoreId: props.identityCenter.identityStoreId,
      partition: stack.partition,
      account: stack.account,
      scheduleGroup: group.ref,
      scheduleArn: `arn:${stack.partition}:scheduler:${stack.region}:${stack.account}:schedule/${group.ref}/*`,
      schedulerRoleArn: schedulerRole.roleArn,
      deadLetterArn: deadLetters.queueArn,
      deadLetterUrl: deadLetters.queueUrl,
    };
    const { instanceArn } = props.identityCenter;
    const machine = (
      name: string, comment: string, type: sfn.StateMachineType, timeout: Duration,
      definition: (scope: Construct) => sfn.IChainable, role?: iam.IRole,
    ) => {
      const { stateMachine } = new Machine(this, name, { comment, type, timeout, definition, role, encryptionKey: key, logGroup });
      useKeyThrough(stateMachine.role, key, 'dynamodb');
      useKeyOfWorkflows(stateMachine.role, key, 'kms:Decrypt', 'kms:GenerateDataKey');
      return stateMachine;
    };
    const { STANDARD, EXPRESS } = sfn.StateMachineType;
    const auditors = (props.auditors ?? []).map(({ name }) => name).sort();
    const kills = policy.targets.some(({ _of }) => _of.kill);
    const ending = machine('End', 'Takes an elevated access back', STANDARD, Duration.hours(2), (inside) => end(inside, base, new Grants(base, instanceArn)),
      kills ? this.named('Ender', ENDER_ROLE_NAME, 'Takes elevated accesses back, and ends their sessions') : undefined);
    useKeyThrough(ending.role, key, 'sqs');
    ending.grantStartExecution(schedulerRole);
    const withEnd = { ...base, endArn: ending.stateMachineArn };
    const living = machine('Life', 'Gives an approved access when its time has come', STANDARD, Duration.days(8), (inside) => life(inside, withEnd, new Grants(withEnd, instanceArn)));
    const context = { ...withEnd, lifeArn: living.stateMachineArn };
    const submitting = machine('Submit', 'Takes a request for elevated access', EXPRESS, Duration.seconds(28), (inside) => submit(inside, context));
    const deciding = machine('Decide', 'Takes a decision on a request for elevated access', EXPRESS, Duration.seconds(28), (inside) => decide(inside, context, auditors));
    const reading = machine('Read', 'Shows requests for elevated access', EXPRESS, Duration.seconds(28), (inside) => read(inside, context, auditors));
    const sessions = policy.targets.some(({ _kind }) => _kind === 'session');
    const vending = !sessions ? undefined
      : machine('Vend', 'Vends a session to whom an access was approved for', EXPRESS, Duration.seconds(28), (inside) => vend(inside, context), this.named('Broker', BROKER_ROLE_NAME, 'Vends sessions for approved requests'));
    const denied = policy.targets.filter(({ _kind }) => ['session', 'window'].includes(_kind)).map(({ _resource }) => _resource);
    if (denied.length > 0) {
      schedulerRole.addToPolicy(new iam.PolicyStatement({ actions: ['iam:DeleteRolePolicy'], resources: [...new Set(denied)] }));
    }
    const usesAssignments = props.rules.some((rule) => rule._props.target._kind === 'assignment');
    const reconciling = machine('Reconcile', 'Compares ledger, clock and reality', STANDARD, Duration.hours(1),
      (inside) => reconcile(inside, context, usesAssignments ? instanceArn : undefined));
    reconciling.grantStartExecution(schedulerRole);
    new scheduler.CfnSchedule(this, 'Reconciler', {
      groupName: group.ref,
      description: 'Compares the ledger of elevated access with the clock and with reality',
      scheduleExpression: `rate(${every.toMinutes()} minute${every.toMinutes() === 1 ? '' : 's'})`,
      scheduleExpressionTimezone: TimeZone.ETC_UTC.timezoneName,
      flexibleTimeWindow: { mode: 'OFF' },
      target: { arn: reconciling.stateMachineArn, roleArn: schedulerRole.roleArn, input: '{}', retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 60 } },
    });

    const reviews = props.reviewItems ?? true;
    const archive = props.archiveFor && new ElevationArchive(this, 'Archive', { keepFor: props.archiveFor, encryptionKey: key }).bucket;
    const follows = reviews || archive || props.securityHub;
    const following = !follows ? undefined : machine('FollowUp', 'Looks after accesses that were given or are over', STANDARD, Duration.minutes(15), (inside) => followUp(inside, context, {
      reviews, findings: props.securityHub ?? false, region: stack.region, bucket: archive && { name: archive.bucketName, arn: archive.bucketArn },
    }));
    if (following) {
      if (archive) { useKeyThrough(following.role, key, 's3'); }
      this.followUp = new ElevationFollowUp(this, 'Follow', { bus, source: EVENT_SOURCE, stateMachine: following, encryptionKey: key, foreign: reviews, notify: props.notify });
    }
    this.reviews = reviews;

    this.api = new ElevationApi(this, 'Api', { submit: submitting, decide: deciding, read: reading, vend: vending, logGroup });
    new ElevationMeasures(this, 'Measures', { bus, source: EVENT_SOURCE, encryptionKey: key });
    new ElevationAlarms(this, 'Alarms', { life: living, end: ending, reconcile: reconciling, followUp: following, deadLetters, bus, source: EVENT_SOURCE, notify: props.notify, every });
    // Whoever runs a workflow that answers at once must be able to read its definition.
    const apiRole = this.api.node.findChild('Role') as iam.Role;
    useKeyOfWorkflows(apiRole, key, 'kms:Decrypt');
    const machines = [ending, living, submitting, deciding, reading, vending, reconciling, following];
    [schedulerRole, apiRole, ...machines.flatMap((one) => one?.role ?? [])].forEach(acknowledgeRole);
    acknowledge(deadLetters, 'It is the dead-letter queue: of the schedules that end accesses, and of the workflow that does.', 'AwsSolutions-SQS3');
    this.apiUrl = this.api.api.url;
    this.apiStageArn = this.api.api.deploymentStage.stageArn;
    this.eventBus = bus;
    this.ledgerTableName = table.tableName;
  }

  /**
   * Lets somebody call the API. What the call may do, the rules decide by the caller's person.
   *
   * @param grantee a user, a role or a group of this account
   */
  public grantCall(grantee: iam.IGrantable): iam.Grant {
    const resource = this.api.api.arnForExecuteApi();
    const grant = iam.Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns: [resource] });
    Dependable.of(grant).dependencyRoots.forEach((policy) => acknowledgePaths(policy, resource));
    return grant;
  }

  /**
   * Asks for a review of each use of break-glass access in this account and Region: sign-ins of the users, sessions of the roles.
   *
   * Uses elsewhere are reviewed, too, where `BreakGlassRules` or `BreakGlassAlarm` there send them to `eventBus`, whose policy must let that account put
   * events. Nothing of break-glass access depends on this: it looks on.
   *
   * Errors: without `reviewItems`, without users and roles.
   *
   * @param users break-glass users
   * @param roles incident response roles
   */
  public reviewUsesOf(users: IBreakGlassUser[], roles: IIncidentResponseRole[]): void {
    if (!this.reviews) { throw propError('reviewItems', 'must be on to review uses of break-glass access', false, 'leave it out, or set it to true'); }
    this.followUp!.uses(users, roles);
  }

  /** Other roles, also those of other accounts, know it by this name. */
  private named(id: string, roleName: string, description: string): iam.Role {
    return new iam.Role(this, id, {
      roleName,
      path: ELEVATION_PATH,
      description,
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
    });
  }
}
