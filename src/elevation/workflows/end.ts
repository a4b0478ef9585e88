import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, Errors, Fail, IChainable, Map, Parallel, Pass, ProvideItems, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from '../engine/call';
import { announce, CONDITION_FAILED, EVENT_DETAIL, readRequest, secondsSince, WorkflowContext } from '../engine/context';
import { EVENTS } from '../engine/events';
import { item, NO_ITEM, Order, order } from '../engine/hand-overs';
import { FAILURE, jsonata, literal, NOW } from '../engine/jsonata';
import { move, MoveProps, PLACES, requestsAndAccesses, S } from '../engine/ledger';
import { FINAL } from '../engine/states';
import { accessIsGone, accessIsOver } from '../grants/access-row';
import { Grants } from '../grants/grants';

const ATTEMPTS = 5;

/** To start this by hand, the id is enough. */
const said = (field: keyof Order, otherwise: string) => `($exists(${order(field)}) ? ${order(field)} : "${otherwise}")`;

/**
 * Ends an access, for any reason: its time is over, it was released or revoked, or its grant failed.
 *
 * It can run any number of times. For a request that the ledger shows as over it still revokes, since a late grant may have created the
 * access afterwards. If it fails, an alarm is raised and the reconciler starts it again.
 */
export function end(scope: Construct, context: WorkflowContext, grants: Grants): IChainable {
  const { tableName } = context;
  const id = order('id');
  const by = said('by', '(by hand)');
  const reason = said('reason', 'revoked');
  const over = new Succeed(scope, 'Done');
  const detail = { ...EVENT_DETAIL, by, reason, detail: said('detail', ''), endsAt: item('endsAt'), at: NOW, seconds: secondsSince('$states.context.Execution.StartTime', NOW) };
  const entry = { id, at: NOW, by, detail: `${reason} & (${said('detail', '')} = "" ? "" : ": " & ${said('detail', '')})` };

  const record = (name: string, props: Omit<MoveProps, 'id' | 'at' | 'detail'>, access: object) => call(scope, name, {
    service: 'dynamodb',
    action: 'transactWriteItems',
    parameters: { TransactItems: [...move(context, { ...entry, ...props }), access] },
    permissions: [requestsAndAccesses(context.tableArn, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem')],
    outputs: {},
  });
  const closed = (name: 'ended' | 'fail') => {
    const task = record(name === 'ended' ? 'Record the end' : 'Record the failure',
      { transition: name, by: '"(workflow)"', set: { endedAt: S(NOW) } }, accessIsGone(tableName));
    task.addCatch(over, { errors: [CONDITION_FAILED] });
    task.next(announce(scope, name === 'ended' ? 'Announce the end' : 'Announce the failure', context, name === 'ended' ? EVENTS.ended : EVENTS.failed, detail, over));
    return task;
  };

  const stuck = Fail.jsonata(scope, 'Not revoked', { error: 'Elevation.RevokeFailed', cause: jsonata('$failure') });
  const page = announce(scope, 'Announce the failed revocation', context, EVENTS.revokeFailed, { ...detail, failure: '$failure' }, stuck);
  const letter = call(scope, 'Send a dead letter', {
    service: 'sqs',
    action: 'sendMessage',
    parameters: { QueueUrl: context.deadLetterUrl, MessageBody: jsonata(`$string({"id": ${id}, "failure": $failure, "at": ${NOW}})`) },
    permissions: [{ actions: ['sqs:SendMessage'], resources: [context.deadLetterArn] }],
    outputs: {},
  });
  letter.addCatch(page, { errors: [Errors.ALL] });
  letter.next(page);

  // The failure of one account is caught: the Map would otherwise stop the others.
  const one = Parallel.jsonata(scope, 'Revoke the access', { outputs: {} }).branch(grants.take(scope, new Succeed(scope, 'Revoked')));
  one.addCatch(Pass.jsonata(scope, 'Keep for another attempt'), {
    errors: [Errors.ALL],
    outputs: { account: jsonata('$states.input.account'), failure: jsonata(FAILURE) },
  });
  const take = Map.jsonata(scope, 'Revoke in each account', {
    items: ProvideItems.jsonata(jsonata('$left')),
    itemSelector: { account: jsonata('$states.context.Map.Item.Value') },
    maxConcurrency: 5,
    assign: {
      left: jsonata('[$states.result.account]'),
      failure: jsonata('$count([$states.result.failure]) = 0 ? "" : [$states.result.failure][0]'),
      attempt: jsonata('$attempt + 1'),
    },
    outputs: {},
  });
  take.itemProcessor(one);
  const pause = Wait.jsonata(scope, 'Wait before another attempt', { time: WaitTime.seconds(jsonata('30 * $power(2, $attempt)')) });
  pause.next(take);
  take.next(Choice.jsonata(scope, 'Is the access gone?')
    .when(Condition.jsonata(jsonata(`$count($left) > 0 and $attempt < ${ATTEMPTS}`)), pause)
    .when(Condition.jsonata(jsonata('$count($left) > 0')), letter)
    .when(Condition.jsonata(jsonata('$endReason = "failed"')), closed('fail'))
    .otherwise(closed('ended')));

  // The access is marked as over before the check who else needs it: otherwise two requests that end together would both keep it.
  const begin = record('Record that the end begins', {
    transition: 'end', by, set: { endReason: S('$endReason') }, conditions: ['#version = :version'], values: { ':version': { N: jsonata(item('version')) } },
  }, accessIsOver(tableName));
  begin.next(announce(scope, 'Announce that the end begins', context, EVENTS.ending, detail, take));

  const read = readRequest(scope, 'Read the request', context, id);
  // The request changed between reading and writing. Read it again: it may have been granted meanwhile.
  const again = Wait.jsonata(scope, 'Wait before reading again', { time: WaitTime.duration(Duration.seconds(1)) });
  again.next(read);
  begin.addCatch(again, { errors: [CONDITION_FAILED] });
  read.next(Pass.jsonata(scope, 'Look up the grant', {
    assign: {
      // From the ledger, since a deployment may have changed the rule. A request that was never granted has nothing to revoke.
      rule: jsonata(`$exists(${item('resource')}) ? {"kind": ${item('grantKind')}, "resource": ${item('resource')}} : {"kind": "-", "resource": "-"}`),
      left: jsonata(`$exists(${item('resource')}) ? ${PLACES} : []`),
      // A second end keeps the first reason.
      endReason: jsonata(`$exists(${item('endReason')}) and ${item('status')} = "ending" ? ${item('endReason')} : ${reason}`),
      attempt: 0,
      failure: '',
    },
  }).next(Choice.jsonata(scope, 'Is there access to end?')
    .when(Condition.jsonata(jsonata(`${NO_ITEM} or ${item('status')} in ["requested", "denied", "expired", "cancelled"]`)), over)
    .when(Condition.jsonata(jsonata(`${item('status')} in ${literal(FINAL)}`)), take)
    .otherwise(begin)));
  return read;
}
