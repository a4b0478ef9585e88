import { Choice, Condition, IChainable, Pass, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from '../engine/call';
import { WorkflowContext } from '../engine/context';
import { EVENTS, EventType, FOLLOWED } from '../engine/events';
import { block, jsonata, literal } from '../engine/jsonata';
import { requests } from '../engine/ledger';
import { EVENT_SOURCE } from '../engine/names';

export interface FollowUp {
  /** Whether an OpsItem asks for a review of bypasses, unknown access and break-glass use. */
  readonly reviews: boolean;
  /** Whether Security Hub shows a finding while an access lasts. */
  readonly findings: boolean;
  /** Bucket for copies of requests that are over. */
  readonly bucket?: { readonly name: string; readonly arn: string };
  readonly region: string;
}

/** Largest number of resources in a finding. */
const MOST_RESOURCES = 32;

/** Entries on a page. Each has up to 4 kB, and a state's output at most 256 KiB. */
const ENTRIES = 50;

const INPUT = '$states.input';
const TYPE = `${INPUT}.\`detail-type\``;
const OURS = `${INPUT}.source = "${EVENT_SOURCE}"`;
const isEvent = (event: EventType) => `$type = ${literal(event)}`;
const BYPASSED = isEvent(EVENTS.bypassed);
const CRITICAL = [EVENTS.revokeFailed, EVENTS.unknownAccess].map(literal).join(', ');
const short = (text: string, characters: number) => `$substring(${text}, 0, ${characters})`;

/** Reviews, findings and copies, after an event. No grant depends on this workflow. */
export function followUp(scope: Construct, context: WorkflowContext, props: FollowUp): IChainable {
  const done = new Succeed(scope, 'Done');
  const archive = !props.bucket ? done : Choice.jsonata(scope, 'Is the request over?')
    .when(Condition.jsonata(jsonata(`$ours and $type in ${literal(FOLLOWED.over)}`)), copy(scope, context, props, done))
    .otherwise(done);
  const findings = !props.findings ? archive : Choice.jsonata(scope, 'Is it a finding?')
    .when(Condition.jsonata(jsonata(`$ours and $type in ${literal([...FOLLOWED.active, ...FOLLOWED.archived])}`)), finding(scope, context, props, archive))
    .otherwise(archive);
  const reviews = !props.reviews ? findings : Choice.jsonata(scope, 'Is a review needed?')
    .when(Condition.jsonata(jsonata(`$ours ? $type in ${literal(FOLLOWED.review)} : true`)), review(scope, findings))
    .otherwise(findings);
  return Pass.jsonata(scope, 'Read the event', {
    assign: {
      ours: jsonata(OURS), type: jsonata(`$exists(${TYPE}) ? ${TYPE} : ""`), detail: jsonata(`${INPUT}.detail`), at: jsonata(`${INPUT}.time`), event: jsonata(`${INPUT}.id`),
    },
  }).next(reviews);
}

/** Creates one open OpsItem for each request, assignment or session, even if the event arrives several times. */
function review(scope: Construct, next: IChainable): IChainable {
  const text = block({
    place: '$detail.account & " " & $detail.grantee',
    session: '$exists($detail.userIdentity.arn) ? $detail.userIdentity.arn : $exists($detail.userIdentity.userName) ? $detail.userIdentity.userName : "an unknown user"',
    what: `$ours ? (${BYPASSED} ? "bypass" : "unknown access") : "break-glass use"`,
    title: `$ours ? (${BYPASSED} ? "Review: " & $detail.by & " bypassed the approval of request " & $detail.id : "Review: access that no request explains, " & $place) `
      + ': "Review: break-glass access was used by " & $session',
    description: `$ours ? (${BYPASSED} ? "Was the access needed, and was it used as requested? Reason given: " & $detail.reason `
      + ': "Find out who granted it, and remove it by hand: " & $string($detail)) '
      + ': "Was it needed? Check in CloudTrail what was done. Check that it is undone, that the password is rotated and that the MFA device is in place. First record: " & $detail.eventName & ", " & $at',
    subject: `$ours ? (${BYPASSED} ? $detail.id : $place) : $session & " " & $substring($at, 0, 10)`,
  }, `{"what": $what, "title": ${short('$title', 1000)}, "description": ${short('$description', 1000)}, "subject": $subject}`);
  const make = call(scope, 'Create the review item', {
    service: 'ssm',
    action: 'createOpsItem',
    parameters: {
      Title: jsonata('$review.title'),
      Description: jsonata('$review.description'),
      Source: 'cdk-break-glass',
      Category: 'Security',
      Severity: '2',
      OperationalData: {
        '/aws/dedup': { Type: 'SearchableString', Value: jsonata('$string({"dedupString": $hash($review.what & " " & $review.subject, "SHA-256")})') },
        'kind': { Type: 'SearchableString', Value: jsonata('$review.what') },
        'subject': { Type: 'SearchableString', Value: jsonata('$review.subject') },
      },
    },
    permissions: [{ actions: ['ssm:CreateOpsItem'], resources: ['*'] }],
    outputs: {},
  });
  make.addCatch(next, { errors: ['Ssm.OpsItemAlreadyExistsException'] });
  make.next(next);
  return Pass.jsonata(scope, 'Compose the review', { assign: { review: jsonata(text) } }).next(make);
}

/** Writes a finding that is active while the access lasts, and archived with its end. */
function finding(scope: Construct, context: WorkflowContext, { region }: FollowUp, next: IChainable): IChainable {
  const product = `arn:${context.partition}:securityhub:${region}:${context.account}:product/${context.account}/default`;
  const put = call(scope, 'Write the finding', {
    service: 'securityhub',
    action: 'batchImportFindings',
    parameters: {
      Findings: [{
        SchemaVersion: '2018-10-08',
        Id: jsonata('"elevation/" & ($exists($detail.id) ? $detail.id : $hash($detail.account & $detail.resource & $detail.grantee, "SHA-256"))'),
        ProductArn: product,
        GeneratorId: EVENT_SOURCE,
        AwsAccountId: context.account,
        Types: ['Unusual Behaviors/User'],
        CreatedAt: jsonata('$at'),
        UpdatedAt: jsonata('$at'),
        Severity: { Label: jsonata(`${isEvent(EVENTS.active)} ? "LOW" : $type in [${CRITICAL}] ? "CRITICAL" : "INFORMATIONAL"`) },
        Title: jsonata(short('$type & ($exists($detail.title) ? ": " & $detail.title : "")', 256)),
        Description: jsonata(short('$exists($detail.requester) ? $detail.requester & " by rule " & $detail.rule & ", incident " & $detail.incident : $string($detail)', 1024)),
        Resources: jsonata(`[($count([$detail.accounts]) = 0 ? [$exists($detail.account) ? $detail.account : "-"] : [$detail.accounts])[[0..${MOST_RESOURCES - 1}]]
          .{"Type": "AwsAccount", "Id": "AWS::::Account:" & $}]`),
        RecordState: jsonata(`$type in ${literal(FOLLOWED.archived)} ? "ARCHIVED" : "ACTIVE"`),
      }],
    },
    permissions: [{ actions: ['securityhub:BatchImportFindings'], resources: [product] }],
    assign: { refused: jsonata('$states.result.FailedCount') },
    outputs: {},
  });
  put.next(next);
  return put;
}

/** Copies the request and all of its entries, page by page. */
function copy(scope: Construct, context: WorkflowContext, props: FollowUp, next: IChainable): IChainable {
  const write = call(scope, 'Write the copy', {
    service: 's3',
    action: 'putObject',
    parameters: {
      Bucket: props.bucket!.name,
      Key: jsonata('"requests/" & $detail.id & "/" & $string($page) & ".json"'),
      Body: jsonata('$string($rows)'),
      ContentType: 'application/json',
      // Required by buckets with Object Lock.
      ChecksumAlgorithm: 'SHA256',
    },
    permissions: [{ actions: ['s3:PutObject'], resources: [`${props.bucket!.arn}/requests/*`] }],
    outputs: {},
  });
  const read = call(scope, 'Read the entries', {
    service: 'dynamodb',
    action: 'query',
    parameters: jsonata(`$merge([{
      "TableName": "${context.tableName}", "ConsistentRead": true, "Limit": ${ENTRIES}, "KeyConditionExpression": "pk = :pk",
      "ExpressionAttributeValues": {":pk": {"S": "REQUEST#" & $detail.id}}
    }, $count($keys($start)) = 0 ? {} : {"ExclusiveStartKey": $start}])`) as any,
    permissions: [requests(context.tableArn, 'dynamodb:Query')],
    assign: {
      rows: jsonata('[$states.result.Items]'),
      page: jsonata('$page + 1'),
      start: jsonata('$exists($states.result.LastEvaluatedKey) ? $states.result.LastEvaluatedKey : {}'),
    },
    outputs: {},
  });
  write.next(Choice.jsonata(scope, 'Are there more entries?').when(Condition.jsonata(jsonata('$count($keys($start)) > 0')), read).otherwise(next));
  read.next(write);
  return Pass.jsonata(scope, 'Prepare the copy', { assign: { start: {}, page: 0 } }).next(read);
}
