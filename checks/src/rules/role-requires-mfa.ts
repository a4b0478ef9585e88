import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { AppReading } from '../reading/app-reading';
import { accountPrincipals, isEmergencyRole, trustOf } from '../reading/emergency';
import { ReadStatement } from '../reading/policy';
import { isRolePrincipal, provesMfa, refusesWithoutMfa } from '../reading/trust';
import { Rule } from '../rule';

/** Sessions of roles carry no MFA information, so a condition would lock brokers out; federation is another rule's. */
function needsMfa(statement: ReadStatement, app: AppReading): boolean {
  return statement.notPrincipal || accountPrincipals(statement).some((principal) => !isRolePrincipal(principal, app));
}

export const roleRequiresMfa: Rule = {
  name: 'RoleRequiresMFA',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'The emergency role can be assumed without multi-factor authentication.',
  explanation: 'A stolen password or key is then enough to break the glass. Add the condition Bool aws:MultiFactorAuthPresent true to each '
    + 'statement of the trust policy that lets users in; BoolIfExists passes when the key is absent, and a condition in the permissions policy '
    + 'never sees MFA.',
  check(role, app) {
    if (!isEmergencyRole(role, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const statements = trustOf(role).filter((statement) => needsMfa(statement, app));
    if (statements.length === 0) { return NagRuleCompliance.NOT_APPLICABLE; }
    return statements.every(provesMfa) || refusesWithoutMfa(role) ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
