import { Token } from 'aws-cdk-lib';
import { CustomTargetProps } from './custom-target-props';
import { ACCOUNT_ASSIGNMENT } from './grants/account-assignment';
import { ACTIVATION_WINDOW } from './grants/activation-window';
import { CUSTOM } from './grants/custom';
import { GROUP_MEMBERSHIP } from './grants/group-membership';
import { SCOPED_SESSION } from './grants/scoped-session';
import { TargetKind } from './grants/target-kind';
import { sealedRole } from './sealed-role';
import { ElevationSessionRole } from './session-role';
import { TargetParts } from './target-parts';
import { IncidentResponseRole } from '../identity/incident-response-role';
import { PlaybookPermissionSet } from '../playbook/playbook-permission-set';
import { requirePermissionSetArn, requirePermissionSetName, requireUserOrGroupId } from '../private/identity-center';
import { requireParameter, requireTyped } from '../private/typed';
import { propError } from '../private/validation';

/** Properties of a permission set that another app defines. */
export interface PermissionSetTargetOptions {
  /**
   * Whether the policy of `ElevationSessionRevocation` is the permission set's boundary. Each account of the rule must then have it.
   *
   * @default false - sessions that are open when an access ends continue until they expire
   */
  readonly sessionRevocation?: boolean;
}

/** The access that a rule grants. */
export class ElevationTarget {
  /**
   * A permission set of Identity Center, assigned to the requester in the accounts of the request.
   *
   * Security: removing an assignment doesn't end open sessions. Set `sessionRevocation` on the permission set and add an
   * `ElevationSessionRevocation` to its accounts, or keep its sessions short.
   *
   * @param permissionSet a permission set that this app defines
   * @see https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html
   */
  public static permissionSet(permissionSet: PlaybookPermissionSet): ElevationTarget {
    requireParameter('ElevationTarget.permissionSet', 'permissionSet', 'PlaybookPermissionSet', permissionSet);
    const { permissionSetArn, permissionSetName, _sessionRevocation: sessionRevocation } = permissionSet;
    return new ElevationTarget(ACCOUNT_ASSIGNMENT, permissionSetArn, permissionSetName, { sessionRevocation });
  }

  /**
   * A permission set that another app defines.
   *
   * @param permissionSetArn its ARN, `arn:aws:sso:::permissionSet/ssoins-…/ps-…`
   * @param permissionSetName its name, for people
   * @param options further properties of it
   */
  public static permissionSetArn(permissionSetArn: string, permissionSetName: string, options: PermissionSetTargetOptions = {}): ElevationTarget {
    requireTyped('ElevationTarget.permissionSetArn', 'PermissionSetTargetOptions', options);
    requirePermissionSetArn('permissionSetArn', permissionSetArn);
    requirePermissionSetName('permissionSetName', permissionSetName);
    return new ElevationTarget(ACCOUNT_ASSIGNMENT, permissionSetArn, permissionSetName, { sessionRevocation: options.sessionRevocation });
  }

  /**
   * Membership in a group of Identity Center. This is how to reach the management account, where a delegated administrator can't assign
   * permission sets.
   *
   * Security: the requester gets all assignments of the group, in every account. Use a group that has no other purpose.
   *
   * @param groupId the group's id in the identity store
   * @param groupName its name, for people
   * @see https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateGroupMembership.html
   */
  public static groupMembership(groupId: string, groupName: string): ElevationTarget {
    requireUserOrGroupId('groupId', groupId);
    requireParameter('ElevationTarget.groupMembership', 'groupName', 'string', groupName);
    requireTitle('groupName', groupName, 'give the name that people know the group by');
    return new ElevationTarget(GROUP_MEMBERSHIP, groupId, groupName);
  }

  /**
   * A role that issues temporary credentials for approved requests.
   *
   * A session has the tags RequestId, IncidentId and Requester, and the person as its source identity. Its session policy ends it at the
   * second at which the access ends. If the access ends early, the role denies the session by its RequestId tag. IAM users can use it as
   * well, and it doesn't need Identity Center.
   *
   * Security: the credentials are only in the answer to the requester. The ledger has a hash of the token.
   *
   * @param role the role, in the account of the workflows
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  public static scopedSession(role: ElevationSessionRole): ElevationTarget {
    requireParameter('ElevationTarget.scopedSession', 'role', 'ElevationSessionRole', role);
    return new ElevationTarget(SCOPED_SESSION, role.roleArn, role.roleName, { account: role.env.account, sessionPolicy: role._sessionPolicy() });
  }

  /**
   * The window of a sealed incident response role, opened for the requester alone.
   *
   * The grant adds a statement for the requester's IAM user to the role's trust policy, with the role's own conditions (MFA, session name)
   * and the times of the access: it stops working at the second at which the access ends. The end removes the statement, and a deny on
   * the role ends the requester's sessions. Several people can have the window open at the same time, as many as fit into the trust policy.
   *
   * Security: the workflows' role can rewrite the trust policy of this role. Opening a window is an IAM write, which needs IAM's control
   * plane. For access that must work in every emergency, use a role without a window.
   *
   * Errors: a role without `activationWindow: ActivationWindow.closed()`, a trust policy into which no further statement fits.
   *
   * @param role the sealed role, in the account of the workflows
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
   */
  public static activationWindow(role: IncidentResponseRole): ElevationTarget {
    requireParameter('ElevationTarget.activationWindow', 'role', 'IncidentResponseRole', role);
    return new ElevationTarget(ACTIVATION_WINDOW, role.roleArn, role.roleName, { account: role.env.account, sealed: sealedRole(role) });
  }

  /**
   * Access of your own kind: a database's user, a role in another system.
   *
   * Security: you are responsible for the two state machines and for the permissions of their roles. Executions keep input and output:
   * don't put secrets there.
   *
   * Errors: a name with other characters, a title of more than one line.
   *
   * @param name name in the ledger, 2 to 64 lower-case letters, digits and dashes; don't change it while access is granted
   * @param props the state machines
   */
  public static custom(name: string, props: CustomTargetProps): ElevationTarget {
    requireParameter('ElevationTarget.custom', 'name', 'string', name);
    if (Token.isUnresolved(name) || !/^[a-z][a-z0-9-]{1,63}$/.test(name)) {
      throw propError('name', 'must be 2 to 64 lower-case letters, digits and dashes', name, "write it as 'database-admin'");
    }
    requireTyped(`target '${name}'`, 'CustomTargetProps', props);
    requireTitle('title', props.title, 'say what it is');
    return new ElevationTarget(CUSTOM, name, props.title, { machines: props });
  }

  private constructor(
    /** @internal */
    public readonly _kind: TargetKind,
    /** @internal */
    public readonly _resource: string,
    /** @internal */
    public readonly _title: string,
    /** @internal */
    public readonly _of: TargetParts = {},
  ) {}
}

function requireTitle(prop: string, title: string, fix: string): void {
  if (Token.isUnresolved(title) || !/^[^\x00-\x1f]{1,128}$/.test(title)) {
    throw propError(prop, 'must be a text of 1 to 128 characters on one line', title, fix);
  }
}
