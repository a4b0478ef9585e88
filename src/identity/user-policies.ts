import { UserState } from './user-state';
import { LONG_LIVED_CREDENTIALS } from '../private/forbidden-actions';
import { PASSWORD_SECRET_PREFIX } from '../private/names';
import { Document, documentOf, oneOrMany, Statement } from '../private/policy-document';
import { consoleArn, LOGIN, SIGN_IN } from '../private/sign-in';

/** A state by its name and its window: that of a user in the app, or one that was read off a template. */
export type UserStateOf = Pick<UserState, 'name' | 'start' | 'end'>;

/** Input for the policies of one break-glass user. */
export interface UserPolicyInput {
  readonly partition: string;
  readonly account: string;
  readonly userArn: string;
  readonly userName: string;
  readonly state: UserStateOf;
  readonly allowAwsLogin: boolean;
  readonly roleArns: string[];
  /** Roles that require session tags or a source identity, which are separate actions. */
  readonly taggedRoleArns: string[];
  readonly sourceIdentityRoleArns: string[];
}

const ENROL_SELF = ['iam:EnableMFADevice'];
const ENROL_DEVICE = ['iam:CreateVirtualMFADevice'];
const ENROL = [...ENROL_DEVICE, ...ENROL_SELF];
const PASSWORD = ['iam:ChangePassword'];
const SEE_SELF = ['iam:GetMFADevice', 'iam:GetUser', 'iam:ListMFADevices'];
const SEE_ACCOUNT = ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'];

const WITH_MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const WITHOUT_MFA = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };

function assumeActions(input: UserPolicyInput): string[] {
  return [
    'sts:AssumeRole',
    ...(input.sourceIdentityRoleArns.length > 0 ? ['sts:SetSourceIdentity'] : []),
    ...(input.taggedRoleArns.length > 0 ? ['sts:TagSession'] : []),
  ];
}

/** The user's virtual device has the user's name; a second device has a suffix. */
function deviceArns(input: UserPolicyInput): string[] {
  const device = `arn:${input.partition}:iam::${input.account}:mfa/${input.userName}`;
  return [device, `${device}-*`];
}

/** Clients of `aws login` in this account. */
function loginClients(input: UserPolicyInput): string {
  return `arn:${input.partition}:signin:*:${input.account}:oauth2/public-client/*`;
}

/** Statements that hold while the user may enrol a device, with this condition; none once it may not. */
function enrolment({ state }: UserPolicyInput): { readonly Condition?: Statement['Condition'] } | undefined {
  if (state.name === 'new') { return {}; }
  if (state.name !== 'recommissioning') { return undefined; }
  return { Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': state.start! }, DateLessThanEquals: { 'aws:CurrentTime': state.end! } } };
}

/**
 * Permissions of the user, and denies that must hold even without the boundary: the user gets no credential that outlives a
 * session.
 */
export function userPermissions(input: UserPolicyInput): Document {
  const credentials: Statement = { Sid: 'DenyLongLivedCredentials', Effect: 'Deny', Action: [...LONG_LIVED_CREDENTIALS], Resource: '*' };
  if (input.state.name === 'former') { return documentOf([credentials]); }
  const allow = (Action: readonly string[], Resource: string | string[], Condition?: Statement['Condition']): Statement => ({
    Effect: 'Allow', Action: oneOrMany([...Action]), Resource, ...(Condition ? { Condition } : {}),
  });
  const enrols = enrolment(input);
  return documentOf([
    ...(enrols ? [
      allow(ENROL_SELF, input.userArn, enrols.Condition),
      allow(ENROL_DEVICE, deviceArns(input), enrols.Condition),
    ] : []),
    allow(SIGN_IN, consoleArn(input)),
    allow([...PASSWORD, ...SEE_SELF], input.userArn),
    allow(SEE_ACCOUNT, '*'),
    ...(input.roleArns.length > 0 ? [allow(['sts:AssumeRole'], oneOrMany(input.roleArns), WITH_MFA)] : []),
    ...(input.taggedRoleArns.length > 0 ? [allow(['sts:TagSession'], oneOrMany(input.taggedRoleArns), WITH_MFA)] : []),
    ...(input.sourceIdentityRoleArns.length > 0
      ? [allow(['sts:SetSourceIdentity'], oneOrMany(input.sourceIdentityRoleArns), WITH_MFA)] : []),
    ...(input.allowAwsLogin ? [allow(LOGIN, loginClients(input), WITH_MFA)] : []),
    credentials,
  ]);
}

/**
 * Boundary of the user. All its limits are explicit denies: a resource policy of the same account that names the user
 * overrides the implicit deny of a boundary.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function userBoundary(input: UserPolicyInput): Document {
  const allowAll: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  if (input.state.name === 'former') {
    return documentOf([allowAll, { Sid: 'DenyFormerUser', Effect: 'Deny', Action: '*', Resource: '*' }]);
  }
  const assume = assumeActions(input);
  const everything = [...ENROL, ...PASSWORD, ...SEE_SELF, ...SEE_ACCOUNT, ...SIGN_IN, ...assume];
  return documentOf([
    allowAll,
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
    // The console is the user's way in, before and after MFA, and asks for the same actions as a command line does.
    {
      Sid: 'DenyOtherSignIn',
      Effect: 'Deny',
      Action: [...SIGN_IN],
      NotResource: input.allowAwsLogin ? [consoleArn(input), loginClients(input)] : consoleArn(input),
    },
    {
      Sid: 'DenyRolesWithoutMfa',
      Effect: 'Deny',
      Action: oneOrMany(assume),
      Resource: '*',
      Condition: WITHOUT_MFA,
    },
    ...(input.allowAwsLogin ? [{
      Sid: 'DenyLoginWithoutMfa',
      Effect: 'Deny' as const,
      Action: [...LOGIN],
      Resource: loginClients(input),
      Condition: WITHOUT_MFA,
    }] : []),
    ...denyEnrolment(input.state),
  ]);
}

/** A commissioned user gets no further device; a user in recommissioning none outside its window. */
function denyEnrolment(state: UserStateOf): Statement[] {
  const deny = (Sid: string, Condition?: Statement['Condition']): Statement => (
    { Sid, Effect: 'Deny', Action: ENROL, Resource: '*', ...(Condition ? { Condition } : {}) });
  if (state.name === 'commissioned') { return [deny('DenyEnrolment')]; }
  // All conditions of a statement must match, so each end of the window has its own.
  return state.name === 'recommissioning' ? [
    deny('DenyEnrolmentBefore', { DateLessThan: { 'aws:CurrentTime': state.start! } }),
    deny('DenyEnrolmentAfter', { DateGreaterThan: { 'aws:CurrentTime': state.end! } }),
  ] : [];
}

/** Input for the policies of the secret and its key. */
export interface PasswordPolicyInput {
  readonly custodianArns: string[];
  readonly cloudFormationRoleArns: string[];
}

export function passwordSecretName(userName: string): string {
  return `${PASSWORD_SECRET_PREFIX}${userName}`;
}

/**
 * Policy of the secret. Custodians may read it. CloudFormation's execution roles may read it to set the password, and may
 * change it. All other principals are denied, including administrators of the account and the user.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
 */
export function passwordSecretPolicy(input: PasswordPolicyInput): Document {
  const readers = [...input.cloudFormationRoleArns, ...input.custodianArns];
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
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': oneOrMany(input.cloudFormationRoleArns) } },
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

/** Policy of the key. The account administers it; only the custodians and CloudFormation can decrypt the password. */
export function passwordKeyPolicy(input: PasswordPolicyInput & { readonly partition: string; readonly account: string }): Document {
  const readers = [...input.cloudFormationRoleArns, ...input.custodianArns];
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
