import { PERMISSION_SET, sampleStack, TARGET } from './sample';
import { Bench, Deployed } from '../../../emulator/bench/bench';

const CALLER = 'arn:aws:sts::333333333333:assumed-role/Engineer/ann';
const FAR = '2099-01-01T00:00:00Z';

let bench: Bench;
let sample: Deployed;
let user = 0;

beforeAll(async () => {
  bench = await Bench.start();
  sample = await bench.deploy(sampleStack());
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.faults.clear();
  await bench.calls.clear();
  await bench.clock.shift(0);
  user++;
});

const person = () => `00000000-0000-0000-0000-${String(user).padStart(12, '0')}`;
const REASON = 'it\'s "down" + 100% ü';
const ask = (more: object = {}, options: { at?: Date } = {}) => sample.request('POST', '/requests', {
  caller: CALLER, body: { user: person(), reason: REASON, end: FAR, ...more }, ...options,
});
const holders = async () => (await sample.assignments(PERMISSION_SET, TARGET)).map((assignment) => assignment.PrincipalId);
const schedule = (name: string) => sample.call('scheduler', 'getSchedule', { GroupName: 'sample', Name: name });
const called = async () => (await bench.calls.list()).map((call) => call.action);

test('everything of the sample is deployed that the workflows need', () => {
  expect(sample.result.leftOut).toEqual([]);
});

describe('a request', () => {
  test('goes through the template of the method into the workflow, and its answer back', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    const answer = await ask({}, { at });

    expect(answer).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^[0-9a-f]{16}$/) }, integration: { status: 'SUCCEEDED' } });
    expect(await sample.rows()).toEqual(expect.arrayContaining([
      { id: answer.body.id, reason: REASON }, { id: `${answer.body.id}/log`, at: at.getTime() },
    ]));
    expect(await holders()).toContain(person());
    expect(await called()).toEqual(expect.arrayContaining([
      'transactWriteItems', 'createAccountAssignment', 'describeAccountAssignmentCreationStatus', 'startExecution', 'putEvents',
    ]));
    expect(await sample.statesOf(answer.integration!.executionArn))
      .toEqual(['Read', 'Name', 'Write', 'Assign', 'Look', 'AssignedYet', 'Start', 'Tell', 'Answer']);
  });

  test('whose transaction is cancelled is caught by the name of the error', async () => {
    const first = await ask();
    await expect(ask()).resolves.toMatchObject({ status: 409, body: { error: 'taken', id: first.body.id } });
    const [failed] = (await bench.calls.list()).filter((call) => call.error);
    expect(failed).toMatchObject({ machine: 'Door', state: 'Write', error: 'DynamoDb.TransactionCanceledException' });
    expect(failed.cause).toContain('[ConditionalCheckFailed, None]');
  });

  test('finds the method by path parameters, and nothing elsewhere', async () => {
    const put = (path: string) => sample.request('PUT', path, { caller: CALLER, body: { user: person(), reason: 'x', end: FAR } });
    await expect(put('/requests/abc')).resolves.toMatchObject({ status: 201 });
    await expect(put('/requests')).resolves.toMatchObject({ status: 403, body: { message: 'Missing Authentication Token' } });
  });

  test('of a type without a template is refused', async () => {
    const answer = await sample.request('POST', '/requests', { caller: CALLER, body: 'x', headers: { 'content-type': 'text/plain' } });
    expect(answer).toMatchObject({ status: 415, body: { message: 'Unsupported Media Type' } });
  });

  test('fails on a method without authorization', async () => {
    await expect(sample.request('GET', '/requests/open', { caller: CALLER })).rejects.toThrow('must be called by IAM only');
  });

  test('that is no JSON fails in the workflow', async () => {
    await expect(sample.request('POST', '/requests', { caller: CALLER, body: 'nonsense' }))
      .resolves.toMatchObject({ status: 502, body: { error: 'States.QueryEvaluationError' } });
  });

  test('with a quote in the name of the caller breaks the template, and Step Functions refuses it', async () => {
    const answer = await sample.request('POST', '/requests', { caller: `${CALLER}"`, body: {} });
    expect(answer).toMatchObject({ status: 400, body: { error: 'refused' } });
  });
});

describe('a fault', () => {
  const ASSIGN = { service: 'ssoadmin', action: 'createAccountAssignment' };

  test('before the call: it was never made', async () => {
    await bench.faults.add({ ...ASSIGN, error: 'ConflictException' });
    await expect(ask()).resolves.toMatchObject({ status: 503, body: { error: 'SsoAdmin.ConflictException' } });
    expect(await holders()).not.toContain(person());
  });

  test('after the call: the answer is lost, the access is there', async () => {
    await bench.faults.add({ ...ASSIGN, error: 'States.Timeout', before: false });
    await expect(ask()).resolves.toMatchObject({ status: 503, body: { error: 'States.Timeout' } });
    expect(await holders()).toContain(person());
  });

  test('that happens several times is survived by as many retries', async () => {
    await bench.faults.add({ ...ASSIGN, error: 'ThrottlingException', times: 2 });
    await expect(ask()).resolves.toMatchObject({ status: 201 });
    expect((await called()).filter((action) => action === ASSIGN.action)).toHaveLength(3);

    user++;
    await bench.faults.add({ ...ASSIGN, error: 'ThrottlingException', times: 3 });
    await expect(ask()).resolves.toMatchObject({ status: 503, body: { error: 'SsoAdmin.ThrottlingException' } });
  });

  test('in the result is merged into the real one', async () => {
    const look = { service: 'ssoadmin', action: 'describeAccountAssignmentCreationStatus' };
    await bench.faults.add({ ...look, result: { AccountAssignmentCreationStatus: { Status: 'FAILED', FailureReason: 'no' } } });
    await expect(ask()).resolves.toMatchObject({ status: 502, body: { error: 'Sample.Failed' } });
    const made = (await bench.calls.list()).find((call) => call.action === look.action);
    expect(made?.result.AccountAssignmentCreationStatus).toMatchObject({ Status: 'FAILED', FailureReason: 'no', TargetId: TARGET });
  });

  test('can be meant for one state, one machine, certain parameters, and a later call', async () => {
    await bench.faults.add(
      { ...ASSIGN, error: 'ConflictException', machine: 'Other' },
      { ...ASSIGN, error: 'ConflictException', state: 'Other' },
      { ...ASSIGN, error: 'ConflictException', parameters: { PrincipalId: 'other' } },
      { ...ASSIGN, error: 'ConflictException', skip: 1 },
    );
    await expect(ask()).resolves.toMatchObject({ status: 201 });
    user++;
    await expect(ask()).resolves.toMatchObject({ status: 503 });
    expect((await bench.faults.list()).map((fault) => fault.happened)).toEqual([0, 0, 0, 1]);
  });

  test('can hit every service', async () => {
    await bench.faults.add({ service: 'dynamodb', action: 'transactWriteItems', error: 'ProvisionedThroughputExceededException' });
    await expect(ask()).resolves.toMatchObject({ status: 502, body: { error: 'DynamoDb.ProvisionedThroughputExceededException' } });
  });

  test('without anything to do is refused', async () => {
    await expect(bench.faults.add(ASSIGN)).rejects.toThrow('A fault has kill, error, result or delayMs');
  });
});

describe('a kill', () => {
  test.each(['Read', 'Write', 'Look', 'AssignedYet', 'Start', 'Answer'])('before the state %s ends the execution there', async (state) => {
    await bench.faults.add({ kill: true, state, machine: 'Door' });
    const answer = await ask();

    expect(answer).toMatchObject({ status: 502, integration: { status: 'ABORTED' } });
    expect((await sample.statesOf(answer.integration!.executionArn)).at(-1)).toBe(state);
    expect((await bench.calls.list()).filter((call) => call.machine === 'Door' && call.state === state)).toEqual([]);
  });

  test('inside of nested Maps ends everything, and no Catch sees it', async () => {
    await bench.faults.add({ kill: true, state: 'Put', machine: 'Nested', skip: 1 });
    const execution = await sample.run('Nested', { outer: [{ name: 'k', inner: ['1', '2', '3'] }] });

    expect(execution.status).toBe('ABORTED');
    expect(await sample.statesOf(execution.arn)).toEqual(['Outer']);
    expect((await sample.rows()).filter((row) => row.id.startsWith('k/')).length).toBeLessThan(3);
  });

  test('before Fail, and by timeout', async () => {
    await bench.faults.add(
      { service: 'ssoadmin', action: 'describeAccountAssignmentCreationStatus', result: { AccountAssignmentCreationStatus: { Status: 'FAILED' } } },
      { kill: 'TIMED_OUT', state: 'Failed' },
    );
    await expect(ask()).resolves.toMatchObject({ integration: { status: 'TIMED_OUT' } });
  });
});

describe('the life of an execution', () => {
  test('waits for its time, which comes when the clock is moved', async () => {
    const end = new Date(Date.now() + 3_600_000).toISOString();
    const { body: { id } } = await ask({ end });
    const [life] = await sample.executions('Life', 'RUNNING');
    expect(life).toMatchObject({ name: id, input: { user: person(), end } });
    await sample.waitFor(async () => (await sample.statesOf(life.arn)).includes('Until'));
    await expect(schedule(id)).resolves.toMatchObject({ ScheduleExpression: `at(${end.slice(0, 19)})` });
    expect(await holders()).toContain(person());

    await bench.clock.shift(3_601);
    const { status, output } = await sample.ended(life.arn);

    expect(status).toBe('SUCCEEDED');
    expect(output.ended > end).toBe(true);
    expect(await holders()).not.toContain(person());
    await expect(schedule(id)).rejects.toThrow('Scheduler.ResourceNotFoundException');
    expect((await bench.calls.list()).find((call) => call.action === 'deleteAccountAssignment')!.at).toBeGreaterThan(Date.parse(end));
  });

  test('schedules fire when the clock is moved past their time', async () => {
    const start = { Arn: sample.machine('Nested'), RoleArn: sample.role('SchedulerRole'), Input: '{"outer":[]}' };
    const universal = {
      ...start,
      Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
      Input: JSON.stringify({ StateMachineArn: start.Arn, Name: 'by-schedule', Input: start.Input }),
    };
    const once = {
      GroupName: 'sample', ScheduleExpression: 'at(2098-01-01T00:00:00)', FlexibleTimeWindow: { Mode: 'OFF' }, ActionAfterCompletion: 'DELETE',
    };
    await sample.call('scheduler', 'createSchedule', { ...once, Name: 'templated', Target: start });
    await sample.call('scheduler', 'createSchedule', { ...once, Name: 'universal', Target: universal });
    const before = await sample.executions('Nested');

    await bench.clock.shift((Date.UTC(2098, 0, 1) - Date.now()) / 1000 + 1);

    const after = await sample.executions('Nested');
    expect(after).toHaveLength(before.length + 2);
    expect(after.map((execution) => execution.name)).toContain('by-schedule');
    expect(await bench.calls.list()).toMatchObject([{ schedule: 'universal', action: 'startExecution', result: { ExecutionArn: expect.anything() } }]);
    await expect(schedule('universal')).rejects.toThrow('Scheduler.ResourceNotFoundException');
  });

  test('an access and a schedule that are gone already are told apart by the name of the error', async () => {
    const execution = await sample.run('Life', { user: person(), end: '2020-01-01T00:00:00Z' });
    expect(execution.status).toBe('SUCCEEDED');
    await bench.faults.add({ service: 'scheduler', action: 'deleteSchedule', error: 'ResourceNotFoundException', before: false });
    await expect(sample.run('Life', { user: person(), end: '2020-01-01T00:00:00Z' })).resolves.toMatchObject({ status: 'SUCCEEDED' });
    expect((await bench.calls.list()).filter((call) => call.error).map((call) => call.error))
      .toEqual(['SsoAdmin.ResourceNotFoundException', 'SsoAdmin.ResourceNotFoundException', 'Scheduler.ResourceNotFoundException']);
  });

  test('nested Maps and Parallel with outputs and variables of their own', async () => {
    const execution = await sample.run('Nested', { outer: [{ name: 'n', inner: ['1', '2'] }, { name: 'm', inner: ['3'] }] });
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { parts: ['a2', 'b2'], written: 2, result: [['n/1', 'n/2'], ['m/3']] } });
    expect((await sample.rows()).map((row) => row.id)).toEqual(expect.arrayContaining(['n/1', 'n/2', 'm/3']));
  });

  test('a task with credentials works in the account of its role', async () => {
    const trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}]}';
    const there = (RoleName: string) => bench.workbench.call(TARGET, sample.region, 'iam', 'createRole', { RoleName, AssumeRolePolicyDocument: trust });
    await there('There');
    await there('Any');
    await bench.workbench.call(TARGET, sample.region, 'iam', 'putRolePolicy', {
      RoleName: 'Any', PolicyName: 'Look', PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetRole","Resource":"*"}]}',
    });
    const role = `arn:aws:iam::${TARGET}:role/Any`;
    const { output } = await sample.run('Abroad', { role });

    // Policies come as IAM sends them.
    expect(output).toMatchObject({ Arn: `arn:aws:iam::${TARGET}:role/There`, AssumeRolePolicyDocument: expect.stringMatching(/^%7B%22Version/) });
    expect(await bench.calls.list()).toMatchObject([{ role, action: 'getRole' }]);
  });

  test('the language is as strict as that of AWS', async () => {
    const refused = (why: string) => ({ error: 'States.QueryEvaluationError', cause: expect.stringContaining(why) });
    await expect(sample.run('Strict', { flag: false })).resolves.toMatchObject({ output: [2, 1] });
    await expect(sample.run('Strict', { flag: 'yes' })).resolves.toMatchObject(refused('boolean'));
    await expect(sample.run('Strict', { flag: true })).resolves.toMatchObject(refused('no operator ??'));
    // One expression has one second.
    await expect(sample.run('Strict', { flag: 'long' })).resolves.toMatchObject(refused('D1012'));
  });

  test('a second start by the same name is the first one while it runs with the same input, and an error otherwise', async () => {
    const start = (input: object) => sample.call('sfn', 'startExecution', {
      StateMachineArn: sample.machine('Life'), Name: `twice-${user}`, Input: JSON.stringify(input),
    });
    const first = await start({ user: person(), end: FAR });
    await expect(start({ user: person(), end: FAR })).resolves.toEqual(first);
    await expect(start({ user: person(), end: '2098-01-01T00:00:00Z' })).rejects.toThrow('Sfn.ExecutionAlreadyExistsException');
    await sample.stopExecution(first.ExecutionArn);
    await expect(start({ user: person(), end: FAR })).rejects.toThrow('Sfn.ExecutionAlreadyExistsException');
  });
});

describe('the services', () => {
  test('the Identity Store tells members, and refuses what is there or gone', async () => {
    const store = { IdentityStoreId: 'd-1234567890' };
    const { GroupId } = await sample.call('identitystore', 'createGroup', { ...store, DisplayName: 'Approvers' });
    const ann = { UserName: 'ann', DisplayName: 'Ann', Name: { GivenName: 'Ann', FamilyName: 'A' } };
    const { UserId } = await sample.call('identitystore', 'createUser', { ...store, ...ann });
    const membership = { ...store, GroupId, MemberId: { UserId } };
    const exists = async () => {
      const { Results } = await sample.call('identitystore', 'isMemberInGroups', { ...store, MemberId: { UserId }, GroupIds: [GroupId] });
      return Results[0].MembershipExists;
    };

    expect(await exists()).toBe(false);
    const { MembershipId } = await sample.call('identitystore', 'createGroupMembership', membership);
    await expect(sample.call('identitystore', 'createGroupMembership', membership)).rejects.toThrow('Identitystore.ConflictException');
    await expect(sample.call('identitystore', 'getGroupMembershipId', membership)).resolves.toMatchObject({ MembershipId });
    expect(await exists()).toBe(true);
    await sample.call('identitystore', 'deleteGroupMembership', { ...store, MembershipId });
    await expect(sample.call('identitystore', 'deleteGroupMembership', { ...store, MembershipId }))
      .rejects.toThrow('Identitystore.ResourceNotFoundException');
    await expect(sample.call('identitystore', 'getGroupMembershipId', membership)).rejects.toThrow('Identitystore.ResourceNotFoundException');
  });

  test('Organizations, IAM and STS answer with the names of Step Functions', async () => {
    await expect(sample.call('organizations', 'listParents', { ChildId: '111111111111' })).resolves.toMatchObject({ Parents: [{ Type: 'ROOT' }] });
    await expect(sample.call('organizations', 'listParents', { ChildId: '999999999999' })).rejects.toThrow('Organizations.ChildNotFoundException');
    await expect(sample.call('iam', 'getRole', { RoleName: 'none' })).rejects.toThrow('Iam.NoSuchEntityException');
    await expect(sample.call('dynamodb', 'getItem', { TableName: sample.find('AWS::DynamoDB::Table'), Key: { wrong: { S: 'x' } } }))
      .rejects.toThrow('DynamoDb.DynamoDbException');
    await expect(sample.call('sts', 'getCallerIdentity')).resolves.toMatchObject({ Account: '111111111111' });
  });

  test('parameters that AWS refuses are refused', async () => {
    await expect(sample.call('iam', 'getRole', { RoleNam: 'none' })).rejects.toThrow('States.Runtime');
    const target = { Arn: sample.machine('Life'), RoleArn: 'arn:aws:iam::111111111111:role/any' };
    const daily = { ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: target };
    await expect(sample.call('scheduler', 'createSchedule', { ...daily, Name: 'a b' })).rejects.toThrow('Scheduler.ValidationException');
    await expect(sample.call('scheduler', 'createSchedule', { ...daily, Name: 'a'.repeat(65) })).rejects.toThrow('Scheduler.ValidationException');
    await expect(sample.call('ssoadmin', 'listAccountAssignments', { InstanceArn: 'arn:x', AccountId: TARGET, PermissionSetArn: PERMISSION_SET }))
      .rejects.toThrow('SsoAdmin.ValidationException');
    const start = { StateMachineArn: sample.machine('Life'), Input: '{}' };
    await expect(sample.call('sfn', 'startExecution', { ...start, Name: 'a/b' })).rejects.toThrow('Sfn.InvalidNameException');
    await expect(sample.call('sfn', 'startExecution', { ...start, Input: 'x' })).rejects.toThrow('Sfn.InvalidExecutionInputException');
  });
});

// The last ones, as the bench of the others stops here.
describe('a bench that follows another one', () => {
  test('has its emulator, and nothing else of it', async () => {
    const { endpoint } = bench.aws;
    await ask({ end: new Date(Date.now() + 3_600_000).toISOString() });
    await bench.faults.add({ service: 'dynamodb', action: 'putItem', error: 'InternalServerErrorException' });
    await bench.clock.shift(60);
    await sample.waitFor(async () => (await holders()).includes(person()));

    const end = Bench.reuse();
    await bench.stop();
    bench = await Bench.start();
    await end();
    sample = await bench.deploy(sampleStack());

    expect(bench.aws.endpoint).toBe(endpoint);
    // Past the end that the execution waited for.
    await bench.clock.shift(7_200);
    await bench.workbench.rest();
    expect([await sample.executions('Life'), await sample.rows(), await holders()]).toEqual([[], [], []]);
    expect([await bench.faults.list(), await bench.calls.list()]).toEqual([[], []]);
  });
});
