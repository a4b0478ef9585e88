import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyRule, watchesReads } from '../reading/detection';
import { known } from '../reading/resolution';
import { Rule } from '../rule';

const ALL_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

export const eventRuleState: Rule = {
  name: 'EventRuleState',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::Events::Rule'],
  info: 'The event rule is disabled, or doesn\'t get read-only management events such as AssumeRole.',
  explanation: `A rule with the state ENABLED gets CloudTrail's write events only, and AssumeRole is a read. Set State to ${ALL_EVENTS} on the `
    + 'L1 resource; the L2 Rule knows only enabled and disabled.',
  check(rule, app) {
    if (!isEmergencyRule(rule, app) && !watchesReads(rule)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const state = known(rule.properties.State ?? 'ENABLED', "'State'");
    const right = watchesReads(rule) ? state === ALL_EVENTS : state !== 'DISABLED';
    return right ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
