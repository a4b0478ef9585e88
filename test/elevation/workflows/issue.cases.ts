import { session, user } from '../support/fixture';
import { Sessions } from '../support/sessions';

let sessions: Sessions;
beforeAll(async () => { sessions = await Sessions.open(); });
afterAll(() => sessions?.close());
beforeEach(() => sessions.clear());

test('the requester gets a session with tags, source identity and an end in its policy', async () => {
  const id = await sessions.active();
  const answer = await sessions.post(session('jane'), `/requests/${id}/session`);
  const text = expect.any(String);
  expect(answer).toMatchObject({ status: 200, body: { accessKeyId: text, secretAccessKey: text, sessionToken: text } });
  const { endsAt, sessionUntil } = await sessions.state(id);
  expect(answer.body.expiration).toBe(endsAt);
  expect(sessionUntil).toBe(endsAt);
  const [{ parameters }] = await sessions.calls('sts', 'assumeRole');
  expect(parameters).toMatchObject({
    RoleSessionName: 'jane',
    SourceIdentity: 'jane',
    DurationSeconds: 3600,
    Tags: [{ Key: 'RequestId', Value: id }, { Key: 'IncidentId', Value: 'INC-1234' }, { Key: 'Requester', Value: 'jane' }],
  });
  expect(JSON.parse(parameters.Policy).Statement.at(-1)).toEqual({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateGreaterThan: { 'aws:CurrentTime': endsAt } } });
  expect(parameters.Policy.length).toBeLessThanOrEqual(2048);
});

test('credentials are only in the answer; the ledger has a hash of the token', async () => {
  const id = await sessions.active();
  const { body } = await sessions.post(session('jane'), `/requests/${id}/session`);
  const ledger = JSON.stringify(await sessions.aws.rows());
  expect(ledger).not.toContain(body.secretAccessKey);
  expect(ledger).not.toContain(body.sessionToken);
  expect(ledger).toMatch(/"token [0-9a-f]{64}"/);
});

test('there is one session at a time', async () => {
  const id = await sessions.active();
  expect(await sessions.post(session('jane'), `/requests/${id}/session`)).toMatchObject({ status: 200 });
  expect(await sessions.post(session('jane'), `/requests/${id}/session`)).toMatchObject({ status: 409, body: { reason: expect.stringContaining('You have a session until') } });
});

test('of two calls at once, one gets a session', async () => {
  const id = await sessions.active();
  const answers = await Promise.all([1, 2].map(() => sessions.post(session('jane'), `/requests/${id}/session`)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(await sessions.calls('sts', 'assumeRole')).toHaveLength(1);
});

test.each([
  ['another person', session('mary'), 404],
  ['an unregistered caller', 'arn:aws:sts::111111111111:assumed-role/Admin/jane', 403],
])('%s gets no session', async (_, caller, status) => {
  const id = await sessions.active();
  expect(await sessions.post(caller, `/requests/${id}/session`)).toMatchObject({ status });
  expect(await sessions.calls('sts', 'assumeRole')).toEqual([]);
});

test('the requester gets a session with another principal as well', async () => {
  const id = await sessions.active();
  expect(await sessions.post(user('jane'), `/requests/${id}/session`)).toMatchObject({ status: 200 });
});

test('there is no session before the approval and after the end', async () => {
  const id = await sessions.requested();
  expect(await sessions.post(session('jane'), `/requests/${id}/session`)).toMatchObject({ status: 409, body: { reason: expect.stringContaining('requested') } });
  const other = await sessions.active();
  await sessions.post(session('jane'), `/requests/${other}/release`);
  await sessions.ended(other);
  expect(await sessions.post(session('jane'), `/requests/${other}/session`)).toMatchObject({ status: 409, body: { reason: expect.stringContaining('ended') } });
});

test('after a refusal by STS there is no session, and another attempt succeeds', async () => {
  const id = await sessions.active();
  await sessions.bench.faults.add({ service: 'sts', action: 'assumeRole', error: 'PackedPolicyTooLargeException' });
  expect(await sessions.post(session('jane'), `/requests/${id}/session`)).toMatchObject({ status: 503 });
  expect((await sessions.state(id)).sessionUntil).toBeUndefined();
  expect(await sessions.post(session('jane'), `/requests/${id}/session`)).toMatchObject({ status: 200 });
});

test('a session that can\'t be recorded isn\'t returned', async () => {
  const id = await sessions.active();
  await sessions.bench.faults.add({ service: 'dynamodb', action: 'putItem', error: 'InternalServerErrorException', times: 10 });
  const answer = await sessions.post(session('jane'), `/requests/${id}/session`);
  expect(answer.status).toBe(503);
  expect(answer.text).not.toContain('secretAccessKey');
});
