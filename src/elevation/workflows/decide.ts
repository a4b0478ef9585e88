import { Choice, Condition, Errors, IChainable, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { announce, askGroups, CONDITION_FAILED, EVENT_DETAIL, readRequest, secondsSince, StartingContext, startNamed, transact } from '../engine/context';
import { INPUT, known, NO_OBJECT, refusing, STRANGER, understand } from '../engine/door';
import { eventIf, EVENTS } from '../engine/events';
import { Asked, item, NO_ITEM, pathsOf, rule } from '../engine/hand-overs';
import { block, decoded, firstRefusal, ID, instantAfter, jsonata, literal, matches, plain, Refusal } from '../engine/jsonata';
import { move, MoveProps, S } from '../engine/ledger';
import { Rulebook } from '../engine/rule-data';
import { TRANSITIONS, TransitionName } from '../engine/states';
import { granteeOf, NO_FIXED_GRANTEE } from '../grants/kinds';

/** Actions of people on a request, and the transition that each begins. */
export const ACTIONS = { approve: 'approve', deny: 'deny', cancel: 'cancel', bypass: 'bypass', release: 'end', revoke: 'end' } as const satisfies Record<string, TransitionName>;
type Action = keyof typeof ACTIONS;

/** A checked decision: `$asked`. */
interface Decision extends Asked {
  readonly now: string;
  readonly action: Action;
  /** The caller's Identity Center user; empty if there is none. */
  readonly userId: string;
  /** The reason; empty if there is none. */
  readonly reasonText: string;
}

/** Result of a decision: `$verdict`. */
interface Verdict {
  readonly status: number;
  /** Whether it is the last approval that is needed. */
  readonly last: boolean;
  /** Whether the caller may decide only as a member of one of `groups`. */
  readonly needsGroup: boolean;
  readonly groups: readonly string[];
  /** The access, if this is the last approval. */
  readonly startsAt: string;
  readonly endsAt: string;
}

const asked = pathsOf<Decision>('asked');
const verdict = pathsOf<Verdict>('verdict');

/** Attempts to record a decision. An attempt fails only if another decision was recorded, and few people decide. */
const ATTEMPTS = 5;

const REASON = `($type($body.reason) = "string" and $length($body.reason) <= 1000 and ${plain('$body.reason')} and ${matches('$body.reason', '[^\\x00-\\x1f]{10,1000}')})`;

const oneOf = (actions: readonly Action[]) => `$action in ${literal(actions)}`;

/** Refusals in order. Those of people come before those of time, so that other people learn nothing about a request. */
function refusals(rulebook: Rulebook, auditors: readonly string[]): string {
  const inTime = Object.entries(ACTIONS).map(([action, name]): Refusal => ({
    when: `$action = "${action}" and $not($status in ${literal(TRANSITIONS[name].from)})`,
    status: 409,
    reason: `"The request is " & $status & " and can no longer be ${PAST[action as Action]}"`,
  }));
  return block({
    rule: `$lookup(${literal(rulebook.rules)}, ${item('rule')})`,
    userIds: literal(rulebook.userIds),
    own: `${item('requester')} = $person`,
    status: item('status'),
    approvals: `[${item('approvals')}.S]`,
    // Approvals of former approvers don't count. Membership in a group was checked when the person approved.
    counted: `$count(${rule('approverGroups')}) > 0 ? $approvals : [$approvals[$ in $append(${rule('approvers')}, ${rule('fallback')})]]`,
    orphan: `$not($exists($rule)) and $person in ${literal(auditors)}`,
    late: `$now >= ${instantAfter(item('createdAt'), rule('fallbackMinutes'))}`,
    named: `$person in ${rule('approvers')} or ($late and $person in ${rule('fallback')})`,
    groups: `$count(${rule('approverGroups')}) > 0 and $exists($userId)`,
    places: `[${item('accounts')}.S]`,
    changed: `${item('title')} != ${rule('title')} or $number(${item('minutes')}) > ${rule('minutes')}
      or ($not(${NO_FIXED_GRANTEE}) and $not(${item('grantee')} = ${granteeOf(item('requester'))}))
      or ($count(${rule('requesterGroups')}) = 0 and $not(${item('requester')} in ${rule('requesters')}))
      or ($count(${rule('units')}) = 0 and $count($places[$not($ in ${rule('accounts')})]) > 0)`,
    revoker: `$named or $person in ${rule('fallback')} or $person in ${rule('revokers')} or $person in ${rule('bypass')} or $orphan`,
    refusal: firstRefusal([
      // Without the rule, the requester can still cancel or release, and auditors can revoke.
      { when: `$not($exists($rule)) and $not($own and ${oneOf(['cancel', 'release'])}) and $not($orphan and $action = "revoke")`, status: 409, reason: '"The rule of this request no longer exists: ask again under another rule"' },
      { when: `$own and ${oneOf(['approve', 'deny'])}`, status: 403, reason: '"You can\'t decide on your own request"' },
      { when: `$not($own) and ${oneOf(['cancel', 'release'])}`, status: 403, reason: '"Only the requester can do this; to end another person\'s access, revoke it"' },
      { when: `$action = "approve" and $person in ${rule('fallback')} and $not($named) and $not($groups)`, status: 403, reason: '"You can approve from " & ' + instantAfter(item('createdAt'), rule('fallbackMinutes')) + ' & " on"' },
      { when: `${oneOf(['approve', 'deny'])} and $not($named) and $not($groups)`, status: 403, reason: `"Rule " & ${rule('name')} & " doesn't let you decide"` },
      { when: `$action = "bypass" and $not($person in ${rule('bypass')})`, status: 403, reason: `"Rule " & ${rule('name')} & " doesn't let you bypass"` },
      { when: '$action = "revoke" and $not($revoker) and $not($groups)', status: 403, reason: `"Rule " & ${rule('name')} & " doesn't let you revoke"` },
      { when: `${oneOf(['deny', 'bypass', 'revoke'])} and $not($exists($reason))`, status: 400, reason: '"Give a reason in \'reason\': 10 to 1,000 characters on one line"' },
      { when: `${oneOf(['approve', 'bypass'])} and $status = "requested" and $now >= ${item('expiresAt')}`, status: 409, reason: `"The request expired at " & ${item('expiresAt')}` },
      { when: `${oneOf(['approve', 'bypass'])} and $status = "requested" and $changed`, status: 409, reason: `"Rule " & ${rule('name')} & " has changed and no longer allows this request: ask again"` },
      { when: '$action = "approve" and $person in $approvals', status: 409, reason: '"You have already approved this request"' },
      ...inTime,
    ]),
    startsAt: `${item('wantedAt')} > $now ? ${item('wantedAt')} : $now`,
  }, `$merge([$refusal, $refusal.status > 0 ? {} : {
    "last": $action = "bypass" or $count($counted) + 1 >= ${rule('quorum')},
    "needsGroup": ${oneOf(['approve', 'deny', 'revoke'])} and $not($action = "revoke" ? $revoker : $named),
    "groups": ${rule('approverGroups')},
    "startsAt": $startsAt, "endsAt": ${instantAfter('$startsAt', `$number(${item('minutes')})`)}
  }])`);
}

const PAST: { readonly [action in Action]: string } = {
  approve: 'approved', deny: 'denied', cancel: 'cancelled', bypass: 'bypassed', release: 'released', revoke: 'revoked',
};

/** POST /requests/{id}/{action}: records one person's decision, under conditions that the ledger checks again. */
export function decide(scope: Construct, context: StartingContext, auditors: readonly string[]): IChainable {
  const { rulebook } = context;
  const { refuse, refuseWith } = refusing(scope);
  const read = readRequest(scope, 'Read the request', context, asked('id'));

  const answer = (name: string, status: string) => Pass.jsonata(scope, name, {
    outputs: {
      status: 200,
      body: jsonata(`$string({ "id": ${asked('id')}, "status": ${status}, "approvals": $count(${item('approvals')}) + (${asked('action')} = "approve" ? 1 : 0) })`),
    },
  });
  const detail = { ...EVENT_DETAIL, by: asked('person'), reason: asked('reasonText'), at: asked('now'), seconds: secondsSince(item('createdAt'), asked('now')) };

  // After a lost race, the decision is evaluated again on the request as it is now.
  const again = Choice.jsonata(scope, 'Are attempts left?')
    .when(Condition.jsonata(jsonata(`$attempt < ${ATTEMPTS}`)), read)
    .otherwise(refuseWith('Refuse: too many decisions at once', 409, 'Other people are deciding on this request at the same time; read it again and retry'));
  const retry = Pass.jsonata(scope, 'Another decision was first', { assign: { attempt: jsonata('$attempt + 1') } }).next(again);
  const record = (name: string, props: Omit<MoveProps, 'id' | 'at' | 'by' | 'detail'>, next: IChainable) => {
    const task = transact(scope, name, context, move(context, {
      id: asked('id'),
      at: asked('now'),
      by: asked('person'),
      detail: asked('reasonText'),
      ...props,
      conditions: ['#version = :version', ...props.conditions ?? []],
      values: { ':version': { N: jsonata(item('version')) }, ...props.values },
    }));
    task.addCatch(retry, { errors: [CONDITION_FAILED] });
    task.next(next);
    return task;
  };

  const undecided = ['expiresAt > :at'];
  const approval = { approvals: { L: jsonata(`$append([${item('approvals')}], [{"S": ${asked('person')}}])`) } };
  const times = { startsAt: S(verdict('startsAt')), endsAt: S(verdict('endsAt')), approvedAt: S(asked('now')) };
  const notOwn = { conditions: [...undecided, 'requester <> :person'], values: { ':person': S(asked('person')) } };

  const approved = answer('Answer: approved', '"approved"');
  const start = startNamed(scope, 'Start the grant', context.lifeArn, asked('id'), { id: asked('id') }, approved);
  // The approval is recorded: the reconciler starts what couldn't be started now.
  start.addCatch(approved, { errors: [Errors.ALL] });
  // Announced before the grant starts, so that no bypass goes unnoticed.
  const told = announce(scope, 'Announce the approval', context, eventIf(`${asked('action')} = "bypass"`, EVENTS.bypassed, EVENTS.approved), detail, start);
  const lastApproval = record('Record the last approval', { transition: 'approve', set: { ...approval, ...times }, ...notOwn }, told);
  const approvalOfMore = record('Record an approval', { transition: 'approve', stay: true, event: literal(EVENTS.approvalAdded), set: approval, ...notOwn },
    announce(scope, 'Announce an approval', context, EVENTS.approvalAdded, detail, answer('Answer: more approvals needed', '"requested"')));
  const bypassed = record('Record the bypass', { transition: 'bypass', set: { ...times, bypassedBy: S(asked('person')) }, conditions: undecided }, told);
  const denied = record('Record the denial', { transition: 'deny' },
    announce(scope, 'Announce the denial', context, EVENTS.denied, detail, answer('Answer: denied', '"denied"')));
  const cancelled = record('Record the cancellation', { transition: 'cancel' },
    announce(scope, 'Announce the cancellation', context, EVENTS.cancelled, detail, answer('Answer: cancelled', '"cancelled"')));
  // The end writes its own entries and runs until the access is gone.
  const ending = startNamed(scope, 'Start the end', context.endArn, `${asked('id')} & "-" & ${asked('action')} & "-" & ${item('version')}`,
    { id: asked('id'), reason: `${asked('action')} = "release" ? "released" : "revoked"`, by: asked('person'), detail: asked('reasonText') }, answer('Answer: ending', '"ending"'));

  const act = Choice.jsonata(scope, 'Which action?')
    .when(Condition.jsonata(jsonata(`${asked('action')} = "approve" and ${verdict('last')}`)), lastApproval)
    .when(Condition.jsonata(jsonata(`${asked('action')} = "approve"`)), approvalOfMore)
    .when(Condition.jsonata(jsonata(`${asked('action')} = "bypass"`)), bypassed)
    .when(Condition.jsonata(jsonata(`${asked('action')} = "deny"`)), denied)
    .when(Condition.jsonata(jsonata(`${asked('action')} = "cancel"`)), cancelled)
    .otherwise(ending);

  const permitted = Choice.jsonata(scope, 'Is the decision allowed?').when(Condition.jsonata(jsonata(`${verdict('status')} > 0`)), refuse);
  // Only if a rule uses groups: the workflow's role has no permission that it doesn't need.
  if (Object.values(rulebook.rules).some(({ approverGroups }) => approverGroups.length > 0)) {
    const noMember = refuseWith('Refuse: not a member', 403, 'The rule doesn\'t let you decide');
    const groups = askGroups(scope, 'Look up the approver groups', context, asked('userId'), verdict('groups'));
    groups.addCatch(refuseWith('Refuse: groups not available', 503, 'The identity store didn\'t answer; retry, or use break-glass access if you can\'t wait'));
    groups.next(Choice.jsonata(scope, 'Is the caller a member?').when(Condition.jsonata(jsonata('$member')), act).otherwise(noMember));
    permitted.when(Condition.jsonata(jsonata(verdict('needsGroup'))), groups);
  }

  read.next(Choice.jsonata(scope, 'Does the request exist?')
    .when(Condition.jsonata(jsonata(NO_ITEM)), refuseWith('Refuse: no such request', 404, 'There is no such request'))
    .otherwise(Pass.jsonata(scope, 'Evaluate the decision', {
      assign: {
        verdict: jsonata(block({
          person: asked('person'), userId: `${asked('userId')} != "" ? ${asked('userId')}`, now: asked('now'), action: asked('action'), reason: `${asked('reasonText')} != "" ? ${asked('reasonText')}`,
        }, refusals(rulebook, auditors))),
      },
    }).next(Pass.jsonata(scope, 'Assign the refusal', { assign: { refusal: jsonata('$verdict') } })).next(permitted.otherwise(act))));

  return understand(scope, 'Check the decision', block({
    ...known(rulebook),
    id: decoded(INPUT.id),
    action: INPUT.action,
    fields: '["reason"]',
    unknown: '$type($body) = "object" ? [$keys($body)[$not($ in $fields)]] : []',
    refusal: firstRefusal([
      STRANGER, NO_OBJECT,
      { when: `$not(${matches('$id', ID)})`, status: 404, reason: '"There is no such request"' },
      { when: `$not($action in ${literal(Object.keys(ACTIONS))})`, status: 404, reason: `"There is no such action; actions are " & ${literal(Object.keys(ACTIONS).join(', '))}` },
      { when: '$count($unknown) > 0', status: 400, reason: '"Unknown field " & $substring($unknown[0], 0, 40) & ": a decision has only \'reason\'"' },
      { when: `$exists($body.reason) and $not(${REASON})`, status: 400, reason: '"\'reason\' must be 10 to 1,000 characters on one line"' },
    ]),
    userIds: literal(rulebook.userIds),
    userId: '$exists($person) ? $lookup($userIds, $person)',
  }, `$refusal.status > 0 ? $refusal : {
    "status": 0, "id": $id, "action": $action, "person": $person, "userId": $exists($userId) ? $userId : "", "now": $now,
    "reasonText": $exists($body.reason) ? $body.reason : ""
  }`), refuse, { asked: jsonata('$states.result[0]'), refusal: jsonata('$states.result[0]'), attempt: 0 })
    .next(Choice.jsonata(scope, 'Is the decision valid?').when(Condition.jsonata(jsonata('$refusal.status > 0')), refuse).otherwise(read));
}
