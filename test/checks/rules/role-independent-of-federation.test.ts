import { App, CfnParameter, Fn } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allow, findingsOf, included, rawRole, stackIn, USER_ARN } from '../support';

const RULE = 'RoleIndependentOfFederation';
const ROOT = 'arn:aws:iam::111111111111:root';
const SSO_ROLE = 'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Emergency_0123456789abcdef';
const saml = allow({ Federated: 'arn:aws:iam::111111111111:saml-provider/idp' }, undefined, 'sts:AssumeRoleWithSAML');

test.each([
  ['a user', allow({ AWS: USER_ARN })],
  ['a user, and an identity provider', [allow({ AWS: USER_ARN }), saml]],
  ['a user, and Identity Center', allow({ AWS: [USER_ARN, SSO_ROLE] })],
  ['an account', allow({ AWS: ROOT })],
  ['an account without the roles of Identity Center', allow({ AWS: ROOT }, { ArnNotLike: { 'aws:PrincipalArn': '*AWSReservedSSO_*' } })],
  ['an account with users beside the roles of Identity Center', allow({ AWS: ROOT }, { ArnLike: { 'aws:PrincipalArn': [SSO_ROLE, USER_ARN] } })],
  ['another role', allow({ AWS: 'arn:aws:iam::111111111111:role/Broker' })],
])('is silent on a role that trusts %s', (_, trust) => {
  const stack = stackIn();
  rawRole(stack, trust);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['a SAML provider', saml],
  ['an OpenID Connect provider', allow({ Federated: 'arn:aws:iam::111111111111:oidc-provider/login.example.com' }, undefined, 'sts:AssumeRoleWithWebIdentity')],
  ['both', [saml, allow({ Federated: 'accounts.google.com' }, undefined, 'sts:AssumeRoleWithWebIdentity')]],
  ['a role of Identity Center', allow({ AWS: SSO_ROLE })],
  ['a session of such a role', allow({ AWS: 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Emergency_0123456789abcdef/jane' })],
  ['an account, only for roles of Identity Center', allow({ AWS: ROOT }, { ArnLike: { 'aws:PrincipalArn': SSO_ROLE.replace(/_\w+$/, '_*') } })],
  ['a service beside the provider', [saml, allow({ Service: 'ssm.amazonaws.com' })]],
  ['a user who may only tag the session', [saml, allow({ AWS: USER_ARN }, undefined, 'sts:TagSession')]],
  ['a user who is denied', [saml, { Effect: 'Deny', Principal: { AWS: USER_ARN }, Action: 'sts:AssumeRole' }]],
])('reports a role that trusts %s', (_, trust) => {
  const stack = stackIn();
  rawRole(stack, trust);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test.each([
  ['for incidents, which come with everything else up', 'IncidentResponder', saml],
  ['that has nothing to do with emergencies', 'Developer', saml],
  ['of a service', 'BreakGlassCleanup', allow({ Service: 'lambda.amazonaws.com' })],
])('does not apply to a role %s', (_, roleName, trust) => {
  const stack = stackIn();
  rawRole(stack, trust, { roleName });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports L2 roles of a federation', () => {
  const stack = stackIn();
  const provider = new iam.CfnSAMLProvider(stack, 'Provider', { samlMetadataDocument: '<xml/>' });
  new iam.Role(stack, 'EmergencyRole', { assumedBy: new iam.SamlPrincipal(iam.SamlProvider.fromSamlProviderArn(stack, 'Idp', provider.attrArn), {}) });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/EmergencyRole/Resource']);
});

test('is silent on a user of another stack beside the provider', () => {
  const app = new App();
  const user = new iam.User(stackIn(app, 'Users'), 'Jane');
  const stack = stackIn(app);
  new iam.Role(stack, 'EmergencyRole', {
    assumedBy: new iam.CompositePrincipal(new iam.FederatedPrincipal('arn:aws:iam::111111111111:saml-provider/idp', {}, 'sts:AssumeRoleWithSAML'), new iam.ArnPrincipal(user.userArn)),
  });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports a role of Identity Center that a template puts together', () => {
  const stack = stackIn();
  const id = new CfnParameter(stack, 'Id').valueAsString;
  rawRole(stack, allow({ AWS: Fn.sub('arn:aws:iam::${AWS::AccountId}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Emergency_${Id}', { Id: id }) }));
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});

test('reports a role of an included template', () => {
  const stack = stackIn();
  included(stack, { FirecallRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: saml } } } });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Include/FirecallRole']);
});

test('reports a role that an override leaves to the provider', () => {
  const stack = stackIn();
  rawRole(stack).addPropertyOverride('AssumeRolePolicyDocument.Statement', [saml]);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Role']);
});
