import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { isEmergencyTopic } from '../reading/channels';
import { isCustomerKey } from '../reading/keys';
import { Rule } from '../rule';

export const topicEncrypted: Rule = {
  name: 'TopicEncrypted',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::SNS::Topic'],
  info: 'The topic that carries alarms on emergency access isn\'t encrypted with a customer managed key.',
  explanation: 'Its messages say who used emergency access, when and where. Set KmsMasterKeyId to a key of your own that lets CloudWatch and EventBridge '
    + 'use it: with alias/aws/sns they can\'t publish, and the alarm stays silent.',
  check(topic, app) {
    if (!isEmergencyTopic(topic, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    return isCustomerKey(topic.properties.KmsMasterKeyId, 'KmsMasterKeyId') ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
