import { after, Desk } from '../support/desk';
import { CONTAIN_RULE, JUSTIFICATION, PAYMENTS, REQUEST, REVIEW_RULE, WEB, paul, session } from '../support/fixture';

let desk: Desk;
let id: string;
beforeAll(async () => {
  desk = await Desk.open({ rules: { contain: CONTAIN_RULE, review: { ...REVIEW_RULE, revokers: [paul] } } });
  id = await desk.requested({ ...REQUEST, accounts: [WEB, PAYMENTS] }, { at: after(0) });
  await desk.act(id, 'approve', 'john', { reason: 'I looked at the alarm' }, after(1));
});
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

const NONE = { reason: 'There is no such request' };

describe('one request', () => {
  test('is shown as it was sent, with its entries', async () => {
    const answer = await desk.get(`/requests/${id}`, 'jane');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      id,
      status: 'requested',
      moreEntries: false,
      rule: 'contain',
      title: 'Contain',
      requester: 'jane',
      accounts: [WEB, PAYMENTS],
      minutes: 30,
      incident: 'INC-1234',
      fields: { incident: 'INC-1234', justification: JUSTIFICATION },
      approvals: ['john'],
      bypassedBy: '',
      createdAt: after(0).toISOString(),
      expiresAt: after(240).toISOString(),
      startsAt: '',
      endsAt: '',
      endReason: '',
      entries: [
        { at: after(0).toISOString(), event: 'Elevation Requested', by: 'jane', detail: JSON.stringify({ incident: 'INC-1234', justification: JUSTIFICATION }) },
        { at: after(1).toISOString(), event: 'Elevation Approval Added', by: 'john', detail: 'I looked at the alarm' },
      ],
    });
  });

  test('of one account, without fields and approvals still has lists and objects', async () => {
    const one = await desk.put({ rule: 'review', fields: '{}', approvals: [] });
    expect((await desk.get(`/requests/${one}`, 'jane')).body).toMatchObject({ accounts: [PAYMENTS], fields: {}, approvals: [], entries: [] });
  });

  test('without accounts has an empty list of them', async () => {
    expect((await desk.get(`/requests/${await desk.put({ accounts: [] })}`, 'jane')).body.accounts).toEqual([]);
  });

  test('that ended has the reason, and the person who bypassed', async () => {
    const one = await desk.put({ status: 'ended', endReason: 'released', bypassedBy: 'ruth' });
    expect((await desk.get(`/requests/${one}`, 'jane')).body).toMatchObject({ status: 'ended', endReason: 'released', bypassedBy: 'ruth' });
  });

  test.each([
    ['the requester', 'jane'], ['an approver', 'john'], ['an auditor', 'mary'], ['a fallback approver', 'paul'], ['a bypasser', 'ruth'],
  ])('is shown to %s', async (_, by) => {
    expect((await desk.get(`/requests/${id}`, by)).status).toBe(200);
  });

  test('is shown to a revoker', async () => {
    expect((await desk.get(`/requests/${await desk.put({ rule: 'review' })}`, 'paul')).status).toBe(200);
  });

  test.each(['ruth', 'john'])('isn\'t shown to %s, whom its rule doesn\'t name', async (by) => {
    const answer = await desk.get(`/requests/${await desk.put({ rule: 'review' })}`, by);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual(NONE);
  });

  test('whose rule no longer exists is shown only to the requester and to auditors', async () => {
    const one = await desk.put({ rule: 'gone' });
    const statuses = await Promise.all(['jane', 'mary', 'john', 'ruth'].map(async (by) => (await desk.get(`/requests/${one}`, by)).status));
    expect(statuses).toEqual([200, 200, 404, 404]);
  });

  test('isn\'t shown to unregistered people, whether or not it exists', async () => {
    for (const one of [id, 'f'.repeat(32)]) {
      const answer = await desk.get(`/requests/${one}`, session('eve'));
      expect(answer.status).toBe(403);
      expect(answer.body.reason).toMatch(/^You aren't registered/);
    }
  });

  test.each(['e'.repeat(32), 'abc', 'E'.repeat(32), `${'e'.repeat(32)}%0A`, '%22%7D', '%7B%25%20%24states%20%25%7D', 'STATE', '..', '%25', 'a'.repeat(5000)])(
    'with the id %s isn\'t there', async (one) => {
      const answer = await desk.get(`/requests/${one}`, 'mary');
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual(NONE);
    });

  test('whose key is an access isn\'t there', async () => {
    await desk.aws.call('dynamodb', 'putItem', { TableName: desk.table, Item: { pk: { S: 'ACCESS#x' }, sk: { S: 'STATE' }, kind: { S: 'access' }, createdAt: { S: after(0).toISOString() } } });
    expect((await desk.get('/requests/ACCESS%23x', 'mary')).status).toBe(404);
  });

  test('with more entries than an answer can hold is shown with the first ones', async () => {
    const one = await desk.put({});
    for (let index = 0; index < 60; index += 1) {
      const Item = { pk: { S: `REQUEST#${one}` }, sk: { S: `EVENT#${after(index).toISOString()}#x` }, at: { S: after(index).toISOString() }, by: { S: 'x' }, event: { S: 'E' }, detail: { S: '"'.repeat(1000) } };
      await desk.aws.call('dynamodb', 'putItem', { TableName: desk.table, Item });
    }
    const answer = await desk.get(`/requests/${one}`, 'jane');
    expect(answer.body.entries).toHaveLength(50);
    expect(answer.integration!.output.length).toBeLessThan(256 * 1024);
  });

  test.each(['getItem', 'query'])('is no secret of AWS where %s fails', async (action) => {
    await desk.faults({ service: 'dynamodb', action, error: 'DynamoDbException', cause: 'arn:secret' });
    const answer = await desk.get(`/requests/${id}`, 'jane');
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({ reason: "the request could not be worked on; try again, or use break-glass access if it can't wait" });
  });
});
