import { Annotations, Duration, Resource, Tags, Token } from 'aws-cdk-lib';
import * as sso from 'aws-cdk-lib/aws-sso';
import { Construct } from 'constructs';
import { Phase } from './phase';
import { Playbook } from './playbook';
import { PlaybookScope } from './playbook-scope';
import { requireInstanceArn, requirePermissionSetName, requireUserOrGroupId } from '../private/identity-center';
import { administerInstance, takePermissionSetName } from '../private/identity-center-place';
import { SESSION_REVOCATION_POLICY } from '../private/names';
import { requireProps } from '../private/typed';
import { hyphenated, propError, requireAccount, requireConcrete, requireDuration, requireUnique, writeItAs } from '../private/validation';

/** Type of principal that Identity Center assigns a permission set to. */
export enum AssigneeType {
  /** A group of the identity store. Prefer groups: membership is reviewed in one place. */
  GROUP = 'GROUP',

  /** A single user of the identity store. */
  USER = 'USER',
}

/** A standing assignment of a permission set to a group or user in one account. */
export interface PermissionSetAssignment {
  /** Whether the id belongs to a group or to a user. */
  readonly assigneeType: AssigneeType;

  /** The id in the identity store, as in `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000000`. */
  readonly assigneeId: string;

  /** The account in which the assignee may use the permission set. */
  readonly accountId: string;
}

/** Properties of `PlaybookPermissionSet`. */
export interface PlaybookPermissionSetProps {
  /** ARN of the Identity Center instance, `arn:aws:sso:::instance/ssoins-` and 16 characters. */
  readonly instanceArn: string;

  /** The playbook. */
  readonly playbook: Playbook;

  /** Phase of the playbook that the permission set allows. */
  readonly phase: Phase;

  /**
   * Name of the permission set, at most 32 characters.
   *
   * @default - `<phase>-<playbook>`, cut to 32 characters
   */
  readonly permissionSetName?: string;

  /**
   * Maximum length of a session, 1 to 12 hours.
   *
   * Security: open sessions continue after an assignment is removed. Shorter sessions reduce that time.
   *
   * @default - 1 hour
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html
   */
  readonly maxSession?: Duration;

  /**
   * Resources of the playbook's actions.
   *
   * Security: the policy is the same in every account where it is assigned. Its ARNs leave the account open, and its conditions
   * limit it to the session's own account by `${aws:PrincipalAccount}`.
   *
   * @default - evidence buckets of the session's account, AWS's quarantine policies, command documents of that account
   */
  readonly playbookScope?: PlaybookScope;

  /**
   * Standing assignments.
   *
   * Security: the assignees have this access every day, not only in an emergency. Prefer elevated access.
   *
   * @default - no assignments
   */
  readonly assignments?: PermissionSetAssignment[];

  /**
   * Path and name of a customer managed policy that is the boundary of the permission set's role and exists in every target account.
   *
   * @default - no permissions boundary
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetcustom.html
   */
  readonly permissionsBoundaryName?: string;

  /**
   * Whether the boundary of the permission set's role is the policy of `ElevationSessionRevocation`, with which `ElevatedAccess`
   * ends open sessions.
   *
   * Create that policy first in every account where the permission set is assigned. It excludes `permissionsBoundaryName`,
   * because a role has one boundary.
   *
   * @default false - open sessions continue until they end by themselves
   */
  readonly sessionRevocation?: boolean;
}

const SHORT_PHASE: { readonly [phase in Phase]: string } = {
  [Phase.INVESTIGATION]: 'INVESTIGATE',
  [Phase.CONTAINMENT]: 'CONTAIN',
  [Phase.RECOVERY]: 'RECOVER',
  [Phase.FORENSICS]: 'FORENSICS',
};

/**
 * One phase of a playbook as an Identity Center permission set, with the denies of every playbook session.
 *
 * Creates an `AWS::SSO::PermissionSet`, and an `AWS::SSO::Assignment` for each assignment. It doesn't require MFA, because AWS
 * can't see the MFA of an identity provider: require it there. Identity Center doesn't work during an outage of the identity
 * provider; use `BreakGlassUser` for that case.
 *
 * Errors: a malformed instance ARN, a name over 32 characters, sessions under 1 hour or over the phase's maximum, a policy over
 * 10,240 characters, two boundaries, an instance of another partition, an instance that other stacks of the app use in another Region or in too
 * many accounts, a name that another permission set of the app has.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
 */
export class PlaybookPermissionSet extends Resource {
  /** ARN of the permission set. */
  public readonly permissionSetArn: string;

  /** Name of the permission set. */
  public readonly permissionSetName: string;

  /** @internal */
  public readonly _sessionRevocation: boolean;

  constructor(scope: Construct, id: string, props: PlaybookPermissionSetProps) {
    requireProps(scope, id, 'PlaybookPermissionSetProps', props);
    super(scope, id);
    requireInstanceArn('instanceArn', props.instanceArn);
    administerInstance(this, props.instanceArn);
    const playbook = props.playbook;
    const policy = playbook._permissionSetPolicy(this, props.phase, props.playbookScope);
    const maxSession = props.maxSession ?? Duration.hours(1);
    const longest = Duration.seconds(Math.max(3600, playbook.maxSession(props.phase).toSeconds()));
    requireDuration('maxSession', maxSession, Duration.hours(1), longest, {
      tooShort: 'Identity Center allows no shorter session',
      tooLong: `playbook '${playbook.name}' allows no longer session for this phase`,
    });
    this.permissionSetName = props.permissionSetName ?? `${SHORT_PHASE[props.phase]}-${playbook.name}`.slice(0, 32);
    requireName(this.permissionSetName);
    this._sessionRevocation = props.sessionRevocation ?? false;
    if (this._sessionRevocation && props.permissionsBoundaryName !== undefined) {
      throw propError('permissionsBoundaryName', "must be left out with 'sessionRevocation', which sets the boundary", props.permissionsBoundaryName,
        'keep one of them: a role has one boundary');
    }
    takePermissionSetName(this, 'permissionSetName', props.instanceArn, this.permissionSetName);
    const boundary = this._sessionRevocation ? SESSION_REVOCATION_POLICY : props.permissionsBoundaryName;

    const permissionSet = new sso.CfnPermissionSet(this, 'Resource', {
      instanceArn: props.instanceArn,
      name: this.permissionSetName,
      description: `${playbook.title}: ${props.phase.toLowerCase()}`.replace(/[^\x20-\x7e]/g, '').slice(0, 700),
      sessionDuration: maxSession.toIsoString(),
      inlinePolicy: policy,
      permissionsBoundary: boundary === undefined ? undefined : boundaryReference(boundary),
    });
    this.permissionSetArn = permissionSet.attrPermissionSetArn;
    Tags.of(permissionSet).add('Purpose', 'IncidentResponse');
    Tags.of(permissionSet).add('Playbook', playbook.name);
    Tags.of(permissionSet).add('Phase', props.phase);

    requireUnique('assignments', (props.assignments ?? []).map((one) => `${one.assigneeType} ${one.assigneeId} in ${one.accountId}`), 'name each once');
    (props.assignments ?? []).forEach((assignment) => this.assign(props.instanceArn, assignment));
    if (props.assignments?.length) {
      Annotations.of(this).addWarningV2('cdk-break-glass:standingAssignment',
        "'assignments' give standing access every day, not only in an emergency; acknowledge this warning if you intend it");
    }
  }

  private assign(instanceArn: string, assignment: PermissionSetAssignment): void {
    requireAccount('assignments.accountId', assignment.accountId);
    if (!Token.isUnresolved(assignment.assigneeId)) { requireUserOrGroupId('assignments.assigneeId', assignment.assigneeId); }
    // The logical id contains the assignment, so that a new order of the list changes no resource.
    const id = Token.isUnresolved(assignment.assigneeId) || Token.isUnresolved(assignment.accountId)
      ? `Assignment${this.node.children.length}`
      : `${assignment.assigneeType}-${assignment.assigneeId}-${assignment.accountId}`;
    new sso.CfnAssignment(this, id, {
      instanceArn,
      permissionSetArn: this.permissionSetArn,
      principalId: assignment.assigneeId,
      principalType: assignment.assigneeType,
      targetId: assignment.accountId,
      targetType: 'AWS_ACCOUNT',
    });
  }
}

const BOUNDARY = /^(\/(?:[\w+=,.@-]+\/)*)?([\w+=,.@-]{1,128})$/;

/** Path and name of a policy, taken from an ARN. */
function policyOf(text: string): string {
  return text.trim().replace(/^arn:.*:policy(?=\/)/, '').replace(/^([^/]+\/)/, '/$1').replace(/^\/([^/]+)$/, '$1');
}

function boundaryReference(name: string): sso.CfnPermissionSet.PermissionsBoundaryProperty {
  const match = BOUNDARY.exec(name);
  if (!match) {
    throw propError('permissionsBoundaryName', 'must be the name of a customer managed policy, with its path', name,
      writeItAs(name, policyOf, BOUNDARY, '/bg/Boundary'));
  }
  return { customerManagedPolicyReference: { name: match[2], path: match[1] ?? '/' } };
}

function requireName(name: string): void {
  requireConcrete('permissionSetName', name, 'write the name');
  requirePermissionSetName('permissionSetName', name,
    'must be 1 to 32 characters of letters, digits and +=,.@-_', writeItAs(name, (text) => hyphenated(text, 32), /^[\w+=,.@-]{1,32}$/, 'CONTAIN-RANSOMWARE'));
}
