import { Template } from 'aws-cdk-lib/assertions';
import { Bench, Deployed } from '../../../emulator/bench/bench';
import { matches, parseMetricFilter } from '../../../src/analysis/metric-filter';
import { elevatedAccess, GRANTEE, REQUEST, session } from '../support/fixture';

const { stack } = elevatedAccess();
const template = Template.fromStack(stack);
const filters = Object.values<any>(template.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties);

let bench: Bench;
let aws: Deployed;
const events: any[] = [];
beforeAll(async () => {
  bench = await Bench.start();
  aws = await bench.deploy(stack);
  const post = (caller: string, path: string, body: object = {}) => aws.request('POST', path, { caller: session(caller), body });
  const { body: { id } } = await post('jane', '/requests', REQUEST);
  await post('john', `/requests/${id}/approve`);
  await post('mary', `/requests/${id}/approve`);
  const state = async () => (await aws.rows()).find((row) => row.sk === 'STATE' && row.id === id)?.status;
  await aws.waitFor(async () => await state() === 'active', 'active');
  await post('jane', `/requests/${id}/release`);
  await aws.waitFor(async () => await state() === 'ended', 'ended');
  await aws.waitFor(async () => (await aws.executions('AccessEnd')).every(({ status }) => status === 'SUCCEEDED'), 'the end of the end');
  const puts = (await bench.calls.list()).filter(({ action }) => action === 'putEvents').flatMap(({ parameters }) => parameters.Entries);
  events.push(...puts.map((entry: any) => ({ 'source': entry.Source, 'detail-type': entry.DetailType, 'detail': JSON.parse(entry.Detail) })));
});
afterAll(() => bench?.stop());

const measured = (name: string) => filters.filter(({ MetricTransformations: [{ MetricName }] }) => MetricName.startsWith(`${name}-`))
  .flatMap(({ FilterPattern }) => events.filter((event) => matches(parseMetricFilter(FilterPattern), event)));

test.each(['TimeToApprove', 'TimeToGrant', 'TimeToRevoke'])('%s is read from one event of a request, in seconds', (name) => {
  expect(measured(name).map(({ detail }) => detail.seconds)).toEqual([expect.any(Number)]);
  expect(measured(name)[0].detail.seconds).toBeLessThan(60);
});

test('requests are counted, and a story without bypass and failure counts none', () => {
  expect(['Requested', 'Bypassed', 'Failed', 'RevokeFailed', 'UnknownAccess'].map((name) => measured(name).length)).toEqual([1, 0, 0, 0, 0]);
});

test('every step is on the bus, in order', () => {
  expect(events.map((event) => event['detail-type'])).toEqual([
    'Elevation Requested', 'Elevation Approval Added', 'Elevation Approved', 'Elevation Active', 'Elevation Ending', 'Elevation Ended',
  ]);
  expect(JSON.stringify(events)).not.toContain(GRANTEE.jane);
});

test('the log takes events from the bus\'s own rule and from nowhere else', () => {
  const [{ Properties }] = Object.values<any>(template.findResources('AWS::Logs::ResourcePolicy'));
  expect(JSON.stringify(Properties.PolicyDocument)).toContain('aws:SourceArn');
});

test('the dashboard shows how long people wait, by percentile', () => {
  const [{ Properties }] = Object.values<any>(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(Properties.DashboardBody);
  expect(['Time to approve', 'Time to grant', 'Time to revoke', 'p50', 'p90'].filter((text) => !body.includes(text))).toEqual([]);
});
