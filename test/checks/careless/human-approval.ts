import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { topicWithMail } from './shapes';

const ALL_OF_THE_REQUEST = `{
  "body": $input.json('$'),
  "headers": { #foreach($param in $input.params().header.keySet()) "$param": "$util.escapeJavaScript($input.params().header.get($param))" #end },
  "method": "$context.httpMethod",
  "query": { #foreach($param in $input.params().querystring.keySet()) "$param": "$util.escapeJavaScript($input.params().querystring.get($param))" #end }
}`;

/**
 * An approval by a link in a mail: an API without authorization hands the whole request on, and who approved isn't known.
 *
 * Shapes of awsdocs/aws-step-functions-developer-guide, doc_source/tutorial-human-approval.md (sample code under a modified MIT
 * licence). The name of the topic is ours. The second method is synthetic: what copies of the pattern add.
 */
export function humanApproval(stack: Stack): void {
  topicWithMail(stack, { topicName: 'break-glass-approvals' });
  const method = (id: string, template: string) => new apigateway.CfnMethod(stack, id, {
    restApiId: 'api',
    resourceId: 'execution',
    httpMethod: 'GET',
    authorizationType: 'NONE',
    integration: { type: 'AWS', integrationHttpMethod: 'POST', uri: 'arn:aws:apigateway:eu-central-1:lambda:path/f', requestTemplates: { 'application/json': template } },
  });
  method('Published', ALL_OF_THE_REQUEST);
  method('WithApprover', '{ "token": "$input.params(\'taskToken\')", "approver": "$input.params(\'approver\')" }');
}
