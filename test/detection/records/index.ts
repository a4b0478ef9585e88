import * as fs from 'fs';
import * as path from 'path';

/**
 * What an alarm of this library may be expected to say about a CloudTrail record.
 *
 * - `use`: AssumeRole into a break-glass role, SwitchRole (and ExitRole), or an action inside a role session. A denied AssumeRole is
 *   not a use; a denied action inside a role session is.
 * - `sign-in`: ConsoleLogin of a break-glass user, success or failure.
 * - `no-mfa`: a *successful* ConsoleLogin of a break-glass user without MFA. A wrong password is recorded with MFAUsed "No" too,
 *   but then nobody signed in.
 * - `denied`: a denied AssumeRole on a break-glass role by anyone; anything denied to a break-glass user or inside a break-glass
 *   role; a failed ConsoleLogin of a break-glass user.
 * - `root`: any use of a root user, also by an AssumeRoot session in the member account.
 * - `assume-root`: AssumeRoot in the caller's account, denied or not.
 * - `tampering`: a change to the trail, filters, alarms, rules, topic, key, users or roles that the alarms stand on.
 * - `password-read`: a read of the secret that holds a user's first password.
 */
export const CATEGORIES = [
  'use', 'sign-in', 'no-mfa', 'denied', 'root', 'assume-root', 'tampering', 'password-read',
] as const;

/** One of `CATEGORIES`. */
export type Category = typeof CATEGORIES[number];

/** A JSON object. */
export type JsonObject = { readonly [key: string]: unknown };

/** A CloudTrail record, and what the alarms must make of it. */
export interface CloudTrailFixture {
  /** The file's name without its extension. */
  readonly name: string;

  /** What happened, in one sentence. */
  readonly title: string;

  /** The public address where a record of this shape is published. */
  readonly source: string;

  /** What in this record is inferred rather than published. Absent when nothing but the values differs from the published shape. */
  readonly derived?: string;

  /** The alarms that must fire; none for a record that must stay silent. */
  readonly expect: readonly Category[];

  /** The record. */
  readonly record: JsonObject;
}

/** The names that the records use, so that a test configures the alarms for exactly these. */
export const FIXTURE_NAMES = {
  securityAccount: '111111111111',
  workloadAccount: '222222222222',
  path: '/bg/',
  userNames: ['jane.doe-BREAK-GLASS', 'john.smith-BREAK-GLASS'],
  roleName: 'BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE',
  trailName: 'organization-trail',
  logGroupName: 'organization-trail-logs',
  topicArn: 'arn:aws:sns:us-east-1:111111111111:BREAK-GLASS-ALERTS',
  keyArn: 'arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  passwordSecretPrefix: 'break-glass-password/',
  alarmAndRulePrefix: 'BREAK-GLASS-',
} as const;

/**
 * The detail types under which AWS's own pages announce console sign-ins, the most widely seen one first.
 *
 * They disagree: the first is what public event samples show, the second is in the EventBridge user guide, the third in the
 * EventBridge events reference for Sign-In. A rule must not depend on which is right.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-signin.html
 */
export const SIGN_IN_DETAIL_TYPES = [
  'AWS Console Sign In via CloudTrail',
  'AWS Console Signin via CloudTrail',
  'AWS API Call via CloudTrail',
] as const;

/** All the records, in the order of their file names. */
export const RECORDS: CloudTrailFixture[] = fs.readdirSync(__dirname)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map(load);

/**
 * Wraps a CloudTrail record as EventBridge delivers it to the default bus.
 *
 * @param record the CloudTrail record
 * @param signInDetailType the detail type of a console sign-in; a test tries each of `SIGN_IN_DETAIL_TYPES`
 */
export function toEventBridgeEvent(record: JsonObject, signInDetailType: string = SIGN_IN_DETAIL_TYPES[0]): JsonObject {
  const identity = record.userIdentity as JsonObject;
  return {
    'version': '0',
    'id': record.eventID,
    'detail-type': detailType(record, signInDetailType),
    'source': `aws.${String(record.eventSource).replace(/\.amazonaws\.com$/, '')}`,
    // Old sign-in records name no recipient.
    'account': record.recipientAccountId ?? identity.accountId,
    'time': record.eventTime,
    'region': record.awsRegion,
    'resources': [],
    'detail': record,
  };
}

function detailType(record: JsonObject, signInDetailType: string): string {
  // Before the event source: an Identity Center sign-in is a service event of signin.amazonaws.com.
  if (record.eventType === 'AwsServiceEvent') {
    return 'AWS Service Event via CloudTrail';
  }
  return record.eventSource === 'signin.amazonaws.com' ? signInDetailType : 'AWS API Call via CloudTrail';
}

function load(file: string): CloudTrailFixture {
  const fixture = JSON.parse(fs.readFileSync(path.join(__dirname, file), 'utf8')) as Partial<CloudTrailFixture>;
  const unknown = (fixture.expect ?? []).filter((category) => !CATEGORIES.includes(category));
  if (unknown.length > 0) {
    throw new Error(`'expect' in ${file} has no category '${unknown.join('\', \'')}'; use ${CATEGORIES.join(', ')}`);
  }
  if (!fixture.title || !fixture.source?.startsWith('https://') || !fixture.expect || !fixture.record?.eventName) {
    throw new Error(`${file} needs 'title', 'source' (a public https address), 'expect' and 'record'`);
  }
  return { ...fixture, name: path.basename(file, '.json') } as CloudTrailFixture;
}
