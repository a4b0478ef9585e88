import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { OpsItemSeverity } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BreakGlassAlarm, IncidentResponseRole, NotificationTarget, NotificationTopic } from '../../src';
import { lintPolicy } from '../support/policy-lint';
import { resolvedTemplate, resourcesOfType } from '../support/resolve';

const ACCOUNT = '222222222222';
const SECURITY_BUS = 'arn:aws:events:us-east-1:111111111111:event-bus/security';

function testStack(app: App = new App(), id: string = 'Stack'): Stack {
  return new Stack(app, id, { env: { account: ACCOUNT, region: 'us-east-1' } });
}

function alarm(stack: Stack, notify: NotificationTarget[], id: string = 'Alarm'): BreakGlassAlarm {
  return new BreakGlassAlarm(stack, id, {
    trailLogGroup: logs.LogGroup.fromLogGroupName(stack, `${id}Trail`, 'trail'),
    users: [],
    roles: [IncidentResponseRole.fromRoleArn(stack, `${id}Role`, `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`)],
    notify,
    dashboard: false,
  });
}

function functionIn(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
}

/** The actions of every alarm, resolved; the same for all of them. */
function alarmActions(stack: Stack): string[] {
  const alarms = Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::CloudWatch::Alarm'));
  const [first, ...others] = alarms.map(({ AlarmActions }) => AlarmActions);
  others.forEach((actions) => expect(actions).toEqual(first));
  return first;
}

describe('a topic', () => {
  const stack = testStack();
  const { topic } = new NotificationTopic(stack, 'Topic');
  alarm(stack, [NotificationTarget.topic(topic)], 'One');
  alarm(stack, [NotificationTarget.topic(topic)], 'Two');
  const template = resolvedTemplate(stack);
  const [{ PolicyDocument }] = Object.values(resourcesOfType(template, 'AWS::SNS::TopicPolicy'));
  const [{ KeyPolicy }] = Object.values(resourcesOfType(template, 'AWS::KMS::Key'));

  test('is told by alarms and by rules', () => {
    expect(alarmActions(stack)).toEqual([`arn:aws:sns:us-east-1:${ACCOUNT}:BREAK-GLASS-ALARMS`]);
    Object.values(resourcesOfType(template, 'AWS::Events::Rule')).forEach(({ Targets }) =>
      expect(Targets).toEqual([{ Id: 'Topic1', Arn: `arn:aws:sns:us-east-1:${ACCOUNT}:BREAK-GLASS-ALARMS`, RoleArn: expect.stringMatching(/:role\/(One|Two)RulesToTopicRole/) }]));
  });

  test('lets alarms of this account with the prefix publish, once for two of them', () => {
    expect(PolicyDocument.Statement.filter(({ Effect }: any) => Effect === 'Allow')).toEqual([{
      Sid: 'AllowAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: `arn:aws:sns:us-east-1:${ACCOUNT}:BREAK-GLASS-ALARMS`,
      Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:BREAK-GLASS-*` }, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    }]);
  });

  // With a condition in the topic's policy SNS drops the messages of EventBridge, and says so to nobody.
  test('gets the events of rules by a role that can publish to it and use its key, and nothing else', () => {
    const roles = Object.values(resourcesOfType(template, 'AWS::IAM::Role'));
    expect(roles).toHaveLength(2);
    const topicArn = `arn:aws:sns:us-east-1:${ACCOUNT}:BREAK-GLASS-ALARMS`;
    for (const { AssumeRolePolicyDocument, Policies } of roles) {
      expect(AssumeRolePolicyDocument.Statement).toEqual([{
        Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      }]);
      expect(Policies.map((policy: any) => policy.PolicyDocument.Statement)).toEqual([[
        { Effect: 'Allow', Action: 'sns:Publish', Resource: topicArn },
        {
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: expect.stringMatching(/^arn:aws:kms:/),
          Condition: { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topicArn } },
        },
      ]]);
    }
  });

  test('has a key that CloudWatch may use for the topics of this account, and no other service', () => {
    expect(KeyPolicy.Statement.filter(({ Principal }: any) => Principal.Service)).toEqual([{
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': `arn:aws:sns:us-east-1:${ACCOUNT}:*` } },
    }]);
    expect(KeyPolicy.Statement.filter(({ Principal }: any) => !Principal.Service).map(({ Principal }: any) => Principal))
      .toEqual([{ AWS: `arn:aws:iam::${ACCOUNT}:root` }]);
  });

  test('has policies without a fault', async () => {
    const findings = [...await lintPolicy(PolicyDocument, 'resource', 'topic'), ...await lintPolicy(KeyPolicy, 'resource', 'key')];
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('watches its own policy, subscriptions and key', () => {
    const patterns = JSON.stringify(Object.values(resourcesOfType(template, 'AWS::Events::Rule')).map(({ EventPattern }) => EventPattern));
    expect(patterns).toContain(`"topicArn":["arn:aws:sns:us-east-1:${ACCOUNT}:BREAK-GLASS-ALARMS"]`);
    expect(patterns).toContain(`"subscriptionArn":[{"prefix":"arn:aws:sns:us-east-1:${ACCOUNT}:BREAK-GLASS-ALARMS:"}]`);
    expect(patterns).toContain('"resources":{"ARN":["arn:aws:kms:');
  });

  test('of another stack lets in the alarms of each stack once, under Sids of their own', () => {
    const app = new App();
    const shared = new NotificationTopic(testStack(app, 'Shared'), 'Topic').topic;
    ['A', 'B'].forEach((id) => alarm(testStack(app, id), [NotificationTarget.topic(shared)]));
    const sids = ['AllowPublishThroughSSLOnly', 'AllowAlarms', 'AllowAlarms2'];
    Template.fromStack(Stack.of(shared)).hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: sids.map((Sid) => Match.objectLike({ Sid })) },
    });
  });

  test('that is imported is told, and gets no policy from here', () => {
    const other = testStack();
    const arn = `arn:aws:sns:us-east-1:${ACCOUNT}:imported`;
    alarm(other, [NotificationTarget.topic(sns.Topic.fromTopicArn(other, 'Imported', arn))]);
    expect(alarmActions(other)).toEqual([arn]);
    Template.fromStack(other).resourceCountIs('AWS::SNS::TopicPolicy', 0);
  });
});

test('a topic that is imported with its key has the key watched, and gives no warning about it', () => {
  const stack = testStack();
  const keyArn = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const topic = sns.Topic.fromTopicAttributes(stack, 'Imported', { topicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:imported`, keyArn });
  alarm(stack, [NotificationTarget.topic(topic), NotificationTarget.opsItem()]);
  Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { detail: { eventSource: ['kms.amazonaws.com'], resources: { ARN: [keyArn] } } },
  });
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

describe('a topic whose key has an alias', () => {
  const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
  const keysOfRoles = (stack: Stack) => Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::IAM::Role'))
    .flatMap(({ Policies }) => Policies[0].PolicyDocument.Statement).filter(({ Action }: any) => Action.includes('kms:Decrypt')).map(({ Resource }: any) => Resource);

  test('names the key itself to the role of a rule: IAM takes no alias', () => {
    const stack = testStack();
    const key = new kms.Alias(stack, 'Pager', { aliasName: 'alias/pager', targetKey: kms.Key.fromKeyArn(stack, 'Key', KEY) });
    alarm(stack, [NotificationTarget.topic(new sns.Topic(stack, 'Topic', { masterKey: key }))]);
    expect(keysOfRoles(stack)).toEqual([KEY]);
  });

  test('fails where the app doesn\'t know the key', () => {
    const stack = testStack();
    const topic = new sns.Topic(stack, 'Topic', { masterKey: kms.Alias.fromAliasName(stack, 'Pager', 'alias/pager') });
    expect(() => alarm(stack, [NotificationTarget.topic(topic)])).toThrow(
      "'notify' must hold topics whose key is known by its ARN, because the role of a rule needs it, got 'the alias of Stack/Topic'; give the topic the key itself");
  });
});

describe('a function', () => {
  test('is told by alarms and by rules, and lets in those of this account only', () => {
    const stack = testStack();
    const fn = functionIn(stack);
    alarm(stack, [NotificationTarget.lambda(fn)]);
    expect(alarmActions(stack)).toEqual([expect.stringContaining(`arn:aws:lambda:us-east-1:${ACCOUNT}:function:`)]);
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction', SourceAccount: ACCOUNT, SourceArn: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'lambda.alarms.cloudwatch.amazonaws.com' });
    const rules = Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::Lambda::Permission'))
      .filter(({ Principal }) => Principal === 'events.amazonaws.com').map(({ SourceArn }) => SourceArn);
    expect(rules).toEqual([`arn:aws:events:us-east-1:${ACCOUNT}:rule/BREAK-GLASS-*`]);
  });

  test.each([false, true])('may be shared by two alarms, with the feature flag %p', (flag) => {
    const context = { '@aws-cdk/aws-cloudwatch-actions:changeLambdaPermissionLogicalIdForLambdaAction': flag };
    const stack = testStack(new App({ context }));
    const fn = functionIn(stack);
    alarm(stack, [NotificationTarget.lambda(fn)], 'One');
    expect(() => alarm(stack, [NotificationTarget.lambda(fn)], 'Two')).not.toThrow();
  });

  test('may be one of two, each of which the rules may invoke', () => {
    const stack = testStack();
    const arns = ['one', 'two'].map((name) => `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`);
    alarm(stack, arns.map((arn, index) => NotificationTarget.lambda(lambda.Function.fromFunctionArn(stack, `F${index}`, arn))));
    const permitted = Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::Lambda::Permission'))
      .filter(({ Principal }) => Principal === 'events.amazonaws.com').map(({ FunctionName }) => FunctionName);
    expect(permitted.sort()).toEqual(arns);
  });

  test('that is imported from another account is told by rules', () => {
    const stack = testStack();
    const arn = 'arn:aws:lambda:us-east-1:111111111111:function:pager';
    alarm(stack, [NotificationTarget.lambda(lambda.Function.fromFunctionArn(stack, 'Imported', arn))]);
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', { Targets: [{ Arn: arn }] });
  });
});

describe('an event bus', () => {
  const stack = testStack();
  alarm(stack, [NotificationTarget.eventBus(events.EventBus.fromEventBusArn(stack, 'Bus', SECURITY_BUS))]);
  const template = Template.fromStack(stack);
  const rules = Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::Events::Rule'));

  test('gets the events of every rule, by a role that can do nothing else', () => {
    const target = expect.objectContaining({ Arn: SECURITY_BUS, RoleArn: expect.stringContaining(':role/') });
    rules.forEach(({ Targets }) => expect(Targets).toEqual([target]));
    template.allResourcesProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
        }],
      },
      Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: SECURITY_BUS }] } }],
    });
  });

  test('gets the alarms that go off, from the default bus', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      State: 'ENABLED',
      EventPattern: {
        'source': ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        'detail': { alarmName: [{ prefix: 'BREAK-GLASS-' }], state: { value: ['ALARM'] } },
      },
    });
  });

  test('gets them by rules that all carry the prefix', () => {
    rules.forEach(({ Name }) => expect(Name).toMatch(/^BREAK-GLASS-/));
  });

  test('may be one of two, each with a role for it', () => {
    const two = testStack();
    const arns = [SECURITY_BUS, `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/own`];
    alarm(two, arns.map((arn, index) => NotificationTarget.eventBus(events.EventBus.fromEventBusArn(two, `Bus${index}`, arn))));
    const resolved = Template.fromStack(two).toJSON().Resources as Record<string, any>;
    for (const { Properties: { Targets } } of Object.values(resolved).filter(({ Type }) => Type === 'AWS::Events::Rule')) {
      for (const { Arn, RoleArn } of Targets) {
        const role = resolved[RoleArn['Fn::GetAtt'][0]].Properties;
        expect(role.Policies[0].PolicyDocument.Statement[0].Resource).toEqual(Arn);
      }
    }
    const alarmTargets = Object.values(resolved).filter(({ Properties }) => Properties.EventPattern?.source)
      .flatMap(({ Properties }) => Properties.Targets.map(({ Arn }: any) => Arn));
    expect(alarmTargets.sort()).toEqual([...arns].sort());
  });
});

describe('an alarm action', () => {
  const reachable = (stack: Stack) => NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'Reachable', `arn:aws:sns:us-east-1:${ACCOUNT}:t`));
  const own: cloudwatch.IAlarmAction = { bind: () => ({ alarmActionArn: 'arn:aws:chatbot::222222222222:own' }) };

  test.each<[string, NotificationTarget, string]>([
    ['an OpsItem of critical severity', NotificationTarget.opsItem(), `arn:aws:ssm:us-east-1:${ACCOUNT}:opsitem:1#CATEGORY=Security`],
    ['an OpsItem of low severity', NotificationTarget.opsItem(OpsItemSeverity.LOW), `arn:aws:ssm:us-east-1:${ACCOUNT}:opsitem:4#CATEGORY=Security`],
    ['an incident', NotificationTarget.incident('break-glass'), `arn:aws:ssm-incidents::${ACCOUNT}:response-plan/break-glass`],
    ['an action of one\'s own', NotificationTarget.alarmAction(own), 'arn:aws:chatbot::222222222222:own'],
  ])('may be %s, for alarms only', (_, target, arn) => {
    const stack = testStack();
    alarm(stack, [target, reachable(stack)]);
    expect(alarmActions(stack)).toEqual([arn, `arn:aws:sns:us-east-1:${ACCOUNT}:t`]);
    Template.fromStack(stack).allResourcesProperties('AWS::Events::Rule', { Targets: [{ Id: 'Topic1' }] });
  });

  test.each(['', 'break glass', 'arn:aws:ssm-incidents::222222222222:response-plan/x', 'a'.repeat(201)])('fails on the response plan %p', (name) => {
    expect(() => NotificationTarget.incident(name)).toThrow(
      `'responsePlanName' must be the name of a response plan, got '${name}'; write it as '${name.startsWith('arn:') ? 'x' : 'break-glass'}'`);
  });
});

test('a target makes no principal of any account a publisher', () => {
  const stack = testStack();
  const topic = new NotificationTopic(stack, 'Topic').topic;
  alarm(stack, [NotificationTarget.topic(topic)]);
  topic.grantSubscribe(new iam.AccountPrincipal(ACCOUNT));
  const [{ PolicyDocument }] = Object.values(resourcesOfType(resolvedTemplate(stack), 'AWS::SNS::TopicPolicy'));
  for (const { Effect, Principal, Condition } of PolicyDocument.Statement) {
    if (Effect === 'Allow' && Principal.Service) { expect(Condition.StringEquals['aws:SourceAccount']).toBe(ACCOUNT); }
  }
  expect(Annotations.fromStack(stack).findError('*', Match.anyValue())).toEqual([]);
});
