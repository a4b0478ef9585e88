import { App, Stack } from 'aws-cdk-lib';
import { AuthorizationType, AwsIntegration, PassthroughBehavior, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { DefinitionBody, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';

export const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
export const PERMISSION_SET = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef';
export const TARGET = '222222222222';

const task = (name: string) => ({ Type: 'Task', Resource: `arn:aws:states:::aws-sdk:${name}` });
const assignment = (user: string) => (
  { InstanceArn: INSTANCE, PermissionSetArn: PERMISSION_SET, TargetId: TARGET, TargetType: 'AWS_ACCOUNT', PrincipalType: 'USER', PrincipalId: user });

const REQUEST = (machine: string) => `{ "stateMachineArn": "${machine}", "input": "{ \\"caller\\": \\"$context.identity.userArn\\", \
\\"id\\": \\"$util.urlEncode($input.params('id'))\\", \\"epoch\\": $context.requestTimeEpoch, \\"body\\": \\"$util.urlEncode($input.body)\\" }" }`;
const RESPONSE = '#if($input.path(\'$.status\') == \'SUCCEEDED\')#set($output = $util.parseJson($input.path(\'$.output\')))\
#set($context.responseOverride.status = $output.status)$output.body#else#set($context.responseOverride.status = 502){"error":$input.json(\'$.error\')}#end';

/** The smallest thing that uses everything the bench is there for. */
export function sampleStack(): Stack {
  const stack = new Stack(new App(), 'Sample', { env: { account: '111111111111', region: 'eu-central-1' } });
  const table = new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING }, billingMode: BillingMode.PAY_PER_REQUEST });
  const bus = new EventBus(stack, 'Bus', { eventBusName: 'sample' });
  const group = new CfnScheduleGroup(stack, 'Group', { name: 'sample' });
  const role = new Role(stack, 'SchedulerRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
  const machine = (id: string, type: StateMachineType, definition: object) => new StateMachine(stack, id, {
    stateMachineName: id,
    stateMachineType: type,
    definitionBody: DefinitionBody.fromString(stack.toJsonString({ QueryLanguage: 'JSONata', ...definition })),
  });

  const life = machine('Life', StateMachineType.STANDARD, {
    StartAt: 'Schedule',
    States: {
      Schedule: {
        ...task('scheduler:createSchedule'),
        Arguments: {
          Name: '{% $states.context.Execution.Name %}',
          GroupName: group.name,
          ScheduleExpression: "{% 'at(' & $substring($states.input.end, 0, 19) & ')' %}",
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: 'arn:aws:scheduler:::aws-sdk:eventbridge:putEvents', RoleArn: role.roleArn, Input: '{% $string({ "Entries": [] }) %}' },
        },
        Catch: [{ ErrorEquals: ['Scheduler.ConflictException'], Output: '{% $states.input %}', Next: 'Until' }],
        Output: '{% $states.input %}',
        Next: 'Until',
      },
      Until: { Type: 'Wait', Timestamp: '{% $states.input.end %}', Next: 'Revoke' },
      Revoke: {
        ...task('ssoadmin:deleteAccountAssignment'),
        Arguments: assignment('{% $states.input.user %}'),
        Retry: [{ ErrorEquals: ['SsoAdmin.ThrottlingException', 'SsoAdmin.ConflictException'], IntervalSeconds: 1, MaxAttempts: 3 }],
        Catch: [{ ErrorEquals: ['SsoAdmin.ResourceNotFoundException'], Next: 'Unschedule' }],
        Next: 'Unschedule',
      },
      Unschedule: {
        ...task('scheduler:deleteSchedule'),
        Arguments: { Name: '{% $states.context.Execution.Name %}', GroupName: group.name },
        Catch: [{ ErrorEquals: ['Scheduler.ResourceNotFoundException'], Next: 'Done' }],
        Next: 'Done',
      },
      Done: { Type: 'Succeed', Output: { ended: '{% $now() %}' } },
    },
  });

  const entry = { TableName: table.tableName, Item: { id: { S: '{% $id %}' }, reason: { S: '{% $asked.reason %}' } } };
  const answerTo = (error: string, status: number, body: string) => ({ ErrorEquals: [error], Output: { status, body }, Next: 'Answer' });
  const door = machine('Door', StateMachineType.EXPRESS, {
    StartAt: 'Read',
    States: {
      Read: {
        Type: 'Pass',
        Assign: { asked: "{% $parse($decodeUrlComponent($replace($states.input.body, '+', '%20'))) %}", caller: '{% $states.input.caller %}' },
        Next: 'Name',
      },
      Name: { Type: 'Pass', Assign: { id: "{% $substring($hash($caller & '|' & $asked.user, 'SHA-256'), 0, 16) %}" }, Next: 'Write' },
      Write: {
        ...task('dynamodb:transactWriteItems'),
        Arguments: {
          TransactItems: [
            { Put: { ...entry, ConditionExpression: 'attribute_not_exists(id)' } },
            { Put: { TableName: table.tableName, Item: { id: { S: "{% $id & '/log' %}" }, at: { N: '{% $string($states.input.epoch) %}' } } } },
          ],
        },
        Catch: [answerTo('DynamoDb.TransactionCanceledException', 409, '{% $string({ "error": "taken", "id": $id }) %}')],
        Next: 'Assign',
      },
      Assign: {
        ...task('ssoadmin:createAccountAssignment'),
        Arguments: assignment('{% $asked.user %}'),
        Assign: { request: '{% $states.result.AccountAssignmentCreationStatus.RequestId %}' },
        Retry: [{ ErrorEquals: ['SsoAdmin.ThrottlingException'], IntervalSeconds: 1, MaxAttempts: 2 }],
        Catch: [answerTo('States.ALL', 503, '{% $string({ "error": $states.errorOutput.Error }) %}')],
        Next: 'Look',
      },
      Look: {
        ...task('ssoadmin:describeAccountAssignmentCreationStatus'),
        Arguments: { InstanceArn: INSTANCE, AccountAssignmentCreationRequestId: '{% $request %}' },
        Output: '{% $states.result.AccountAssignmentCreationStatus.Status %}',
        Next: 'AssignedYet',
      },
      AssignedYet: {
        Type: 'Choice',
        Choices: [
          { Condition: "{% $states.input = 'IN_PROGRESS' %}", Next: 'Pause' },
          { Condition: "{% $states.input = 'FAILED' %}", Next: 'Failed' },
        ],
        Default: 'Start',
      },
      Pause: { Type: 'Wait', Seconds: 1, Next: 'Look' },
      Failed: { Type: 'Fail', Error: 'Sample.Failed', Cause: 'The assignment failed' },
      Start: {
        ...task('sfn:startExecution'),
        Arguments: { StateMachineArn: life.stateMachineArn, Name: '{% $id %}', Input: '{% $string({ "user": $asked.user, "end": $asked.end }) %}' },
        Next: 'Tell',
      },
      Tell: {
        ...task('eventbridge:putEvents'),
        Arguments: { Entries: [{ EventBusName: bus.eventBusName, Source: 'sample', DetailType: 'Told', Detail: '{% $string({ "id": $id }) %}' }] },
        Output: { status: 201, body: '{% $string({ "id": $id }) %}' },
        Next: 'Answer',
      },
      Answer: { Type: 'Succeed' },
    },
  });

  const item = { TableName: table.tableName, Item: { id: { S: '{% $states.input %}' } } };
  const put = { ...task('dynamodb:putItem'), Arguments: item, Output: '{% $name %}', End: true };
  const inner = { StartAt: 'Name', States: { Name: { Type: 'Pass', Assign: { name: '{% $states.input %}' }, Next: 'Put' }, Put: put } };
  const nested = machine('Nested', StateMachineType.STANDARD, {
    StartAt: 'Outer',
    States: {
      Outer: {
        Type: 'Map',
        Items: '{% $states.input.outer %}',
        Assign: { written: '{% $count($states.result) %}' },
        ItemProcessor: {
          StartAt: 'Inner',
          States: {
            Inner: {
              Type: 'Map',
              Items: '{% $states.input.inner %}',
              ItemSelector: "{% $states.input.name & '/' & $states.context.Map.Item.Value %}",
              ItemProcessor: inner,
              End: true,
            },
          },
        },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
        Next: 'After',
      },
      After: {
        Type: 'Parallel',
        Branches: [pass('a'), pass('b')],
        Output: '{% { "parts": $states.result, "written": $written, "result": $states.input } %}',
        End: true,
      },
    },
  });

  for (const workflow of [door, nested]) table.grantWriteData(workflow);
  const assigned = [INSTANCE, PERMISSION_SET, `arn:aws:sso:::account/${TARGET}`];
  const schedules = `arn:aws:scheduler:eu-central-1:111111111111:schedule/${group.name}/*`;
  door.addToRolePolicy(allow(['sso:CreateAccountAssignment', 'sso:DescribeAccountAssignmentCreationStatus'], ...assigned));
  life.grantStartExecution(door);
  bus.grantPutEventsTo(door);
  life.addToRolePolicy(allow(['sso:DeleteAccountAssignment'], ...assigned));
  life.addToRolePolicy(allow(['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'], schedules));
  role.grantPassRole(life.role);
  nested.grantStartExecution(role);

  const abroad = machine('Abroad', StateMachineType.STANDARD, {
    StartAt: 'Look',
    States: {
      Look: {
        ...task('iam:getRole'),
        Credentials: { RoleArn: '{% $states.input.role %}' },
        Arguments: { RoleName: 'There' },
        Output: '{% $states.result.Role %}',
        End: true,
      },
    },
  });
  abroad.addToRolePolicy(allow(['sts:AssumeRole'], `arn:aws:iam::${TARGET}:role/Any`));
  machine('Strict', StateMachineType.STANDARD, {
    StartAt: 'First',
    States: {
      First: { Type: 'Pass', Assign: { a: 1 }, Next: 'Both' },
      Both: { Type: 'Pass', Assign: { a: 2, b: '{% $a %}' }, Next: 'Which' },
      Which: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.flag = "long" %}', Next: 'Long' }, { Condition: '{% $states.input.flag %}', Next: 'Newer' }], Default: 'End' },
      Long: { Type: 'Pass', Output: '{% $count([1..1000000].($ * $ + $)) %}', Next: 'End' },
      Newer: { Type: 'Pass', Output: '{% $a ?? 1 %}', Next: 'End' },
      End: { Type: 'Succeed', Output: '{% [$a, $b] %}' },
    },
  });

  api(stack, door);
  return stack;
}

function allow(actions: string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}

function pass(name: string) {
  return { StartAt: name, States: { [name]: { Type: 'Pass', Output: `{% "${name}" & $string($written) %}`, End: true } } };
}

function api(stack: Stack, door: StateMachine): void {
  const credentialsRole = new Role(stack, 'ApiRole', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
  const method = { authorizationType: AuthorizationType.IAM, methodResponses: [{ statusCode: '200' }, { statusCode: '400' }] };
  const integration = new AwsIntegration({
    service: 'states',
    action: 'StartSyncExecution',
    options: {
      credentialsRole,
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': REQUEST(door.stateMachineArn) },
      integrationResponses: [
        { statusCode: '200', responseTemplates: { 'application/json': RESPONSE } },
        { statusCode: '400', selectionPattern: '4\\d\\d', responseTemplates: { 'application/json': '{"error":"refused"}' } },
      ],
    },
  });
  door.grantStartSyncExecution(credentialsRole);
  const resource = new RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { stageName: 'prod' } }).root.addResource('requests');
  resource.addMethod('POST', integration, method);
  resource.addResource('{id}').addMethod('PUT', integration, method);
  resource.addResource('open').addMethod('GET', integration, { ...method, authorizationType: AuthorizationType.NONE });
}
