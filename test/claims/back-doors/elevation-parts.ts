import { ADMINISTRATOR_ACCESS, add, addCondition, allow, arnOf, changeDefinition, find, policy, properties, ref, role, roleId, STRANGER, trusts } from './helpers';
import { ofKind } from './types';
import { Templates } from '../mutations';

const MACHINE = 'AWS::StepFunctions::StateMachine';
const workflow = (t: Templates, name: string) => properties(t, 'Elevation', `Elevation${name}`, MACHINE);
const ledger = (t: Templates) => properties(t, 'Elevation', 'ElevationLedgerTable', 'AWS::DynamoDB::Table');
const schedule = (t: Templates) => properties(t, 'Elevation', 'ElevationReconciler', 'AWS::Scheduler::Schedule');
const bucket = (t: Templates) => properties(t, 'Elevation', 'ElevationArchiveBucket', 'AWS::S3::Bucket');
const key = (t: Templates) => properties(t, 'Elevation', 'ElevationKey', 'AWS::KMS::Key');
const api = (t: Templates) => properties(t, 'Elevation', 'ElevationApi', 'AWS::ApiGateway::RestApi');
const stage = (t: Templates) => properties(t, 'Elevation', 'ElevationApiDeploymentStage', 'AWS::ApiGateway::Stage');
const approve = (t: Templates) => properties(t, 'Elevation', 'ElevationApirequestsidapprovePOST', 'AWS::ApiGateway::Method');
const callers = (t: Templates) => properties(t, 'Elevation', 'ElevationCallersPermissionSet', 'AWS::SSO::PermissionSet');
const apiId = (t: Templates) => find(t, 'Elevation', 'ElevationApi', 'AWS::ApiGateway::RestApi').id;
const statements = (t: Templates, prefix: string) => properties(t, 'Elevation', prefix, 'AWS::IAM::Policy').PolicyDocument.Statement;
const idOf = (t: Templates, name: string) => find(t, 'Elevation', `Elevation${name}`, MACHINE).id;

/** The workflows of elevated access: what runs is no longer what the library writes. */
const WORKFLOWS = ofKind('elevation', [{
  id: 'workflow-in-a-bucket',
  putIn: 'a definition in a bucket, in place of the text of the workflow that decides',
  effect: 'who writes the bucket decides on every request',
  mutate: (t) => {
    delete workflow(t, 'Decide').DefinitionString;
    workflow(t, 'Decide').DefinitionS3Location = { Bucket: 'definitions', Key: 'decide.json' };
  },
}, {
  id: 'workflow-as-an-object',
  putIn: 'a definition as an object, in place of the text of the workflow that grants',
  effect: 'the claims that read the text see no workflow that grants, and the end is no longer scheduled first',
  mutate: (t) => {
    delete workflow(t, 'Life').DefinitionString;
    workflow(t, 'Life').Definition = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
  },
}, {
  id: 'workflow-starts-elsewhere',
  putIn: 'another first state of the workflow that decides, which takes the person from the body',
  effect: 'a caller decides as anybody',
  mutate: (t) => changeDefinition(workflow(t, 'Decide'), (definition) => {
    definition.StartAt = 'Begin';
    definition.States.Begin = { Type: 'Pass', QueryLanguage: 'JSONata', Assign: { asked: '{% $parse($decodeUrlComponent($states.input.body)) %}', attempt: 0 }, Next: 'Read the request' };
  }),
}, {
  id: 'workflow-refusals-passed-over',
  putIn: 'a condition in the workflow that decides, by which its refusals don\'t count',
  effect: 'every registered person approves, whatever the rule says',
  mutate: (t) => changeDefinition(workflow(t, 'Decide'), ({ States }) => { States['Is the decision allowed?'].Choices[0].Condition = '{% $verdict.status > 500 %}'; }),
}, {
  id: 'workflow-condition-always-true',
  putIn: 'a condition in the workflow that decides, by which each approval is the last',
  effect: 'one approval is enough, whatever the quorum',
  mutate: (t) => changeDefinition(workflow(t, 'Decide'), ({ States }) => { States['Which action?'].Choices[0].Condition = '{% $asked.action = "approve" %}'; }),
}, {
  id: 'workflow-caught-and-forgotten',
  putIn: 'a catch of every error of the removal in the workflow that ends accesses',
  effect: 'an access that can\'t be removed counts as ended, and no alarm is raised',
  mutate: (t) => changeDefinition(workflow(t, 'End'), ({ States }) => { States['Revoke in each account'].Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Done' }]; }),
}, {
  id: 'workflow-substituted',
  putIn: 'a substitution in the definition of the workflow that issues sessions',
  effect: 'a text of the definition is another one when it is deployed',
  mutate: (t) => { workflow(t, 'Issue').DefinitionSubstitutions = { 'aws:PrincipalTag/x': '*' }; },
}, {
  id: 'workflow-without-logs',
  putIn: 'no logs of the workflow that decides',
  effect: 'nobody can tell afterwards how a decision was made',
  mutate: (t) => { workflow(t, 'Decide').LoggingConfiguration.Level = 'OFF'; },
}, {
  id: 'workflow-logs-credentials',
  putIn: 'the data of executions in the logs of the workflow that issues sessions',
  effect: 'who reads the logs has the credentials of every session',
  mutate: (t) => { workflow(t, 'Issue').LoggingConfiguration.IncludeExecutionData = true; },
}, {
  id: 'workflow-keeps-history',
  putIn: 'a workflow with a history, in place of the one that issues sessions',
  effect: 'who reads executions has the credentials of every session',
  mutate: (t) => { workflow(t, 'Issue').StateMachineType = 'STANDARD'; },
}, {
  id: 'workflow-without-its-key',
  putIn: 'no key of its own for the data of the workflow that grants',
  effect: 'who reads executions needs no permission for the key',
  mutate: (t) => { workflow(t, 'Life').EncryptionConfiguration = { Type: 'AWS_OWNED_KEY' }; },
}, {
  id: 'workflow-runs-as-another',
  putIn: 'another role of the workflow that decides: that of the scheduler',
  effect: 'decisions fail, and with them every approval',
  mutate: (t) => { workflow(t, 'Decide').RoleArn = arnOf(roleId(t, 'Elevation', 'ElevationSchedulerRole')); },
}, {
  id: 'workflow-auditor-of-its-own',
  putIn: 'a person as an auditor in the workflow that decides alone',
  effect: 'the person revokes what its rule no longer names',
  mutate: (t) => changeDefinition(workflow(t, 'Decide'), (definition) => {
    definition.States = JSON.parse(JSON.stringify(definition.States).replace('$person in []', '$person in [\\"jane\\"]'));
  }),
}]);

/** The roles of elevated access: more than the library writes, less of it, or somebody else as them. */
const ROLES = ofKind('elevation', [{
  id: 'elevation-role-more-statements',
  putIn: 'a statement in the policy of the workflow that grants',
  effect: 'the workflow changes any role of the account',
  mutate: (t) => { statements(t, 'ElevationLifeRoleDefaultPolicy').push(allow('iam:PutRolePolicy', 'arn:aws:iam::111111111111:role/Operator')); },
}, {
  id: 'elevation-role-inline',
  putIn: 'an inline policy in the role of the API',
  effect: 'the API writes the ledger by itself',
  mutate: (t) => { role(t, 'Elevation', 'ElevationApiRole').Policies = [{ PolicyName: 'more', PolicyDocument: policy(allow('dynamodb:PutItem', '*')) }]; },
}, {
  id: 'elevation-role-attached-elsewhere',
  putIn: 'a policy by another stack for the broker, by its name',
  effect: 'the broker reads every secret of the account',
  mutate: (t) => add(t, 'Security', 'MoreForBroker', 'AWS::IAM::RolePolicy', { RoleName: 'elevation-broker', PolicyName: 'more', PolicyDocument: policy(allow('secretsmanager:GetSecretValue', '*')) }),
}, {
  id: 'elevation-role-managed',
  putIn: 'a policy of AWS for the role of the scheduler',
  effect: 'each schedule does everything',
  mutate: (t) => { role(t, 'Elevation', 'ElevationSchedulerRole').ManagedPolicyArns = [ADMINISTRATOR_ACCESS]; },
}, {
  id: 'elevation-role-fewer-statements',
  putIn: 'fewer statements in the policy of the workflow that ends accesses: none that removes an assignment',
  effect: 'no access ends',
  mutate: (t) => {
    const all = statements(t, 'ElevationRevokerDefaultPolicy');
    all.splice(all.findIndex(({ Action }: any) => Action === 'sso:DeleteAccountAssignment'), 1);
  },
}, {
  id: 'elevation-role-denied',
  putIn: 'a deny in the policy of the workflow that compares',
  effect: 'unknown assignments are never found',
  mutate: (t) => { statements(t, 'ElevationReconcileRoleDefaultPolicy').push({ ...allow('sso:ListAccountAssignments', '*'), Effect: 'Deny' }); },
}, {
  id: 'elevation-role-condition-lifted',
  putIn: 'the ledger without a condition in the policy of the workflow that accepts requests',
  effect: 'it writes accesses as well as requests',
  mutate: (t) => { delete statements(t, 'ElevationSubmitRoleDefaultPolicy').find(({ Action }: any) => [Action].flat().includes('dynamodb:PutItem')).Condition; },
}, {
  id: 'elevation-role-of-a-function',
  putIn: 'a function that runs as the broker',
  effect: 'its code issues sessions to anybody, if Lambda may assume the role',
  mutate: (t) => add(t, 'Security', 'Helper', 'AWS::Lambda::Function', {
    Role: 'arn:aws:iam::111111111111:role/elevation/elevation-broker', Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: 'exports.handler = () => 1' },
  }),
}, {
  id: 'elevation-role-of-an-instance',
  putIn: 'an instance profile with the role that ends sessions in an account',
  effect: 'a machine writes the boundary of every elevated permission set',
  mutate: (t) => add(t, 'Revocation', 'Profile', 'AWS::IAM::InstanceProfile', { Roles: ['elevation-session-revoker'] }),
}, {
  id: 'elevation-role-of-another-api',
  putIn: 'an HTTP API that starts workflows with the role of the API',
  effect: 'requests with any caller are accepted, without a signature',
  mutate: (t) => add(t, 'Elevation', 'Open', 'AWS::ApiGatewayV2::Integration', {
    ApiId: 'a1b2c3d4e5',
    IntegrationType: 'AWS_PROXY',
    IntegrationSubtype: 'StepFunctions-StartSyncExecution',
    CredentialsArn: arnOf(roleId(t, 'Elevation', 'ElevationApiRole')),
    RequestParameters: { StateMachineArn: ref(idOf(t, 'Decide')), Input: '$request.body' },
  }),
}, {
  id: 'elevation-role-longer-sessions',
  putIn: 'sessions of twelve hours of the role that ends accesses',
  effect: 'a session that was once taken over lasts half a day',
  mutate: (t) => { role(t, 'Elevation', 'ElevationRevoker').MaxSessionDuration = 43200; },
}, {
  id: 'elevation-session-revoker-more',
  putIn: 'a second inline policy in the role that ends sessions',
  effect: 'the role changes the sessions of other roles',
  mutate: (t) => { role(t, 'Revocation', 'Revocation').Policies.push({ PolicyName: 'more', PolicyDocument: policy(allow('iam:TagRole', '*')) }); },
}, {
  id: 'elevation-api-role-for-the-account',
  putIn: 'the source account in the trust of the API\'s role',
  effect: 'API Gateway sends none: every request is answered with 500, and people are pushed to the emergency path',
  mutate: (t) => {
    const { AssumeRolePolicyDocument } = role(t, 'Elevation', 'ElevationApiRole');
    AssumeRolePolicyDocument.Statement[0].Condition = { StringEquals: { 'aws:SourceAccount': '111111111111' } };
  },
}, {
  id: 'elevation-trust-without-account',
  putIn: 'a trust of the workflow that grants without the account',
  effect: 'Step Functions acts for another account with the role',
  mutate: (t) => { delete role(t, 'Elevation', 'ElevationLifeRole').AssumeRolePolicyDocument.Statement[0].Condition; },
}]);

/** The API of elevated access. */
const API = ofKind('elevation', [{
  id: 'api-by-a-description',
  putIn: 'a description of the API in place of its methods',
  effect: 'methods that no claim reads are deployed as well',
  mutate: (t) => { api(t).Body = { openapi: '3.0.1', info: { title: 'x', version: '1' }, paths: {} }; },
}, {
  id: 'api-description-in-a-bucket',
  putIn: 'a description of the API in a bucket',
  effect: 'who writes the bucket decides what a call does',
  mutate: (t) => { api(t).BodyS3Location = { Bucket: 'apis', Key: 'api.json' }; },
}, {
  id: 'api-policy-of-everybody',
  putIn: 'a policy of the API for a role of another account',
  effect: 'a stranger reaches the workflows',
  mutate: (t) => { api(t).Policy = policy({ ...trusts({ AWS: STRANGER }, undefined, 'execute-api:Invoke'), Resource: '*' }); },
}, {
  id: 'api-second-method',
  putIn: 'a method of the API that approves by a name in the path',
  effect: 'a caller approves as somebody else',
  mutate: (t) => {
    const { resource } = find(t, 'Elevation', 'ElevationApirequestsidapprovePOST', 'AWS::ApiGateway::Method');
    add(t, 'Elevation', 'Another', 'AWS::ApiGateway::Method', { ...resource.Properties, HttpMethod: 'PUT' });
  },
}, {
  id: 'api-method-starts-another',
  putIn: 'another action in the template of the method that approves',
  effect: 'an approval is a bypass',
  mutate: (t) => {
    const { RequestTemplates } = approve(t).Integration;
    RequestTemplates['application/json'] = JSON.parse(JSON.stringify(RequestTemplates['application/json']).replace('approve', 'bypass'));
  },
}, {
  id: 'api-parameter-of-the-integration',
  putIn: 'a parameter of the integration of the method that approves',
  effect: 'a header decides which workflow is started',
  mutate: (t) => { approve(t).Integration.RequestParameters = { 'integration.request.header.X-Amz-Target': 'method.request.header.target' }; },
}, {
  id: 'api-answer-of-its-own',
  putIn: 'a template of the answer of the method that approves, by which each call succeeds',
  effect: 'a refused approval looks like one that was recorded',
  mutate: (t) => { approve(t).Integration.IntegrationResponses[0].ResponseTemplates['application/json'] = '{"status":"approved"}'; },
}, {
  id: 'api-canary',
  putIn: 'a canary in the stage',
  effect: 'a part of the calls reaches another deployment',
  mutate: (t) => { stage(t).CanarySetting = { PercentTraffic: 50, StageVariableOverrides: { caller: 'jane' } }; },
}, {
  id: 'api-without-access-log',
  putIn: 'no access log of the stage',
  effect: 'nobody can tell who called',
  mutate: (t) => { delete stage(t).AccessLogSetting; },
}, {
  id: 'api-second-stage',
  putIn: 'a second stage of the API, with traces of every body',
  effect: 'calls by the second stage are in no access log',
  mutate: (t) => {
    const { DeploymentId } = stage(t);
    add(t, 'Elevation', 'Second', 'AWS::ApiGateway::Stage', { RestApiId: ref(apiId(t)), DeploymentId, StageName: 'v2', MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', DataTraceEnabled: true }] });
  },
}, {
  id: 'api-gateway-response',
  putIn: 'an answer of the API to calls without a signature',
  effect: 'a refused call looks like one that was accepted',
  mutate: (t) => add(t, 'Elevation', 'Answer', 'AWS::ApiGateway::GatewayResponse', { RestApiId: ref(apiId(t)), ResponseType: 'ACCESS_DENIED', StatusCode: '200' }),
}, {
  id: 'api-gateway-response-changed',
  putIn: 'another status in the answer of the API to a body that isn\'t JSON',
  effect: 'a refused call looks like one that was accepted',
  mutate: (t) => { properties(t, 'Elevation', 'ElevationApiUnsupportedMediaType', 'AWS::ApiGateway::GatewayResponse').StatusCode = '200'; },
}, {
  id: 'callers-do-more',
  putIn: 'a statement in the permission set with which people call the API',
  effect: 'everybody who may ask for access writes the ledger',
  mutate: (t) => { callers(t).InlinePolicy.Statement.push(allow('dynamodb:PutItem', '*')); },
}, {
  id: 'callers-managed',
  putIn: 'a policy of AWS for the permission set with which people call the API',
  effect: 'everybody who may ask for access is an administrator of the account',
  mutate: (t) => { callers(t).ManagedPolicies = [ADMINISTRATOR_ACCESS]; },
}, {
  id: 'callers-without-a-mark',
  putIn: 'other calls than those of the API in the permission set of the callers, which has lost its tag',
  effect: 'people call another API of the account',
  mutate: (t) => {
    delete callers(t).Tags;
    callers(t).InlinePolicy.Statement[0].Resource.push('arn:aws:execute-api:*:*:*/*/*/*');
  },
}]);

/** Schedule, ledger, archive and key. */
const STORES = ofKind('elevation', [{
  id: 'schedule-begins-in-years',
  putIn: 'a first day in the schedule of the reconciler, years ahead',
  effect: 'the ledger is never compared with the accesses that exist',
  mutate: (t) => { schedule(t).StartDate = '2040-01-01T00:00:00Z'; },
}, {
  id: 'schedule-is-over',
  putIn: 'a last day in the schedule of the reconciler',
  effect: 'after that day nothing is compared',
  mutate: (t) => { schedule(t).EndDate = '2026-12-31T00:00:00Z'; },
}, {
  id: 'schedule-once-a-year',
  putIn: 'a rate of once in 365 days for the reconciler',
  effect: 'accesses without a request stay for a year',
  mutate: (t) => { schedule(t).ScheduleExpression = 'rate(365 days)'; },
}, {
  id: 'schedule-some-time',
  putIn: 'a flexible time of a day for the reconciler',
  effect: 'the comparison comes up to a day late',
  mutate: (t) => { schedule(t).FlexibleTimeWindow = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1440 }; },
}, {
  id: 'schedule-of-nothing',
  putIn: 'an input of the reconciler, and no attempts after the first',
  effect: 'one failure of Step Functions skips the comparison',
  mutate: (t) => { schedule(t).Target.RetryPolicy = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }; },
}, {
  id: 'ledger-forgets-open-requests',
  putIn: 'another attribute by which the ledger forgets rows',
  effect: 'rows of open requests are deleted, and with them the record of who approved',
  mutate: (t) => { ledger(t).TimeToLiveSpecification = { AttributeName: 'minutes', Enabled: true }; },
}, {
  id: 'ledger-streams',
  putIn: 'a stream of the ledger to Kinesis',
  effect: 'every request, with its reasons, is copied to a stream of somebody else',
  mutate: (t) => { ledger(t).KinesisStreamSpecification = { StreamArn: 'arn:aws:kinesis:us-east-1:111111111111:stream/copies' }; },
}, {
  id: 'ledger-short-recovery',
  putIn: 'a recovery of one day for the ledger',
  effect: 'what was deleted the day before yesterday can\'t be restored',
  mutate: (t) => { ledger(t).PointInTimeRecoverySpecification.RecoveryPeriodInDays = 1; },
}, {
  id: 'ledger-imported',
  putIn: 'a ledger whose first rows come from a bucket',
  effect: 'the ledger begins with approved requests that nobody made',
  mutate: (t) => { ledger(t).ImportSourceSpecification = { InputFormat: 'DYNAMODB_JSON', S3BucketSource: { S3Bucket: 'rows' } }; },
}, {
  id: 'ledger-by-another-name',
  putIn: 'a global table in place of the ledger',
  effect: 'the ledger has replicas, and no claim finds it',
  mutate: (t) => { find(t, 'Elevation', 'ElevationLedgerTable', 'AWS::DynamoDB::Table').resource.Type = 'AWS::DynamoDB::GlobalTable'; },
}, {
  id: 'archive-replicated',
  putIn: 'a replication of the archive to another account',
  effect: 'every finished request is copied to a stranger',
  mutate: (t) => { bucket(t).ReplicationConfiguration = { Role: arnOf(roleId(t, 'Elevation', 'ElevationFollowRole')), Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::stranger' } }] }; },
}, {
  id: 'archive-read-by-a-stranger',
  putIn: 'a statement in the policy of the archive',
  effect: 'a stranger reads every finished request',
  mutate: (t) => {
    const document = properties(t, 'Elevation', 'ElevationArchiveBucketPolicy', 'AWS::S3::BucketPolicy').PolicyDocument;
    document.Statement.push({ Effect: 'Allow', Principal: { AWS: STRANGER }, Action: 's3:GetObject', Resource: '*' });
  },
}, {
  id: 'elevation-key-off',
  putIn: 'a key of elevated access that is off',
  effect: 'no workflow runs, and no access ends',
  mutate: (t) => { key(t).Enabled = false; },
}, {
  id: 'elevation-key-gone-in-a-week',
  putIn: 'a shorter wait before the key of elevated access is deleted, and no rotation',
  effect: 'the ledger can be unreadable within a week',
  mutate: (t) => { Object.assign(key(t), { PendingWindowInDays: 7, EnableKeyRotation: false }); },
}, {
  id: 'elevation-key-fewer-statements',
  putIn: 'a condition on what the account may do with the key',
  effect: 'only one address can use the key: no workflow runs',
  mutate: (t) => addCondition(key(t).KeyPolicy.Statement[0], 'IpAddress', 'aws:SourceIp', '192.0.2.1/32'),
}, {
  id: 'dead-letters-forgotten',
  putIn: 'a minute of retention for the dead letters',
  effect: 'an end that failed is forgotten before anybody looks',
  mutate: (t) => { properties(t, 'Elevation', 'ElevationDeadLetters', 'AWS::SQS::Queue').MessageRetentionPeriod = 60; },
}, {
  id: 'password-key-off',
  putIn: 'a key of a first password that is off',
  effect: 'no custodian reads the password on the day on which it is needed',
  mutate: (t) => { t.resource('JanePasswordKey', 'AWS::KMS::Key').Properties.Enabled = false; },
}, {
  id: 'password-key-not-rotated',
  putIn: 'no rotation of the key of a first password, and a short wait before it is deleted',
  effect: 'one leaked key reads the password for good, and a deletion is noticed too late',
  mutate: (t) => { Object.assign(t.resource('JanePasswordKey', 'AWS::KMS::Key').Properties, { EnableKeyRotation: false, PendingWindowInDays: 7 }); },
}]);

/** What elevated access consists of, changed in the template. */
export const ELEVATION_PARTS = [...WORKFLOWS, ...ROLES, ...API, ...STORES];
