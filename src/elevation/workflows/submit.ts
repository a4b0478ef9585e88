import { Choice, Condition, Errors, IChainable, Map, Pass, ProvideItems } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from '../engine/call';
import { announce, askGroups, CONDITION_FAILED, StartingContext, startNamed, transact, WorkflowContext } from '../engine/context';
import { known, NO_OBJECT, RefuseWith, refusing, STRANGER, understand } from '../engine/door';
import { eventIf, EVENTS } from '../engine/events';
import { Asked, Attribute, pathsOf, rule } from '../engine/hand-overs';
import { block, firstRefusal, instantAfter, jsonata, literal, matches, plain } from '../engine/jsonata';
import { eventPut, forgetAfter, N, REQUEST, requestKey, S } from '../engine/ledger';
import { Rulebook } from '../engine/rule-data';
import { BY_IDENTITY_CENTER, granteeOf } from '../grants/kinds';

const MOST_ACCOUNTS = 50;
const KNOWN_FIELDS = ['rule', 'accounts', 'minutes', 'startsAt', 'clientToken'];
/** Characters of all fields together: a page of requests must fit into a state's output of 256 KiB, with four bytes for each character. */
const MOST_TEXT = 2000;
const MOST_CHARACTERS = 1000;
/** The incident is a key of an index, which has at most 2,048 bytes. */
const MOST_CHARACTERS_OF_KEY = 256;

/** A checked request: `$asked`. */
interface Request extends Asked {
  readonly now: string;
  /** The caller's Identity Center user, or the person. */
  readonly userId: string;
  /** The person, as the target knows people: user id, ARN or name. */
  readonly grantee: string;
  /** Name of the rule. */
  readonly rule: string;
  readonly title: string;
  readonly accounts: readonly string[];
  readonly minutes: number;
  /** Empty for an immediate start. */
  readonly startsAt: string;
  readonly expiresAt: string;
  readonly incident: string;
  readonly fields: { readonly [name: string]: string };
  /** Accounts that the rule doesn't name: they must be in one of `units`. */
  readonly strangeAccounts: readonly string[];
  readonly units: readonly string[];
  /** Whether the caller may ask only as a member of one of `groups`. */
  readonly needsGroup: boolean;
  readonly groups: readonly string[];
  /** Whether the rule approves it by itself. */
  readonly automatic: boolean;
}

const asked = pathsOf<Request>('asked');

/** Refusals in order. */
function refusals(rulebook: Rulebook): string {
  const fits = rulebook.patterns.reduceRight((otherwise, pattern, index) => `$p = ${index} ? ${matches('$v', pattern)} : (${otherwise})`, 'false');
  return block({
    fits: `function($p, $v, $most) { $type($v) = "string" and $v != "" and $length($v) <= $most and ${plain('$v')} and (${fits}) }`,
    named: `$person in ${rule('requesters')}`,
    grantee: granteeOf('$person'),
    minutes: `$exists($body.minutes) ? $body.minutes : ${rule('minutes')}`,
    whole: '$type($minutes) = "number" and $minutes = $floor($minutes)',
    accounts: '$exists($body.accounts) ? $body.accounts : []',
    // Valid entries are counted, since a filter for wrong ones can lose them, such as an empty list in the list.
    few: `$type($accounts) = "array" and $count($accounts) <= ${MOST_ACCOUNTS}`,
    rightAccounts: `$few ? [$accounts[${matches('$', '[0-9]{12}')}]] : []`,
    strangeAccounts: `[$rightAccounts[$not($ in ${rule('accounts')})]]`,
    fields: `$append(${literal(KNOWN_FIELDS)}, ${rule('fields')}.name)`,
    unknown: '[$keys($body)[$not($ in $fields)]]',
    wrong: `[${rule('fields')}[$not($fits(pattern, $lookup($body, name), name = "incident" ? ${MOST_CHARACTERS_OF_KEY} : ${MOST_CHARACTERS}))]]`,
    values: `$merge([${rule('fields')}.{name: $lookup($body, name)}])`,
    startsAt: '$exists($body.startsAt) ? $body.startsAt : $now',
    instant: matches('$startsAt', '20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]([.][0-9]{3})?Z'),
    refusal: firstRefusal([
      { when: '$not($exists($rule))', status: 400, reason: '"There is no such rule: name one in \'rule\'"' },
      { when: `$not($named) and $count(${rule('requesterGroups')}) = 0`, status: 403, reason: `"Rule " & ${rule('name')} & " doesn't let you ask"` },
      { when: `$not($exists($userId)) and ${BY_IDENTITY_CENTER}`, status: 403, reason: '"The registry has no Identity Center user for you, so this access can\'t be granted to you"' },
      { when: '$not($exists($grantee))', status: 403, reason: `"The registry has no IAM user of yours that " & ${rule('title')} & " trusts, so its window can't be opened for you"` },
      { when: '$count($unknown) > 0', status: 400, reason: '"Unknown field " & $substring($unknown[0], 0, 40) & ": a request has " & $join($fields, ", ")' },
      { when: '$type($accounts) != "array" or ($few and $count($rightAccounts) != $count($accounts))', status: 400, reason: '"\'accounts\' must be a list of account ids: texts of 12 digits"' },
      {
        when: `${rule('places')} and ($not($few) or $count($accounts) = 0 or $count($distinct($accounts)) != $count($accounts))`,
        status: 400,
        reason: `"'accounts' must name 1 to ${MOST_ACCOUNTS} different accounts"`,
      },
      { when: `$not(${rule('places')}) and $count($accounts) > 0`, status: 400, reason: `"Rule " & ${rule('name')} & " takes no accounts: leave out 'accounts'"` },
      { when: `$count($strangeAccounts) > 0 and $count(${rule('units')}) = 0`, status: 403, reason: `"Rule " & ${rule('name')} & " isn't for account " & $strangeAccounts[0]` },
      { when: `$not($whole) or $minutes < 5 or $minutes > ${rule('minutes')}`, status: 400, reason: `"'minutes' must be a whole number from 5 to " & ${rule('minutes')}` },
      { when: '$count($wrong) > 0', status: 400, reason: '"\'" & $wrong[0].name & "\' must be " & $wrong[0].description' },
      { when: `$sum([${rule('fields')}.$length($lookup($body, name))]) > ${MOST_TEXT}`, status: 400, reason: `"Together, " & $join(${rule('fields')}.name, ", ") & " must have at most ${MOST_TEXT} characters"` },
      { when: `$exists($body.clientToken) and $not(${matches('$body.clientToken', '[A-Za-z0-9_-]{8,64}')})`, status: 400, reason: '"\'clientToken\' must be 8 to 64 letters, digits, - and _"' },
      { when: `$exists($body.startsAt) and ${rule('aheadMinutes')} = 0`, status: 400, reason: `"Rule " & ${rule('name')} & " doesn't allow a scheduled start: leave out 'startsAt'"` },
      { when: '$not($instant)', status: 400, reason: '"\'startsAt\' must be an instant in UTC such as 2026-01-31T14:00:00Z"' },
      {
        when: `$exists($body.startsAt) and ($toMillis($startsAt) < $toMillis($now) - 300000 or $toMillis($startsAt) > $toMillis($now) + ${rule('aheadMinutes')} * 60000)`,
        status: 400,
        reason: `"'startsAt' must be in the future, by at most " & ${rule('aheadMinutes')} & " minutes"`,
      },
    ]),
  }, `$refusal.status > 0 ? $refusal : {
    "status": 0, "person": $person, "userId": $exists($userId) ? $userId : $person, "grantee": $grantee, "now": $now, "rule": ${rule('name')}, "title": ${rule('title')}, "accounts": $accounts, "minutes": $minutes,
    "startsAt": $exists($body.startsAt) ? $fromMillis($max([$toMillis($startsAt), $toMillis($now)])) : "",
    "id": $exists($body.clientToken) ? $substring($hash($person & "#" & $body.clientToken, "SHA-256"), 0, 32) : $replace($uuid(), "-", ""),
    "incident": $exists($body.incident) ? $body.incident : "-",
    "fields": $values,
    "strangeAccounts": $strangeAccounts, "units": ${rule('units')}, "needsGroup": $not($named), "groups": ${rule('requesterGroups')},
    "automatic": $person in ${rule('automatic')}, "expiresAt": ${instantAfter('$now', rule('expiryMinutes'))}
  }`);
}

/** POST /requests: checks, records and announces a request. */
export function submit(scope: Construct, context: StartingContext): IChainable {
  const { rulebook, tableName } = context;
  const { refuse, refuseWith } = refusing(scope);

  const answer = Pass.jsonata(scope, 'Answer: request accepted', {
    outputs: {
      status: 201,
      body: jsonata(`$string({ "id": ${asked('id')}, "status": $status, "expiresAt": ${asked('expiresAt')} })`),
    },
  });
  const announceRequest = announce(scope, 'Announce the request', context, EVENT, {
    id: asked('id'),
    status: '$status',
    rule: asked('rule'),
    title: asked('title'),
    requester: asked('person'),
    by: `$status = "approved" ? "(automatic)" : ${asked('person')}`,
    accounts: asked('accounts'),
    incident: asked('incident'),
    minutes: asked('minutes'),
    at: asked('now'),
    expiresAt: asked('expiresAt'),
  }, answer);
  const start = startNamed(scope, 'Start the grant', context.lifeArn, asked('id'), { id: asked('id') }, announceRequest);
  // The approval is recorded: the reconciler starts what couldn't be started now.
  start.addCatch(announceRequest, { errors: [Errors.ALL] });

  const record = transact(scope, 'Record the request', context, [{
    Put: { TableName: tableName, Item: requestItem(context), ConditionExpression: 'attribute_not_exists(pk)' },
  }, eventPut(context, {
    id: asked('id'),
    at: asked('now'),
    by: `$status = "approved" ? "(automatic)" : ${asked('person')}`,
    event: EVENT,
    detail: `$string(${asked('fields')})`,
  })]);
  record.addCatch(refuse, {
    errors: [CONDITION_FAILED],
    // A transaction can be cancelled for other reasons, and then the request wasn't submitted before.
    assign: {
      refusal: jsonata(`$contains($states.errorOutput.Cause, /ConditionalCheckFailed|TransactionConflict/)
        ? {"status": 409, "reason": "This request was already submitted, as " & ${asked('id')}}
        : {"status": 503, "reason": "The ledger is busy; retry, or use break-glass access if you can't wait"}`),
    },
  });
  record.next(Choice.jsonata(scope, 'Is it approved automatically?')
    .when(Condition.jsonata(jsonata('$status = "approved"')), start)
    .otherwise(announceRequest));

  const status = Pass.jsonata(scope, 'Set the first status', { assign: { status: jsonata(`${asked('automatic')} ? "approved" : "requested"`) } }).next(record);

  // Only if a rule uses units or groups: the workflow's role has no permission that it doesn't need.
  const rules = Object.values(rulebook.rules);
  const placed = rules.some(({ units }) => units.length > 0) ? inUnits(scope, refuseWith, status) : status;
  const checked = Choice.jsonata(scope, 'Is the request valid?').when(Condition.jsonata(jsonata('$refusal.status > 0')), refuse);
  if (rules.some(({ requesterGroups }) => requesterGroups.length > 0)) {
    const noMember = refuseWith('Refuse: not a member', 403, jsonata(`"Rule " & ${asked('rule')} & " doesn't let you ask"`));
    const groups = askGroups(scope, 'Look up the requester groups', context, asked('userId'), asked('groups'));
    groups.addCatch(refuseWith('Refuse: groups not available', 503, jsonata('"The identity store didn\'t answer; retry, or use break-glass access if you can\'t wait"')));
    groups.next(Choice.jsonata(scope, 'Is the caller a member?').when(Condition.jsonata(jsonata('$member')), placed).otherwise(noMember));
    checked.when(Condition.jsonata(jsonata(asked('needsGroup'))), groups);
  }
  checked.otherwise(placed);

  return understand(scope, 'Check the request', block({
    ...known(rulebook),
    rules: literal(rulebook.rules),
    rule: '$body.rule in $keys($rules) ? $lookup($rules, $body.rule)',
    userIds: literal(rulebook.userIds),
    userId: '$exists($person) ? $lookup($userIds, $person)',
    refusal: firstRefusal([STRANGER, NO_OBJECT]),
  }, `$refusal.status > 0 ? $refusal : ${refusals(rulebook)}`), refuse, {
    asked: jsonata('$states.result[0]'), refusal: jsonata('$states.result[0]'),
  }).next(checked);
}

/** Event of a new request, which a rule can approve automatically. */
const EVENT = eventIf('$status = "approved"', EVENTS.approved, EVENTS.requested);

/** State of a new request. The times of the access are known at approval. */
function requestItem(context: WorkflowContext): object {
  const attributes: { readonly [attribute in Attribute]?: object } = {
    kind: { S: REQUEST.kind },
    id: S(asked('id')),
    status: S('$status'),
    version: { N: '1' },
    rule: S(asked('rule')),
    title: S(asked('title')),
    requester: S(asked('person')),
    grantee: S(asked('grantee')),
    accounts: { L: jsonata(`[${asked('accounts')}.{"S": $}]`) },
    minutes: N(asked('minutes')),
    incident: S(asked('incident')),
    fields: S(`$string(${asked('fields')})`),
    approvals: { L: jsonata('$status = "approved" ? [{"S": "(automatic)"}] : []') },
    ...forgetAfter(context, asked('now')),
    createdAt: S(asked('now')),
    updatedAt: S(asked('now')),
    expiresAt: S(asked('expiresAt')),
    wantedAt: S(asked('startsAt')),
    startsAt: S(`$status != "approved" ? "" : ${asked('startsAt')} = "" ? ${asked('now')} : ${asked('startsAt')}`),
    endsAt: S(`$status != "approved" ? "" : ${instantAfter(`(${asked('startsAt')} = "" ? ${asked('now')} : ${asked('startsAt')})`, asked('minutes'))}`),
  };
  return { ...requestKey(asked('id')), ...attributes };
}

/** Accounts that the rule doesn't name must be in one of its units. */
function inUnits(scope: Construct, refuseWith: RefuseWith, next: IChainable): IChainable {
  const outside = refuseWith('Refuse: account in another unit', 403, jsonata(`"Rule " & ${asked('rule')} & " isn't for account " & $join([$units[$not(inside)].account], ", ")`));
  const lookUp = lookUpUnits(scope);
  lookUp.addCatch(refuseWith('Refuse: units not available', 503, jsonata('"Organizations didn\'t answer; retry, or use break-glass access if you can\'t wait"')));
  lookUp.next(Choice.jsonata(scope, 'Are all accounts in units of the rule?')
    .when(Condition.jsonata(jsonata('$count([$units[$not(inside)]]) > 0')), outside)
    .otherwise(next));
  return Choice.jsonata(scope, 'Are there accounts to look up?')
    .when(Condition.jsonata(jsonata(`$count(${asked('strangeAccounts')}) > 0`)), lookUp)
    .otherwise(next);
}

/** Looks up for each account that the rule doesn't name whether it is in one of its units, or in a unit below. */
function lookUpUnits(scope: Construct): Map {
  const result = (inside: boolean) => ({ account: jsonata('$states.context.Map.Item.Value'), inside });
  const inside = Pass.jsonata(scope, 'In a unit of the rule', { outputs: result(true) });
  const outside = Pass.jsonata(scope, 'In no unit of the rule', { outputs: result(false) });
  const parents = call(scope, 'Look up the organizational unit', {
    service: 'organizations',
    action: 'listParents',
    parameters: { ChildId: jsonata('$child') },
    permissions: [{ actions: ['organizations:ListParents'], resources: ['*'] }],
    assign: { child: jsonata('$states.result.Parents[0].Id') },
    outputs: {},
  });
  // An account outside the organization is in no unit.
  parents.addCatch(outside, { errors: ['Organizations.ChildNotFoundException'], outputs: {} });
  parents.next(Choice.jsonata(scope, 'Is it a unit of the rule?')
    .when(Condition.jsonata(jsonata(`$child in ${asked('units')}`)), inside)
    // Units are nested at most five deep, and the root has no parent.
    .when(Condition.jsonata(jsonata('$substring($child, 0, 2) = "r-"')), outside)
    .otherwise(parents));
  return Map.jsonata(scope, 'Look up each account', {
    items: ProvideItems.jsonata(jsonata(`[${asked('strangeAccounts')}]`)),
    maxConcurrency: 5,
    assign: { units: jsonata('$states.result') },
  }).itemProcessor(Pass.jsonata(scope, 'Begin with the account', { assign: { child: jsonata('$states.context.Map.Item.Value') }, outputs: {} }).next(parents));
}
