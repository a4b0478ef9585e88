import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { raisingWatchers } from '../reading/detection';
import { breakGlassUsers } from '../reading/emergency';
import { signInRecord } from '../reading/use-records';
import { Rule } from '../rule';

export const userSignInRaisesAlarm: Rule = {
  name: 'UserSignInRaisesAlarm',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::User'],
  info: 'No alarm is raised when the break-glass user signs in.',
  explanation: 'Every sign-in of a break-glass user is an incident or an attack. Watch ConsoleLogin with the user\'s name or ARN by a metric filter '
    + 'with an alarm, or by an event rule.',
  check(user, app) {
    if (!breakGlassUsers(app).includes(user) || !user.properties.LoginProfile) { return NagRuleCompliance.NOT_APPLICABLE; }
    const seen = raisingWatchers(app).some((watcher) => watcher.sees(signInRecord(user)));
    return seen ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
