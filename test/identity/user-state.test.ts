import { jane, investigator, accountStack, messageOf } from './fixtures';
import { UserState } from '../../src';

const START = '2026-12-01T08:00:00Z';

test('a user is new, commissioned or former without a window', () => {
  expect([UserState.NEW, UserState.COMMISSIONED, UserState.FORMER].map(({ name, start, end }) => [name, start, end])).toEqual([
    ['new', undefined, undefined], ['commissioned', undefined, undefined], ['former', undefined, undefined],
  ]);
  expect(jane(accountStack()).state).toBe(UserState.NEW);
});

test('recommissioning has a window of up to seven days', () => {
  expect(UserState.recommissioning(START, '2026-12-08T08:00:00Z')).toMatchObject({ name: 'recommissioning', start: START, end: '2026-12-08T08:00:00Z' });
  expect(messageOf(() => UserState.recommissioning(START, '2026-12-08T08:00:01Z'))).toBe(
    `'end' must be at most 7 days after 'start' (${START}), got '2026-12-08T08:00:01Z'; open a shorter window, and a further one if the first was too short`);
});

test.each([
  [START, START, `'end' must be after 'start' (${START}), got '${START}'; give a later 'end'`],
  [START, '2026-11-30T08:00:00Z', `'end' must be after 'start' (${START}), got '2026-11-30T08:00:00Z'; exchange them`],
  [START, '2026-12-01', "'end' must be an instant in UTC, got '2026-12-01'; write it as '2026-01-31T14:00:00Z'"],
  ['2026-12-01T09:00:00+01:00', '2026-12-02T08:00:00Z', "'start' must be an instant in UTC, got '2026-12-01T09:00:00+01:00'; write it as '2026-12-01T08:00:00Z'"],
])('recommissioning from %s until %s fails', (start, end, message) => {
  expect(messageOf(() => UserState.recommissioning(start, end))).toBe(message);
});

test('a former user can\'t be a responder', () => {
  const stack = accountStack();
  const former = jane(stack, { state: UserState.FORMER });
  expect(messageOf(() => investigator(stack, [former]))).toBe("'responders' must not name a former user, got 'jane.doe-BREAK-GLASS'; "
    + 'name a user of somebody who is there; alarms go on watching the former one');
});
