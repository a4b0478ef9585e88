import { Choice, Condition, Errors, Fail, IChainable, Map, Pass, ProvideItems, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from '../engine/call';
import { announce, CONDITION_FAILED, StartingContext, startNamed, transact, WorkflowContext } from '../engine/context';
import { EventType, EVENTS } from '../engine/events';
import { jsonata, NOW } from '../engine/jsonata';
import { accesses, accessPk, INDEXES, move, S } from '../engine/ledger';
import { Status } from '../engine/states';
import { ACCOUNT_ASSIGNMENT } from '../grants/account-assignment';
import { rulesOf } from '../grants/target-kind';

const ago = (minutes: number) => `$fromMillis($millis() - ${minutes * 60000})`;

interface Duty {
  readonly status: Status;
  readonly filter: string;
  /** Instant that the filter compares with. */
  readonly limit: string;
  readonly duty: 'expire' | 'life' | 'end';
}

/**
 * Statuses in which requests can be due. The limits leave the workflows the time that they need. Ends come first, so that many new
 * requests can't delay them.
 */
const DUTIES: readonly Duty[] = [
  { status: 'active', filter: 'endsAt <= :limit', limit: ago(1), duty: 'end' },
  { status: 'ending', filter: 'updatedAt <= :limit', limit: ago(30), duty: 'end' },
  { status: 'granting', filter: 'updatedAt <= :limit', limit: ago(30), duty: 'end' },
  { status: 'scheduled', filter: 'startsAt <= :limit', limit: ago(2), duty: 'life' },
  { status: 'approved', filter: 'updatedAt <= :limit', limit: ago(2), duty: 'life' },
  { status: 'requested', filter: 'expiresAt <= :limit', limit: NOW, duty: 'expire' },
];

/** Requests on a page, and requests of a status in one run: the history of an execution has at most 25,000 events. */
const PAGE = 100;
/** Events about one assignment in a run. */
const MOST_TOLD = 50;

/**
 * Compares the ledger with the clock and with the assignments in Identity Center, every few minutes. It needs no schedule, event or
 * execution of the other workflows.
 *
 * A failure doesn't stop the rest. The execution fails at its end.
 */
export function reconcile(scope: Construct, context: StartingContext, instanceArn?: string): IChainable {
  const done = Choice.jsonata(scope, 'Did everything succeed?')
    .when(Condition.jsonata(jsonata('$undone')), Fail.jsonata(scope, 'Something failed', {
      error: 'Elevation.NotReconciled', cause: 'a status, an assignment or a request could not be processed; the next run tries again',
    }))
    .otherwise(new Succeed(scope, 'Done'));
  const duties = Map.jsonata(scope, 'Process each status', {
    items: ProvideItems.jsonata(jsonata(`[${DUTIES.map(({ status, filter, limit, duty }) => (
      `{"status": "${status}", "filter": "${filter}", "limit": ${limit}, "duty": "${duty}"}`)).join(', ')}]`)),
    maxConcurrency: 1,
    assign: { undone: jsonata('false in $states.result') },
    outputs: {},
  }).itemProcessor(due(scope, context));
  return instanceArn === undefined ? duties.next(done) : duties.next(reality(scope, context, instanceArn, done));
}

/** Processes all due requests in one status, page by page. The output says whether all succeeded. */
function due(scope: Construct, context: StartingContext): IChainable {
  const enough = Pass.jsonata(scope, 'Status processed', { outputs: jsonata('$well') });
  const query = call(scope, 'Find due requests', {
    service: 'dynamodb',
    action: 'query',
    parameters: jsonata(`$merge([{
      "TableName": "${context.tableName}", "IndexName": "${INDEXES.status}", "Limit": ${PAGE}, "KeyConditionExpression": "#status = :status",
      "FilterExpression": $duty.filter, "ProjectionExpression": "id", "ExpressionAttributeNames": {"#status": "status"},
      "ExpressionAttributeValues": {":status": {"S": $duty.status}, ":limit": {"S": $duty.limit}}
    }, $count($keys($page)) = 0 ? {} : {"ExclusiveStartKey": $page}])`) as any,
    permissions: [{ actions: ['dynamodb:Query'], resources: [`${context.tableArn}/index/${INDEXES.status}`] }],
    assign: {
      found: jsonata('[$states.result.Items.id.S]'),
      handled: jsonata('$handled + $count([$states.result.Items])'),
      page: jsonata('$exists($states.result.LastEvaluatedKey) ? $states.result.LastEvaluatedKey : {}'),
    },
    outputs: {},
  });
  query.addCatch(Pass.jsonata(scope, 'Status failed', { outputs: false }), { errors: [Errors.ALL] });

  const next = Pass.jsonata(scope, 'Request processed', { outputs: true });
  const failed = Pass.jsonata(scope, 'Request failed', { outputs: false });
  const expire = transact(scope, 'Expire the request', context, move(context, {
    transition: 'expire', id: '$id', at: NOW, by: '"(reconciler)"', detail: '"no decision was made in time"', conditions: ['expiresAt <= :at'],
  }));
  expire.addCatch(next, { errors: [CONDITION_FAILED] });
  expire.next(announce(scope, 'Announce the expiry', context, EVENTS.expired, { id: '$id', at: NOW }, next));
  const name = (what: string) => `$id & "-${what}-" & $string($floor($millis() / 60000))`;
  const start = startNamed(scope, 'Start the grant again', context.lifeArn, name('again'), { id: '$id' }, next);
  const stop = startNamed(scope, 'Start the end again', context.endArn, name('due'), { id: '$id', reason: '"expired"', by: '"(reconciler)"', detail: '"found by the reconciler"' }, next);
  for (const task of [expire, start, stop]) { task.addCatch(failed, { errors: [Errors.ALL] }); }

  const each = Map.jsonata(scope, 'Process each due request', {
    items: ProvideItems.jsonata(jsonata('$found')),
    itemSelector: { id: jsonata('$states.context.Map.Item.Value') },
    maxConcurrency: 5,
    assign: { well: jsonata('$well and $not(false in $states.result)') },
    outputs: {},
  }).itemProcessor(Pass.jsonata(scope, 'Select the request', { assign: { id: jsonata('$states.input.id') } })
    .next(Choice.jsonata(scope, 'Which action is due?')
      .when(Condition.jsonata(jsonata('$duty.duty = "expire"')), expire)
      .when(Condition.jsonata(jsonata('$duty.duty = "life"')), start)
      .otherwise(stop)));
  each.next(Choice.jsonata(scope, 'More pages?')
    .when(Condition.jsonata(jsonata(`$count($keys($page)) > 0 and $handled < ${PAGE}`)), query)
    .otherwise(enough));
  query.next(each);
  return Pass.jsonata(scope, 'Select the status', { assign: { duty: jsonata('$states.input'), page: {}, handled: 0, well: true } }).next(query);
}

/** Announces assignments that the ledger doesn't know, and accesses whose assignment is missing. Changes neither. */
function reality(scope: Construct, context: WorkflowContext, instanceArn: string, done: IChainable): IChainable {
  const rules = rulesOf(context.rulebook, ACCOUNT_ASSIGNMENT);
  const named = rules.flatMap(({ resource, accounts }) => accounts.map((account) => JSON.stringify({ resource, account })));
  const places = [...new Set(named)].map((place) => JSON.parse(place));
  const read = call(scope, 'Read all accesses', {
    service: 'dynamodb',
    action: 'query',
    parameters: jsonata(`$merge([{
      "TableName": "${context.tableName}", "IndexName": "${INDEXES.kind}", "Limit": ${PAGE}, "KeyConditionExpression": "kind = :kind",
      "ProjectionExpression": "id, #resource, accounts, grantee, endsAt, createdAt, #over",
      "ExpressionAttributeNames": {"#resource": "resource", "#over": "over"},
      "ExpressionAttributeValues": {":kind": {"S": "access"}}
    }, $count($keys($from)) = 0 ? {} : {"ExclusiveStartKey": $from}])`) as any,
    permissions: [{ actions: ['dynamodb:Query'], resources: [`${context.tableArn}/index/${INDEXES.kind}`] }],
    assign: {
      accesses: jsonata('$append($accesses, [$states.result.Items.{"id": id.S, "resource": resource.S, "accounts": [accounts.L.S], '
        + '"grantee": grantee.S, "endsAt": endsAt.S, "createdAt": createdAt.S, "over": $exists(over)}])'),
      from: jsonata('$exists($states.result.LastEvaluatedKey) ? $states.result.LastEvaluatedKey : {}'),
    },
    outputs: {},
  });

  const fine = Pass.jsonata(scope, 'Assignment compared', { outputs: true });
  // The ledger is read again before the event: the access may have been granted or revoked meanwhile.
  const told = (
    what: string, type: EventType, suspects: string, grantee: string, really: string, detail: { readonly [key: string]: string }, next: IChainable,
  ) => {
    const nothing = new Succeed(scope, `No ${what}`);
    const tell = announce(scope, `Announce the ${what}`, context, type, { account: '$place.account', resource: '$place.resource', at: NOW, grantee, ...detail }, nothing);
    const look = call(scope, `Read the ledger again: ${what}`, {
      service: 'dynamodb',
      action: 'query',
      parameters: {
        TableName: context.tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: 'contains(accounts, :account)',
        ExpressionAttributeValues: { ':account': S('$place.account'), ':pk': S(accessPk('$place.resource', grantee)) },
      },
      permissions: [accesses(context.tableArn, 'dynamodb:Query')],
      // The next state needs the same input.
      outputs: jsonata('$states.input'),
      assign: { really: jsonata(really) },
    });
    look.next(Choice.jsonata(scope, `Is the ${what} confirmed?`).when(Condition.jsonata(jsonata('$really')), tell).otherwise(nothing));
    return Map.jsonata(scope, `Check each ${what}`, {
      items: ProvideItems.jsonata(jsonata(`[(${suspects})[[0..${MOST_TOLD - 1}]]]`)), maxConcurrency: 1, outputs: {},
    }).itemProcessor(look).next(next);
  };
  const gone = `$here[$not(grantee in $assigned) and $not(over) and endsAt > ${NOW} and createdAt < ${ago(10)}]`;
  const strangers = '$assigned[$not($ in $here.grantee)]';
  const missing = told('missing access', EVENTS.accessMissing, gone,
    '$states.input.grantee', 'false in $states.result.Items.$exists(over)', { id: '$states.input.id' }, fine);
  const unknown = told('unknown access', EVENTS.unknownAccess, strangers,
    '$states.input', '$states.result.Count = 0', {}, missing);

  const list = call(scope, 'List the assignments', {
    service: 'ssoadmin',
    action: 'listAccountAssignments',
    parameters: jsonata(`$merge([{"InstanceArn": "${instanceArn}", "AccountId": $place.account, "PermissionSetArn": $place.resource, "MaxResults": 100},
      $token = "" ? {} : {"NextToken": $token}])`) as any,
    permissions: [{
      actions: ['sso:ListAccountAssignments'],
      resources: [instanceArn, ...new Set(rules.map(({ resource }) => resource)), `arn:${context.partition}:sso:::account/*`],
    }],
    assign: {
      // Only users: a grant is always for one user. Permanent assignments of groups are part of the access review.
      assigned: jsonata('$append($assigned, [$states.result.AccountAssignments[PrincipalType = "USER"].PrincipalId])'),
      token: jsonata('$exists($states.result.NextToken) ? $states.result.NextToken : ""'),
    },
    outputs: {},
  });
  list.addCatch(Pass.jsonata(scope, 'Comparison failed', { outputs: false }), { errors: [Errors.ALL] });
  list.next(Choice.jsonata(scope, 'More assignments?')
    .when(Condition.jsonata(jsonata('$token != ""')), list)
    // The usual case: without it, each comparison would pay for two empty Maps.
    .when(Condition.jsonata(jsonata(`$count([${strangers}, ${gone}]) = 0`)), fine)
    .otherwise(unknown));

  const compare = Map.jsonata(scope, 'Compare each assignment', {
    items: ProvideItems.jsonArray(places),
    // The API allows twenty calls a second, counted over all callers.
    maxConcurrency: 2,
    assign: { undone: jsonata('$undone or false in $states.result') },
    outputs: {},
  }).itemProcessor(Pass.jsonata(scope, 'Select the assignment', {
    assign: {
      place: jsonata('$states.input'),
      here: jsonata('[$accesses[resource = $states.input.resource and $states.input.account in accounts]]'),
      assigned: jsonata('[]'),
      token: '',
    },
  }).next(list));
  compare.next(done);
  read.next(Choice.jsonata(scope, 'More accesses?').when(Condition.jsonata(jsonata('$count($keys($from)) > 0')), read).otherwise(compare));
  return Pass.jsonata(scope, 'Prepare the comparison', { assign: { accesses: jsonata('[]'), from: {} } }).next(read);
}
