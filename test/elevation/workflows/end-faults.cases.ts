import { GRANTEE } from '../support/fixture';
import { PLACES, Scene } from '../support/scene';

const DELETE = { service: 'ssoadmin', action: 'deleteAccountAssignment' };
const LOOK = { service: 'ssoadmin', action: 'describeAccountAssignmentDeletionStatus' };
const FAILED = { AccountAssignmentDeletionStatus: { Status: 'FAILED', FailureReason: 'a policy is in the way' } };
const PENDING = { AccountAssignmentDeletionStatus: { Status: 'IN_PROGRESS' } };

let scene: Scene;
let place = 0;
let here: string;
beforeAll(async () => { scene = await Scene.start(); });
afterAll(() => scene?.stop());
beforeEach(async () => {
  await scene.calm();
  here = PLACES[place++];
});

const granted = (minutes?: number) => scene.granted({ accounts: [here], minutes });
const release = (id: string) => scene.decide('jane', 'release', id);
const made = async (action: string) => (await scene.calls({ action })).length;

async function gone(id: string, endReason: string, ...accounts: string[]): Promise<void> {
  await scene.reaches(id, 'ended');
  await scene.settled();
  for (const account of [here, ...accounts]) expect(await scene.holders(account)).toEqual([]);
  expect(await scene.counted(id)).toEqual([]);
  expect(await scene.item(id)).toMatchObject({ endReason, endedAt: expect.stringMatching(/Z$/) });
}

describe('an access ends', () => {
  test('by its schedule when its time is over, not earlier', async () => {
    const id = await granted();
    await scene.advance(29 * 60);
    await scene.settled();
    expect(await scene.holders(here)).toEqual([GRANTEE.jane]);
    await scene.advance(61);

    await gone(id, 'expired');
    expect((await scene.entries(id)).find(({ event }) => event === 'Elevation Ending')).toMatchObject({ by: '(schedule)', detail: 'expired: its time is over' });
  });

  test('when it is released', async () => {
    const id = await granted();
    await release(id);

    await gone(id, 'released');
    expect(await scene.events(id)).toEqual(['Elevation Approved', 'Elevation Granting', 'Elevation Active', 'Elevation Ending', 'Elevation Ended']);
    expect(await scene.told('Elevation Ended')).toMatchObject([{ id, requester: 'jane', by: 'jane', reason: 'released', accounts: [here] }]);
  });

  test('when it is revoked, and the event names the person and the reason', async () => {
    const id = await granted();
    await scene.decide('mary', 'revoke', id, 'she is on the wrong account');

    await gone(id, 'revoked');
    expect(await scene.told('Elevation Ending')).toMatchObject([{ id, by: 'mary', reason: 'revoked', detail: 'she is on the wrong account' }]);
  });

  test('even if its rule was removed or changed: the ledger has the grant', async () => {
    const id = await granted();
    const Key = { pk: { S: `REQUEST#${id}` }, sk: { S: 'STATE' } };
    const rename = { UpdateExpression: 'SET #rule = :gone', ExpressionAttributeNames: { '#rule': 'rule' }, ExpressionAttributeValues: { ':gone': { S: 'gone' } } };
    await scene.aws.call('dynamodb', 'updateItem', { TableName: scene.table, Key, ...rename });
    await scene.advance(31 * 60);

    await gone(id, 'expired');
  });

  test('started by hand with its id alone', async () => {
    const id = await granted();
    expect((await scene.aws.run('AccessEnd', { id })).status).toBe('SUCCEEDED');

    await gone(id, 'revoked');
    expect((await scene.entries(id)).at(-2)).toMatchObject({ event: 'Elevation Ending', by: '(by hand)' });
  });
});

describe('Identity Center answers an end', () => {
  test('with a Conflict or throttling: the call is retried', async () => {
    const id = await granted();
    await scene.faults.add({ ...DELETE, error: 'ConflictException', times: 4 }, { ...DELETE, error: 'ThrottlingException', times: 3 }, { ...LOOK, error: 'ThrottlingException', times: 4 });
    await release(id);

    await gone(id, 'released');
    expect(await made(DELETE.action)).toBe(8);
  });

  test('with a failure: the removal is retried later', async () => {
    const id = await granted();
    await scene.faults.add({ ...DELETE, error: 'ConflictException', times: 9 }, { ...LOOK, result: FAILED, times: 2 });
    await release(id);
    await scene.passUntil(async () => await scene.status(id) === 'ended', 60);

    await gone(id, 'released');
    expect(await scene.told('Elevation Revoke Failed')).toEqual([]);
  });

  test('with IN_PROGRESS for five minutes: the removal is retried', async () => {
    const id = await granted(60);
    await scene.faults.add({ ...LOOK, result: PENDING, times: 60 });
    await release(id);
    await scene.passUntil(async () => await scene.status(id) === 'ended', 10);

    await gone(id, 'released');
  });

  test('nothing, although it removed the assignment', async () => {
    const id = await granted();
    await scene.faults.add({ ...DELETE, error: 'States.Timeout', before: false }, { ...LOOK, error: 'States.Timeout', before: false });
    await release(id);

    await gone(id, 'released');
  });

  test('that there is no such assignment: the end succeeds', async () => {
    const id = await granted();
    await scene.aws.call('ssoadmin', 'deleteAccountAssignment', (await scene.calls({ action: 'createAccountAssignment' }))[0].parameters);
    await release(id);

    await gone(id, 'released');
  });
});

describe('of several accounts', () => {
  test('the failure of one doesn\'t stop the others', async () => {
    const accounts = PLACES.slice(20, 28);
    const id = await scene.granted({ accounts });
    await scene.faults.add({ ...DELETE, parameters: { TargetId: accounts[0] }, error: 'AccessDeniedException', times: 100 });
    await release(id);
    await scene.aws.waitFor(async () => (await scene.ends(id)).length > 0);
    await scene.passUntil(async () => (await scene.ends(id))[0].status === 'FAILED', 120);

    expect(await scene.holders(accounts[0])).toEqual([GRANTEE.jane]);
    for (const account of accounts.slice(1)) expect(await scene.holders(account)).toEqual([]);
    expect((await scene.calls(DELETE)).filter(({ parameters }) => parameters.TargetId === accounts[7])).toHaveLength(1);
    await scene.calm();
    await scene.aws.run('AccessEnd', { id });
    await gone(id, 'released', ...accounts);
  });
});

describe('an end that fails five times', () => {
  let id: string;
  let account: string;
  let told: any[];
  let deletions: number[];
  beforeAll(async () => {
    await scene.calm();
    account = PLACES[place++];
    id = await scene.granted({ accounts: [account], minutes: 60 });
    await scene.faults.add({ ...LOOK, result: FAILED, times: 100 }, { ...DELETE, error: 'AccessDeniedException', skip: 1, times: 100 });
    await release(id);
    await scene.aws.waitFor(async () => (await scene.ends(id)).length > 0);
    await scene.passUntil(async () => (await scene.ends(id))[0].status !== 'RUNNING', 60);
    await scene.faults.clear();
    told = await scene.told('Elevation Revoke Failed');
    deletions = (await scene.calls(DELETE)).filter(({ parameters }) => parameters.TargetId === account).map(({ at }) => at);
  });

  test('fails its execution, which raises an alarm', async () => {
    expect((await scene.ends(id))[0]).toMatchObject({ status: 'FAILED', error: 'Elevation.RevokeFailed', cause: expect.stringContaining('AccessDeniedException') });
  });

  test('sends a message to the dead-letter queue', async () => {
    const { Messages } = await scene.aws.call('sqs', 'receiveMessage', { QueueUrl: scene.aws.find('AWS::SQS::Queue'), MaxNumberOfMessages: 10 });
    expect(Messages.map(({ Body }: any) => JSON.parse(Body))).toContainEqual({ id, failure: expect.stringContaining('AccessDeniedException'), at: expect.any(String) });
  });

  test('announces the failure', () => {
    expect(told).toMatchObject([{ id, requester: 'jane', accounts: [account], failure: expect.stringContaining('AccessDeniedException') }]);
  });

  test('waits longer between later attempts', () => {
    const tries = deletions.slice(1).map((at, index) => Math.round((at - deletions[index]) / 60_000));
    expect(tries).toHaveLength(4);
    expect(tries).toEqual([...tries].sort((a, b) => a - b));
  });

  test('stays in the status ending, and the reconciler retries until it succeeds', async () => {
    expect(await scene.status(id)).toBe('ending');
    await scene.reconcile();
    expect(await scene.ends(id)).toHaveLength(1);
    await scene.advance(31 * 60);
    await scene.settled();
    await scene.reconcile();
    await scene.reaches(id, 'ended');
    expect(await scene.holders(account)).toEqual([]);
  });
});

describe('further ends', () => {
  test('at the same time: one ends it, and the others succeed as well', async () => {
    const id = await granted();
    const executions = await Promise.all([1, 2, 3].map(() => scene.aws.startExecution('AccessEnd', { id, reason: 'released', by: 'jane', detail: '' })));
    const ended = await Promise.all(executions.map((execution) => scene.aws.ended(execution)));

    expect(ended.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    expect((await scene.events(id)).filter((event) => event === 'Elevation Ended')).toHaveLength(1);
    await gone(id, 'released');
  });

  test('after the end keep the first reason', async () => {
    const id = await granted();
    await release(id);
    await gone(id, 'released');
    const before = await scene.item(id);
    await scene.advance(31 * 60);
    await scene.settled();

    expect((await scene.ends(id)).map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(await scene.item(id)).toEqual(before);
  });

  test('during the end keep the first reason', async () => {
    const id = await granted();
    await scene.faults.add({ ...DELETE, delayMs: 400 });
    await release(id);
    await scene.aws.waitFor(async () => await made(DELETE.action) > 0);
    await scene.aws.run('AccessEnd', { id, reason: 'expired', by: '(schedule)', detail: 'its time is over' });

    await gone(id, 'released');
  });

  test.each([{ id: 'none' }, { id: '' }, {}, { id: null }, { id: 5 }])('with the input %j do nothing', async (input) => {
    await scene.aws.run('AccessEnd', input);
    expect((await scene.calls()).map(({ action }) => action).filter((action) => action !== 'getItem')).toEqual([]);
  });

  test('of a request without approval change nothing', async () => {
    const id = await scene.ask({ rule: 'quorum', accounts: [here] });
    const before = await scene.item(id);
    await scene.aws.run('AccessEnd', { id, reason: 'expired', by: 'x', detail: '' });
    expect(await scene.item(id)).toEqual(before);
  });
});
