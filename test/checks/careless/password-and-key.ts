import { CfnParameter, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ADMINISTRATOR, filterWithAlarm, MFA, policy, rule, topicWithMail, trust } from './shapes';

/**
 * An administrator as a user, with a password for ever and an access key, both kept in one secret of the default key. The
 * role beside it asks some for MFA and the user not. The event rule looks for the role as if it acted itself.
 *
 * Shapes of OneUptime/blog, posts/2026-02-23-how-to-handle-emergency-access-roles-with-terraform/README.md (CC BY 4.0). The
 * password, which Terraform keeps in its state, is a parameter here.
 */
export function passwordAndKey(stack: Stack): void {
  const password = new CfnParameter(stack, 'Password', { noEcho: true }).valueAsString;
  const user = new iam.CfnUser(stack, 'User', {
    userName: 'break-glass-admin',
    path: '/emergency/',
    managedPolicyArns: [ADMINISTRATOR],
    loginProfile: { password, passwordResetRequired: false },
    tags: [{ key: 'Purpose', value: 'emergency-access' }],
  });
  const key = new iam.CfnAccessKey(stack, 'Key', { userName: user.ref });
  new secretsmanager.CfnSecret(stack, 'Secret', {
    name: 'emergency/break-glass-credentials',
    secretString: stack.toJsonString({
      username: user.ref, console_password: password, access_key_id: key.ref, secret_access_key: key.attrSecretAccessKey,
    }),
  });
  const role = new iam.CfnRole(stack, 'Role', {
    roleName: 'EmergencyAccessRole',
    path: '/emergency/',
    maxSessionDuration: 3600,
    managedPolicyArns: [ADMINISTRATOR],
    assumeRolePolicyDocument: policy(
      trust({ AWS: user.attrArn }),
      trust({ AWS: ['arn:aws:iam::111111111111:user/alice', 'arn:aws:iam::111111111111:user/bob'] }, MFA),
    ),
  });
  const topic = topicWithMail(stack, { topicName: 'emergency-access-alerts' });
  rule(stack, 'UsageRule', {
    'detail-type': ['AWS API Call via CloudTrail', 'AWS Console Sign In via CloudTrail'],
    'detail': { userIdentity: { arn: [user.attrArn, role.attrArn] } },
  }, topic.ref, { name: 'break-glass-usage' });
  filterWithAlarm(stack, 'BreakGlassLogin', 'aws-cloudtrail-logs', '{ $.userIdentity.userName = "break-glass-admin" }', { alarmActions: [topic.ref] });
}
