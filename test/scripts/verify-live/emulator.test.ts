/** The checks on the embedded AWS: what they make, what they see, and that nothing is left. */
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand, GetRolePolicyCommand, GetUserCommand, UpdateLoginProfileCommand } from '@aws-sdk/client-iam';
import { ACCOUNT, Clock, clientsOf, liveOf, REGION, stacksIn } from './live';
import { EmbeddedAws } from '../../../emulator/embedded-aws';
import { LiveCheck, Observation } from '../../../scripts/verify-live/check';
import { API_GATEWAY } from '../../../scripts/verify-live/checks/api-gateway';
import { CLOUDTRAIL } from '../../../scripts/verify-live/checks/cloudtrail';
import { EVENT_DELIVERY } from '../../../scripts/verify-live/checks/event-delivery';
import { LOGIN_PROFILE } from '../../../scripts/verify-live/checks/login-profile';
import { OBJECT_LOCK } from '../../../scripts/verify-live/checks/object-lock';
import { PACKED_POLICY, sessionPolicies } from '../../../scripts/verify-live/checks/packed-policy';
import { REVOCATION } from '../../../scripts/verify-live/checks/revocation';
import { Leftover } from '../../../scripts/verify-live/cleanup';
import { Clients, placeOf } from '../../../scripts/verify-live/clients';

let aws: EmbeddedAws;
let clients: Clients;
let clock: Clock;
let runs = 0;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ workbench: true });
  clients = clientsOf(aws);
});
afterAll(() => aws.stop());
beforeEach(async () => {
  clock = new Clock();
  await aws.workbench.faults.clear();
  await aws.workbench.calls.clear();
});

interface Outcome { readonly name: string; readonly observation?: Observation; readonly error?: Error; readonly left: readonly Leftover[] }

/** Runs a check as the command does. */
async function asked(check: LiveCheck, using: Clients = clients, options: object = {}): Promise<Outcome> {
  const name = `bg-verify-${++runs}`;
  const live = liveOf(using, clock, name, options);
  try {
    return { name, observation: await check.run(live), left: await live.cleanup.run() };
  } catch (error) {
    return { name, error: error as Error, left: await live.cleanup.run() };
  }
}

/** Clients of which one does something else with some calls. */
function with_<K extends keyof Clients>(name: K, instead: (command: any, send: (command: any) => Promise<any>) => Promise<any>): Clients {
  const real = clients[name] as { send(command: any): Promise<any> };
  return { ...clients, [name]: { send: (command: any) => instead(command, (each) => real.send(each)) } };
}

afterEach(async () => {
  expect(await stacksIn(clients)).toEqual([]);
});

test('the account and the Region are those of the credentials', async () => {
  expect(await placeOf(clients)).toEqual({ account: ACCOUNT, region: REGION, partition: 'aws' });
});

describe('the login profile', () => {
  test('holds where the update of a tag leaves it alone', async () => {
    const { name, observation, left } = await asked(LOGIN_PROFILE);
    expect(observation).toEqual({ outcome: 'held', seen: expect.stringContaining('left the login profile as it was') });
    expect(left).toEqual([]);
    await expect(clients.iam.send(new GetUserCommand({ UserName: `${name}-user` }))).rejects.toThrow(/cannot be found|NoSuchEntity/);
  });

  test('fails where the update sets the password back', async () => {
    const resetting = with_('cloudFormation', async (command, send) => {
      const answer = await send(command);
      if (command.constructor.name === 'UpdateStackCommand') {
        await clients.iam.send(new UpdateLoginProfileCommand({ UserName: `${command.input.StackName}-user`, PasswordResetRequired: true }));
      }
      return answer;
    });
    const { observation } = await asked(LOGIN_PROFILE, resetting);
    expect(observation).toEqual({ outcome: 'failed', seen: expect.stringContaining('set the password back') });
  });
});

describe('packed policies', () => {
  test('each session policy of the catalogue is asked, with tags, by a workflow that may assume the role', async () => {
    const { observation, error, left } = await asked(PACKED_POLICY);
    expect([error, left]).toEqual([undefined, []]);
    const policies = sessionPolicies(ACCOUNT, REGION);
    expect(policies.length).toBeGreaterThan(20);
    expect(observation).toEqual({ outcome: 'held', seen: expect.stringContaining(`${policies.length} session policies`) });
    const calls = (await aws.workbench.calls.list()).filter(({ action }) => action === 'assumeRole');
    expect(new Set(calls.map(({ parameters }) => parameters.Policy)).size).toBe(policies.length);
    expect(calls[0].parameters.Tags).toHaveLength(3);
    expect(calls.every(({ error: refused }) => refused === undefined)).toBe(true);
  });

  test('fails on a policy that STS refuses', async () => {
    await aws.workbench.faults.add({ service: 'sts', action: 'assumeRole', error: 'PackedPolicyTooLargeException', cause: 'Packed policy consumes 104% of allotted space', skip: 3 });
    const { observation } = await asked(PACKED_POLICY);
    expect(observation).toEqual({ outcome: 'failed', seen: `too large when packed: ${sessionPolicies(ACCOUNT, REGION)[3].name}` });
  });

  test('isn\'t answered by another error', async () => {
    await aws.workbench.faults.add({ service: 'sts', action: 'assumeRole', error: 'RegionDisabledException', cause: 'off', times: 50 });
    expect((await asked(PACKED_POLICY)).error?.message).toContain('RegionDisabledException');
  });
});

describe('Object Lock', () => {
  test('holds where the workflow writes, and the object is removed before the stack', async () => {
    const { observation, error, left } = await asked(OBJECT_LOCK);
    expect([error, left]).toEqual([undefined, []]);
    expect(observation?.outcome).toBe('held');
    const [write, remove] = (await aws.workbench.calls.list()).filter(({ service }) => service === 's3');
    expect(write).toMatchObject({ action: 'putObject', parameters: { ChecksumAlgorithm: 'SHA256' } });
    expect(remove).toMatchObject({ action: 'deleteObject', parameters: { BypassGovernanceRetention: true, VersionId: write.result.VersionId } });
  });

  test('fails where S3 asks for a checksum, and doesn\'t look for an object', async () => {
    await aws.workbench.faults.add({ service: 's3', action: 'putObject', error: 'S3Exception', cause: 'Content-MD5 OR x-amz-checksum- HTTP header is required', times: 50 });
    const { observation, left } = await asked(OBJECT_LOCK);
    expect(observation).toEqual({ outcome: 'failed', seen: expect.stringContaining('x-amz-checksum-') });
    expect(left).toEqual([]);
    expect((await aws.workbench.calls.list()).map(({ action }) => action)).not.toContain('deleteObject');
  });
});

describe('revocation', () => {
  test('assumes the role by its workflow, and denies what was issued before', async () => {
    const seen: { deny?: string; allowed?: any } = {};
    const calls = { before: 0, after: 0 };
    const using: Clients = {
      ...with_('iam', async (command, send) => {
        const answer = await send(command);
        if (command.constructor.name === 'PutRolePolicyCommand') {
          const { RoleName, PolicyName } = command.input;
          seen.deny = decodeURIComponent((await clients.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument!);
          seen.allowed = (await clients.iam.send(new GetRoleCommand({ RoleName }))).Role;
        }
        return answer;
      }),
      // The emulator's SNS asks no policy, so the refusal comes from here: four calls after the deny.
      snsOf: (credentials) => {
        expect(credentials.sessionToken).toEqual(expect.any(String));
        return {
          send: async () => {
            if (seen.deny === undefined) { calls.before++; } else if (++calls.after > 4) { throw Object.assign(new Error('no'), { name: 'AuthorizationErrorException' }); }
            return {};
          },
          destroy: () => undefined,
        } as any;
      },
    };
    const { observation, error, left } = await asked(REVOCATION, using);
    expect([error, left]).toEqual([undefined, []]);
    expect(observation).toEqual({ outcome: 'held', seen: expect.stringMatching(/^first refused [4-6] s after the deny, last allowed [3-5] s after it$/) });
    expect(calls.before).toBe(1);
    expect(JSON.parse(seen.deny!).Statement).toEqual([{ Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:TokenIssueTime': expect.stringMatching(/^20/) } } }]);
    expect(seen.allowed.Path).toBe('/bg-verify/');
  });
});

describe('delivery by a rule', () => {
  /** CloudWatch tells what the emulator's rules did: the emulator has no metrics of rules and topics. */
  const measuring = (refused: boolean) => ({
    ...with_('cloudWatch', async (command) => {
      expect(command).toBeInstanceOf(GetMetricStatisticsCommand);
      const { MetricName, Dimensions } = command.input;
      const deliveries = (await aws.workbench.deliveries.list()).filter(({ rule }) => rule === Dimensions[0].Value);
      const count = {
        NumberOfMessagesPublished: deliveries.filter(({ delivered }) => delivered && !refused).length,
        FailedInvocations: deliveries.filter(({ delivered }) => !delivered || refused).length,
        TriggeredRules: deliveries.length,
      }[MetricName as string];
      return { Datapoints: count ? [{ Sum: count }] : [] };
    }),
    events: with_('events', async (command, send) => {
      const answer = await send(command);
      const [{ Source: source, DetailType }] = command.input.Entries;
      await aws.workbench.deliver(ACCOUNT, REGION, { source, 'detail-type': DetailType, 'detail': {} });
      return answer;
    }).events,
  });

  test('holds where the rule\'s role may publish to the encrypted topic', async () => {
    await aws.workbench.deliveries.clear();
    const { observation, error, left } = await asked(EVENT_DELIVERY, measuring(false));
    expect([error, left]).toEqual([undefined, []]);
    expect(observation).toEqual({ outcome: 'held', seen: expect.stringMatching(/^the topic published [1-9]\d* of 1 messages of the rule; 0 deliveries failed$/) });
  });

  test('fails where deliveries are refused', async () => {
    await aws.workbench.deliveries.clear();
    const { observation } = await asked(EVENT_DELIVERY, measuring(true));
    expect(observation).toEqual({ outcome: 'failed', seen: expect.stringMatching(/the topic published none, and \d+ deliveries failed/) });
  });

  test('isn\'t answered where the rule matched nothing', async () => {
    const silent = { ...with_('cloudWatch', async () => ({})), events: with_('events', async () => ({})).events };
    expect((await asked(EVENT_DELIVERY, silent)).error?.message).toContain('the rule matched none');
  });
});

describe('CloudTrail', () => {
  const logGroupName = 'trail';
  const record = async (text: string) => {
    await clients.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents: [{ timestamp: Date.now(), message: text }] }));
  };
  beforeAll(async () => {
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName }));
    await clients.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }));
  });

  test('holds when the record of the call comes, and says after how long', async () => {
    const delivering = with_('cloudFormation', async (command, send) => {
      if (command.constructor.name !== 'DescribeStacksCommand') { return send(command); }
      void clock.pause(0).then(() => record(JSON.stringify({ eventName: 'DescribeStacks', requestParameters: { stackName: command.input.StackName } })));
      return send(command);
    });
    const { observation, error } = await asked(CLOUDTRAIL, delivering, { trailLogGroup: logGroupName });
    expect(error).toBeUndefined();
    expect(observation).toEqual({ outcome: 'held', seen: expect.stringMatching(/was in the log group after \d+ s/) });
  });

  test('fails when it doesn\'t come', async () => {
    await record('{"eventName":"DescribeStacks","requestParameters":{"stackName":"another"}}');
    const { observation } = await asked(CLOUDTRAIL, clients, { trailLogGroup: logGroupName });
    expect(observation).toEqual({ outcome: 'failed', seen: 'the record of a call wasn\'t in the log group after 20 minutes' });
  });

  test('needs the name of the log group', () => {
    expect(CLOUDTRAIL.lacks!({ yes: true, help: false, only: [], out: '' })).toContain('--trail-log-group');
  });
});

describe('the API', () => {
  // The emulator's Step Functions can't call an API: what the workflow gets is put in, and the API itself is asked in api.test.ts.
  const answering = (answer: object) => with_('sfn', async () => answer);

  test.each([
    ['holds on the workflow\'s answer', { status: 'SUCCEEDED', output: '{"status":200,"body":"{\\"output\\":\\"{\\\\\\"answer\\\\\\":\\\\\\"a workflow was started by the API\\\\\\"}\\"}"}' }, 'held'],
    ['fails on another answer', { status: 'SUCCEEDED', output: '{"status":200,"body":"{}"}' }, 'failed'],
    ['fails where API Gateway can\'t take its role', { status: 'FAILED', error: 'ApiGateway.500', cause: '{"message": "Internal server error"}' }, 'failed'],
    ['isn\'t answered by another error', { status: 'FAILED', error: 'States.Runtime', cause: 'no such host' }, undefined],
  ])('%s', async (_, answer, outcome) => {
    const { observation, error, left } = await asked(API_GATEWAY, answering(answer));
    expect(observation?.outcome).toBe(outcome);
    expect(error === undefined).toBe(outcome !== undefined);
    expect(left).toEqual([]);
  });
});
