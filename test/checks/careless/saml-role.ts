import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ADMINISTRATOR, policy, rule, topicWithMail, trust } from './shapes';

/**
 * The only way in is the identity provider, with MFA conditions on keys that its calls don't carry. The rule waits for
 * AssumeRole, which nobody calls here, in a state that doesn't get it.
 *
 * Shapes of OhadA87/aws-security-projects, Project1A-Multi_Identity_Provider_Federation (MIT, as its README says).
 */
export function samlRole(stack: Stack): void {
  new iam.CfnRole(stack, 'Role', {
    roleName: 'BreakGlass-Emergency-dev',
    maxSessionDuration: 3600,
    managedPolicyArns: [ADMINISTRATOR],
    assumeRolePolicyDocument: policy(trust({ Federated: 'arn:aws:iam::111111111111:saml-provider/EnterpriseIdP-dev' }, {
      StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
    }, 'sts:AssumeRoleWithSAML')),
  });
  const topic = topicWithMail(stack, { topicName: 'IdentitySecurityAlerts-dev' });
  rule(stack, 'Rule', {
    'source': ['aws.sts'],
    'detail-type': ['AWS API Call via CloudTrail'],
    'detail': { eventSource: ['sts.amazonaws.com'], eventName: ['AssumeRole'], requestParameters: { roleArn: [{ prefix: 'arn:aws:iam::111111111111:role/BreakGlass-' }] } },
  }, topic.ref, { state: 'ENABLED' });
  new logs.CfnLogGroup(stack, 'LogGroup', { logGroupName: '/aws/emergency/break-glass/dev', retentionInDays: 365 });
  // The metric, published by a function, has a second dimension.
  new cloudwatch.CfnAlarm(stack, 'BreakGlassAlarm', {
    namespace: 'IdentitySecurity',
    metricName: 'BreakGlassAccess',
    dimensions: [{ name: 'Environment', value: 'dev' }],
    statistic: 'Sum',
    period: 60,
    evaluationPeriods: 1,
    threshold: 0,
    comparisonOperator: 'GreaterThanThreshold',
    alarmActions: [topic.ref],
  });
}
