import { eventMatches } from '../../src/analysis/event-pattern';
import { matches, parseMetricFilter } from '../../src/analysis/metric-filter';
import { detect } from '../../src/claims/detect';
import { keyOf } from '../../src/claims/detection-index';
import { DETECTIONS } from '../../src/detection/detections';
import { eventPatterns, filterPatterns } from '../../src/detection/patterns';
import { Watched } from '../../src/detection/shapes';
import { FIXTURE_NAMES, RECORDS, toEventBridgeEvent } from '../detection/records';

const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
const NAMES = Array.from({ length: 60 }, (_, index) => `BREAK-GLASS-R${index}`);

const WATCHED: Watched = {
  partition: 'aws',
  account: ACCOUNTS[0],
  region: 'us-east-1',
  users: NAMES.map((_, index) => ({ arn: `arn:aws:iam::${ACCOUNTS[0]}:user/bg/u${index}-BREAK-GLASS`, name: `u${index}-BREAK-GLASS` })),
  roles: ACCOUNTS.flatMap((account) => NAMES.map((name) => (
    { name, arn: `arn:aws:iam::${account}:role/bg/${name}`, sessionArnPrefix: `arn:aws:sts::${account}:assumed-role/${name}/` }))),
  trailLogGroupName: 'organization-trail',
  topicArns: [`arn:aws:sns:us-east-1:${ACCOUNTS[0]}:BREAK-GLASS-ALARMS`],
  keyArns: [],
};

/** The published records, of roles that are watched, that nearly are, and of others. */
const records = RECORDS.flatMap(({ record }) => ['R0', 'R59', 'R60', 'R5', 'R5X', 'XR5'].map((name) => (
  JSON.parse(JSON.stringify(record).replaceAll(FIXTURE_NAMES.roleName, name.startsWith('X') ? `XBREAK-GLASS-${name.slice(1)}` : `BREAK-GLASS-${name}`)))));

const RULES = [false, true].flatMap((many) => DETECTIONS.flatMap((detection) => detection.rules(WATCHED, many)).flatMap(eventPatterns));
const FILTERS = [false, true].flatMap((many) => DETECTIONS.flatMap((detection) => detection.filters(WATCHED, many)).flatMap(filterPatterns));

/** Patterns among so many of the same shape, for names that no record has, that they are looked up and not all asked. */
function amongOthers<T>(patterns: readonly T[]): T[] {
  const others = Array.from({ length: 20 }, (_, index) => String.fromCharCode('a'.charCodeAt(0) + index));
  return [...patterns, ...others.flatMap((letter) => patterns.map((pattern) => (
    JSON.parse(JSON.stringify(pattern).replace(/(?<=BREAK-)GLASS(?=-)|(?<=-BREAK-)GLASS|(?<=\d{11})\d/g, letter)))))];
}

describe('the index finds what asking each pattern finds', () => {
  test('of the rules', () => {
    const seen = records.map((record) => detect({ layer: 'rules', patterns: RULES, record }).alarmed);
    expect(seen).toEqual(records.map((record) => RULES.some((pattern) => eventMatches(pattern, toEventBridgeEvent(record)))));
    expect(new Set(seen)).toEqual(new Set([true, false]));
  });

  test('of each detection\'s rules alone, so that no other pattern hides a loss', () => {
    for (const detection of DETECTIONS) {
      const patterns = [false, true].flatMap((many) => detection.rules(WATCHED, many)).flatMap(eventPatterns);
      const all = amongOthers(patterns);
      expect(records.map((record) => detect({ layer: 'rules', patterns: all, record }).alarmed))
        .toEqual(records.map((record) => patterns.some((pattern) => eventMatches(pattern, toEventBridgeEvent(record)))));
    }
  });

  test('of each detection\'s filters alone', () => {
    for (const detection of DETECTIONS) {
      const patterns = [false, true].flatMap((many) => detection.filters(WATCHED, many)).flatMap(filterPatterns);
      const parsed = patterns.map(parseMetricFilter);
      const all = amongOthers(patterns);
      expect(records.map((record) => detect({ layer: 'filters', patterns: all, record }).alarmed))
        .toEqual(records.map((record) => parsed.some((filter) => matches(filter, record))));
    }
  });

  test('of the filters', () => {
    const parsed = FILTERS.map(parseMetricFilter);
    const seen = records.map((record) => detect({ layer: 'filters', patterns: FILTERS, record }).alarmed);
    expect(seen).toEqual(records.map((record) => parsed.some((filter) => matches(filter, record))));
    expect(new Set(seen)).toEqual(new Set([true, false]));
  });
});

test('a pattern of which nothing is left beside its texts is looked up by them alone', () => {
  const patterns = NAMES.map((name) => ({ detail: { requestParameters: { roleName: [name] } } }));
  expect(detect({ layer: 'rules', patterns, record: { requestParameters: { roleName: NAMES[59] } } }).alarmed).toBe(true);
  expect(detect({ layer: 'rules', patterns, record: { requestParameters: { userName: NAMES[59] } } }).alarmed).toBe(false);
});

test('a text in a list is looked up under the name of the list', () => {
  const patterns = NAMES.map((name) => `{ $.eventName="DeleteAlarms" && $.requestParameters.alarmNames[1]="${name}" }`);
  const record = (alarmNames: string[]) => ({ eventName: 'DeleteAlarms', requestParameters: { alarmNames } });
  expect(detect({ layer: 'filters', patterns, record: record(['other', NAMES[59]]) }).alarmed).toBe(true);
  expect(detect({ layer: 'filters', patterns, record: record([NAMES[59], 'other']) }).alarmed).toBe(false);
});

describe('a text stands under', () => {
  test.each([
    ['itself', 'arn:aws:iam::1:role/a', '=arn:aws:iam::1:role/a'],
    ['its beginning up to a slash', 'arn:aws:sts::1:assumed-role/a/*', '^arn:aws:sts::1:assumed-role/a/'],
    ['its beginning up to a colon', 'arn:aws:sns:us-east-1:1:ALARMS:*', '^arn:aws:sns:us-east-1:1:ALARMS:'],
    ['its end from a slash', '*/BREAK-GLASS-A', '$/BREAK-GLASS-A'],
    ['its end from a colon', '*arn:aws:iam::1:role/a', '$:aws:iam::1:role/a'],
    ['the end of a word', '*arn:aws:iam::1:role/a *', '$:aws:iam::1:role/a'],
  ])('%s: %s', (_, text, key) => {
    expect(keyOf(text)).toBe(key);
  });

  test.each(['*', 'BREAK-GLASS-*', '*BREAK-GLASS', '*:role/bg/BREAK-GLASS-*', 'a*b', '*a b*', 'a\\*'])('nothing, where values that fit have no such part in common: %s', (text) => {
    expect(keyOf(text)).toBeUndefined();
  });
});
