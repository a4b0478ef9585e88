import { RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ELEVATION_PATH, SESSION_REVOKER_ROLE_NAME } from './engine/names';
import { sessionRevokerTrust } from './session-trust';
import { acknowledge } from '../private/acknowledge';
import { iamArn } from '../private/arns';
import { dependOn } from '../private/depend-on';
import { takeGlobalName } from '../private/global-names';
import { SESSION_REVOCATION_POLICY } from '../private/names';
import { requireProps } from '../private/typed';
import { requireAccount, requireConcrete } from '../private/validation';

/** What `ElevationSessionRevocation` needs. */
export interface ElevationSessionRevocationProps {
  /** The account of `ElevatedAccess`, 12 digits. */
  readonly accessAccountId: string;
}

/**
 * Lets `ElevatedAccess` end the open sessions of elevated permission sets in this account.
 *
 * Roles of Identity Center can't be changed in an account, and sessions go on after their assignment is removed. This creates a customer
 * managed policy, which is the boundary of the permission sets that have `sessionRevocation`, and a role with which `ElevatedAccess` writes
 * into that policy whose sessions are denied, and up to which issue time. Deploy it into each account of such permission sets before they
 * are assigned, once per account. Policy and role are retained.
 *
 * Security: the policy is a permissions boundary: who can write it can take access away, but can't give any. The role can only write this
 * policy, and only the workflow that ends accesses can assume it. A deployment that changes the policy removes the denies; sessions from the
 * last hour may work again.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/prereqs-revoking-user-permissions.html
 */
export class ElevationSessionRevocation extends Resource {
  /** ARN of the policy that bounds the permission sets. */
  public readonly policyArn: string;

  constructor(scope: Construct, id: string, props: ElevationSessionRevocationProps) {
    requireProps(scope, id, 'ElevationSessionRevocationProps', props);
    super(scope, id);
    requireConcrete('accessAccountId', props.accessAccountId, 'write the account id: the role trusts only this account');
    requireAccount('accessAccountId', props.accessAccountId);
    takeGlobalName(this, 'scope', 'role', SESSION_REVOKER_ROLE_NAME, 'create ElevationSessionRevocation once in an account');
    const stack = Stack.of(this);
    const policyName = SESSION_REVOCATION_POLICY.slice(ELEVATION_PATH.length);
    this.policyArn = iamArn(stack, 'policy', ELEVATION_PATH, policyName);
    const policy = new iam.CfnManagedPolicy(this, 'Policy', {
      path: ELEVATION_PATH,
      managedPolicyName: policyName,
      description: 'Boundary of elevated permission sets; ElevatedAccess writes versions of it that deny ended sessions',
      policyDocument: {
        Version: '2012-10-17',
        // A boundary allows nothing by itself.
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      },
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    acknowledge(policy, 'It is a permissions boundary, which allows nothing by itself and is there to deny.', 'AwsSolutions-IAM5[Action::*]', 'AwsSolutions-IAM5[Resource::*]');
    const role = new iam.CfnRole(this, 'Resource', {
      roleName: SESSION_REVOKER_ROLE_NAME,
      path: ELEVATION_PATH,
      description: 'Ends sessions of elevated permission sets in this account',
      maxSessionDuration: 3600,
      assumeRolePolicyDocument: sessionRevokerTrust(stack.partition, props.accessAccountId),
      policies: [{
        policyName: 'write-denies',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['iam:CreatePolicyVersion', 'iam:DeletePolicyVersion', 'iam:ListPolicyVersions'], Resource: this.policyArn }],
        },
      }],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    dependOn(role, policy);
  }
}
