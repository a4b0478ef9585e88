import { Desk } from '../support/desk';
import { REQUEST } from '../support/fixture';
import { RULES, Refused, UNREADABLE, WRONG } from '../support/hostile';

let desk: Desk;
beforeAll(async () => { desk = await Desk.open({ rules: RULES }); });
afterAll(() => desk?.close());

// Each reason once: all of them are refused by the reference engine in submit-reference.
const once = WRONG.filter(([, , reason], index) => WRONG.findIndex((one) => one[2] === reason) === index);

test.each([...UNREADABLE, ...once].map((row) => [...row]))('%s is refused with the reason', async (...row: any[]) => {
  const [, body, reason, status = 400] = row as unknown as Refused;
  const answer = await desk.submit(body);
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({ reason });
});

test.each([
  ['a list in lists without end', '['.repeat(20_000)],
  ['lists in lists', '['.repeat(20_000) + ']'.repeat(20_000)],
  ['objects in objects', '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)],
  ['a number without end', JSON.stringify(REQUEST).replace(':30,', `:${'9'.repeat(5000)},`)],
  ['a number too large', JSON.stringify(REQUEST).replace(':30,', ':1e999,')],
  ['a date that no calendar has', { ...REQUEST, rule: 'later', startsAt: '2026-02-31T25:00:00Z' }],
  ['a byte order mark', `\ufeff${JSON.stringify(REQUEST)}`],
])('%s is a bad request, whatever the engine makes of it', async (_, body) => {
  const answer = await desk.submit(body);
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ reason: expect.stringMatching(/^[ -~]{20,200}$/) });
});

test('another content type is refused by the API', async () => {
  const answer = await desk.aws.request('POST', '/requests', {
    caller: 'arn:aws:iam::111111111111:user/people/jane', body: JSON.stringify(REQUEST), headers: { 'Content-Type': 'text/plain' },
  });
  expect(answer.status).toBe(415);
});

test('nothing of what was refused is in the ledger or was announced', async () => {
  expect(await desk.aws.rows()).toEqual([]);
  expect(await desk.events()).toEqual([]);
});
