import { Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { allow, policy, ROOT, trust } from './shapes';

/**
 * A role that may delete keys and evidence, and nothing more: least privilege, for whoever in the account. Nobody is told.
 *
 * Shapes of aws-samples/sample-credit-union-datalake, lib/creditunion-infrastructure-stack.ts (MIT-0).
 */
export function dataLakeRole(stack: Stack): void {
  new iam.CfnRole(stack, 'Role', {
    roleName: 'creditunion-break-glass-admin',
    assumeRolePolicyDocument: policy(trust({ AWS: ROOT })),
    policies: [{
      policyName: 'BreakGlass',
      policyDocument: policy(
        allow(['kms:ScheduleKeyDeletion', 'kms:DisableKey'], 'arn:aws:kms:eu-central-1:111111111111:key/1234abcd'),
        allow('s3:DeleteObjectVersion', 'arn:aws:s3:::creditunion-raw/*'),
      ),
    }],
  });
  const logGroup = new logs.CfnLogGroup(stack, 'TrailLogs', { logGroupName: '/aws/cloudtrail/creditunion', retentionInDays: 90 });
  new cloudtrail.CfnTrail(stack, 'Trail', { isLogging: true, s3BucketName: 'trail', isMultiRegionTrail: false, cloudWatchLogsLogGroupArn: logGroup.attrArn });
}
