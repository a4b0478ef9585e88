import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyRole } from '../reading/emergency';
import { isAdministrator, permissionsOf } from '../reading/policy';
import { known } from '../reading/resolution';
import { Rule } from '../rule';

const HOUR = 3600;

export const roleSessionLength: Rule = {
  name: 'RoleSessionLength',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'Sessions of the emergency role last too long: over 12 hours, or over 1 hour for an administrator.',
  explanation: 'A long session can outlive the incident, and only an IAM write ends it. Set MaxSessionDuration, the only limit that AWS '
    + 'enforces: 3600 for a role that may do everything or everything in IAM, and as few hours as the work needs for others.',
  check(role, app) {
    if (!isEmergencyRole(role, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const seconds = Number(known(role.properties.MaxSessionDuration ?? HOUR, "'MaxSessionDuration'"));
    if (seconds <= HOUR) { return NagRuleCompliance.COMPLIANT; }
    const permissions = permissionsOf(role, app);
    const longest = isAdministrator(permissions) ? HOUR : 12 * HOUR;
    known(permissions.imported, "'ManagedPolicyArns'");
    return seconds <= longest ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
