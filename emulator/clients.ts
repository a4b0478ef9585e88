import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';

/** Ordinary SDK clients of one account and Region of the embedded AWS. */
export interface AwsClients {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly cloudWatchLogs: CloudWatchLogsClient;
  readonly dynamoDb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  readonly iam: IAMClient;
  readonly secretsManager: SecretsManagerClient;
  readonly sns: SNSClient;
}

/** What every client of one account and Region is made with; pass it to the SDK clients that aren't in `AwsClients`. */
export interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** The emulator takes an access key id of twelve digits as the account to work in. It doesn't check signatures. */
export function clientConfiguration(endpoint: string, account: string, region: string): ClientConfiguration {
  if (!/^\d{12}$/.test(account)) throw new Error(`An account id has 12 digits, got '${account}'`);
  return {
    endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'embedded' },
    // A local server doesn't throttle: a failed call is a finding, not something to retry.
    maxAttempts: 1,
  };
}

export function createClients(configuration: ClientConfiguration): AwsClients {
  return {
    cloudFormation: new CloudFormationClient(configuration),
    cloudWatch: new CloudWatchClient(configuration),
    cloudWatchLogs: new CloudWatchLogsClient(configuration),
    dynamoDb: new DynamoDBClient(configuration),
    eventBridge: new EventBridgeClient(configuration),
    iam: new IAMClient(configuration),
    secretsManager: new SecretsManagerClient(configuration),
    sns: new SNSClient(configuration),
  };
}

export function destroyClients(clients: AwsClients): void {
  for (const client of Object.values(clients) as Array<{ destroy(): void }>) client.destroy();
}
