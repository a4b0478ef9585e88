import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { seenForms } from '../reading/detection';
import { isEmergencyRole } from '../reading/emergency';
import { FORMS_OF_USE } from '../reading/use-records';
import { Rule } from '../rule';

export const roleUseAlarmSeesEveryForm: Rule = {
  name: 'RoleUseAlarmSeesEveryForm',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::Role'],
  info: 'An alarm sees some uses of the emergency role, not all: the finding names what it misses.',
  explanation: 'A role is used in three ways that CloudTrail writes differently: AssumeRole, the console\'s SwitchRole, and actions inside of the '
    + 'session. Watch for requestParameters.roleArn, for SwitchRole by userIdentity.arn, and for userIdentity.sessionContext.sessionIssuer.arn.',
  check(role, app) {
    if (!isEmergencyRole(role, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const seen = seenForms(role, app);
    // A role that nothing watches is the finding of RoleUseRaisesAlarm.
    if (seen.length === 0) { return NagRuleCompliance.NOT_APPLICABLE; }
    const missed = FORMS_OF_USE.filter((form) => !seen.includes(form));
    return missed.length === 0 ? NagRuleCompliance.COMPLIANT : missed;
  },
};
