import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { accountPrincipals, isEmergencyRole, trustOf } from '../reading/emergency';
import { isWholeAccount, narrowsPrincipals } from '../reading/trust';
import { Rule } from '../rule';

export const roleNamesItsPrincipals: Rule = {
  name: 'RoleNamesItsPrincipals',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'The emergency role trusts a whole account or all principals, and no condition narrows it to people.',
  explanation: 'Any principal with a policy that allows it can then assume the role. Name the responders\' user ARNs as principals, or add '
    + 'a condition on aws:PrincipalArn or aws:PrincipalTag; MFA, an organization or an ExternalId don\'t say who it is.',
  check(role, app) {
    if (!isEmergencyRole(role, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const open = trustOf(role)
      .filter((statement) => statement.notPrincipal || accountPrincipals(statement).some((principal) => isWholeAccount(principal, app)))
      .filter((statement) => !narrowsPrincipals(statement));
    return open.length === 0 ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
