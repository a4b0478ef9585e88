import { CfnResource, IResource, RemovalPolicy, Resource, Stage } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ActivationWindow } from './activation-window';
import { IncidentResponseRoleProps } from './incident-response-role-props';
import { ResponderProfile } from './responder-profile';
import { describeRole, RoleDescription, roleNameOf } from './role-description';
import { roleDocuments } from './role-documents';
import { requirementTag, roleTrust } from './role-trust';
import { warnAbout } from './role-warnings';
import { countPolicy } from './template-size';
import { Playbook } from '../playbook/playbook';
import { checkPartition } from '../playbook/scope-check';
import { acknowledgeWildcards, BOUNDARY_WILDCARDS, PLAYBOOK_WILDCARDS } from '../private/acknowledge';
import { parseIamArn } from '../private/arns';
import { dependOn } from '../private/depend-on';
import { takeGlobalName } from '../private/global-names';
import { METRIC_NAMESPACE } from '../private/names';
import { replacedBoundary } from '../private/own-boundary';
import { Document } from '../private/policy-document';
import { requireProps } from '../private/typed';
import { propError, requireConcrete } from '../private/validation';

/** An incident response role, created in this app or imported. */
export interface IIncidentResponseRole extends IResource {
  /** ARN of the role. @attribute */
  readonly roleArn: string;

  /** Name of the role. @attribute */
  readonly roleName: string;

  /**
   * Grants an identity `sts:AssumeRole` on this role in the identity's policy.
   *
   * Security: the role's trust policy doesn't change, and must name the identity as well.
   *
   * @param grantee the identity
   */
  grantAssumeRole(grantee: iam.IGrantable): iam.Grant;

  /**
   * Number of times the role was assumed. `BreakGlassAlarm` counts them in the account of the trail's log group.
   *
   * @param props options of the metric
   */
  metricUses(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Number of calls in sessions of the role. `BreakGlassAlarm` counts them in the account of the trail's log group.
   *
   * @param props options of the metric
   */
  metricActions(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
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
 * A role for one kind of responder and one playbook. Exact break-glass users assume it with MFA, and a boundary of explicit
 * denies limits it.
 *
 * Creates the role, its permissions (up to 10 customer managed policies) and its permissions boundary. All are retained when
 * the stack is deleted. The policies of responders of the same app get the role as well.
 *
 * Errors: no responder, the same responder twice, users whose account isn't known in a role whose account is, a name or path
 * over the Switch Role limit, a playbook with none of the profile's phases, sessions under 1 hour or over the profile's maximum, an MFA age under 15 minutes or over the
 * session, malformed address ranges and Regions, a trust policy, permissions or boundary over IAM's quotas (the error gives
 * both sizes).
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_incident_response_pre_provision_access.html
 */
export class IncidentResponseRole extends IncidentResponseRoleBase {
  /**
   * Imports an incident response role by its ARN.
   *
   * @param scope parent construct
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

  /** Profile of the role. */
  public readonly profile: ResponderProfile;

  /** Playbook of the role. */
  public readonly playbook: Playbook;

  /**
   * Trust and window of the role, for elevated access, which opens the window for a limited time.
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
    requireProps(scope, id, 'IncidentResponseRoleProps', props);
    super(scope, id, { physicalName: roleNameOf(props) });
    const described = describeRole(this.stack, this.env.account, props);
    this.roleName = described.roleName;
    takeGlobalName(this, 'roleName', 'role', this.roleName);
    this.roleArn = described.roleArn;
    this.profile = described.profile;
    this.playbook = described.playbook;
    this.permissionsBoundaryArn = described.boundaryArn;
    const trust = roleTrust(described);
    this._seal = {
      trust,
      userArns: described.users.map(({ userArn }) => userArn),
      window: described.activationWindow,
      maxSessionSeconds: described.maxSession.toSeconds(),
    };
    wireResponders(described, this.role(described, trust));
    warnAbout(this, this.env.account, described);
  }

  private role(described: RoleDescription, trust: Document): iam.CfnRole {
    const { profile, playbook } = described;
    playbook._checkFor(this, described.playbookScope);
    checkPartition(this, `profile '${profile.name}'`, profile.statements);
    const documents = roleDocuments(profile, playbook, { stack: this.stack, ...described });
    const boundary = this.managedPolicy('Boundary', 'boundary', described.path, documents.boundary);
    const policies = documents.permissions.map((document, index) =>
      this.managedPolicy(`Permissions${index + 1}`, `permissions-${index + 1}`, described.path, document));
    const role = new iam.CfnRole(this, 'Resource', {
      roleName: this.roleName,
      path: described.path,
      description: `${profile.description}: ${playbook.title}`.replace(/[^\x20-\x7e]/g, '-').slice(0, 1000),
      assumeRolePolicyDocument: trust,
      managedPolicyArns: policies.map((policy) => policy.ref),
      maxSessionDuration: described.maxSession.toSeconds(),
      permissionsBoundary: boundary.ref,
      tags: [
        { key: 'Playbook', value: playbook.name },
        { key: 'Profile', value: profile.name },
        { key: 'Purpose', value: 'IncidentResponse' },
        ...requirementTag(described),
        { key: 'Seal', value: described.activationWindow ? 'window' : 'custody' },
      ],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.node.addValidation({ validate: () => [replacedBoundary(this.roleName, role, boundary) ?? []].flat() });
    return role;
  }

  private managedPolicy(id: string, suffix: string, path: string, document: Document): iam.CfnManagedPolicy {
    countPolicy(this, document);
    const policy = new iam.CfnManagedPolicy(this, id, {
      managedPolicyName: `${this.roleName}-${suffix}`,
      path,
      description: `Belongs to the incident response role ${this.roleName}`,
      policyDocument: document,
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    acknowledgeWildcards(policy, document, suffix === 'boundary' ? BOUNDARY_WILDCARDS : PLAYBOOK_WILDCARDS);
    return policy;
  }
}

/** Adds the role to the responders' policies, and creates the responders before the role. */
function wireResponders({ users, roleArn, requireIncidentId, requireSourceIdentity }: RoleDescription, role: CfnResource): void {
  for (const user of users) {
    user.allowAssumeRole(roleArn, { sessionTags: requireIncidentId, sourceIdentity: requireSourceIdentity });
    // IAM refuses a trust policy that names a user who doesn't exist.
    const resource = user.node.defaultChild;
    // CDK has no dependencies between stages: deploy the stage of the users first.
    if (resource && CfnResource.isCfnResource(resource) && Stage.of(resource) === Stage.of(role)) { dependOn(role, resource); }
  }
}

class ImportedRole extends IncidentResponseRoleBase {
  public readonly roleName: string;

  constructor(scope: Construct, id: string, public readonly roleArn: string) {
    super(scope, id, { environmentFromArn: roleArn });
    this.roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  }
}
