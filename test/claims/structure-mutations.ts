import { Mutation, Templates } from './mutations';

const permissionSet = (templates: Templates) => templates.resource('Contain', 'AWS::SSO::PermissionSet').Properties;

/** One thing beyond what the library writes, for each claim that compares with it. */
export const STRUCTURE_MUTATIONS: readonly Mutation[] = [
  {
    id: 'user-permissions-more',
    removed: 'the limit of a user\'s permissions to what the library writes: the user sees its own tags',
    claim: 'user-permissions-as-written',
    mutate: (t) => { t.managedPolicy('JanePermissions').Statement.push({ Effect: 'Allow', Action: 'iam:ListUserTags', Resource: '*' }); },
  },
  {
    id: 'user-boundary-exempt',
    removed: 'the limit of what a user\'s boundary exempts: one more action',
    claim: 'user-boundary-as-written',
    mutate: (t) => { t.managedPolicy('JaneBoundary').Statement.find(({ Sid }: any) => Sid === 'DenyBeyondBreakGlass').NotAction.push('iam:ListUserTags'); },
  },
  {
    id: 'user-policy-elsewhere',
    removed: 'own policies only: another resource gives the user one',
    claim: 'user-policies-of-its-own',
    mutate: (t) => {
      t.security.Resources.More = {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'more', Users: ['jane.doe-BREAK-GLASS'], PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] } },
      };
    },
  },
  {
    id: 'password-public-policy',
    removed: 'the refusal of public policies on a first password',
    claim: 'password-policies-as-written',
    mutate: (t) => { t.resource('JanePasswordPolicy', 'AWS::SecretsManager::ResourcePolicy').Properties.BlockPublicPolicy = false; },
  },
  {
    id: 'role-trust-more',
    removed: 'statements of the library only: the trust has one more',
    claim: 'role-trust-as-written',
    mutate: (t) => { t.trust('Responder').Statement.push({ Sid: 'More', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS' }, Action: 'sts:TagSession' }); },
  },
  {
    id: 'other-role-trusts-break-glass',
    removed: 'absence of other roles: one trusts a break-glass user',
    claim: 'break-glass-reaches-no-other-role',
    mutate: (t) => {
      t.security.Resources.Around = {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS' }, Action: 'sts:AssumeRole' }],
          },
        },
      };
    },
  },
  {
    id: 'role-permissions-more',
    removed: 'permissions of profile and playbook only: one more read',
    claim: 'role-permissions-as-written',
    mutate: (t) => { t.managedPolicy('CommanderPermissions1').Statement.push({ Effect: 'Allow', Action: 'sqs:ListQueues', Resource: '*' }); },
  },
  {
    id: 'role-boundary-narrowed',
    removed: 'denies without further conditions: one is lifted for a user agent',
    claim: 'role-boundary-as-written',
    mutate: (t) => { t.managedPolicy('ResponderBoundary').Statement.find(({ Sid }: any) => Sid === 'DenyBreakGlassChanges').Condition = { StringNotLike: { 'aws:UserAgent': '*open*' } }; },
  },
  {
    id: 'role-policy-elsewhere',
    removed: 'own policies only: another resource gives the role one',
    claim: 'role-policies-of-its-own',
    mutate: (t) => {
      t.security.Resources.More = {
        Type: 'AWS::IAM::RolePolicy',
        Properties: {
          PolicyName: 'more', RoleName: { Ref: t.logicalId('Responder', 'AWS::IAM::Role') }, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] },
        },
      };
    },
  },
  {
    id: 'bucket-for-a-session',
    removed: 'absence of resource policies for break-glass principals: a bucket names a session',
    claim: 'break-glass-named-by-no-other-policy',
    mutate: (t) => {
      t.security.Resources.Grant = {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: 'evidence',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{
              Effect: 'Allow',
              Principal: { AWS: 'arn:aws:sts::111111111111:assumed-role/BREAK-GLASS-INCIDENT_RESPONDER-CREDENTIAL_COMPROMISE/jane.doe-BREAK-GLASS' },
              Action: 's3:*',
              Resource: 'arn:aws:s3:::evidence/*',
            }],
          },
        },
      };
    },
  },
  {
    id: 'permission-set-more',
    removed: 'the playbook\'s policy only: a permission set has a managed policy as well',
    claim: 'permission-set-as-written',
    mutate: (t) => { permissionSet(t).ManagedPolicies = ['arn:aws:iam::aws:policy/ReadOnlyAccess']; },
  },
  {
    id: 'permission-set-for-a-parameter',
    removed: 'assignments that can be read: one is for a parameter',
    claim: 'permission-set-assignments-known',
    mutate: (t) => {
      t.security.Parameters = { ...t.security.Parameters, Who: { Type: 'String' } };
      t.security.Resources.Standing = {
        Type: 'AWS::SSO::Assignment',
        Properties: {
          InstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
          PermissionSetArn: { 'Fn::GetAtt': [t.logicalId('Contain', 'AWS::SSO::PermissionSet'), 'PermissionSetArn'] },
          PrincipalId: { Ref: 'Who' },
          PrincipalType: 'USER',
          TargetId: '222222222222',
          TargetType: 'AWS_ACCOUNT',
        },
      };
    },
  },
  {
    id: 'elevation-trust-more',
    removed: 'workflows only: another role can assume the role that grants accesses',
    claim: 'elevation-trusts-as-written',
    mutate: (t) => {
      t.resource('ElevationLifeRole', 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument.Statement.push({
        Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:role/Operator' }, Action: 'sts:AssumeRole',
      });
    },
  },
];
