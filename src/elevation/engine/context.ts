import { Errors, INextable, IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from './call';
import { EventType } from './events';
import { item } from './hand-overs';
import { jsonata } from './jsonata';
import { LedgerPlace, requestKey, requests } from './ledger';
import { EVENT_SOURCE } from './names';
import { Rulebook } from './rule-data';

/** Resources and settings that the definitions name. */
export interface WorkflowContext extends LedgerPlace {
  readonly rulebook: Rulebook;
  readonly tableArn: string;
  readonly busName: string;
  readonly busArn: string;
  readonly identityStoreId: string;
  /** Account that owns the identity store: not that of a delegated administrator. */
  readonly identityStoreAccount: string;
  readonly scheduleGroup: string;
  /** ARN of every schedule in the group. */
  readonly scheduleArn: string;
  readonly schedulerRoleArn: string;
  readonly deadLetterArn: string;
  readonly deadLetterUrl: string;
  /** Service control policy that denies sessions where an account's own policy can't be written. */
  readonly scpId?: string;
  readonly partition: string;
  readonly account: string;
}

/** For the workflows that start the end of an access. */
export interface EndingContext extends WorkflowContext {
  readonly endArn: string;
}

/** For the workflows that also start the life of a request. */
export interface StartingContext extends EndingContext {
  readonly lifeArn: string;
}

type Task = ReturnType<typeof call>;

/** What DynamoDB asks for the kinds of items in a transaction. */
const WRITES: { readonly [kind: string]: string } = { Put: 'dynamodb:PutItem', Update: 'dynamodb:UpdateItem', Delete: 'dynamodb:DeleteItem' };

/** A transaction on the requests of the ledger. */
export function transact(
  scope: Construct, name: string, context: WorkflowContext, items: readonly object[], assign?: { readonly [name: string]: any },
): Task {
  return call(scope, name, {
    service: 'dynamodb', action: 'transactWriteItems', parameters: { TransactItems: items }, permissions: [requests(context.tableArn, ...new Set(items.flatMap((one) => Object.keys(one)).map((kind) => WRITES[kind])))], assign, outputs: {},
  });
}

/** Error of a transaction whose conditions don't hold: another execution was first, or the change was made before. */
export const CONDITION_FAILED = 'DynamoDb.TransactionCanceledException';

/** Reads the current state of a request consistently into `$item`, which is empty if there is none. */
export function readRequest(scope: Construct, name: string, context: WorkflowContext, id: string): Task {
  return call(scope, name, {
    service: 'dynamodb',
    action: 'getItem',
    parameters: { TableName: context.tableName, Key: requestKey(id), ConsistentRead: true },
    permissions: [requests(context.tableArn, 'dynamodb:GetItem')],
    assign: { item: jsonata('$exists($states.result.Item) ? $states.result.Item : {}') },
    outputs: {},
  });
}

/** Fields of a request that every event about it has. */
export const EVENT_DETAIL = {
  id: item('id'), rule: item('rule'), requester: item('requester'), incident: item('incident'), accounts: `[${item('accounts')}.S]`, title: item('title'),
} as const;

/** Expression of the seconds that a step took. Metrics are derived from the events. */
export const secondsSince = (from: string, to: string) => `$round(($toMillis(${to}) - $toMillis(${from})) / 1000)`;

/** Puts an event on the bus: one of the table, or the result of an expression. Goes on if that fails, since the ledger is the record. */
export function announce(
  scope: Construct, name: string, context: WorkflowContext, detailType: EventType | `$${string}`, detail: { readonly [name: string]: string }, next: IChainable,
): Task {
  const task = call(scope, name, {
    service: 'eventbridge',
    action: 'putEvents',
    parameters: {
      Entries: [{
        EventBusName: context.busName,
        Source: EVENT_SOURCE,
        DetailType: detailType.startsWith('$') ? jsonata(detailType) : detailType,
        Detail: jsonata(`$string({ ${Object.entries(detail).map(([key, expression]) => `"${key}": ${expression}`).join(', ')} })`),
      }],
    },
    permissions: [{ actions: ['events:PutEvents'], resources: [context.busArn], conditions: { StringEquals: { 'events:source': EVENT_SOURCE } } }],
    outputs: {},
  });
  task.addCatch(next, { errors: [Errors.ALL] });
  (task as INextable).next(next);
  return task;
}

/** Starts a workflow under a name that is unique for its purpose, so that a second start does nothing. */
export function startNamed(
  scope: Construct, name: string, stateMachineArn: string, executionName: string, input: { readonly [name: string]: string }, next: IChainable,
): Task {
  const task = call(scope, name, {
    service: 'sfn',
    action: 'startExecution',
    parameters: {
      StateMachineArn: stateMachineArn,
      Name: jsonata(executionName),
      Input: jsonata(`$string({ ${Object.entries(input).map(([key, expression]) => `"${key}": ${expression}`).join(', ')} })`),
    },
    permissions: [{ actions: ['states:StartExecution'], resources: [stateMachineArn] }],
    outputs: {},
  });
  task.addCatch(next, { errors: ['Sfn.ExecutionAlreadyExistsException'] });
  (task as INextable).next(next);
  return task;
}

/** Assigns to `$member` whether a user is a member of one of the groups. */
export function askGroups(scope: Construct, name: string, context: WorkflowContext, userId: string, groups: string): Task {
  return call(scope, name, {
    service: 'identitystore',
    action: 'isMemberInGroups',
    parameters: { IdentityStoreId: context.identityStoreId, MemberId: { UserId: jsonata(userId) }, GroupIds: jsonata(groups) },
    permissions: [{
      actions: ['identitystore:IsMemberInGroups'],
      resources: [
        `arn:${context.partition}:identitystore::${context.identityStoreAccount}:identitystore/${context.identityStoreId}`,
        `arn:${context.partition}:identitystore:::user/*`,
        `arn:${context.partition}:identitystore:::group/*`,
        `arn:${context.partition}:identitystore:::membership/*`,
      ],
    }],
    assign: { member: jsonata('true in $states.result.Results.MembershipExists') },
    outputs: {},
  });
}
