import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { breakGlassUsers } from '../reading/emergency';
import { Rule } from '../rule';

export const atLeastTwoBreakGlassUsers: Rule = {
  name: 'AtLeastTwoBreakGlassUsers',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::User'],
  info: 'The app has one break-glass user only.',
  explanation: 'One person can be unreachable, or be the attacker. Give at least two people a named break-glass user each; a shared user doesn\'t count twice.',
  check(user, app) {
    const users = breakGlassUsers(app);
    if (!users.includes(user)) { return NagRuleCompliance.NOT_APPLICABLE; }
    return users.length >= 2 ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
