import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { actionsOf, isEmergencyAlarm } from '../reading/detection';
import { Rule } from '../rule';

export const alarmHasAction: Rule = {
  name: 'AlarmHasAction',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::CloudWatch::Alarm'],
  info: 'The alarm on emergency access has no action, or its actions are disabled.',
  explanation: 'The alarm changes state and notifies no one. Set AlarmActions to a target that reaches a person, and leave ActionsEnabled true.',
  check(alarm, app) {
    if (!isEmergencyAlarm(alarm, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    return actionsOf(alarm, app).length > 0 ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
