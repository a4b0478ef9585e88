import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ADMINISTRATOR, filterWithAlarm, policy, trust } from './shapes';

/**
 * A real organization's role, half careful: named users, an encrypted topic, alarms on AssumeRole and on the console. But
 * without MFA and boundary, and nobody watches what is done inside.
 *
 * Shapes of ministryofjustice/opg-terraform-aws-account, modules/default_roles and modules/custom_cloudwatch_alarms (MIT). Who
 * is subscribed isn't said there.
 */
export function moduleOfAnOrganization(stack: Stack): void {
  new iam.CfnRole(stack, 'Role', {
    roleName: 'breakglass',
    managedPolicyArns: [ADMINISTRATOR, 'arn:aws:iam::aws:policy/AWSSupportAccess'],
    assumeRolePolicyDocument: policy(trust({ AWS: ['arn:aws:iam::222222222222:user/a.one', 'arn:aws:iam::222222222222:user/b.two'] }, undefined, ['sts:AssumeRole', 'sts:TagSession'])),
  });
  const key = new kms.CfnKey(stack, 'Key', { enableKeyRotation: true });
  const topic = new sns.CfnTopic(stack, 'Topic', { topicName: 'custom_cloudwatch_alarms', kmsMasterKeyId: key.ref });
  const alarm = { actionsEnabled: true, alarmActions: [topic.ref], treatMissingData: 'notBreaching' };
  filterWithAlarm(stack, 'Assumed', 'cloudtrail',
    '{ ($.eventName = "AssumeRole") && ($.requestParameters.roleArn = "arn:aws:iam::111111111111:role/breakglass*") }', { ...alarm, period: 300 });
  filterWithAlarm(stack, 'Console', 'cloudtrail',
    '{ ($.eventType = "AwsConsoleSignIn") && ($.userIdentity.arn = "arn:aws:sts::111111111111:assumed-role/breakglass/*") }', alarm);
}
