import { Annotations, CfnResource, Duration, IResource, RemovalPolicy, Resource, Stage, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ActivationWindow } from './activation-window';
import { IBreakGlassUser } from './break-glass-user';
import { ResponderProfile } from './responder-profile';
import { RoleDocuments, roleDocuments } from './role-documents';
import { requireRoleName } from './role-name';
import { requirementTag, roleTrust } from './role-trust';
import { Playbook } from '../playbook/playbook';
import { PlaybookScope } from '../playbook/playbook-scope';
import { acknowledgeWildcards, BOUNDARY_WILDCARDS, PLAYBOOK_WILDCARDS } from '../private/acknowledge';
import { iamArn, parseIamArn } from '../private/arns';
import { dependOn } from '../private/depend-on';
import { BREAK_GLASS_PATH, METRIC_NAMESPACE, ROLE_NAME_PREFIX } from '../private/names';
import { Document, LIMITS, policySize } from '../private/policy-document';
import { propError, requireCidr, requireConcrete, requireDuration, requirePath, requireRegion, requireUnique } from '../private/validation';

/** An incident response role, made here or elsewhere. */
export interface IIncidentResponseRole extends IResource {
  /** ARN of the role. @attribute */
  readonly roleArn: string;

  /** Name of the role. @attribute */
  readonly roleName: string;

  /**
   * Lets an identity call `sts:AssumeRole` on this role, on the identity's side.
   *
   * Security: the role's trust policy still names who may assume it; this doesn't change it.
   *
   * @param grantee the identity
   */
  grantAssumeRole(grantee: iam.IGrantable): iam.Grant;

  /**
   * How often the role was assumed, as counted by `BreakGlassAlarm` in the account of the trail's log group.
   *
   * @param props how to aggregate
   */
  metricUses(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many calls were made inside sessions of the role, as counted by `BreakGlassAlarm`.
   *
   * @param props how to aggregate
   */
  metricActions(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** What `IncidentResponseRole` needs. */
export interface IncidentResponseRoleProps {
  /** What kind of responder the role is for. */
  readonly profile: ResponderProfile;

  /** The playbook whose phases the profile works in. */
  readonly playbook: Playbook;

  /**
   * Who may assume the role: exact users, of this account or of the security account.
   *
   * Users of a stack without an environment can only be named by roles of a stack without one.
   *
   * Security: everybody named here holds the role's permissions whenever they want, with MFA and an alarm.
   */
  readonly responders: IBreakGlassUser[];

  /**
   * Further users who may assume the role when no responder can, under the same conditions.
   *
   * Security: as `responders`.
   *
   * @default - none
   */
  readonly backupOwners?: IBreakGlassUser[];

  /**
   * Name of the role. Together with the path it must stay within 64 characters, or the console can't switch to it.
   *
   * @default - `BREAK-GLASS-<PROFILE>-<PLAYBOOK>`
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   */
  readonly roleName?: string;

  /**
   * Path of the role.
   *
   * @default '/bg/'
   */
  readonly path?: string;

  /**
   * The longest session, 1 hour to that of the profile.
   *
   * @default - that of the profile
   */
  readonly maxSession?: Duration;

  /**
   * How long ago the responder may have used MFA, 15 minutes up to the longest session.
   *
   * @default - 1 hour
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthage
   */
  readonly maxMfaAge?: Duration;

  /**
   * The organization that responders of another account must belong to, as in `o-a1b2c3d4e5`.
   *
   * @default - membership isn't checked; the exact user ARNs are
   */
  readonly organizationId?: string;

  /**
   * The address ranges from which the role may be assumed and used.
   *
   * Calls that AWS services make on the session's behalf are excepted. Calls through VPC endpoints carry no public
   * address and are refused. Off by default, since it can lock a responder out.
   *
   * @default - every address
   */
  readonly sourceIps?: string[];

  /**
   * The Regions in which the role may act. Global services such as IAM are excepted, as they answer from us-east-1.
   *
   * @default - every Region
   */
  readonly regions?: string[];

  /**
   * The session must carry the responder's user name as its source identity.
   *
   * The console's Switch Role can't send one: such a role is for the CLI.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
   */
  readonly requireSourceIdentity?: boolean;

  /**
   * The session must carry the tag `IncidentId`, and no other.
   *
   * The console's Switch Role can't send tags: such a role is for the CLI.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
   */
  readonly requireIncidentId?: boolean;

  /**
   * Seals the role: it can only be assumed within the window. Give `ActivationWindow.closed()` until an emergency.
   *
   * Opening it is an IAM write. Without a window the seal is custody of the password and the MFA devices, which needs
   * no write and works when IAM's control plane doesn't.
   *
   * @default - no window: sealed by custody
   */
  readonly activationWindow?: ActivationWindow;

  /**
   * What the playbook's actions may touch: evidence buckets, quarantine policies, command documents.
   *
   * @default - evidence buckets of the account itself, AWS's quarantine policies, own command documents
   */
  readonly playbookScope?: PlaybookScope;
}

abstract class IncidentResponseRoleBase extends Resource implements IIncidentResponseRole {
  public abstract readonly roleArn: string;
  public abstract readonly roleName: string;

  public grantAssumeRole(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions: ['sts:AssumeRole'], resourceArns: [this.roleArn] });
  }

  public metricUses(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('RoleAssumed', { RoleArn: this.roleArn }, props);
  }

  public metricActions(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('RoleActions', { RoleArn: this.roleArn }, props);
  }

  private metric(metricName: string, dimensionsMap: { [name: string]: string }, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, statistic: 'Sum', ...props });
  }
}

/**
 * A role that exact break-glass users assume with MFA, that can do what one playbook asks of one kind of responder,
 * and that a boundary of explicit denies holds to it.
 *
 * Creates the role, its permissions (customer managed policies, as many as needed), and its permissions boundary. All
 * are retained when the stack is deleted. Responders made in the same app get the role on their side as well.
 *
 * Errors: no responders or the same one twice, users of a stack without an environment where the role's has one, a name
 * or path over the Switch Role limit, sessions under 1 hour or over the profile's, an MFA age under 15 minutes or over
 * the session, address ranges and Regions of another shape, a trust policy, permissions or boundary over IAM's sizes
 * (both sizes are given).
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_incident_response_pre_provision_access.html
 */
export class IncidentResponseRole extends IncidentResponseRoleBase {
  /**
   * An incident response role made elsewhere.
   *
   * @param scope where the import belongs
   * @param id id of the import
   * @param roleArn the role's ARN
   */
  public static fromRoleArn(scope: Construct, id: string, roleArn: string): IIncidentResponseRole {
    requireConcrete('roleArn', roleArn, 'alarms and runbooks name the role: write the ARN');
    if (parseIamArn(roleArn)?.kind !== 'role') {
      throw propError('roleArn', 'must be the ARN of one IAM role', roleArn,
        "write it as 'arn:aws:iam::111122223333:role/bg/BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE'");
    }
    return new ImportedRole(scope, id, roleArn);
  }

  public readonly roleArn: string;
  public readonly roleName: string;

  /** ARN of the role's permissions boundary. */
  public readonly permissionsBoundaryArn: string;

  /** The profile the role was made for. */
  public readonly profile: ResponderProfile;

  /** The playbook the role was made for. */
  public readonly playbook: Playbook;

  /**
   * Who is let in, and when: for whoever opens the window for a while.
   *
   * @internal
   */
  public readonly _seal: {
    readonly trust: Document;
    readonly userArns: string[];
    readonly window?: ActivationWindow;
    readonly maxSessionSeconds: number;
  };

  constructor(scope: Construct, id: string, props: IncidentResponseRoleProps) {
    const roleName = props.roleName ?? `${ROLE_NAME_PREFIX}${props.profile.name}-${props.playbook.name}`;
    super(scope, id, { physicalName: roleName });
    const path = props.path ?? BREAK_GLASS_PATH;
    requirePath('path', path);
    requireRoleName(roleName, path);
    this.roleName = roleName;
    this.roleArn = iamArn(this.stack, 'role', path, roleName);
    this.profile = props.profile;
    this.playbook = props.playbook;
    this.permissionsBoundaryArn = iamArn(this.stack, 'policy', path, `${roleName}-boundary`);
    const maxSession = this.checkedSession(props);
    const trust = this.trust(props);
    const users = [...props.responders, ...props.backupOwners ?? []];
    this._seal = { trust, userArns: users.map(({ userArn }) => userArn), window: props.activationWindow, maxSessionSeconds: maxSession.toSeconds() };

    const documents = this.documents(props);
    const boundary = this.managedPolicy('Boundary', 'boundary', path, documents.boundary);
    const policies = documents.permissions.map((document, index) =>
      this.managedPolicy(`Permissions${index + 1}`, `permissions-${index + 1}`, path, document));
    const role = new iam.CfnRole(this, 'Resource', {
      roleName,
      path,
      description: `${props.profile.description}: ${props.playbook.title}`.replace(/[^\x20-\x7e]/g, '-').slice(0, 1000),
      assumeRolePolicyDocument: trust,
      managedPolicyArns: policies.map((policy) => policy.ref),
      maxSessionDuration: maxSession.toSeconds(),
      permissionsBoundary: boundary.ref,
      tags: [
        { key: 'Playbook', value: props.playbook.name },
        { key: 'Profile', value: props.profile.name },
        { key: 'Purpose', value: 'IncidentResponse' },
        ...requirementTag({ ...props, hasRegions: props.regions !== undefined }),
        { key: 'Seal', value: props.activationWindow ? 'window' : 'custody' },
      ],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.wireResponders(props, role);
    this.warn(props);
  }

  private checkedSession(props: IncidentResponseRoleProps): Duration {
    const longest = props.profile.maxSession;
    const maxSession = props.maxSession ?? longest;
    requireDuration('maxSession', maxSession, Duration.hours(1), longest, {
      tooShort: 'IAM has no shorter role session',
      tooLong: `profile '${props.profile.name}' allows no longer session; for a longer incident assume the role again`,
    });
    requireDuration('maxMfaAge', props.maxMfaAge ?? Duration.hours(1), Duration.minutes(15), maxSession, {
      tooShort: 'responders would sign in all the time',
      tooLong: 'a sign-in older than the longest session proves nothing',
    });
    return maxSession;
  }

  private trust(props: IncidentResponseRoleProps): Document {
    this.requireKnownAccounts('responders', props.responders);
    this.requireKnownAccounts('backupOwners', props.backupOwners ?? []);
    const responderArns = props.responders.map((user) => user.userArn);
    const backupOwnerArns = (props.backupOwners ?? []).map((user) => user.userArn);
    if (responderArns.length === 0) {
      throw propError('responders', 'must name at least one break-glass user', 'none', 'a role that nobody can assume helps nobody');
    }
    requireUnique('responders', responderArns, 'name each responder once');
    requireUnique('backupOwners', backupOwnerArns, 'name each backup owner once');
    requireUnique('backupOwners', [...responderArns, ...backupOwnerArns], 'a backup owner must be another user than the responders');
    (props.sourceIps ?? []).forEach((range) => requireCidr('sourceIps', range));
    if (props.sourceIps?.length === 0) {
      throw propError('sourceIps', 'must name at least one range', 'none', "leave 'sourceIps' out if every address is meant");
    }
    if (props.organizationId !== undefined && !Token.isUnresolved(props.organizationId) && !/^o-[a-z0-9]{10,32}$/.test(props.organizationId)) {
      throw propError('organizationId', 'must be the id of an organization', props.organizationId, "write it as 'o-a1b2c3d4e5'");
    }
    const document = roleTrust({
      responderArns,
      backupOwnerArns,
      maxMfaAgeSeconds: (props.maxMfaAge ?? Duration.hours(1)).toSeconds(),
      organizationId: props.organizationId,
      sourceIps: props.sourceIps,
      activationWindow: props.activationWindow,
      requireSourceIdentity: props.requireSourceIdentity ?? false,
      requireIncidentId: props.requireIncidentId ?? false,
    });
    const size = policySize(document);
    if (size > LIMITS.trustPolicy) {
      throw new Error(`the trust policy of ${this.roleName} has ${size} characters for ${responderArns.length + backupOwnerArns.length} users, `
        + `IAM allows ${LIMITS.trustPolicy}; name fewer users, ask for fewer conditions ('sourceIps' and the like), or make a second role`);
    }
    return document;
  }

  /**
   * The account of an environment-agnostic stack is a reference, which means the role's account in the role's template:
   * the trust policy would name a user of the wrong account.
   */
  private requireKnownAccounts(prop: string, users: readonly IBreakGlassUser[]): void {
    if (Token.isUnresolved(this.env.account)) { return; }
    const unknown = users.find((user) => Token.isUnresolved(user.env.account));
    if (unknown) {
      throw propError(prop, `must hold users whose account is known, as that of the role is (${this.env.account})`, unknown.userName,
        "give the users' stack an 'env' as well, or neither of the two stacks");
    }
  }

  private documents(props: IncidentResponseRoleProps): RoleDocuments {
    (props.regions ?? []).forEach(requireRegion);
    if (props.regions?.length === 0) {
      throw propError('regions', 'must name at least one Region', 'none', "leave 'regions' out if every Region is meant");
    }
    return roleDocuments(props.profile, props.playbook, {
      stack: this.stack,
      roleName: this.roleName,
      boundaryArn: this.permissionsBoundaryArn,
      playbookScope: props.playbookScope,
      sourceIps: props.sourceIps,
      regions: props.regions,
    });
  }

  private managedPolicy(id: string, suffix: string, path: string, document: Document): iam.CfnManagedPolicy {
    const policy = new iam.CfnManagedPolicy(this, id, {
      managedPolicyName: `${this.roleName}-${suffix}`,
      path,
      description: `Belongs to the incident response role ${this.roleName}`,
      policyDocument: document,
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledgeWildcards(policy, document, suffix === 'boundary' ? BOUNDARY_WILDCARDS : PLAYBOOK_WILDCARDS);
    return policy;
  }

  private wireResponders(props: IncidentResponseRoleProps, role: CfnResource): void {
    for (const user of [...props.responders, ...(props.backupOwners ?? [])]) {
      user.allowAssumeRole(this.roleArn, { sessionTags: props.requireIncidentId, sourceIdentity: props.requireSourceIdentity });
      // A trust policy can only name users that exist.
      const resource = user.node.defaultChild;
      // Between stages there are no dependencies: the stage of the users has to be deployed first.
      if (resource && CfnResource.isCfnResource(resource) && Stage.of(resource) === Stage.of(role)) { dependOn(role, resource); }
    }
  }

  private warn(props: IncidentResponseRoleProps): void {
    const owners = [...props.responders, ...(props.backupOwners ?? [])];
    const foreign = owners.filter((user) => !sameAccount(user.env.account, this.env.account));
    const annotations = Annotations.of(this);
    if (owners.length < 2) {
      annotations.addWarningV2('cdk-break-glass:singleResponder',
        `'responders' of ${this.roleName} should name at least two people with 'backupOwners', got 1: one person can be ill or the attacker`);
    }
    if (foreign.length > 0 && props.organizationId === undefined) {
      annotations.addWarningV2('cdk-break-glass:organizationId',
        `'organizationId' should be given for ${this.roleName}, whose responders are of another account: it ends their access when that account leaves`);
    }
    // The user's own policy names the role in an account, and can only take the user's where the role's isn't known.
    if (Token.isUnresolved(this.env.account) && owners.some((user) => user.node.defaultChild && !Token.isUnresolved(user.env.account))) {
      annotations.addWarningV2('cdk-break-glass:unknownAccount',
        `${this.roleName} is in a stack without an account, its responders in one with: they can assume it only if it is deployed to their account; `
        + "give the stack an 'env'");
    }
    if (props.requireIncidentId || props.requireSourceIdentity) {
      annotations.addWarningV2('cdk-break-glass:noConsole',
        `${this.roleName} can't be assumed in the console: Switch Role sends neither session tags nor a source identity`);
    }
  }
}

class ImportedRole extends IncidentResponseRoleBase {
  public readonly roleName: string;

  constructor(scope: Construct, id: string, public readonly roleArn: string) {
    super(scope, id, { environmentFromArn: roleArn });
    this.roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  }
}

/** Two accounts that aren't known until deployment are taken for the same: both are the one the app is deployed to. */
function sameAccount(a: string, b: string): boolean {
  return a === b || (Token.isUnresolved(a) && Token.isUnresolved(b));
}
