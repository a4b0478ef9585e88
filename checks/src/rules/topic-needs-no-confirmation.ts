import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { hasSecondChannel, isEmergencyTopic, subscriptionsOf, waitsForConfirmation } from '../reading/channels';
import { Rule } from '../rule';

export const topicNeedsNoConfirmation: Rule = {
  name: 'TopicNeedsNoConfirmation',
  level: NagMessageLevel.WARN,
  resourceTypes: ['AWS::SNS::Topic'],
  info: 'Alarms on emergency access go to this topic only, and the topic has no subscription, or only subscriptions that need a confirmation.',
  explanation: 'A subscription by e-mail or HTTPS delivers nothing until it is confirmed, and any reader of such a mail can end it by its link. Add '
    + 'a queue or a function to the topic, or a second action to the alarm (an OpsItem, for one); confirm with AuthenticateOnUnsubscribe true.',
  check(topic, app) {
    if (!isEmergencyTopic(topic, app)) { return NagRuleCompliance.NOT_APPLICABLE; }
    const certain = subscriptionsOf(topic, app).some((subscription) => !waitsForConfirmation(subscription));
    return certain || hasSecondChannel(topic, app) ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
  },
};
