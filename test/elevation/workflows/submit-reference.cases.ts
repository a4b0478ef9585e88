import { elevatedAccess, REQUEST, session } from '../support/fixture';
import { Refused, RULES, STRINGS, UNREADABLE, WRONG } from '../support/hostile';
import { evaluate, inputOf, statesOf } from '../support/reference';

const UNREAD = 'The call can\'t be read: the body must be JSON, and each value of the type that the API describes';
const states = statesOf(elevatedAccess({ rules: RULES }).stack, 'AccessSubmit');

/** As the workflow has it: what the expression gives, or the refusal that catches its failure. */
async function understood(body: string | object): Promise<any> {
  try {
    return await evaluate(states['Check the request: evaluate'].Output, { states: { input: inputOf({ caller: session('jane'), body }) } });
  } catch {
    return states['Check the request'].Catch[0].Assign.refusal;
  }
}

test('what can\'t be read is refused by what catches the failure', () => {
  expect(states['Check the request'].Catch).toEqual([{ ErrorEquals: ['States.ALL'], Assign: { refusal: { status: 400, reason: UNREAD } }, Next: 'Refuse' }]);
});

test.each([...UNREADABLE, ...WRONG].map((row) => [...row]))('the reference engine refuses %s with the same reason', async (...row: any[]) => {
  const [, body, reason, status = 400] = row as unknown as Refused;
  expect(await understood(body)).toEqual({ status, reason });
});

test.each(STRINGS)('the reference engine takes %s as a text', async (_, text) => {
  const justification = `Because of what was found: ${text}`;
  const { fields, ...asked } = await understood({ ...REQUEST, justification });
  expect(asked).toMatchObject({ status: 0, person: 'jane', accounts: REQUEST.accounts, minutes: 30, incident: 'INC-1234' });
  expect(fields).toEqual({ incident: REQUEST.incident, justification });
});

test.each([
  ['no fields', { rule: 'bare', accounts: REQUEST.accounts }, {}],
  ['one account and two fields', REQUEST, { incident: REQUEST.incident, justification: REQUEST.justification }],
])('the reference engine makes a list of accounts and an object of %s', async (_, body, fields) => {
  const asked = await understood(body);
  expect(asked.accounts).toEqual(REQUEST.accounts);
  expect(asked.fields).toEqual(fields);
});
