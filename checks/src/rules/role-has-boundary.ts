import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyRole } from '../reading/emergency';
import { Rule } from '../rule';

export const roleHasBoundary: Rule = {
  name: 'RoleHasBoundary',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'The emergency role has no permissions boundary.',
  explanation: 'Without a boundary, any principal that can attach a policy to the role can extend it, its own session included. Set PermissionsBoundary to '
    + 'a managed policy that denies what no emergency needs: users and keys, the boundary\'s own removal, stopping the trail.',
  check(role, app) {
    if (!isEmergencyRole(role, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    return role.properties.PermissionsBoundary ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
