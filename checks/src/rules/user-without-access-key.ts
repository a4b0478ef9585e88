import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { Rule } from '../rule';

export const userWithoutAccessKey: Rule = {
  name: 'UserWithoutAccessKey',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::IAM::AccessKey'],
  info: 'The app creates an access key of an IAM user.',
  explanation: 'An access key works without a second factor, from anywhere and without an end, and its secret is in the stack\'s outputs or state. Use '
    + 'a role; people use the console with MFA, or aws login. An inactive key can be made active again.',
  check() {
    return NagRuleCompliance.NON_COMPLIANT;
  },
};
