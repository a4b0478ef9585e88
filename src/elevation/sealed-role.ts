import { ActivationWindow } from '../identity/activation-window';
import { IncidentResponseRole } from '../identity/incident-response-role';
import { deployedLength } from '../private/deployed-length';
import { LIMITS, policySize, Statement } from '../private/policy-document';
import { propError } from '../private/validation';

/** Trust of a sealed role: its statements while the window is closed, and the conditions for opening it. */
export interface SealedRole {
  readonly roleName: string;
  /** IAM users for whom the window can be opened: the responders of the role. */
  readonly userArns: readonly string[];
  readonly closed: readonly Statement[];
  /** Conditions of the statement that trusts a user, without those of the window. */
  readonly conditions: NonNullable<Statement['Condition']>;
  readonly maxSessionSeconds: number;
}

const INSTANT = '2026-01-31T14:00:00Z';

export function sealedRole(role: IncidentResponseRole): SealedRole {
  const { trust, userArns, window, maxSessionSeconds } = role._seal;
  // Not compared with the clock, so that synthesis gives the same result on every day.
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

/** The statement that opens the window, at its longest. */
function openFor(user: string, conditions: SealedRole['conditions']): Statement {
  return {
    Effect: 'Allow',
    Principal: { AWS: user },
    Action: 'sts:AssumeRole',
    Condition: { ...conditions, DateGreaterThanEquals: { 'aws:CurrentTime': INSTANT }, DateLessThanEquals: { 'aws:CurrentTime': INSTANT } },
  };
}

/** The ARN without its partition, which is known at deployment. */
const withoutPartition = (arn: string) => arn.slice(arn.indexOf(':iam::'));

/** The person's IAM user among the responders of the role, if there is one. */
export function nameInRole({ userArns }: SealedRole, iamUserArns: readonly string[]): string | undefined {
  const named = new Set(userArns.map(withoutPartition));
  return iamUserArns.find((arn) => named.has(withoutPartition(arn)));
}
