import { Duration, RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ELEVATION_PATH as PATH, END_OF_ACCESS } from './engine/names';
import { sessionRoleTrust } from './session-trust';
import { Phase } from '../playbook/phase';
import { Playbook } from '../playbook/playbook';
import { PlaybookScope } from '../playbook/playbook-scope';
import { acknowledgeWildcards, PLAYBOOK_WILDCARDS } from '../private/acknowledge';
import { iamArn } from '../private/arns';
import { takeGlobalName } from '../private/global-names';
import { LIMITS, policySize } from '../private/policy-document';
import { requireProps } from '../private/typed';
import { propError } from '../private/validation';


/** What `ElevationSessionRole` needs. */
export interface ElevationSessionRoleProps {
  /** The playbook. */
  readonly playbook: Playbook;

  /** The phase of the playbook that a session allows. */
  readonly phase: Phase;

  /**
   * The resources that the playbook's actions can touch.
   *
   * @default - evidence buckets of the account itself, AWS's quarantine policies, own command documents
   */
  readonly playbookScope?: PlaybookScope;

  /**
   * Name of the role.
   *
   * @default - `<playbook>-<phase>`
   */
  readonly roleName?: string;
}

/**
 * A role that only the broker of `ElevatedAccess` in the same account can assume, for an approved request.
 *
 * Creates the role and its policies, which hold the phase of the playbook. Its trust policy names the role of the broker and requires the
 * tags RequestId, IncidentId and Requester, and a source identity. A session lasts at most 1 hour because of role chaining; while the access
 * lasts, the requester can get another one.
 *
 * Errors: a phase too long for a session policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export class ElevationSessionRole extends Resource {
  /** ARN of the role. */
  public readonly roleArn: string;

  /** Name of the role. */
  public readonly roleName: string;

  private readonly policy: any;

  constructor(scope: Construct, id: string, props: ElevationSessionRoleProps) {
    requireProps(scope, id, 'ElevationSessionRoleProps', props);
    super(scope, id);
    this.roleName = props.roleName ?? `${props.playbook.name}-${props.phase.toLowerCase()}`.slice(0, 64);
    if (Token.isUnresolved(this.roleName) || !/^[\w+=,.@-]{1,64}$/.test(this.roleName)) {
      throw propError('roleName', 'must be 1 to 64 characters of letters, digits and +=,.@-_', this.roleName, 'choose a shorter or plainer name');
    }
    takeGlobalName(this, 'roleName', 'role', this.roleName);
    const stack = Stack.of(this);
    this.roleArn = iamArn(stack, 'role', PATH, this.roleName);
    this.policy = props.playbook.sessionPolicy(this, props.phase, props.playbookScope).toJSON();
    const size = policySize(this.sessionDocument('2026-01-01T00:00:00.000Z'));
    if (size > LIMITS.sessionPolicy) {
      throw propError('phase', `must fit into a session policy with its end, ${LIMITS.sessionPolicy} characters`, `${size} for ${props.playbook.name}, ${props.phase}`, 'split the phase, or grant it as a permission set');
    }
    const policies = props.playbook.managedPolicyDocuments(this, [props.phase], props.playbookScope).map((document, index) => {
      const policy = new iam.CfnManagedPolicy(this, `Policy${index + 1}`, { path: PATH, managedPolicyName: `${this.roleName}-${index + 1}`, policyDocument: document });
      // The role is retained, and a policy that is attached can't be deleted.
      policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
      acknowledgeWildcards(policy, document.toJSON(), PLAYBOOK_WILDCARDS);
      return policy;
    });
    const role = new iam.CfnRole(this, 'Resource', {
      roleName: this.roleName,
      path: PATH,
      description: `Issues temporary credentials for approved requests: ${props.playbook.title}`.replace(/[^\x20-\x7e]/g, '-').slice(0, 1000),
      maxSessionDuration: Duration.hours(1).toSeconds(),
      managedPolicyArns: policies.map((policy) => policy.ref),
      assumeRolePolicyDocument: sessionRoleTrust(stack),
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }

  /**
   * The session policy, with a placeholder for the end of the access.
   *
   * @internal
   */
  public _sessionPolicy(): string {
    // Not by toJsonString: the text becomes part of an expression, which escapes it again.
    return JSON.stringify(this.sessionDocument(END_OF_ACCESS));
  }

  private sessionDocument(end: string): any {
    return {
      ...this.policy,
      Statement: [...this.policy.Statement, { Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateGreaterThan: { 'aws:CurrentTime': end } } }],
    };
  }
}
