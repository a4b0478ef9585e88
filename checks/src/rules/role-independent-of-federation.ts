import { RESERVED_ROLE_PATH, RESERVED_ROLE_PREFIX } from 'cdk-break-glass/internal';
import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { accountPrincipals, isBreakGlassRole, trustOf } from '../reading/emergency';
import { Rule } from '../rule';

const isIdentityCenterRole = (principal: string) => principal.includes(RESERVED_ROLE_PREFIX) || principal.includes(RESERVED_ROLE_PATH.slice(1, -1));

export const roleIndependentOfFederation: Rule = {
  name: 'RoleIndependentOfFederation',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'The only way into the break-glass role is through an identity provider or Identity Center.',
  explanation: 'Break-glass access is for the day on which these are down or compromised. Let IAM users of the responders in as well; a second way '
    + 'in by federation may stay. Roles of Identity Center also change their name when their last assignment goes.',
  check(role, app) {
    if (!isBreakGlassRole(role, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const independent = trustOf(role).some((statement) => accountPrincipals(statement).some((principal) => !isIdentityCenterRole(principal))
      && !statement.conditions.some(({ operator, key, values }) => key === 'aws:principalarn' && !operator.includes('not') && values.every(isIdentityCenterRole)));
    return independent ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
