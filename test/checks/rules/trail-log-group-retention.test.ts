import { App, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { findingsOf, stackIn } from '../support';
import { breakGlassRole, filter } from '../watching';

const RULE = 'TrailLogGroupRetention';

/** A log group that a filter on emergency access reads. */
function trailGroup(stack: Stack, retentionInDays: number | undefined): logs.CfnLogGroup {
  breakGlassRole(stack);
  const logGroup = new logs.CfnLogGroup(stack, 'Trail', { retentionInDays });
  filter(stack, 'Filter', undefined, { logGroupName: logGroup.ref });
  return logGroup;
}

test.each([90, 365, 3653, undefined])('is silent on a log group that keeps records for %s days', (days) => {
  const stack = stackIn();
  trailGroup(stack, days);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([1, 30, 60])('reports a log group that keeps records for %s days', (days) => {
  const stack = stackIn();
  trailGroup(stack, days);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Trail']);
});

test('reports the log group of a trail, made by the L2 construct', () => {
  const stack = stackIn();
  new cloudtrail.Trail(stack, 'Trail', { sendToCloudWatchLogs: true, cloudWatchLogsRetention: logs.RetentionDays.ONE_MONTH });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Trail/LogGroup/Resource']);
});

test('is silent on the L2 construct\'s own default of a year for a trail, and of two years for a log group', () => {
  const stack = stackIn();
  new cloudtrail.Trail(stack, 'Trail', { sendToCloudWatchLogs: true });
  new cloudtrail.Trail(stack, 'Second', { sendToCloudWatchLogs: true, cloudWatchLogGroup: new logs.LogGroup(stack, 'LogGroup') });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['its ARN with the star of all streams', 'arn:aws:logs:eu-central-1:111111111111:log-group:trail-logs:*'],
  ['its ARN', 'arn:aws:logs:eu-central-1:111111111111:log-group:trail-logs'],
])('reports a log group that a trail of the app names by %s', (_, cloudWatchLogsLogGroupArn) => {
  const stack = stackIn();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'trail-bucket');
  new logs.CfnLogGroup(stack, 'LogGroup', { logGroupName: 'trail-logs', retentionInDays: 30 });
  new logs.CfnLogGroup(stack, 'Other', { logGroupName: 'trail-logs-2', retentionInDays: 30 });
  new cloudtrail.CfnTrail(stack, 'Trail', { isLogging: true, s3BucketName: bucket.bucketName, cloudWatchLogsLogGroupArn });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/LogGroup']);
});

test('reports a log group in another stack that a filter reads by its name', () => {
  const app = new App();
  const stack = stackIn(app);
  breakGlassRole(stack);
  filter(stack, 'Filter', undefined, { logGroupName: logs.LogGroup.fromLogGroupName(stack, 'Imported', 'trail').logGroupName });
  new logs.LogGroup(stackIn(app, 'Logs'), 'Trail', { logGroupName: 'trail', retention: logs.RetentionDays.TWO_WEEKS });
  expect(findingsOf(RULE, stack)).toEqual(['at Logs/Trail/Resource']);
});

test('reads a late value, and reports what only the deployment decides', () => {
  const late = stackIn();
  trailGroup(late, Lazy.number({ produce: () => 90 }));
  expect(findingsOf(RULE, late)).toEqual([]);
  const stack = stackIn();
  trailGroup(stack, new CfnParameter(stack, 'Days', { type: 'Number', default: 365 }).valueAsNumber);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Trail']);
});

test('reports an override, and is silent where an override takes the limit away', () => {
  const stack = stackIn();
  const logGroup = trailGroup(stack, 365);
  logGroup.addPropertyOverride('RetentionInDays', 7);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Trail']);
  logGroup.addPropertyDeletionOverride('RetentionInDays');
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('does not apply to other log groups, even of emergency functions', () => {
  const stack = stackIn();
  breakGlassRole(stack);
  new logs.LogGroup(stack, 'Function', { logGroupName: '/aws/lambda/break-glass-approval', retention: logs.RetentionDays.TWO_WEEKS });
  const read = new logs.LogGroup(stack, 'Shop', { retention: logs.RetentionDays.TWO_WEEKS });
  filter(stack, 'Filter', '{ $.level = "ERROR" }', { logGroupName: read.logGroupName });
  logs.LogGroup.fromLogGroupName(stack, 'Imported', 'trail');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
