import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyRule } from '../reading/detection';
import { listOf } from '../reading/resource';
import { Rule } from '../rule';

export const eventRuleHasTarget: Rule = {
  name: 'EventRuleHasTarget',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::Events::Rule'],
  info: 'The event rule on emergency access has no target.',
  explanation: 'The rule matches and notifies no one. Add a topic, an OpsItem, a function or another bus as target.',
  check(rule, app) {
    if (!isEmergencyRule(rule, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    return listOf(rule.properties.Targets).length > 0 ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
