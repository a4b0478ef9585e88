/** Doors through Identity Center, by people whom only the account knows, and by what stands around the parts. */
import { add, allow, policy, STRANGER, trusts } from './helpers';
import { ofKind } from './types';
import { Templates } from '../mutations';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const setOf = (t: Templates, id: string) => ({ 'Fn::GetAtt': [t.logicalId(id, 'AWS::SSO::PermissionSet'), 'PermissionSetArn'] });
const helper = (t: Templates, stack: 'Security' | 'Elevation', action: string, resource: unknown) => add(t, stack, 'Helper', 'AWS::IAM::Role', {
  RoleName: 'Helper', AssumeRolePolicyDocument: policy(trusts({ AWS: STRANGER })), Policies: [{ PolicyName: 'own', PolicyDocument: policy(allow(action, resource)) }],
});
const custodian = (t: Templates, principal: unknown) => add(t, 'Security', 'Custodian', 'AWS::IAM::Role', {
  RoleName: 'CustodianA', AssumeRolePolicyDocument: policy(trusts(principal)),
});

const SETS = ofKind('permissions', [{
  id: 'set-changed-by-a-role',
  putIn: 'a role that may write the inline policy of a playbook\'s permission set',
  effect: 'who has the set has what a stranger writes',
  mutate: (t) => helper(t, 'Security', 'sso:PutInlinePolicyToPermissionSet', setOf(t, 'Contain')),
}, {
  id: 'set-given-by-a-role',
  putIn: 'a role that may assign the permission set that a rule of elevated access gives',
  effect: 'a stranger gives it without a request',
  mutate: (t) => helper(t, 'Elevation', 'sso:CreateAccountAssignment', 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef'),
}, {
  id: 'sets-given-by-an-administrator',
  putIn: 'a role that may assign every permission set',
  effect: 'whoever has it gives the sets of playbooks, too',
  mutate: (t) => helper(t, 'Security', 'sso:CreateAccountAssignment', '*'),
}, {
  id: 'set-assigned-by-its-text',
  putIn: 'an assignment of a permission set by an ARN that is known after the deployment',
  effect: 'it may be that of a playbook',
  mutate: (t) => add(t, 'Security', 'Standing', 'AWS::SSO::Assignment', {
    InstanceArn: INSTANCE,
    PermissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-abcdefabcdefabcd',
    PrincipalId: '906790b6f4-aaaaaaaa-1a2b-4c5d-8e9f-000000000009',
    PrincipalType: 'USER',
    TargetId: '222222222222',
    TargetType: 'AWS_ACCOUNT',
  }),
}]);

const CUSTODIANS = ofKind('user', [{
  id: 'custodian-by-another-account',
  putIn: 'the role of a custodian, for a role of another account',
  effect: 'whoever that account lets be the role reads the first passwords',
  mutate: (t) => custodian(t, { AWS: STRANGER }),
}, {
  id: 'custodian-by-a-federation',
  putIn: 'the role of a custodian, for a SAML provider of the account',
  effect: 'whoever the provider says reads the first passwords',
  mutate: (t) => custodian(t, { Federated: 'arn:aws:iam::111111111111:saml-provider/Company' }),
}, {
  id: 'custodian-by-the-account',
  putIn: 'the role of a custodian, for its whole account',
  effect: 'whoever the account allows reads the first passwords',
  mutate: (t) => custodian(t, { AWS: 'arn:aws:iam::111111111111:root' }),
}]);

const SILENT = ofKind('alarm-chain', [{
  id: 'alarms-muted-by-a-wildcard',
  putIn: 'a mute rule for alarms with a name in whose middle is a wildcard',
  effect: 'the use of a role tells nobody',
  mutate: (t) => add(t, 'Security', 'Quiet', 'AWS::CloudWatch::AlarmMuteRule', {
    Name: 'quiet', MuteTargets: { AlarmNames: ['B*-GLASS-*'] }, Rule: { Schedule: { Duration: 'PT12H', Expression: 'cron(0 20 * * *)' } },
  }),
}]);

const BEFORE_THE_API = ofKind('elevation', [{
  id: 'elevation-logs-role-for-a-stranger',
  putIn: 'a stranger in the trust of the role with which API Gateway writes logs',
  effect: 'a stranger writes into every log group of the account',
  mutate: (t) => t.trust('ApiGatewayLogsRole').Statement.push(trusts({ AWS: STRANGER })),
}, {
  id: 'elevation-logs-role-taken-away',
  putIn: 'the setting of API Gateway without a role',
  effect: 'the API isn\'t made, and nobody can ask for access',
  mutate: (t) => { delete t.resource('ApiGatewayAccount', 'AWS::ApiGateway::Account').Properties.CloudWatchRoleArn; },
}, {
  id: 'elevation-stage-before-the-role',
  putIn: 'a stage that doesn\'t wait for API Gateway\'s role',
  effect: 'the first deployment fails, or not, as it happens',
  mutate: (t) => {
    const stage = t.resource('ElevationApi', 'AWS::ApiGateway::Stage');
    stage.DependsOn = [stage.DependsOn].flat().filter((id: string) => !id.startsWith('ApiGatewayAccount'));
  },
}, {
  id: 'elevation-behind-a-wall',
  putIn: 'a web ACL before the API of elevated access',
  effect: 'it may refuse every call',
  mutate: (t) => add(t, 'Elevation', 'Wall', 'AWS::WAFv2::WebACLAssociation', {
    WebACLArn: 'arn:aws:wafv2:us-east-1:111111111111:regional/webacl/all/0a1b2c3d',
    ResourceArn: { 'Fn::Join': ['', ['arn:aws:apigateway:us-east-1::/restapis/', { Ref: t.logicalId('ElevationApi', 'AWS::ApiGateway::RestApi') }, '/stages/v1']] },
  }),
}]);

export const BY_IDENTITY_CENTER = [...SETS, ...CUSTODIANS, ...SILENT, ...BEFORE_THE_API];
