import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { Rule } from '../rule';

const DYNAMIC_REFERENCE = /^\{\{resolve:(secretsmanager|ssm-secure):.+\}\}$/;

export const consolePasswordFromSecret: Rule = {
  name: 'ConsolePasswordFromSecret',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::User'],
  info: 'The console user\'s password doesn\'t come from a secret.',
  explanation: 'A password in a template, or in a parameter, can be read by every principal that can read the stack. Generate it in Secrets Manager and refer '
    + 'to it by {{resolve:secretsmanager:...}}.',
  check(user) {
    const login = user.properties.LoginProfile;
    if (!login) { return NagRuleCompliance.NOT_APPLICABLE; }
    return DYNAMIC_REFERENCE.test(String(login.Password)) ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
