import { CONTAIN_RULE, elevatedAccess, PAYMENTS, REVIEW, REVIEW_RULE, session } from './support/fixture';
import { Bench, Deployed } from '../../emulator/bench/bench';

/** What happens where a deployed role lacks one of its permissions, and that with all of them everybody is told. */
let bench: Bench;
let aws: Deployed;
let offset = 0;
beforeAll(async () => {
  bench = await Bench.start();
  await bench.workbench.clock.retryScale(0.001);
  aws = await bench.deploy(elevatedAccess({ rules: { contain: CONTAIN_RULE, review: { ...REVIEW_RULE, accounts: [PAYMENTS] } } }).stack);
});
afterAll(() => bench?.stop());
beforeEach(async () => {
  await bench.calls.clear();
  await bench.workbench.deliveries.clear();
});

const BUS = () => aws.find('AWS::Events::EventBus');
const OURS = 'cdk-break-glass.elevation';
const post = (path: string, body: object = {}) => aws.request('POST', path, { caller: session('jane'), body });
const status = async (id: string) => (await aws.items(`REQUEST#${id}`)).find(({ sk }) => sk.S === 'STATE')?.status.S;
const passUntil = (condition: () => Promise<boolean>, what: string) => aws.waitFor(async () => {
  await bench.workbench.rest();
  if (await condition()) return true;
  await bench.clock.shift(offset += 60);
  return false;
}, what, 0);
const asked = async () => (await post('/requests', { rule: 'review', minutes: 30, accounts: [PAYMENTS] })).body.id as string;
const active = async () => {
  const id = await asked();
  await aws.waitFor(async () => await status(id) === 'active', 'active');
  return id;
};

/** Lets a role be without the statements about an action, for a while. */
async function without(role: string, action: string, then: () => Promise<void>): Promise<void> {
  const RoleName = aws.find('AWS::IAM::Role', role);
  const { PolicyNames } = await aws.call('iam', 'listRolePolicies', { RoleName });
  const kept: [string, string][] = [];
  for (const PolicyName of PolicyNames) {
    const text = decodeURIComponent((await aws.call('iam', 'getRolePolicy', { RoleName, PolicyName })).PolicyDocument);
    kept.push([PolicyName, text]);
    const document = JSON.parse(text);
    const Statement = document.Statement.filter(({ Action }: any) => ![Action].flat().includes(action));
    expect(Statement.length).toBeLessThan(document.Statement.length);
    await aws.call('iam', 'putRolePolicy', { RoleName, PolicyName, PolicyDocument: JSON.stringify({ ...document, Statement }) });
  }
  try {
    await then();
  } finally {
    for (const [PolicyName, PolicyDocument] of kept) await aws.call('iam', 'putRolePolicy', { RoleName, PolicyName, PolicyDocument });
  }
}

const refusedBy = async (machine: string) => (await bench.calls.list()).filter((call) => call.error && call.machine?.startsWith(`Elevation-Access${machine}`)).map(({ error, cause }) => `${error}: ${cause}`);

describe('without a permission', () => {
  test.each([
    ['AccessLife', 'sso:CreateAccountAssignment', 'SsoAdmin.AccessDeniedException'],
    ['AccessLife', 'iam:PassRole', 'Scheduler.SchedulerException'],
    ['AccessLife', 'scheduler:CreateSchedule', 'Scheduler.SchedulerException'],
  ])('%s, %s, nothing is granted, and the request fails', async (role, action, error) => {
    await without(role, action, async () => {
      const id = await asked();
      await passUntil(async () => await status(id) === 'failed', 'failed');
      expect((await refusedBy('Life'))[0]).toMatch(new RegExp(`^${error.replace('.', '\\.')}: .*is not authorized to perform: ${action} `));
      expect(await aws.assignments(REVIEW, PAYMENTS)).toEqual([]);
    });
  });

  test.each([['dynamodb:PutItem'], ['kms:Encrypt']])('AccessSubmit, %s, a request isn\'t accepted', async (action) => {
    await without('AccessSubmit', action, async () => {
      expect((await post('/requests', { rule: 'review', minutes: 30, accounts: [PAYMENTS] })).status).toBeGreaterThanOrEqual(500);
      expect(await refusedBy('Submit')).toContainEqual(expect.stringMatching(/^DynamoDb\.DynamoDbException: .*is not authorized/));
    });
  });

  test('to remove assignments, an end leaves a dead letter, tells of it, and raises its alarm; the next try ends it', async () => {
    const id = await active();
    await without('AccessEnd', 'sso:DeleteAccountAssignment', async () => {
      await post(`/requests/${id}/release`);
      await passUntil(async () => (await aws.executions('AccessEnd', 'FAILED')).length > 0, 'the end to fail');
      expect((await bench.calls.list()).filter(({ action, error }) => action === 'sendMessage' && !error)).toHaveLength(1);
      expect(await aws.alarm('AccessAlarmsRevokeFailed')).toMatchObject({ state: 'ALARM', actions: [{ refusal: undefined }] });
    });
    await aws.run('AccessReconcile', {});
    await passUntil(async () => await status(id) === 'ended', 'ended');
  });

  test.each(['states:StartSyncExecution', 'kms:Decrypt'])('%s of the API\'s role, the API answers 500', async (action) => {
    await without('AccessApiRole', action, async () => {
      expect(await post('/requests', {})).toMatchObject({ status: 500, body: { message: 'Internal server error' } });
    });
    expect((await post('/requests', {})).status).toBe(400);
  });

  test('to start the end, a schedule leaves a dead letter', async () => {
    const id = await active();
    await without('AccessSchedulerRole', 'states:StartExecution', async () => {
      await bench.clock.shift(offset += 31 * 60);
      const [letter] = (await bench.calls.list()).filter(({ schedule, action }) => schedule === id && action === 'sendMessage');
      expect(letter.parameters.MessageAttributes.ERROR_MESSAGE.StringValue).toContain('states:StartExecution');
      expect(await status(id)).toBe('active');
    });
    await aws.run('AccessReconcile', {});
    await passUntil(async () => await status(id) === 'ended', 'ended');
  });

  test('of the rules\' role on the key of the topic, the alarm on deliveries goes off', async () => {
    const event = { 'source': OURS, 'detail-type': 'Elevation Approval Added', 'detail': { id: 'x' } };
    await without('AccessAlarmsToTopicRole', 'kms:Decrypt', async () => {
      expect(await aws.deliver(event, BUS())).toContainEqual(expect.objectContaining({ delivered: false, refusal: expect.stringContaining('kms:') }));
      expect(await aws.alarm('AccessAlarmsDelivery')).toMatchObject({ state: 'ALARM', actions: [{ refusal: undefined }] });
    });
  });
});

describe('with all of them', () => {
  test('every rule reaches its target with every event', async () => {
    const rules = Object.values(aws.result.created).filter(({ type }) => type === 'AWS::Events::Rule').length;
    const delivered = [];
    for (const type of ['Elevation Bypassed', 'Elevation Unknown Access', 'Elevation Access Missing']) {
      delivered.push(...await aws.deliver({ 'source': OURS, 'detail-type': type, 'detail': { id: 'x', account: PAYMENTS, grantee: 'u' } }, BUS()));
    }
    delivered.push(...await aws.deliver({ 'source': 'aws.sts', 'detail-type': 'AWS API Call via CloudTrail', 'detail': { eventName: 'AssumeRole', userIdentity: {} } }, BUS()));
    expect(delivered.filter(({ delivered: told }) => !told)).toEqual([]);
    expect(new Set(delivered.map(({ rule }) => rule)).size).toBe(rules);
    expect(await aws.alarm('AccessAlarmsDelivery')).toMatchObject({ state: 'OK', value: 0 });
  });

  test('every alarm reaches the topic', async () => {
    const alarms = aws.logicalIds('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBe(10);
    for (const alarm of alarms) {
      const { actions } = await aws.alarm(alarm);
      expect({ alarm, actions }).toMatchObject({ alarm, actions: [{ refusal: undefined }] });
    }
  });
});
