import { A_TOKEN, messageOf, tokenText } from './fixtures';
import { ActivationWindow } from '../../src';

const START = '2026-01-31T14:00:00Z';

function errorOf(start: string, end: string): string {
  return messageOf(() => ActivationWindow.between(start, end));
}

test('a closed window ended at the beginning of time', () => {
  const window = ActivationWindow.closed();
  expect([window.start, window.end]).toEqual(['1970-01-01T00:00:00Z', '1970-01-01T00:00:01Z']);
});

test('an open window is a condition on the current time, both ends included', () => {
  expect(ActivationWindow.between(START, '2026-01-31T18:00:00Z')._conditions()).toEqual({
    DateGreaterThanEquals: { 'aws:CurrentTime': START },
    DateLessThanEquals: { 'aws:CurrentTime': '2026-01-31T18:00:00Z' },
  });
});

test.each([
  ['a second', START, '2026-01-31T14:00:01Z'],
  ['24 hours', START, '2026-02-01T14:00:00Z'],
  ['a leap day', '2028-02-28T14:00:00Z', '2028-02-29T14:00:00Z'],
])('a window may last %s', (_, start, end) => {
  const window = ActivationWindow.between(start, end);
  expect([window.start, window.end]).toEqual([start, end]);
});

test('fails for an end before the start', () => {
  expect(errorOf(START, '2026-01-31T13:59:59Z')).toBe(`'end' must be after 'start' (${START}), got '2026-01-31T13:59:59Z'; exchange them`);
});

test('fails for an end equal to the start', () => {
  expect(errorOf(START, START)).toBe(`'end' must be after 'start' (${START}), got '${START}'; give a later 'end'`);
});

test('fails for a second over 24 hours', () => {
  expect(errorOf(START, '2026-02-01T14:00:01Z'))
    .toBe(`'end' must be at most 24 hours after 'start' (${START}), got '2026-02-01T14:00:01Z'; open a window for each day of a long incident`);
});

const IN_UTC: { readonly [instant: string]: string } = {
  '2026-01-31T24:00:00Z': '2026-02-01T00:00:00Z', '2026-01-31T14:00:00+01:00': '2026-01-31T13:00:00Z',
};

test.each([
  '', '2026-02-31T14:00:00Z', '2027-02-29T14:00:00Z', '2026-13-01T14:00:00Z', '2026-01-31T24:00:00Z', '2026-01-31T14:60:00Z', '2026-01-31T23:59:60Z',
  '2026-01-31T14:00:00+01:00', '2026-01-31T14:00:00', '2026-01-31T14:00Z', '2026-01-31T14:00:00.000Z', '2026-01-31 14:00:00Z', '2026-01-31t14:00:00z',
  '2026-01-31', '1769868000', 'tomorrow', ` ${START}`, `${START}\n`,
])('fails for the instant %j', (instant) => {
  expect(errorOf(instant, '2026-02-01T00:00:00Z')).toBe(`'start' must be an instant in UTC, got '${instant}'; write it as '${IN_UTC[instant] ?? '2026-01-31T14:00:00Z'}'`);
  expect(errorOf(START, instant)).toBe(`'end' must be an instant in UTC, got '${instant}'; write it as '${IN_UTC[instant] ?? '2026-01-31T14:00:00Z'}'`);
});

test('fails for tokens', () => {
  expect(errorOf(tokenText(), START)).toBe(`'start' must be known at synthesis, got ${A_TOKEN}; write the instant`);
  expect(errorOf(START, tokenText())).toBe(`'end' must be known at synthesis, got ${A_TOKEN}; write the instant`);
});
