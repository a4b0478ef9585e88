import { CfnResource, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ELEVATION_PATH, ENDER_ROLE_NAME, KILLER_ROLE_NAME } from './engine/names';
import { acknowledge } from '../private/acknowledge';
import { iamArn } from '../private/arns';
import { SESSION_KILL_POLICY } from '../private/names';
import { requireAccount, requireConcrete } from '../private/validation';

/** What `ElevationSessionRevocation` needs. */
export interface ElevationSessionRevocationProps {
  /** The account of `ElevatedAccess`, 12 digits. */
  readonly accessAccount: string;
}

/**
 * Lets `ElevatedAccess` end the open sessions of elevated permission sets in this account.
 *
 * Identity Center's roles can't be changed in an account, and removing an assignment leaves its sessions running. This creates a customer
 * managed policy that bounds the permission sets which have `sessionKill`, and a role by which `ElevatedAccess` writes into that
 * policy whose sessions, issued before when, are denied everything. Deploy it into every account of such permission sets before these
 * are assigned, once per account. Both are retained.
 *
 * Security: the policy is a permissions boundary. Whoever can write it can take access away, and never give any. The role can do nothing
 * but write this policy, and is assumed by the workflow that ends accesses alone. A deployment that changes the policy
 * takes the denies out: within the hour of a permission set's session they may be missed.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/prereqs-revoking-user-permissions.html
 */
export class ElevationSessionRevocation extends Resource {
  /** ARN of the policy that bounds the permission sets. */
  public readonly policyArn: string;

  constructor(scope: Construct, id: string, props: ElevationSessionRevocationProps) {
    super(scope, id);
    requireConcrete('accessAccount', props.accessAccount, 'write the account id: the role trusts nobody else');
    requireAccount('accessAccount', props.accessAccount);
    const stack = Stack.of(this);
    const policyName = SESSION_KILL_POLICY.slice(ELEVATION_PATH.length);
    this.policyArn = iamArn(stack, 'policy', ELEVATION_PATH, policyName);
    const policy = new iam.CfnManagedPolicy(this, 'Policy', {
      path: ELEVATION_PATH,
      managedPolicyName: policyName,
      description: 'Bounds elevated permission sets. Ended sessions are denied by it; versions are written by ElevatedAccess',
      policyDocument: {
        Version: '2012-10-17',
        // As a boundary this allows nothing by itself.
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      },
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(policy, 'It is a permissions boundary, which allows nothing by itself: it is there to be able to deny.', 'AwsSolutions-IAM5[Action::*]', 'AwsSolutions-IAM5[Resource::*]');
    const role = new iam.CfnRole(this, 'Resource', {
      roleName: KILLER_ROLE_NAME,
      path: ELEVATION_PATH,
      description: 'Ends sessions of elevated permission sets in this account',
      maxSessionDuration: 3600,
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Effect: 'Allow',
          Principal: { AWS: `arn:${stack.partition}:iam::${props.accessAccount}:root` },
          Action: 'sts:AssumeRole',
          // The account with a condition, not the role as principal: this account can be prepared before the other, and a role that is made anew is the same.
          Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:${stack.partition}:iam::${props.accessAccount}:role${ELEVATION_PATH}${ENDER_ROLE_NAME}` } },
        }],
      },
      policies: [{
        policyName: 'write-denies',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['iam:CreatePolicyVersion', 'iam:DeletePolicyVersion', 'iam:ListPolicyVersions'], Resource: this.policyArn }],
        },
      }],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    (role as CfnResource).addDependency(policy);
  }
}
