import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sso from 'aws-cdk-lib/aws-sso';
import { ADMINISTRATOR, allow, policy, trust } from './shapes';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';

/**
 * Emergency access for the day on which single sign-on fails, by single sign-on: the role of every account trusts a role of
 * Identity Center only.
 *
 * The mistake of itmettkeDE/blog, 2024-01-26/cdk.ts, told anew (the original has no licence).
 */
export function emergencyByIdentityCenter(stack: Stack): void {
  new sso.CfnPermissionSet(stack, 'Teams', { instanceArn: INSTANCE, name: 'EmergencyAccessForTeams', managedPolicies: [ADMINISTRATOR], sessionDuration: 'PT1H' });
  new sso.CfnPermissionSet(stack, 'Hop', {
    instanceArn: INSTANCE,
    name: 'OrgEmergencyAccess',
    inlinePolicy: policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/OrgEmergencyAccess')),
    sessionDuration: 'PT1H',
  });
  const hop = 'arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_OrgEmergencyAccess_*';
  new iam.CfnRole(stack, 'Role', {
    roleName: 'OrgEmergencyAccess',
    managedPolicyArns: [ADMINISTRATOR],
    assumeRolePolicyDocument: policy(trust({ AWS: 'arn:aws:iam::222222222222:root' }, { ArnLike: { 'aws:PrincipalArn': [hop] } })),
  });
}
