import { Token } from 'aws-cdk-lib';
import { ElevationSessionRole } from './session-role';
import { PlaybookPermissionSet } from '../playbook/playbook-permission-set';
import { propError } from '../private/validation';

const IDENTITY_STORE_ID = /^([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What an elevation gives: one strategy of grant, verification, revocation and end of live sessions. */
export class ElevationTarget {
  /**
   * A permission set of Identity Center, assigned to the requester in the accounts of the request.
   *
   * Security: removing an assignment doesn't end sessions that are open. Keep the permission set's sessions short.
   *
   * @param permissionSet a permission set that this app defines
   * @see https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html
   */
  public static permissionSet(permissionSet: PlaybookPermissionSet): ElevationTarget {
    return new ElevationTarget('assignment', permissionSet.permissionSetArn, permissionSet.permissionSetName);
  }

  /**
   * A permission set that another app defines.
   *
   * @param permissionSetArn its ARN, `arn:aws:sso:::permissionSet/ssoins-…/ps-…`
   * @param permissionSetName its name, for people
   */
  public static permissionSetArn(permissionSetArn: string, permissionSetName: string): ElevationTarget {
    if (!Token.isUnresolved(permissionSetArn) && !/^arn:aws[a-z-]*:sso:::permissionSet\/(sso)?ins-[a-zA-Z0-9-.]{16}\/ps-[a-zA-Z0-9-./]{16}$/.test(permissionSetArn)) {
      throw propError('permissionSetArn', 'must be the ARN of a permission set', permissionSetArn,
        "write it as 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef'");
    }
    if (Token.isUnresolved(permissionSetName) || !/^[\w+=,.@-]{1,32}$/.test(permissionSetName)) {
      throw propError('permissionSetName', 'must be the name of a permission set', permissionSetName, 'give the name, not the ARN');
    }
    return new ElevationTarget('assignment', permissionSetArn, permissionSetName);
  }

  /**
   * Membership in a group of Identity Center. Reaches the management account, where assignments by a delegated
   * administrator can't.
   *
   * Security: the requester gets whatever the group is assigned, in every account. Use a group made for this alone.
   *
   * @param groupId the group's id in the identity store
   * @param groupName its name, for people
   * @see https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateGroupMembership.html
   */
  public static groupMembership(groupId: string, groupName: string): ElevationTarget {
    requireIdentityStoreId('groupId', groupId);
    if (Token.isUnresolved(groupName) || !/^[^\x00-\x1f]{1,128}$/.test(groupName)) {
      throw propError('groupName', 'must be a text of 1 to 128 characters on one line', groupName, 'give the name that people know the group by');
    }
    return new ElevationTarget('membership', groupId, groupName);
  }

  /**
   * STS sessions of a role made for this, vended to the requester while the access lasts.
   *
   * The session carries the tags RequestId, IncidentId and Requester and the person as its source identity. Its policy ends it
   * at the end of the access, to the second, whatever else happens. Ended early, a deny on its tag is put on the role. It works for
   * IAM users as well, and needs Identity Center for nothing.
   *
   * Security: credentials are in the answer to the requester, once, and nowhere else; the ledger has a hash of the token.
   *
   * @param role the role, in the account of the workflows
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  public static scopedSession(role: ElevationSessionRole): ElevationTarget {
    return new ElevationTarget('session', role.roleArn, role.roleName, role._sessionPolicy());
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'assignment' | 'membership' | 'session',
    /** @internal */
    public readonly _resource: string,
    /** @internal */
    public readonly _title: string,
    /** @internal */
    public readonly _sessionPolicy: string = '',
  ) {}
}

export function requireIdentityStoreId(prop: string, id: string): void {
  if (Token.isUnresolved(id) || !IDENTITY_STORE_ID.test(id)) {
    throw propError(prop, 'must be the id of a user or group in the identity store', id, "look it up with 'aws identitystore list-groups' or 'list-users'");
  }
}
