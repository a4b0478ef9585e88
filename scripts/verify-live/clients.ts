/** SDK clients of the account that is asked. Only clients that the project has as development dependencies. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';

/** Credentials of a session, as STS gives them. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly events: EventBridgeClient;
  readonly iam: IAMClient;
  readonly sfn: SFNClient;
  /** A client of a session that a check got. */
  readonly snsOf: (credentials: SessionCredentials) => SNSClient;
}

export interface ClientOptions {
  readonly profile?: string;
  readonly region?: string;
}

/** The SDK finds credentials and Region as the AWS CLI does. */
export function clientsOf({ profile, region }: ClientOptions): Clients {
  const configuration = { profile, region };
  return {
    cloudFormation: new CloudFormationClient(configuration),
    cloudWatch: new CloudWatchClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    events: new EventBridgeClient(configuration),
    iam: new IAMClient(configuration),
    sfn: new SFNClient(configuration),
    snsOf: (credentials) => new SNSClient({ ...configuration, credentials }),
  };
}

export interface Place {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** Where the clients are: the default event bus exists in every account and Region, and its ARN tells both. */
export async function placeOf({ events }: Pick<Clients, 'events'>): Promise<Place> {
  const { Arn = '' } = await events.send(new DescribeEventBusCommand({}));
  const [, partition, , region, account] = Arn.split(':');
  if (!/^\d{12}$/.test(account ?? '')) { throw new Error(`the default event bus has the ARN '${Arn}', which names no account`); }
  return { account, region, partition };
}
