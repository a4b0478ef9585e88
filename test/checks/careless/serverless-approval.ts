import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { allow, policy, rule, topicWithMail, trust } from './shapes';

/**
 * Elevation after a click in a mail: the approval API asks nobody who he is, sessions may last 12 hours, the notice of
 * use looks for AssumeRole in a state that never gets it, and goes to an open topic.
 *
 * Shapes of R0C0d6/Serverless-Break-Glass-Access-System, cloud_formation/break_glass.yaml (MIT).
 */
export function serverlessApproval(stack: Stack): void {
  const lambda = new iam.CfnRole(stack, 'LambdaExecutionRole', {
    roleName: 'breakglass-lambda-exec-dev', assumeRolePolicyDocument: policy(trust({ Service: 'lambda.amazonaws.com' })),
  });
  const sessions = policy(allow('ssm:StartSession', 'arn:aws:ec2:*:111111111111:instance/*'));
  const boundary = new iam.CfnManagedPolicy(stack, 'PermissionBoundary', { policyDocument: sessions });
  const elevated = new iam.CfnRole(stack, 'ElevatedAccessRole', {
    roleName: 'breakglass-elevated-access-dev',
    assumeRolePolicyDocument: policy(trust({ AWS: lambda.attrArn }, undefined, ['sts:AssumeRole', 'sts:TagSession'])),
    permissionsBoundary: boundary.ref,
    maxSessionDuration: 43200,
    policies: [{ policyName: 'Sessions', policyDocument: sessions }],
  });
  const topic = topicWithMail(stack, { topicName: 'breakglass-approvals-dev' });
  const pattern = {
    'source': ['aws.sts'],
    'detail-type': ['AWS API Call via CloudTrail'],
    'detail': { eventSource: ['sts.amazonaws.com'], eventName: ['AssumeRole'], requestParameters: { roleArn: [elevated.attrArn] } },
  };
  rule(stack, 'AssumeRoleAlertRule', pattern, topic.ref, { name: 'breakglass-assumerole-alert-dev', state: 'ENABLED' });
  new apigateway.CfnMethod(stack, 'ApproveMethod', {
    restApiId: 'api',
    resourceId: 'approve',
    httpMethod: 'GET',
    authorizationType: 'NONE',
    integration: { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: 'arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/approval/invocations' },
  });
  new logs.CfnLogGroup(stack, 'ApprovalHandlerLogGroup', { logGroupName: '/aws/lambda/breakglass-approval-handler-dev', retentionInDays: 14 });
}
