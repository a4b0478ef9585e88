import { essentialDenies } from 'cdk-break-glass/internal';
import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyRole } from '../reading/emergency';
import { AWS_MANAGED_POLICY, coversAction, coversResource, managedPoliciesAt, ReadStatement, statementsOf } from '../reading/policy';
import { Rule } from '../rule';

/** One action for each way out: a new identity, a new secret, the limits removed, the evidence stopped. */
const MUST_DENY = essentialDenies();

export const roleBoundaryDenies: Rule = {
  name: 'RoleBoundaryDenies',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'The emergency role\'s boundary doesn\'t explicitly deny an action that no emergency needs: the finding names it.',
  explanation: 'A resource policy of the same account can allow what a boundary doesn\'t explicitly deny. Write explicit denies for new '
    + 'users, new keys, removing boundaries and stopping the trail. A boundary of another app can\'t be read here and is a finding too.',
  check(role, app) {
    const boundary = role.properties.PermissionsBoundary;
    if (!isEmergencyRole(role, app) || !boundary) { return NagRuleCompliance.NOT_APPLICABLE; }
    // AWS's own managed policies, which people use as boundaries, hold no such denies.
    if (AWS_MANAGED_POLICY.test(boundary)) { return Object.keys(MUST_DENY); }
    const policies = managedPoliciesAt(boundary, app);
    if (policies.length === 0) {
      throw new Error(`the boundary ${boundary} isn't defined in this app and can't be read; acknowledge the finding with where its denies are proven`);
    }
    // A name may mean several, one for each stage.
    const documents = policies.map(({ properties }) => statementsOf(properties.PolicyDocument));
    const missing = Object.entries(MUST_DENY).filter(([action, arn]) => !documents.every((statements) => denies(statements, action, arn)))
      .map(([action]) => action);
    return missing.length === 0 ? NagRuleCompliance.COMPLIANT : missing;
  },
};

/** The deny must be unconditional and for all resources. */
function denies(statements: readonly ReadStatement[], action: string, arn: string): boolean {
  return statements.some((statement) => statement.effect === 'Deny' && statement.conditions.length === 0
    && coversAction(statement, action) && coversResource(statement, arn));
}
