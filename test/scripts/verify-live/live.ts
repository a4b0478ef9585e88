/** The embedded AWS as the account that is asked, with a clock that goes ahead when something waits. */
import { setTimeout as sleep } from 'timers/promises';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { EmbeddedAws } from '../../../emulator/embedded-aws';
import { Live } from '../../../scripts/verify-live/check';
import { Cleanup } from '../../../scripts/verify-live/cleanup';
import { Clients } from '../../../scripts/verify-live/clients';
import { Options } from '../../../scripts/verify-live/options';
import { Time } from '../../../scripts/verify-live/run';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';
export const OPTIONS: Options = { yes: true, help: false, only: [], out: 'none.json' };

/** Waiting takes no time, but the clock goes on. */
export class Clock implements Time {
  public offset = 0;
  public stopped = false;
  public readonly now = () => Date.now() + this.offset;
  public readonly interrupted = () => this.stopped;
  public readonly pause = async (milliseconds: number) => {
    this.offset += milliseconds;
    await sleep(5);
  };
}

export function clientsOf(aws: EmbeddedAws): Clients {
  const configuration = aws.configuration(ACCOUNT, REGION);
  return {
    cloudFormation: new CloudFormationClient(configuration),
    cloudWatch: new CloudWatchClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    events: new EventBridgeClient(configuration),
    iam: new IAMClient(configuration),
    // Express workflows are started under a host name of their own, which a local server has not.
    sfn: new SFNClient({ ...configuration, disableHostPrefix: true }),
    snsOf: () => new SNSClient(configuration),
  };
}

export function liveOf(clients: Clients, clock: Clock, name: string, options: Partial<Options> = {}): Live {
  return {
    clients,
    account: ACCOUNT,
    region: REGION,
    partition: 'aws',
    name,
    options: { ...OPTIONS, ...options },
    cleanup: new Cleanup(clock.pause),
    now: clock.now,
    wait: clock.pause,
    flags: `--region ${REGION}`,
  };
}

/** Names of the stacks that are there. */
export async function stacksIn({ cloudFormation }: Clients): Promise<string[]> {
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  return StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName!);
}
