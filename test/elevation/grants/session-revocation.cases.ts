import { Bench, Deployed } from '../../../emulator/bench/bench';
import { CONTAIN, elevatedAccess, PAYMENTS, session, userId, WEB } from '../support/fixture';
import { revocationRule } from '../support/kinds';
import { deployRevoker } from '../support/revoker';

const SCP = 'p-examplepolicyid111';
const POLICY = `arn:aws:iam::${PAYMENTS}:policy/elevation/elevation-session-revocation`;
let bench: Bench;
let aws: Deployed;
beforeAll(async () => {
  bench = await Bench.start();
  await bench.workbench.clock.retryScale(0.001);
  for (const account of [PAYMENTS, WEB]) await deployRevoker(bench, account);
  const { stack } = elevatedAccess({ rules: { contain: revocationRule }, props: { reviewItems: false, sessionRevocationPolicyId: SCP } });
  aws = await bench.deploy(stack);
});
afterAll(() => bench?.stop());
beforeEach(async () => {
  await bench.faults.clear();
  await bench.calls.clear();
});

const state = async (id: string) => (await aws.rows()).find((row) => row.sk === 'STATE' && row.id === id);
const reaches = (id: string, status: string) => aws.waitFor(async () => (await state(id))?.status === status, `${id} ${status}`);
const calls = async (action: string) => (await bench.calls.list()).filter((call) => call.action === action);

async function given(person = 'jane', accounts = [PAYMENTS]): Promise<string> {
  const { status, body } = await aws.request('POST', '/requests', { caller: session(person), body: { rule: 'contain', minutes: 30, accounts } });
  expect(status).toBe(201);
  await reaches(body.id, 'active');
  return body.id;
}

async function ended(id: string, person = 'jane'): Promise<void> {
  await aws.request('POST', `/requests/${id}/release`, { caller: session(person), body: {} });
  await reaches(id, 'ended');
}

/** Lets time pass only while everything waits for it. */
const passUntil = (condition: () => Promise<boolean>, what: string) => aws.waitFor(async () => {
  await bench.workbench.rest();
  if (await condition()) return true;
  await bench.clock.shift(((await bench.clock.now()).getTime() - Date.now()) / 1000 + 120);
  return false;
}, what, 0);

/** The policy as it stands in the account. */
async function policy(): Promise<any[]> {
  const iam = (action: string, parameters: object) => bench.workbench.call(PAYMENTS, 'eu-central-1', 'iam', action, parameters);
  const { Versions } = await iam('listPolicyVersions', { PolicyArn: POLICY });
  expect(Versions.length).toBeLessThanOrEqual(5);
  const { VersionId } = Versions.find(({ IsDefaultVersion }: any) => IsDefaultVersion);
  const { PolicyVersion } = await iam('getPolicyVersion', { PolicyArn: POLICY, VersionId });
  return JSON.parse(decodeURIComponent(PolicyVersion.Document)).Statement;
}

const deniesOf = async (index: number) => (await policy()).filter(({ Effect, Condition }) => Effect === 'Deny' && Condition.StringEquals?.['identitystore:userId'] === userId(index));

test('at the end the requester\'s sessions in the account are denied, after the assignment is removed', async () => {
  await ended(await given());
  expect(await policy()).toContainEqual({ Effect: 'Allow', Action: '*', Resource: '*' });
  expect(await deniesOf(1)).toEqual([{
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { 'identitystore:userId': userId(1) }, DateLessThan: { 'aws:TokenIssueTime': expect.stringMatching(/^20.*T.*Z$/) } },
  }]);
  const order = (await bench.calls.list()).map(({ action }) => action);
  expect(order.indexOf('createPolicyVersion')).toBeGreaterThan(order.lastIndexOf('describeAccountAssignmentDeletionStatus'));
});

test('the policy is written with the role of the account, which does nothing else', async () => {
  await ended(await given());
  const roles = (await bench.calls.list()).filter(({ role }) => role !== undefined).map(({ action, role }) => [action, role]);
  expect(new Set(roles.map(([, role]) => role))).toEqual(new Set([`arn:aws:iam::${PAYMENTS}:role/elevation/elevation-session-revoker`]));
  expect(roles.map(([action]) => action).filter((action) => !['listPolicyVersions', 'createPolicyVersion', 'deletePolicyVersion'].includes(action!))).toEqual([]);
});

test('two people whose access ends at the same time are both denied', async () => {
  const [jane, john] = await Promise.all([given('jane'), given('john')]);
  await Promise.all([ended(jane), ended(john, 'john')]);
  expect([await deniesOf(1), await deniesOf(2)]).toEqual([[expect.anything()], [expect.anything()]]);
});

test('the policy never has more versions than IAM keeps', async () => {
  for (let round = 0; round < 6; round++) { await ended(await given()); }
  expect(await deniesOf(1)).toHaveLength(1);
});

test('an access that another request still needs keeps its sessions', async () => {
  const first = await given();
  const second = await given();
  await bench.calls.clear();
  await ended(first);
  expect(await calls('createPolicyVersion')).toEqual([]);
  await ended(second);
  expect(await calls('createPolicyVersion')).toHaveLength(1);
});

test('if the account\'s policy can\'t be written, the service control policy is written', async () => {
  await bench.faults.add(
    { service: 'iam', action: 'createPolicyVersion', error: 'NoSuchEntityException', times: 9 },
    { service: 'organizations', action: 'updatePolicy', result: {}, before: true },
  );
  await ended(await given('jane', [WEB]));
  const [{ parameters }] = await calls('updatePolicy');
  expect(parameters.PolicyId).toBe(SCP);
  expect(JSON.parse(parameters.Content).Statement).toEqual([{
    Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { 'identitystore:userId': userId(1) }, DateLessThan: { 'aws:TokenIssueTime': expect.any(String) } },
  }]);
});

test('if the account has no role that writes its policy, the service control policy is written', async () => {
  const iam = (action: string, parameters: object) => bench.workbench.call(WEB, 'eu-central-1', 'iam', action, parameters);
  const place = { RoleName: 'elevation-session-revoker', PolicyName: 'write-denies' };
  const { PolicyDocument } = await iam('getRolePolicy', place);
  await iam('deleteRolePolicy', place);
  await bench.faults.add({ service: 'organizations', action: 'updatePolicy', result: {}, before: true });
  await ended(await given('john', [WEB]), 'john');
  await iam('putRolePolicy', { ...place, PolicyDocument: decodeURIComponent(PolicyDocument) });
  expect(await calls('updatePolicy')).toHaveLength(1);
  expect((await calls('listPolicyVersions')).map(({ error }) => error)).toContain('Iam.IamException');
});

test('if neither can be written, the assignment is removed and an alarm is raised', async () => {
  await bench.faults.add(
    { service: 'iam', action: 'createPolicyVersion', error: 'NoSuchEntityException', times: 99 },
    { service: 'organizations', action: 'updatePolicy', error: 'PolicyNotFoundException', times: 99 },
  );
  const id = await given('jane', [WEB]);
  await aws.request('POST', `/requests/${id}/release`, { caller: session('jane'), body: {} });
  await passUntil(async () => (await aws.executions('AccessEnd', 'FAILED')).some(({ input }) => input.id === id), 'the end to fail');
  expect(await aws.assignments(CONTAIN, WEB)).toEqual([]);
  expect((await state(id)).status).toBe('ending');
  expect((await calls('sendMessage')).map(({ parameters }) => parameters.MessageBody).join()).toContain('Elevation.RevokeFailed');
});

test('if the assignment can\'t be removed, its sessions are still revoked', async () => {
  const id = await given('john');
  await bench.calls.clear();
  await bench.faults.add({ service: 'ssoadmin', action: 'deleteAccountAssignment', error: 'AccessDeniedException', times: 1 });
  await aws.request('POST', `/requests/${id}/release`, { caller: session('john'), body: {} });
  await aws.waitFor(async () => (await calls('createPolicyVersion')).length > 0, 'the sessions to be ended');
  expect(await aws.assignments(CONTAIN, PAYMENTS)).toHaveLength(1);
  await passUntil(async () => (await state(id)).status === 'ended', 'the next try');
  expect(await aws.assignments(CONTAIN, PAYMENTS)).toEqual([]);
});
