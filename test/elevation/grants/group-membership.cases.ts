import { Bench } from '../../../emulator/bench/bench';
import { ACCOUNT, IDENTITY_STORE } from '../support/fixture';
import { makeGroup, makeUser, Scene } from '../support/scene';
import { elevation } from 'cdk-break-glass';

let scene: Scene;
const groups: string[] = [];
/** Who the identity store knows, by the name. */
const GRANTEE: Record<string, string> = {};
beforeAll(async () => {
  const bench = await Bench.start();
  for (const name of ['give', 'take', 'fail', 'shared']) groups.push(await makeGroup(bench, name));
  for (const name of ['jane', 'john', 'mary']) GRANTEE[name] = await makeUser(bench, name);
  const [jane, john, mary] = Object.entries(GRANTEE).map(([name, userId]) => new elevation.Person(name, {
    principals: [
      elevation.PersonPrincipal.identityCenterUser({ userId, userName: `${name}@example.com`, permissionSetName: 'Elevation', accountId: ACCOUNT }),
    ],
  }));
  const rule = (group: string): elevation.ElevationRuleProps => ({
    target: elevation.ElevationTarget.groupMembership(group, 'Group'),
    requesters: [jane, john],
    approvers: [mary],
    automaticRequesters: [jane, john],
    requiredFields: [],
  });
  scene = await Scene.start({
    props: { people: [jane, john, mary], auditors: [mary] },
    rules: Object.fromEntries(groups.map((group, index) => [`group-${index}`, rule(group)])),
  }, bench);
});
afterAll(() => scene?.stop());
beforeEach(() => scene.calm());

const ADD = { service: 'identitystore', action: 'createGroupMembership' };
const REMOVE = { service: 'identitystore', action: 'deleteGroupMembership' };
const FIND = { service: 'identitystore', action: 'getGroupMembershipId' };
const ask = (index: number, person = 'jane') => scene.ask({ rule: `group-${index}`, person });
const members = async (index: number) => {
  const { GroupMemberships } = await scene.aws.call('identitystore', 'listGroupMemberships', { IdentityStoreId: IDENTITY_STORE, GroupId: groups[index] });
  return GroupMemberships.map(({ MemberId }: any) => MemberId.UserId);
};

test('a membership is granted, and revoked at its end', async () => {
  const id = await ask(0);
  await scene.reaches(id, 'active');
  expect(await members(0)).toEqual([GRANTEE.jane]);
  expect(await scene.counted(id)).toMatchObject([{ accounts: ['-'], resource: groups[0] }]);

  await scene.advance(31 * 60);
  await scene.reaches(id, 'ended');
  expect(await members(0)).toEqual([]);
  expect(await scene.counted(id)).toEqual([]);
});

describe('giving', () => {
  test.each([
    ['throttling', { ...ADD, error: 'ThrottlingException', times: 3 }],
    ['a lost answer', { ...ADD, error: 'States.Timeout', before: false }],
  ])('survives %s', async (_, fault) => {
    await scene.faults.add(fault);
    const id = await ask(0);
    await scene.reaches(id, 'active');
    expect(await members(0)).toEqual([GRANTEE.jane]);
    await scene.decide('jane', 'release', id);
    await scene.reaches(id, 'ended');
    expect(await members(0)).toEqual([]);
  });

  test('a Conflict of two writers without a membership is revoked and not called active', async () => {
    await scene.faults.add({ ...ADD, error: 'ConflictException' });
    const id = await ask(2);
    await scene.reaches(id, 'failed');
    expect(await members(2)).toEqual([]);
    expect((await scene.events(id))).not.toContain('Elevation Active');
  });
});

describe('taking', () => {
  test.each([
    ['throttling', [{ ...REMOVE, error: 'ThrottlingException', times: 3 }]],
    ['a Conflict', [{ ...REMOVE, error: 'ConflictException', times: 3 }]],
    ['lost answers', [{ ...FIND, error: 'States.Timeout', before: false }, { ...REMOVE, error: 'States.Timeout', before: false }]],
    ['that it is gone already', [{ ...REMOVE, error: 'ResourceNotFoundException', before: false }]],
  ])('survives %s', async (_, faults) => {
    const id = await ask(1);
    await scene.reaches(id, 'active');
    await scene.faults.add(...faults);
    await scene.decide('jane', 'release', id);
    await scene.reaches(id, 'ended');
    expect(await members(1)).toEqual([]);
  });
});

describe('of two grants of one group to one person', () => {
  test('the first end keeps the membership, and the second revokes it', async () => {
    const [first, second] = [await ask(3), await ask(3)];
    await scene.reaches(first, 'active');
    await scene.reaches(second, 'active');
    await scene.decide('jane', 'release', first);
    await scene.reaches(first, 'ended');
    expect(await members(3)).toEqual([GRANTEE.jane]);
    await scene.decide('jane', 'release', second);
    await scene.reaches(second, 'ended');
    expect(await members(3)).toEqual([]);
  });

  test('two ends at the same time revoke it', async () => {
    const ids = [await ask(3), await ask(3)];
    for (const id of ids) await scene.reaches(id, 'active');
    await scene.faults.add({ service: 'dynamodb', action: 'query', state: 'Check who else needs the access', delayMs: 150, times: 2 });
    await Promise.all(ids.map((id) => scene.decide('jane', 'release', id)));
    for (const id of ids) await scene.reaches(id, 'ended');
    expect(await members(3)).toEqual([]);
  });

  test('the end of another person\'s access keeps it', async () => {
    const [mine, other] = [await ask(3), await ask(3, 'john')];
    await scene.reaches(mine, 'active');
    await scene.reaches(other, 'active');
    await scene.decide('john', 'release', other);
    await scene.reaches(other, 'ended');
    expect(await members(3)).toEqual([GRANTEE.jane]);
  });
});
