import { ACCOUNT, allowsOf, JANE, JANE_ARN, statementOf } from './fixtures';
import {
  passwordKeyPolicy, passwordSecretName, passwordSecretPolicy, userBoundary, userPermissions, UserPolicyInput,
} from '../../src/identity/user-policies';
import { UserState } from '../../src/identity/user-state';
import { Document } from '../../src/private/policy-document';

const DEVICES = [`arn:\${AWS::Partition}:iam::${ACCOUNT}:mfa/${JANE}`, `arn:\${AWS::Partition}:iam::${ACCOUNT}:mfa/${JANE}-*`];
const CONSOLE = 'arn:${AWS::Partition}:signin:::console/*';
const SIGN_IN = ['signin:Authenticate', 'signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'];
const LOGIN_CLIENTS = `arn:\${AWS::Partition}:signin:*:${ACCOUNT}:oauth2/public-client/*`;
const [START, END] = ['2026-12-01T08:00:00Z', '2026-12-02T08:00:00Z'];
const RECOMMISSIONING = UserState.recommissioning(START, END);
const IN_WINDOW = { DateGreaterThanEquals: { 'aws:CurrentTime': START }, DateLessThanEquals: { 'aws:CurrentTime': END } };
const WITH_MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const INPUT: UserPolicyInput = {
  partition: '${AWS::Partition}',
  account: ACCOUNT,
  userArn: JANE_ARN,
  userName: JANE,
  state: UserState.NEW,
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
  test('of a new user are to enrol MFA, open the console, change the password and look at oneself', () => {
    const policy = permissions();
    expect(policy.Statement.filter((statement) => statement.Effect === 'Allow')).toEqual([
      { Effect: 'Allow', Action: 'iam:EnableMFADevice', Resource: JANE_ARN },
      { Effect: 'Allow', Action: 'iam:CreateVirtualMFADevice', Resource: DEVICES },
      { Effect: 'Allow', Action: SIGN_IN, Resource: CONSOLE },
      { Effect: 'Allow', Action: ['iam:ChangePassword', 'iam:GetMFADevice', 'iam:GetUser', 'iam:ListMFADevices'], Resource: JANE_ARN },
      { Effect: 'Allow', Action: ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'], Resource: '*' },
    ]);
  });

  test('of a commissioned user no longer hold the enrolment of a device', () => {
    const policy = permissions({ state: UserState.COMMISSIONED });
    expect(policy.Statement.filter((statement) => statement.Effect === 'Allow')).toEqual([
      { Effect: 'Allow', Action: SIGN_IN, Resource: CONSOLE },
      { Effect: 'Allow', Action: ['iam:ChangePassword', 'iam:GetMFADevice', 'iam:GetUser', 'iam:ListMFADevices'], Resource: JANE_ARN },
      { Effect: 'Allow', Action: ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'], Resource: '*' },
    ]);
  });

  test('of a user in recommissioning hold the enrolment between two instants', () => {
    const policy = permissions({ state: RECOMMISSIONING });
    expect(allowsOf(policy, 'iam:EnableMFADevice')).toEqual([{ Resource: JANE_ARN, Condition: IN_WINDOW }]);
    expect(allowsOf(policy, 'iam:CreateVirtualMFADevice')).toEqual([{ Resource: DEVICES, Condition: IN_WINDOW }]);
  });

  test('of a former user allow nothing', () => {
    const policy = permissions({ state: UserState.FORMER, roleArns: [`arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`], allowAwsLogin: true });
    expect(policy.Statement.map(({ Effect, Sid }) => [Effect, Sid])).toEqual([['Deny', 'DenyLongLivedCredentials']]);
  });

  test('open the console before and after MFA', () => {
    for (const state of [UserState.NEW, UserState.COMMISSIONED, RECOMMISSIONING]) {
      expect(permissions({ state }).Statement).toContainEqual({ Effect: 'Allow', Action: SIGN_IN, Resource: CONSOLE });
    }
  });

  test('hold aws login only where allowed, with MFA, for public clients of the account', () => {
    expect(JSON.stringify(userPermissions(INPUT))).not.toContain('public-client');
    const policy = permissions({ allowAwsLogin: true });
    for (const action of ['signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token']) {
      expect(allowsOf(policy, action)).toEqual([{ Resource: CONSOLE, Condition: undefined }, { Resource: LOGIN_CLIENTS, Condition: WITH_MFA }]);
    }
  });

  test.each([UserState.NEW, UserState.COMMISSIONED, RECOMMISSIONING, UserState.FORMER])('deny every long-lived credential in every state ($name)', (state) => {
    expect(statementOf(permissions({ state }), 'DenyLongLivedCredentials')).toEqual({
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
    'iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:ChangePassword', 'iam:GetMFADevice', 'iam:GetUser', 'iam:ListMFADevices',
    'iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices', ...SIGN_IN, 'sts:AssumeRole',
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
      Sid: 'DenyOtherUsers', Effect: 'Deny', Action: OWN_ACTIONS.slice(0, 6), NotResource: [JANE_ARN, ...DEVICES],
    });
  });

  test('denies roles without MFA, also where the key is absent', () => {
    expect(statementOf(boundary({ allowAwsLogin: true }), 'DenyRolesWithoutMfa')).toEqual({
      Sid: 'DenyRolesWithoutMfa',
      Effect: 'Deny',
      Action: 'sts:AssumeRole',
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    });
  });

  test('denies no device to a new user, every device to a commissioned one, and those outside of the window to one in recommissioning', () => {
    const enrolment = (state: UserState) => boundary({ state }).Statement.filter(({ Sid }) => Sid?.startsWith('DenyEnrolment'));
    const statement = { Effect: 'Deny', Action: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'], Resource: '*' };
    expect(enrolment(UserState.NEW)).toEqual([]);
    expect(enrolment(UserState.COMMISSIONED)).toEqual([{ Sid: 'DenyEnrolment', ...statement }]);
    expect(enrolment(RECOMMISSIONING)).toEqual([
      { Sid: 'DenyEnrolmentBefore', ...statement, Condition: { DateLessThan: { 'aws:CurrentTime': START } } },
      { Sid: 'DenyEnrolmentAfter', ...statement, Condition: { DateGreaterThan: { 'aws:CurrentTime': END } } },
    ]);
  });

  test('denies everything to a former user, sign-in included', () => {
    expect(boundary({ state: UserState.FORMER, allowAwsLogin: true }).Statement).toEqual([
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Sid: 'DenyFormerUser', Effect: 'Deny', Action: '*', Resource: '*' },
    ]);
  });

  test('lets the console through, and aws login only where allowed, with MFA', () => {
    const statement = { Sid: 'DenyOtherSignIn', Effect: 'Deny', Action: SIGN_IN };
    expect(statementOf(boundary(), 'DenyOtherSignIn')).toEqual({ ...statement, NotResource: CONSOLE });
    expect(statementOf(boundary(), 'DenyLoginWithoutMfa')).toBeUndefined();
    expect(statementOf(boundary({ allowAwsLogin: true }), 'DenyOtherSignIn')).toEqual({ ...statement, NotResource: [CONSOLE, LOGIN_CLIENTS] });
    expect(statementOf(boundary({ allowAwsLogin: true }), 'DenyLoginWithoutMfa')).toEqual({
      Sid: 'DenyLoginWithoutMfa',
      Effect: 'Deny',
      Action: SIGN_IN.slice(1),
      Resource: LOGIN_CLIENTS,
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    });
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
    const document = passwordSecretPolicy({ custodianArns: [CUSTODIAN], cloudFormationRoleArns: [DEPLOYER] });
    expect(statementOf(document, 'DenyReadToOthers')).toMatchObject({ Principal: { AWS: '*' }, Condition: READ_BY([DEPLOYER, CUSTODIAN]) });
    expect(statementOf(document, 'DenyChangeToOthers')).toMatchObject({ Principal: { AWS: '*' }, Condition: READ_BY(DEPLOYER) });
    expect(statementOf(document, 'AllowCustodians')).toMatchObject({ Principal: { AWS: CUSTODIAN } });
  });

  test('is decrypted by the same few, and without custodians by CloudFormation alone', () => {
    const input = { cloudFormationRoleArns: [DEPLOYER], partition: 'aws', account: ACCOUNT };
    expect(statementOf(passwordKeyPolicy({ ...input, custodianArns: [CUSTODIAN] }), 'DenyUseToOthers')!.Condition).toEqual(READ_BY([DEPLOYER, CUSTODIAN]));
    const alone = passwordKeyPolicy({ ...input, custodianArns: [] });
    expect(statementOf(alone, 'DenyUseToOthers')!.Condition).toEqual(READ_BY(DEPLOYER));
    expect(statementOf(alone, 'AllowCustodians')).toBeUndefined();
  });
});
