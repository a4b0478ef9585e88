import { CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { findingsOf, stackIn } from '../support';

const RULE = 'IdentityNotFromRequest';
const START = 'arn:aws:apigateway:eu-central-1:states:action/StartExecution';

/** The POST of an API that starts a state machine. */
function method(stack: Stack, integration: object): apigateway.CfnMethod {
  return new apigateway.CfnMethod(stack, 'Method', {
    restApiId: 'api', resourceId: 'root', httpMethod: 'POST', authorizationType: 'AWS_IAM', integration: { type: 'AWS', uri: START, ...integration },
  });
}

const template = (stack: Stack, text: string) => method(stack, { requestTemplates: { 'application/json': text } });

test.each([
  ['the caller from the signature', '{ "requester": "$context.identity.userArn", "reason": "$util.escapeJavaScript($input.path(\'$.reason\'))" }'],
  ['the caller from an authorizer', '{ "approver": "$context.authorizer.claims.email" }'],
  ['an escaped body beside the caller', '{ "body": "$util.escapeJavaScript($input.body)", "requester": "$context.identity.userArn" }'],
  ['a body as JSON beside the caller', '{ "body": $input.json(\'$\'), "requester": "$context.identity.userArn" }'],
  ['whom a request is about', '{ "userId": "$input.path(\'$.userId\')", "user": "$input.path(\'$.user\')" }'],
  ['a fixed text', '{ "requester": "nobody" }'],
])('is silent on a template that takes %s', (_, text) => {
  const stack = stackIn();
  template(stack, text);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['the body', '{ "requester": "$input.path(\'$.requester\')" }', ['requester']],
  ['the query string', '{ "approver": "$input.params(\'approver\')" }', ['approver']],
  ['the body, escaped', '{ "approvedBy": "$util.escapeJavaScript($input.json(\'$.approver\'))" }', ['approvedBy']],
  ['two fields on one line', '{ "requester": "$input.path(\'$.a\')", "reason": "$input.path(\'$.c\')", "approver": "$input.path(\'$.b\')" }', ['approver', 'requester']],
  ['two fields on two lines', '{\n  "requester": "$input.path(\'$.a\')",\n  "approver": "$input.path(\'$.b\')"\n}', ['approver', 'requester']],
])('reports a template that takes the caller\'s identity from %s', (_, text, fields) => {
  const stack = stackIn();
  template(stack, text);
  expect(findingsOf(RULE, stack)).toEqual(fields.map((field) => `[${field}] at Stack/Method`));
});

test('reports a raw body that can repeat the caller\'s field', () => {
  const stack = stackIn();
  template(stack, '{ "body": "$input.body", "requester": "$context.identity.userArn" }');
  expect(findingsOf(RULE, stack)).toEqual(['[body] at Stack/Method']);
});

test('reports a field once, whatever the number of templates', () => {
  const stack = stackIn();
  const text = '{ "requester": "$input.path(\'$.requester\')" }';
  method(stack, { requestTemplates: { 'application/json': text, 'application/x-www-form-urlencoded': text } });
  expect(findingsOf(RULE, stack)).toEqual(['[requester] at Stack/Method']);
});

test('reports a header that takes the caller\'s identity from the request', () => {
  const stack = stackIn();
  method(stack, { requestParameters: { 'integration.request.header.X-Approver': 'method.request.querystring.approver' } });
  expect(findingsOf(RULE, stack)).toEqual(['[X-Approver] at Stack/Method']);
});

test('is silent on a header that takes the caller from the signature, or something else from the request', () => {
  const stack = stackIn();
  method(stack, {
    requestParameters: {
      'integration.request.header.X-Approver': 'context.identity.userArn',
      'integration.request.path.id': 'method.request.path.id',
      'integration.request.header.X-Requester': "'nobody'",
    },
  });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports an HTTP API that appends the caller\'s identity from the request', () => {
  const stack = stackIn();
  new apigatewayv2.CfnIntegration(stack, 'Integration', {
    apiId: 'api', integrationType: 'HTTP_PROXY', requestParameters: { 'append:header.x-requester': '$request.header.x-user', 'overwrite:path': '$request.path' },
  });
  expect(findingsOf(RULE, stack)).toEqual(['[x-requester] at Stack/Integration']);
});

test('is silent on an HTTP API that takes the caller from the context', () => {
  const stack = stackIn();
  new apigatewayv2.CfnIntegration(stack, 'Integration', {
    apiId: 'api', integrationType: 'AWS_PROXY', requestParameters: { 'append:header.x-requester': '$context.authorizer.iam.userArn' },
  });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, (stack: Stack) => string]>([
  ['a late value', () => Lazy.string({ produce: () => '{ "requester": "$input.path(\'$.r\')" }' })],
  ['Fn::Sub', () => Fn.sub('{ "stateMachineArn": "${Machine}", "requester": "$input.path(\'$.r\')" }', { Machine: 'arn' })],
  ['a text joined with a parameter', (stack) => `{ "machine": "${new CfnParameter(stack, 'Machine').valueAsString}", "requester": "$input.path('$.r')" }`],
])('reports a template from %s', (_, text) => {
  const stack = stackIn();
  template(stack, text(stack));
  expect(findingsOf(RULE, stack)).toEqual(['[requester] at Stack/Method']);
});

test('reports the L2 method', () => {
  const stack = stackIn();
  new apigateway.RestApi(stack, 'Api').root.addMethod('POST', new apigateway.AwsIntegration({
    service: 'states', action: 'StartExecution', options: { requestTemplates: { 'application/json': '{ "approver": "$input.params(\'approver\')" }' } },
  }));
  expect(findingsOf(RULE, stack)).toEqual(['[approver] at Stack/Api/Default/POST/Resource']);
});

test('does not apply to a proxy, a mock or an imported API', () => {
  const stack = stackIn();
  method(stack, { type: 'AWS_PROXY' });
  new apigateway.CfnMethod(stack, 'Mock', { restApiId: 'api', resourceId: 'root', httpMethod: 'GET' });
  apigateway.RestApi.fromRestApiId(stack, 'Imported', 'api');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
