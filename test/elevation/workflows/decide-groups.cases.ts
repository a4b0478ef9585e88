import { Desk } from '../support/desk';
import { CONTAIN_RULE, REQUEST } from '../support/fixture';
import { createMembers, Members } from '../support/groups';

let desk: Desk;
let members: Members;
beforeAll(async () => {
  desk = await Desk.open(async (bench) => {
    members = await createMembers(bench, { approvers: ['mary', 'paul', 'jane'] });
    const { people, groups } = members;
    const rule = {
      ...CONTAIN_RULE,
      requesters: [people.jane, people.john],
      approvers: [people.ruth],
      approverGroups: [groups.approvers],
      fallbackApprovers: undefined,
      bypassers: undefined,
    };
    return { rules: { contain: rule }, props: { people: Object.values(people), auditors: [people.ruth] } };
  });
});
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

const ask = { service: 'identitystore', action: 'isMemberInGroups' };
const REASON = { reason: 'because the test says so' };
const row = () => ({ grantee: members.users.jane });
const active = () => ({ ...row(), status: 'active', startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 600_000).toISOString() });

test('members of the group and those whom the rule names make the quorum together', async () => {
  const id = await desk.requested(REQUEST, { by: 'john' });
  expect(await desk.act(id, 'approve', 'mary')).toMatchObject({ status: 200, body: { status: 'requested', approvals: 1 } });
  expect(await desk.act(id, 'approve', 'ruth')).toMatchObject({ status: 200, body: { status: 'approved', approvals: 2 } });
  expect((await desk.calls('isMemberInGroups')).map(({ parameters }) => parameters.MemberId.UserId)).toEqual([members.users.mary]);
});

test.each([['deny', {}, 'denied'], ['revoke', 'active', 'ending']])('a member may %s', async (action, which, status) => {
  const id = await desk.put(which === 'active' ? active() : row());
  expect(await desk.act(id, action as string, 'paul', REASON)).toMatchObject({ status: 200, body: { status } });
});

test.each([['approve', {}], ['deny', {}], ['revoke', 'active']])('who is in no group may not %s', async (action, which) => {
  const id = await desk.put(which === 'active' ? active() : { ...row(), requester: 'jane' });
  const answer = await desk.act(id, action as string, 'john', REASON);
  expect(answer.status).toBe(403);
  expect(answer.body).toEqual({ reason: "The rule doesn't let you decide" });
});

test('a member doesn\'t approve its own request', async () => {
  const answer = await desk.act(await desk.put(row()), 'approve', 'jane');
  expect(answer.status).toBe(403);
  expect(await desk.calls('isMemberInGroups')).toEqual([]);
});

test.each(['InternalServerException', 'AccessDeniedException', 'States.Timeout'])('members of a group can\'t decide while the identity store answers with %s', async (error) => {
  const id = await desk.put(row());
  await desk.faults({ ...ask, error, times: 99 });
  const answer = await desk.act(id, 'approve', 'mary');
  expect(answer.status).toBe(503);
  expect(answer.body).toEqual({ reason: "The identity store didn't answer; retry, or use break-glass access if you can't wait" });
  expect(await desk.items(id)).toMatchObject([{ version: 1 }]);
});

test('an approver by name decides without the identity store', async () => {
  const id = await desk.put(row());
  await desk.faults({ ...ask, error: 'InternalServerException', times: 99 });
  expect((await desk.act(id, 'approve', 'ruth')).status).toBe(200);
});
