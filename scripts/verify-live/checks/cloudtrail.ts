import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { failed, held, LiveCheck, until } from '../check';

const EVERY_MS = 5000;
/** CloudTrail delivers "within an average of about 5 minutes" of a call. A responder can't wait longer than this. */
const MOST_MS = 20 * 60_000;

/**
 * CloudTrail records a call for a stack that doesn't exist too, and nothing is made for it.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
export const CLOUDTRAIL: LiveCheck = {
  fact: 'cloudtrail-delivery',
  creates: [],
  cost: { cents: 1, because: 'FilterLogEvents is free; the record is one of the trail\'s', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  minutes: 10,
  lacks: ({ trailLogGroup }) => (trailLogGroup === undefined ? 'needs --trail-log-group, the log group of a trail in this account and Region' : undefined),
  run: async (live) => {
    const logGroupName = live.options.trailLogGroup!;
    const stackName = `${live.name}-no-such-stack`;
    const start = live.now();
    try {
      await live.clients.cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    } catch (error) {
      if (!/does not exist/.test((error as Error).message)) { throw error; }
    }
    const found = await until(live, MOST_MS, EVERY_MS, async () => {
      let nextToken: string | undefined;
      do {
        const page = await live.clients.logs.send(new FilterLogEventsCommand({ logGroupName, startTime: start - 60_000, filterPattern: `"${stackName}"`, nextToken }));
        if ((page.events ?? []).length > 0) { return true; }
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return undefined;
    });
    return found ? held(`the record of a call was in the log group after ${Math.ceil((live.now() - start) / 1000)} s`)
      : failed(`the record of a call wasn't in the log group after ${MOST_MS / 60_000} minutes`);
  },
};
