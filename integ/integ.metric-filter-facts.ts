/**
 * Asks CloudWatch Logs what `npm run verify:live` asks for the fact `filter-missing-field`, as assertions of integ-tests: each pattern on
 * records with and without the field. With an account: `npx integ-runner --directory integ …`. Here only the snapshot is compared.
 */
import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { PATTERNS, RECORDS } from '../scripts/verify-live/checks/metric-filters';
import { matches, parseMetricFilter } from '../src/analysis/metric-filter';

const app = new App();
const stack = new Stack(app, 'BreakGlassIntegMetricFilters');

// A filter of the same form: CloudWatch Logs checks a pattern when it is created, too.
new MetricFilter(stack, 'Filter', {
  logGroup: new LogGroup(stack, 'Trail', { retention: RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
  filterPattern: FilterPattern.literal(PATTERNS[0]),
  metricNamespace: 'BreakGlass/Verify',
  metricName: 'Denied',
});

const test = new IntegTest(app, 'MetricFilterFacts', { testCases: [stack] });
for (const filterPattern of PATTERNS) {
  const filter = parseMetricFilter(filterPattern);
  test.assertions
    .awsApiCall('cloudwatch-logs', 'TestMetricFilter', { filterPattern, logEventMessages: RECORDS.map((record) => JSON.stringify(record)) })
    .expect(ExpectedResult.objectLike({
      // Numbered from 1.
      matches: RECORDS.flatMap((record, index) => (matches(filter, record) ? [{ eventNumber: index + 1 }] : [])),
    }));
}
