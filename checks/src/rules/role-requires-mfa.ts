import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyRole, trustOf } from '../reading/emergency';
import { letsUsersIn, provesMfa, refusesWithoutMfa } from '../reading/trust';
import { Rule } from '../rule';

export const roleRequiresMfa: Rule = {
  name: 'RoleRequiresMFA',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'The emergency role can be assumed without multi-factor authentication.',
  explanation: 'A stolen password or key is then enough to use the role. Add the condition Bool aws:MultiFactorAuthPresent true to each '
    + 'statement of the trust policy that lets users in; BoolIfExists passes when the key is absent, and a condition in the permissions policy '
    + 'never sees MFA.',
  check(role, app) {
    if (!isEmergencyRole(role, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const statements = trustOf(role).filter((statement) => letsUsersIn(statement, app));
    if (statements.length === 0) { return NagRuleCompliance.NOT_APPLICABLE; }
    return statements.every(provesMfa) || refusesWithoutMfa(role) ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
