import { Stack, Token } from 'aws-cdk-lib';
import { PlaybookScope } from './playbook-scope';
import { plainText, propError, requireAccount, requireConcrete, requireUnique, writeItAs } from '../private/validation';


/** Values of the placeholders in statements. */
export interface Placeholders { readonly [name: string]: string | string[] }

/** Placeholders for statements of the library only, not documented for users. */
export const INTERNAL_PLACEHOLDERS = ['AccountInConditions', 'Boundary', 'RepairRoles'];

export const AWS_QUARANTINE_POLICIES = ['AWSDenyAll', 'AWSCompromisedKeyQuarantineV2', 'AWSCompromisedKeyQuarantineV3'];

/**
 * The account of a permission set isn't known. Its ARNs contain `*`, because IAM allows no policy variable before the fifth
 * colon, and its conditions name the session's own account.
 */
export const SESSION_ACCOUNT = '${aws:PrincipalAccount}';

/** Where a playbook is rendered: a stack, or a place that was read off a template. */
export type RenderedIn = Pick<Stack, 'partition' | 'account'>;

export function placeholdersFor(stack: RenderedIn, scope: PlaybookScope = {}, anyAccount: boolean = false): Placeholders {
  const partition = stack.partition;
  const account = anyAccount ? '*' : stack.account;
  const buckets = scope.evidenceBucketNames ?? ['forensic-evidence-*'];
  requireSome('evidenceBucketNames', scope.evidenceBucketNames);
  requireSome('evidenceAccounts', scope.evidenceAccounts);
  requireSome('commandDocuments', scope.commandDocuments);
  buckets.forEach((name) => requireBucket(name));
  (scope.evidenceAccounts ?? []).forEach((id) => requireAccount('evidenceAccounts', id, 'must hold account ids of 12 digits'));
  (scope.quarantinePolicyArns ?? []).forEach(requirePolicyArn);
  requireUnique('quarantinePolicyArns', scope.quarantinePolicyArns ?? [], 'name each policy once');
  const documents = scope.commandDocuments ?? ['BREAK-GLASS-*'];
  documents.forEach(requireDocument);
  return {
    Partition: partition,
    Account: account,
    AccountInConditions: anyAccount ? SESSION_ACCOUNT : account,
    EvidenceBuckets: buckets.map((name) => `arn:${partition}:s3:::${name}`),
    EvidenceObjects: buckets.map((name) => `arn:${partition}:s3:::${name}/*`),
    EvidenceAccounts: scope.evidenceAccounts ?? [anyAccount ? SESSION_ACCOUNT : account],
    QuarantinePolicies: [
      ...AWS_QUARANTINE_POLICIES.map((name) => `arn:${partition}:iam::aws:policy/${name}`),
      ...(scope.quarantinePolicyArns ?? []),
    ],
    CommandDocuments: documents.map((name) => `arn:${partition}:ssm:*:${name.startsWith('AWS') ? '' : account}:document/${name}`),
    CommandTagKey: tagText('commandTagKey', scope.commandTagKey ?? 'IncidentResponse'),
    CommandTagValue: tagText('commandTagValue', scope.commandTagValue ?? 'allowed'),
  };
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{2,62}\*?$/;
const DOCUMENT = /^[\w.-]{3,128}\*?$/;

function requireBucket(name: string): void {
  requireConcrete('evidenceBucketNames', name, "name the bucket, or a prefix of its name followed by '*'");
  if (!BUCKET.test(name)) {
    throw propError('evidenceBucketNames', "must hold bucket names, at least three characters before a trailing '*'", name,
      writeItAs(name, (text) => plainText(text).toLowerCase().replace(/^(arn:aws[a-z-]*:s3:::|s3:\/\/)/, '').replace(/\/.*$/, '').replace(/[\s_]+/g, '-'),
        BUCKET, 'forensic-evidence-*'));
  }
}

function requirePolicyArn(arn: string): void {
  if (Token.isUnresolved(arn)) { return; }
  if (!/^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/.test(arn)) {
    throw propError('quarantinePolicyArns', 'must hold managed policy ARNs without wildcards', arn,
      "write it as 'arn:aws:iam::111122223333:policy/Quarantine'");
  }
}

function requireDocument(name: string): void {
  requireConcrete('commandDocuments', name, 'name the document');
  if (!DOCUMENT.test(name)) {
    throw propError('commandDocuments', "must hold document names, at least three characters before a trailing '*'", name,
      writeItAs(name, (text) => plainText(text).replace(/^arn:.*:document\//, '').replace(/\s+/g, '-'), DOCUMENT, 'BREAK-GLASS-CollectMemory'));
  }
}

function requireSome(prop: string, values: readonly string[] | undefined): void {
  if (values?.length === 0) { throw propError(prop, 'must hold at least one entry', 'none', `leave '${prop}' out for the default`); }
}

function tagText(prop: string, value: string): string {
  requireConcrete(prop, value, 'write the text');
  if (!/^[\w .:/=+\-@]{1,128}$/.test(value)) {
    throw propError(prop, 'must be a tag text of 1 to 128 characters', value, 'use letters, digits, spaces and _.:/=+-@');
  }
  return value;
}
