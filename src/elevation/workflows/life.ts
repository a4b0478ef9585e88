import { Choice, Condition, Errors, IChainable, Map, Pass, ProvideItems, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from '../engine/call';
import { announce, CONDITION_FAILED, EndingContext, EVENT_DETAIL, readRequest, secondsSince, startNamed, transact } from '../engine/context';
import { EVENTS } from '../engine/events';
import { item, order, rule } from '../engine/hand-overs';
import { block, FAILURE, jsonata, literal, NOW } from '../engine/jsonata';
import { move, PLACES, requestsAndAccesses, S } from '../engine/ledger';
import { TRANSITIONS } from '../engine/states';
import { accessBegins } from '../grants/access-row';
import { Grants } from '../grants/grants';


/**
 * Grants an approved request, at once or at its scheduled start.
 *
 * The end is scheduled before anything is granted. If this workflow stops, the schedule and the reconciler still end the access.
 */
export function life(scope: Construct, context: EndingContext, grants: Grants): IChainable {
  const { rulebook, tableName } = context;
  const over = new Succeed(scope, 'Done');
  const id = order('id');
  const by = '"(workflow)"';
  const itsRule = block({ rules: literal(rulebook.rules), rule: `$lookup($rules, ${item('rule')})` }, '$exists($rule) ? $rule : {}');

  const active = announce(scope, 'Announce the access', context, EVENTS.active, { ...EVENT_DETAIL, endsAt: item('endsAt'), at: NOW, seconds: secondsSince(item('startsAt'), NOW) }, over);
  const activate = transact(scope, 'Record the active access', context, move(context, { transition: 'activate', id, at: NOW, by, detail: `"until " & ${item('endsAt')}` }));
  activate.next(active);

  const lapsed = startNamed(scope, 'End the expired request', context.endArn, '$states.context.Execution.Name & "-lapsed"',
    { id, reason: '"expired"', by, detail: '"its time was over before it was granted"' }, over);

  const giveUp = startNamed(scope, 'Revoke a failed grant', context.endArn, '$states.context.Execution.Name & "-failed"',
    { id, reason: '"failed"', by, detail: '$exists($failure) ? $failure : "the grant failed"' }, over);

  // The access was ended during the grant. The end may have run before the access existed, so it runs again.
  const late = startNamed(scope, 'Revoke a late grant', context.endArn, '$states.context.Execution.Name & "-late"',
    { id, reason: '"released"', by, detail: '"it was ended while it was being granted"' }, over);
  activate.addCatch(late, { errors: [CONDITION_FAILED] });

  const give = Map.jsonata(scope, 'Grant in each account', {
    items: ProvideItems.jsonata(jsonata(PLACES)),
    itemSelector: { account: jsonata('$states.context.Map.Item.Value') },
    // Identity Center accepts ten outstanding assignments at a time, counted over all callers.
    maxConcurrency: 5,
    outputs: {},
  }).itemProcessor(grants.give(scope));
  give.addCatch(giveUp, { errors: [Errors.ALL], assign: { failure: jsonata(FAILURE) } });
  give.next(activate);

  const arrange = call(scope, 'Schedule the end', {
    service: 'scheduler',
    action: 'createSchedule',
    parameters: {
      Name: jsonata(id),
      GroupName: context.scheduleGroup,
      // The service takes seconds, without a time zone.
      ScheduleExpression: jsonata(`"at(" & $substring(${item('endsAt')}, 0, 19) & ")"`),
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: context.endArn,
        RoleArn: context.schedulerRoleArn,
        Input: jsonata(`$string({"id": ${id}, "reason": "expired", "by": "(schedule)", "detail": "its time is over"})`),
        RetryPolicy: { MaximumRetryAttempts: 20, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: context.deadLetterArn },
      },
    },
    permissions: [
      { actions: ['scheduler:CreateSchedule'], resources: [context.scheduleArn] },
      { actions: ['iam:PassRole'], resources: [context.schedulerRoleArn], conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } } },
    ],
    outputs: {},
  });
  // The schedule of an earlier attempt exists. It has the same instant, which comes from the ledger.
  arrange.addCatch(give, { errors: ['Scheduler.ConflictException'] });
  arrange.addCatch(giveUp, { errors: [Errors.ALL], assign: { failure: 'its end could not be scheduled, so nothing was granted' } });
  arrange.next(give);

  // From here on the ledger names the access to revoke: the definition may change before the end.
  const begin = call(scope, 'Record the grant', {
    service: 'dynamodb',
    action: 'transactWriteItems',
    parameters: {
      TransactItems: [...move(context, {
        transition: 'grant',
        id,
        at: NOW,
        by,
        detail: `"until " & ${item('endsAt')}`,
        set: { grantKind: S(rule('kind')), resource: S(rule('resource')) },
        conditions: ['#version = :version', 'endsAt > :at', 'startsAt <= :at'],
        values: { ':version': { N: jsonata(item('version')) } },
      }), accessBegins(tableName, NOW)],
    },
    permissions: [requestsAndAccesses(context.tableArn, 'dynamodb:PutItem', 'dynamodb:UpdateItem')],
    outputs: {},
  });
  begin.addCatch(over, { errors: [CONDITION_FAILED] });
  begin.next(arrange);

  const wait = Wait.jsonata(scope, 'Wait for the start', { time: WaitTime.timestamp(jsonata(item('startsAt'))) });
  const scheduled = transact(scope, 'Record the scheduled start', context, move(context, {
    transition: 'schedule', id, at: NOW, by, detail: `"from " & ${item('startsAt')}`, conditions: ['#version = :version'], values: { ':version': { N: jsonata(item('version')) } },
  }));
  scheduled.addCatch(over, { errors: [CONDITION_FAILED] });
  scheduled.next(announce(scope, 'Announce the scheduled start', context, EVENTS.scheduled, { ...EVENT_DETAIL, startsAt: item('startsAt'), at: NOW }, wait));

  // Read at the beginning and again after a wait. Only the ledger decides about the grant, not the input.
  const read = readRequest(scope, 'Read the request', context, id);
  const ready = `${item('status')} in ${literal(TRANSITIONS.grant.from)}`;
  const early = Choice.jsonata(scope, 'Grant now or later?')
    .when(Condition.jsonata(jsonata(`${ready} and ${item('endsAt')} <= ${NOW}`)), lapsed)
    .when(Condition.jsonata(jsonata(`${item('status')} = "approved" and ${item('startsAt')} > ${NOW}`)), scheduled)
    // The workflow was started again, or the wait ended early because clocks differ.
    .when(Condition.jsonata(jsonata(`${item('status')} = "scheduled" and ${item('startsAt')} > ${NOW}`)), wait)
    .when(Condition.jsonata(jsonata(`${ready} and $exists(${rule('resource')})`)), begin)
    .otherwise(over);
  wait.next(read);
  read.next(Pass.jsonata(scope, 'Look up the rule', { assign: { rule: jsonata(`(${itsRule})`) } }).next(early));
  return read;
}
