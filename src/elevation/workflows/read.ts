import { Choice, Condition, IChainable, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from '../engine/call';
import { readRequest, WorkflowContext } from '../engine/context';
import { INPUT, known, refusing, STRANGER, understand } from '../engine/door';
import { Asked, item, pathsOf, rule } from '../engine/hand-overs';
import { block, decoded, firstRefusal, ID, jsonata, literal, matches } from '../engine/jsonata';
import { INDEXES, KEY, REQUEST, requests, S } from '../engine/ledger';
import { FINAL, TRANSITIONS } from '../engine/states';

/** Requests on a page. The longest ones still fit into a state's output of 256 KiB. */
const PAGE = 20;
/** Requests on a page of an audit, which reads only the attributes that it counts. */
const AUDIT_PAGE = 1000;
/** Pages that an audit counts at most. */
const AUDIT_PAGES = 60;
/** Entries in an answer. Each has up to 4 kB, and a state's output at most 256 KiB. */
const ENTRIES = 50;
/** Longest value of a query. */
const LONGEST = 256;
const STATUSES = [...new Set([...Object.values(TRANSITIONS).flatMap(({ from, to }) => [...from, to]), ...FINAL])];

/** A checked query: `$asked`. */
interface Question extends Asked {
  readonly auditor: boolean;
  readonly action: 'get' | 'list' | 'audit';
  /** Attribute to query by, its index, and the value. */
  readonly attribute: string;
  readonly index: string;
  readonly value: string;
  readonly from: string;
  readonly to: string;
  /** Key of the last row of the previous page; empty for the first page. */
  readonly start: object;
}

const asked = pathsOf<Question>('asked');

/** A request in an answer. */
const VIEW = `function($i) {{
  "id": ${item('id', '$i')}, "status": ${item('status', '$i')}, "rule": ${item('rule', '$i')}, "title": ${item('title', '$i')}, "requester": ${item('requester', '$i')}, "accounts": [${item('accounts', '$i')}.S],
  "minutes": $number(${item('minutes', '$i')}), "incident": ${item('incident', '$i')}, "fields": $parse(${item('fields', '$i')}), "approvals": [${item('approvals', '$i')}.S],
  "bypassedBy": $exists(${item('bypassedBy', '$i')}) ? ${item('bypassedBy', '$i')} : "", "createdAt": ${item('createdAt', '$i')}, "expiresAt": ${item('expiresAt', '$i')},
  "startsAt": ${item('startsAt', '$i')}, "endsAt": ${item('endsAt', '$i')}, "endReason": $exists(${item('endReason', '$i')}) ? ${item('endReason', '$i')} : ""
}}`;

const PARAMETERS = ['status', 'requester', 'incident', 'rule', 'from', 'to', 'next'];
const DAY = '20[0-9]{2}-[01][0-9]-[0-3][0-9]';
const INSTANT = `${DAY}(T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]([.][0-9]{3})?Z)?`;
/** End of a page: instant and id of the last request. The rest of the key comes from the query, so that a caller can't read other keys. */
const PLACE = `${DAY}T[0-9:.]{12}Z~${ID}`;

/** A day, or an instant with milliseconds as in the ledger, since texts are compared. */
const limit = (name: string, whole: string, missing: string) => (
  `$${name} = "" ? "${missing}" : $not(${matches(`$${name}`, INSTANT)}) ? "" : $length($${name}) = 10 ? $${name} & "${whole}" : $fromMillis($toMillis($${name}))`
);

/** GET: one request with its entries, a page of a list, or the counts of an audit. */
export function read(scope: Construct, context: WorkflowContext, auditors: readonly string[]): IChainable {
  const { rulebook, tableName, tableArn } = context;
  const { refuse, refuseWith } = refusing(scope);
  /** The requester, the people whom the rule names, and auditors. Membership in groups isn't known here: registered people see all requests of such a rule. */
  const sees = `function($i) {( $rule := $lookup(${literal(rulebook.rules)}, ${item('rule', '$i')});
    ${asked('auditor')} or ${item('requester', '$i')} = ${asked('person')} or $count(${rule('approverGroups')}) > 0
      or ${asked('person')} in $append(${rule('approvers')}, $append(${rule('fallback')}, $append(${rule('bypass')}, ${rule('revokers')}))) )}`;
  const missing = refuseWith('Refuse: no such request', 404, 'There is no such request');

  const entries = call(scope, 'Read the entries', {
    service: 'dynamodb',
    action: 'query',
    parameters: {
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
      ExpressionAttributeValues: { ':pk': S(`"REQUEST#" & ${asked('id')}`), ':event': { S: 'EVENT#' } },
      Limit: ENTRIES,
    },
    permissions: [requests(tableArn, 'dynamodb:Query')],
    outputs: {
      status: 200,
      body: jsonata(block({ view: VIEW }, '$string($merge([$view($item), {"entries": [$states.result.Items.{"at": at.S, "event": event.S, "by": by.S, "detail": detail.S}], "moreEntries": $exists($states.result.LastEvaluatedKey)}]))')),
    },
  });
  const one = readRequest(scope, 'Read the request', context, asked('id'));
  one.next(Choice.jsonata(scope, 'May the caller see it?')
    .when(Condition.jsonata(jsonata(block({ sees }, '$exists($item.id) and $sees($item)'))), entries)
    // The same answer as for an unknown id: it doesn't tell that the request exists.
    .otherwise(missing));

  const query = (name: string, extra: string, props: { readonly outputs?: any; readonly assign?: any }) => call(scope, name, {
    service: 'dynamodb',
    action: 'query',
    parameters: jsonata(`$merge([{
      "TableName": "${tableName}", "IndexName": ${asked('index')}, "ScanIndexForward": false,
      "KeyConditionExpression": "#key = :key AND createdAt BETWEEN :from AND :to", "FilterExpression": "sk = :state",
      "ExpressionAttributeValues": {":key": {"S": ${asked('value')}}, ":from": {"S": ${asked('from')}}, ":to": {"S": ${asked('to')}}, ":state": {"S": "${REQUEST.sk}"}}
    }, ${extra}, $count($keys($start)) = 0 ? {} : {"ExclusiveStartKey": $start}])`) as any,
    permissions: [{ actions: ['dynamodb:Query'], resources: [`${tableArn}/index/*`] }],
    outputs: props.outputs ?? {},
    assign: props.assign,
  });

  const list = query('List requests', `{"Limit": ${PAGE}, "ExpressionAttributeNames": {"#key": ${asked('attribute')}}}`, {
    outputs: {
      status: 200,
      body: jsonata(block({ view: VIEW, sees }, `$string({
        "requests": [$map([$states.result.Items[$sees($)]], $view)],
        "next": $exists($states.result.LastEvaluatedKey) ? $states.result.LastEvaluatedKey.(createdAt.S & "~" & $substringAfter(pk.S, "#")) : ""
      })`)),
    },
  });

  const counted = (attribute: string) => `$merge($states.result.Items.${attribute}.S{$: $count($)} ~> function($now) {$each($merge([$counts.${attribute}, $now]), function($v, $k) {{
    $k: ($exists($lookup($counts.${attribute}, $k)) ? $lookup($counts.${attribute}, $k) : 0) + ($exists($lookup($now, $k)) ? $lookup($now, $k) : 0)
  }})})`;
  const audit = query('Count requests', `{
    "Limit": ${AUDIT_PAGE}, "ProjectionExpression": "#status, #rule, requester", "ExpressionAttributeNames": {"#key": ${asked('attribute')}, "#status": "status", "#rule": "rule"}
  }`, {
    assign: {
      start: jsonata('$exists($states.result.LastEvaluatedKey) ? $states.result.LastEvaluatedKey : {}'),
      pages: jsonata('$pages + 1'),
      counts: jsonata(`$count($states.result.Items) = 0 ? $counts : {
        "total": $counts.total + $count($states.result.Items), "status": ${counted('status')}, "rule": ${counted('rule')}, "requester": ${counted('requester')}
      }`),
    },
  });
  audit.next(Choice.jsonata(scope, 'Are all requests counted?')
    .when(Condition.jsonata(jsonata('$count($keys($start)) = 0')), Pass.jsonata(scope, 'Answer: counts', {
      outputs: { status: 200, body: jsonata(`$string($merge([$counts, {"from": ${asked('from')}, "to": ${asked('to')}}]))`) },
    }))
    .when(Condition.jsonata(jsonata(`$pages >= ${AUDIT_PAGES}`)), refuseWith('Refuse: too many requests', 400, 'There are too many requests to count at once: ask for a shorter range of dates'))
    .otherwise(audit));

  const reading = understand(scope, 'Check the query', block({
    ...known(rulebook),
    id: decoded(INPUT.id),
    action: INPUT.action,
    auditor: `$person in ${literal(auditors)}`,
    ...Object.fromEntries(PARAMETERS.map((name) => [name, decoded(`${INPUT.query}.${name}`)])),
    by: '[$status, $requester, $incident, $rule][$ != ""]',
    begin: limit('from', '', '2000'),
    until: limit('to', 'T99', '9999'),
    mine: '$action != "get" and $not($auditor) and $count($by) = 0',
    refusal: firstRefusal([
      STRANGER,
      { when: `$action = "get" and $not(${matches('$id', ID)})`, status: 404, reason: '"There is no such request"' },
      { when: '$count($by) > 1', status: 400, reason: '"Ask by only one of status, requester, incident and rule"' },
      { when: `$status != "" and $not($status in ${literal(STATUSES)})`, status: 400, reason: `"'status' must be one of ${STATUSES.join(', ')}"` },
      { when: `$length($requester) > ${LONGEST} or $length($incident) > ${LONGEST} or $length($rule) > ${LONGEST}`, status: 400, reason: `"'requester', 'incident' and 'rule' have at most ${LONGEST} characters"` },
      {
        when: `($from != "" and $not(${matches('$from', INSTANT)})) or ($to != "" and $not(${matches('$to', INSTANT)}))`,
        status: 400,
        reason: '"\'from\' and \'to\' must be dates or instants in UTC such as 2026-01-31 or 2026-01-31T14:00:00Z"',
      },
      { when: '$begin > $until', status: 400, reason: '"\'from\' must not be later than \'to\'"' },
      { when: '$action = "audit" and $not($auditor) and $requester != $person', status: 403, reason: '"Only auditors can count the requests of others; ask with requester=" & $person' },
      {
        when: `$next != "" and ($action != "list" or $not(${matches('$next', PLACE)}) or $substring($next, 0, 24) < $begin or $substring($next, 0, 24) > $until)`,
        status: 400,
        reason: '"\'next\' must be the value that the previous page of the same list gave"',
      },
    ]),
    attribute: '$status != "" ? "status" : $requester != "" or $mine ? "requester" : $incident != "" ? "incident" : $rule != "" ? "rule" : "kind"',
    value: `$mine ? $person : $count($by) = 1 ? $by[0] : "${REQUEST.kind}"`,
  }, `$refusal.status > 0 ? $refusal : {
    "status": 0, "person": $person, "auditor": $auditor, "id": $id, "action": $action, "attribute": $attribute, "index": $lookup(${literal(INDEXES)}, $attribute),
    "value": $value, "from": $begin, "to": $until,
    "start": $next = "" ? {} : {
      "${KEY.pk}": {"S": "REQUEST#" & $substringAfter($next, "~")}, "${KEY.sk}": {"S": "${REQUEST.sk}"}, $attribute: {"S": $value}, "createdAt": {"S": $substring($next, 0, 24)}
    }
  }`), refuse, {
    asked: jsonata('$states.result[0]'),
    refusal: jsonata('$states.result[0]'),
    start: jsonata('$states.result[0].status > 0 ? {} : $states.result[0].start'),
    pages: 0,
    counts: { total: 0, status: {}, rule: {}, requester: {} },
  });
  return reading.next(Choice.jsonata(scope, 'Which query?')
    .when(Condition.jsonata(jsonata('$refusal.status > 0')), refuse)
    .when(Condition.jsonata(jsonata(`${asked('action')} = "get"`)), one)
    .when(Condition.jsonata(jsonata(`${asked('action')} = "list"`)), list)
    .otherwise(audit));
}
