import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyRole } from '../reading/emergency';
import { coversAction, statementsOf } from '../reading/policy';
import { Rule } from '../rule';

/** One action for each way out: a new identity, a new secret, the limits removed, the evidence stopped. */
const MUST_DENY = ['iam:CreateUser', 'iam:CreateAccessKey', 'iam:DeleteRolePermissionsBoundary', 'cloudtrail:StopLogging'];

export const roleBoundaryDenies: Rule = {
  name: 'RoleBoundaryDenies',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'The emergency role\'s boundary doesn\'t explicitly deny an action that no emergency needs: the finding names it.',
  explanation: 'What a boundary merely doesn\'t allow, a resource policy of the same account can allow again. Write explicit denies for new '
    + 'users, new keys, removing boundaries and stopping the trail. A boundary of another app can\'t be read here and is a finding too.',
  check(role, app) {
    const boundary = role.properties.PermissionsBoundary;
    if (!isEmergencyRole(role, app) || !boundary) { return NagRuleCompliance.NOT_APPLICABLE; }
    const [policy] = app.referredTo(boundary);
    // AWS's own managed policies, which people use as boundaries, hold no such denies.
    if (/^arn:[^:]+:iam::aws:policy\//.test(boundary)) { return MUST_DENY; }
    if (policy?.type !== 'AWS::IAM::ManagedPolicy') {
      throw new Error(`the boundary ${boundary} isn't defined in this app and can't be read; acknowledge the finding with where its denies are proven`);
    }
    const denies = statementsOf(policy.properties.PolicyDocument)
      .filter(({ effect, conditions, resources }) => effect === 'Deny' && conditions.length === 0 && resources.some((resource) => resource.endsWith('*')));
    const missing = MUST_DENY.filter((action) => !denies.some((statement) => coversAction(statement, action)));
    return missing.length === 0 ? NagRuleCompliance.COMPLIANT : missing;
  },
};
