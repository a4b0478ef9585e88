import { Bench, Deployed } from '../../../emulator/bench/bench';
import { ACCOUNT, elevatedAccess, session, user } from '../support/fixture';
import { windowRule } from '../support/kinds';

const ROLE = 'BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE';
let bench: Bench;
let aws: Deployed;
beforeAll(async () => {
  bench = await Bench.start();
  const { stack } = elevatedAccess({ rules: (scope) => ({ investigate: windowRule(scope) }), props: { reviewItems: false } });
  // A trust policy names users that exist.
  for (const UserName of ['jane', 'john']) {
    await bench.workbench.call(ACCOUNT, 'eu-central-1', 'iam', 'createUser', { UserName, Path: '/people/' });
  }
  aws = await bench.deploy(stack);
});
afterAll(() => bench?.stop());
beforeEach(async () => {
  await bench.faults.clear();
  await bench.calls.clear();
});

const state = async (id: string) => (await aws.rows()).find((row) => row.sk === 'STATE' && row.id === id);
const calls = async (action: string) => (await bench.calls.list()).filter((call) => call.service === 'iam' && call.action === action);
const reaches = (id: string, status: string) => aws.waitFor(async () => (await state(id))?.status === status, `${id} ${status}`);

async function opened(person = 'jane', minutes = 30): Promise<string> {
  const { status, body } = await aws.request('POST', '/requests', { caller: session(person), body: { rule: 'investigate', minutes } });
  expect({ status, body }).toMatchObject({ status: 201 });
  await reaches(body.id, 'active');
  return body.id;
}

async function closed(id: string, person = 'jane'): Promise<void> {
  await aws.request('POST', `/requests/${id}/release`, { caller: session(person), body: {} });
  await reaches(id, 'ended');
}

/** Who is let in by the trust policy as it stands, beside those for whom it is closed. */
async function letIn(): Promise<any[]> {
  const { Role } = await aws.call('iam', 'getRole', { RoleName: ROLE });
  const { Statement } = JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument));
  return Statement.filter(({ Condition }: any) => !Condition.DateLessThanEquals?.['aws:CurrentTime'].startsWith('1970'));
}

test('the window opens only for the requester, under the conditions of the role, until the end of the access', async () => {
  const id = await opened();
  const { endsAt } = await state(id);
  const [statement, ...others] = await letIn();
  expect(others).toEqual([]);
  expect(statement).toMatchObject({
    Effect: 'Allow',
    Principal: { AWS: user('jane') },
    Action: 'sts:AssumeRole',
    Condition: {
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      StringEquals: { 'sts:RoleSessionName': '${aws:username}' },
      DateLessThanEquals: { 'aws:CurrentTime': `${endsAt.slice(0, 19)}Z` },
    },
  });
  await closed(id);
});

test('at the end the statement is removed and only the requester\'s sessions are denied', async () => {
  const id = await opened();
  await closed(id);
  expect(await letIn()).toEqual([]);
  const [{ parameters }] = await calls('putRolePolicy');
  expect(parameters.RoleName).toBe(ROLE);
  expect(JSON.parse(parameters.PolicyDocument).Statement).toEqual([{
    Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringLike: { 'aws:userid': '*:jane' }, DateLessThan: { 'aws:TokenIssueTime': expect.stringMatching(/^20.*Z$/) } },
  }]);
});

test('two people have it open at the same time, and the end of one keeps the other', async () => {
  const [jane, john] = await Promise.all([opened('jane'), opened('john')]);
  const users = async () => (await letIn()).map(({ Principal }) => Principal.AWS).sort();
  expect(await users()).toEqual([user('jane'), user('john')]);
  await closed(jane);
  expect(await users()).toEqual([user('john')]);
  await closed(john, 'john');
  expect(await users()).toEqual([]);
});

test('two windows that end at the same time are both closed', async () => {
  const ids = await Promise.all([opened('jane'), opened('john')]);
  await Promise.all([closed(ids[0]), closed(ids[1], 'john')]);
  expect(await letIn()).toEqual([]);
});

test('a window that can\'t be written fails the grant and leaves nothing open', async () => {
  await bench.faults.add({ service: 'iam', action: 'updateAssumeRolePolicy', machine: 'Elevation-AccessLife', error: 'LimitExceededException', times: 9 });
  const { body: { id } } = await aws.request('POST', '/requests', { caller: session('jane'), body: { rule: 'investigate', minutes: 30 } });
  await reaches(id, 'failed');
  expect(await letIn()).toEqual([]);
});

test('a lost answer of IAM leaves the window open for its time, and the end closes it', async () => {
  await bench.faults.add({ service: 'iam', action: 'updateAssumeRolePolicy', machine: 'Elevation-AccessLife', error: 'ServiceFailureException', before: false });
  const id = await opened();
  expect(await letIn()).toHaveLength(1);
  await closed(id);
  expect(await letIn()).toEqual([]);
});

test('a registered person who is no responder of the role is refused', async () => {
  expect(await aws.request('POST', '/requests', { caller: session('mary'), body: { rule: 'investigate', minutes: 30 } })).toMatchObject({ status: 403 });
});
