import { CONTAIN, GRANTEE, INSTANCE, REVIEW, userId } from '../support/fixture';
import { ONCALL, PLACES, QUORUM, Scene } from '../support/scene';

// One for each test and two more, and not all that there are: each of them is looked at each time.
const LOOKED_AT = PLACES.slice(0, 16);
const LOOKED_AT_TOO = PLACES.slice(0, 5);

let scene: Scene;
let place = 0;
let here: string;
beforeAll(async () => {
  scene = await Scene.start({ rules: { oncall: { ...ONCALL, accounts: LOOKED_AT }, quorum: { ...QUORUM, accounts: LOOKED_AT_TOO } } });
});
afterAll(() => scene?.stop());
beforeEach(async () => {
  await scene.calm();
  here = LOOKED_AT[place++];
});

const LIST = { service: 'ssoadmin', action: 'listAccountAssignments' };
const FAILED = { status: 'FAILED', error: 'Elevation.NotReconciled' };
const assignment = (PrincipalId: string, more: object = {}) => (
  { InstanceArn: INSTANCE, PermissionSetArn: REVIEW, TargetId: here, TargetType: 'AWS_ACCOUNT', PrincipalType: 'USER', PrincipalId, ...more });
const assign = (principalId: string, more?: object) => scene.aws.call('ssoadmin', 'createAccountAssignment', assignment(principalId, more));
const unassign = (principalId: string, more?: object) => scene.aws.call('ssoadmin', 'deleteAccountAssignment', assignment(principalId, more));
const unknown = () => scene.told('Elevation Unknown Access');
const missing = () => scene.told('Elevation Access Missing');

test('without differences nothing is announced', async () => {
  await scene.granted({ accounts: [here] });
  await scene.granted({ accounts: [here], person: 'john' });
  await scene.advance(15 * 60);
  expect((await scene.reconcile()).status).toBe('SUCCEEDED');

  expect([await unknown(), await missing()]).toEqual([[], []]);
});

test('every place that a rule names is looked at', async () => {
  await scene.reconcile();
  const places = (await scene.calls(LIST)).map(({ parameters }) => `${parameters.PermissionSetArn} ${parameters.AccountId}`);
  expect(places.sort()).toEqual([...LOOKED_AT.map((account) => `${REVIEW} ${account}`), ...LOOKED_AT_TOO.map((account) => `${CONTAIN} ${account}`)].sort());
});

describe('an access without a request', () => {
  test('is announced with account, resource and grantee, and isn\'t changed', async () => {
    await assign(GRANTEE.paul);
    expect((await scene.reconcile()).status).toBe('SUCCEEDED');

    expect(await unknown()).toEqual([{ account: here, resource: REVIEW, grantee: GRANTEE.paul, at: expect.stringMatching(/Z$/) }]);
    expect(await scene.holders(here)).toEqual([GRANTEE.paul]);
    await unassign(GRANTEE.paul);
  });

  test('is announced beside a granted one', async () => {
    await scene.granted({ accounts: [here] });
    await assign(GRANTEE.paul);
    await scene.reconcile();

    expect((await unknown()).map(({ grantee }) => grantee)).toEqual([GRANTEE.paul]);
    await unassign(GRANTEE.paul);
  });

  test('is announced if the grant is for another account', async () => {
    await scene.granted({ accounts: [LOOKED_AT[15]] });
    await assign(GRANTEE.jane);
    await scene.reconcile();

    expect(await unknown()).toMatchObject([{ grantee: GRANTEE.jane, account: here }]);
    await unassign(GRANTEE.jane);
  });

  test('isn\'t told of a group, which is for the access review', async () => {
    await assign(userId(9), { PrincipalType: 'GROUP' });
    await scene.reconcile();
    expect(await unknown()).toEqual([]);
  });

  test('isn\'t told when it was granted while the reconciler looked', async () => {
    await scene.faults.add({ ...LIST, parameters: { AccountId: here, PermissionSetArn: REVIEW }, delayMs: 1_500 });
    const running = await scene.aws.startExecution('AccessReconcile', {});
    await scene.aws.waitFor(async () => (await scene.calls(LIST)).some(({ parameters }) => parameters.AccountId === here));
    const row = { pk: `ACCESS#${REVIEW}#${GRANTEE.jane}`, sk: 'REQUEST#any', kind: 'access', id: 'any', accounts: [here], endsAt: await scene.instant(30) };
    await scene.write([row]);
    await assign(GRANTEE.jane);
    await scene.aws.ended(running);

    expect((await scene.calls({ state: 'Read the ledger again: unknown access' }))).toHaveLength(1);
    await unassign(GRANTEE.jane);
    await scene.aws.call('dynamodb', 'deleteItem', { TableName: scene.table, Key: { pk: { S: row.pk }, sk: { S: row.sk } } });
    expect(await unknown()).toEqual([]);
  });

  test('is announced for at most fifty people of one assignment', async () => {
    const grantees = Array.from({ length: 60 }, (_, index) => `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-1000000000${10 + index}`);
    for (const grantee of grantees) await assign(grantee);
    await scene.reconcile();

    expect(await unknown()).toHaveLength(50);
    for (const grantee of grantees) await unassign(grantee);
  });
});

describe('a grant without its access', () => {
  test('is announced after ten minutes, with its request', async () => {
    const id = await scene.granted({ accounts: [here] });
    await unassign(GRANTEE.jane);
    await scene.reconcile();
    expect(await missing()).toEqual([]);

    await scene.advance(11 * 60);
    await scene.reconcile();
    expect(await missing()).toEqual([{ id, account: here, resource: REVIEW, grantee: GRANTEE.jane, at: expect.stringMatching(/Z$/) }]);
    await scene.decide('jane', 'release', id);
    await scene.reaches(id, 'ended');
  });

  test('isn\'t announced while it is being revoked', async () => {
    const id = await scene.granted({ accounts: [here] });
    await scene.advance(11 * 60);
    await scene.settled();
    await scene.faults.add({ kill: true, state: 'Is the access gone?', machine: 'Elevation-AccessEnd' });
    await scene.decide('jane', 'release', id);
    await scene.aws.waitFor(() => scene.killed());
    await scene.reconcile();

    expect(await scene.status(id)).toBe('ending');
    expect(await scene.holders(here)).toEqual([]);
    expect(await missing()).toEqual([]);
  });
});

describe('a place that can\'t be looked at', () => {
  test('for a moment is asked for again', async () => {
    await scene.faults.add({ ...LIST, error: 'ThrottlingException', times: 4 });
    expect((await scene.reconcile()).status).toBe('SUCCEEDED');
  });

  test('keeps no other from being compared, and makes the execution fail', async () => {
    const other = LOOKED_AT[14];
    await assign(GRANTEE.paul, { TargetId: other });
    await scene.faults.add({ ...LIST, parameters: { AccountId: here }, error: 'ThrottlingException', times: 100 });

    expect(await scene.reconcile()).toMatchObject(FAILED);
    expect(await unknown()).toMatchObject([{ account: other, grantee: GRANTEE.paul }]);
    await unassign(GRANTEE.paul, { TargetId: other });
  });
});
