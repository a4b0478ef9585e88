import { NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { forgeableIdentities, mappingsOf } from '../reading/mappings';
import { Rule } from '../rule';

export const identityNotFromRequest: Rule = {
  name: 'IdentityNotFromRequest',
  level: NagMessageLevel.ERROR,
  resourceTypes: ['AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Integration'],
  info: 'The API takes the caller\'s identity from the request itself: the finding names the field.',
  explanation: 'A caller can then request or approve under another name. Take requester and approver from $context.identity.userArn with '
    + 'IAM authorization; pass the body as an escaped string ($util.escapeJavaScript), since a raw one can repeat a key and override it.',
  check(resource) {
    const mappings = mappingsOf(resource);
    if (mappings.length === 0) { return NagRuleCompliance.NOT_APPLICABLE; }
    const found = [...new Set(mappings.flatMap(forgeableIdentities))];
    return found.length === 0 ? NagRuleCompliance.COMPLIANT : found;
  },
};
