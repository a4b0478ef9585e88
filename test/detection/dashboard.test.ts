import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IIncidentResponseRole, IncidentResponseRole } from '../../src';
import { useDashboard } from '../../src/detection/dashboard';

const DETECTIONS = ['Use', 'SignIn', 'SignInWithoutMfa', 'PasswordRead', 'Denied', 'Root', 'AssumeRoot', 'Tampering'];

function roleArn(name: string, account: string = '222222222222'): string {
  return `arn:aws:iam::${account}:role/bg/${name}`;
}

/** The text of a dashboard over these roles. */
function body(arns: string[] = [roleArn('BREAK-GLASS-A')], drillAge?: cloudwatch.IMetric): string {
  const stack = new Stack(new App(), 'Stack', { env: { account: '222222222222', region: 'us-east-1' } });
  const metrics = DETECTIONS.map((id) => new cloudwatch.Metric({ namespace: 'BreakGlass', metricName: `Alarm-${id}`, label: id }));
  const alarm = metrics[0].createAlarm(stack, 'UseAlarm', { threshold: 1, evaluationPeriods: 1 });
  const roles = arns.map((arn, index): IIncidentResponseRole => IncidentResponseRole.fromRoleArn(stack, `Role${index}`, arn));
  useDashboard(stack, [alarm], metrics, roles, drillAge);
  const [dashboard] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  return JSON.stringify(dashboard.Properties.DashboardBody);
}

test('shows alarms, uses, refusals and the calls of each role', () => {
  const text = body();
  for (const title of ['Break-glass alarms', 'Uses and sign-ins per day', 'Refusals, root and tampering per day',
    'Times each role was assumed per day', 'Calls made inside each role per day']) {
    expect(text).toContain(title);
  }
  for (const id of DETECTIONS) { expect(text).toContain(`Alarm-${id}`); }
  expect(text).toContain(roleArn('BREAK-GLASS-A'));
  expect(text).not.toContain('Days since the last drill');
});

test('shows the age of the last drill where there is one', () => {
  const drillAge = new cloudwatch.Metric({ namespace: 'Drills', metricName: 'Age' });
  expect(body(undefined, drillAge)).toMatch(/Days since the last drill.*Drills.*Age|Drills.*Age.*Days since the last drill/);
});

test('shows twenty roles at most', () => {
  const text = body(Array.from({ length: 25 }, (_, index) => roleArn(`BREAK-GLASS-R${index}X`)));
  expect(text).toContain('BREAK-GLASS-R19X');
  expect(text).not.toContain('BREAK-GLASS-R20X');
});

test('tells roles of one name apart by their account', () => {
  const text = body([roleArn('BREAK-GLASS-A'), roleArn('BREAK-GLASS-A', '333333333333')]);
  for (const label of ['A 222222222222', 'A 333333333333']) { expect(text).toContain(label); }
});

test('has no graphs of roles where there are none', () => {
  expect(body([])).not.toContain('Times each role was assumed');
});
