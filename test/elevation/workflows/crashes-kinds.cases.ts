import { Stack } from 'aws-cdk-lib';
import { Fault } from '../../../emulator/embedded-aws';
import { ACCOUNT, CONTAIN, user, userId } from '../support/fixture';
import { customRule, revocationRule, windowRule } from '../support/kinds';
import { deployRevoker } from '../support/revoker';
import { PLACES, Scene } from '../support/scene';

/** States of windows, session revocation and custom grants. The other states are killed in crashes-life and crashes-end. */
const ROLE = 'BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE';
const DOCUMENT = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

/** Others write again and again: each look finds something else. */
const others = (state: string): Fault[] => Array.from({ length: 9 }, (_, index) => {
  const row = { id: { S: 'x' }, user: { S: `u-${index}` }, grantee: { S: user('john') }, createdAt: { S: '2026-01-01T00:00:00.000Z' }, before: { S: '2026-01-01T00:00:00.000Z' } };
  return { service: 'dynamodb', action: 'query', state, result: { Items: [{ ...row, endsAt: { S: `2026-01-01T00:0${index}:00.000Z` } }] } };
});
const UNWRITABLE: Fault = { service: 'iam', action: 'createPolicyVersion', error: 'NoSuchEntityException' };
const TAKEN: Fault = { service: 'iam', action: 'createPolicyVersion', error: 'LimitExceededException', times: 9 };
const DENIED: Fault = { service: 'ssoadmin', action: 'deleteAccountAssignment', error: 'AccessDeniedException' };
/** The emulator has no organization. */
const ORGANIZATIONS: Fault = { service: 'organizations', action: 'updatePolicy', result: {}, before: true, times: 999 };

interface Way { readonly rule: 'contain' | 'window' | 'database'; readonly faults?: readonly Fault[]; readonly versions?: number }

const contain = (...faults: Fault[]): Way => ({ rule: 'contain', faults });
const window: Way = { rule: 'window' };

const ENDS: { readonly [state: string]: Way } = {
  'Try to remove the assignment': contain(),
  'Removed': contain(),
  'Can its sessions be revoked?': contain(),
  'Can a session be open?': contain(),
  'Revoke sessions in the account': contain(),
  'Record the user to deny in the account': contain(),
  'List the users to deny in the account': contain(),
  'Are all users denied in the account?': contain(),
  'List the policy versions': contain(),
  'Is there room for a version?': contain(),
  'Delete the oldest version': { ...contain(), versions: 5 },
  'Write the policy version': contain(),
  'Policy written in the account': contain(),
  'All users denied in the account': contain(),
  'Too many writers in the account': contain(TAKEN),
  'Revoke sessions in the organization': contain(UNWRITABLE),
  'Record the user to deny in the organization': contain(UNWRITABLE),
  'List the users to deny in the organization': contain(UNWRITABLE),
  'Are all users denied in the organization?': contain(UNWRITABLE),
  'Write the service control policy': contain(UNWRITABLE),
  'Policy written in the organization': contain(UNWRITABLE),
  'All users denied in the organization': contain(UNWRITABLE),
  'Too many writers in the organization': contain(UNWRITABLE, ...others('List the users to deny in the organization')),
  'Did both succeed?': contain(),
  'Access may remain': contain(DENIED),
  'Prepare the window': window,
  'List the holders of the window': window,
  'Is the trust policy current?': window,
  'Write the trust policy': window,
  'Too many writers of the trust policy': { rule: 'window', faults: others('List the holders of the window') },
  'Can a session of the window be open?': window,
  'Deny sessions of the window': window,
  'Schedule the removal of the window\'s deny': window,
  'Revoke database-admin': { rule: 'database' },
};
const LIVES: { readonly [state: string]: Way } = {
  'Prepare the window': window,
  'List the holders of the window': window,
  'Is the trust policy current?': window,
  'Write the trust policy': window,
  'Too many writers of the trust policy': { rule: 'window', faults: others('List the holders of the window') },
  'Window open': window,
  'Grant database-admin': { rule: 'database' },
  'Granted: database-admin': { rule: 'database' },
};

const cases = Object.entries({ End: ENDS, Life: LIVES })
  .flatMap(([machine, ways]) => Object.entries(ways).map(([state, way]) => ({ machine, state, ...way })))
  .map((one, index) => ({ ...one, account: PLACES[index], id: '', aborted: false }));
const usual = { contain: { ...revocationRule, accounts: PLACES } };

let scene: Scene;
let windows: string[];
const iam = (account: string, action: string, parameters: object) => scene.bench.workbench.call(account, 'eu-central-1', 'iam', action, parameters);

beforeAll(async () => {
  scene = await Scene.start({
    rules: (scope: Stack) => ({ ...usual, window: windowRule(scope), database: customRule(scope) }), props: { reviewItems: false, sessionRevocationPolicyId: 'p-examplepolicyid111' },
  });
  for (const UserName of ['jane', 'john']) await iam(ACCOUNT, 'createUser', { UserName, Path: '/people/' });
  for (const { account, versions = 1 } of cases.filter((one) => one.rule === 'contain')) {
    await deployRevoker(scene.bench, account);
    for (let version = 1; version < versions; version++) {
      await iam(account, 'createPolicyVersion', { PolicyArn: `arn:aws:iam::${account}:policy/elevation/elevation-session-revocation`, PolicyDocument: DOCUMENT });
    }
  }
  for (const one of cases) {
    await scene.faults.clear();
    const kill: Fault = { kill: true, state: one.state, machine: `Elevation-Access${one.machine}` };
    const ask = () => scene.ask({ rule: one.rule, minutes: 60, accounts: one.rule === 'contain' ? [one.account] : [] });
    if (one.machine === 'Life') {
      await scene.faults.add(...one.faults ?? [], kill, ORGANIZATIONS);
      one.id = await ask();
    } else {
      one.id = await ask();
      await scene.reaches(one.id, 'active');
      await scene.faults.add(...one.faults ?? [], kill, ORGANIZATIONS);
      await scene.decide('jane', 'release', one.id);
    }
    await scene.aws.waitFor(() => scene.killed(), one.state);
    one.aborted = [...await scene.ends(one.id), ...await scene.lives(one.id)].some(({ status }) => status === 'ABORTED');
    await scene.unschedule(one.id);
  }
  await scene.calm();
  await scene.faults.add(ORGANIZATIONS);
  await scene.advance(35 * 60);
  await scene.reconcile();
  const { Role } = await scene.aws.call('iam', 'getRole', { RoleName: ROLE });
  windows = JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument)).Statement.map(({ Condition }: any) => Condition.DateLessThanEquals['aws:CurrentTime']);
});
afterAll(() => scene?.stop());

test.each(['End', 'Life'])('every state that only some kinds of grant have in %s is killed here', (machine) => {
  const killed = Object.keys(machine === 'End' ? ENDS : LIVES).sort();
  expect(killed).toEqual(scene.addedStates(machine));
});

test('no window is open after all of them', () => {
  expect(new Set(windows)).toEqual(new Set(['1970-01-01T00:00:01Z']));
});

test('custom access is revoked when no request needs it any more', async () => {
  const [last, ...before] = await scene.aws.executions('Take', 'SUCCEEDED');
  expect(cases.filter(({ rule }) => rule === 'database').map(({ id }) => id)).toContain(last.input.id);
  expect(before.map(({ input }) => input.requester)).toEqual(before.map(() => 'jane'));
});

describe.each(cases)('a $machine that was killed before \'$state\'', (one) => {
  test('has run to there', () => {
    expect(one.aborted).toBe(true);
  });

  test('leaves no access, and reaches its end by the reconciler', async () => {
    expect(await scene.status(one.id)).toBe('ended');
    if (one.rule === 'contain') expect(await scene.holders(one.account, CONTAIN)).toEqual([]);
  });

  test('leaves no session either', async () => {
    if (one.rule === 'window') {
      const { PolicyNames } = await scene.aws.call('iam', 'listRolePolicies', { RoleName: ROLE });
      expect(PolicyNames).toContain(`ended-${one.id}`);
    }
    if (one.rule === 'contain') {
      const PolicyArn = `arn:aws:iam::${one.account}:policy/elevation/elevation-session-revocation`;
      const { Versions } = await iam(one.account, 'listPolicyVersions', { PolicyArn });
      const { VersionId } = Versions.find(({ IsDefaultVersion }: any) => IsDefaultVersion);
      const { PolicyVersion } = await iam(one.account, 'getPolicyVersion', { PolicyArn, VersionId });
      expect(decodeURIComponent(PolicyVersion.Document)).toContain(userId(1));
    }
  });
});
