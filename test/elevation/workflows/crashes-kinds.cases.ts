import { Stack } from 'aws-cdk-lib';
import { Fault } from '../../../emulator/embedded-aws';
import { ACCOUNT, CONTAIN, user, userId } from '../support/fixture';
import { customRule, revocationRule, windowRule } from '../support/kinds';
import { PLACES, Scene } from '../support/scene';

/** What only windows, ends of sessions and grants of one's own have; the other states are killed in crashes-life and crashes-end. */
const ROLE = 'BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE';
const POLICY = { Path: '/elevation/', PolicyName: 'elevation-session-revocation', PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' };

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
  'Remove it': contain(),
  'Removed': contain(),
  'Can its sessions be ended?': contain(),
  'Can a session live?': contain(),
  'End its sessions': contain(),
  'Note whom to deny in the account': contain(),
  'Whom to deny in the account?': contain(),
  'Are all denied in the account?': contain(),
  'Which versions are there?': contain(),
  'Is there room?': contain(),
  'Make room for a version': { ...contain(), versions: 5 },
  'Deny them': contain(),
  'Denies written in the account': contain(),
  'Denied in the account': contain(),
  'Others write in the account': contain(TAKEN),
  'End its sessions everywhere': contain(UNWRITABLE),
  'Note whom to deny everywhere': contain(UNWRITABLE),
  'Whom to deny everywhere?': contain(UNWRITABLE),
  'Are all denied everywhere?': contain(UNWRITABLE),
  'Deny them by service control policy': contain(UNWRITABLE),
  'Denies written everywhere': contain(UNWRITABLE),
  'Denied everywhere': contain(UNWRITABLE),
  'Others write everywhere': contain(UNWRITABLE, ...others('Whom to deny everywhere?')),
  'Is all of it gone?': contain(),
  'Something is left': contain(DENIED),
  'Begin with the window': window,
  'Who has the window open?': window,
  'Is it written so?': window,
  'Write the trust policy': window,
  'Others write it': { rule: 'window', faults: others('Who has the window open?') },
  'Can a session of the window live?': window,
  'Deny what was opened': window,
  'Arrange that what was opened is denied no more': window,
  'Take database-admin': { rule: 'database' },
};
const LIVES: { readonly [state: string]: Way } = {
  'Begin with the window': window,
  'Who has the window open?': window,
  'Is it written so?': window,
  'Write the trust policy': window,
  'Others write it': { rule: 'window', faults: others('Who has the window open?') },
  'Window open': window,
  'Give database-admin': { rule: 'database' },
  'Given: database-admin': { rule: 'database' },
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
    await iam(account, 'createPolicy', POLICY);
    for (let version = 1; version < versions; version++) {
      await iam(account, 'createPolicyVersion', { PolicyArn: `arn:aws:iam::${account}:policy/elevation/elevation-session-revocation`, PolicyDocument: POLICY.PolicyDocument });
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

test('what a workflow of one\'s own gave is taken by another, once nobody needs it', async () => {
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
