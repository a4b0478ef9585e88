import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { useKeyOfWorkflows } from './key-use';
import { acknowledge } from '../../private/acknowledge';

export interface ElevationApiProps {
  readonly submit: sfn.StateMachine;
  readonly decide: sfn.StateMachine;
  readonly read: sfn.StateMachine;
  /** Where a rule gives sessions. */
  readonly vend?: sfn.StateMachine;
  readonly logGroup: logs.ILogGroup;
  readonly encryptionKey: kms.IKey;
}

/** Characters: encoded, three times as many fit into the 256 KiB that a workflow takes. */
const MOST_BODY = 65536;

/** Name of the only stage. */
export const API_STAGE = 'v1';

const QUERY = ['status', 'requester', 'incident', 'rule', 'from', 'to', 'next'];

/**
 * What a workflow is given. Who calls is API Gateway's own word. It and what the caller wrote are form-encoded: letters, digits
 * and `%*+-._` only, so that nothing in it can end the text that it stands in and begin a `caller` of its own. The path of an
 * IAM user may hold quotes and braces, too.
 *
 * A body that is too long for a workflow is replaced by what is no JSON, so that it is refused like any other that can't be read.
 *
 * Parameters that aren't given are empty this way; the maps of `$input.params()` have a null for them, which can't be encoded.
 */
function requestTemplate(machine: sfn.IStateMachine, action: string): string {
  const text = (expression: string) => `\\"${expression}\\"`;
  const query = QUERY.map((name) => `\\"${name}\\":${text(`$util.urlEncode($input.params('${name}'))`)}`).join(',');
  const fields = [
    ['caller', text('$util.urlEncode($context.identity.userArn)')],
    ['at', text('$context.requestTimeEpoch')],
    ['action', text(action)],
    ['id', text("$util.urlEncode($input.params('id'))")],
    ['query', `{${query}}`],
    ['body', text(`#if($input.body.length() > ${MOST_BODY})!#else$util.urlEncode($input.body)#end`)],
  ].map(([name, value]) => `\\"${name}\\":${value}`).join(',');
  return `{"stateMachineArn":"${machine.stateMachineArn}","input":"{${fields}}"}`;
}

/** The only door: REST, signed with IAM credentials, checked and throttled before anything runs. */
export class ElevationApi extends Construct {
  public readonly api: apigateway.RestApi;
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ElevationApiProps) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      description: 'Lets the elevation API run its workflows',
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
    });
    for (const machine of [props.submit, props.decide, props.read, props.vend]) { machine?.grantStartSyncExecution(this.role); }
    // Whoever runs a workflow that answers at once must be able to read its definition.
    useKeyOfWorkflows(this.role, props.encryptionKey, 'kms:Decrypt');

    this.api = new apigateway.RestApi(this, 'Api', {
      restApiName: `${Stack.of(this).stackName}-elevation`,
      description: 'Elevated access: requests, decisions, audit',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      cloudWatchRole: false,
      disableExecuteApiEndpoint: false,
      defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM },
      deployOptions: {
        stageName: API_STAGE,
        throttlingRateLimit: 20,
        throttlingBurstLimit: 40,
        dataTraceEnabled: false,
        accessLogDestination: new apigateway.LogGroupLogDestination(props.logGroup),
        // By id: the path of an IAM user's ARN may hold quotes, which would end the text that it stands in.
        accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify({
          at: '$context.requestTimeEpoch', account: '$context.identity.accountId', caller: '$context.identity.user', method: '$context.httpMethod', path: '$context.path', status: '$context.status', requestId: '$context.requestId',
        })),
      },
    });
    const requests = this.api.root.addResource('requests');
    const one = requests.addResource('{id}');
    const method = (resource: apigateway.IResource, verb: string, machine: sfn.IStateMachine, action: string) =>
      resource.addMethod(verb, integration(machine, action, this.role), { methodResponses: [{ statusCode: '200' }, { statusCode: '500' }] });
    method(requests, 'POST', props.submit, 'submit');
    method(requests, 'GET', props.read, 'list');
    method(one, 'GET', props.read, 'get');
    for (const action of ['approve', 'deny', 'cancel', 'bypass', 'release', 'revoke']) { method(one.addResource(action), 'POST', props.decide, action); }
    if (props.vend) { method(one.addResource('session'), 'POST', props.vend, 'session'); }
    method(this.api.root.addResource('audit'), 'GET', props.read, 'audit');
    acknowledgeFindings(this.api);
  }
}

function acknowledgeFindings(api: apigateway.RestApi): void {
  acknowledge(api, 'The workflows check every request, field by field, and say what is wrong with it; a validator before them would say only that it is.',
    'AwsSolutions-APIG2');
  acknowledge(api.deploymentStage, 'Every request is signed with IAM credentials of registered people and throttled. A web ACL can be put on the stage by whoever has one.',
    'AwsSolutions-APIG3');
  acknowledge(api.deploymentStage, 'Every request is in the access log. Execution logs need a role for the whole account, and would hold what people write.',
    'AwsSolutions-APIG6');
  for (const method of api.methods) {
    acknowledge(method, 'It says whose requests a list shows. Who calls is API Gateway\'s word, and the workflow decides by that what the caller may see.',
      'BreakGlass-IdentityNotFromRequest[requester]');
    acknowledge(method, 'People sign with IAM credentials: a user pool would be one more directory of them, and one more way in.', 'AwsSolutions-COG4');
  }
}

function integration(machine: sfn.IStateMachine, action: string, role: iam.IRole): apigateway.AwsIntegration {
  return new apigateway.AwsIntegration({
    service: 'states',
    action: 'StartSyncExecution',
    integrationHttpMethod: 'POST',
    options: {
      credentialsRole: role,
      passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': requestTemplate(machine, action) },
      integrationResponses: [
        { statusCode: '200', responseTemplates: { 'application/json': responseTemplate() } },
        { statusCode: '500', selectionPattern: '[45]\\d{2}', responseTemplates: { 'application/json': UNAVAILABLE } },
      ],
    },
  });
}

const UNAVAILABLE = '{"reason":"the request could not be worked on; try again, or use break-glass access if it can\'t wait"}';

/**
 * The workflow gives its answer as `{ status, body }`, where the body is a text: it is passed on as it is, since a template
 * that took an object apart would have to write JSON by itself.
 */
function responseTemplate(): string {
  return [
    "#set($result = $util.parseJson($input.json('$')))",
    "#if($result.status == 'SUCCEEDED')",
    '#set($answer = $util.parseJson($result.output))',
    '#set($context.responseOverride.status = $answer.status)',
    '$answer.body',
    '#else',
    '#set($context.responseOverride.status = 500)',
    UNAVAILABLE,
    '#end',
  ].join('\n');
}
