import { Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ADMINISTRATOR, allow, filterWithAlarm, MFA, policy, ROOT, topicWithMail, trust } from './shapes';

/**
 * A boundary for every role except for the administrator of emergencies, whom the whole account may become with MFA. The
 * responder's role has the boundary, and no condition at all. The alarm sees AssumeRole only; the trail is kept for a month.
 *
 * Shapes of JamieChristian22/aws-security-networking, projects/02-iam-guardrails (MIT).
 */
export function guardrailsBeside(stack: Stack): void {
  new iam.CfnRole(stack, 'BreakGlass', {
    roleName: 'BreakGlassAdminRole',
    maxSessionDuration: 3600,
    managedPolicyArns: [ADMINISTRATOR],
    assumeRolePolicyDocument: policy(trust({ AWS: ROOT }, MFA)),
  });
  const boundary = new iam.CfnManagedPolicy(stack, 'Boundary', {
    policyDocument: policy({ Effect: 'Deny', Action: ['iam:CreatePolicy', 'iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:CreateAccessKey'], Resource: '*' }),
  });
  new iam.CfnRole(stack, 'Responder', {
    roleName: 'IncidentResponderRole',
    permissionsBoundary: boundary.ref,
    assumeRolePolicyDocument: policy(trust({ AWS: ROOT })),
    policies: [{ policyName: 'Read', policyDocument: policy(allow(['guardduty:Get*', 'securityhub:List*', 'cloudtrail:LookupEvents'])) }],
  });
  const logGroup = new logs.CfnLogGroup(stack, 'Trail', { logGroupName: '/aws/cloudtrail/portfolio/dev', retentionInDays: 30 });
  new cloudtrail.CfnTrail(stack, 'CloudTrail', { isLogging: true, s3BucketName: 'trail', cloudWatchLogsLogGroupArn: logGroup.attrArn });
  const topic = topicWithMail(stack, { topicName: 'portfolio-dev-iam-alerts' });
  filterWithAlarm(stack, 'Assumed', logGroup.ref,
    '{ ($.eventName = AssumeRole) && ($.requestParameters.roleArn = "arn:aws:iam::111111111111:role/BreakGlassAdminRole") }', { alarmActions: [topic.ref] });
}
