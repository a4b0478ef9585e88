import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ApiGatewayAccountRole } from './api-gateway-account-role';
import { ElevatedAccessAttributes, IElevatedAccess } from './elevated-access-attributes';
import { ElevatedAccessBase, ImportedElevatedAccess } from './elevated-access-base';
import { checkedSettings } from './elevated-access-checks';
import { ElevatedAccessProps } from './elevated-access-props';
import { elevationCore } from './elevation-core';
import { EVENT_SOURCE } from './engine/names';
import { rulebookOf } from './engine/rulebook';
import { ElevationAlarms } from './resources/alarms';
import { ElevationCallers } from './resources/callers';
import { ApiCall, callsOf } from './resources/calls';
import { ElevationFollowUp } from './resources/follow-up';
import { ElevationMeasures } from './resources/measures';
import { acknowledgeRole } from './resources/wildcards';
import { IBreakGlassUser } from '../identity/break-glass-user-props';
import { IIncidentResponseRole } from '../identity/incident-response-role';
import { requireProps } from '../private/typed';
import { propError } from '../private/validation';

/**
 * Just-in-time access: requested, approved by another person, granted, and ended automatically.
 *
 * Creates a REST API with IAM authorization, Step Functions workflows that call AWS APIs directly (no Lambda function), a ledger
 * in DynamoDB, an event bus, alarms, and a reconciler that compares the ledger with the accesses that exist. It depends on Identity
 * Center, so it doesn't help on the day on which Identity Center is down: `BreakGlassUser` does, and it never depends on this.
 *
 * Security: the policies of the workflows' roles name the permission sets of the rules and their accounts; no other access can be granted.
 * Who can change the workflows, their roles or the ledger can give any of these accesses to anybody: use the account for nothing else.
 *
 * Errors: a rule without enough approvers, people who share an identity, a rule that names a person who isn't in `people`, an instance of Identity
 * Center in another partition or Region, callers in another account.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/temporary-elevated-access.html
 */
export class ElevatedAccess extends ElevatedAccessBase {
  /**
   * Elevated access that another app defines.
   *
   * @param scope where the import belongs
   * @param id id of the import
   * @param attributes what is known of it
   */
  public static fromElevatedAccessAttributes(scope: Construct, id: string, attributes: ElevatedAccessAttributes): IElevatedAccess {
    return new ImportedElevatedAccess(scope, id, attributes);
  }

  public readonly apiUrl: string;
  public readonly apiId: string;
  public readonly eventBus: events.IEventBus;
  public readonly ledgerTable: dynamodb.ITable;
  public readonly metricSuffix: string;

  /** ARN of the API's stage, to attach a web ACL to. */
  public readonly apiStageArn: string;

  /** ARN of the permission set of the callers. Undefined without `callerPermissionSet`. */
  public readonly callerPermissionSetArn?: string;

  /** @internal */
  public readonly _calls: readonly ApiCall[];

  private readonly followUp?: ElevationFollowUp;
  private readonly reviews: boolean;

  constructor(scope: Construct, id: string, props: ElevatedAccessProps) {
    requireProps(scope, id, 'ElevatedAccessProps', props);
    super(scope, id);
    const stack = Stack.of(this);
    const settings = checkedSettings(this, props);
    const { store, schedules, machines, followUp, api, apiUrl, apiRole } = elevationCore(this, {
      ...props,
      rulebook: rulebookOf(props.people, props.rules),
      settings,
      instanceArn: props.identityCenter.instanceArn,
      identityStoreId: props.identityCenter.identityStoreId,
      identityStoreAccount: props.identityCenter.managementAccountId ?? stack.account,
      makeApiAccountRole: (props.apiGatewayAccountRole ?? ApiGatewayAccountRole.managed())._make,
    });
    const { key, bus, deadLetters } = store;
    this.reviews = settings.reviews;
    this.followUp = followUp?.rules;
    const measures = new ElevationMeasures(this, 'Measures', { bus, source: EVENT_SOURCE, encryptionKey: key });
    new ElevationAlarms(this, 'Alarms', {
      ...machines,
      followUp: followUp?.stateMachine,
      deadLetters,
      bus,
      source: EVENT_SOURCE,
      notify: props.notify,
      every: settings.reconcileInterval,
      rules: [measures.rule, ...this.followUp?.rules.splice(0) ?? []],
    });
    [schedules.role, apiRole, ...machines.all.map(({ role }) => role)].forEach(acknowledgeRole);

    const stage = api.deploymentStage;
    this.apiId = api.restApiId;
    this.apiUrl = apiUrl;
    this.apiStageArn = stage.stageArn;
    this.eventBus = bus;
    this.ledgerTable = store.ledger.table;
    this.metricSuffix = measures.suffix;
    this._calls = callsOf(machines.issue !== undefined);
    const callers = new ElevationCallers(this, 'Callers', this._callArns());
    this.callerPermissionSetArn = props.callerPermissionSet ? callers.permissionSet(props.identityCenter) : undefined;
  }

  /**
   * Creates an OpsItem that asks for a review of each use of break-glass access in this account and Region: sign-ins of the users, sessions of the roles.
   *
   * Uses in other accounts and Regions are reviewed if `BreakGlassRules` or `BreakGlassAlarm` there send them to `eventBus`; its policy must let
   * those accounts put events. Break-glass access doesn't depend on this.
   *
   * Errors: `reviewItems` is off, neither users nor roles.
   *
   * @param users break-glass users
   * @param roles incident response roles
   */
  public reviewUsesOf(users: IBreakGlassUser[], roles: IIncidentResponseRole[]): void {
    if (!this.reviews) { throw propError('reviewItems', 'must be on to review uses of break-glass access', false, 'leave it out, or set it to true'); }
    this.followUp!.uses(users, roles);
  }
}
