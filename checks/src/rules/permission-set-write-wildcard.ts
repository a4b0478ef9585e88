import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyPermissionSet, managedPoliciesThatWrite, writeWildcards } from '../reading/permission-sets';
import { Rule } from '../rule';

export const permissionSetWriteWildcard: Rule = {
  name: 'PermissionSetWriteWildcard',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::SSO::PermissionSet'],
  info: 'The permission set allows writes by a wildcard, or by a managed policy that writes everywhere: the finding names it.',
  explanation: 'A wildcard also grants every action that AWS adds later under that name. Name the actions that the '
    + 'playbook needs; wildcards that stand for reads are fine.',
  check(permissionSet, app) {
    if (!isEmergencyPermissionSet(permissionSet, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const found = [...writeWildcards(permissionSet), ...managedPoliciesThatWrite(permissionSet)];
    return found.length === 0 ? NagRuleCompliance.COMPLIANT : found;
  },
};
