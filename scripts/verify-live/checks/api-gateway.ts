import { CfnOutput } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { failed, held, LiveCheck } from '../check';
import { LiveStack, templateOf } from '../stack';
import { addWorkflow, runWhenReady } from '../workflow';

const STAGE = 'v1';
export const ANSWER = 'a workflow was started by the API';

/**
 * An API as that of elevated access: Regional, signed calls, and a role that trusts API Gateway without a condition (seen elsewhere: API
 * Gateway sends no source account,
 * https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/pull/479). A workflow makes the signed
 * call, since Step Functions signs with its own role.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html
 */
export function apiTemplate(): any {
  return templateOf((stack) => {
    const machineRole = new iam.Role(stack, 'AnswerRole', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
    const answer = new sfn.CfnStateMachine(stack, 'Answer', {
      roleArn: machineRole.roleArn,
      stateMachineType: 'EXPRESS',
      definitionString: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Answer', States: { Answer: { Type: 'Succeed', Output: { answer: ANSWER } } } }),
    });
    const role = new iam.Role(stack, 'ApiRole', {
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: { Start: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['states:StartSyncExecution'], resources: [answer.attrArn] })] }) },
    });
    const api = new apigateway.RestApi(stack, 'Api', {
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      cloudWatchRole: false,
      defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM },
      deployOptions: { stageName: STAGE, throttlingRateLimit: 5, throttlingBurstLimit: 5 },
    });
    api.root.addResource('verify').addMethod('POST', new apigateway.AwsIntegration({
      service: 'states',
      action: 'StartSyncExecution',
      options: {
        credentialsRole: role,
        passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
        requestTemplates: { 'application/json': `{"stateMachineArn":"${answer.attrArn}","input":"{}"}` },
        integrationResponses: [{ statusCode: '200' }, { statusCode: '500', selectionPattern: '[45]\\d\\d' }],
      },
    }), { methodResponses: [{ statusCode: '200' }, { statusCode: '500' }] });
    const { machine } = addWorkflow(stack, 'Call', {
      resource: 'apigateway:invoke',
      arguments: {
        ApiEndpoint: `${api.restApiId}.execute-api.${stack.region}.${stack.urlSuffix}`,
        Method: 'POST',
        Stage: STAGE,
        Path: '/verify',
        Headers: { 'Content-Type': ['application/json'] },
        RequestBody: {},
        AuthType: 'IAM_ROLE',
      },
      output: { status: '{% $states.result.StatusCode %}', body: '{% $string($states.result.ResponseBody) %}' },
    }, [new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: [api.arnForExecuteApi('POST', '/verify', STAGE)] })]);
    machine.node.addDependency(api);
    new CfnOutput(stack, 'ApiId', { value: api.restApiId });
  });
}

export const API_GATEWAY: LiveCheck = {
  fact: 'api-gateway-role',
  creates: ['a stack with a Regional API whose calls must be signed, three roles, and two Express workflows'],
  cost: { cents: 1, because: 'a few calls, 3.50 dollars a million', source: 'https://aws.amazon.com/api-gateway/pricing/' },
  minutes: 4,
  run: async (live) => {
    const stack = await LiveStack.create(live, apiTemplate());
    const call = await stack.output('CallArn');
    // A role that is new to API Gateway is refused for some seconds, as one that it may never take is.
    let ran = await runWhenReady(live, call, {});
    for (let attempt = 1; attempt < ATTEMPTS && ran.error !== undefined; attempt++) {
      await live.wait(EVERY_MS);
      ran = await runWhenReady(live, call, {});
    }
    // Step Functions names the error after the status of the answer.
    if (ran.error !== undefined && !/^ApiGateway\.5/.test(ran.error)) { throw new Error(`the API couldn't be called: ${ran.error}: ${ran.cause}`); }
    if (ran.error !== undefined) { return failed(`API Gateway answered ${ran.error} for two minutes: ${ran.cause}`); }
    const body = String(ran.output?.body);
    return ran.output?.status === 200 && body.includes(ANSWER) ? held('API Gateway took its role and started the workflow, whose answer came back')
      : failed(`API Gateway answered ${ran.output?.status}: ${body}`);
  },
};

const ATTEMPTS = 12;
const EVERY_MS = 10_000;
