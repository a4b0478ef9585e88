import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { accountPrincipals, isBreakGlassRole, trustOf } from '../reading/emergency';
import { Rule } from '../rule';

const IDENTITY_CENTER_ROLE = /AWSReservedSSO_|aws-reserved\/sso\.amazonaws\.com/;

export const roleIndependentOfFederation: Rule = {
  name: 'RoleIndependentOfFederation',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'The only way into the break-glass role is through an identity provider or Identity Center.',
  explanation: 'Break-glass access is for the day on which these are down or taken over. Let IAM users of the responders in as well; a second way '
    + 'in by federation may stay. Roles of Identity Center also change their name when their last assignment goes.',
  check(role, app) {
    if (!isBreakGlassRole(role, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const independent = trustOf(role).some((statement) => accountPrincipals(statement).some((principal) => !IDENTITY_CENTER_ROLE.test(principal))
      && !statement.conditions.some(({ operator, key, values }) => key === 'aws:principalarn' && !operator.includes('not') && values.every((value) => IDENTITY_CENTER_ROLE.test(value))));
    return independent ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
