import { LONG_LIVED_CREDENTIALS } from '../private/forbidden-actions';
import { PASSWORD_SECRET_PREFIX } from '../private/names';
import { Document, documentOf, oneOrMany, Statement } from '../private/policy-document';

/** What the policies of one break-glass user are made from. */
export interface UserPolicyInput {
  readonly partition: string;
  readonly account: string;
  readonly userArn: string;
  readonly userName: string;
  readonly commissioned: boolean;
  readonly allowAwsLogin: boolean;
  readonly roleArns: string[];
  /** Roles that want session tags or a source identity, which are actions of their own. */
  readonly taggedRoleArns: string[];
  readonly sourceIdentityRoleArns: string[];
}

const ENROL_SELF = ['iam:EnableMFADevice'];
const ENROL_DEVICE = ['iam:CreateVirtualMFADevice'];
const ENROL = [...ENROL_DEVICE, ...ENROL_SELF];
const PASSWORD = ['iam:ChangePassword'];
const SEE_SELF = ['iam:GetUser', 'iam:ListMFADevices'];
const SEE_ACCOUNT = ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'];
const AWS_LOGIN = ['signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'];

const WITH_MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const WITHOUT_MFA = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };

function assumeActions(input: UserPolicyInput): string[] {
  return [
    'sts:AssumeRole',
    ...(input.sourceIdentityRoleArns.length > 0 ? ['sts:SetSourceIdentity'] : []),
    ...(input.taggedRoleArns.length > 0 ? ['sts:TagSession'] : []),
  ];
}

/** The user's own virtual device carries the user's name; a second one a suffix. */
function deviceArns(input: UserPolicyInput): string[] {
  const device = `arn:${input.partition}:iam::${input.account}:mfa/${input.userName}`;
  return [device, `${device}-*`];
}

/**
 * What the user may do, and the denies that must survive the loss of the boundary: no credential that outlives a
 * session, whoever removes or replaces whatever else.
 */
export function userPermissions(input: UserPolicyInput): Document {
  const allow = (Action: string[], Resource: string | string[], Condition?: Statement['Condition']): Statement => ({
    Effect: 'Allow', Action: oneOrMany(Action), Resource, ...(Condition ? { Condition } : {}),
  });
  return documentOf([
    ...(input.commissioned ? [] : [
      allow(ENROL_SELF, input.userArn),
      allow(ENROL_DEVICE, deviceArns(input)),
    ]),
    allow([...PASSWORD, ...SEE_SELF], input.userArn),
    allow(SEE_ACCOUNT, '*'),
    ...(input.roleArns.length > 0 ? [allow(['sts:AssumeRole'], oneOrMany(input.roleArns), WITH_MFA)] : []),
    ...(input.taggedRoleArns.length > 0 ? [allow(['sts:TagSession'], oneOrMany(input.taggedRoleArns), WITH_MFA)] : []),
    ...(input.sourceIdentityRoleArns.length > 0
      ? [allow(['sts:SetSourceIdentity'], oneOrMany(input.sourceIdentityRoleArns), WITH_MFA)] : []),
    ...(input.allowAwsLogin
      ? [allow(AWS_LOGIN, `arn:${input.partition}:signin:*:${input.account}:oauth2/public-client/*`, WITH_MFA)] : []),
    { Sid: 'DenyLongLivedCredentials', Effect: 'Deny', Action: [...LONG_LIVED_CREDENTIALS], Resource: '*' },
  ]);
}

/**
 * The boundary. Everything is an explicit deny, because a resource policy of the same account that names the user
 * passes by what a boundary merely doesn't allow.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function userBoundary(input: UserPolicyInput): Document {
  const assume = assumeActions(input);
  const everything = [...ENROL, ...PASSWORD, ...SEE_SELF, ...SEE_ACCOUNT, ...assume, ...(input.allowAwsLogin ? AWS_LOGIN : [])];
  return documentOf([
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Sid: 'DenyBeyondBreakGlass', Effect: 'Deny', NotAction: everything, Resource: '*' },
    {
      Sid: 'DenyOtherRoles',
      Effect: 'Deny',
      Action: oneOrMany(assume),
      ...(input.roleArns.length > 0 ? { NotResource: oneOrMany(input.roleArns) } : { Resource: '*' }),
    },
    {
      Sid: 'DenyOtherUsers',
      Effect: 'Deny',
      Action: [...ENROL, ...PASSWORD, ...SEE_SELF],
      NotResource: [input.userArn, ...deviceArns(input)],
    },
    {
      Sid: 'DenyRolesWithoutMfa',
      Effect: 'Deny',
      Action: oneOrMany([...assume, ...(input.allowAwsLogin ? AWS_LOGIN : [])]),
      Resource: '*',
      Condition: WITHOUT_MFA,
    },
    // With a device enrolled every sign-in has MFA, so "present" means "commissioned already": no further device. Both
    // devices of a new user are enrolled in the first session, which has none yet.
    {
      Sid: 'DenyFurtherDevice',
      Effect: 'Deny',
      Action: ENROL,
      Resource: '*',
      ...(input.commissioned ? {} : { Condition: WITH_MFA }),
    },
  ]);
}

/** What the secret's and the key's policies are made from. */
export interface PasswordPolicyInput {
  readonly custodianArns: string[];
  readonly cloudFormationRoleArn: string;
}

export function passwordSecretName(userName: string): string {
  return `${PASSWORD_SECRET_PREFIX}${userName}`;
}

/**
 * Custodians read; CloudFormation's execution role reads, in order to set the password, and looks after the secret;
 * everybody else, the account's administrators and the user among them, is denied.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
 */
export function passwordSecretPolicy(input: PasswordPolicyInput): Document {
  const readers = [input.cloudFormationRoleArn, ...input.custodianArns];
  return documentOf([
    {
      Sid: 'DenyReadToOthers',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': oneOrMany(readers) } },
    },
    {
      Sid: 'DenyChangeToOthers',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: [
        'secretsmanager:CancelRotateSecret',
        'secretsmanager:DeleteResourcePolicy',
        'secretsmanager:DeleteSecret',
        'secretsmanager:PutResourcePolicy',
        'secretsmanager:PutSecretValue',
        'secretsmanager:ReplicateSecretToRegions',
        'secretsmanager:RotateSecret',
        'secretsmanager:UpdateSecret',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': input.cloudFormationRoleArn } },
    },
    ...(input.custodianArns.length > 0 ? [{
      Sid: 'AllowCustodians',
      Effect: 'Allow' as const,
      Principal: { AWS: oneOrMany(input.custodianArns) },
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      Resource: '*',
    }] : []),
  ]);
}

/** The key can be administered by the account, and used on the password by nobody but the same few. */
export function passwordKeyPolicy(input: PasswordPolicyInput & { readonly partition: string; readonly account: string }): Document {
  const readers = [input.cloudFormationRoleArn, ...input.custodianArns];
  return documentOf([
    {
      Sid: 'AdministeredByTheAccount',
      Effect: 'Allow',
      Principal: { AWS: `arn:${input.partition}:iam::${input.account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Sid: 'DenyUseToOthers',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: ['kms:CreateGrant', 'kms:Decrypt', 'kms:ReEncryptFrom'],
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': oneOrMany(readers) } },
    },
    ...(input.custodianArns.length > 0 ? [{
      Sid: 'AllowCustodians',
      Effect: 'Allow' as const,
      Principal: { AWS: oneOrMany(input.custodianArns) },
      Action: 'kms:Decrypt',
      Resource: '*',
    }] : []),
  ]);
}
