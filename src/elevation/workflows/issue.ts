import { Choice, Condition, Errors, IChainable, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from '../engine/call';
import { announce, CONDITION_FAILED, EVENT_DETAIL, readRequest, WorkflowContext } from '../engine/context';
import { INPUT, known, refusing, STRANGER, understand } from '../engine/door';
import { EVENTS } from '../engine/events';
import { Asked, item, NO_ITEM, pathsOf, rule } from '../engine/hand-overs';
import { block, firstRefusal, jsonata, literal } from '../engine/jsonata';
import { eventPut, requestKey, requests, S } from '../engine/ledger';
import { END_OF_ACCESS } from '../engine/names';
import { SCOPED_SESSION } from '../grants/scoped-session';
import { isNotOf, resourcesOf } from '../grants/target-kind';

/** A checked call for a session: `$asked`. */
interface Call extends Asked {
  readonly now: string;
}

const asked = pathsOf<Call>('asked');

/** Longest session by role chaining. The shortest session of STS is a quarter of an hour. */
const SESSION_SECONDS = 3600;

/**
 * POST /requests/{id}/session: issues credentials to the requester while the access is active, one session at a time.
 *
 * The credentials are only in the answer: this workflow keeps no history and logs no data. A hash of the token is written to the ledger
 * first. If that fails, no credentials are returned.
 */
export function issue(scope: Construct, context: WorkflowContext): IChainable {
  const { rulebook, tableName } = context;
  const { refuse, refuseWith } = refusing(scope);
  const roles = resourcesOf(rulebook, SCOPED_SESSION);
  const permission = requests(context.tableArn, 'dynamodb:PutItem', 'dynamodb:UpdateItem');

  const answer = Pass.jsonata(scope, 'Answer: the session', {
    outputs: {
      status: 200,
      body: jsonata('$string({ "accessKeyId": $credentials.AccessKeyId, "secretAccessKey": $credentials.SecretAccessKey, "sessionToken": $credentials.SessionToken, '
        + `"expiration": $until, "role": ${rule('resource')} })`),
    },
  });
  const failed = refuseWith('Refuse: no session created', 503, 'No session could be created; retry, or use break-glass access if you can\'t wait');
  const free = call(scope, 'Release the reservation', {
    service: 'dynamodb',
    action: 'updateItem',
    parameters: {
      TableName: tableName,
      Key: requestKey(asked('id')),
      UpdateExpression: 'REMOVE sessionUntil',
      ConditionExpression: 'sessionUntil = :until',
      ExpressionAttributeValues: { ':until': S('$until') },
    },
    permissions: [permission],
    outputs: {},
  });
  free.addCatch(failed, { errors: [Errors.ALL] });
  free.next(failed);

  const record = call(scope, 'Record the token hash', {
    service: 'dynamodb',
    action: 'putItem',
    parameters: (eventPut(context, {
      id: asked('id'), at: asked('now'), by: asked('person'), event: literal(EVENTS.sessionIssued), detail: '"token " & $hash($credentials.SessionToken, "SHA-256")',
    }) as any).Put,
    permissions: [permission],
    outputs: {},
  });
  // Without a record in the ledger, the credentials are dropped.
  record.addCatch(failed, { errors: [Errors.ALL] });
  record.next(announce(scope, 'Announce the session', context, EVENTS.sessionIssued, { ...EVENT_DETAIL, until: '$until', at: asked('now') }, answer));

  const assume = call(scope, 'Create the session', {
    service: 'sts',
    action: 'assumeRole',
    parameters: {
      RoleArn: jsonata(rule('resource')),
      RoleSessionName: jsonata(asked('person')),
      SourceIdentity: jsonata(asked('person')),
      DurationSeconds: SESSION_SECONDS,
      Policy: jsonata(`$replace($sessionPolicy, "${END_OF_ACCESS}", ${item('endsAt')})`),
      Tags: [
        { Key: 'RequestId', Value: S(asked('id')).S }, { Key: 'IncidentId', Value: S(item('incident')).S }, { Key: 'Requester', Value: S(asked('person')).S },
      ],
    },
    permissions: [{ actions: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], resources: roles }],
    assign: { credentials: jsonata('$states.result.Credentials') },
    outputs: {},
  });
  assume.addCatch(free, { errors: [Errors.ALL] });
  assume.next(record);

  const reserve = call(scope, 'Reserve the session', {
    service: 'dynamodb',
    action: 'updateItem',
    parameters: {
      TableName: tableName,
      Key: requestKey(asked('id')),
      UpdateExpression: 'SET sessionUntil = :until',
      ConditionExpression: '#status = :active AND requester = :person AND endsAt > :now AND (attribute_not_exists(sessionUntil) OR sessionUntil <= :now)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':until': S('$until'), ':active': { S: 'active' }, ':person': S(asked('person')), ':now': S(asked('now')) },
    },
    permissions: [permission],
    outputs: {},
  });
  reserve.addCatch(refuseWith('Refuse: session not available', 409, 'You already have a session, or the access is over'), { errors: ['DynamoDb.ConditionalCheckFailedException', CONDITION_FAILED] });
  reserve.next(assume);

  const read = readRequest(scope, 'Read the request', context, asked('id'));
  read.next(Pass.jsonata(scope, 'Look up rule and policy', {
    assign: {
      rule: jsonata(block({ rules: literal(rulebook.rules), rule: `$exists(${item('rule')}) ? $lookup($rules, ${item('rule')})` }, '$exists($rule) ? $rule : {}')),
      sessionPolicy: jsonata(block({ policies: literal(rulebook.sessionPolicies), text: `$exists(${item('rule')}) ? $lookup($policies, ${item('rule')})` }, '$exists($text) ? $text : ""')),
      until: jsonata(`$exists(${item('endsAt')}) ? $min([$millis() + ${SESSION_SECONDS * 1000}, ${item('endsAt')} = "" ? 0 : $toMillis(${item('endsAt')})]) ~> $fromMillis() : ""`),
    },
  })).next(Pass.jsonata(scope, 'Evaluate the call', {
    assign: {
      refusal: jsonata(firstRefusal([
        { when: `${NO_ITEM} or ${item('requester')} != ${asked('person')}`, status: 404, reason: '"You have no such request"' },
        { when: `$not($exists(${rule('resource')})) or ${isNotOf(SCOPED_SESSION)}`, status: 409, reason: '"This access has no sessions to issue: use it in Identity Center"' },
        { when: `${item('status')} != "active"`, status: 409, reason: `"The request is " & ${item('status')} & ": sessions are issued only while it is active"` },
        { when: `${item('endsAt')} <= ${asked('now')}`, status: 409, reason: `"The access ended at " & ${item('endsAt')}` },
        { when: `$exists(${item('sessionUntil')}) and ${item('sessionUntil')} > ${asked('now')}`, status: 409, reason: `"You have a session until " & ${item('sessionUntil')} & "; ask again then"` },
      ])),
    },
  })).next(Choice.jsonata(scope, 'Is a session allowed?')
    .when(Condition.jsonata(jsonata('$refusal.status > 0')), refuse)
    .otherwise(reserve));

  return understand(scope, 'Check the call', block({
    ...known(rulebook),
    id: `$decodeUrlComponent(${INPUT.id})`,
    refusal: firstRefusal([
      STRANGER,
      { when: '$not($contains($id, /^[0-9a-f]{32}$/))', status: 404, reason: '"You have no such request"' },
    ]),
  }, '$refusal.status > 0 ? $refusal : {"status": 0, "id": $id, "person": $person, "now": $now}'), refuse, {
    asked: jsonata('$states.result[0]'), refusal: jsonata('$states.result[0]'),
  }).next(Choice.jsonata(scope, 'Is the call valid?').when(Condition.jsonata(jsonata('$refusal.status > 0')), refuse).otherwise(read));
}
