import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { RECORDS } from './records';
import { BreakGlassAlarm, BreakGlassAlarmProps, BreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic } from '../../src';
import { alarmLayers, firedByFilters } from '../support/alarm-layers';

const USER = 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS';
const DETECTIONS = ['Use', 'SignIn', 'SignInWithoutMfa', 'Denied', 'Root', 'AssumeRoot', 'PasswordRead', 'Tampering'];

function testStack(): Stack {
  return new Stack(new App(), 'Stack', { env: { account: '222222222222', region: 'us-east-1' } });
}

function roleArn(name: string): string {
  return `arn:aws:iam::222222222222:role/bg/${name}`;
}

/** An alarm with one user and one role. */
function alarmIn(stack: Stack, props: Partial<BreakGlassAlarmProps> = {}, roleNames: string[] = ['BREAK-GLASS-A']): BreakGlassAlarm {
  return new BreakGlassAlarm(stack, 'Alarm', {
    trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'organization-trail-logs'),
    users: [BreakGlassUser.fromUserArn(stack, 'Jane', USER)],
    roles: roleNames.map((name) => IncidentResponseRole.fromRoleArn(stack, name, roleArn(name))),
    notify: props.notify ?? [NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic), NotificationTarget.opsItem()],
    ...props,
  });
}

/** The alarm, and what it was made into. */
function made(props: Partial<BreakGlassAlarmProps> = {}, roleNames?: string[], stack: Stack = testStack()) {
  const alarm = alarmIn(stack, props, roleNames);
  return { stack, alarm, template: Template.fromStack(stack) };
}

/** Alarms of the detections; another test is about those on deliveries. */
const ofDetections = (template: Template): any[] => resources(template, 'AWS::CloudWatch::Alarm').filter(({ MetricName }) => MetricName !== undefined);

const resources = (template: Template, type: string): any[] => Object.values(template.findResources(type)).map(({ Properties }) => Properties);

describe('the alarms', () => {
  const { template, alarm, stack } = made();

  test('are one for each detection', () => {
    expect(alarm.alarms.map(({ node }) => node.id)).toEqual(DETECTIONS.map((id) => `${id}Alarm`));
    expect(ofDetections(template)).toHaveLength(DETECTIONS.length);
  });

  test('fire at the first event, and stay quiet while nothing is logged', () => {
    for (const found of ofDetections(template)) {
      expect(found).toMatchObject({
        Threshold: 1,
        EvaluationPeriods: 1,
        Period: 60,
        Statistic: 'Sum',
        Namespace: 'BreakGlass',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
      // Absent means enabled.
      expect(found.ActionsEnabled).toBeUndefined();
    }
  });

  test('tell every target', () => {
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'));
    for (const { AlarmActions } of resources(template, 'AWS::CloudWatch::Alarm')) {
      expect(AlarmActions).toEqual([{ Ref: topic }, expect.objectContaining({ 'Fn::Join': expect.anything() })]);
      expect(JSON.stringify(AlarmActions[1])).toContain(':ssm:us-east-1:222222222222:opsitem:1#CATEGORY=Security');
    }
  });

  test('carry the prefix by which they are protected, and say what happened', () => {
    for (const { AlarmName, AlarmDescription } of ofDetections(template)) {
      expect(AlarmName).toMatch(/^BREAK-GLASS-.*-[A-Za-z]+$/);
      expect(AlarmDescription).toMatch(/follow the break-glass runbook\.$/);
    }
  });

  test('look at metrics that filters of the trail\'s log group write', () => {
    const filters = resources(template, 'AWS::Logs::MetricFilter');
    for (const { MetricName, Namespace } of ofDetections(template)) {
      const [filter] = filters.filter(({ MetricTransformations: [{ MetricName: written }] }) => written === MetricName);
      expect(filter.LogGroupName).toBe('organization-trail-logs');
      expect(filter.FilterName).toMatch(/^BREAK-GLASS-/);
      expect(filter.MetricTransformations).toEqual([
        { MetricNamespace: Namespace, MetricName, MetricValue: '1', DefaultValue: 0, Unit: 'Count' },
      ]);
    }
  });

  test('have filters that count each role by its ARN', () => {
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      MetricTransformations: [Match.objectEquals({
        MetricNamespace: 'BreakGlass',
        MetricName: 'RoleAssumed',
        MetricValue: '1',
        Unit: 'Count',
        Dimensions: [{ Key: 'RoleArn', Value: '$.requestParameters.roleArn' }],
      })],
    });
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      MetricTransformations: [Match.objectLike({
        MetricName: 'RoleActions', Dimensions: [{ Key: 'RoleArn', Value: '$.userIdentity.sessionContext.sessionIssuer.arn' }],
      })],
    });
  });

  test('give no warning with two targets and an encrypted topic', () => {
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

describe('alarms', () => {
  test('count nothing for each role where that isn\'t wanted', () => {
    const metrics = resources(made({ perRoleMetrics: false }).template, 'AWS::Logs::MetricFilter')
      .map(({ MetricTransformations: [{ MetricName }] }) => MetricName);
    expect(metrics).not.toContain('RoleAssumed');
  });

  test('watch users without roles, and then leave out what is about roles', () => {
    expect(made({}, []).alarm.alarms.map(({ node }) => node.id)).toEqual(DETECTIONS.filter((id) => id !== 'Use').map((id) => `${id}Alarm`));
  });

  test('watch roles without users, and then leave out what is about users', () => {
    expect(made({ users: [] }).alarm.alarms.map(({ node }) => node.id))
      .toEqual(DETECTIONS.filter((id) => !id.startsWith('SignIn')).map((id) => `${id}Alarm`));
  });

  test.each<[string, Partial<BreakGlassAlarmProps>, string[], string]>([
    ['an AssumeRole of no concern, where there are no roles', {}, [], 'noise-assume-role-by-service'],
    ['a sign-in of an ordinary user, where there are no users', { users: [] }, ['BREAK-GLASS-A'], 'noise-console-login-ordinary-user'],
    ['a failed sign-in of an ordinary user, where there are no users', { users: [] }, ['BREAK-GLASS-A'], 'noise-console-login-failure-ordinary-user'],
  ])('stay silent at %s', (_, props, roleNames, name) => {
    const { record } = RECORDS.find((fixture) => fixture.name === name)!;
    expect(firedByFilters(alarmLayers(made(props, roleNames).stack), record)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => NotificationTarget, string]>([
    ['a topic of no concern, where no topic is told', (stack) => NotificationTarget.eventBus(events.EventBus.fromEventBusName(stack, 'Bus', 'b')),
      'tamper-set-topic-attributes'],
    ['a key of no concern, where no topic has one', (stack) => NotificationTarget.topic(new sns.Topic(stack, 'Plain')),
      'tamper-schedule-key-deletion'],
  ])('stay silent at changes to %s', (_, target, name) => {
    const stack = testStack();
    const { record } = RECORDS.find((fixture) => fixture.name === name)!;
    expect(firedByFilters(alarmLayers(made({ notify: [target(stack), NotificationTarget.opsItem()] }, undefined, stack).stack), record)).toEqual([]);
  });

  test('work on a log group of the same stack', () => {
    const stack = testStack();
    const { template } = made({ trailLogGroup: new logs.LogGroup(stack, 'Logs') }, ['BREAK-GLASS-A'], stack);
    const [logGroup] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    template.allResourcesProperties('AWS::Logs::MetricFilter', { LogGroupName: { Ref: logGroup } });
    const tampering = resources(template, 'AWS::Logs::MetricFilter').map(({ FilterPattern }) => JSON.stringify(FilterPattern))
      .filter((pattern) => pattern.includes('DeleteMetricFilter'));
    expect(tampering).toEqual([expect.stringContaining(`{"Ref":"${logGroup}"}`)]);
  });

  test('may be two in a stack, without a name in common', () => {
    const stack = testStack();
    alarmIn(stack);
    new BreakGlassAlarm(stack, 'Second', {
      trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'OtherTrail', 'other-trail'),
      users: [],
      roles: [IncidentResponseRole.fromRoleArn(stack, 'Other', roleArn('BREAK-GLASS-B'))],
      notify: [NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'OtherTopic', 'arn:aws:sns:us-east-1:222222222222:other'))],
    });
    const template = Template.fromStack(stack);
    for (const [type, name] of [['AWS::CloudWatch::Alarm', 'AlarmName'], ['AWS::Logs::MetricFilter', 'FilterName'], ['AWS::Events::Rule', 'Name']]) {
      const names = resources(template, type).map((properties) => properties[name]);
      expect(new Set(names).size).toBe(names.length);
      names.forEach((text) => expect(text.length).toBeLessThanOrEqual(64));
    }
  });
});

describe('the dashboard', () => {
  test('shows the alarms, the roles and the age of the last drill that the caller gives', () => {
    const { template, alarm } = made({ drillAge: new cloudwatch.Metric({ namespace: 'Drills', metricName: 'Age' }) });
    const body = JSON.stringify(resources(template, 'AWS::CloudWatch::Dashboard')[0].DashboardBody);
    expect(alarm.dashboard).toBeDefined();
    for (const part of [roleArn('BREAK-GLASS-A'), 'UseAlarm', 'Drills']) { expect(body).toContain(part); }
  });

  test('is left out where it isn\'t wanted', () => {
    const { template, alarm } = made({ dashboard: false });
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    expect(alarm.dashboard).toBeUndefined();
  });
});

describe('warnings', () => {
  test('say that one channel is too few', () => {
    const stack = testStack();
    made({ notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic)] }, ['BREAK-GLASS-A'], stack);
    Annotations.fromStack(stack).hasWarning('/Stack/Alarm', Match.stringLikeRegexp('two independent channels, got 1.*\\[ack: cdk-break-glass:singleChannel\\]'));
  });

  test('say that a topic isn\'t encrypted', () => {
    const stack = testStack();
    const topic = new sns.Topic(stack, 'Plain');
    made({ notify: [NotificationTarget.topic(topic), NotificationTarget.opsItem()] }, ['BREAK-GLASS-A'], stack);
    Annotations.fromStack(stack).hasWarning('/Stack/Alarm', Match.stringLikeRegexp('topic Stack/Plain.*sns.Topic.fromTopicAttributes.*\\[ack: cdk-break-glass:unencryptedTopic\\]'));
  });
});

describe('fails', () => {
  const topicOf = (stack: Stack) => NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'T', 'arn:aws:sns:us-east-1:222222222222:T'));

  test.each<[string, (stack: Stack) => Partial<BreakGlassAlarmProps>, string]>([
    ['without anybody to tell', () => ({ notify: [] }), "'notify' must name at least one target"],
    ['with nothing but alarm actions to tell', () => ({ notify: [NotificationTarget.opsItem(), NotificationTarget.incident('plan')] }),
      "'notify' holds no target that EventBridge can reach; add a topic, a function or an event bus"],
    ['with more than five targets for a rule', (stack) => ({ notify: Array(6).fill(topicOf(stack)) }),
      "'notify' holds 6 targets for each rule, EventBridge allows 5; put a topic in front of them"],
  ])('%s', (_, props, message) => {
    const stack = testStack();
    expect(() => made(props(stack), ['BREAK-GLASS-A'], stack)).toThrow(message);
  });

  test.each<[string, (stack: Stack) => unknown, string]>([
    ['on an empty user name', (stack) => BreakGlassUser.fromUserName(stack, 'U', ''),
      "'userName' must be a user name, with or without its path, got ''"],
    ['on an empty role ARN', (stack) => IncidentResponseRole.fromRoleArn(stack, 'R', ''), "'roleArn' must be the ARN of one IAM role, got ''"],
    ['on an empty topic name', (stack) => new NotificationTopic(stack, 'N', { name: '' }), "'name' must be 1 to 80 letters, digits, - and _, got ''"],
    ['on an empty response plan', () => NotificationTarget.incident(''), "'responsePlanName' must be the name of a response plan, got ''"],
  ])('%s', (_, make, message) => {
    expect(() => make(testStack())).toThrow(message);
  });
});
