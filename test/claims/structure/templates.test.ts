import { Attack, failingAfter, stackNamed } from './template-attacks';
import { CLAIMS, prove, SynthesizedStack } from '../../../src/claims/internal';
import { SECURITY, smallOrganization, WORKLOAD } from '../fixture';
import { Templates } from '../mutations';

const role = (t: Templates, id: string) => t.resource(id, 'AWS::IAM::Role').Properties;
const add = (t: Templates, Type: string, Properties: any, id = 'Added') => { t.security.Resources[id] = { Type, Properties }; };
const ROLE = 'BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE';
const nameOfRole = (t: Templates) => ({ Ref: t.logicalId('Investigator', 'AWS::IAM::Role') });
const machine = (definition: any) => ({ DefinitionString: JSON.stringify(definition) });

const ATTACKS: { readonly [claim: string]: readonly Attack[] } = {
  'template-read': [
    ['a nested stack comes from a bucket', (t) => add(t, 'AWS::CloudFormation::Stack', { TemplateURL: 'https://bucket.s3.amazonaws.com/x.json' })],
    ['a module stands in the template', (t) => add(t, 'Company::Access::Baseline::MODULE', {})],
    ['a resource is no object', (t) => { t.security.Resources.Added = ['AWS::IAM::User']; }],
    ['a resource has a list of properties', (t) => add(t, 'AWS::EC2::VPC', [])],
    ['a resource has no type', (t) => { t.security.Resources.Added = { Properties: {} }; }],
  ],
  'template-not-transformed': [
    ['a macro changes the template', (t) => { t.security.Transform = ['AWS::LanguageExtensions', 'Rewrite']; }],
    ['a macro changes the template beside the workload', (_, stacks) => { stackNamed(stacks, 'Workload').template.Transform = { Name: 'AWS::Include' }; }],
    ['a part is included', (t) => { t.security.Resources['Fn::Transform'] = { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/x' } }; }, ['template-read']],
    ['properties are included', (t) => { role(t, 'Admin')['Fn::Transform'] = { Name: 'AWS::Include' }; }],
    ['resources are made by a loop', (t) => { t.security.Resources['Fn::ForEach::Roles'] = ['Name', ['A'], {}]; }, ['template-read']],
  ],
  'template-unconditional': [
    ['a user is conditional', (t) => { t.resource('Jane', 'AWS::IAM::User').Condition = 'IsProduction'; }],
    ['a policy is conditional', (t) => { t.resource('AdminBoundary', 'AWS::IAM::ManagedPolicy').Condition = 'IsProduction'; }],
    ['an alarm is conditional', (t) => { t.resource('AlarmUseAlarm', 'AWS::CloudWatch::Alarm').Condition = 'IsProduction'; }],
    ['the policy of a topic is conditional', (t) => { t.all('AWS::SNS::TopicPolicy')[0].Condition = 'IsProduction'; }],
    ['the key of a password is conditional', (t) => { t.resource('JanePasswordKey', 'AWS::KMS::Key').Condition = 'IsProduction'; }],
    ['a permission set is conditional', (t) => { t.resource('Contain', 'AWS::SSO::PermissionSet').Condition = 'IsProduction'; }],
    ['the broker is conditional', (t) => { t.resource('ElevationBroker', 'AWS::IAM::Role').Condition = 'IsProduction'; }],
  ],
  'template-values-known': [
    ['a parameter is in the name of a role', (t) => { role(t, 'Sealed').RoleName = { 'Fn::Join': ['', ['BREAK-GLASS-', { Ref: 'Suffix' }]] }; },
      ['refusals-are-alarmed', 'role-boundary-as-written', 'role-policies-of-its-own', 'tampering-is-alarmed', 'template-no-disguise', 'use-is-alarmed']],
    ['a condition decides the playbook of a role', (t) => { role(t, 'Commander').Tags[0].Value = { 'Fn::If': ['C', 'x', 'y'] }; }, ['role-permissions-as-written']],
    ['a dynamic reference is in the path of a policy', (t) => { t.resource('WindowPermissions1', 'AWS::IAM::ManagedPolicy').Properties.Path = '{{resolve:ssm:path}}'; },
      ['role-boundary-as-written', 'role-policies-of-its-own']],
    ['a parameter names a rule', (t) => { t.all('AWS::SSO::PermissionSet')[0].Properties.Name = { Ref: 'Name' }; }],
  ],
  'template-one-of-a-name': [
    ['a second role has the name in another stack', (_, stacks) => {
      stackNamed(stacks, 'Revocation').template.Resources.Added = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'break-glass-INCIDENT_COMMANDER-EC2_COMPROMISE', Path: '/x/' } };
    }, ['template-no-disguise']],
    ['a second user has the name under another path', (t) => add(t, 'AWS::IAM::User', { UserName: 'new.person-break-GLASS', Path: '/x/' }), ['template-no-disguise']],
    ['a second policy has the name', (t) => add(t, 'AWS::IAM::ManagedPolicy', { ManagedPolicyName: `${ROLE}-boundary`, PolicyDocument: {} }), ['role-retained']],
    ['a second secret has the name', (t) => add(t, 'AWS::SecretsManager::Secret', { Name: 'break-glass-password/jane.doe-break-glass' }), ['template-no-disguise']],
  ],
  'template-no-disguise': [
    ['a role is like it in small letters', (t) => add(t, 'AWS::IAM::Role', { RoleName: 'break-glass-admin' })],
    ['a role lies below the path', (t) => add(t, 'AWS::IAM::Role', { RoleName: 'Administrator', Path: '/bg/more/' })],
    ['a role lies under a path that a parameter names', (t) => add(t, 'AWS::IAM::Role', { RoleName: 'Administrator', Path: { Ref: 'Path' } })],
    ['a role has the tags', (t) => add(t, 'AWS::IAM::Role', { RoleName: 'Administrator', Tags: [{ Key: 'Profile', Value: 'X' }, { Key: 'Playbook', Value: 'Y' }] })],
    ['a role has the boundary', (t) => add(t, 'AWS::IAM::Role', { RoleName: 'Administrator', PermissionsBoundary: { Ref: t.logicalId('AdminBoundary', 'AWS::IAM::ManagedPolicy') } })],
    ['a parameter gives a role its name', (t) => {
      t.security.Parameters.Name = { Type: 'String', Default: 'BREAK-GLASS-ADMIN' };
      add(t, 'AWS::IAM::Role', { RoleName: { Ref: 'Name' } });
    }],
    ['a user has the tags', (t) => add(t, 'AWS::IAM::User', { UserName: 'x', Tags: [{ Key: 'ResponderEmail', Value: 'x@example.com' }] })],
    ['a policy belongs to no role', (t) => add(t, 'AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'x', Description: 'Belongs to the incident response role BREAK-GLASS-OTHER', PolicyDocument: {} })],
    ['a password belongs to no user', (t) => add(t, 'AWS::SecretsManager::Secret', { Name: 'break-glass-password/other', KmsKeyId: 'x' })],
  ],
  'template-no-executor': [
    ['a custom resource', (t) => add(t, 'Custom::AWS', { Create: { 'Fn::Join': ['', ['{"service":"IAM","action":"attachRolePolicy","parameters":{"RoleName":"', nameOfRole(t), '"}}']] } })],
    ['a custom resource of CloudFormation', (t) => add(t, 'AWS::CloudFormation::CustomResource', { ServiceToken: 'x', Alarm: 'BREAK-GLASS-USE' })],
    ['a resource of somebody else\'s type', (t) => add(t, 'Company::Access::Grant', { Role: nameOfRole(t) })],
    ['the library\'s own custom resource with another call', (t) => add(t, 'Custom::AccountPasswordPolicy', { Update: `{"service":"iam","action":"deleteRolePolicy","parameters":{"RoleName":"${ROLE}"}}` }), ['password-rules-lock-nobody-out']],
    ['an association', (t) => add(t, 'AWS::SSM::Association', { Name: 'AWS-RunShellScript', Parameters: { commands: [`aws iam delete-role-permissions-boundary --role-name ${ROLE}`] } })],
    ['a schedule', (t) => add(t, 'AWS::Scheduler::Schedule', { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:cloudwatch:disableAlarmActions', Input: '{"AlarmNames":["BREAK-GLASS-USE"]}' } })],
    ['a schedule with the input of a parameter', (t) => add(t, 'AWS::Scheduler::Schedule', { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:iam:attachRolePolicy', Input: { Ref: 'Input' } } })],
    ['a rule of another name', (t) => add(t, 'AWS::Events::Rule', { Name: 'nightly', EventBusName: 'other', Targets: [{ Arn: 'x', Input: `{"role":"${ROLE}"}` }] })],
    ['a workflow', (t) => add(t, 'AWS::StepFunctions::StateMachine', machine({
      StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:iam:attachUserPolicy', Arguments: { UserName: 'jane.doe-BREAK-GLASS' }, End: true } },
    }))],
    ['a workflow with the comment of another one', (t, stacks) => {
      stackNamed(stacks, 'Elevation').template.Resources.ZAdded = {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: machine({
          Comment: 'Ends an elevated access', StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:iam:putRolePolicy', Arguments: { RoleName: ROLE }, End: true } },
        }),
      };
      return t;
    }],
    ['a function', (t) => add(t, 'AWS::Lambda::Function', { Code: { ZipFile: `iam.delete_role_policy(RoleName='${ROLE.toLowerCase()}')` } })],
    ['the start script of an instance', (t) => add(t, 'AWS::EC2::Instance', { UserData: { 'Fn::Base64': `aws iam update-assume-role-policy --role-name ${ROLE}` } })],
    ['a StackSet', (t) => add(t, 'AWS::CloudFormation::StackSet', { TemplateBody: `{"Resources":{"R":{"Type":"AWS::IAM::RolePolicy","Properties":{"RoleName":"${ROLE}"}}}}` })],
    ['an integration', (t) => add(t, 'AWS::ApiGateway::Method', { Integration: { Uri: 'arn:aws:apigateway:us-east-1:iam:action/AttachRolePolicy', RequestParameters: { 'integration.request.querystring.RoleName': `'${ROLE}'` } } })],
  ],
};

describe.each(Object.entries(ATTACKS))('the claim %s', (claim, attacks) => {
  test.each(attacks.map(([name, change, also = []]) => ({ name, change, also })))('fails: $name', ({ change, also }) => {
    expect(failingAfter(change).sort()).toEqual([claim, ...also].sort());
  });
});

test('nothing fails for what an app has besides', () => {
  expect(failingAfter((t) => {
    Object.assign(t.security.Resources, {
      AutoDelete: { Type: 'Custom::S3AutoDeleteObjects', Properties: { ServiceToken: { 'Fn::GetAtt': ['Handler', 'Arn'] }, BucketName: { Ref: 'Bucket' } } },
      Retention: { Type: 'Custom::LogRetention', Properties: { ServiceToken: { Ref: 'Provider' }, LogGroupName: '/aws/lambda/x', RetentionInDays: 7 } },
      Handler: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: '// no break-glass access' }, Environment: { Variables: { TOPIC: { Ref: t.logicalId('Topic', 'AWS::SNS::Topic') } } } } },
      Permission: { Type: 'AWS::Lambda::Permission', Properties: { SourceArn: { 'Fn::GetAtt': [t.logicalId('AlarmUseAlarm', 'AWS::CloudWatch::Alarm'), 'Arn'] } } },
      Bucket: { Type: 'AWS::S3::Bucket', Condition: 'IsProduction', Properties: { BucketName: { Ref: 'Name' } } },
      Service: { Type: 'AWS::IAM::Role', Condition: 'IsProduction', Properties: { RoleName: { Ref: 'Name' }, Tags: [{ Key: 'Purpose', Value: 'IncidentResponse' }] } },
      Schedule: { Type: 'AWS::Scheduler::Schedule', Properties: { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:ec2:stopInstances', Input: { Ref: 'Input' } } } },
      Workflow: { Type: 'AWS::StepFunctions::StateMachine', Properties: machine({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }) },
      Slack: { Type: 'AWS::Chatbot::SlackChannelConfiguration', Properties: { SnsTopicArns: [{ Ref: t.logicalId('Topic', 'AWS::SNS::Topic') }] } },
      Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: ROLE } },
    });
  })).toEqual([]);
});

test('nothing fails for what only reads, tells people something, or is about other roles', () => {
  expect(failingAfter((t, stacks) => {
    const topic = { Ref: t.logicalId('Topic', 'AWS::SNS::Topic') };
    const custom = (action: string, parameters: unknown) => ({ Type: 'Custom::AWS', Properties: { ServiceToken: 'x', Create: { 'Fn::Join': ['', [`{"service":"IAM","action":"${action}","parameters":{"RoleName":"`, parameters, '"}}']] } } });
    const trustsAnything = machine({ StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:iam:updateAssumeRolePolicy', Parameters: { RoleName: 'mine', PolicyDocument: '{}' }, End: true } } });
    const ofElevation = stackNamed(stacks, 'Elevation').template.Resources;
    Object.assign(t.security.Resources, {
      Drill: { Type: 'AWS::Scheduler::Schedule', Properties: { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sns:publish', Input: { 'Fn::Join': ['', ['{"TopicArn":"', topic, '","Message":"drill"}']] } } } },
      Told: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.health'] }, Targets: [{ Id: 'a', Arn: topic }] } },
      Looks: custom('getRole', { 'Fn::ImportValue': 'role' }),
      Runbook: { Type: 'AWS::SSM::Document', Properties: { DocumentType: 'Automation', Content: { schemaVersion: '0.3', description: { 'Fn::Join': ['', ['Assume ', nameOfRole(t)]] }, mainSteps: [] } } },
      Trusts: { Type: 'AWS::StepFunctions::StateMachine', Properties: trustsAnything },
      Counts: { Type: 'AWS::StepFunctions::StateMachine', Properties: machine({ StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } } }) },
      Encrypted: { Type: 'AWS::StepFunctions::StateMachine', Properties: { ...machine({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }), EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: { Ref: t.logicalId('TopicKey', 'AWS::KMS::Key') } } } },
      Delivery: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Name: 'BREAK-GLASS-delivery', Stages: [] } },
    });
    ofElevation.ZNightly = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }] } } };
    ofElevation.ZBackup = { Type: 'AWS::Backup::BackupSelection', Properties: { BackupSelection: { Resources: [{ 'Fn::GetAtt': [t.logicalId('ElevationLedgerTable', 'AWS::DynamoDB::Table'), 'Arn'] }] } } };
    ofElevation.ZOptional = { Type: 'AWS::SQS::Queue', Condition: 'IsProduction', Properties: {} };
  })).toEqual([]);
});

function assumptions(stacks: readonly SynthesizedStack[]): string[] {
  return prove(stacks).flatMap((result) => (/^template-/.test(result.id) ? result.assumptions : [])).map(({ subject, text, check }) => `${subject} ${text}: ${check}`);
}

test('a macro in a stack without break-glass, of an account that has some, is an assumption', () => {
  const stack: SynthesizedStack = { name: 'Functions', account: WORKLOAD, region: 'us-east-1', template: { Transform: 'AWS::Serverless-2016-10-31', Resources: {} } };
  expect(assumptions([...smallOrganization(), stack])).toEqual([
    'Functions is changed by Transform AWS::Serverless-2016-10-31 after it was read, and holds no break-glass resource: '
    + 'aws cloudformation get-template --stack-name Functions --template-stage Processed',
  ]);
  expect(assumptions([...smallOrganization(), { ...stack, account: '333333333333' }])).toEqual([]);
});

test('a StackSet of an account with break-glass is an assumption', () => {
  const template = { Resources: { Baseline: { Type: 'AWS::CloudFormation::StackSet', Properties: { StackSetName: 'baseline' } } } };
  expect(assumptions([...smallOrganization(), { name: 'Baseline', account: WORKLOAD, region: 'us-east-1', template }])).toEqual([
    'Baseline deploys another template (AWS::CloudFormation::StackSet), which isn\'t read: '
    + 'aws cloudformation describe-stack-resource --stack-name Baseline --logical-resource-id Baseline',
  ]);
});

test('calls on the organization and on another trail are assumptions', () => {
  const template = (service: string, action: string, parameters: string) => ({ Resources: { Call: { Type: 'Custom::AWS', Properties: { Create: `{"service":"${service}","action":"${action}","parameters":${parameters}}` } } } });
  const stacks = [
    { name: 'Policies', account: '555000555000', region: 'us-east-1', template: template('Organizations', 'attachPolicy', '{"PolicyId":"p-x","TargetId":"ou-x"}') },
    { name: 'Trails', account: SECURITY, region: 'us-east-1', template: template('CloudTrail', 'stopLogging', '{"Name":"other"}') },
  ];
  expect(assumptions([...smallOrganization(), ...stacks])).toEqual([
    expect.stringMatching(/^Call changes policies of the organization/), expect.stringMatching(/^Call changes another trail than the one that the alarms read/),
  ]);
});

test('every claim on templates says what to do', () => {
  expect(CLAIMS.filter(({ id, remedy }) => id.startsWith('template-') && !remedy).map(({ id }) => id)).toEqual([]);
});
