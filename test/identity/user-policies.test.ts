import { ACCOUNT, allowsOf, JANE, JANE_ARN, statementOf } from './fixtures';
import {
  passwordKeyPolicy, passwordSecretName, passwordSecretPolicy, userBoundary, userPermissions, UserPolicyInput,
} from '../../src/identity/user-policies';
import { Document } from '../../src/private/policy-document';

const DEVICES = [`arn:\${AWS::Partition}:iam::${ACCOUNT}:mfa/${JANE}`, `arn:\${AWS::Partition}:iam::${ACCOUNT}:mfa/${JANE}-*`];
const WITH_MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const INPUT: UserPolicyInput = {
  partition: '${AWS::Partition}',
  account: ACCOUNT,
  userArn: JANE_ARN,
  userName: JANE,
  commissioned: false,
  allowAwsLogin: false,
  roleArns: [],
  taggedRoleArns: [],
  sourceIdentityRoleArns: [],
};

function permissions(props: Partial<UserPolicyInput> = {}): Document {
  return userPermissions({ ...INPUT, ...props });
}

function boundary(props: Partial<UserPolicyInput> = {}): Document {
  return userBoundary({ ...INPUT, ...props });
}

describe('permissions', () => {
  test('before commissioning are to enrol MFA, change the password and look at oneself', () => {
    const policy = permissions();
    expect(policy.Statement.filter((statement) => statement.Effect === 'Allow')).toEqual([
      { Effect: 'Allow', Action: 'iam:EnableMFADevice', Resource: JANE_ARN },
      { Effect: 'Allow', Action: 'iam:CreateVirtualMFADevice', Resource: DEVICES },
      { Effect: 'Allow', Action: ['iam:ChangePassword', 'iam:GetUser', 'iam:ListMFADevices'], Resource: JANE_ARN },
      { Effect: 'Allow', Action: ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'], Resource: '*' },
    ]);
  });

  test('after commissioning no longer hold the enrolment of a device', () => {
    const policy = permissions({ commissioned: true });
    expect(policy.Statement.filter((statement) => statement.Effect === 'Allow')).toEqual([
      { Effect: 'Allow', Action: ['iam:ChangePassword', 'iam:GetUser', 'iam:ListMFADevices'], Resource: JANE_ARN },
      { Effect: 'Allow', Action: ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'], Resource: '*' },
    ]);
  });

  test('hold aws login only where allowed, with MFA, for public clients of the account', () => {
    expect(JSON.stringify(userPermissions(INPUT))).not.toContain('signin:');
    const policy = permissions({ allowAwsLogin: true });
    const resource = { Resource: `arn:\${AWS::Partition}:signin:*:${ACCOUNT}:oauth2/public-client/*`, Condition: WITH_MFA };
    expect(allowsOf(policy, 'signin:AuthorizeOAuth2Access')).toEqual([resource]);
    expect(allowsOf(policy, 'signin:CreateOAuth2Token')).toEqual([resource]);
  });

  test.each([true, false])('deny every long-lived credential, commissioned or not (%s)', (commissioned) => {
    expect(statementOf(permissions({ commissioned }), 'DenyLongLivedCredentials')).toEqual({
      Sid: 'DenyLongLivedCredentials',
      Effect: 'Deny',
      Action: [
        'iam:CreateAccessKey',
        'iam:CreateLoginProfile',
        'iam:CreateServiceSpecificCredential',
        'iam:ResetServiceSpecificCredential',
        'iam:UpdateAccessKey',
        'iam:UpdateLoginProfile',
        'iam:UpdateServiceSpecificCredential',
        'iam:UpdateSigningCertificate',
        'iam:UpdateSSHPublicKey',
        'iam:UploadSigningCertificate',
        'iam:UploadSSHPublicKey',
        'sts:GetFederationToken',
      ],
      Resource: '*',
    });
  });
});

describe('the boundary', () => {
  const OWN_ACTIONS = [
    'iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:ChangePassword', 'iam:GetUser', 'iam:ListMFADevices',
    'iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices', 'sts:AssumeRole',
  ];

  test('denies everything beyond break-glass explicitly', () => {
    const document = boundary();
    expect(document.Statement[0]).toEqual({ Effect: 'Allow', Action: '*', Resource: '*' });
    expect(statementOf(document, 'DenyBeyondBreakGlass'))
      .toEqual({ Sid: 'DenyBeyondBreakGlass', Effect: 'Deny', NotAction: OWN_ACTIONS, Resource: '*' });
    expect(document.Statement.slice(1).map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny', 'Deny', 'Deny', 'Deny']);
  });

  test('denies every role while the user has none', () => {
    expect(statementOf(boundary(), 'DenyOtherRoles'))
      .toEqual({ Sid: 'DenyOtherRoles', Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' });
  });

  test('denies what is done to other users and devices', () => {
    expect(statementOf(boundary(), 'DenyOtherUsers')).toEqual({
      Sid: 'DenyOtherUsers', Effect: 'Deny', Action: OWN_ACTIONS.slice(0, 5), NotResource: [JANE_ARN, ...DEVICES],
    });
  });

  test('denies roles without MFA, also where the key is absent', () => {
    expect(statementOf(boundary({ allowAwsLogin: true }), 'DenyRolesWithoutMfa')).toEqual({
      Sid: 'DenyRolesWithoutMfa',
      Effect: 'Deny',
      Action: ['sts:AssumeRole', 'signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'],
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    });
  });

  test('denies a further device once MFA is present, and any device once commissioned', () => {
    const statement = { Sid: 'DenyFurtherDevice', Effect: 'Deny', Action: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'], Resource: '*' };
    expect(statementOf(boundary(), 'DenyFurtherDevice')).toEqual({ ...statement, Condition: WITH_MFA });
    expect(statementOf(boundary({ commissioned: true }), 'DenyFurtherDevice')).toEqual(statement);
  });

  test('lets aws login through only where allowed', () => {
    expect(statementOf(boundary({ allowAwsLogin: true }), 'DenyBeyondBreakGlass')!.NotAction)
      .toEqual([...OWN_ACTIONS, 'signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token']);
  });
});

describe('roles', () => {
  const [A, B] = ['A', 'B'].map((name) => `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-${name}`);

  test('are assumed with MFA, and no others past the boundary', () => {
    expect(allowsOf(permissions({ roleArns: [A, B] }), 'sts:AssumeRole')).toEqual([{ Resource: [A, B], Condition: WITH_MFA }]);
    expect(statementOf(boundary({ roleArns: [A, B] }), 'DenyOtherRoles')).toMatchObject({ Action: 'sts:AssumeRole', NotResource: [A, B] });
  });

  test('get tags and a source identity only where they ask for them', () => {
    const input = { roleArns: [A, B], taggedRoleArns: [A], sourceIdentityRoleArns: [B] };
    expect(allowsOf(permissions(input), 'sts:TagSession')).toEqual([{ Resource: A, Condition: WITH_MFA }]);
    expect(allowsOf(permissions(input), 'sts:SetSourceIdentity')).toEqual([{ Resource: B, Condition: WITH_MFA }]);
    expect(statementOf(boundary(input), 'DenyRolesWithoutMfa')!.Action).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']);
  });
});

describe('the first password', () => {
  const [CUSTODIAN, DEPLOYER] = ['Custodian', 'Deployer'].map((name) => `arn:aws:iam::${ACCOUNT}:role/${name}`);
  const READ_BY = (arns: string | string[]) => ({ ArnNotEquals: { 'aws:PrincipalArn': arns } });

  test('is named after the user', () => {
    expect(passwordSecretName(JANE)).toBe(`break-glass-password/${JANE}`);
  });

  test('is read by custodians and CloudFormation, and changed by CloudFormation', () => {
    const document = passwordSecretPolicy({ custodianArns: [CUSTODIAN], cloudFormationRoleArn: DEPLOYER });
    expect(statementOf(document, 'DenyReadToOthers')).toMatchObject({ Principal: { AWS: '*' }, Condition: READ_BY([DEPLOYER, CUSTODIAN]) });
    expect(statementOf(document, 'DenyChangeToOthers')).toMatchObject({ Principal: { AWS: '*' }, Condition: READ_BY(DEPLOYER) });
    expect(statementOf(document, 'AllowCustodians')).toMatchObject({ Principal: { AWS: CUSTODIAN } });
  });

  test('is decrypted by the same few, and without custodians by CloudFormation alone', () => {
    const input = { cloudFormationRoleArn: DEPLOYER, partition: 'aws', account: ACCOUNT };
    expect(statementOf(passwordKeyPolicy({ ...input, custodianArns: [CUSTODIAN] }), 'DenyUseToOthers')!.Condition).toEqual(READ_BY([DEPLOYER, CUSTODIAN]));
    const alone = passwordKeyPolicy({ ...input, custodianArns: [] });
    expect(statementOf(alone, 'DenyUseToOthers')!.Condition).toEqual(READ_BY(DEPLOYER));
    expect(statementOf(alone, 'AllowCustodians')).toBeUndefined();
  });
});
