import { INCIDENT_TAG } from '../private/names';
import { Document, documentOf, oneOrMany, Statement } from '../private/policy-document';
import { ActivationWindow } from './activation-window';

/** What the trust policy of one role is made from. */
export interface RoleTrustInput {
  readonly responderArns: string[];
  readonly backupOwnerArns: string[];
  readonly mfaMaxAgeSeconds: number;
  readonly organizationId?: string;
  readonly sourceIps?: string[];
  readonly activationWindow?: ActivationWindow;
  readonly requireSourceIdentity: boolean;
  readonly requireIncidentId: boolean;
}

/**
 * Who may assume the role: exact users, with recent MFA, under their own names.
 *
 * The session name is what CloudTrail and the alarms show, so it must not be the caller's to choose. The console's
 * Switch Role sends the user name by itself.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function roleTrust(input: RoleTrustInput): Document {
  return documentOf([
    ...trustStatements('Responders', input.responderArns, input),
    ...trustStatements('BackupOwners', input.backupOwnerArns, input),
  ]);
}

function trustStatements(sid: string, arns: readonly string[], input: RoleTrustInput): Statement[] {
  if (arns.length === 0) { return []; }
  const principal = { AWS: oneOrMany(arns) };
  const conditions = trustConditions(input);
  const statement = (suffix: string, action: string, extra: { [operator: string]: { [key: string]: string } }): Statement => ({
    Sid: `${sid}${suffix}`, Effect: 'Allow', Principal: principal, Action: action, Condition: merge(conditions, extra),
  });
  return [
    statement('', 'sts:AssumeRole', {
      StringEquals: {
        'sts:RoleSessionName': '${aws:username}',
        ...(input.requireSourceIdentity ? { 'sts:SourceIdentity': '${aws:username}' } : {}),
      },
      ...(input.requireIncidentId ? { StringLike: { [`aws:RequestTag/${INCIDENT_TAG}`]: '?*' } } : {}),
    }),
    ...(input.requireIncidentId ? [statement('Tags', 'sts:TagSession', {
      'StringLike': { [`aws:RequestTag/${INCIDENT_TAG}`]: '?*' },
      // No other tag may ride along: tags decide access elsewhere.
      'ForAllValues:StringEquals': { 'aws:TagKeys': INCIDENT_TAG },
    })] : []),
    ...(input.requireSourceIdentity ? [statement('SourceIdentity', 'sts:SetSourceIdentity', {
      StringEquals: { 'sts:SourceIdentity': '${aws:username}' },
    })] : []),
  ];
}

function trustConditions(input: RoleTrustInput): { [operator: string]: { [key: string]: string | string[] } } {
  return {
    // The key is absent from calls signed with access keys, and an allow on an absent key doesn't match.
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    NumericLessThanEquals: { 'aws:MultiFactorAuthAge': String(input.mfaMaxAgeSeconds) },
    ...(input.organizationId ? { StringEquals: { 'aws:PrincipalOrgID': input.organizationId } } : {}),
    ...(input.sourceIps ? { IpAddress: { 'aws:SourceIp': oneOrMany(input.sourceIps) } } : {}),
    ...(input.activationWindow ? input.activationWindow._conditions() : {}),
  };
}

function merge(a: { [operator: string]: any }, b: { [operator: string]: any }): { [operator: string]: any } {
  const merged: { [operator: string]: any } = { ...a };
  for (const [operator, keys] of Object.entries(b)) {
    merged[operator] = { ...merged[operator], ...keys };
  }
  return merged;
}
