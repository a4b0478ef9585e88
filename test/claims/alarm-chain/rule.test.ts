import { testAttacks } from './attacks';
import { ACCOUNT, Changed, REGION } from './chain';

const rule = (changed: Changed, text = '-Use-1') => changed.props('AWS::Events::Rule', text);
const detail = (changed: Changed, text?: string) => rule(changed, text).EventPattern.detail;
const everyRule = (changed: Changed, edit: (props: any) => void) => changed.all('AWS::Events::Rule').forEach(edit);

describe('a rule', () => {
  const claim = 'rules-are-wired';
  testAttacks([
    { text: 'in the default state', claim, attack: (c) => { rule(c).State = 'ENABLED'; } },
    { text: 'that is off', claim, attack: (c) => { rule(c).State = 'DISABLED'; } },
    { text: 'whose state a parameter decides', claim, attack: (c) => { rule(c).State = { Ref: 'State' }; } },
    { text: 'without a target', claim, attack: (c) => { rule(c).Targets = []; } },
    { text: 'whose list of targets a parameter decides', claim, attack: (c) => { rule(c).Targets = { 'Fn::If': ['Prod', rule(c).Targets, []] }; } },
    { text: 'on another bus', claim, also: ['deliveries-are-watched'], attack: (c) => { rule(c).EventBusName = 'partner'; } },
    { text: 'with a schedule', claim, attack: (c) => { rule(c).ScheduleExpression = 'rate(1 day)'; } },
    { text: 'with a role', claim, attack: (c) => { rule(c).RoleArn = `arn:aws:iam::${ACCOUNT}:role/x`; } },
    { text: 'with another target than those beside it', claim, also: ['deliveries-are-watched', 'targets-as-written'], attack: (c) => { rule(c).Targets = [{ Id: 'Topic1', Arn: `arn:aws:sns:${REGION}:${ACCOUNT}:elsewhere` }]; } },
    ...([
      ['with constant input', { Input: '{}' }],
      ['with a part of the event as input', { InputPath: '$.detail.eventName' }],
      ['with a transformer', { InputTransformer: { InputTemplate: '"all is well"' } }],
      ['with another kind of parameters', { SqsParameters: { MessageGroupId: 'x' } }],
      ['without retries', { RetryPolicy: { MaximumRetryAttempts: 0 } }],
      ['with a short time for retries', { RetryPolicy: { MaximumEventAgeInSeconds: 60 } }],
      ['with dead letters to others', { DeadLetterConfig: { Arn: `arn:aws:sqs:${REGION}:999999999999:q` } }],
      ['with a parameter in a target', { Id: { Ref: 'Id' } }],
    ] as const).map(([text, props]) => ({ text: `${text} in each target`, claim, attack: (c: Changed) => everyRule(c, ({ Targets }) => Object.assign(Targets[0], props)) })),
    { text: 'whose targets only the deployment knows', claim, also: ['targets-as-written'], attack: (c) => everyRule(c, ({ Targets }) => { Targets[0].Arn = { Ref: 'Target' }; }) },
    { text: 'whose targets have a role that no template holds', claim: 'targets-as-written', attack: (c) => everyRule(c, ({ Targets }) => { Targets[0].RoleArn = `arn:aws:iam::${ACCOUNT}:role/x`; }) },
  ]);
});

describe('a pattern', () => {
  const claim = 'rules-as-written';
  testAttacks([
    ...(['awsRegion', 'sourceIPAddress', 'userAgent', 'eventVersion', 'eventType', 'recipientAccountId', 'readOnly'].map((field) => ({
      text: `narrowed by ${field}`, claim, attack: (c: Changed) => { detail(c)[field] = [{ 'anything-but': ['x'] }]; },
    }))),
    { text: 'narrowed by source', claim, attack: (c) => { rule(c).EventPattern.source = ['aws.sts']; } },
    { text: 'narrowed by account', claim, attack: (c) => { rule(c).EventPattern.account = [ACCOUNT]; } },
    { text: 'narrowed by detail type', claim, attack: (c) => { rule(c).EventPattern['detail-type'] = [{ prefix: 'AWS API Call' }]; } },
    { text: 'narrowed to one session', claim, attack: (c) => { detail(c, '-Use-3').userIdentity.arn = [{ prefix: `arn:aws:sts::${ACCOUNT}:assumed-role/BREAK-GLASS-A/jane` }]; } },
    { text: 'narrowed by another user identity field', claim, attack: (c) => { detail(c, '-Use-3').userIdentity.type = ['AssumedRole']; } },
    { text: 'narrowed by an operator', claim, attack: (c) => { detail(c).requestParameters.roleArn = [{ 'anything-but': 'x' }]; } },
    { text: 'with one call less', claim, attack: (c) => { detail(c, '-Tampering-1').eventName.pop(); } },
    { text: 'with one alternative less', claim, attack: (c) => { const all = c.all('AWS::Events::Rule', '-Denied-').find(({ EventPattern }) => EventPattern.detail.$or); all.EventPattern.detail.$or.pop(); } },
    { text: 'with an alternative that narrows', claim, attack: (c) => { detail(c).$or = [{ eventVersion: ['1.08'] }, { eventVersion: ['1.09'] }]; } },
    { text: 'of another detection', claim, attack: (c) => { rule(c, '-SignInWithoutMfa-').EventPattern = rule(c, '-Root-').EventPattern; } },
    { text: 'that is missing', claim, attack: (c) => { delete rule(c, '-AssumeRoot-').EventPattern; } },
    { text: 'that a parameter decides in part', claim, attack: (c) => { detail(c).eventName = [{ Ref: 'Event' }]; } },
    { text: 'of a rule that is gone', claim, also: ['deliveries-are-watched'], attack: (c) => { const id = Object.keys(c.resources).find((key) => /RulesAssumeRoot1/.test(key))!; delete c.resources[id]; } },
    { text: 'of sign-ins without MFA that is gone', claim, also: ['deliveries-are-watched'], attack: (c) => { const id = Object.keys(c.resources).find((key) => /RulesSignInWithoutMfa1/.test(key))!; delete c.resources[id]; } },
    { text: 'of a namesake that overwrites', claim, attack: (c) => c.add('AWS::Events::Rule', { ...rule(c), EventPattern: rule(c, '-Root-').EventPattern, Name: rule(c, '-Root-').Name }) },
    { text: 'of a strange rule with the prefix', claim, attack: (c) => c.add('AWS::Events::Rule', { Name: 'BREAK-GLASS-heartbeat', ScheduleExpression: 'rate(1 day)' }) },
    { text: 'of a rule that isn\'t numbered', claim, also: ['deliveries-are-watched'], attack: (c) => { const props = rule(c, '-Root-'); props.Name = props.Name.replace(/-1$/, ''); } },
  ]);
});

