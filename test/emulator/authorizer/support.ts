import { App, Stack } from 'aws-cdk-lib';
import { AuthorizationType, AwsIntegration, PassthroughBehavior, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Bench, Deployed, Execution } from '../../../emulator/bench/bench';

export const ACCOUNT = '111111111111';
export const REGION = 'eu-central-1';
export const OTHER = '222222222222';
export const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
export const PERMISSION_SET = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef';
export const STORE = 'd-1234567890';

/** Calls of which the stack has a workflow each. Its input is what it sends. */
const CALLS = [
  'dynamodb:putItem', 'dynamodb:query', 'dynamodb:transactWriteItems', 'ssoadmin:createAccountAssignment', 'ssoadmin:deleteAccountAssignment',
  'identitystore:isMemberInGroups', 'scheduler:createSchedule', 'sfn:startExecution', 'sfn:describeExecution', 'eventbridge:putEvents', 'sqs:sendMessage',
  'sts:assumeRole', 'organizations:listParents', 'iam:putRolePolicy', 'iam:getRole', 'iam:listRoles',
];

const idOf = (call: string) => call.split(':').map((word) => word[0].toUpperCase() + word.slice(1)).join('');

export interface Statement {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

export const policy = (...statements: readonly object[]) => ({
  Version: '2012-10-17', Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
});

function stackOf(): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Strict', { env: { account: ACCOUNT, region: REGION } });
  const worker = new Role(stack, 'Worker', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
  const machine = (id: string, definition: object, type = StateMachineType.STANDARD) => new StateMachine(stack, id, {
    stateMachineName: id, stateMachineType: type, role: worker, definitionBody: DefinitionBody.fromString(stack.toJsonString({ QueryLanguage: 'JSONata', ...definition })),
  });
  for (const call of CALLS) {
    machine(idOf(call), { StartAt: 'Call', States: { Call: { Type: 'Task', Resource: `arn:aws:states:::aws-sdk:${call}`, Arguments: '{% $states.input %}', End: true } } });
  }
  machine('As', {
    StartAt: 'Call',
    States: {
      Call: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:iam:getRole', Credentials: { RoleArn: '{% $states.input.role %}' }, Arguments: { RoleName: 'There' }, End: true },
    },
  });
  const echo = machine('Echo', { StartAt: 'Done', States: { Done: { Type: 'Succeed', Output: { status: 200 } } } }, StateMachineType.EXPRESS);
  machine('Idle', { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });

  const key = new Key(stack, 'Key');
  const plain = { partitionKey: { name: 'id', type: AttributeType.STRING }, billingMode: BillingMode.PAY_PER_REQUEST };
  new Table(stack, 'Plain', { ...plain, tableName: 'plain' }).addGlobalSecondaryIndex({ indexName: 'ByKind', partitionKey: { name: 'kind', type: AttributeType.STRING } });
  new Table(stack, 'Encrypted', { ...plain, tableName: 'encrypted', encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key });
  new Queue(stack, 'Letters', { queueName: 'letters' });
  new Queue(stack, 'Secret', { queueName: 'secret', encryptionMasterKey: key });
  new EventBus(stack, 'Bus', { eventBusName: 'bus' });
  new CfnScheduleGroup(stack, 'Group', { name: 'group' });
  new Role(stack, 'SchedulerRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });

  const credentialsRole = new Role(stack, 'ApiRole', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
  credentialsRole.addToPolicy(new PolicyStatement({ actions: ['states:StartSyncExecution'], resources: [echo.stateMachineArn] }));
  const integration = new AwsIntegration({
    service: 'states',
    action: 'StartSyncExecution',
    options: {
      credentialsRole,
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': `{"stateMachineArn":"${echo.stateMachineArn}","input":"{}"}` },
      integrationResponses: [{ statusCode: '200' }],
    },
  });
  new RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { stageName: 'v1' } }).root.addResource('things')
    .addMethod('GET', integration, { authorizationType: AuthorizationType.IAM, methodResponses: [{ statusCode: '200' }] });
  return stack;
}

/** A stack whose roles may nothing but what a test gives them. */
export class Strict {
  public static async open(): Promise<Strict> {
    const bench = await Bench.start();
    return new Strict(bench, await bench.deploy(stackOf()));
  }

  private constructor(public readonly bench: Bench, public readonly aws: Deployed) {}

  public close = () => this.bench.stop();

  /** What the workflows' role may do from now on. */
  public async allow(...statements: readonly Statement[]): Promise<void> {
    await this.give('Worker', ...statements);
  }

  /** What a role may do from now on. */
  public async give(role: string, ...statements: readonly Statement[]): Promise<void> {
    const RoleName = this.aws.find('AWS::IAM::Role', role);
    if (statements.length > 0) {
      await this.aws.call('iam', 'putRolePolicy', { RoleName, PolicyName: 'May', PolicyDocument: JSON.stringify(policy(...statements)) });
    } else {
      await this.aws.call('iam', 'deleteRolePolicy', { RoleName, PolicyName: 'May' });
    }
  }

  public async trust(role: string, statement: object): Promise<void> {
    await this.aws.call('iam', 'updateAssumeRolePolicy', {
      RoleName: this.aws.find('AWS::IAM::Role', role), PolicyDocument: JSON.stringify(policy({ Action: 'sts:AssumeRole', ...statement })),
    });
  }

  /** A role with a fixed name, in any account. */
  public async makeRole(account: string, RoleName: string, trust: object, ...may: readonly Statement[]): Promise<string> {
    const call = (action: string, parameters: object) => this.bench.workbench.call(account, REGION, 'iam', action, parameters);
    await call('createRole', { RoleName, AssumeRolePolicyDocument: JSON.stringify(policy({ Action: 'sts:AssumeRole', ...trust })) });
    if (may.length > 0) await call('putRolePolicy', { RoleName, PolicyName: 'May', PolicyDocument: JSON.stringify(policy(...may)) });
    return `arn:aws:iam::${account}:role/${RoleName}`;
  }

  /** Makes a call as a workflow does. */
  public async call(call: string, parameters: object): Promise<Execution> {
    return this.aws.run(idOf(call), parameters);
  }

  public get key(): string {
    return `arn:aws:kms:${REGION}:${ACCOUNT}:key/${this.aws.find('AWS::KMS::Key')}`;
  }
}

export const table = (name: string) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
export const refused = (error: string, action: string, resource = '') => ({
  status: 'FAILED', error, cause: expect.stringMatching(new RegExp(`is not authorized to perform: ${action} on resource: ${resource.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)),
});
