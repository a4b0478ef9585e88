import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { seenForms } from '../reading/detection';
import { isEmergencyRole } from '../reading/emergency';
import { Rule } from '../rule';

export const roleUseRaisesAlarm: Rule = {
  name: 'RoleUseRaisesAlarm',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'No alarm is raised when the emergency role is used.',
  explanation: 'No alarm on a metric filter and no enabled event rule of this app matches CloudTrail\'s records of the role\'s use. Where another '
    + 'app watches it, acknowledge the finding with the name of that app.',
  check(role, app) {
    if (!isEmergencyRole(role, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    return seenForms(role, app).length > 0 ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
