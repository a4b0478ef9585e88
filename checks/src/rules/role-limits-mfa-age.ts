import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyRole, trustOf } from '../reading/emergency';
import { letsUsersIn, mfaAgeLimit, refusesOlderMfa } from '../reading/trust';
import { Rule } from '../rule';

const LONGEST = 12 * 3600;

export const roleLimitsMfaAge: Rule = {
  name: 'RoleLimitsMFAAge',
  level: NagMessageLevel.WARN,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'The emergency role accepts a sign-in with MFA of any age.',
  explanation: 'A session left open in the morning can then assume the role in the evening. Add NumericLessThan aws:MultiFactorAuthAge to the trust '
    + 'policy, 3600 seconds for most, at most 12 hours.',
  check(role, app) {
    if (!isEmergencyRole(role, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const statements = trustOf(role).filter((statement) => letsUsersIn(statement, app));
    if (statements.length === 0) { return NagRuleCompliance.NOT_APPLICABLE; }
    const limited = refusesOlderMfa(role, LONGEST)
      || statements.every(({ conditions }) => conditions.some((condition) => (mfaAgeLimit(condition) ?? Infinity) <= LONGEST));
    return limited ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
