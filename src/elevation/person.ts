import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { parseIamArn } from '../private/arns';
import { requirePermissionSetName, requirePortalUserName, requireUserOrGroupId } from '../private/identity-center';
import { requireTyped } from '../private/typed';
import { propError, requireAccount, requireConcrete, requireUnique } from '../private/validation';

/** The partition of a user that the app creates is known at deployment. */
const PARTITION_TOKEN = /(?<=^arn:)\$\{Token\[AWS\.Partition\.\d+\]\}(?=:)/;

const IMPORT_IT = "import it by its ARN: User.fromUserArn(this, 'Jane', 'arn:aws:iam::111122223333:user/jane')";

/** What `PersonPrincipal.identityCenterUser` needs. */
export interface IdentityCenterPrincipalProps {
  /** The user's id in the identity store, as in `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000000`. */
  readonly userId: string;

  /** The user's name in Identity Center, which is the name of all of the user's sessions. */
  readonly userName: string;

  /** Permission set with which the person calls the API, by name. */
  readonly permissionSetName: string;

  /** Account from which the person calls the API: the one to which the permission set is assigned. */
  readonly accountId: string;
}

/**
 * An identity with which a person signs in: an IAM user, or a user of Identity Center.
 *
 * Sessions of other roles aren't identities of people: who assumes a role chooses the session name.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export class PersonPrincipal {
  /**
   * An IAM user: a `BreakGlassUser`, or one that is imported by `iam.User.fromUserArn`.
   *
   * Callers are compared with the user's ARN, so account, path and name must be known at synthesis. `iam.User.fromUserName` assumes the
   * path `/`: import users with another path by their ARN.
   *
   * Errors: a user whose name CloudFormation makes up, a user of a stack without an account, an ARN of anything but a user.
   *
   * @param user the user
   */
  public static iamUser(user: iam.IUserRef): PersonPrincipal {
    const userArn: unknown = user?.userRef?.userArn;
    if (typeof userArn !== 'string') { throw propError('user', 'must be an IAM user', user, IMPORT_IT); }
    const written = userArn.replace(PARTITION_TOKEN, 'aws');
    if (Token.isUnresolved(written)) {
      throw propError('user', 'must have an account, a path and a name that are known at synthesis', 'a token', IMPORT_IT);
    }
    if (parseIamArn(written)?.kind !== 'user') {
      throw propError('user', 'must be an IAM user', written, IMPORT_IT);
    }
    return new PersonPrincipal('iam', userArn, userArn);
  }

  /**
   * A user of Identity Center, by one permission set in one account.
   *
   * Security: who can create roles in that account can create one whose sessions look like these, unless a service control
   * policy keeps the names `AWSReservedSSO_*` to Identity Center. Name an account in which few people can.
   *
   * @param props the user, and the permission set
   */
  public static identityCenterUser(props: IdentityCenterPrincipalProps): PersonPrincipal {
    requireTyped('PersonPrincipal.identityCenterUser', 'IdentityCenterPrincipalProps', props);
    requireUserOrGroupId('userId', props.userId);
    requirePortalUserName('userName', props.userName);
    requirePermissionSetName('permissionSetName', props.permissionSetName);
    requireConcrete('accountId', props.accountId, 'write the account id: callers are compared with it');
    requireAccount('accountId', props.accountId);
    return new PersonPrincipal('sso', ssoKey(props.accountId, props.permissionSetName, props.userName), props.userId, props.userName);
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'iam' | 'sso',
    /**
     * What the workflows derive from the caller's ARN to find the person.
     *
     * @internal
     */
    public readonly _key: string,
    /**
     * Grantee of an access: ARN of the IAM user, or id in the identity store.
     *
     * @internal
     */
    public readonly _grantee: string,
    /** @internal */
    public readonly _userName?: string,
  ) {}

  /**
   * Equal for all ways to write the same principal.
   *
   * @internal
   */
  public get _identity(): string {
    // IAM user names are unique in an account, whatever their path and the case of their letters.
    const user = this._kind === 'iam' ? /:iam::(\d{12}):user\/(?:.*\/)?([^/]+)$/.exec(this._key) : null;
    return user ? `${user[1]} ${user[2].toLowerCase()}` : this._key;
  }
}

/** What `Person` needs. */
export interface PersonProps {
  /**
   * All identities with which this person signs in. If there are several users of Identity Center, the first one gets the access,
   * and its groups count.
   *
   * Security: calls by an identity that is missing here are refused. If one `Person` has the identities of two people, one can act for the
   * other; if one human is two `Person`s, that human can approve their own request.
   */
  readonly principals: PersonPrincipal[];
}

/**
 * One human with all identities.
 *
 * Approvals are counted by person. People can't approve their own request through a second identity.
 */
export class Person {
  /** Id of the person in the ledger, in events and in session tags. */
  public readonly name: string;

  /** @internal */
  public readonly _principals: readonly PersonPrincipal[];

  /**
   * @param name id of the person, 2 to 64 letters, digits, dots, dashes and @
   * @param props the identities
   */
  constructor(name: string, props: PersonProps) {
    if (!isPersonName(name)) {
      throw propError('name', 'must be 2 to 64 letters, digits, dots, dashes and @', name, "write it as 'jane.doe'");
    }
    requireTyped(`person ${name}`, 'PersonProps', props);
    if (props.principals.length === 0) {
      throw propError('principals', `must name at least one identity of ${name}`, 'none', 'add PersonPrincipal.iamUser or identityCenterUser');
    }
    requireUnique('principals', props.principals.map(({ _identity }) => _identity), 'name each principal once');
    requireOneId(name, props.principals);
    this.name = name;
    this._principals = [...props.principals];
  }

  /**
   * Id of the person in the identity store, if the person has one: for its groups, and for grants by Identity Center.
   *
   * @internal
   */
  public get _userId(): string | undefined {
    return this._principals.find(({ _kind }) => _kind === 'sso')?._grantee;
  }

  /** @internal */
  public get _iamUserArns(): string[] {
    return this._principals.filter(({ _kind }) => _kind === 'iam').map(({ _grantee }) => _grantee);
  }
}

/** Whether it can name a person: in the ledger, in tags of sessions, in source identities. */
export function isPersonName(name: string): boolean {
  return typeof name === 'string' && !Token.isUnresolved(name) && /^[A-Za-z0-9][A-Za-z0-9.@-]{1,63}$/.test(name);
}

/** With a wrong id, another user would get the access. */
function requireOneId(name: string, principals: readonly PersonPrincipal[]): void {
  const known = new Map<string, string>();
  for (const { _userName, _grantee } of principals) {
    const before = _userName && known.get(_userName.toLowerCase());
    if (before !== undefined && before.toLowerCase() !== _grantee.toLowerCase()) {
      throw propError('userId', `must be one for user name ${_userName} of ${name}, which has ${before} as well`, _grantee, "look it up with 'aws identitystore list-users'");
    }
    if (_userName) { known.set(_userName.toLowerCase(), _grantee); }
  }
}

/** Identity Center adds a suffix to the role's name that changes, so the key leaves it out, and compares names of users without case. */
function ssoKey(account: string, permissionSet: string, userName: string): string {
  return `sso:${account}:${permissionSet}:${userName.toLowerCase()}`;
}
