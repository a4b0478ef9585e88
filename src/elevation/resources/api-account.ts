import { RemovalPolicy, Stack, Stage, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct, IDependable } from 'constructs';
import { acknowledge } from '../../private/acknowledge';

/** By the environment, in one app and stage: the setting exists once in an account and Region. */
const made = new WeakMap<IConstruct, Map<string, apigateway.CfnAccount>>();

/**
 * API Gateway's role for logs, a setting of the account and Region. A stage with access logs can't be created without it.
 *
 * It is retained, because every other API of the account and Region uses it as well.
 */
export function apiGatewayAccount(scope: Construct): IDependable {
  const stack = Stack.of(scope);
  const stage = Stage.of(scope) ?? stack.node.root;
  const known = made.get(stage) ?? new Map<string, apigateway.CfnAccount>();
  made.set(stage, known);
  const { account: id, region } = stack;
  const environment = Token.isUnresolved(id) || Token.isUnresolved(region) ? stack.node.addr : `${id}/${region}`;
  const account = known.get(environment) ?? accountOf(stack);
  known.set(environment, account);
  return account;
}

function accountOf(stack: Stack): apigateway.CfnAccount {
  const role = new iam.Role(stack, 'ApiGatewayLogsRole', {
    description: 'Lets API Gateway write the logs of all APIs of this account and Region',
    // API Gateway sends no source account when it assumes a role.
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  acknowledge(role, 'API Gateway refuses a role with less than this policy: the setting is for all APIs of the account.',
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]');
  const account = new apigateway.CfnAccount(stack, 'ApiGatewayAccount', { cloudWatchRoleArn: role.roleArn });
  account.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return account;
}
