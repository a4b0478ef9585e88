import { Desk } from '../support/desk';
import { REQUEST, session, user } from '../support/fixture';

let desk: Desk;
beforeAll(async () => { desk = await Desk.open(); });
afterAll(() => desk?.close());
beforeEach(() => desk.clear());

let tokens = 0;
const body = () => ({ ...REQUEST, clientToken: `token-${String(++tokens).padStart(4, '0')}` });
const states = async () => (await desk.aws.rows()).filter(({ sk }) => sk === 'STATE').map(({ id }) => id);

describe('a request with the token of another', () => {
  test('is refused with the id of the first', async () => {
    const request = body();
    const id = await desk.requested(request);
    const again = await desk.submit(request);
    expect(again.status).toBe(409);
    expect(again.body).toEqual({ reason: `This request was already submitted, as ${id}` });
    expect(await desk.entries(id)).toHaveLength(1);
  });

  test('is the same request with another principal of the person', async () => {
    const request = body();
    await desk.requested(request, { by: session('jane') });
    expect((await desk.submit(request, { by: user('jane') })).status).toBe(409);
  });

  test('is the same request even with other fields', async () => {
    const request = body();
    const id = await desk.requested(request);
    expect((await desk.submit({ ...request, minutes: 60 })).status).toBe(409);
    expect(await desk.state(id)).toMatchObject({ minutes: 30, version: 1 });
  });

  test('of another person is another request', async () => {
    const request = body();
    const ids = [await desk.requested(request, { by: 'jane' }), await desk.requested(request, { by: 'john' })];
    expect(new Set(ids).size).toBe(2);
  });

  test('at the same moment leaves one row, and one answer with 201', async () => {
    const before = await states();
    const request = body();
    const at = new Date();
    const answers = await Promise.all(Array.from({ length: 6 }, () => desk.submit(request, { at })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const added = (await states()).filter((id) => !before.includes(id));
    expect(added).toEqual([answers.find(({ status }) => status === 201)!.body.id]);
    expect(await desk.entries(added[0])).toHaveLength(1);
    expect(await desk.events()).toHaveLength(1);
  });

  test('on call at the same moment starts one grant', async () => {
    const request = { rule: 'review', accounts: REQUEST.accounts, clientToken: 'on-call-1' };
    const answers = await Promise.all(Array.from({ length: 4 }, () => desk.submit(request)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(await desk.lives()).toHaveLength(1);
  });
});

test('two requests without a token are two', async () => {
  expect(await desk.requested()).not.toBe(await desk.requested());
});

describe('where the ledger fails', () => {
  const write = { service: 'dynamodb', action: 'transactWriteItems' };

  test.each([
    ['doesn\'t answer', 'InternalServerErrorException'],
    ['refuses', 'DynamoDbException'],
    ['isn\'t allowed', 'AccessDeniedException'],
  ])('because it %s, the answer has no details, and nothing is written or announced', async (_, error) => {
    const before = await desk.aws.rows();
    await desk.faults({ ...write, error, cause: 'arn:aws:dynamodb:secret', times: 99 });
    const answer = await desk.submit();
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({ reason: "the request could not be worked on; try again, or use break-glass access if it can't wait" });
    expect(await desk.aws.rows()).toEqual(before);
    expect(await desk.events()).toEqual([]);
  });

  test('for a moment, the request is written at the next try', async () => {
    await desk.faults({ ...write, error: 'ProvisionedThroughputExceededException', times: 2 });
    expect((await desk.submit()).status).toBe(201);
  });

  test('by cancelling for another reason than a condition, the answer doesn\'t name an earlier request', async () => {
    const before = await desk.aws.rows();
    await desk.faults({ ...write, error: 'TransactionCanceledException', cause: 'Transaction cancelled, please refer cancellation reasons for specific reasons [ThrottlingError, None]' });
    const answer = await desk.submit();
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({ reason: "The ledger is busy; retry, or use break-glass access if you can't wait" });
    expect(await desk.aws.rows()).toEqual(before);
  });

  test('after writing, with a lost answer, a second attempt with the token finds the first', async () => {
    const request = body();
    await desk.faults({ ...write, error: 'DynamoDbException', before: false });
    expect((await desk.submit(request)).status).toBe(500);
    const again = await desk.submit(request);
    expect(again.status).toBe(409);
    const [, id] = /as (\w{32})$/.exec(again.body.reason)!;
    expect(await desk.state(id)).toMatchObject({ status: 'requested' });
  });

  test('the entry and the state are written in one transaction', async () => {
    await desk.requested();
    const [call] = await desk.calls('transactWriteItems');
    expect(call.parameters.TransactItems.map((item: any) => [Object.keys(item), item.Put.ConditionExpression])).toEqual([
      [['Put'], 'attribute_not_exists(pk)'], [['Put'], 'attribute_not_exists(pk)'],
    ]);
  });
});

test('a request succeeds even if the bus fails', async () => {
  await desk.faults({ service: 'eventbridge', action: 'putEvents', error: 'InternalException', times: 99 });
  const id = await desk.requested();
  expect(await desk.state(id)).toMatchObject({ status: 'requested' });
});

test.each(['Check the request', 'Set the first status', 'Record the request'])('a workflow that dies before \'%s\' leaves nothing', async (state) => {
  const before = await desk.aws.rows();
  await desk.faults({ kill: true, state, machine: desk.aws.machine('AccessSubmit').split(':').pop() });
  const answer = await desk.submit();
  expect(answer.status).toBe(500);
  expect(await desk.aws.rows()).toEqual(before);
});
