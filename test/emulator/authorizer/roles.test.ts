import { ACCOUNT, OTHER, policy, refused, REGION, Strict } from './support';

let strict: Strict;
beforeAll(async () => { strict = await Strict.open(); });
afterAll(() => strict?.close());
beforeEach(async () => {
  await strict.bench.calls.clear();
  strict.bench.aws.authorizer.refusals.length = 0;
});

describe('a task with credentials', () => {
  const GET = { Action: 'iam:GetRole', Resource: '*' };
  const machine = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:As`;
  const trust = (Condition?: object) => ({ Principal: { AWS: strict.aws.role('Worker') }, ...Condition && { Condition } });
  const run = (role: string) => strict.aws.run('As', { role });
  let number = 0;
  const role = (...args: [object, ...{ Action: string; Resource: string }[]]) => strict.makeRole(OTHER, `There${++number}`, ...args);

  beforeAll(async () => { await strict.makeRole(OTHER, 'There', trust()); });

  test('works as the role that it names, if both sides let it: the workflow\'s role and the trust of the other', async () => {
    const there = await role(trust(), GET);
    await strict.allow({ Action: 'sts:AssumeRole', Resource: there });
    await expect(run(there)).resolves.toMatchObject({ status: 'SUCCEEDED' });
  });

  test('fails if the workflow\'s role may not take it', async () => {
    const there = await role(trust(), GET);
    await strict.allow(GET);
    await expect(run(there)).resolves.toMatchObject(refused('Iam.IamException', 'sts:AssumeRole', there));
  });

  test('fails if the trust names somebody else, or nobody has the role', async () => {
    const there = await role({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Other` } }, GET);
    const none = `arn:aws:iam::${OTHER}:role/none`;
    await strict.allow({ Action: 'sts:AssumeRole', Resource: '*' });
    await expect(run(there)).resolves.toMatchObject(refused('Iam.IamException', 'sts:AssumeRole', there));
    await expect(run(none)).resolves.toMatchObject(refused('Iam.IamException', 'sts:AssumeRole', none));
  });

  test('fails if the other role may not make the call, whatever the workflow\'s may', async () => {
    const there = await role(trust());
    await strict.allow({ Action: '*', Resource: '*' });
    await expect(run(there)).resolves.toMatchObject(refused('Iam.IamException', 'iam:GetRole'));
  });

  test('sends the ARN of the state machine as external id', async () => {
    const external = (id: string) => role(trust({ StringEquals: { 'sts:ExternalId': id } }), GET);
    const [right, wrong] = [await external(machine), await external('secret')];
    await strict.allow({ Action: 'sts:AssumeRole', Resource: '*' });
    await expect(run(right)).resolves.toMatchObject({ status: 'SUCCEEDED' });
    await expect(run(wrong)).resolves.toMatchObject({ error: 'Iam.IamException' });
  });
});

describe('the API', () => {
  const CALLER = `arn:aws:sts::${OTHER}:assumed-role/Engineer/ann`;
  const get = (policies?: readonly object[], caller = CALLER) => strict.aws.request('GET', '/things', { caller, policies });
  const service = { Principal: { Service: 'apigateway.amazonaws.com' } };
  const START = () => ({ Action: 'states:StartSyncExecution', Resource: strict.aws.machine('Echo') });
  const may = (Resource: string) => [policy({ Action: 'execute-api:Invoke', Resource })];

  test('runs the workflow by the role of its integration', async () => {
    await expect(get()).resolves.toMatchObject({ status: 200 });
  });

  test.each([
    ['a source account', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }],
    ['a source ARN', { ArnLike: { 'aws:SourceArn': `arn:aws:execute-api:${REGION}:${ACCOUNT}:*` } }],
  ])('answers 500 if the trust asks for %s, which API Gateway doesn\'t send', async (_, Condition) => {
    await strict.trust('ApiRole', { ...service, Condition });
    const answer = await get();
    await strict.trust('ApiRole', service);
    expect(answer).toMatchObject({ status: 500, body: { message: 'Internal server error' } });
    expect(strict.bench.aws.authorizer.refusals).toMatchObject([{ principal: 'apigateway.amazonaws.com', action: 'sts:AssumeRole' }]);
  });

  test('answers 500 if the role may not start the workflow', async () => {
    const RoleName = strict.aws.find('AWS::IAM::Role', 'ApiRole');
    const { PolicyNames: [PolicyName] } = await strict.aws.call('iam', 'listRolePolicies', { RoleName });
    const { PolicyDocument } = await strict.aws.call('iam', 'getRolePolicy', { RoleName, PolicyName });
    await strict.aws.call('iam', 'deleteRolePolicy', { RoleName, PolicyName });
    const without = await get();
    await strict.give('ApiRole', { ...START(), Resource: strict.aws.machine('Idle') });
    const other = await get();
    await strict.aws.call('iam', 'putRolePolicy', { RoleName, PolicyName, PolicyDocument: decodeURIComponent(PolicyDocument) });
    expect([without.status, other.status, (await get()).status]).toEqual([500, 500, 200]);
  });

  test('asks the caller\'s policies, for stage, method and path', async () => {
    const api = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${strict.aws.find('AWS::ApiGateway::RestApi')}`;
    const own = CALLER.replace(OTHER, ACCOUNT);
    await expect(get(may(`${api}/v1/GET/things`), own)).resolves.toMatchObject({ status: 200 });
    await expect(get(may(`${api}/v1/POST/things`), own)).resolves.toMatchObject({ status: 403, body: { Message: expect.stringContaining(`perform: execute-api:Invoke on resource: ${api}/v1/GET/things`) } });
    await expect(get([], own)).resolves.toMatchObject({ status: 403 });
    // From another account, the API needs a policy of its own.
    await expect(get(may('*'))).resolves.toMatchObject({ status: 403 });
  });
});

describe('a schedule', () => {
  let number = 0;
  let at = 0;
  const LETTERS = `arn:aws:sqs:${REGION}:${ACCOUNT}:letters`;
  const START = () => ({ Action: 'states:StartExecution', Resource: strict.aws.machine('Idle') });
  const SEND = { Action: 'sqs:SendMessage', Resource: LETTERS };
  const service = { Principal: { Service: 'scheduler.amazonaws.com' } };
  const source = (group: string) => ({
    ...service, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/${group}` } },
  });
  /** Lets a schedule come due: what was started, and what is in the dead-letter queue. */
  const fire = async (target: object = {}) => {
    const before = (await strict.aws.executions('Idle')).length;
    await strict.aws.call('scheduler', 'createSchedule', {
      Name: `due${++number}`,
      GroupName: 'group',
      ScheduleExpression: `at(2097-01-01T00:${String(++at).padStart(2, '0')}:00)`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: strict.aws.machine('Idle'), RoleArn: strict.aws.role('SchedulerRole'), Input: '{}', DeadLetterConfig: { Arn: LETTERS }, ...target },
    });
    await strict.bench.clock.shift((Date.UTC(2097, 0, 1, 0, at) - Date.now()) / 1000 + 1);
    const letters = (await strict.bench.calls.list()).filter(({ action, error }) => action === 'sendMessage' && !error);
    return { started: (await strict.aws.executions('Idle')).length - before, letters: letters.map(({ parameters }) => parameters.MessageAttributes) };
  };

  test('starts its target by its role', async () => {
    await strict.give('SchedulerRole', START(), SEND);
    await expect(fire()).resolves.toEqual({ started: 1, letters: [] });
  });

  test('takes its role in the name of its group', async () => {
    await strict.give('SchedulerRole', START(), SEND);
    await strict.trust('SchedulerRole', source('other'));
    const other = await fire();
    await strict.trust('SchedulerRole', source('group'));
    const own = await fire();
    await strict.trust('SchedulerRole', service);
    // A role that can't be taken can't send dead letters either.
    expect([other, own]).toEqual([{ started: 0, letters: [] }, { started: 1, letters: [] }]);
  });

  test('leaves a dead letter of what its role may not, without another try', async () => {
    await strict.give('SchedulerRole', SEND);
    const { started, letters } = await fire();
    expect(started).toBe(0);
    expect(letters).toMatchObject([{ ERROR_CODE: { StringValue: 'AccessDenied' }, ERROR_MESSAGE: { StringValue: expect.stringContaining('states:StartExecution') }, RETRY_ATTEMPTS: { StringValue: '0' } }]);
  });

  test('tries again what fails otherwise, as often as it says, and then leaves a dead letter', async () => {
    await strict.give('SchedulerRole', { Action: 'sts:GetCallerIdentity', Resource: '*' }, SEND);
    await strict.bench.faults.add({ service: 'sts', action: 'getCallerIdentity', error: 'InternalException', times: 9 });
    const { letters } = await fire({ Arn: 'arn:aws:scheduler:::aws-sdk:sts:getCallerIdentity', RetryPolicy: { MaximumRetryAttempts: 3 } });
    await strict.bench.faults.clear();
    expect((await strict.bench.calls.list()).filter(({ action }) => action === 'getCallerIdentity')).toHaveLength(4);
    expect(letters).toMatchObject([{ RETRY_ATTEMPTS: { StringValue: '3' } }]);
  });

  test('leaves nothing where its role may not send', async () => {
    await strict.give('SchedulerRole', { Action: 'sts:GetCallerIdentity', Resource: '*' });
    await expect(fire()).resolves.toEqual({ started: 0, letters: [] });
    expect((await strict.bench.calls.list()).map(({ action, error }) => [action, error])).toEqual([['sendMessage', 'Sqs.SqsException']]);
  });
});
