import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isCustomerKey } from '../reading/keys';
import { isPasswordSecret } from '../reading/secrets';
import { Rule } from '../rule';

export const passwordSecretCustomerKey: Rule = {
  name: 'PasswordSecretCustomerKey',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::SecretsManager::Secret'],
  info: 'The secret with a console password isn\'t encrypted with a customer managed key.',
  explanation: 'The key aws/secretsmanager lets every principal decrypt that can read the secret. A key of your own names the custodians, and its use is a '
    + 'record by itself. Set KmsKeyId.',
  check(secret, app) {
    if (!isPasswordSecret(secret, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    return isCustomerKey(secret.properties.KmsKeyId, 'KmsKeyId') ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
