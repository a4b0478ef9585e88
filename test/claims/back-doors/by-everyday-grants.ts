/** Doors that look like everyday work: a policy of AWS for a team, a prefix of a stack, an address, a clean-up. */
import { add, allow, arnOf, find, policy, properties, responders, STRANGER, trusts } from './helpers';
import { ofKind } from './types';
import { Templates } from '../mutations';

const RCP = { Type: 'RESOURCE_CONTROL_POLICY', Name: 'guardrail', TargetIds: ['r-ab12'] };
const team = (t: Templates, stack: 'Security' | 'Elevation' | 'Workload', properties_: object) => add(t, stack, 'Team', 'AWS::IAM::Role', {
  RoleName: 'Team', AssumeRolePolicyDocument: policy(trusts({ AWS: STRANGER })), ...properties_,
});
const may = (t: Templates, stack: 'Security' | 'Elevation' | 'Workload', action: string | string[], resource: unknown) => (
  team(t, stack, { Policies: [{ PolicyName: 'own', PolicyDocument: policy(allow(action, resource)) }] }));
const MANAGED = 'arn:aws:iam::aws:policy/';

const OTHERS = ofKind('permissions', [{
  id: 'others-have-power',
  putIn: 'a role with PowerUserAccess',
  effect: 'it deletes alarms, rules and topics',
  mutate: (t) => team(t, 'Security', { ManagedPolicyArns: [`${MANAGED}PowerUserAccess`] }),
}, {
  id: 'others-have-all-of-a-service',
  putIn: 'a role with AmazonSNSFullAccess',
  effect: 'it removes the subscriptions of people',
  mutate: (t) => team(t, 'Security', { ManagedPolicyArns: [`${MANAGED}AmazonSNSFullAccess`] }),
}, {
  id: 'others-patch-the-api',
  putIn: 'a role that may change every API of the account of elevated access',
  effect: 'it rewrites who the caller is',
  mutate: (t) => may(t, 'Elevation', 'apigateway:PATCH', 'arn:aws:apigateway:us-east-1::/restapis/*'),
}, {
  id: 'others-own-the-prefix-of-a-stack',
  putIn: 'a role that may change the trust of roles whose names begin with the stack\'s',
  effect: 'it takes over the workflows of elevated access',
  mutate: (t) => may(t, 'Elevation', ['iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy'], 'arn:aws:iam::111111111111:role/Elevation-*'),
}, {
  id: 'others-stop-deliveries',
  putIn: 'a role that may delete policies of roles whose names begin with the stack\'s',
  effect: 'rules publish to nobody',
  mutate: (t) => may(t, 'Security', 'iam:DeleteRolePolicy', 'arn:aws:iam::111111111111:role/Security-*'),
}, {
  id: 'others-mute-alarms',
  putIn: 'a role that may mute break-glass alarms',
  effect: 'alarms go off and tell nobody',
  mutate: (t) => may(t, 'Security', 'cloudwatch:PutAlarmMuteRule', 'arn:aws:cloudwatch:us-east-1:111111111111:alarm:BREAK-GLASS-*'),
}, {
  id: 'others-delete-the-key-of-a-password',
  putIn: 'a role that may delete the key of a first password',
  effect: 'a new responder never gets its password',
  mutate: (t) => may(t, 'Security', 'kms:ScheduleKeyDeletion', arnOf(find(t, 'Security', 'NewPasswordKey', 'AWS::KMS::Key').id)),
}, {
  id: 'others-deploy',
  putIn: 'a role that may update the stack of the users',
  effect: 'it changes users, roles and alarms by a deployment',
  mutate: (t) => may(t, 'Security', 'cloudformation:UpdateStack', 'arn:aws:cloudformation:us-east-1:111111111111:stack/Security/*'),
}, {
  id: 'others-administer-the-directory',
  putIn: 'a role that may rename users of Identity Center',
  effect: 'somebody gets the name of an approver',
  mutate: (t) => may(t, 'Elevation', 'identitystore:UpdateUser', '*'),
}, {
  id: 'organization-resource-policy-forgets-services',
  putIn: 'a resource control policy that denies keys to everybody outside of the organization, services included',
  effect: 'alarms can\'t publish to the encrypted topic',
  mutate: (t) => add(t, 'Security', 'Guardrail', 'AWS::Organizations::Policy', {
    ...RCP,
    Content: policy({ Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*', Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorg1' } } }),
  }),
}]);

const PEOPLE = ofKind('user', [{
  id: 'responder-forgotten',
  putIn: 'a trust without one of the responders whose policies name the role',
  effect: 'on the day one of two people can\'t assume it',
  mutate: (t) => {
    const { Principal } = responders(t, 'Admin');
    Principal.AWS = [Principal.AWS].flat().slice(0, 1);
  },
}, {
  id: 'password-for-a-deployer',
  putIn: 'another role among those with which CloudFormation deploys, in the policy of a first password',
  effect: 'whoever acts as it reads the password',
  mutate: (t) => {
    const documents = [
      t.resource('JanePasswordPolicy', 'AWS::SecretsManager::ResourcePolicy').Properties.ResourcePolicy, t.resource('JanePasswordKey', 'AWS::KMS::Key').Properties.KeyPolicy,
    ];
    for (const { Statement } of documents) {
      for (const { Condition } of Statement) {
        const exempt = Condition?.ArnNotEquals;
        if (exempt) { exempt['aws:PrincipalArn'] = [exempt['aws:PrincipalArn'], 'arn:aws:iam::111111111111:role/Admin'].flat(); }
      }
    }
  },
}]);

const CHAIN = ofKind('alarm-chain', [{
  id: 'receiver-is-another',
  putIn: 'another address in the subscription of the topic',
  effect: 'a stranger is told of each use, and the team isn\'t',
  mutate: (t) => { properties(t, 'Security', 'Topic', 'AWS::SNS::Subscription').Endpoint = 'oncall@elsewhere.example'; },
}]);

const ENDS = ofKind('elevation', [{
  id: 'revocation-left-out',
  putIn: 'an account of a rule without the role that ends sessions',
  effect: 'released access goes on for as long as its session',
  mutate: (t) => {
    const { Resources } = t.stack('Revocation');
    Object.keys(Resources).filter((id) => /^AWS::IAM::/.test(Resources[id].Type)).forEach((id) => { delete Resources[id]; });
  },
}, {
  id: 'revocation-for-another-account',
  putIn: 'another account of elevated access in the role that ends sessions',
  effect: 'the workflow can\'t assume it: no session is ended',
  mutate: (t) => {
    const role = find(t, 'Revocation', 'Revocation', 'AWS::IAM::Role').resource.Properties;
    role.AssumeRolePolicyDocument = JSON.parse(JSON.stringify(role.AssumeRolePolicyDocument).replaceAll('111111111111', '444444444444'));
  },
}, {
  id: 'revocation-without-the-boundary',
  putIn: 'a permission set without the boundary by which its sessions are ended',
  effect: 'released access goes on for as long as its session',
  mutate: (t) => { delete properties(t, 'Elevation', 'Recover', 'AWS::SSO::PermissionSet').PermissionsBoundary; },
}, {
  id: 'bus-open-to-an-account',
  putIn: 'another account in a policy of the elevation bus',
  effect: 'it puts events there, and starts reviews',
  mutate: (t) => {
    const bus = find(t, 'Elevation', 'Elevation', 'AWS::Events::EventBus');
    add(t, 'Elevation', 'Partner', 'AWS::Events::EventBusPolicy', {
      EventBusName: bus.resource.Properties.Name, StatementId: 'Partner', Statement: { ...allow('events:PutEvents', arnOf(bus.id)), Principal: { AWS: '999999999999' } },
    });
  },
}]);

export const BY_EVERYDAY_GRANTS = [...OTHERS, ...PEOPLE, ...CHAIN, ...ENDS];
