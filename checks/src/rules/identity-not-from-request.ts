import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { forgeableIdentities, mappingsOf } from '../reading/mappings';
import { Rule } from '../rule';

export const identityNotFromRequest: Rule = {
  name: 'IdentityNotFromRequest',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Integration'],
  info: 'The API takes who somebody is from the request itself: the finding names the field.',
  explanation: 'Whoever may call it can then ask, or approve, under another name. Take requester and approver from $context.identity.userArn with '
    + 'IAM authorization; pass the body as an escaped string ($util.escapeJavaScript), since a raw one can repeat a key and override it.',
  check(resource) {
    const mappings = mappingsOf(resource);
    if (mappings.length === 0) { return NagRuleCompliance.NOT_APPLICABLE; }
    const found = [...new Set(mappings.flatMap(forgeableIdentities))];
    return found.length === 0 ? NagRuleCompliance.COMPLIANT : found;
  },
};
