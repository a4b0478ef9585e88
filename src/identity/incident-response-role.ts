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
import { Playbook } from '../playbook/playbook';
import { acknowledgeWildcards, BOUNDARY_WILDCARDS, PLAYBOOK_WILDCARDS } from '../private/acknowledge';
import { parseIamArn } from '../private/arns';
import { dependOn } from '../private/depend-on';
import { METRIC_NAMESPACE } from '../private/names';
import { Document } from '../private/policy-document';
import { propError, requireConcrete } from '../private/validation';

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
    super(scope, id, { physicalName: roleNameOf(props) });
    const described = describeRole(this.stack, this.env.account, props);
    this.roleName = described.roleName;
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
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return role;
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
}

/** The responders' side: their policies name the role, and the role waits for them. */
function wireResponders({ users, roleArn, requireIncidentId, requireSourceIdentity }: RoleDescription, role: CfnResource): void {
  for (const user of users) {
    user.allowAssumeRole(roleArn, { sessionTags: requireIncidentId, sourceIdentity: requireSourceIdentity });
    // A trust policy can only name users that exist.
    const resource = user.node.defaultChild;
    // Between stages there are no dependencies: the stage of the users has to be deployed first.
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
