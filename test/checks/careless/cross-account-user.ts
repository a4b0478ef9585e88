import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allow, IAM_FULL_ACCESS, policy, rule, topicWithMail, trust } from './shapes';

/**
 * One shared user of another account may assume a role with all of IAM, without MFA. The user's sign-in, switch and
 * AssumeRole are watched, the last of them in a state that never gets it; nobody watches what is done inside.
 *
 * Shapes of aws-samples/aws-cross-account-break-glass-example, bg-role/breakglassrole.tf and bg-user/breakglassuser.tf (MIT-0).
 */
export function crossAccountUser(stack: Stack): void {
  new iam.CfnRole(stack, 'Role', {
    roleName: 'BreakGlassRole',
    managedPolicyArns: [IAM_FULL_ACCESS],
    assumeRolePolicyDocument: policy({ Sid: '', ...trust({ AWS: 'arn:aws:iam::111111111111:user/BreakglassUser' }) }),
  });
  const assume = new iam.CfnManagedPolicy(stack, 'AssumePolicy', { policyDocument: policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/BreakGlassRole')) });
  new iam.CfnUser(stack, 'User', { userName: 'BreakglassUser', managedPolicyArns: [IAM_FULL_ACCESS, assume.ref] });
  const topic = topicWithMail(stack, { topicName: 'breakglassuser-console-logins', kmsMasterKeyId: 'alias/breakglassSNS' });
  const pattern = (source: string, detailType: string, eventName: string) => ({
    'source': [`aws.${source}`],
    'detail-type': [detailType],
    'detail': { eventSource: [`${source}.amazonaws.com`], eventName: [eventName], userIdentity: { type: ['IAMUser'], userName: ['BreakglassUser'] } },
  });
  rule(stack, 'SignIn', pattern('signin', 'AWS Console Sign In via CloudTrail', 'ConsoleLogin'), topic.ref, { name: 'capture-breakglass-user-sign-in' });
  rule(stack, 'Switch', pattern('signin', 'AWS Console Sign In via CloudTrail', 'SwitchRole'), topic.ref, { name: 'capture-breakglass-user-switch-role' });
  rule(stack, 'Assume', pattern('sts', 'AWS API Call via CloudTrail', 'AssumeRole'), topic.ref, { name: 'capture-breakglass-user-assume-role' });
}
