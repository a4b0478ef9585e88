import { Errors, INextable, IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from './call';
import { EventType } from './events';
import { item } from './hand-overs';
import { jsonata } from './jsonata';
import { LedgerPlace, requestKey, requests } from './ledger';
import { EVENT_SOURCE } from './names';
import { Rulebook } from './rule-data';

/** What the workflows know of the rest. */
export interface WorkflowContext extends LedgerPlace {
  readonly rulebook: Rulebook;
  readonly tableArn: string;
  readonly busName: string;
  readonly busArn: string;
  readonly identityStoreId: string;
  readonly scheduleGroup: string;
  /** ARN of every schedule in the group. */
  readonly scheduleArn: string;
  readonly schedulerRoleArn: string;
  readonly deadLetterArn: string;
  readonly deadLetterUrl: string;
  /** The service control policy through which sessions are ended where an account's own policy can't be written. */
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

/** A transaction on the ledger: all of it or nothing. */
export function transact(
  scope: Construct, name: string, context: WorkflowContext, items: readonly object[], assign?: { readonly [name: string]: any },
): Task {
  return call(scope, name, {
    service: 'dynamodb', action: 'transactWriteItems', parameters: { TransactItems: items }, permissions: [requests(context.tableArn, 'dynamodb:PutItem', 'dynamodb:UpdateItem')], assign, outputs: {},
  });
}

/** The transaction's conditions didn't hold: somebody else was first, or it happened already. */
export const CONDITION_FAILED = 'DynamoDb.TransactionCanceledException';

/** The request as it is now, read consistently; `$item` is empty where there is none. */
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

/** What a request is known by on the bus. */
export const EVENT_DETAIL = {
  id: item('id'), rule: item('rule'), requester: item('requester'), incident: item('incident'), accounts: `[${item('accounts')}.S]`, title: item('title'),
} as const;

/** How long people waited for a step: the figures of the service are read from the events. */
export const secondsSince = (from: string, to: string) => `$round(($toMillis(${to}) - $toMillis(${from})) / 1000)`;

/** Tells the bus one event, or the one that an expression gives, and goes on whether or not it listens: the ledger holds what happened. */
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

/** Starts a workflow under a name of its own, so that a second start does nothing. */
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

/** Whether a person is a member of one of some groups, as `$member`. A failure is no membership. */
export function askGroups(scope: Construct, name: string, context: WorkflowContext, userId: string, groups: string): Task {
  return call(scope, name, {
    service: 'identitystore',
    action: 'isMemberInGroups',
    parameters: { IdentityStoreId: context.identityStoreId, MemberId: { UserId: jsonata(userId) }, GroupIds: jsonata(groups) },
    permissions: [{
      actions: ['identitystore:IsMemberInGroups'],
      resources: [
        `arn:${context.partition}:identitystore::${context.account}:identitystore/${context.identityStoreId}`,
        `arn:${context.partition}:identitystore:::user/*`,
        `arn:${context.partition}:identitystore:::group/*`,
        `arn:${context.partition}:identitystore:::membership/*`,
      ],
    }],
    assign: { member: jsonata('true in $states.result.Results.MembershipExists') },
    outputs: {},
  });
}
