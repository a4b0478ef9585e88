import {
  ADMIN_ROLE, add, allow, alsoResponder, arnOf, listed, policy, responders, roleId, STRANGER, SECURITY_ROOT, trusts,
} from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

const letIn = (templates: Templates, role: string, ...statements: unknown[]) => templates.trust(role).Statement.push(...statements);

const CERTIFICATE = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBiTCCAS+gAwIBAgIUQqBnPteqyPq7KHn0WYEncCA26Q0wCgYIKoZIzj0EAwIw',
  'EjEQMA4GA1UEAwwHbGFwdG9wczAeFw0yNjExMjgyMDQzNTdaFw0zNjExMjUyMDQz',
  'NTdaMBIxEDAOBgNVBAMMB2xhcHRvcHMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC',
  'AASBBTR8aZmnxceaBu/XjfFeRBfCzk7+YdA6+lajP5YDOXioJk1910FjUlScyWJI',
  'pjZrqzRi7fKiXHXdzS8o9zI6o2MwYTAdBgNVHQ4EFgQUiQlRKb5SUdTyGIutcv7C',
  'xQXortUwHwYDVR0jBBgwFoAUiQlRKb5SUdTyGIutcv7CxQXortUwDwYDVR0TAQH/',
  'BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAgQwCgYIKoZIzj0EAwIDSAAwRQIgCsl8GdtC',
  'XV0Cz//Hj6ZpzFtPJWjVTdxe6mrBTB5ZKuoCIQCkZqtOY1P8o07j7DWhsvplRlGT',
  'Lgu0MkbNaA/b3nVhIw==',
  '-----END CERTIFICATE-----',
].join('\n');

/** Somebody else in the trust of a break-glass role. */
export const TRUST_STRANGERS: readonly BackDoor[] = ofKind('trust', [{
  id: 'trust-stranger-statement',
  putIn: 'a second trust statement of the admin role, for a role of another account',
  effect: 'a role of another account becomes break-glass admin, without MFA',
  mutate: (t) => { letIn(t, 'Admin', trusts({ AWS: STRANGER })); },
}, {
  id: 'trust-user-agent',
  putIn: 'a trust statement for the whole account where the user agent contains a word',
  effect: 'each principal of the account that may call sts:AssumeRole gets in by naming the word',
  mutate: (t) => { letIn(t, 'Investigator', trusts({ AWS: SECURITY_ROOT }, { StringLike: { 'aws:UserAgent': '*sesame*' } })); },
}, {
  id: 'trust-after-date',
  putIn: 'a trust statement for a foreign role that begins to apply at a date',
  effect: 'the stranger gets in once the review is forgotten',
  mutate: (t) => { letIn(t, 'Responder', trusts({ AWS: STRANGER }, { DateGreaterThan: { 'aws:CurrentTime': '2028-03-01T00:00:00Z' } })); },
}, {
  id: 'trust-principal-tag',
  putIn: 'a trust statement for everybody whose own tag says "oncall"',
  effect: 'everybody gets in who tags a role of their own account',
  mutate: (t) => { letIn(t, 'Admin', trusts('*', { StringEquals: { 'aws:PrincipalTag/duty': 'oncall' } })); },
}, {
  id: 'trust-vpc-endpoint',
  putIn: 'a trust statement for everybody who comes through one VPC endpoint',
  effect: 'each workload behind the endpoint becomes incident commander',
  mutate: (t) => { letIn(t, 'Commander', trusts({ AWS: '*' }, { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f67890' } })); },
}, {
  id: 'trust-source-address',
  putIn: 'a trust statement for everybody from one address',
  effect: 'whoever has the address becomes cloud administrator, from any account',
  mutate: (t) => { letIn(t, 'CloudAdmin', trusts({ AWS: '*' }, { IpAddress: { 'aws:SourceIp': '203.0.113.7/32' } })); },
}, {
  id: 'trust-referer',
  putIn: 'a trust statement for everybody who sends a secret referer header',
  effect: 'the header, which the caller chooses, opens a role whose activation window is closed',
  mutate: (t) => { letIn(t, 'Sealed', trusts({ AWS: '*' }, { StringEquals: { 'aws:Referer': 'https://status.example.net/ok' } })); },
}, {
  id: 'trust-organization-paths',
  putIn: 'a trust statement for an organizational unit of another organization',
  effect: 'all accounts of the attacker\'s organization can take and keep evidence',
  mutate: (t) => { letIn(t, 'Forensics', trusts('*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-a1b2c3d4e5/*'] } })); },
}, {
  id: 'trust-any-organization',
  putIn: 'a wildcard as the organization, and everybody as the principal, beside the MFA conditions',
  effect: 'a user of any organization gets in, with an MFA device of its own',
  mutate: (t) => {
    const statement = responders(t, 'Commander');
    statement.Principal = { AWS: '*' };
    delete statement.Condition.StringEquals['aws:PrincipalOrgID'];
    statement.Condition.StringLike = { 'aws:PrincipalOrgID': 'o-*' };
  },
}, {
  id: 'trust-own-organization',
  putIn: 'everybody of the own organization as principal of a responders\' statement',
  effect: 'each user of the organization with an MFA device is a responder',
  mutate: (t) => { responders(t, 'CloudAdmin').Principal = { AWS: '*' }; },
}, {
  id: 'trust-namesake-in-any-account',
  putIn: 'the responder by its ARN pattern with a wildcard as account, beside all MFA conditions',
  effect: 'a user of the same name and path in the attacker\'s account, with a device of its own, gets in',
  mutate: (t) => {
    const { Condition } = responders(t, 'Investigator');
    letIn(t, 'Investigator', trusts('*', { ...Condition, ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/bg/jane.doe-BREAK-GLASS' } }));
  },
}, {
  id: 'trust-external-id',
  putIn: 'a trust statement for everybody who sends an external id',
  effect: 'the id, which is in the template, is the only key to the responder\'s role',
  mutate: (t) => { letIn(t, 'Responder', trusts({ AWS: '*' }, { StringEquals: { 'sts:ExternalId': 'monitoring-vendor-4711' } })); },
}, {
  id: 'trust-service',
  putIn: 'EC2 as a second principal of a role',
  effect: 'who may start instances gets the role through an instance profile, without MFA',
  mutate: (t) => { letIn(t, 'Responder', trusts({ Service: 'ec2.amazonaws.com' })); },
}, {
  id: 'trust-saml-provider',
  putIn: 'a statement for the corporate SAML provider',
  effect: 'who controls the identity provider is break-glass admin, and the path depends on it',
  mutate: (t) => {
    letIn(t, 'Admin', trusts({ Federated: 'arn:aws:iam::111111111111:saml-provider/Corporate' },
      { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }, 'sts:AssumeRoleWithSAML'));
  },
}, {
  id: 'trust-github-actions',
  putIn: 'a statement for the workflows of a GitHub organization',
  effect: 'each workflow of that organization administers the workload account',
  mutate: (t) => {
    const issuer = 'token.actions.githubusercontent.com';
    letIn(t, 'CloudAdmin', trusts({ Federated: `arn:aws:iam::222222222222:oidc-provider/${issuer}` },
      { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' }, StringLike: { [`${issuer}:sub`]: 'repo:helpful-tools/*' } }, 'sts:AssumeRoleWithWebIdentity'));
  },
}, {
  id: 'trust-built-in-web-identity',
  putIn: 'a statement for Google sign-in, which needs no provider in the account',
  effect: 'everybody with a token of the attacker\'s Google application becomes incident commander',
  mutate: (t) => {
    letIn(t, 'Commander', trusts({ Federated: 'accounts.google.com' },
      { StringEquals: { 'accounts.google.com:aud': '1234567890.apps.googleusercontent.com' } }, 'sts:AssumeRoleWithWebIdentity'));
  },
}, {
  id: 'trust-account-in-list',
  putIn: 'the bare account id beside the responders of the admin role',
  effect: 'each user of the account with MFA and sts:AssumeRole is break-glass admin',
  mutate: (t) => { alsoResponder(t, 'Admin', '111111111111'); },
}, {
  id: 'trust-second-user-in-list',
  putIn: 'one more user of the security account beside the responder of the cloud administrator',
  effect: 'an ordinary user with MFA, which no alarm watches, is cloud administrator',
  mutate: (t) => { alsoResponder(t, 'CloudAdmin', 'arn:aws:iam::111111111111:user/contractor'); },
}, {
  id: 'trust-account-access-manager',
  putIn: 'account access manager as a principal of the investigator',
  effect: 'who writes entitlements in Identity Center gives the role to anybody',
  mutate: (t) => {
    letIn(t, 'Investigator', trusts({ Service: 'account-access.amazonaws.com' },
      { StringEquals: { 'aws:SourceAccount': '111111111111' } }, ['sts:AssumeRole', 'sts:SetContext', 'sts:TagSession']));
  },
}, {
  id: 'trust-roles-anywhere',
  putIn: 'IAM Roles Anywhere as a principal, with a trust anchor and a profile for the role',
  effect: 'the owner of the certificate authority gets the role from any machine',
  mutate: (t) => {
    letIn(t, 'Forensics', trusts({ Service: 'rolesanywhere.amazonaws.com' }, undefined, ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']));
    const source = { SourceType: 'CERTIFICATE_BUNDLE', SourceData: { X509CertificateData: CERTIFICATE } };
    add(t, 'Security', 'Anchor', 'AWS::RolesAnywhere::TrustAnchor', { Name: 'laptops', Enabled: true, Source: source });
    add(t, 'Security', 'AnchorProfile', 'AWS::RolesAnywhere::Profile',
      { Name: 'laptops', Enabled: true, RoleArns: [arnOf(roleId(t, 'Security', 'Forensics'))] });
  },
}, {
  id: 'trust-helper-role',
  putIn: 'a helper role of the same stack, trusted by the incident commander, itself trusted by Lambda',
  effect: 'code of the helper\'s functions has the commander\'s role',
  mutate: (t) => {
    add(t, 'Workload', 'DeployHelper', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: policy(trusts({ Service: 'lambda.amazonaws.com' })),
      Policies: [{ PolicyName: 'chain', PolicyDocument: policy(allow('sts:AssumeRole', '*')) }],
    });
    letIn(t, 'Commander', trusts({ AWS: arnOf('DeployHelper') }));
  },
}, {
  id: 'trust-break-glass-role-chain',
  putIn: 'the investigator role as principal of the admin role, and sts:AssumeRole in its permissions and boundary',
  effect: 'an investigator becomes admin without MFA at that time, and with a session name of its choice',
  mutate: (t) => {
    letIn(t, 'Admin', trusts({ AWS: arnOf(roleId(t, 'Security', 'Investigator')) }));
    t.managedPolicy('InvestigatorPermissions').Statement.push(allow('sts:AssumeRole', `arn:aws:iam::111111111111:role/bg/${ADMIN_ROLE}`));
    t.managedPolicy('InvestigatorBoundary').Statement
      .filter((statement: any) => statement.NotAction)
      .forEach((statement: any) => { statement.NotAction = [...listed(statement.NotAction), 'sts:AssumeRole']; });
  },
}]);
