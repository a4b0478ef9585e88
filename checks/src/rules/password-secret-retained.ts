import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isPasswordSecret } from '../reading/secrets';
import { Rule } from '../rule';

const KEEPING = ['Retain', 'RetainExceptOnCreate'];

export const passwordSecretRetained: Rule = {
  name: 'PasswordSecretRetained',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::SecretsManager::Secret'],
  info: 'The secret with a console password is deleted with its stack, or when it is replaced.',
  explanation: 'A deleted stack or a renamed construct then removes the access before the emergency. Set DeletionPolicy and '
    + 'UpdateReplacePolicy to Retain (removalPolicy RETAIN).',
  check(secret, app) {
    if (!isPasswordSecret(secret, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const kept = [secret.deletionPolicy, secret.updateReplacePolicy].every((policy) => policy !== undefined && KEEPING.includes(policy));
    return kept ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
