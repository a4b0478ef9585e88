import * as iam from 'aws-cdk-lib/aws-iam';
import { isPersonName, Person, PersonPrincipal } from './person';
import { requireIdentityStoreId, requireInstanceArn, requireInstanceRegion, requirePermissionSetName, requirePortalUserName, requireUserOrGroupId } from '../private/identity-center';
import { requireTyped } from '../private/typed';
import { propError, requireAccount, requireConcrete } from '../private/validation';

/** What `IdentityCenterDirectory` needs. */
export interface IdentityCenterDirectoryProps {
  /** ARN of the instance, `arn:aws:sso:::instance/ssoins-` and 16 characters. */
  readonly instanceArn: string;

  /** Id of its identity store: `d-` and 10 characters, or a UUID. */
  readonly identityStoreId: string;

  /** Name of the permission set with which people call the API of `ElevatedAccess`. */
  readonly permissionSetName: string;

  /**
   * Management account of the organization, if the stack of `ElevatedAccess` is deployed into the account of a delegated administrator.
   *
   * The identity store belongs to it. A delegated administrator can't assign permission sets there: grant membership of a group.
   *
   * @default - the stack is deployed into the account that owns the instance
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/delegated-admin.html
   */
  readonly managementAccountId?: string;

  /**
   * Region in which Identity Center was enabled, such as `eu-central-1`. A stack of `ElevatedAccess` in another Region is then an error.
   *
   * @default - only stacks of one app that use the instance in different Regions are an error
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/regions.html
   */
  readonly region?: string;

  /**
   * Account from which people call the API: the one to which that permission set is assigned. It is the account of `ElevatedAccess`, because the
   * API lets callers of its own account in.
   *
   * Security: who can create roles in this account can create one whose sessions look like those of a person, unless a service control
   * policy keeps the names `AWSReservedSSO_*` to Identity Center. Name an account in which few people can.
   */
  readonly accountId: string;
}

/** What else is known of a person of a directory. */
export interface DirectoryPersonOptions {
  /**
   * Id of the person in the ledger, in events and in session tags: 2 to 64 letters, digits, dots, dashes and @.
   *
   * @default - the user name
   */
  readonly id?: string;

  /**
   * IAM user of the same human, such as the `BreakGlassUser`.
   *
   * Security: the person can't decide on requests that were made with the other identity. If you leave the user out, calls by it are refused.
   *
   * @default - none
   */
  readonly iamUser?: iam.IUserRef;

  /**
   * Further identities of the same human: other permission sets, other users.
   *
   * Security: as `iamUser`.
   *
   * @default - none
   */
  readonly otherPrincipals?: PersonPrincipal[];
}

/**
 * An instance of Identity Center with its users: the people who request and approve elevated access.
 *
 * Errors: an instance, store, permission set, Region or account of another form.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/identity-center-instances.html
 */
export class IdentityCenterDirectory {
  /** ARN of the instance. */
  public readonly instanceArn: string;

  /** Id of the identity store. */
  public readonly identityStoreId: string;

  /** Management account of the organization, if another account administers the instance. */
  public readonly managementAccountId?: string;

  /** Name of the permission set with which people call the API. */
  public readonly permissionSetName: string;

  /** Region in which Identity Center was enabled, if it was given. */
  public readonly region?: string;

  /** Account from which people call the API. */
  public readonly accountId: string;

  /**
   * @param props the instance, and how its users call the API
   */
  constructor(props: IdentityCenterDirectoryProps) {
    requireTyped('IdentityCenterDirectory', 'IdentityCenterDirectoryProps', props);
    requireInstanceArn('instanceArn', props.instanceArn);
    requireIdentityStoreId('identityStoreId', props.identityStoreId);
    requirePermissionSetName('permissionSetName', props.permissionSetName);
    requireConcrete('accountId', props.accountId, 'write the account id: callers are compared with it');
    requireAccount('accountId', props.accountId);
    if (props.managementAccountId !== undefined) { requireAccount('managementAccountId', props.managementAccountId); }
    if (props.region !== undefined) { requireInstanceRegion('region', props.region); }
    this.region = props.region;
    this.managementAccountId = props.managementAccountId;
    this.instanceArn = props.instanceArn;
    this.identityStoreId = props.identityStoreId;
    this.permissionSetName = props.permissionSetName;
    this.accountId = props.accountId;
  }

  /**
   * A user of the directory, as a person.
   *
   * Errors: a name that can't be a person's id, where `options.id` isn't given.
   *
   * @param name the user name in Identity Center; also the id of the person, unless `options.id` says otherwise
   * @param userId the user's id in the identity store, as in `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000000`
   * @param options what else is known of the person
   */
  public person(name: string, userId: string, options: DirectoryPersonOptions = {}): Person {
    requireTyped(`directory.person '${name}'`, 'DirectoryPersonOptions', options);
    requirePortalUserName('name', name);
    requireUserOrGroupId('userId', userId);
    const { permissionSetName, accountId } = this;
    if (options.id === undefined && !isPersonName(name)) {
      throw propError('name', "must be 2 to 64 letters, digits, dots, dashes and @ to be the person's id as well", name, `give 'options.id', as in { id: '${idLike(name)}' }`);
    }
    return new Person(options.id ?? name, {
      principals: [
        PersonPrincipal.identityCenterUser({ userId, userName: name, permissionSetName, accountId }),
        ...options.iamUser ? [PersonPrincipal.iamUser(options.iamUser)] : [],
        ...options.otherPrincipals ?? [],
      ],
    });
  }
}

/** The user name with what an id can't hold replaced. */
function idLike(name: string): string {
  const id = name.replace(/[^A-Za-z0-9.@-]+/g, '-').replace(/^[.@-]+/, '');
  return isPersonName(id) ? id : 'jane.doe';
}
