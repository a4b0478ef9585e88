import { Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sso from 'aws-cdk-lib/aws-sso';
import { ADMINISTRATOR, filterWithAlarm, topicWithMail } from './shapes';

/**
 * Emergency access in Identity Center only, as administrator without bounds. The filter reads a log group into which no
 * trail writes: its alarm is always quiet.
 *
 * Shapes of emaina-SecEngr/boa-amex-techresolved, modules/iam-identity-center (MIT).
 */
export function identityCenterAdmin(stack: Stack): void {
  new sso.CfnPermissionSet(stack, 'PermissionSet', {
    instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', name: 'BreakGlass', sessionDuration: 'PT1H', managedPolicies: [ADMINISTRATOR],
  });
  const logGroup = new logs.CfnLogGroup(stack, 'LogGroup', { logGroupName: '/aws/identity-center/break-glass', retentionInDays: 365 });
  const topic = topicWithMail(stack, { topicName: 'break-glass-alerts' });
  filterWithAlarm(stack, 'Usage', logGroup.ref, '{ $.eventName = "AssumeRoleWithSAML" && $.requestParameters.roleArn = "*BreakGlass*" }', {
    alarmName: 'break-glass-usage', treatMissingData: 'notBreaching', alarmActions: [topic.ref], okActions: [topic.ref],
  });
}
