import { CfnDeletionPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sso from 'aws-cdk-lib/aws-sso';
import { ADMINISTRATOR, allow, policy, rule, topicWithMail, trust } from './shapes';

/**
 * Two users whose passwords are generated, referred to and changed at once, without access keys.
 *
 * Shapes of awslabs/landing-zone-accelerator-on-aws, operations-stack.ts and its sample iam-config.yaml (Apache-2.0).
 */
export function landingZoneUsers(stack: Stack): void {
  const group = new iam.CfnGroup(stack, 'Administrators', { managedPolicyArns: [ADMINISTRATOR] });
  for (const name of ['breakGlassUser01', 'breakGlassUser02']) {
    const secret = new secretsmanager.CfnSecret(stack, `${name}Secret`, {
      name: `/accelerator/${name}`, generateSecretString: { secretStringTemplate: `{"username":"${name}"}`, generateStringKey: 'password' },
    });
    secret.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    new iam.CfnUser(stack, name, {
      userName: name,
      groups: [group.ref],
      permissionsBoundary: 'arn:aws:iam::111111111111:policy/Default-Boundary-Policy',
      loginProfile: { password: `{{resolve:secretsmanager:${secret.ref}:SecretString:password::}}`, passwordResetRequired: true },
    });
  }
}

/**
 * A rule on writes, which its default state gets, and an encrypted topic.
 *
 * Shapes of aws-samples/sample-credit-union-datalake, the half with the alarms (MIT-0).
 */
export function keyDeletionGuard(stack: Stack): void {
  const topic = new sns.CfnTopic(stack, 'SecurityNotificationTopic', { kmsMasterKeyId: new kms.CfnKey(stack, 'Key').ref });
  rule(stack, 'KmsKeyDeletionGuardRule', {
    'source': ['aws.kms'], 'detail-type': ['AWS API Call via CloudTrail'], 'detail': { eventName: ['ScheduleKeyDeletion', 'DisableKey'] },
  }, topic.ref, { state: 'ENABLED' });
}

/**
 * A role named for incident response that a function assumes, and no person.
 *
 * Shapes of mzazon/awesome-cloud-projects, aws/security-incident-response-automation (MIT, as its README says).
 */
export function automationRole(stack: Stack): void {
  new iam.CfnRole(stack, 'IncidentResponseRole', {
    roleName: 'IncidentResponseRole-dev',
    assumeRolePolicyDocument: policy(trust({ Service: 'lambda.amazonaws.com' })),
    policies: [{ policyName: 'Respond', policyDocument: policy(allow(['iam:PutRolePolicy', 'iam:AttachRolePolicy', 's3:PutBucketPolicy'])) }],
  });
  topicWithMail(stack, { topicName: 'security-incidents-dev' });
}

/**
 * Roles of functions, machines and instances that carry the project's name, and a schedule that does.
 *
 * Shapes of R0C0d6/Serverless-Break-Glass-Access-System, cloud_formation/break_glass.yaml (MIT).
 */
export function serviceRoles(stack: Stack): void {
  for (const [name, service] of Object.entries({ 'lambda-exec': 'lambda', 'statemachine-role': 'states', 'instance-role': 'ec2' })) {
    new iam.CfnRole(stack, name, { roleName: `breakglass-${name}-dev`, assumeRolePolicyDocument: policy(trust({ Service: `${service}.amazonaws.com` })) });
  }
  new events.CfnRule(stack, 'Scan', {
    name: 'breakglass-failsafe-dev', scheduleExpression: 'rate(5 minutes)', state: 'ENABLED', targets: [{ id: 'Scanner', arn: 'arn:aws:lambda:eu-central-1:111111111111:function:scan' }],
  });
}

/**
 * Everyday administrators with a long session: careless, but no emergency access.
 *
 * The shape of walnuts1018/infra, terraform/modules/aws/sso.tf, told anew (the original has no licence).
 */
export function everydayAdministrators(stack: Stack): void {
  new sso.CfnPermissionSet(stack, 'PermissionSet', {
    instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', name: 'AdminAccess', sessionDuration: 'PT12H', managedPolicies: [ADMINISTRATOR],
  });
}
