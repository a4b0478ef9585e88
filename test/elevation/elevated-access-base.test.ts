import { App, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ACCOUNT, elevatedAccess } from './support/fixture';
import { elevation } from 'cdk-break-glass';

const { stack, access } = elevatedAccess();
const other = new Stack(new App({ analyticsReporting: false }), 'Other', { env: { account: ACCOUNT, region: 'eu-central-1' } });
const imported = elevation.ElevatedAccess.fromElevatedAccessAttributes(other, 'Imported', {
  apiId: 'a1b2c3d4e5', eventBusName: 'BREAK-GLASS-ELEVATION-12345678', ledgerTableName: 'Ledger', metricSuffix: '12345678',
});

const METRICS = {
  metricTimeToApprove: ['TimeToApprove', 'Average'],
  metricTimeToGrant: ['TimeToGrant', 'Average'],
  metricTimeToRevoke: ['TimeToRevoke', 'Average'],
  metricRequests: ['Requested', 'Sum'],
  metricBypasses: ['Bypassed', 'Sum'],
  metricFailedGrants: ['Failed', 'Sum'],
  metricFailedRevocations: ['RevokeFailed', 'Sum'],
  metricUnknownAccesses: ['UnknownAccess', 'Sum'],
} as const;

describe.each(Object.entries(METRICS))('%s', (method, [measure, statistic]) => {
  const metric = (of: elevation.IElevatedAccess) => of[method as keyof typeof METRICS];

  test('is what the filters on the events count', () => {
    const { metricName, namespace, ...made } = metric(access).call(access);
    expect(made).toMatchObject({ statistic });
    const counted = Object.values<any>(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter'))
      .map(({ Properties: { MetricTransformations: [{ MetricName, MetricNamespace }] } }) => `${MetricNamespace} ${MetricName}`);
    expect(counted).toContain(`${namespace} ${metricName}`);
  });

  test('of an import has the same name, and takes options', () => {
    expect(metric(imported).call(imported, { period: Duration.hours(1), statistic: 'p99' }))
      .toMatchObject({ namespace: 'ElevatedAccess', metricName: `${measure}-12345678`, statistic: 'p99', period: Duration.hours(1) });
  });
});

test('the address of the API has no slash at its end', () => {
  expect(stack.resolve(access.apiUrl)).toEqual({
    'Fn::Join': ['', ['https://', { Ref: expect.stringMatching(/^AccessApi/) }, '.execute-api.eu-central-1.', { Ref: 'AWS::URLSuffix' }, '/', { Ref: expect.stringMatching(/^AccessApiDeploymentStagev1/) }]],
  });
  expect(other.resolve(imported.apiUrl)).toEqual({ 'Fn::Join': ['', ['https://a1b2c3d4e5.execute-api.eu-central-1.', { Ref: 'AWS::URLSuffix' }, '/v1']] });
});

test('what another app needs for an import is known of the construct', () => {
  expect(access.metricSuffix).toMatch(/^[0-9a-f]{8}$/);
  expect(stack.resolve([access.apiId, access.eventBus.eventBusName, access.ledgerTable.tableName])).toEqual([
    { Ref: expect.stringMatching(/^AccessApi/) }, { Ref: expect.stringMatching(/^AccessBus/) }, { Ref: expect.stringMatching(/^AccessLedgerTable/) },
  ]);
});

test.each([
  ['apiId', '*'], ['apiId', ''], ['apiId', 'a1/*'], ['apiId', 'A1'], ['eventBusName', '*'],
  ['ledgerTableName', 'a*'], ['metricSuffix', 'x'],
])('fails for an import whose %s is %j', (prop, value) => {
  const attributes = { apiId: 'a1b2c3d4e5', eventBusName: 'bus', ledgerTableName: 'Ledger', metricSuffix: '12345678', [prop]: value } as any;
  expect(() => elevation.ElevatedAccess.fromElevatedAccessAttributes(new Stack(), 'Imported', attributes)).toThrow(`'${prop}' must be that of the other app`);
});

test('takes tokens for an import: another stack exports them', () => {
  const scope = new Stack();
  const token = (name: string) => Fn.importValue(name);
  const attributes = { apiId: token('api'), eventBusName: token('bus'), ledgerTableName: token('table'), metricSuffix: token('suffix') };
  expect(() => elevation.ElevatedAccess.fromElevatedAccessAttributes(scope, 'Imported', attributes)).not.toThrow();
});

test('events and the ledger of an import can be granted and named', () => {
  expect(imported.eventBus.eventBusName).toBe('BREAK-GLASS-ELEVATION-12345678');
  expect(imported.ledgerTable.tableName).toBe('Ledger');
});
