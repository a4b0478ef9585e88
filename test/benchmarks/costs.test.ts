import { ASSUMED, partsOfGrant, partsOfMonth, times, total, turnsPerMonth, Usage, usdOf } from '../../benchmarks/elevation/costs';
import { PRICES } from '../../benchmarks/elevation/prices';

const NOTHING: Usage = {
  apiRequests: 0,
  expressExecutions: 0,
  standardExecutions: 0,
  transitions: 0,
  historyEvents: 0,
  tableWriteUnits: 0,
  indexWriteUnits: 0,
  readUnits: 0,
  dynamoDbCalls: 0,
  schedules: 0,
  busEvents: 0,
  storedBytes: 0,
};
const grant = (usage: Partial<Usage>, waiting = 0) => total(partsOfGrant({ ...NOTHING, ...usage }, waiting));

test('nothing costs nothing', () => {
  expect(grant({})).toBe(0);
});

test.each<[Partial<Usage>, number]>([
  [{ transitions: 1000 }, 0.025],
  [{ apiRequests: 1_000_000 }, 3.5 + 1_000_000 * ASSUMED.bytesPerAccessLogEntry / 2 ** 30 * (0.5 + 12 * 0.03)],
  [{ tableWriteUnits: 1_000_000 }, 0.625],
  [{ indexWriteUnits: 1_000_000 }, 0.625],
  [{ readUnits: 1_000_000 }, 0.125],
  [{ schedules: 1_000_000 }, 1],
  [{ storedBytes: 2 ** 30 }, 12 * 0.45],
  [{ dynamoDbCalls: 10_000 }, 0.03],
  [{ standardExecutions: 1_000_000 }, 5 + 1_000_000 * ASSUMED.kmsRequestsPerExecution * 0.03 / 10_000],
])('%j costs %d dollars', (usage, usd) => {
  expect(grant(usage)).toBeCloseTo(usd, 10);
});

test('waiting for Identity Center is billed as transitions', () => {
  expect(grant({}, 2000)).toBeCloseTo(0.05, 10);
});

test('a thousand grants cost a thousand times one', () => {
  const parts = partsOfGrant({ ...NOTHING, transitions: 35, apiRequests: 5, busEvents: 6 }, 12);
  expect(total(times(parts, 1000))).toBeCloseTo(total(parts) * 1000, 10);
});

test('the reconciler is billed by turn', () => {
  const resources = { keys: 1, alarmMetrics: 10, customMetrics: 0, dashboards: 0 };
  const standing = { ...resources, reconcileMinutes: 5, turnTransitions: 1000, turnEvents: 0, turnReadUnits: 0 };
  const transitions = partsOfMonth(standing).find(({ what }) => what === 'State transitions of the reconciler')!;
  expect(turnsPerMonth(5)).toBe(8640);
  expect(usdOf(transitions)).toBeCloseTo(8640 * 0.025, 10);
  const seldom = partsOfMonth({ ...standing, reconcileMinutes: 60 });
  expect(usdOf(seldom.find(({ what }) => what === transitions.what)!)).toBeCloseTo(8640 * 0.025 / 12, 10);
});

test('every price names AWS\'s page, and says where it was read', () => {
  for (const { usd, source, read } of Object.values(PRICES)) {
    expect(usd).toBeGreaterThan(0);
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z/-]+\/pricing\//);
    expect(read).not.toBe('');
  }
});
