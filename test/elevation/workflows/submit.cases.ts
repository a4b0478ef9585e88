import { Duration } from 'aws-cdk-lib';
import { after, Desk, NOW } from '../support/desk';
import { GRANTEE, JUSTIFICATION, PAYMENTS, REQUEST, REVIEW_RULE, WEB } from '../support/fixture';
import { RULES, STRINGS } from '../support/hostile';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open({ rules: { ...RULES, review: REVIEW_RULE, ahead: { ...REVIEW_RULE, maxScheduleAhead: Duration.hours(2) } } });
});
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

const at = NOW;
const iso = (minutes: number) => after(minutes).toISOString();

test('the answer has the id, the status and the instant of expiry', async () => {
  const answer = await desk.submit(REQUEST, { at });
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), status: 'requested', expiresAt: iso(240) });
});

test('the ledger has the request as it was sent, with the person and the time that API Gateway names', async () => {
  const id = await desk.requested({ ...REQUEST, accounts: [WEB, PAYMENTS] }, { at });
  const { fields, ...row } = await desk.state(id);
  expect(JSON.parse(fields)).toEqual({ incident: 'INC-1234', justification: JUSTIFICATION });
  expect(row).toEqual({
    pk: `REQUEST#${id}`,
    sk: 'STATE',
    kind: 'request',
    id,
    status: 'requested',
    version: 1,
    rule: 'contain',
    title: 'Contain',
    requester: 'jane',
    grantee: GRANTEE.jane,
    accounts: [WEB, PAYMENTS],
    minutes: 30,
    incident: 'INC-1234',
    approvals: [],
    createdAt: iso(0),
    updatedAt: iso(0),
    expiresAt: iso(240),
    wantedAt: '',
    startsAt: '',
    endsAt: '',
    // 400 days, and 15 that an access may last at most.
    forgetAt: Math.floor(Date.parse(iso(0)) / 1000) + 415 * 24 * 3600,
  });
});

test('the first entry names the requester and the fields', async () => {
  const id = await desk.requested(REQUEST, { at });
  const [entry, ...others] = await desk.entries(id);
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ at: iso(0), by: 'jane', event: 'Elevation Requested' });
  expect(JSON.parse(entry.detail)).toEqual({ incident: 'INC-1234', justification: JUSTIFICATION });
});

test('the request is announced', async () => {
  const id = await desk.requested(REQUEST, { at });
  expect(await desk.events()).toEqual([{
    type: 'Elevation Requested',
    detail: {
      id, status: 'requested', rule: 'contain', title: 'Contain', requester: 'jane', by: 'jane', accounts: [PAYMENTS], incident: 'INC-1234', minutes: 30, at: iso(0), expiresAt: iso(240),
    },
  }]);
});

test('without minutes the request has the longest duration of the rule', async () => {
  const id = await desk.requested({ ...REQUEST, minutes: undefined });
  expect(await desk.state(id)).toMatchObject({ minutes: 60 });
});

test.each(['5', '60', '3e1', '30.0'])('%s are minutes', async (minutes) => {
  const id = await desk.requested(JSON.parse(JSON.stringify({ ...REQUEST, minutes: Number(minutes) })));
  expect((await desk.submit(JSON.stringify(REQUEST).replace(':30,', `:${minutes},`))).status).toBe(201);
  expect((await desk.state(id)).minutes).toBe(Number(minutes));
});

test('of two members of a body the last one counts, and a caller among them is unknown', async () => {
  const first = JSON.stringify(REQUEST).replace('{', '{"rule":"nothing","minutes":1,');
  const answer = await desk.submit(first);
  expect(answer.status).toBe(201);
  expect(await desk.state(answer.body.id)).toMatchObject({ rule: 'contain', minutes: 30, requester: 'jane' });
});

test.each(STRINGS)('%s in every field is kept as it was sent, told as it was sent, and found by it', async (_, text) => {
  const id = await desk.requested({ rule: 'free', accounts: [PAYMENTS], incident: text, note: text, other: `${text}\n${text}`, third: '\t' });
  expect(await desk.state(id)).toMatchObject({ incident: text, requester: 'jane' });
  const [{ detail }] = await desk.events();
  expect(detail).toMatchObject({ incident: text, requester: 'jane', id });
  const found = await desk.get('/requests', 'jane', { incident: text });
  expect(found.body.requests.map((request: any) => [request.id, request.fields])).toEqual([
    [id, { incident: text, note: text, other: `${text}\n${text}`, third: '\t' }],
  ]);
});

describe('a request on call', () => {
  test('is approved at once, and the grant starts', async () => {
    const answer = await desk.submit({ rule: 'review', accounts: [PAYMENTS], minutes: 15 }, { at });
    expect(answer).toMatchObject({ status: 201, body: { status: 'approved' } });
    expect(await desk.state(answer.body.id)).toMatchObject({ approvals: ['(automatic)'], startsAt: iso(0), endsAt: iso(15), incident: '-', fields: '{}' });
    expect(await desk.lives()).toEqual([answer.body.id]);
    expect((await desk.events(answer.body.id))[0]).toMatchObject({ type: 'Elevation Approved', detail: { by: '(automatic)', requester: 'jane' } });
    expect((await desk.entries(answer.body.id))[0]).toMatchObject({ event: 'Elevation Approved', by: '(automatic)' });
  });

  test('of a person who isn\'t on call waits for an approval', async () => {
    const answer = await desk.submit({ rule: 'review', accounts: [PAYMENTS] }, { by: 'john' });
    expect(answer).toMatchObject({ status: 201, body: { status: 'requested' } });
    expect(await desk.lives()).toEqual([]);
  });

  test('whose grant can\'t be started is still approved: the reconciler starts it', async () => {
    await desk.faults({ service: 'sfn', action: 'startExecution', error: 'ExecutionLimitExceededException', times: 99 });
    const answer = await desk.submit({ rule: 'review', accounts: [PAYMENTS] });
    expect(answer).toMatchObject({ status: 201, body: { status: 'approved' } });
    expect(await desk.state(answer.body.id)).toMatchObject({ status: 'approved' });
    expect(await desk.events(answer.body.id)).toMatchObject([{ type: 'Elevation Approved' }]);
  });

  test('with a scheduled start has the requested times', async () => {
    const id = await desk.requested({ rule: 'ahead', accounts: [PAYMENTS], minutes: 20, startsAt: iso(60) }, { at });
    expect(await desk.state(id)).toMatchObject({ approvals: ['(automatic)'], wantedAt: iso(60), startsAt: iso(60), endsAt: iso(80) });
  });
});

describe('a start', () => {
  test.each([
    ['now', 0, 0],
    ['at the end of what is allowed', 120, 120],
    ['just over, by a clock that is slow, is now', -5, 0],
  ])('%s', async (_, minutes, wanted) => {
    const id = await desk.requested({ ...REQUEST, rule: 'later', startsAt: iso(minutes) }, { at });
    expect(await desk.state(id)).toMatchObject({ wantedAt: iso(wanted), startsAt: '', endsAt: '' });
  });

  test('without milliseconds is an instant as well', async () => {
    const id = await desk.requested({ ...REQUEST, rule: 'later', startsAt: `${iso(60).slice(0, 19)}Z` }, { at });
    expect(await desk.state(id)).toMatchObject({ wantedAt: `${iso(60).slice(0, 19)}.000Z` });
  });

  test.each([['too far ahead', 120.001], ['over', -5.001]])('%s is refused', async (_, minutes) => {
    const answer = await desk.submit({ ...REQUEST, rule: 'later', startsAt: iso(minutes) }, { at });
    expect(answer).toMatchObject({ status: 400, body: { reason: "'startsAt' must be in the future, by at most 120 minutes" } });
  });
});
