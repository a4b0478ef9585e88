import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isTrailLogGroup } from '../reading/detection';
import { known } from '../reading/resolution';
import { Rule } from '../rule';

const FEWEST_DAYS = 90;

export const trailLogGroupRetention: Rule = {
  name: 'TrailLogGroupRetention',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::Logs::LogGroup'],
  info: `The log group of the trail keeps records for fewer than ${FEWEST_DAYS} days.`,
  explanation: 'Intrusions are often found after weeks, and emergencies are reviewed later still. Set RetentionInDays to 90 or more, or '
    + 'leave it out, which keeps them for ever.',
  check(logGroup, app) {
    if (!isTrailLogGroup(logGroup, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const days = known(logGroup.properties.RetentionInDays ?? Infinity, "'RetentionInDays'");
    return Number(days) >= FEWEST_DAYS ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
