/** Doors beside the library's resources: who is a custodian, who reaches elevated access, what is missing, what locks responders out. */
import { add, allow, arnOf, declare, find, policy, properties, ref, StackName, trusts } from './helpers';
import { ofKind } from './types';
import { Templates } from '../mutations';

const role = (principal: object, ...statements: object[]) => ({
  AssumeRolePolicyDocument: policy(trusts(principal)), Policies: [{ PolicyName: 'own', PolicyDocument: policy(...statements as any[]) }],
});
const CODE = { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: 'exports.handler = () => 1' } };
const CUSTODIAN = 'arn:aws:iam::111111111111:role/CustodianA';
const MALLORY = 'arn:aws:iam::111111111111:user/mallory';
const machine = (t: Templates, name: string) => ref(find(t, 'Elevation', `Elevation${name}`, 'AWS::StepFunctions::StateMachine').id);
const ledger = (t: Templates) => arnOf(find(t, 'Elevation', 'ElevationLedgerTable', 'AWS::DynamoDB::Table').id);
const remove = (t: Templates, stack: StackName, type: string, name: RegExp, prop: string) => {
  const { Resources } = t.stack(stack);
  for (const [id, { Type, Properties }] of Object.entries<any>(Resources)) {
    if (Type === type && name.test(String(Properties?.[prop]))) { delete Resources[id]; }
  }
};
const call = (service: string, action: string, parameters: object) => ({
  ServiceToken: 'arn:aws:lambda:us-east-1:111111111111:function:caller', Create: JSON.stringify({ service, action, parameters, physicalResourceId: { id: 'x' } }),
});

const CUSTODIANS = ofKind('user', [{
  id: 'custodian-for-everybody',
  putIn: 'the role of a custodian, for everybody',
  effect: 'everybody reads the first passwords',
  mutate: (t) => add(t, 'Security', 'Custodian', 'AWS::IAM::Role', { ...role({ AWS: '*' }), RoleName: 'CustodianA' }),
}, {
  id: 'custodian-in-another-case',
  putIn: 'the role of a custodian in small letters, for a foreign account',
  effect: 'whoever the foreign account chooses reads the first passwords',
  mutate: (t) => add(t, 'Security', 'Custodian', 'AWS::IAM::Role', { ...role({ AWS: 'arn:aws:iam::999999999999:root' }), RoleName: 'custodiana' }),
}, {
  id: 'custodians-are-one',
  putIn: 'the roles of both custodians, for one person',
  effect: 'one person reads the first passwords alone',
  mutate: (t) => ['A', 'B'].forEach((name) => add(t, 'Security', `Custodian${name}`, 'AWS::IAM::Role', { ...role({ AWS: MALLORY }), RoleName: `Custodian${name}` })),
}, {
  id: 'custodian-is-a-function',
  putIn: 'a function that runs as a custodian',
  effect: 'its code reads the first passwords',
  mutate: (t) => add(t, 'Security', 'Helper', 'AWS::Lambda::Function', { ...CODE, Role: CUSTODIAN }),
}, {
  id: 'custodian-in-a-profile',
  putIn: 'an instance profile with the role of a custodian',
  effect: 'a machine reads the first passwords',
  mutate: (t) => add(t, 'Security', 'Profile', 'AWS::IAM::InstanceProfile', { Roles: ['CustodianA'] }),
}, {
  id: 'custodian-gets-a-policy',
  putIn: 'a policy for the role of a custodian, by its name',
  effect: 'the role passes itself on',
  mutate: (t) => add(t, 'Security', 'More', 'AWS::IAM::RolePolicy', { RoleName: 'CustodianA', PolicyName: 'more', PolicyDocument: policy(allow('sts:AssumeRole', '*')) }),
}, {
  id: 'deployer-for-everybody',
  putIn: 'the role of CloudFormation, for everybody',
  effect: 'everybody reads and changes the first passwords',
  mutate: (t) => add(t, 'Security', 'Deployer', 'AWS::IAM::Role', { ...role({ AWS: '*' }), RoleName: 'cdk-hnb659fds-cfn-exec-role-111111111111-us-east-1' }),
}, {
  id: 'password-before-its-policy',
  putIn: 'a user that doesn\'t wait for the policy of its password',
  effect: 'until the policy is there, whoever reads secrets reads the password',
  mutate: (t) => { delete find(t, 'Security', 'Jane', 'AWS::IAM::User').resource.DependsOn; },
}, {
  id: 'password-by-parameter-store',
  putIn: 'a parameter that takes the first password by Parameter Store\'s reference to it',
  effect: 'who reads the parameter signs in',
  mutate: (t) => add(t, 'Security', 'Copy', 'AWS::SSM::Parameter', { Type: 'String', Value: '{{resolve:ssm:/aws/reference/secretsmanager/break-glass-password/jane.doe-BREAK-GLASS}}' }),
}, {
  id: 'password-by-an-open-reference',
  putIn: 'a reference to a secret whose name is a parameter',
  effect: 'who deploys the stack chooses the first password',
  mutate: (t) => {
    declare(t, 'Security', 'Parameters', 'Secret', { Type: 'String' });
    add(t, 'Security', 'Copy', 'AWS::SSM::Parameter', { Type: 'String', Value: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', ref('Secret'), '}}']] } });
  },
}, {
  id: 'password-rules-expire',
  putIn: 'a call that sets a hard expiry after a day',
  effect: 'no responder signs in on the day on which it matters',
  mutate: (t) => add(t, 'Security', 'Rules', 'Custom::Rules', call('iam', 'UpdateAccountPasswordPolicy', { MaxPasswordAge: 1, HardExpiry: true })),
}]);

const REACH = ofKind('elevation', [{
  id: 'elevation-started-by-a-role',
  putIn: 'a role of the account that starts the workflow that grants',
  effect: 'accesses are granted without a request',
  mutate: (t) => add(t, 'Elevation', 'Starter', 'AWS::IAM::Role', role({ AWS: 'arn:aws:iam::111111111111:root' }, allow('states:StartExecution', machine(t, 'Life')))),
}, {
  id: 'elevation-ledger-by-prefix',
  putIn: 'a role of the account that writes every table',
  effect: 'approvals are written into the ledger',
  mutate: (t) => add(t, 'Elevation', 'Writer', 'AWS::IAM::Role', role({ Service: 'lambda.amazonaws.com' }, allow('dynamodb:*', 'arn:aws:dynamodb:us-east-1:111111111111:table/*'))),
}, {
  id: 'elevation-ledger-by-a-group',
  putIn: 'a policy for a group that changes the ledger',
  effect: 'members of the group write approvals',
  mutate: (t) => add(t, 'Elevation', 'Writers', 'AWS::IAM::ManagedPolicy', { Groups: ['operators'], PolicyDocument: policy(allow('dynamodb:UpdateItem', ledger(t))) }),
}, {
  id: 'elevation-by-an-open-api',
  putIn: 'an HTTP API that starts the workflow that decides, by a role of another app',
  effect: 'decisions with any caller are accepted, without a signature',
  mutate: (t) => add(t, 'Elevation', 'Open', 'AWS::ApiGatewayV2::Integration', {
    ApiId: 'a1b2c3d4e5',
    IntegrationType: 'AWS_PROXY',
    IntegrationSubtype: 'StepFunctions-StartSyncExecution',
    CredentialsArn: 'arn:aws:iam::111111111111:role/other',
    RequestParameters: { StateMachineArn: machine(t, 'Decide'), Input: '$request.body' },
  }),
}, {
  id: 'elevation-stage-by-attribute',
  putIn: 'a second stage of the API, which names it by an attribute',
  effect: 'calls by the second stage are in no access log',
  mutate: (t) => {
    const { DeploymentId } = properties(t, 'Elevation', 'ElevationApiDeploymentStage', 'AWS::ApiGateway::Stage');
    const { id } = find(t, 'Elevation', 'ElevationApi', 'AWS::ApiGateway::RestApi');
    add(t, 'Elevation', 'Second', 'AWS::ApiGateway::Stage', { RestApiId: { 'Fn::GetAtt': [id, 'RestApiId'] }, DeploymentId, StageName: 'v2' });
  },
}, {
  id: 'elevation-caller-imitated',
  putIn: 'a role with a name of Identity Center',
  effect: 'who assumes it chooses whose request it is',
  mutate: (t) => add(t, 'Elevation', 'Imitation', 'AWS::IAM::Role', { ...role({ AWS: MALLORY }), RoleName: 'AWSReservedSSO_Elevation_0123456789abcdef' }),
}, {
  id: 'elevation-person-renamed',
  putIn: 'a call that gives a user of Identity Center the name of a person',
  effect: 'the user approves as this person',
  mutate: (t) => add(t, 'Elevation', 'Rename', 'Custom::Rename', call('identitystore', 'UpdateUser', { UserId: 'x', Operations: [{ AttributePath: 'userName', AttributeValue: 'jane' }] })),
}, {
  id: 'elevation-group-of-the-deployment',
  putIn: 'a member of a group that only the deployment knows',
  effect: 'the group may be one that approves',
  mutate: (t) => {
    declare(t, 'Elevation', 'Parameters', 'Group', { Type: 'String' });
    add(t, 'Elevation', 'Member', 'AWS::IdentityStore::GroupMembership', { IdentityStoreId: 'd-1234567890', GroupId: ref('Group'), MemberId: { UserId: 'x' } });
  },
}, {
  id: 'elevation-alarms-left-out',
  putIn: 'no alarms on grants that fail and on dead letters',
  effect: 'an end that failed is told to nobody',
  mutate: (t) => remove(t, 'Elevation', 'AWS::CloudWatch::Alarm', /GRANT-FAILED|DEAD-LETTERS/, 'AlarmName'),
}]);

const CHANGES = ofKind('permissions', [{
  id: 'break-glass-changed-by-a-function',
  putIn: 'a role for Lambda that changes the trust of break-glass roles',
  effect: 'its code lets anybody into a break-glass role',
  mutate: (t) => add(t, 'Security', 'Changer', 'AWS::IAM::Role', role({ Service: 'lambda.amazonaws.com' }, allow('iam:UpdateAssumeRolePolicy', 'arn:aws:iam::111111111111:role/bg/*'))),
}, {
  id: 'break-glass-changed-by-an-administrator',
  putIn: 'a role that writes all of IAM',
  effect: 'who assumes it changes break-glass principals as well',
  mutate: (t) => add(t, 'Security', 'Administrator', 'AWS::IAM::Role', role({ AWS: MALLORY }, allow('iam:*', '*'))),
}, {
  id: 'repair-role-beforehand',
  putIn: 'a role under the path of roles that only the admin makes',
  effect: 'the admin gives it to a machine, and with it everything that it allows',
  mutate: (t) => add(t, 'Security', 'Repair', 'AWS::IAM::Role', { ...role({ Service: 'ec2.amazonaws.com' }, allow('s3:*', '*')), Path: '/bg-repair/' }),
}]);

const MISSING = ofKind('alarm-chain', [{
  id: 'chain-refusals-half-watched',
  putIn: 'no filter and no rule for failed sign-ins',
  effect: 'somebody tries passwords, and nobody is told',
  mutate: (t) => {
    remove(t, 'Security', 'AWS::Logs::MetricFilter', /-Denied-2$/, 'FilterName');
    remove(t, 'Security', 'AWS::Events::Rule', /-Denied-2$/, 'Name');
  },
}, {
  id: 'chain-log-refused',
  putIn: 'a policy of the log group that refuses records',
  effect: 'the filters see nothing any more',
  mutate: (t) => { properties(t, 'Security', 'Trail', 'AWS::Logs::LogGroup').ResourcePolicyDocument = policy({ Effect: 'Deny', Principal: '*', Action: 'logs:PutLogEvents', Resource: '*' } ); },
}, {
  id: 'chain-trail-that-is-off',
  putIn: 'a trail that doesn\'t log',
  effect: 'it may be the trail of the alarms',
  mutate: (t) => add(t, 'Security', 'Other', 'AWS::CloudTrail::Trail', { TrailName: 'organization-trail', IsLogging: false, S3BucketName: 'bucket' }),
}]);

export const AROUND = [...CUSTODIANS, ...REACH, ...CHANGES, ...MISSING];
