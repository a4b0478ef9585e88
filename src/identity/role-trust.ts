import { Duration } from 'aws-cdk-lib';
import { ActivationWindow } from './activation-window';
import { INCIDENT_TAG } from '../private/names';
import { Document, documentOf, LIMITS, oneOrMany, policySize, Statement } from '../private/policy-document';

const INCIDENT_REQUEST_TAG = `aws:RequestTag/${INCIDENT_TAG}`;

/** Input for the trust policy of one role. */
export interface RoleTrustInput {
  readonly roleName: string;
  readonly responderArns: readonly string[];
  readonly backupOwnerArns: readonly string[];
  readonly maxMfaAge: Duration;
  readonly organizationId?: string;
  readonly sourceIps?: string[];
  readonly activationWindow?: ActivationWindow;
  readonly requireSourceIdentity: boolean;
  readonly requireIncidentId: boolean;
}

/**
 * Trust policy of the role: exact users, with recent MFA, under their own names.
 *
 * CloudTrail and the alarms show the session name, so the caller must not choose it. The console's Switch Role sends the
 * user name as the session name.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function roleTrust(input: RoleTrustInput): Document {
  const document = documentOf([
    ...assumeStatement('Responders', input.responderArns, input),
    ...assumeStatement('BackupOwners', input.backupOwnerArns, input),
    ...sessionStatements(input),
  ]);
  const size = policySize(document);
  if (size > LIMITS.trustPolicy) {
    throw new Error(`the trust policy of ${input.roleName} has ${size} characters for ${input.responderArns.length + input.backupOwnerArns.length} users, `
      + `IAM allows ${LIMITS.trustPolicy}; name fewer users, ask for fewer conditions ('sourceIps' and the like), or make a second role`);
  }
  return document;
}

function assumeStatement(sid: string, arns: readonly string[], input: RoleTrustInput): Statement[] {
  if (arns.length === 0) { return []; }
  return [{
    Sid: sid,
    Effect: 'Allow',
    Principal: { AWS: oneOrMany(arns) },
    Action: 'sts:AssumeRole',
    Condition: {
      // Calls signed with access keys don't have this key, and a condition on a missing key doesn't match.
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      NumericLessThanEquals: { 'aws:MultiFactorAuthAge': String(input.maxMfaAge.toSeconds()) },
      StringEquals: {
        'sts:RoleSessionName': '${aws:username}',
        ...(input.organizationId ? { 'aws:PrincipalOrgID': input.organizationId } : {}),
        ...(input.requireSourceIdentity ? { 'sts:SourceIdentity': '${aws:username}' } : {}),
      },
      ...(input.requireIncidentId ? { StringLike: { [INCIDENT_REQUEST_TAG]: '?*' } } : {}),
      ...(input.sourceIps ? { IpAddress: { 'aws:SourceIp': oneOrMany(input.sourceIps) } } : {}),
      ...(input.activationWindow ? input.activationWindow._conditions() : {}),
    },
  }];
}

/**
 * Tags and source identity are separate actions, which AWS authorizes together with AssumeRole. Without AssumeRole they have
 * no effect, so they don't need the conditions above, which would not fit into the trust policy twice.
 */
function sessionStatements(input: RoleTrustInput): Statement[] {
  const allUsers = { AWS: oneOrMany([...input.responderArns, ...input.backupOwnerArns]) };
  return [
    ...(input.requireIncidentId ? [{
      Sid: 'Tags',
      Effect: 'Allow' as const,
      Principal: allUsers,
      Action: 'sts:TagSession',
      Condition: {
        'StringLike': { [INCIDENT_REQUEST_TAG]: '?*' },
        // No other tag is allowed: tags decide on access elsewhere.
        'ForAllValues:StringEquals': { 'aws:TagKeys': INCIDENT_TAG },
      },
    }] : []),
    ...(input.requireSourceIdentity ? [{
      Sid: 'SourceIdentity',
      Effect: 'Allow' as const,
      Principal: allUsers,
      Action: 'sts:SetSourceIdentity',
      Condition: { StringEquals: { 'sts:SourceIdentity': '${aws:username}' } },
    }] : []),
  ];
}

/** Input for `requirementTag`. */
export interface Requirements {
  readonly organizationId?: string;
  readonly regions?: string[];
  readonly sourceIps?: string[];
  readonly requireSourceIdentity: boolean;
  readonly requireIncidentId: boolean;
}

/** Requirements of the role besides MFA as a tag, for reviews and proofs. */
export function requirementTag(asked: Requirements): { key: string; value: string }[] {
  const requirements = [
    ...(asked.requireIncidentId ? ['incident-id'] : []),
    ...(asked.organizationId !== undefined ? ['organization'] : []),
    ...(asked.regions ? ['region'] : []),
    ...(asked.requireSourceIdentity ? ['source-identity'] : []),
    ...(asked.sourceIps ? ['source-ip'] : []),
  ];
  return requirements.length > 0 ? [{ key: 'Requires', value: requirements.join(' ') }] : [];
}
