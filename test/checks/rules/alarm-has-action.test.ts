import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { findingsOf, stackIn } from '../support';
import { alarm, breakGlassRole, filter } from '../watching';

const RULE = 'AlarmHasAction';

/** A role, and a filter with the metric `Security/Filter` that sees its use. */
function watched(): Stack {
  const stack = stackIn();
  breakGlassRole(stack);
  filter(stack, 'Filter');
  return stack;
}

test.each<[string, (stack: Stack) => string[] | undefined]>([
  ['the ARN of a topic', () => undefined],
  ['an OpsItem', () => ['arn:aws:ssm:eu-central-1:111111111111:opsitem:1#CATEGORY=Security']],
  ['a topic of another stack', (stack) => [new sns.Topic(stackIn(stack.node.root as App, 'Topics'), 'Topic').topicArn]],
  ['a topic of another app', (stack) => [sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-central-1:222222222222:pager').topicArn]],
  ['the topic of a parameter', (stack) => [new CfnParameter(stack, 'TopicArn').valueAsString]],
])('is silent on an alarm with %s as its action', (_, alarmActions) => {
  const stack = watched();
  const arns = alarmActions(stack);
  alarm(stack, 'Alarm', 'Filter', arns ? { alarmActions: arns } : {});
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, Partial<cloudwatch.CfnAlarmProps>]>([
  ['no action', { alarmActions: undefined }],
  ['an empty list', { alarmActions: [] }],
  ['actions that are disabled', { actionsEnabled: false }],
  ['an action only for the time when all is well again', { alarmActions: undefined, okActions: ['arn:aws:sns:eu-central-1:111111111111:pager'] }],
  ['an action only for missing data', { alarmActions: undefined, insufficientDataActions: ['arn:aws:sns:eu-central-1:111111111111:pager'] }],
  ['actions that a condition decides', { alarmActions: Fn.conditionIf('Production', ['arn'], []) as any }],
  ['actions that a condition enables', { actionsEnabled: Fn.conditionIf('Production', true, false) as any }],
])('reports an alarm with %s', (_, props) => {
  const stack = watched();
  alarm(stack, 'Alarm', 'Filter', props);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Alarm']);
});

test('reports an alarm named for emergencies, whatever it watches', () => {
  const stack = stackIn();
  alarm(stack, 'Alarm', 'Elsewhere', { alarmName: 'break-glass-use', alarmActions: [] });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Alarm']);
});

test('reports the L2 alarm on the metric of an L2 filter until it has an action', () => {
  const stack = stackIn();
  breakGlassRole(stack);
  const metric = new logs.MetricFilter(stack, 'L2', {
    logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'trail'),
    filterPattern: logs.FilterPattern.stringValue('$.requestParameters.roleArn', '=', '*BreakGlassAdmin'),
    metricNamespace: 'Security',
    metricName: 'Use',
  }).metric();
  const l2 = new cloudwatch.Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Alarm/Resource']);
  l2.addAlarmAction(new actions.SnsAction(new sns.Topic(stack, 'Topic')));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, (stack: Stack, child: cloudwatch.CfnAlarm) => string]>([
  ['its ARN', (_, child) => `ALARM("${child.attrArn}") OR ALARM("another")`],
  ['its name', () => 'ALARM("uses")'],
  ['its name without quotes', () => 'ALARM(uses) AND NOT ALARM(maintenance)'],
  ['the text of its ARN', () => 'ALARM("arn:aws:cloudwatch:eu-central-1:111111111111:alarm:uses")'],
])('is silent on an alarm whose composite alarm has the action, by %s', (_, alarmRule) => {
  const stack = watched();
  const child = alarm(stack, 'Alarm', 'Filter', { alarmName: 'uses', alarmActions: undefined });
  new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmRule: alarmRule(stack, child), alarmActions: ['arn:aws:sns:eu-central-1:111111111111:pager'] });
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, cloudwatch.CfnCompositeAlarmProps]>([
  ['has no action either', { alarmRule: 'ALARM("uses")' }],
  ['is disabled', { alarmRule: 'ALARM("uses")', alarmActions: ['arn'], actionsEnabled: false }],
  ['is about another alarm', { alarmRule: 'ALARM("uses-2")', alarmActions: ['arn'] }],
])('reports an alarm whose composite alarm %s', (_, props) => {
  const stack = watched();
  alarm(stack, 'Alarm', 'Filter', { alarmName: 'uses', alarmActions: undefined });
  new cloudwatch.CfnCompositeAlarm(stack, 'Composite', props);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Alarm']);
});

test('does not apply to alarms on other things, or of another app', () => {
  const stack = watched();
  alarm(stack, 'Cpu', 'CPUUtilization', { namespace: 'AWS/EC2', alarmActions: [] });
  alarm(stack, 'OtherNamespace', 'Filter', { namespace: 'Shop', alarmActions: [] });
  cloudwatch.Alarm.fromAlarmName(stack, 'Imported', 'break-glass-use');
  expect(findingsOf(RULE, stack)).toEqual([]);
});
