import { TestMetricFilterCommand } from '@aws-sdk/client-cloudwatch-logs';
import { matches, parseMetricFilter } from '../../../src/analysis/metric-filter';
import { failed, held, LiveCheck } from '../check';

/** Records that differ in the one field that the patterns ask for: there, another, missing, null. */
export const RECORDS: readonly object[] = [
  { eventName: 'AssumeRole', errorCode: 'AccessDenied', additionalEventData: { MFAUsed: 'Yes' }, n: 1 },
  { eventName: 'AssumeRole', errorCode: 'ThrottlingException', additionalEventData: { MFAUsed: 'No' }, n: 2 },
  { eventName: 'AssumeRole' },
  { eventName: 'AssumeRole', additionalEventData: null },
  { eventName: 'AssumeRole', additionalEventData: {} },
  { eventName: 'ConsoleLogin', errorCode: 'Client.UnauthorizedOperation', eventType: 'AwsServiceEvent' },
];

/** The forms of terms that the library's filters are made of, and the comparisons that AWS doesn't document for a missing field. */
export const PATTERNS: readonly string[] = [
  '{ ($.errorCode="AccessDenied*") }',
  '{ ($.errorCode="*UnauthorizedOperation") }',
  '{ ($.errorCode != "AccessDenied") }',
  '{ ($.errorCode NOT EXISTS) }',
  '{ ($.additionalEventData.MFAUsed != "Yes") }',
  '{ ($.additionalEventData.MFAUsed NOT EXISTS) }',
  '{ ($.additionalEventData.MFAUsed = "Yes") }',
  '{ ($.n != 1) }',
  '{ ($.n > 1) }',
  '{ (($.eventType NOT EXISTS) || ($.eventType != "AwsServiceEvent")) }',
  '{ ($.eventName="AssumeRole") && ($.errorCode NOT EXISTS) }',
];

/** Where CloudWatch Logs and the library's evaluator differ. */
export async function differences(ask: (pattern: string, messages: readonly string[]) => Promise<readonly number[]>): Promise<string[]> {
  const messages = RECORDS.map((record) => JSON.stringify(record));
  const found: string[] = [];
  for (const pattern of PATTERNS) {
    const live = await ask(pattern, messages);
    const own = parseMetricFilter(pattern);
    RECORDS.forEach((record, index) => {
      if (matches(own, record) !== live.includes(index)) { found.push(`${pattern} ${live.includes(index) ? 'matches' : 'doesn\'t match'} ${messages[index]}`); }
    });
  }
  return found;
}

export const METRIC_FILTERS: LiveCheck = {
  fact: 'filter-missing-field',
  creates: [],
  cost: { cents: 0, because: 'TestMetricFilter is free', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  minutes: 1,
  run: async ({ clients }) => {
    const found = await differences(async (filterPattern, messages) => {
      const { matches: matched = [] } = await clients.logs.send(new TestMetricFilterCommand({ filterPattern, logEventMessages: [...messages] }));
      // Numbered from 1.
      return matched.map(({ eventNumber = 0 }) => eventNumber - 1);
    });
    return found.length > 0 ? failed(`CloudWatch Logs answers otherwise: ${found.join('; ')}`)
      : held(`${PATTERNS.length} patterns on ${RECORDS.length} records: CloudWatch Logs answers as the library's evaluator does`);
  },
};
