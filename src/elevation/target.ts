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
import { propError } from '../private/validation';

/** What is known of a permission set that another app defines. */
export interface PermissionSetTargetOptions {
  /**
   * Whether the permission set's boundary is the policy of `ElevationSessionRevocation`, which every account of the rule then has.
   *
   * @default false - sessions that are open when an access ends go on until they end by themselves
   */
  readonly sessionRevocation?: boolean;
}

/** What an elevation gives: one strategy of grant, verification, revocation and end of live sessions. */
export class ElevationTarget {
  /**
   * A permission set of Identity Center, assigned to the requester in the accounts of the request.
   *
   * Security: removing an assignment doesn't end sessions that are open. Give the permission set `sessionRevocation`, and its accounts an
   * `ElevationSessionRevocation`; without them keep its sessions short.
   *
   * @param permissionSet a permission set that this app defines
   * @see https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html
   */
  public static permissionSet(permissionSet: PlaybookPermissionSet): ElevationTarget {
    const { permissionSetArn, permissionSetName, _sessionRevocation: sessionRevocation } = permissionSet;
    return new ElevationTarget(ACCOUNT_ASSIGNMENT, permissionSetArn, permissionSetName, { sessionRevocation });
  }

  /**
   * A permission set that another app defines.
   *
   * @param permissionSetArn its ARN, `arn:aws:sso:::permissionSet/ssoins-…/ps-…`
   * @param permissionSetName its name, for people
   * @param options what else is known of it
   */
  public static permissionSetArn(permissionSetArn: string, permissionSetName: string, options: PermissionSetTargetOptions = {}): ElevationTarget {
    requirePermissionSetArn('permissionSetArn', permissionSetArn);
    requirePermissionSetName('permissionSetName', permissionSetName);
    return new ElevationTarget(ACCOUNT_ASSIGNMENT, permissionSetArn, permissionSetName, { sessionRevocation: options.sessionRevocation });
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
    requireUserOrGroupId('groupId', groupId);
    requireTitle('groupName', groupName, 'give the name that people know the group by');
    return new ElevationTarget(GROUP_MEMBERSHIP, groupId, groupName);
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
    return new ElevationTarget(SCOPED_SESSION, role.roleArn, role.roleName, { account: role.env.account, sessionPolicy: role._sessionPolicy() });
  }

  /**
   * The window of a sealed incident response role, opened for the requester alone.
   *
   * The role's trust policy gets a statement of the requester's IAM user, under the conditions that the role has anyway (MFA, session
   * name), between the beginning and the end of the access: it closes by itself, to the second, whatever else happens. At every end the
   * statement goes, and a deny on the role ends the requester's sessions. Up to as many people as fit into the trust policy can have
   * the window open at the same time.
   *
   * Security: the workflows' role may rewrite the trust policy of this role. Opening a window is an IAM write, which needs IAM's control
   * plane: what must work in every emergency is a role without a window, sealed by custody.
   *
   * Errors: a role without `activationWindow: ActivationWindow.closed()`, a trust policy into which no further statement fits.
   *
   * @param role the sealed role, in the account of the workflows
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
   */
  public static activationWindow(role: IncidentResponseRole): ElevationTarget {
    return new ElevationTarget(ACTIVATION_WINDOW, role.roleArn, role.roleName, { account: role.env.account, sealed: sealedRole(role) });
  }

  /**
   * Access of your own kind: a database's user, a role in another system.
   *
   * Security: the two state machines can do whatever their roles allow, and are yours to look after. Their executions keep their input
   * and output: put no secret there.
   *
   * Errors: a name of another shape.
   *
   * @param name what it is known by in the ledger, 2 to 64 lower-case letters, digits and dashes; an access that is given ends by this name
   * @param props the state machines
   */
  public static custom(name: string, props: CustomTargetProps): ElevationTarget {
    if (Token.isUnresolved(name) || !/^[a-z][a-z0-9-]{1,63}$/.test(name)) {
      throw propError('name', 'must be 2 to 64 lower-case letters, digits and dashes', name, "write it as 'database-admin'");
    }
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
