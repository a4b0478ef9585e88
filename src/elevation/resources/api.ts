import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { apiGatewayAccount } from './api-account';
import { API_STAGE, callsOf } from './calls';
import { useKeyOfWorkflows } from './key-use';
import { acknowledge } from '../../private/acknowledge';

export interface ElevationApiProps {
  readonly submit: sfn.StateMachine;
  readonly decide: sfn.StateMachine;
  readonly read: sfn.StateMachine;
  /** Only if a rule grants sessions. */
  readonly issue?: sfn.StateMachine;
  readonly logGroup: logs.ILogGroup;
  readonly encryptionKey: kms.IKey;
  /** Whether the account's role for the logs of API Gateway is made as well. */
  readonly makeAccountRole: boolean;
}

/** Characters. Encoded they can be three times as many, which fits into the 256 KiB that a workflow accepts. */
const MOST_BODY = 65536;

const QUERY = ['status', 'requester', 'incident', 'rule', 'from', 'to', 'next'];

/**
 * The input of a workflow. The caller's identity comes from API Gateway's context. That identity and everything that the caller wrote are
 * form-encoded: they hold letters, digits and `%*+-._` only, so they can't end the surrounding text and start a second `caller`. The path of
 * an IAM user can hold quotes and braces as well.
 *
 * A body that is too long for a workflow is replaced by a text that isn't JSON, and is then refused like any unreadable body.
 *
 * This way, parameters that aren't given are empty; the maps of `$input.params()` hold null for them, which can't be encoded.
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

/** The REST API. Requests are signed with IAM credentials; IAM authorizes and the stage throttles them before a workflow runs. */
export class ElevationApi extends Construct {
  public readonly api: apigateway.RestApi;
  public readonly role: iam.Role;
  /** Without a slash at its end. */
  public readonly url: string;

  constructor(scope: Construct, id: string, props: ElevationApiProps) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      description: 'Lets the elevation API run its workflows',
      // API Gateway sends no source account when it assumes an integration's role: a condition on it would refuse every call.
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    });
    for (const machine of [props.submit, props.decide, props.read, props.issue]) { machine?.grantStartSyncExecution(this.role); }
    // A caller of StartSyncExecution must be able to decrypt the definition.
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
        // By id: the path in the ARN of an IAM user can hold quotes, which would end the text.
        accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify({
          at: '$context.requestTimeEpoch', account: '$context.identity.accountId', caller: '$context.identity.user', method: '$context.httpMethod', path: '$context.path', status: '$context.status', requestId: '$context.requestId',
        })),
      },
    });
    // A stage with an access log fails without the account's role.
    if (props.makeAccountRole) { this.api.deploymentStage.node.addDependency(apiGatewayAccount(this)); }
    for (const { verb, path, action, workflow } of callsOf(props.issue !== undefined)) {
      this.api.root.resourceForPath(path)
        .addMethod(verb, integration(props[workflow]!, action, this.role), { methodResponses: [{ statusCode: '200' }, { statusCode: '500' }] });
    }
    this.api.addGatewayResponse('UnsupportedMediaType', {
      type: apigateway.ResponseType.UNSUPPORTED_MEDIA_TYPE, statusCode: '415', templates: { 'application/json': NO_JSON },
    });
    this.url = `https://${this.api.restApiId}.execute-api.${Stack.of(this).region}.${Stack.of(this).urlSuffix}/${this.api.deploymentStage.stageName}`;
    this.composable();
    acknowledgeFindings(this.api);
  }

  /** The output that comes with each API ends with a slash: a path after it would have two, which API Gateway answers with 403. */
  private composable(): void {
    const output = this.api.node.tryFindChild('Endpoint') as CfnOutput | undefined;
    if (!output) { return; }
    output.value = this.url;
    output.description = 'Address of the API of elevated access: a path such as /requests follows';
  }
}

function acknowledgeFindings(api: apigateway.RestApi): void {
  acknowledge(api, 'The workflows check every request field by field and say what is wrong; a validator would only say that something is.',
    'AwsSolutions-APIG2');
  acknowledge(api.deploymentStage, 'Every request is signed with IAM credentials of registered people and is throttled. A web ACL can be attached to the stage.',
    'AwsSolutions-APIG3');
  acknowledge(api.deploymentStage, 'Every request is in the access log. Execution logs need a role for the whole account, and would hold what people write.',
    'AwsSolutions-APIG6');
  for (const method of api.methods) {
    acknowledge(method, 'The parameter filters a list. The caller\'s identity comes from the context, and decides what the caller can see.',
      'BreakGlass-IdentityNotFromRequest[requester]');
    acknowledge(method, 'People sign with IAM credentials: a user pool would be another directory, and another way in.', 'AwsSolutions-COG4');
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

/** A body of another type has no template. `curl -d` sends a form unless it is told otherwise. */
const NO_JSON = '{"reason":"the content type must be application/json: send the header Content-Type: application/json; curl -d sends a form without it"}';

const UNAVAILABLE = '{"reason":"the request could not be worked on; try again, or use break-glass access if it can\'t wait"}';

/**
 * The workflow answers `{ status, body }`. The body is a text, which is passed on unchanged: a template that read an object would have to
 * write JSON itself.
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
