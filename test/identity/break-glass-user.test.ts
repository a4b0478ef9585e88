import {
  Annotations as CdkAnnotations, App, Aws, CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer, Lazy, LegacyStackSynthesizer, NestedStack, Stack, StackProps,
} from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  A_TOKEN, ACCOUNT, accountStack, allowsOf, ENV, jane, JANE, JANE_ARN, messageOf, policyOf, resourceOf, statementOf, templateOf, tokenText, written,
} from './fixtures';
import { BreakGlassUser, BreakGlassUserProps, UserState } from '../../src';

const DEPLOYER = `arn:\${AWS::Partition}:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-eu-central-1`;
const WITH_MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const A = `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`;
const B = `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-B`;
const ANN = `arn:aws:iam::${ACCOUNT}:role/Ann`;
const BOB = `arn:aws:iam::${ACCOUNT}:user/custody/bob`;

function principals(...arns: string[]): iam.ArnPrincipal[] {
  return arns.map((arn) => new iam.ArnPrincipal(arn));
}

function stackWith(props: Partial<BreakGlassUserProps> = {}): Stack {
  const stack = accountStack();
  jane(stack, props);
  return stack;
}

function errorFor(props: Partial<BreakGlassUserProps>): string {
  return messageOf(() => stackWith(props));
}

function permissionsOf(stack: Stack) {
  return policyOf(stack, `${JANE}-permissions`);
}

function boundaryOf(stack: Stack) {
  return policyOf(stack, `${JANE}-boundary`);
}

function secretPolicyOf(stack: Stack) {
  return resourceOf(stack, 'AWS::SecretsManager::ResourcePolicy').Properties.ResourcePolicy;
}

function keyPolicyOf(stack: Stack) {
  return resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy;
}

describe('what is created', () => {
  test('one user, its two policies, its password with a policy, and a key', () => {
    const types = Object.values<any>(templateOf(stackWith()).toJSON().Resources).map((resource) => resource.Type).sort();
    expect(types).toEqual([
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::User',
      'AWS::KMS::Key',
      'AWS::SecretsManager::ResourcePolicy',
      'AWS::SecretsManager::Secret',
    ]);
  });

  test('the logical ids stay, since another id is another user', () => {
    expect(Object.keys(templateOf(stackWith()).toJSON().Resources).sort()).toEqual([
      'JaneB526C26E',
      'JaneBoundaryCCD3B82C',
      'JanePassword1979FF5A',
      'JanePasswordKey6DC82295',
      'JanePasswordPolicy4777F481',
      'JanePermissionsE339892C',
    ]);
  });

  test('everything is retained on deletion and on replacement', () => {
    const resources = Object.entries<any>(templateOf(stackWith()).toJSON().Resources);
    expect(resources.map(([id, { DeletionPolicy, UpdateReplacePolicy }]) => ({ id, DeletionPolicy, UpdateReplacePolicy })))
      .toEqual(resources.map(([id]) => ({ id, DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' })));
  });

  test('the user has its name, path and tags', () => {
    templateOf(stackWith()).hasResourceProperties('AWS::IAM::User', {
      UserName: JANE,
      Path: '/bg/',
      Tags: [
        { Key: 'EmergencyContact', Value: 'security-oncall@example.com' },
        { Key: 'Purpose', Value: 'IncidentResponse' },
        { Key: 'ResponderEmail', Value: 'jane.doe@example.com' },
        { Key: 'ResponderName', Value: 'Jane Doe' },
      ],
    });
  });

  test('commissioning a user, and giving it roles, changes its policies and not the user, its password or the key', () => {
    const changed = (before: any, after: any) => Object.keys(after).filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]));
    const fresh = templateOf(stackWith()).toJSON().Resources;
    const commissioned = accountStack();
    jane(commissioned, { state: UserState.COMMISSIONED }).allowAssumeRole('arn:aws:iam::111122223333:role/bg/BREAK-GLASS-X');
    expect(changed(fresh, templateOf(commissioned).toJSON().Resources).sort()).toEqual(['JaneBoundaryCCD3B82C', 'JanePermissionsE339892C']);
  });

  test('the user has its own permissions, its own boundary, no groups and no inline policies', () => {
    templateOf(stackWith()).hasResourceProperties('AWS::IAM::User', {
      ManagedPolicyArns: ['${JanePermissionsE339892C}'],
      PermissionsBoundary: '${JaneBoundaryCCD3B82C}',
      Groups: Match.absent(),
      Policies: Match.absent(),
    });
  });

  test('there is no access key and no output', () => {
    const template = templateOf(stackWith({ allowAwsLogin: true, state: UserState.COMMISSIONED }));
    template.resourceCountIs('AWS::IAM::AccessKey', 0);
    expect(template.toJSON().Outputs).toBeUndefined();
  });

  test('the policies are named after the user, under its path', () => {
    const template = templateOf(stackWith());
    for (const [suffix, what] of [['permissions', 'Permissions'], ['boundary', 'Permissions boundary']]) {
      template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
        ManagedPolicyName: `${JANE}-${suffix}`, Path: '/bg/', Description: `${what} of the break-glass user ${JANE}`,
      });
    }
  });

  test('the attributes name what was made', () => {
    const stack = accountStack();
    const user = jane(stack);
    expect(user.userName).toBe(JANE);
    expect(written(stack.resolve(user.userArn))).toBe(JANE_ARN);
    expect(written(stack.resolve(user.permissionsBoundaryArn))).toBe(`arn:\${AWS::Partition}:iam::${ACCOUNT}:policy/bg/${JANE}-boundary`);
    expect(stack.resolve(user.passwordSecret.secretArn)).toEqual({ Ref: 'JanePassword1979FF5A' });
    expect(user.env.account).toBe(ACCOUNT);
  });

  test("the default child of 'passwordSecret' is the secret", () => {
    const user = jane(accountStack());
    expect(user.passwordSecret.node.defaultChild).toBe(user.node.findChild('Password'));
  });

  test('an own user name and path are used everywhere', () => {
    const stack = stackWith({ userName: 'jd-BREAK-GLASS', path: '/emergency/people/' });
    const template = templateOf(stack);
    const arn = `arn:\${AWS::Partition}:iam::${ACCOUNT}:user/emergency/people/jd-BREAK-GLASS`;
    template.hasResourceProperties('AWS::IAM::User', { UserName: 'jd-BREAK-GLASS', Path: '/emergency/people/' });
    template.allResourcesProperties('AWS::IAM::ManagedPolicy', { Path: '/emergency/people/' });
    template.hasResourceProperties('AWS::SecretsManager::Secret', { Name: 'break-glass-password/jd-BREAK-GLASS' });
    expect(allowsOf(policyOf(stack, 'jd-BREAK-GLASS-permissions'), 'iam:ChangePassword')).toEqual([{ Resource: arn }]);
    expect(statementOf(policyOf(stack, 'jd-BREAK-GLASS-boundary'), 'DenyOtherUsers')!.NotResource).toContain(arn);
  });

  test.each([
    ['José García', 'jose.garcia-BREAK-GLASS', 'José García'],
    ["Mary O'Brien", 'mary.obrien-BREAK-GLASS', 'Mary O Brien'],
    ['Mary O’Brien', 'mary.obrien-BREAK-GLASS', 'Mary O Brien'],
  ])('the name %s makes the user %s and the tag %s', (responderName, userName, tag) => {
    templateOf(stackWith({ responderName })).hasResourceProperties('AWS::IAM::User', {
      UserName: userName, Tags: Match.arrayWith([{ Key: 'ResponderName', Value: tag }]),
    });
  });

  test('a responder of another script keeps the name in the tag, with an own user name', () => {
    templateOf(stackWith({ responderName: '山田 太郎', userName: 'taro.yamada-BREAK-GLASS' })).hasResourceProperties('AWS::IAM::User', {
      UserName: 'taro.yamada-BREAK-GLASS', Tags: Match.arrayWith([{ Key: 'ResponderName', Value: '山田 太郎' }]),
    });
  });

  test('a name whose accents are characters of their own makes the same user and tag as the composed one', () => {
    templateOf(stackWith({ responderName: 'Jose\u0301 Garci\u0301a' })).hasResourceProperties('AWS::IAM::User', {
      UserName: 'jose.garcia-BREAK-GLASS', Tags: Match.arrayWith([{ Key: 'ResponderName', Value: 'José García' }]),
    });
  });

  test('without an environment the account and Region of the deployment are used', () => {
    const stack = accountStack({});
    jane(stack);
    expect(allowsOf(permissionsOf(stack), 'iam:ChangePassword'))
      .toEqual([{ Resource: `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:user/bg/${JANE}` }]);
    expect(statementOf(secretPolicyOf(stack), 'DenyChangeToOthers')!.Condition!.ArnNotEquals['aws:PrincipalArn'])
      .toBe('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-hnb659fds-cfn-exec-role-${AWS::AccountId}-${AWS::Region}');
  });
});

describe('the first password', () => {
  test('lies in a secret of its own, 128 characters of every kind, without spaces', () => {
    templateOf(stackWith()).hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: `break-glass-password/${JANE}`,
      KmsKeyId: '${JanePasswordKey6DC82295.Arn}',
      SecretString: Match.absent(),
      GenerateSecretString: {
        PasswordLength: 128,
        RequireEachIncludedType: true,
        IncludeSpace: false,
        GenerateStringKey: 'password',
        SecretStringTemplate: `{"username":"${JANE}"}`,
        ExcludeLowercase: Match.absent(),
        ExcludeUppercase: Match.absent(),
        ExcludeNumbers: Match.absent(),
        ExcludePunctuation: Match.absent(),
      },
      Tags: [{ Key: 'Purpose', Value: 'BreakGlassAccess' }, { Key: 'UserName', Value: JANE }],
    });
  });

  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
  const PUNCTUATION = [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'];
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
  const IAM_SYMBOLS = [..."!@#$%^&*()_+-=[]{}|'"];

  function excluded(): string[] {
    return [...resourceOf(stackWith(), 'AWS::SecretsManager::Secret').Properties.GenerateSecretString.ExcludeCharacters];
  }

  test('excludes every sign that IAM does not count as a symbol', () => {
    expect(excluded()).toEqual(expect.arrayContaining(PUNCTUATION.filter((sign) => !IAM_SYMBOLS.includes(sign))));
  });

  test('excludes no sign that IAM counts as a symbol', () => {
    expect(excluded().filter((sign) => IAM_SYMBOLS.includes(sign))).toEqual([]);
  });

  test('excludes no sign twice and no letter or digit', () => {
    expect(excluded().filter((sign, index, all) => /\w|\s/.test(sign) || all.indexOf(sign) !== index)).toEqual([]);
  });

  test.each([14, 128])('may have %d characters', (passwordLength) => {
    templateOf(stackWith({ passwordLength })).hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: passwordLength },
    });
  });

  test("is the secret's 'password' member by dynamic reference, to be changed at the first sign-in", () => {
    templateOf(stackWith()).hasResourceProperties('AWS::IAM::User', {
      LoginProfile: { Password: '{{resolve:secretsmanager:${JanePassword1979FF5A}:SecretString:password::}}', PasswordResetRequired: true },
    });
  });

  test('is guarded before the user exists', () => {
    templateOf(stackWith()).hasResource('AWS::IAM::User', { DependsOn: ['JanePasswordPolicy4777F481'] });
  });
});

describe("the secret's policy", () => {
  test('blocks public policies and belongs to the secret', () => {
    templateOf(stackWith()).hasResourceProperties('AWS::SecretsManager::ResourcePolicy', {
      SecretId: '${JanePassword1979FF5A}', BlockPublicPolicy: true,
    });
  });

  test('allows only the bootstrap role to read and change by default', () => {
    expect(secretPolicyOf(stackWith()).Statement).toEqual([
      {
        Sid: 'DenyReadToOthers',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': DEPLOYER } },
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
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': DEPLOYER } },
      },
    ]);
  });

  test('lets custodians read and not change', () => {
    const policy = secretPolicyOf(stackWith({ custodians: principals(ANN, BOB) }));
    expect(statementOf(policy, 'DenyReadToOthers')!.Condition).toEqual({ ArnNotEquals: { 'aws:PrincipalArn': [DEPLOYER, ANN, BOB] } });
    expect(statementOf(policy, 'DenyChangeToOthers')!.Condition).toEqual({ ArnNotEquals: { 'aws:PrincipalArn': DEPLOYER } });
    expect(statementOf(policy, 'AllowCustodians')).toEqual({
      Sid: 'AllowCustodians',
      Effect: 'Allow',
      Principal: { AWS: [ANN, BOB] },
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      Resource: '*',
    });
  });

  test('takes custodians that are roles of the same stack', () => {
    const stack = accountStack();
    const role = new iam.Role(stack, 'Custodian', { assumedBy: new iam.AccountRootPrincipal() });
    jane(stack, { custodians: [new iam.ArnPrincipal(role.roleArn)] });
    expect(statementOf(secretPolicyOf(stack), 'AllowCustodians')!.Principal).toEqual({ AWS: '${CustodianFFF0D711.Arn}' });
  });

  test("follows the stack's bootstrap qualifier", () => {
    const stack = accountStack({ env: ENV, synthesizer: new DefaultStackSynthesizer({ qualifier: 'bank7' }) });
    jane(stack);
    expect(statementOf(secretPolicyOf(stack), 'DenyReadToOthers')!.Condition!.ArnNotEquals['aws:PrincipalArn'])
      .toBe(`arn:\${AWS::Partition}:iam::${ACCOUNT}:role/cdk-bank7-cfn-exec-role-${ACCOUNT}-eu-central-1`);
  });

  test("follows the parent's bootstrap qualifier in a nested stack", () => {
    const parent = accountStack({ env: ENV, synthesizer: new DefaultStackSynthesizer({ qualifier: 'bank7' }) });
    const nested = new NestedStack(parent, 'Nested');
    jane(nested);
    Template.fromStack(nested).hasResourceProperties('AWS::SecretsManager::ResourcePolicy', {
      ResourcePolicy: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'DenyChangeToOthers' })]) },
    });
    expect(JSON.stringify(Template.fromStack(nested).toJSON())).toContain(`:role/cdk-bank7-cfn-exec-role-${ACCOUNT}-eu-central-1`);
  });

  test("follows a synthesizer's own CloudFormation execution role", () => {
    const deployer = `arn:aws:iam::${ACCOUNT}:role/deployer`;
    const stack = accountStack({ env: ENV, synthesizer: new DefaultStackSynthesizer({ cloudFormationExecutionRole: deployer }) });
    jane(stack);
    expect(statementOf(secretPolicyOf(stack), 'DenyReadToOthers')!.Condition!.ArnNotEquals['aws:PrincipalArn']).toBe(deployer);
  });

  test("follows the parent's synthesizer in a nested stack, with the account and Region of the deployment written in", () => {
    const synthesizer = new DefaultStackSynthesizer({
      cloudFormationExecutionRole: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/deployers/deployer-${AWS::Region}',
    });
    const deployerOf = (props: StackProps) => {
      const nested = new NestedStack(new NestedStack(accountStack(props), 'Outer'), 'Inner');
      jane(nested);
      return statementOf(secretPolicyOf(nested), 'DenyChangeToOthers')!.Condition!.ArnNotEquals['aws:PrincipalArn'];
    };
    expect(deployerOf({ env: ENV, synthesizer })).toBe(`arn:\${AWS::Partition}:iam::${ACCOUNT}:role/deployers/deployer-eu-central-1`);
  });

  test.each([
    ['the command line deploys with its own credentials', () => new CliCredentialsStackSynthesizer()],
    ['the legacy synthesizer', () => new LegacyStackSynthesizer()],
  ])('fails where %s: no execution role is known, and the policy locks out everybody else', (_, synthesizer) => {
    expect(messageOf(() => jane(accountStack({ env: ENV, synthesizer: synthesizer() })))).toBe(
      "'cloudFormationRoles' must be given, because the synthesizer of Stack names no role that CloudFormation deploys with, got none; "
        + "name the role that deploys the stack: the policy of the first password locks out everybody else, as in 'arn:aws:iam::111122223333:role/Deployer'");
    const roles = [`arn:aws:iam::${ACCOUNT}:role/deployer`, `arn:aws:iam::${ACCOUNT}:role/second`];
    const stack = accountStack({ env: ENV, synthesizer: synthesizer() });
    jane(stack, { cloudFormationRoles: principals(...roles) });
    for (const [sid, policy] of [['DenyReadToOthers', secretPolicyOf(stack)], ['DenyChangeToOthers', secretPolicyOf(stack)], ['DenyUseToOthers', keyPolicyOf(stack)]] as const) {
      expect(statementOf(policy, sid)!.Condition!.ArnNotEquals['aws:PrincipalArn']).toEqual(roles);
    }
  });

  test("names the caller's CloudFormation role instead of the bootstrap role", () => {
    const deployer = `arn:aws:iam::${ACCOUNT}:role/deployer`;
    const stack = stackWith({ cloudFormationRoles: [new iam.ArnPrincipal(deployer)] });
    const condition = { ArnNotEquals: { 'aws:PrincipalArn': deployer } };
    expect(statementOf(secretPolicyOf(stack), 'DenyReadToOthers')!.Condition).toEqual(condition);
    expect(statementOf(secretPolicyOf(stack), 'DenyChangeToOthers')!.Condition).toEqual(condition);
    expect(statementOf(keyPolicyOf(stack), 'DenyUseToOthers')!.Condition).toEqual(condition);
    expect(JSON.stringify(templateOf(stack).toJSON().Resources)).not.toContain('cfn-exec-role');
  });

  test('never names the user', () => {
    const stack = stackWith({ custodians: principals(ANN, BOB) });
    expect(JSON.stringify([secretPolicyOf(stack), keyPolicyOf(stack)])).not.toContain(JANE);
  });
});

describe("the password's key", () => {
  test('is rotated, waits 30 days before deletion, and is used by CloudFormation only', () => {
    const stack = stackWith();
    templateOf(stack).hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true, PendingWindowInDays: 30 });
    expect(keyPolicyOf(stack).Statement).toEqual([
      {
        Sid: 'AdministeredByTheAccount',
        Effect: 'Allow',
        Principal: { AWS: `arn:\${AWS::Partition}:iam::${ACCOUNT}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'DenyUseToOthers',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['kms:CreateGrant', 'kms:Decrypt', 'kms:ReEncryptFrom'],
        Resource: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': DEPLOYER } },
      },
    ]);
  });

  test('lets custodians decrypt', () => {
    const policy = keyPolicyOf(stackWith({ custodians: principals(ANN, BOB) }));
    expect(statementOf(policy, 'DenyUseToOthers')!.Condition).toEqual({ ArnNotEquals: { 'aws:PrincipalArn': [DEPLOYER, ANN, BOB] } });
    expect(statementOf(policy, 'AllowCustodians')).toEqual({
      Sid: 'AllowCustodians', Effect: 'Allow', Principal: { AWS: [ANN, BOB] }, Action: 'kms:Decrypt', Resource: '*',
    });
  });

  test("is the caller's where given, and its policy is left alone", () => {
    const stack = accountStack();
    const key = kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-central-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`);
    jane(stack, { encryptionKey: key });
    const template = templateOf(stack);
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: key.keyArn });
  });
});

describe('allowAssumeRole', () => {
  function stackAllowing(allow: (user: BreakGlassUser) => void): Stack {
    const stack = accountStack();
    allow(jane(stack));
    return stack;
  }

  test('names the role in the permissions, with MFA, and in the boundary', () => {
    const stack = stackAllowing((user) => user.allowAssumeRole(A));
    expect(allowsOf(permissionsOf(stack), 'sts:AssumeRole')).toEqual([{ Resource: A, Condition: WITH_MFA }]);
    expect(statementOf(boundaryOf(stack), 'DenyOtherRoles'))
      .toEqual({ Sid: 'DenyOtherRoles', Effect: 'Deny', Action: 'sts:AssumeRole', NotResource: A });
  });

  test('gives neither session tags nor a source identity unless asked', () => {
    const text = JSON.stringify(templateOf(stackAllowing((user) => user.allowAssumeRole(A))).toJSON());
    expect(text).not.toContain('sts:TagSession');
    expect(text).not.toContain('sts:SetSourceIdentity');
  });

  test('gives session tags and source identities for the roles that ask for them, and no others', () => {
    const stack = stackAllowing((user) => {
      user.allowAssumeRole(A, { sessionTags: true });
      user.allowAssumeRole(B, { sourceIdentity: true });
    });
    expect(allowsOf(permissionsOf(stack), 'sts:AssumeRole')).toEqual([{ Resource: [A, B], Condition: WITH_MFA }]);
    expect(allowsOf(permissionsOf(stack), 'sts:TagSession')).toEqual([{ Resource: A, Condition: WITH_MFA }]);
    expect(allowsOf(permissionsOf(stack), 'sts:SetSourceIdentity')).toEqual([{ Resource: B, Condition: WITH_MFA }]);
    expect(statementOf(boundaryOf(stack), 'DenyOtherRoles')).toMatchObject({
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'], NotResource: [A, B],
    });
    expect(statementOf(boundaryOf(stack), 'DenyRolesWithoutMfa')!.Action)
      .toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']);
  });

  test('makes the same template in any order', () => {
    const forth = stackAllowing((user) => { user.allowAssumeRole(A, { sessionTags: true }); user.allowAssumeRole(B); });
    const back = stackAllowing((user) => { user.allowAssumeRole(B); user.allowAssumeRole(A, { sessionTags: true }); });
    expect(templateOf(back).toJSON()).toEqual(templateOf(forth).toJSON());
  });

  test('makes the same template when called again', () => {
    const once = stackAllowing((user) => user.allowAssumeRole(A, { sourceIdentity: true }));
    const twice = stackAllowing((user) => { user.allowAssumeRole(A, { sourceIdentity: true }); user.allowAssumeRole(A); });
    expect(templateOf(twice).toJSON()).toEqual(templateOf(once).toJSON());
  });

  test('adds up what several calls ask for', () => {
    const stack = stackAllowing((user) => { user.allowAssumeRole(A, { sessionTags: true }); user.allowAssumeRole(A, { sourceIdentity: true }); });
    expect(allowsOf(permissionsOf(stack), 'sts:TagSession')).toHaveLength(1);
    expect(allowsOf(permissionsOf(stack), 'sts:SetSourceIdentity')).toHaveLength(1);
  });

  test('takes the ARN of a role made elsewhere in the app', () => {
    const stack = accountStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    jane(stack).allowAssumeRole(role.roleArn);
    expect(allowsOf(permissionsOf(stack), 'sts:AssumeRole')).toEqual([{ Resource: '${Role1ABCC5F0.Arn}', Condition: WITH_MFA }]);
  });

  test('takes roles of every partition where the Region isn\'t known', () => {
    const arn = `arn:aws-us-gov:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`;
    const stack = accountStack({});
    jane(stack).allowAssumeRole(arn);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain(arn);
  });

  test('fails for a role of another partition, to which no policy reaches', () => {
    const arn = `arn:aws-us-gov:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`;
    expect(messageOf(() => stackAllowing((user) => user.allowAssumeRole(arn)))).toBe("'roleArn' must be of the stack's partition (aws, Region eu-central-1), "
      + `got '${arn}'; write it as 'arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A'`);
  });

  test('fails for a role of another account that deploys, and takes any where the account isn\'t known', () => {
    const roles = [new iam.ArnPrincipal('arn:aws:iam::999999999999:role/Deployer')];
    expect(messageOf(() => jane(accountStack(), { cloudFormationRoles: roles }))).toBe(`'cloudFormationRoles' must be of the stack's account (${ACCOUNT}), where CloudFormation deploys it, `
      + "got 'arn:aws:iam::999999999999:role/Deployer'; name the role of that account that CloudFormation uses");
    expect(() => jane(accountStack({}), { cloudFormationRoles: roles })).not.toThrow();
  });

  test.each(['custodians', 'cloudFormationRoles'] as const)('fails for %s of another partition', (prop) => {
    const arn = `arn:aws-cn:iam::${ACCOUNT}:role/Somebody`;
    expect(messageOf(() => jane(accountStack(), { [prop]: [new iam.ArnPrincipal(arn)] }))).toBe(`'${prop}' must be of the stack's partition (aws, Region eu-central-1), `
      + `got '${arn}'; write it as 'arn:aws:iam::${ACCOUNT}:role/Somebody'`);
    const china = accountStack({ env: { account: ACCOUNT, region: 'cn-north-1' } });
    expect(() => jane(china, { [prop]: [new iam.ArnPrincipal(arn)] })).not.toThrow();
  });

  test.each([
    `arn:aws:iam::${ACCOUNT}:role/*`,
    `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-*`,
    'arn:aws:iam::*:role/bg/BREAK-GLASS-A',
    `arn:aws:iam::${ACCOUNT}:user/bg/BREAK-GLASS-A`,
    'arn:aws:iam::1111:role/bg/BREAK-GLASS-A',
    `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-?`,
    `arn:aws:iam::${ACCOUNT}:role/\${aws:username}`,
    `arn:aws:iam::${ACCOUNT}:role/bg/BREAK GLASS`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/A/b`,
    ` ${A}`,
    'BREAK-GLASS-A',
    '*',
    '',
  ])("fails for '%s', which isn't one role", (arn) => {
    expect(messageOf(() => jane(accountStack()).allowAssumeRole(arn)))
      .toBe(`'roleArn' must be the ARN of one role, without wildcards, got '${arn}'; write it as 'arn:aws:iam::111122223333:role/bg/NAME'`);
  });

  test('fails for a wildcard beside tokens, and shows which', () => {
    const stack = accountStack({});
    const user = jane(stack);
    expect(messageOf(() => user.allowAssumeRole(`arn:${stack.partition}:iam::${stack.account}:role/*`))).toBe(
      "'roleArn' must be the ARN of one role, without wildcards, got 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*'; "
        + "write it as 'arn:aws:iam::111122223333:role/bg/NAME'");
  });

  test('fails at synthesis when the roles outgrow the policies, with both sizes', () => {
    const app = new App();
    const user = jane(accountStack({ env: ENV }, app));
    for (let index = 100; index < 180; index++) {
      user.allowAssumeRole(`arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-INCIDENT_RESPONDER-PLAYBOOK_${index}`);
    }
    expect(messageOf(() => app.synth())).toBe(['Validation failed with the following errors:',
      `[Stack/Jane] the permissions policy of ${JANE} has 7734 characters for 80 roles, IAM allows 6144; `
        + 'give the responder fewer roles, or shorten the names of the roles',
      `[Stack/Jane] the boundary policy of ${JANE} has 7644 characters for 80 roles, IAM allows 6144; `
        + 'give the responder fewer roles, or shorten the names of the roles'].join('\n  '));
  });

  test('fails only once the roles outgrow the policies', () => {
    const synth = (count: number) => {
      const app = new App();
      const user = jane(accountStack({ env: ENV }, app));
      for (let index = 100; index < 100 + count; index++) { user.allowAssumeRole(`arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-${index}`); }
      app.synth();
    };
    synth(80);
    expect(messageOf(() => synth(100))).toMatch(/IAM allows 6144/);
  });
});

describe('imports', () => {
  test('fromUserName is the user of this account under the default path', () => {
    const stack = accountStack();
    const user = BreakGlassUser.fromUserName(stack, 'Import', JANE);
    expect(user.userName).toBe(JANE);
    expect(written(stack.resolve(user.userArn))).toBe(JANE_ARN);
    expect(user.env.account).toBe(ACCOUNT);
    expect(Object.keys(templateOf(stack).toJSON())).not.toContain('Resources');
  });

  test.each([
    [`/people/${JANE}`, `user/people/${JANE}`],
    [`/${JANE}`, `user/${JANE}`],
    [`/a/b/${JANE}`, `user/a/b/${JANE}`],
  ])('fromUserName takes a path with the name: %s', (name, resource) => {
    const stack = accountStack();
    const user = BreakGlassUser.fromUserName(stack, 'Import', name);
    expect(user.userName).toBe(JANE);
    expect(written(stack.resolve(user.userArn))).toBe(`arn:\${AWS::Partition}:iam::${ACCOUNT}:${resource}`);
  });

  test('fromUserName works without an environment', () => {
    const stack = accountStack({});
    expect(written(stack.resolve(BreakGlassUser.fromUserName(stack, 'Import', JANE).userArn)))
      .toBe(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:user/bg/${JANE}`);
  });

  test('fromUserArn is the user of the named account', () => {
    const arn = `arn:aws:iam::222222222222:user/bg/${JANE}`;
    const user = BreakGlassUser.fromUserArn(accountStack(), 'Import', arn);
    expect(user.userArn).toBe(arn);
    expect(user.userName).toBe(JANE);
    expect(user.env.account).toBe('222222222222');
  });

  test('userRef names a made user and an imported one, for constructs that take a reference', () => {
    const stack = accountStack();
    const users: iam.IUserRef[] = [jane(stack), BreakGlassUser.fromUserArn(stack, 'Import', `arn:aws:iam::222222222222:user/bg/${JANE}`)];
    expect(users.map(({ userRef }) => [userRef.userName, written(stack.resolve(userRef.userArn))]))
      .toEqual([[JANE, JANE_ARN], [JANE, `arn:aws:iam::222222222222:user/bg/${JANE}`]]);
  });

  test('allowAssumeRole of an imported user changes nothing', () => {
    const stack = accountStack();
    BreakGlassUser.fromUserArn(stack, 'Import', `arn:aws:iam::222222222222:user/${JANE}`).allowAssumeRole(A);
    expect(Object.keys(templateOf(stack).toJSON())).not.toContain('Resources');
  });

  const PUT_RIGHT: { readonly [name: string]: string } = {
    'bg/jane': '/bg/jane', 'jane doe': 'jane.doe', '/bg//jane': '/bg/jane', [`arn:aws:iam::${ACCOUNT}:user/bg/jane`]: '/bg/jane',
  };

  test.each([`arn:aws:iam::${ACCOUNT}:user/bg/jane`, '', 'bg/jane', '/bg/', 'jane doe', '/bg//jane', 'a'.repeat(65), 'jane*'])(
    "fromUserName fails for '%s'", (name) => {
      expect(messageOf(() => BreakGlassUser.fromUserName(accountStack(), 'Import', name)))
        .toBe(`'userName' must be a user name, with or without its path, got '${name}'; write it as '${PUT_RIGHT[name] ?? 'jane.doe-BREAK-GLASS'}'`);
    });

  test('fromUserName fails for a token', () => {
    expect(messageOf(() => BreakGlassUser.fromUserName(accountStack(), 'Import', tokenText())))
      .toBe(`'userName' must be known at synthesis, got ${A_TOKEN}; write the name`);
  });

  test.each([
    '', JANE, 'arn:aws:iam::222222222222:role/bg/X', 'arn:aws:iam::222222222222:user/*', 'arn:aws:iam::222222222222:user/',
    `arn:aws:iam::22222222222:user/${JANE}`, `arn:aws:iam:us-east-1:222222222222:user/${JANE}`, 'arn:aws:iam::222222222222:root', '*',
  ])("fromUserArn fails for '%s'", (arn) => {
    expect(messageOf(() => BreakGlassUser.fromUserArn(accountStack(), 'Import', arn)))
      .toBe(`'userArn' must be the ARN of one IAM user, got '${arn}'; write it as 'arn:aws:iam::111122223333:user/bg/jane.doe-BREAK-GLASS'`);
  });

  test('fromUserArn fails for a token', () => {
    expect(messageOf(() => BreakGlassUser.fromUserArn(accountStack(), 'Import', tokenText())))
      .toBe(`'userArn' must be known at synthesis, got ${A_TOKEN}; a trust policy must name exact users: write the ARN`);
  });
});

describe('bad input', () => {
  const NOT_ADDRESSES = [
    '', 'jane.doe', 'jane.doe@', '@example.com', 'jane.doe@example', 'jane doe@example.com', 'jane.doe@example.com.', 'jane@doe@example.com',
    "jane.o'doe@example.com", 'Jane <jane.doe@example.com>', 'jané@example.com', ' jane.doe@example.com', `${'j'.repeat(245)}@example.com`,
    'jane@example..com', 'mailto:jane@example.com',
  ];

  const PUT_RIGHT: { readonly [address: string]: string } = {
    'Jane <jane.doe@example.com>': 'jane.doe@example.com', ' jane.doe@example.com': 'jane.doe@example.com', 'mailto:jane@example.com': 'jane@example.com',
  };

  test.each(NOT_ADDRESSES)("fails for the e-mail address '%s'", (address) => {
    const problem = `must be an e-mail address that IAM accepts as a tag, got '${address}'; `
      + (PUT_RIGHT[address] ? `write it as '${PUT_RIGHT[address]}'` : 'use letters, digits and _.=+- around one @, as in \'first.last@example.com\'');
    expect(errorFor({ responderEmail: address })).toBe(`'responderEmail' ${problem}`);
    expect(errorFor({ emergencyContact: address })).toBe(`'emergencyContact' ${problem.replace('address that', 'address or a phone number that')}`);
  });

  test.each(['+49 30 1234567', '+4915112345678', '+1 415-555-0100', '+44.20.7946.0958'])("takes the phone number '%s' as the emergency contact", (emergencyContact) => {
    templateOf(stackWith({ emergencyContact })).hasResourceProperties('AWS::IAM::User', {
      Tags: Match.arrayWith([{ Key: 'EmergencyContact', Value: emergencyContact }]),
    });
  });

  test.each(['+', '+0 30 1234567', '+49 (30) 1234567', '+49 30 12', '+49  30 1234567', ' +49 30 1234567', '+49 30 1234567 ext 5'])(
    "fails for the phone number '%s'", (emergencyContact) => {
      expect(errorFor({ emergencyContact })).toBe(`'emergencyContact' must be an e-mail address or a phone number that IAM accepts as a tag, got '${emergencyContact}'; `
        + "write the number with its country code, digits, spaces, dots and hyphens, as in '+49 30 1234567'");
    });

  test('fails for e-mail addresses that are tokens', () => {
    expect(errorFor({ responderEmail: tokenText() })).toBe(`'responderEmail' must be known at synthesis, got ${A_TOKEN}; write the address`);
    expect(errorFor({ emergencyContact: tokenText() })).toBe(`'emergencyContact' must be known at synthesis, got ${A_TOKEN}; write the address`);
  });

  test('takes an e-mail address of 256 characters', () => {
    expect(() => stackWith({ responderEmail: `${'j'.repeat(244)}@example.com` })).not.toThrow();
  });

  test.each(['', 'bg', '/bg', 'bg/', '//', '/b g/', '/bg/*/'])("fails for the path '%s'", (path) => {
    expect(errorFor({ path }))
      .toBe(`'path' must begin and end with a slash and hold letters, digits and +=,.@-_ between, got '${path}'; write it as '${path === '/b g/' ? '/b-g/' : '/bg/'}'`);
  });

  test.each([13, 129, 14.5, NaN, 0, -14, Infinity])('fails for a password of %d characters', (passwordLength) => {
    expect(errorFor({ passwordLength }))
      .toBe(`'passwordLength' must be a whole number from 14 to 128, got ${passwordLength}; `
        + 'IAM accepts no longer password, and a shorter one is too weak');
  });

  test('fails for a password length that is a token', () => {
    expect(errorFor({ passwordLength: Lazy.number({ produce: () => 20 }) }))
      .toBe(`'passwordLength' must be known at synthesis, got ${A_TOKEN}; write the number`);
  });

  test.each([`arn:aws:iam::${ACCOUNT}:user/bg/${JANE}`, `arn:aws:iam::${ACCOUNT}:user/${JANE}`, `arn:aws:iam::333333333333:user/bg/${JANE}`])(
    "fails for the custodian '%s', the user itself", (arn) => {
      expect(errorFor({ custodians: principals(arn, ANN) })).toBe(`'custodians' must not be the user itself, got '${arn}'; name two other people`);
    });

  test('fails for the user itself as custodian where the partition is a token', () => {
    expect(errorFor({ custodians: principals(`arn:${Aws.PARTITION}:iam::${ACCOUNT}:user/bg/${JANE}`) }))
      .toMatch(/^'custodians' must not be the user itself, got /);
  });

  test.each(['*', `arn:aws:iam::${ACCOUNT}:role/*`, `arn:aws:iam::${ACCOUNT}:user/custody/b?b`, `arn:aws:iam::${ACCOUNT}:root`, ACCOUNT,
    `arn:aws:sts::${ACCOUNT}:assumed-role/Ann/ann`, '', 'arn:aws:iam::*:role/Ann', 'arn:*:iam::*:role/Ann',
    `arn:aws:iam::${ACCOUNT}:role/\${aws:PrincipalTag/team}`, `arn:aws:iam::${ACCOUNT}:user/\${aws:username}`,
    `arn:aws:iam::${ACCOUNT}:role/Ann*`])("fails for the custodian '%s'", (arn) => {
    expect(errorFor({ custodians: principals(arn) }))
      .toBe(`'custodians' must hold ARNs of roles or users, without wildcards, got '${arn}'; write it as 'arn:aws:iam::111122223333:role/Custodian'`);
  });

  test('fails for every principal as custodian', () => {
    expect(errorFor({ custodians: [new iam.AnyPrincipal()] })).toMatch(/^'custodians' must hold ARNs of roles or users, without wildcards, got '\*'/);
  });

  test.each(['role/*', 'role/A?n', 'user/${aws:username}', 'root'])('fails for the custodian %s where partition and account are tokens', (resource) => {
    expect(errorFor({ custodians: principals(`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:${resource}`) })).toBe(
      `'custodians' must hold ARNs of roles or users, without wildcards, got 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${resource}'; `
        + "write it as 'arn:aws:iam::111122223333:role/Custodian'");
  });

  test('fails for a custodian named twice', () => {
    expect(errorFor({ custodians: principals(ANN, ANN) }))
      .toBe(`'custodians' must not hold the same entry twice, got '${ANN}'; name two different people`);
  });

  test('a custodian of Identity Center is named with its path', () => {
    const role = (path: string) => `arn:aws:iam::${ACCOUNT}:role${path}AWSReservedSSO_Custodian_0123456789abcdef`;
    expect(errorFor({ custodians: principals(role('/')) })).toMatch(/^'custodians' must name roles of Identity Center with their path, \/aws-reserved\/sso\.amazonaws\.com\/: KMS refuses/);
    expect(() => stackWith({ custodians: principals(role('/aws-reserved/sso.amazonaws.com/eu-central-1/')) })).not.toThrow();
  });

  test('fails for a custodian of another account, who could not read the password', () => {
    const other = 'arn:aws:iam::444455556666:role/Custodian';
    expect(errorFor({ custodians: principals(other) })).toBe(`'custodians' must be of the user's account (${ACCOUNT}), got '${other}'; `
      + 'name roles or users of that account: the policy of the secret lets no other account read the password');
  });

  test('fails for no CloudFormation role, for one named twice, and says so of the account where that is the mistake', () => {
    const deployer = `arn:aws:iam::${ACCOUNT}:role/deployer`;
    expect(errorFor({ cloudFormationRoles: [] })).toMatch(/^'cloudFormationRoles' must not be empty/);
    expect(errorFor({ cloudFormationRoles: principals(deployer, deployer) })).toMatch(/^'cloudFormationRoles' must not hold the same entry twice/);
    expect(messageOf(() => jane(accountStack({ env: { account: '1111-2222-3333', region: 'eu-central-1' } })))).toBe(
      "'env' must have an account of 12 digits, since the stack's execution role is made from it, got '1111-2222-3333'; write it as '111122223333'");
  });

  test.each(['*', '', `arn:aws:iam::${ACCOUNT}:role/*`, `arn:aws:iam::${ACCOUNT}:role/cdk-?`, 'arn:aws:iam::*:role/Deployer',
    `arn:aws:iam::${ACCOUNT}:role/\${aws:username}`, `arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${ACCOUNT}:user/bg/${JANE}`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/Deployer/cdk`])(
    "fails for the CloudFormation role '%s'", (arn) => {
      expect(errorFor({ cloudFormationRoles: [new iam.ArnPrincipal(arn)] })).toBe(
        `'cloudFormationRoles' must hold ARNs of roles, without wildcards, got '${arn}'; write it as 'arn:aws:iam::111122223333:role/Deployer'`);
    });

  test('fails for a wildcard CloudFormation role where the partition is a token', () => {
    expect(errorFor({ cloudFormationRoles: [new iam.ArnPrincipal(`arn:${Aws.PARTITION}:iam::${ACCOUNT}:role/*`)] })).toBe(
      `'cloudFormationRoles' must hold ARNs of roles, without wildcards, got 'arn:\${AWS::Partition}:iam::${ACCOUNT}:role/*'; `
        + "write it as 'arn:aws:iam::111122223333:role/Deployer'");
  });

  test("fails for a wildcard in the synthesizer's execution role, which is no property", () => {
    const synthesizer = new DefaultStackSynthesizer({ cloudFormationExecutionRole: `arn:aws:iam::${ACCOUNT}:role/*` });
    expect(messageOf(() => jane(accountStack({ env: ENV, synthesizer })))).toMatch(/^'cloudFormationRoles' must hold ARNs of roles, without wildcards, got /);
  });

  test('takes a CloudFormation role of the same app, whose ARN is a token', () => {
    const stack = accountStack();
    const deployer = new iam.Role(stack, 'Deployer', { assumedBy: new iam.ServicePrincipal('cloudformation.amazonaws.com') });
    jane(stack, { cloudFormationRoles: [new iam.ArnPrincipal(deployer.roleArn)] });
    expect(statementOf(secretPolicyOf(stack), 'DenyReadToOthers')!.Condition!.ArnNotEquals['aws:PrincipalArn']).toMatch(/^\$\{Deployer\w+\.Arn\}$/);
  });

  const UNTAGGABLE = ['Jane <Doe>', 'a'.repeat(257), 'Jane\tDoe', 'Jane, Doe'];

  test.each(UNTAGGABLE)("fails for the responder name '%s', which a tag can't hold", (responderName) => {
    expect(errorFor({ responderName, userName: JANE })).toBe(
      `'responderName' must be at most 256 letters, digits, spaces and _.:/=+-@, because it is kept as a tag, got '${responderName}'; `
        + 'leave out all other characters');
  });

  test.each(['', ' ', "'"])("fails for the empty responder name '%s' beside a user name", (responderName) => {
    expect(errorFor({ responderName, userName: JANE }))
      .toBe(`'responderName' must not be empty, got '${responderName}'; write first and last name, as in 'Jane Doe'`);
  });

  test('fails for a responder name that is a token beside a user name', () => {
    expect(errorFor({ responderName: tokenText(), userName: JANE }))
      .toBe(`'responderName' must be known at synthesis, got ${A_TOKEN}; write the name`);
  });

  test('fails for a responder name of 257 letters, but not for one of 256', () => {
    expect(() => stackWith({ responderName: 'a'.repeat(256), userName: JANE })).not.toThrow();
    expect(errorFor({ responderName: 'a'.repeat(257), userName: JANE })).toMatch(/^'responderName' must be at most 256 letters/);
  });

  test('fails for a user name with a comma, which the name of the secret cannot hold', () => {
    expect(errorFor({ userName: 'doe,jane-BREAK-GLASS' })).toMatch(/^'userName' must be 1 to 64 characters of letters, digits and \+=\.@-_, got /);
  });
});

describe('warnings', () => {
  const ID = 'cdk-break-glass:custodians';

  test.each([[[], 0], [[ANN], 1]] as [string[], number][])('for custodians %j', (arns, count) => {
    const stack = stackWith({ custodians: principals(...arns) });
    Annotations.fromStack(stack).hasWarning('/Stack/Jane',
      `'custodians' should name two people who can read the first password of ${JANE}, got ${count} [ack: ${ID}]`);
  });

  test('none for two custodians', () => {
    Annotations.fromStack(stackWith({ custodians: principals(ANN, BOB) })).hasNoWarning('*', Match.stringLikeRegexp(ID));
  });

  test('can be acknowledged', () => {
    const stack = stackWith();
    CdkAnnotations.of(stack).acknowledgeWarning(ID, 'held in a safe');
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp(ID));
  });
});
