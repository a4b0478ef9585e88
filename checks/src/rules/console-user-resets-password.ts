import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { known } from '../reading/resolution';
import { Rule } from '../rule';

export const consoleUserResetsPassword: Rule = {
  name: 'ConsoleUserResetsPassword',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::User'],
  info: 'The console user keeps the password that the deployment gave it.',
  explanation: 'A principal that can read the deployment or the secret can then sign in as this person later. Set LoginProfile.PasswordResetRequired to '
    + 'true.',
  check(user) {
    const login = user.properties.LoginProfile;
    if (!login) { return NagRuleCompliance.NOT_APPLICABLE; }
    const reset = known(login.PasswordResetRequired ?? false, "'PasswordResetRequired'");
    return String(reset) === 'true' ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
