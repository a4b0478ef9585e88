import { Annotations, CfnResource, DefaultStackSynthesizer, IResource, Lazy, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { pathAndNameOf, requireUserName, tagValue, userNameOf } from './user-name';
import { passwordKeyPolicy, passwordSecretName, passwordSecretPolicy, userBoundary, userPermissions, UserPolicyInput } from './user-policies';
import { acknowledge, acknowledgeWildcards, BOUNDARY_WILDCARDS } from '../private/acknowledge';
import { iamArn, parseIamArn, requireIamArn } from '../private/arns';
import { dependOn } from '../private/depend-on';
import { BREAK_GLASS_PATH } from '../private/names';
import { LIMITS, policySize, Document } from '../private/policy-document';
import { propError, requireConcrete, requireEmail, requirePath, requireUnique, requireWholeNumber } from '../private/validation';

/** A break-glass user, created in this app or imported. */
export interface IBreakGlassUser extends IResource, iam.IUserRef {
  /** ARN of the IAM user. @attribute */
  readonly userArn: string;

  /** Name of the IAM user. @attribute */
  readonly userName: string;

  /**
   * Adds a role to the user's policy and boundary, so that the user can assume it.
   *
   * The role's trust policy must name the user as well. `IncidentResponseRole` calls this method for its responders.
   * The method changes nothing for an imported user, whose policies belong to another app.
   *
   * Security: the user's boundary then allows this role, and nothing else in addition.
   *
   * @param roleArn ARN of one role, without wildcards
   * @param options further requirements of the role's trust policy
   */
  allowAssumeRole(roleArn: string, options?: AllowAssumeRoleOptions): void;
}

/** Requirements of a role's trust policy besides `sts:AssumeRole`. */
export interface AllowAssumeRoleOptions {
  /**
   * The session carries tags.
   *
   * @default false
   */
  readonly sessionTags?: boolean;

  /**
   * The session carries a source identity.
   *
   * @default false
   */
  readonly sourceIdentity?: boolean;
}

/** Properties of `BreakGlassUser`. */
export interface BreakGlassUserProps {
  /** The responder's name, first and last. The user name is made from it: `Jane Doe` becomes `jane.doe-BREAK-GLASS`. */
  readonly responderName: string;

  /** The responder's e-mail address, kept as a tag. */
  readonly responderEmail: string;

  /** E-mail address of the contact for questions about this user, kept as a tag. */
  readonly emergencyContact: string;

  /**
   * User name, ending in `-BREAK-GLASS`, at most 64 characters.
   *
   * A change creates a new user; the old one is retained.
   *
   * @default - made from `responderName`
   */
  readonly userName?: string;

  /**
   * Path of the user.
   *
   * @default '/bg/'
   */
  readonly path?: string;

  /**
   * Whether the user has signed in once, changed the password and enrolled both MFA devices.
   *
   * Security: while this is false, anyone with the first password can sign in first and enrol their own device.
   * Commission the user, then set this to true: from then on the user can't enrol a device.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
   */
  readonly commissioned?: boolean;

  /**
   * Two people who may read the first password, as ARNs of roles or users of this account.
   *
   * Security: until the password is changed, a custodian can sign in as the responder. The user can't be a custodian.
   *
   * @default - only CloudFormation can read it; the responder then never gets it, so name two people
   */
  readonly custodians?: iam.ArnPrincipal[];

  /**
   * The role that CloudFormation deploys with.
   *
   * It reads the password when it creates or updates the user, so the secret's policy allows it besides the custodians.
   *
   * Security: a principal that can pass this role to CloudFormation can read the password through it.
   *
   * @default - the execution role of the CDK bootstrap stack
   * @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
   */
  readonly cloudFormationRole?: iam.ArnPrincipal;

  /**
   * Key that encrypts the password.
   *
   * Security: a principal that can decrypt with the key and read the secret can read the password. The key policy of your
   * own key stays as it is. That of `new kms.Key()` lets each administrator of the account decrypt, so that the claim
   * `password-key-only-custodians` fails: give the key a statement that denies `kms:CreateGrant`, `kms:Decrypt` and
   * `kms:ReEncryptFrom` to every principal, with the condition `ArnNotEquals` on `aws:PrincipalArn` of CloudFormation's
   * role and the custodians, and one that allows the custodians `kms:Decrypt`. The guide on your own keys has both.
   *
   * @default - a customer managed key for this user, which only the custodians and CloudFormation can use
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Length of the first password, 14 to 128 characters.
   *
   * @default 128 - valid under every account password policy
   */
  readonly passwordLength?: number;

  /**
   * Whether the user may get credentials for the AWS CLI with `aws login`, with MFA.
   *
   * Security: short-lived credentials of the user are then on the responder's machine. An offline proof can't show whether
   * these credentials carry MFA; if they don't, the roles' trust policies refuse them.
   *
   * @default false
   * @see https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html
   */
  readonly allowAwsLogin?: boolean;
}

/** Common base of created and imported users. */
abstract class BreakGlassUserBase extends Resource implements IBreakGlassUser {
  public abstract readonly userArn: string;
  public abstract readonly userName: string;
  public abstract allowAssumeRole(roleArn: string, options?: AllowAssumeRoleOptions): void;

  /** Reference to the user, for constructs of `aws-cdk-lib`. */
  public get userRef(): iam.UserReference {
    return { userArn: this.userArn, userName: this.userName };
  }
}

/**
 * The emergency identity of one responder: an IAM user for the console, without access keys. It can only enrol MFA, change
 * its password and assume its roles.
 *
 * Creates the user, its permissions and its permissions boundary (customer managed policies), and its first password. The
 * password is in the secret `break-glass-password/<user>`, with its own key and a policy that denies it to all principals but
 * the custodians. All these resources are retained when the stack is deleted. See `commissioned` for the first sign-in.
 *
 * Errors: names that IAM refuses, malformed e-mail addresses, a password length outside 14 to 128, a custodian that is the
 * user or a wildcard, more roles than fit into the user's policies (the error gives both sizes).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/gs-identities-iam-users.html
 */
export class BreakGlassUser extends BreakGlassUserBase {
  /**
   * Imports a break-glass user of this account by its name, under the default path.
   *
   * @param scope parent construct
   * @param id id of the import
   * @param userName the user's name, with a leading path if it isn't `/bg/`
   */
  public static fromUserName(scope: Construct, id: string, userName: string): IBreakGlassUser {
    const { path, name } = pathAndNameOf(userName);
    return new ImportedUser(scope, id, iamArn(Stack.of(scope), 'user', path, name), name);
  }

  /**
   * Imports a break-glass user by its ARN, typically a user of the security account.
   *
   * @param scope parent construct
   * @param id id of the import
   * @param userArn the user's ARN
   */
  public static fromUserArn(scope: Construct, id: string, userArn: string): IBreakGlassUser {
    requireConcrete('userArn', userArn, 'a trust policy must name exact users: write the ARN');
    const parts = parseIamArn(userArn);
    if (parts?.kind !== 'user') {
      throw propError('userArn', 'must be the ARN of one IAM user', userArn, "write it as 'arn:aws:iam::111122223333:user/bg/jane.doe-BREAK-GLASS'");
    }
    return new ImportedUser(scope, id, userArn, parts.name);
  }

  public readonly userArn: string;
  public readonly userName: string;

  /** The secret that holds the first password, as JSON with `username` and `password`. */
  public readonly passwordSecret: secretsmanager.ISecret;

  /** ARN of the user's permissions boundary. */
  public readonly permissionsBoundaryArn: string;

  private readonly roles = new Map<string, AllowAssumeRoleOptions>();
  private readonly policyBasis: Omit<UserPolicyInput, 'roleArns' | 'taggedRoleArns' | 'sourceIdentityRoleArns'>;

  constructor(scope: Construct, id: string, props: BreakGlassUserProps) {
    const derived = props.userName === undefined ? userNameOf(props.responderName) : requireUserName(props.userName);
    super(scope, id, { physicalName: derived });
    requireEmail('responderEmail', props.responderEmail);
    requireEmail('emergencyContact', props.emergencyContact);
    const path = props.path ?? BREAK_GLASS_PATH;
    requirePath('path', path);
    this.userName = derived;
    this.userArn = iamArn(this.stack, 'user', path, derived);
    this.policyBasis = {
      partition: this.stack.partition,
      account: this.stack.account,
      userArn: this.userArn,
      userName: derived,
      commissioned: props.commissioned ?? false,
      allowAwsLogin: props.allowAwsLogin ?? false,
    };

    const policies = this.policies(path);
    const password = this.password(props);
    this.permissionsBoundaryArn = iamArn(this.stack, 'policy', path, `${derived}-boundary`);
    const user = new iam.CfnUser(this, 'Resource', {
      userName: derived,
      path,
      permissionsBoundary: policies.boundary.ref,
      managedPolicyArns: [policies.permissions.ref],
      loginProfile: {
        password: password.secretValueFromJson('password').unsafeUnwrap(),
        passwordResetRequired: true,
      },
      // Commissioning and new roles change nothing here, so that CloudFormation doesn't update the user and its login profile.
      tags: [
        { key: 'EmergencyContact', value: props.emergencyContact },
        { key: 'Purpose', value: 'IncidentResponse' },
        { key: 'ResponderEmail', value: props.responderEmail },
        { key: 'ResponderName', value: tagValue('responderName', props.responderName) },
      ],
    });
    // With this order a wrong 'cloudFormationRole' fails the first deployment and not a later update.
    dependOn(user, this.node.findChild('PasswordPolicy') as CfnResource);
    user.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.passwordSecret = password;

    this.warn(props);
    this.node.addValidation({ validate: () => this.validatePolicySizes() });
  }

  public allowAssumeRole(roleArn: string, options: AllowAssumeRoleOptions = {}): void {
    requireIamArn('roleArn', roleArn, ['role'], 'must be the ARN of one role, without wildcards', "write it as 'arn:aws:iam::111122223333:role/bg/NAME'");
    const known = this.roles.get(roleArn);
    this.roles.set(roleArn, {
      sessionTags: options.sessionTags || known?.sessionTags,
      sourceIdentity: options.sourceIdentity || known?.sourceIdentity,
    });
  }

  private policies(path: string): { permissions: iam.CfnManagedPolicy; boundary: iam.CfnManagedPolicy } {
    const make = (id: string, suffix: string, what: string, document: () => Document) => {
      const policy = new iam.CfnManagedPolicy(this, id, {
        managedPolicyName: `${this.userName}-${suffix}`,
        path,
        description: `${what} of the break-glass user ${this.userName}`,
        // Roles are added after the constructor: the documents are written at synthesis.
        policyDocument: Lazy.any({ produce: document }),
      });
      // The user is retained, and needs its permissions and its boundary.
      policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
      acknowledgeWildcards(policy, document(), suffix === 'boundary' ? BOUNDARY_WILDCARDS
        : 'Listing virtual MFA devices and reading the password rules support no resource. Device names begin with the user name.');
      return policy;
    };
    return {
      permissions: make('Permissions', 'permissions', 'Permissions', () => userPermissions(this.policyInput())),
      boundary: make('Boundary', 'boundary', 'Permissions boundary', () => userBoundary(this.policyInput())),
    };
  }

  private policyInput(): UserPolicyInput {
    const arns = [...this.roles.keys()].sort();
    return {
      ...this.policyBasis,
      roleArns: arns,
      taggedRoleArns: arns.filter((arn) => this.roles.get(arn)!.sessionTags),
      sourceIdentityRoleArns: arns.filter((arn) => this.roles.get(arn)!.sourceIdentity),
    };
  }

  private password(props: BreakGlassUserProps): secretsmanager.ISecret {
    const length = props.passwordLength ?? 128;
    requireWholeNumber('passwordLength', length, 14, 128, 'IAM accepts no longer password, and a shorter one is too weak');
    const custodianArns = (props.custodians ?? []).map((custodian) => custodian.arn);
    custodianArns.forEach((arn) => this.requireCustodian(arn));
    requireUnique('custodians', custodianArns, 'name two different people');
    const cloudFormationRoleArn = props.cloudFormationRole?.arn ?? this.executionRoleArn();
    requireIamArn('cloudFormationRole', cloudFormationRoleArn, ['role'], 'must be the ARN of one role, without wildcards',
      "write it as 'arn:aws:iam::111122223333:role/Deployer'");
    const principals = { custodianArns, cloudFormationRoleArn };

    const key = props.encryptionKey ?? this.passwordKey(principals);
    const secret = new secretsmanager.CfnSecret(this, 'Password', {
      name: passwordSecretName(this.userName),
      description: `First password of the break-glass user ${this.userName}`,
      kmsKeyId: key.keyArn,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: this.userName }),
        generateStringKey: 'password',
        passwordLength: length,
        requireEachIncludedType: true,
        includeSpace: false,
        // Not symbols for IAM, or error-prone for people and shells.
        excludeCharacters: '"/\\,.:;<>?`~',
      },
      tags: [{ key: 'Purpose', value: 'BreakGlassAccess' }, { key: 'UserName', value: this.userName }],
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(secret, 'The user changes the first password at the first sign-in. Rotation would replace it without the user.', 'AwsSolutions-SMG4');
    const policy = new secretsmanager.CfnResourcePolicy(this, 'PasswordPolicy', {
      secretId: secret.ref,
      blockPublicPolicy: true,
      resourcePolicy: passwordSecretPolicy(principals),
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const imported = secretsmanager.Secret.fromSecretCompleteArn(this, 'PasswordSecret', secret.ref);
    imported.node.defaultChild = secret;
    return imported;
  }

  private passwordKey(principals: { custodianArns: string[]; cloudFormationRoleArn: string }): kms.IKey {
    const key = new kms.CfnKey(this, 'PasswordKey', {
      description: `Encrypts the first password of the break-glass user ${this.userName}`,
      enableKeyRotation: true,
      pendingWindowInDays: 30,
      keyPolicy: passwordKeyPolicy({ ...principals, partition: this.stack.partition, account: this.stack.account }),
    });
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return kms.Key.fromKeyArn(this, 'PasswordKeyRef', key.attrArn);
  }

  private requireCustodian(arn: string): void {
    if (arn === this.userArn || arn.endsWith(`/${this.userName}`)) {
      throw propError('custodians', 'must not be the user itself', arn, 'name two other people');
    }
    requireIamArn('custodians', arn, ['role', 'user'], 'must hold ARNs of roles or users, without wildcards', "write it as 'arn:aws:iam::111122223333:role/Custodian'");
  }

  /** The role that the stack's synthesizer deploys with. The default is the role of the CDK bootstrap stack. */
  private executionRoleArn(): string {
    let stack = this.stack;
    while (stack.nestedStackParent) { stack = stack.nestedStackParent; }
    const synthesizer = stack.synthesizer;
    const named = (synthesizer as { readonly cloudFormationExecutionRoleArn?: string }).cloudFormationExecutionRoleArn;
    if (named) {
      return named
        .replace(/\$\{AWS::Partition\}/g, stack.partition).replace(/\$\{AWS::AccountId\}/g, stack.account).replace(/\$\{AWS::Region\}/g, stack.region);
    }
    const qualifier = synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
    return `arn:${stack.partition}:iam::${stack.account}:role/cdk-${qualifier}-cfn-exec-role-${stack.account}-${stack.region}`;
  }

  private warn(props: BreakGlassUserProps): void {
    const custodians = props.custodians?.length ?? 0;
    if (custodians < 2) {
      Annotations.of(this).addWarningV2('cdk-break-glass:custodians',
        `'custodians' should name two people who can read the first password of ${this.userName}, got ${custodians}`);
    }
  }

  private validatePolicySizes(): string[] {
    const input = this.policyInput();
    return [['permissions', userPermissions(input)] as const, ['boundary', userBoundary(input)] as const]
      .map(([what, document]) => [what, policySize(document)] as const)
      .filter(([, size]) => size > LIMITS.managedPolicy)
      .map(([what, size]) => `the ${what} policy of ${this.userName} has ${size} characters for ${input.roleArns.length} roles, IAM allows `
        + `${LIMITS.managedPolicy}; give the responder fewer roles, or shorten the names of the roles`);
  }
}

/** A user whose policies belong to another app. */
class ImportedUser extends BreakGlassUserBase {
  constructor(scope: Construct, id: string, public readonly userArn: string, public readonly userName: string) {
    super(scope, id, { environmentFromArn: userArn });
  }

  public allowAssumeRole(): void {
    // The app that owns the user names the roles.
  }
}
