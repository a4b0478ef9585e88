import { ONCALL, PLACES, requestRow, Scene } from '../support/scene';

let scene: Scene;
let last = 0;
beforeAll(async () => { scene = await Scene.start({ rules: { oncall: { ...ONCALL, accounts: PLACES.slice(0, 3) } } }); });
afterAll(() => scene?.stop());
beforeEach(() => scene.calm());

const nextId = () => String(++last).padStart(32, '0');
const RECONCILE = 'Elevation-AccessReconcile';
const started = async () => (await scene.calls({ action: 'startExecution' })).map(({ parameters, error }) => ({ ...parameters, error }));
const lives = async () => (await started()).filter(({ StateMachineArn }) => StateMachineArn === scene.aws.machine('AccessLife'));
const FAILED = { status: 'FAILED', error: 'Elevation.NotReconciled' };

/** A request in a status that is due, or would be a little later. */
const DUTIES = [
  { status: 'active', instant: 'endsAt', due: -2, notYet: 0.5, becomes: 'ended' },
  { status: 'ending', instant: 'updatedAt', due: -31, notYet: -28, becomes: 'ended' },
  { status: 'granting', instant: 'updatedAt', due: -31, notYet: -28, becomes: 'ended' },
  { status: 'approved', instant: 'updatedAt', due: -3, notYet: -1, becomes: 'active' },
  { status: 'scheduled', instant: 'startsAt', due: -3, notYet: 1, becomes: 'active' },
  { status: 'requested', instant: 'expiresAt', due: -1, notYet: 1, becomes: 'expired' },
];

describe.each(DUTIES)('a request that is $status', ({ status, instant, due, notYet, becomes }) => {
  const put = async (minutes: number) => {
    const id = nextId();
    const account = PLACES[last % 3];
    const soon = await scene.instant(60);
    const given = ['active', 'ending', 'granting'].includes(status) ? {} : { resource: undefined, grantKind: undefined };
    const asked = requestRow({ id, status, accounts: [account], endsAt: soon, expiresAt: soon, ...given });
    const row = { ...asked, [instant]: await scene.instant(minutes) };
    await scene.write([row]);
    return id;
  };

  test(`and has been for too long becomes ${becomes}`, async () => {
    const id = await put(due);
    expect((await scene.reconcile()).status).toBe('SUCCEEDED');
    await scene.reaches(id, becomes);
  });

  test('for a short time stays as it is', async () => {
    const id = await put(notYet);
    const before = await scene.item(id);
    expect((await scene.reconcile()).status).toBe('SUCCEEDED');

    expect(await scene.item(id)).toEqual(before);
    expect(await started()).toEqual([]);
    // So that it is none of the next test's business.
    await scene.aws.call('dynamodb', 'deleteItem', { TableName: scene.table, Key: { pk: { S: `REQUEST#${id}` }, sk: { S: 'STATE' } } });
  });
});

test('an expired request is announced', async () => {
  const id = nextId();
  await scene.write([requestRow({ id, status: 'requested' })]);
  await scene.reconcile();
  expect(await scene.told('Elevation Expired')).toMatchObject([{ id }]);
  expect(await scene.entries(id)).toMatchObject([{ event: 'Elevation Expired', by: '(reconciler)', detail: 'no decision was made in time' }]);
});

test('an approved request whose time has passed ends without a grant', async () => {
  const id = nextId();
  await scene.write([requestRow({ id, status: 'approved', accounts: [PLACES[2]], resource: undefined, grantKind: undefined })]);
  await scene.reconcile();
  await scene.reaches(id, 'ended');
  expect(await scene.calls({ action: 'createAccountAssignment' })).toEqual([]);
});

describe('one that fails', () => {
  const START = { service: 'sfn', action: 'startExecution', machine: RECONCILE, error: 'StateMachineDoesNotExistException' };

  test('doesn\'t stop the others and fails the execution; the next run processes it', async () => {
    const ids = [nextId(), nextId(), nextId(), nextId()];
    await scene.write(ids.map((id) => requestRow({ id, status: 'active', accounts: [PLACES[2]] })));
    await scene.faults.add(START);

    expect(await scene.reconcile()).toMatchObject(FAILED);
    const left = (await Promise.all(ids.map((id) => scene.status(id)))).filter((status) => status === 'active');
    expect(left).toHaveLength(1);
    expect((await scene.reconcile()).status).toBe('SUCCEEDED');
    for (const id of ids) await scene.reaches(id, 'ended');
  });

  test('to be found doesn\'t stop the other statuses', async () => {
    const [active, requested] = [nextId(), nextId()];
    await scene.write([requestRow({ id: active, status: 'active' }), requestRow({ id: requested, status: 'requested' })]);
    await scene.faults.add({ service: 'dynamodb', action: 'query', parameters: { ExpressionAttributeValues: { ':status': { S: 'active' } } }, error: 'DynamoDbException' });

    expect(await scene.reconcile()).toMatchObject(FAILED);
    expect(await scene.status(active)).toBe('active');
    expect(await scene.status(requested)).toBe('expired');
    await scene.reconcile();
    await scene.reaches(active, 'ended');
  });

  test('because it is already running isn\'t a failure', async () => {
    const id = nextId();
    await scene.write([requestRow({ id, status: 'active', accounts: [PLACES[2]] })]);
    await scene.faults.add({ ...START, error: 'ExecutionAlreadyExistsException' });
    expect((await scene.reconcile()).status).toBe('SUCCEEDED');
    await scene.reconcile();
    await scene.reaches(id, 'ended');
  });
});

describe('two reconcilers at once', () => {
  test('start each grant once', async () => {
    const id = nextId();
    const row = requestRow({ id, status: 'approved', accounts: [PLACES[2]], endsAt: await scene.instant(60), resource: undefined, grantKind: undefined });
    await scene.write([row]);
    await Promise.all([scene.aws.run('AccessReconcile', {}), scene.aws.run('AccessReconcile', {})]);
    await scene.reaches(id, 'active');
    await scene.settled();

    expect(new Set((await lives()).map(({ Name }) => Name)).size).toBeLessThanOrEqual(2);
    expect(await scene.calls({ action: 'createAccountAssignment' })).toHaveLength(1);
  });
});

test('requests beyond the limit of a run wait for the next run, after all ends', async () => {
  const active = nextId();
  const requested = Array.from({ length: 120 }, nextId);
  await scene.write([...requested.map((id) => requestRow({ id, status: 'requested' })), requestRow({ id: active, status: 'active' })]);
  const left = async () => (await scene.aws.rows()).filter(({ status }) => status === 'requested').length;

  await scene.reconcile();
  expect(await scene.status(active)).toBe('ended');
  expect(await left()).toBe(20);
  await scene.reconcile();
  expect(await left()).toBe(0);
});
