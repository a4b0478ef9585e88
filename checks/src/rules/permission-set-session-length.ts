import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyPermissionSet, longestSession, sessionSeconds } from '../reading/permission-sets';
import { Rule } from '../rule';

export const permissionSetSessionLength: Rule = {
  name: 'PermissionSetSessionLength',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::SSO::PermissionSet'],
  info: 'Sessions of the permission set last longer than its playbook allows.',
  explanation: 'Removing an assignment doesn\'t end the sessions that are open. The tags Playbook and Phase say which playbook of cdk-break-glass '
    + 'sets the limit; without them it is 12 hours, and 1 hour for an administrator. Shorten SessionDuration.',
  check(permissionSet, app) {
    if (!isEmergencyPermissionSet(permissionSet, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    return sessionSeconds(permissionSet) <= longestSession(permissionSet) ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
