import { Annotations, CfnResource, Lazy, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { rememberAllowed } from './allowed-roles';
import { AllowAssumeRoleOptions, BreakGlassUserAttributes, BreakGlassUserProps, IBreakGlassUser } from './break-glass-user-props';
import { firstPassword } from './first-password';
import { pathAndNameOf, requireContact, requireUserName, tagValue, userNameOf } from './user-name';
import { userBoundary, userPermissions, UserPolicyInput } from './user-policies';
import { UserState } from './user-state';
import { acknowledgeWildcards, BOUNDARY_WILDCARDS } from '../private/acknowledge';
import { iamArn, parseIamArn, requireIamArn } from '../private/arns';
import { dependOn } from '../private/depend-on';
import { takeGlobalName } from '../private/global-names';
import { BREAK_GLASS_PATH } from '../private/names';
import { replacedBoundary } from '../private/own-boundary';
import { requirePartition } from '../private/partitions';
import { LIMITS, policySize, Document } from '../private/policy-document';
import { requireProps, requireTyped } from '../private/typed';
import { isOver, propError, requireConcrete, requireEmail, requirePath } from '../private/validation';

/** Common base of created and imported users. */
abstract class BreakGlassUserBase extends Resource implements IBreakGlassUser {
  public abstract readonly userArn: string;
  public abstract readonly userName: string;
  public abstract readonly allowsAwsLogin?: boolean;
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
 * the custodians. All these resources are retained when the stack is deleted. See `UserState` for the first sign-in.
 *
 * Errors: names that IAM refuses, malformed e-mail addresses, a password length outside 14 to 128, a custodian that is the
 * user, a wildcard or of another account, a synthesizer without an execution role, more roles than fit into the user's policies (the error gives both sizes).
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
    return BreakGlassUser.fromUserAttributes(scope, id, { userArn });
  }

  /**
   * Imports a break-glass user by its ARN and what else the app knows of it.
   *
   * @param scope parent construct
   * @param id id of the import
   * @param attributes attributes of the user
   */
  public static fromUserAttributes(scope: Construct, id: string, attributes: BreakGlassUserAttributes): IBreakGlassUser {
    requireProps(scope, id, 'BreakGlassUserAttributes', attributes);
    const { userArn } = attributes;
    requireConcrete('userArn', userArn, 'a trust policy must name exact users: write the ARN');
    const parts = parseIamArn(userArn);
    if (parts?.kind !== 'user') {
      throw propError('userArn', 'must be the ARN of one IAM user', userArn, "write it as 'arn:aws:iam::111122223333:user/bg/jane.doe-BREAK-GLASS'");
    }
    return new ImportedUser(scope, id, userArn, parts.name, attributes.allowAwsLogin);
  }

  public readonly userArn: string;
  public readonly userName: string;

  public readonly allowsAwsLogin?: boolean;

  /** State of the user. */
  public readonly state: UserState;

  /** The secret that holds the first password, as JSON with `username` and `password`. */
  public readonly passwordSecret: secretsmanager.ISecret;

  /** ARN of the user's permissions boundary. */
  public readonly permissionsBoundaryArn: string;

  private readonly roles = new Map<string, AllowAssumeRoleOptions>();
  private readonly policyBasis: Omit<UserPolicyInput, 'roleArns' | 'taggedRoleArns' | 'sourceIdentityRoleArns'>;

  constructor(scope: Construct, id: string, props: BreakGlassUserProps) {
    requireProps(scope, id, 'BreakGlassUserProps', props);
    const derived = props.userName === undefined ? userNameOf(props.responderName) : requireUserName(props.userName);
    super(scope, id, { physicalName: derived });
    requireEmail('responderEmail', props.responderEmail);
    requireContact('emergencyContact', props.emergencyContact);
    const path = props.path ?? BREAK_GLASS_PATH;
    requirePath('path', path);
    this.userName = derived;
    takeGlobalName(this, 'userName', 'user', derived);
    this.userArn = iamArn(this.stack, 'user', path, derived);
    this.state = props.state ?? UserState.NEW;
    this.allowsAwsLogin = props.allowAwsLogin ?? false;
    this.policyBasis = {
      partition: this.stack.partition,
      account: this.stack.account,
      userArn: this.userArn,
      userName: derived,
      state: this.state,
      allowAwsLogin: this.allowsAwsLogin,
    };

    const policies = this.policies(path);
    const password = firstPassword(this, props);
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
    // With this order a wrong 'cloudFormationRoles' fails the first deployment and not a later update.
    dependOn(user, this.node.findChild('PasswordPolicy') as CfnResource);
    // A failed first deployment can be repeated: what it made is removed again.
    user.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.passwordSecret = password;

    this.warn(props);
    this.warnOfPast();
    this.node.addValidation({
      validate: () => [replacedBoundary(derived, user, policies.boundary) ?? [], this.validatePolicySizes()].flat(),
    });
  }

  public allowAssumeRole(roleArn: string, options: AllowAssumeRoleOptions = {}): void {
    requireTyped(`allowAssumeRole of ${this.node.path}`, 'AllowAssumeRoleOptions', options);
    requireIamArn('roleArn', roleArn, ['role'], 'must be the ARN of one role, without wildcards', "write it as 'arn:aws:iam::111122223333:role/bg/NAME'");
    requirePartition(this.stack, 'roleArn', roleArn);
    if (this.state === UserState.FORMER) {
      throw propError('responders', 'must not name a former user', this.userName, 'name a user of somebody who is there; alarms go on watching the former one');
    }
    rememberAllowed(this, this.userArn, roleArn);
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
      policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
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

  private warn(props: BreakGlassUserProps): void {
    const custodians = props.custodians?.length ?? 0;
    if (custodians < 2) {
      Annotations.of(this).addWarningV2('cdk-break-glass:custodians',
        `'custodians' should name two people who can read the first password of ${this.userName}, got ${custodians}`);
    }
  }

  /** A warning and no error: a window that is over closes by itself, and must not stop the next deployment. */
  private warnOfPast(): void {
    if (this.state.end !== undefined && isOver(this.state.end)) {
      Annotations.of(this).addWarningV2('cdk-break-glass:windowInPast',
        `'state' of ${this.userName} is a recommissioning that ended at ${this.state.end}: no device can be enrolled; set UserState.COMMISSIONED, or give instants that lie ahead`);
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
  constructor(
    scope: Construct, id: string, public readonly userArn: string, public readonly userName: string, public readonly allowsAwsLogin?: boolean,
  ) {
    super(scope, id, { environmentFromArn: userArn });
  }

  public allowAssumeRole(): void {
    // The app that owns the user names the roles.
  }
}
