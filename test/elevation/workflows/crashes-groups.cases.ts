import { Stack } from 'aws-cdk-lib';
import { Bench } from '../../../emulator/bench/bench';
import { ACCOUNT, IDENTITY_STORE } from '../support/fixture';
import { makeGroup, makeUser, Scene } from '../support/scene';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

/** What only memberships and issued sessions have; crashes-kinds has the rest of the kinds, crashes-life and crashes-end what all have. */
const THERE_ALREADY = { service: 'identitystore', action: 'createGroupMembership', error: 'ConflictException' };
const WAYS: { readonly [machine: string]: { readonly [state: string]: 'group' | 'session' } } = {
  Life: { 'Add to the group': 'group', 'Member': 'group', 'Look up the membership': 'group', 'Sessions can be issued': 'session' },
  End: {
    'Find the membership': 'group',
    'Remove from the group': 'group',
    'Is a session open?': 'session',
    'Deny the session': 'session',
    'Schedule the removal of the deny': 'session',
  },
};
const cases = Object.entries(WAYS).flatMap(([machine, states]) => Object.entries(states).map(([state, kind]) => ({ machine, state, kind })))
  .map((one, index) => ({ ...one, rule: one.kind === 'session' ? 'session' : `group-${index}`, group: '', id: '', aborted: false }));

let scene: Scene;
let role: string;

beforeAll(async () => {
  const bench = await Bench.start();
  const [jane, mary] = await Promise.all(['jane', 'mary'].map(async (name) => new elevation.Person(name, {
    principals: [elevation.PersonPrincipal.identityCenterUser({
      userId: await makeUser(bench, name), userName: `${name}@example.com`, permissionSetName: 'Elevation', accountId: ACCOUNT,
    })],
  })));
  for (const one of cases.filter(({ kind }) => kind === 'group')) one.group = await makeGroup(bench, one.rule);
  const rule = (target: elevation.ElevationTarget): elevation.ElevationRuleProps => (
    { target, requesters: [jane], approvers: [mary], automaticRequesters: [jane], requiredFields: [] });
  scene = await Scene.start({
    props: { people: [jane, mary], auditors: [mary], reviewItems: false },
    rules: (scope: Stack) => {
      const sessions = new elevation.ElevationSessionRole(scope, 'Role', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT });
      role = sessions.roleName;
      const groups = cases.filter(({ kind }) => kind === 'group').map((one) => [one.rule, rule(elevation.ElevationTarget.groupMembership(one.group, 'Group'))]);
      return { session: rule(elevation.ElevationTarget.scopedSession(sessions)), ...Object.fromEntries(groups) };
    },
  }, bench);
  for (const one of cases) {
    await scene.faults.clear();
    const kill = { kill: true as const, state: one.state, machine: `Elevation-Access${one.machine}` };
    if (one.machine === 'Life') {
      await scene.faults.add(...(one.state === 'Look up the membership' ? [THERE_ALREADY] : []), kill);
      one.id = await scene.ask({ rule: one.rule, minutes: 60 });
    } else {
      one.id = await scene.granted({ rule: one.rule, minutes: 60 });
      if (one.kind === 'session') expect(await scene.post('jane', `/requests/${one.id}/session`)).toMatchObject({ status: 200 });
      await scene.faults.add(kill);
      await scene.decide('jane', 'release', one.id);
    }
    await scene.aws.waitFor(() => scene.killed(), one.state);
    one.aborted = [...await scene.ends(one.id), ...await scene.lives(one.id)].some(({ status }) => status === 'ABORTED');
    await scene.unschedule(one.id);
  }
  await scene.calm();
  await scene.advance(35 * 60);
  await scene.reconcile();
});
afterAll(() => scene?.stop());

test.each(['End', 'Life'])('every state that only these kinds of grant have in %s is killed here', (machine) => {
  expect(Object.keys(WAYS[machine]).sort()).toEqual(scene.addedStates(machine));
});

describe.each(cases)('a $machine that was killed before \'$state\'', (one) => {
  test('has run to there', () => {
    expect(one.aborted).toBe(true);
  });

  test('reaches its end by the reconciler, and leaves neither member nor session', async () => {
    expect(await scene.status(one.id)).toBe('ended');
    if (one.kind === 'group') {
      const { GroupMemberships } = await scene.aws.call('identitystore', 'listGroupMemberships', { IdentityStoreId: IDENTITY_STORE, GroupId: one.group });
      expect(GroupMemberships).toEqual([]);
    } else if (one.machine === 'End') {
      const { PolicyNames } = await scene.aws.call('iam', 'listRolePolicies', { RoleName: role });
      expect(PolicyNames).toContain(`ended-${one.id}`);
    }
  });
});
