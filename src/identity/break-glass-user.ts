import { Annotations, CfnResource, DefaultStackSynthesizer, IResource, Lazy, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { requireUserName, tagValue, userNameOf } from './user-name';
import { passwordKeyPolicy, passwordSecretName, passwordSecretPolicy, userBoundary, userPermissions, UserPolicyInput } from './user-policies';
import { acknowledge, acknowledgeWildcards, BOUNDARY_WILDCARDS } from '../private/acknowledge';
import { iamArn, parseIamArn, requireIamArn } from '../private/arns';
import { dependOn } from '../private/depend-on';
import { BREAK_GLASS_PATH } from '../private/names';
import { LIMITS, policySize, Document } from '../private/policy-document';
import { propError, requireConcrete, requireEmail, requirePath, requireUnique, requireWholeNumber, writeItAs } from '../private/validation';

/** A break-glass user, made here or elsewhere. */
export interface IBreakGlassUser extends IResource, iam.IUserRef {
  /** ARN of the IAM user. @attribute */
  readonly userArn: string;

  /** Name of the IAM user. @attribute */
  readonly userName: string;

  /**
   * Lets the user assume a role, on the user's side: the user's policy and boundary name the role.
   *
   * The role's trust policy decides as well. `IncidentResponseRole` calls this for its responders.
   * An imported user's policies aren't in this app; for it this changes nothing.
   *
   * Security: widens what the user's boundary lets through by exactly this role.
   *
   * @param roleArn ARN of one role, without wildcards
   * @param options what the role's trust asks for besides
   */
  allowAssumeRole(roleArn: string, options?: AllowAssumeRoleOptions): void;
}

/** What a role's trust policy asks for besides `sts:AssumeRole`. */
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

/** What `BreakGlassUser` needs. */
export interface BreakGlassUserProps {
  /** The responder's name, first and last. The user name is made from it: `Jane Doe` becomes `jane.doe-BREAK-GLASS`. */
  readonly responderName: string;

  /** The responder's e-mail address, kept as a tag. */
  readonly responderEmail: string;

  /** Whom to reach when this user is used or can't be, kept as a tag. An e-mail address. */
  readonly emergencyContact: string;

  /**
   * User name, ending in `-BREAK-GLASS`, at most 64 characters.
   *
   * Changing it makes a new user; the old one is retained.
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
   * The user has signed in once, changed the password and enrolled both MFA devices.
   *
   * Security: while this is false, whoever holds the first password can enrol a device of his own in a first sign-in.
   * Hold the commissioning ceremony, then set it: from then on no device can be enrolled by the user at all.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
   */
  readonly commissioned?: boolean;

  /**
   * Who may read the first password: two people, by the ARNs of roles or users of this account.
   *
   * Security: a custodian can sign in as the responder until the password has been changed. Never the user itself.
   *
   * @default - nobody but CloudFormation can read it, which is no use: name two
   */
  readonly custodians?: iam.ArnPrincipal[];

  /**
   * The role that CloudFormation deploys with. It resolves the password when the user is made or updated, so it is the
   * one principal besides the custodians that the secret's policy lets through.
   *
   * Security: whoever can pass this role to CloudFormation can read the password through it.
   *
   * @default - the execution role of the CDK bootstrap stack
   * @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
   */
  readonly cloudFormationRole?: iam.ArnPrincipal;

  /**
   * Key that encrypts the password.
   *
   * Security: whoever may decrypt with the key and read the secret reads the password; a key of your own keeps its own
   * key policy.
   *
   * @default - a customer managed key of the user's own, usable by the custodians and CloudFormation only
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Length of the first password, 14 to 128 characters.
   *
   * @default 128 - valid under every account password policy
   */
  readonly passwordLength?: number;

  /**
   * The user may get credentials for the AWS CLI by `aws login`, with MFA.
   *
   * Security: brings short-lived credentials of the user to the responder's machine. Whether MFA is carried over into
   * them is not proven offline; the roles' trust policies refuse it where it isn't.
   *
   * @default false
   * @see https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html
   */
  readonly allowAwsLogin?: boolean;
}

const PATH_AND_NAME = /^(\/(?:[\w+=,.@-]+\/)*)?([\w+=,.@-]{1,64})$/;

/** Of an ARN what follows its kind; a path begins with one slash and has one between its parts. */
function pathAndName(text: string): string {
  return text.trim().replace(/^arn:.*:user(?=\/)/, '').replace(/^([^/]+\/)/, '/$1').replace(/\/+/g, '/').replace(/\s+/g, '.').replace(/^\/([^/]+)$/, '$1');
}

/** What user and imported user share. */
abstract class BreakGlassUserBase extends Resource implements IBreakGlassUser {
  public abstract readonly userArn: string;
  public abstract readonly userName: string;
  public abstract allowAssumeRole(roleArn: string, options?: AllowAssumeRoleOptions): void;

  /** The user as constructs of `aws-cdk-lib` refer to it. */
  public get userRef(): iam.UserReference {
    return { userArn: this.userArn, userName: this.userName };
  }
}

/**
 * The emergency identity of one responder: an IAM user for the console, without access keys, that can do nothing but
 * enrol MFA, change its password and assume its roles.
 *
 * Creates the user, its permissions and permissions boundary (customer managed policies), and its first password: a
 * secret `break-glass-password/<user>` with its own key and a policy that denies it to everyone but the custodians.
 * All of it is retained when the stack is deleted. Commission it by `commissioned`.
 *
 * Errors: names that IAM can't hold, e-mail addresses of another shape, a password length outside 14 to 128, a
 * custodian that is the user itself or a wildcard, more roles than the user's policies hold (both sizes are given).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/gs-identities-iam-users.html
 */
export class BreakGlassUser extends BreakGlassUserBase {
  /**
   * A break-glass user made elsewhere in this account, by name under the default path.
   *
   * @param scope where the import belongs
   * @param id id of the import
   * @param userName the user's name, with a leading path if it isn't `/bg/`
   */
  public static fromUserName(scope: Construct, id: string, userName: string): IBreakGlassUser {
    requireConcrete('userName', userName, 'write the name');
    const match = PATH_AND_NAME.exec(userName);
    if (!match) {
      throw propError('userName', 'must be a user name, with or without its path', userName,
        writeItAs(userName, pathAndName, PATH_AND_NAME, 'jane.doe-BREAK-GLASS'));
    }
    return new ImportedUser(scope, id, iamArn(Stack.of(scope), 'user', match[1] ?? BREAK_GLASS_PATH, match[2]), match[2]);
  }

  /**
   * A break-glass user made elsewhere, typically in the security account.
   *
   * @param scope where the import belongs
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
      // Nothing here changes when a user is commissioned or gets roles: CloudFormation then has no reason to touch the
      // user, and with it the login profile.
      tags: [
        { key: 'EmergencyContact', value: props.emergencyContact },
        { key: 'Purpose', value: 'IncidentResponse' },
        { key: 'ResponderEmail', value: props.responderEmail },
        { key: 'ResponderName', value: tagValue('responderName', props.responderName) },
      ],
    });
    // A wrong 'cloudFormationRole' then fails the first deployment, not some later update.
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
        // Roles are added after the user is made: the documents are written at the end.
        policyDocument: Lazy.any({ produce: document }),
      });
      // A retained user without its policies would be locked out, or without its boundary unbounded.
      policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
      acknowledgeWildcards(policy, document(), suffix === 'boundary' ? BOUNDARY_WILDCARDS
        : 'Listing virtual MFA devices and reading the password rules work on no resource; device names begin with the user name.');
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
    requireWholeNumber('passwordLength', length, 14, 128, 'IAM takes no longer password, and a shorter one is too weak');
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
        // What IAM doesn't count as a symbol, or what people and shells trip over.
        excludeCharacters: '"/\\,.:;<>?`~',
      },
      tags: [{ key: 'Purpose', value: 'BreakGlassAccess' }, { key: 'UserName', value: this.userName }],
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(secret, 'A first password is changed by its owner at the first sign-in. Rotation would set it anew behind the owner.', 'AwsSolutions-SMG4');
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

  /** The role that the stack's synthesizer deploys with; that of the CDK bootstrap stack unless the app says otherwise. */
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
        + `${LIMITS.managedPolicy}; give the responder fewer roles or the roles shorter names`);
  }
}

/** A user whose policies belong to another app. */
class ImportedUser extends BreakGlassUserBase {
  constructor(scope: Construct, id: string, public readonly userArn: string, public readonly userName: string) {
    super(scope, id, { environmentFromArn: userArn });
  }

  public allowAssumeRole(): void {
    // The owner of the user names the roles there.
  }
}
