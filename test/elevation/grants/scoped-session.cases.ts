import { Bench, Deployed } from '../../../emulator/bench/bench';
import { elevatedAccess, FIELDS, jane, JUSTIFICATION, mary, session, user } from '../support/fixture';
import { Phase, Playbook, elevation } from 'cdk-break-glass';

let bench: Bench;
let aws: Deployed;
beforeAll(async () => {
  bench = await Bench.start();
  const { stack } = elevatedAccess({
    rules: (scope) => ({
      investigate: {
        target: elevation.ElevationTarget.scopedSession(new elevation.ElevationSessionRole(scope, 'Role', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
        requesters: [jane],
        approvers: [mary],
        requiredFields: FIELDS,
      },
    }),
  });
  aws = await bench.deploy(stack);
});
afterAll(() => bench?.stop());
beforeEach(async () => {
  await bench.faults.clear();
  await bench.calls.clear();
});

const post = (caller: string, path: string, body: string | object = {}) => aws.request('POST', path, { caller, body });
const calls = async (service: string, action: string) => (
  (await bench.calls.list()).filter((call) => call.service === service && call.action === action));
const state = async (id: string) => (await aws.rows()).find((row) => row.sk === 'STATE' && row.id === id);

async function active(): Promise<string> {
  const { body: { id } } = await post(session('jane'), '/requests', { rule: 'investigate', minutes: 30, incident: 'INC-1234', justification: JUSTIFICATION });
  await post(session('mary'), `/requests/${id}/approve`);
  await aws.waitFor(async () => (await state(id))?.status === 'active', 'active');
  return id;
}

test('a session is vended to who asked, with tags, source identity and an end in its policy', async () => {
  const id = await active();
  const answer = await post(session('jane'), `/requests/${id}/session`);
  const text = expect.any(String);
  expect(answer).toMatchObject({ status: 200, body: { accessKeyId: text, secretAccessKey: text, sessionToken: text } });
  const { endsAt, sessionUntil } = await state(id);
  expect(answer.body.expiration).toBe(endsAt);
  expect(sessionUntil).toBe(endsAt);
  const [{ parameters }] = await calls('sts', 'assumeRole');
  expect(parameters).toMatchObject({
    RoleSessionName: 'jane',
    SourceIdentity: 'jane',
    DurationSeconds: 3600,
    Tags: [{ Key: 'RequestId', Value: id }, { Key: 'IncidentId', Value: 'INC-1234' }, { Key: 'Requester', Value: 'jane' }],
  });
  expect(JSON.parse(parameters.Policy).Statement.at(-1)).toEqual({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateGreaterThan: { 'aws:CurrentTime': endsAt } } });
  expect(parameters.Policy.length).toBeLessThanOrEqual(2048);
});

test('credentials are in the answer and nowhere in the ledger, which has a hash of the token', async () => {
  const id = await active();
  const { body } = await post(session('jane'), `/requests/${id}/session`);
  const ledger = JSON.stringify(await aws.rows());
  expect(ledger).not.toContain(body.secretAccessKey);
  expect(ledger).not.toContain(body.sessionToken);
  expect(ledger).toMatch(/"token [0-9a-f]{64}"/);
});

test('one session at a time, another when it is over', async () => {
  const id = await active();
  expect(await post(session('jane'), `/requests/${id}/session`)).toMatchObject({ status: 200 });
  expect(await post(session('jane'), `/requests/${id}/session`)).toMatchObject({ status: 409, body: { reason: expect.stringContaining('you have a session until') } });
});

test('of two that ask at once one gets a session', async () => {
  const id = await active();
  const answers = await Promise.all([1, 2].map(() => post(session('jane'), `/requests/${id}/session`)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(await calls('sts', 'assumeRole')).toHaveLength(1);
});

test.each([
  ['somebody else', session('mary'), 404],
  ['a stranger', 'arn:aws:sts::111111111111:assumed-role/Admin/jane', 403],
])('%s gets none', async (_, caller, status) => {
  const id = await active();
  expect(await post(caller, `/requests/${id}/session`)).toMatchObject({ status });
  expect(await calls('sts', 'assumeRole')).toEqual([]);
});

test('who asked gets it with another principal of the same person as well', async () => {
  const id = await active();
  expect(await post(user('jane'), `/requests/${id}/session`)).toMatchObject({ status: 200 });
});

test('before the approval and after the end there is none', async () => {
  const { body: { id } } = await post(session('jane'), '/requests', { rule: 'investigate', minutes: 30, incident: 'INC-1234', justification: JUSTIFICATION });
  expect(await post(session('jane'), `/requests/${id}/session`)).toMatchObject({ status: 409, body: { reason: expect.stringContaining('requested') } });
  const other = await active();
  await post(session('jane'), `/requests/${other}/release`);
  await aws.waitFor(async () => (await state(other))?.status === 'ended', 'ended');
  expect(await post(session('jane'), `/requests/${other}/session`)).toMatchObject({ status: 409, body: { reason: expect.stringContaining('ended') } });
});

test('STS refusing leaves the way open for another try, and gives nothing', async () => {
  const id = await active();
  await bench.faults.add({ service: 'sts', action: 'assumeRole', error: 'PackedPolicyTooLargeException' });
  expect(await post(session('jane'), `/requests/${id}/session`)).toMatchObject({ status: 503 });
  expect((await state(id)).sessionUntil).toBeUndefined();
  expect(await post(session('jane'), `/requests/${id}/session`)).toMatchObject({ status: 200 });
});

test('a session that can\'t be recorded isn\'t given', async () => {
  const id = await active();
  await bench.faults.add({ service: 'dynamodb', action: 'putItem', error: 'InternalServerErrorException', times: 10 });
  const answer = await post(session('jane'), `/requests/${id}/session`);
  expect(answer.status).toBe(503);
  expect(answer.text).not.toContain('secretAccessKey');
});

test('a live session that is ended early is denied by its tag, and the deny goes by itself', async () => {
  const id = await active();
  await post(session('jane'), `/requests/${id}/session`);
  await post(session('mary'), `/requests/${id}/revoke`, { reason: 'The incident is over' });
  await aws.waitFor(async () => (await state(id))?.status === 'ended', 'ended');
  const [{ parameters }] = await calls('iam', 'putRolePolicy');
  expect(JSON.parse(parameters.PolicyDocument).Statement).toEqual([{ Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/RequestId': id } } }]);
  const schedules = await calls('scheduler', 'createSchedule');
  expect(schedules.at(-1)!.parameters.Target).toMatchObject({ Arn: 'arn:aws:scheduler:::aws-sdk:iam:deleteRolePolicy' });
});

test('a session whose time is over needs no deny', async () => {
  const id = await active();
  await post(session('jane'), `/requests/${id}/session`);
  await bench.clock.shift(31 * 60);
  await aws.waitFor(async () => (await state(id))?.status === 'ended', 'ended');
  expect(await calls('iam', 'putRolePolicy')).toEqual([]);
  await bench.clock.shift(0);
});
