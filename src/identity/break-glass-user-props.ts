import { IResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { UserState } from './user-state';

/** A break-glass user, created in this app or imported. */
export interface IBreakGlassUser extends IResource, iam.IUserRef {
  /** ARN of the IAM user. @attribute */
  readonly userArn: string;

  /** Name of the IAM user. @attribute */
  readonly userName: string;

  /**
   * Whether the user may get credentials for the command line with `aws login`; undefined for an imported user of which
   * the app doesn't know it.
   */
  readonly allowsAwsLogin?: boolean;

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

  /** E-mail address or phone number (`+49 30 1234567`) of the contact for questions about this user, kept as a tag. */
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
   * Whether the user can enrol MFA devices, and whether it can do anything at all: new, commissioned, in recommissioning
   * between two instants, or former.
   *
   * The names of virtual devices are the user's name, or the user's name with a hyphen and a suffix.
   *
   * Security: while the user is new, anyone with the first password can sign in first and enrol their own device. Set
   * `UserState.COMMISSIONED` as soon as both devices are enrolled.
   *
   * @default UserState.NEW
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
   */
  readonly state?: UserState;

  /**
   * Two people who may read the first password, as ARNs of roles or users of this account.
   *
   * Security: until the password is changed, a custodian can sign in as the responder. The user can't be a custodian.
   *
   * @default - only CloudFormation can read it; the responder then never gets it, so name two people
   */
  readonly custodians?: iam.ArnPrincipal[];

  /**
   * The roles that CloudFormation deploys with.
   *
   * They read the password when they create or update the user, so the secret's policy allows it to them besides the
   * custodians. Give all of them if more than one pipeline deploys the stack. A role that doesn't exist locks everybody out
   * of the secret until a role of that name is made.
   *
   * Security: a principal that can pass one of these roles to CloudFormation can read the password through it.
   *
   * @default - the execution role of the stack's synthesizer: that of the CDK bootstrap stack. An error for synthesizers that
   *   name none, such as the one for the credentials of the command line
   * @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
   */
  readonly cloudFormationRoles?: iam.ArnPrincipal[];

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

/** Attributes of an existing break-glass user. */
export interface BreakGlassUserAttributes {
  /** ARN of the user. */
  readonly userArn: string;

  /**
   * Whether the user may get credentials for the command line with `aws login`.
   *
   * A role that asks for a source identity or a tag can be assumed on the command line only.
   *
   * @default - unknown: a role that asks for them warns
   */
  readonly allowAwsLogin?: boolean;
}
