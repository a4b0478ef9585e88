import { testAttacks } from './attacks';
import { Changed } from './chain';
import { SynthesizedStack } from '../../../src/claims/internal';
import { smallOrganization } from '../fixture';

const claim = 'elevation-alarms-as-written';
let organization: SynthesizedStack[] | undefined;
const on = () => {
  organization ??= smallOrganization();
  return new Changed(organization.map((stack) => ({ ...stack, template: JSON.parse(JSON.stringify(stack.template)) })));
};
const alarm = (changed: Changed, name: string) => changed.props('AWS::CloudWatch::Alarm', name);
const rule = (changed: Changed, name: string) => changed.props('AWS::Events::Rule', name);

describe('an alarm of elevated access with', () => {
  testAttacks([
    ...([
      ['a higher threshold', 'REVOKE-FAILED', { Threshold: 10 }],
      ['more periods', 'GRANT-FAILED', { EvaluationPeriods: 12 }],
      ['data points', 'RECONCILER-FAILED', { DatapointsToAlarm: 2 }],
      ['actions off', 'GRANT-FAILED', { ActionsEnabled: false }],
      ['no action', 'FOLLOW-UP-FAILED', { AlarmActions: [] }],
      ['another statistic', 'DEAD-LETTERS', { Statistic: 'Minimum' }],
      ['another queue', 'DEAD-LETTERS', { Dimensions: [{ Name: 'QueueName', Value: 'other' }] }],
      ['another rule', 'BYPASSED', { Dimensions: [{ Name: 'RuleName', Value: 'other' }] }],
      ['a longer period', 'UNKNOWN-ACCESS', { Period: 86400 }],
      ['another metric', 'ACCESS-MISSING', { MetricName: 'FailedInvocations' }],
      ['a longer silence', 'RECONCILER-SILENT', { Period: 604800 }],
      ['another workflow', 'RECONCILER-SILENT', { Dimensions: [{ Name: 'StateMachineArn', Value: 'other' }] }],
      ['a name that the library doesn\'t write', 'GRANT-FAILED', { AlarmName: 'BREAK-GLASS-ELEVATION-OTHER-00000000' }],
    ] as const).map(([text, name, props]) => ({
      text, claim, on, attack: (c: Changed) => { Object.assign(alarm(c, name), props); },
    })),
    { text: 'math that hides', claim, on, attack: (c) => { alarm(c, 'REVOKE-FAILED').Metrics[0].Expression = 'FILL(failed, 0) * 0'; } },
    { text: 'a metric of another workflow', claim, on, attack: (c) => { alarm(c, 'GRANT-FAILED').Metrics[1].MetricStat.Metric.Dimensions[0].Value = 'other'; } },
    { text: 'the workflow of another alarm', claim, on, attack: (c) => { alarm(c, 'GRANT-FAILED').Metrics = JSON.parse(JSON.stringify(alarm(c, 'FOLLOW-UP-FAILED').Metrics)); } },
    {
      text: 'a mute rule',
      claim: 'alarms-not-silenced',
      on,
      attack: (c) => { c.stacks.find(({ name }) => name === 'Elevation')!.template.Resources.Mute = { Type: 'AWS::CloudWatch::AlarmMuteRule', Properties: { Rule: {}, MuteTargets: { AlarmNames: [alarm(c, 'REVOKE-FAILED').AlarmName] } } }; },
    },
  ]);
});

describe('a rule of elevated access', () => {
  testAttacks([
    { text: 'on the default bus', claim, also: ['deliveries-are-watched'], on, attack: (c) => { delete rule(c, 'ELEVATION-BYPASSED').EventBusName; } },
    { text: 'that is off', claim, on, attack: (c) => { rule(c, 'ELEVATION-ACCESS-MISSING').State = 'DISABLED'; } },
    { text: 'that is about another event', claim, on, attack: (c) => { rule(c, 'ELEVATION-BYPASSED').EventPattern['detail-type'] = ['Elevation Approved']; } },
    { text: 'that is about one requester', claim, on, attack: (c) => { rule(c, 'ELEVATION-STEPS').EventPattern.detail = { requester: ['jane'] }; } },
    { text: 'of a follow-up that forgets bypasses', claim, on, attack: (c) => { rule(c, 'FOLLOW-UP-OWN').EventPattern['detail-type'].splice(1, 1); } },
    { text: 'of a review that gets no AssumeRole', claim, on, attack: (c) => { rule(c, 'FOLLOW-UP-USE1').State = 'ENABLED'; } },
    { text: 'of a review of other accounts that gets no AssumeRole', claim, on, attack: (c) => { rule(c, 'FOLLOW-UP-FOREIGN').State = 'ENABLED'; } },
    { text: 'of a review of one session', claim, on, attack: (c) => { rule(c, 'FOLLOW-UP-USE1').EventPattern.detail.awsRegion = ['us-east-1']; } },
    { text: 'on a bus that denies', claim, on, attack: (c) => { c.props('AWS::Events::EventBus').Policy = { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'events:PutEvents', Resource: '*' }] }; } },
    { text: 'with a constant', claim, on, attack: (c) => { rule(c, 'ELEVATION-STEPS').Targets[0].Input = '{}'; } },
    { text: 'without a target', claim, on, attack: (c) => { rule(c, 'ELEVATION-UNKNOWN-ACCESS').Targets = []; } },
    { text: 'of a name that the library doesn\'t write', claim, also: ['deliveries-are-watched'], on, attack: (c) => { rule(c, 'ELEVATION-LOG').Name = 'BREAK-GLASS-ELEVATION-OTHER-00000000'; } },
  ]);
});
