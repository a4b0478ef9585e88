import { ActivationWindow } from '../identity/activation-window';
import { IncidentResponseRole } from '../identity/incident-response-role';
import { deployedLength } from '../private/deployed-length';
import { LIMITS, policySize, Statement } from '../private/policy-document';
import { propError } from '../private/validation';

/** Trust of a sealed role: as it is while nobody has the window open, and what the role asks of whoever is let in. */
export interface SealedRole {
  readonly roleName: string;
  /** IAM users for whom it may be opened: those whom the role names anyway. */
  readonly userArns: readonly string[];
  readonly closed: readonly Statement[];
  /** Conditions of a statement that lets somebody in, without the window's. */
  readonly conditions: NonNullable<Statement['Condition']>;
  readonly maxSessionSeconds: number;
}

const INSTANT = '2026-01-31T14:00:00Z';

export function sealedRole(role: IncidentResponseRole): SealedRole {
  const { trust, userArns, window, maxSessionSeconds } = role._seal;
  // Compared with no clock: what is synthesized today must be what is synthesized tomorrow.
  if (window?.end !== ActivationWindow.closed().end) {
    throw propError('role', 'must be sealed by a window that is closed', window ? `${role.roleName}, open until ${window.end}` : `${role.roleName}, without a window`,
      "give the role 'activationWindow: ActivationWindow.closed()'");
  }
  const assume = trust.Statement.find((statement) => statement.Action === 'sts:AssumeRole')!;
  const { DateGreaterThanEquals: _from, DateLessThanEquals: _until, ...conditions } = assume.Condition!;
  const longest = 'x'.repeat(Math.max(...userArns.map(deployedLength)));
  const size = policySize({ ...trust, Statement: [...trust.Statement, openFor(longest, conditions)] });
  if (size > LIMITS.trustPolicy) {
    throw propError('role', `must have a trust policy with room for a window, ${LIMITS.trustPolicy} characters in all`, `${size} for ${role.roleName}`,
      'name fewer responders, or ask for fewer conditions');
  }
  return { roleName: role.roleName, userArns, closed: trust.Statement, conditions, maxSessionSeconds };
}

/** The statement that opens the window, as long as it can get. */
function openFor(user: string, conditions: SealedRole['conditions']): Statement {
  return {
    Effect: 'Allow',
    Principal: { AWS: user },
    Action: 'sts:AssumeRole',
    Condition: { ...conditions, DateGreaterThanEquals: { 'aws:CurrentTime': INSTANT }, DateLessThanEquals: { 'aws:CurrentTime': INSTANT } },
  };
}

/** The user without its partition, which is known only when it is deployed. */
const withoutPartition = (arn: string) => arn.slice(arn.indexOf(':iam::'));

/** The ARN by which the role can name the person, if the role names it anyway. */
export function nameInRole({ userArns }: SealedRole, iamUserArns: readonly string[]): string | undefined {
  const named = new Set(userArns.map(withoutPartition));
  return iamUserArns.find((arn) => named.has(withoutPartition(arn)));
}
