import { session } from '../support/fixture';
import { Sessions } from '../support/sessions';

let sessions: Sessions;
beforeAll(async () => { sessions = await Sessions.open(); });
afterAll(() => sessions?.close());
beforeEach(() => sessions.clear());

test('a session of access that ends early is denied by its tag, and a schedule removes the deny', async () => {
  const id = await sessions.active();
  await sessions.post(session('jane'), `/requests/${id}/session`);
  await sessions.post(session('mary'), `/requests/${id}/revoke`, { reason: 'The incident is over' });
  await sessions.ended(id);
  const [{ parameters }] = await sessions.calls('iam', 'putRolePolicy');
  expect(JSON.parse(parameters.PolicyDocument).Statement).toEqual([{ Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/RequestId': id } } }]);
  const schedules = await sessions.calls('scheduler', 'createSchedule');
  expect(schedules.at(-1)!.parameters.Target).toMatchObject({ Arn: 'arn:aws:scheduler:::aws-sdk:iam:deleteRolePolicy' });
});

test('an expired session needs no deny', async () => {
  const id = await sessions.active();
  await sessions.post(session('jane'), `/requests/${id}/session`);
  await sessions.bench.clock.shift(31 * 60);
  await sessions.ended(id);
  expect(await sessions.calls('iam', 'putRolePolicy')).toEqual([]);
  await sessions.bench.clock.shift(0);
});
