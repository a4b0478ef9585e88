import { testAttacks } from './attacks';
import { ACCOUNT, Changed, REGION } from './chain';

const alarm = (changed: Changed) => changed.props('AWS::CloudWatch::Alarm', '-Use');
const wired = 'filters-are-wired';
const silenced = 'alarms-not-silenced';
const name = (changed: Changed) => alarm(changed).AlarmName as string;

describe('an alarm with', () => {
  testAttacks([
    ...([
      ['a name without the prefix', { AlarmName: 'use' }],
      ['no name', { AlarmName: undefined }],
      ['another statistic', { Statistic: 'Average' }],
      ['no statistic but a percentile', { Statistic: undefined, ExtendedStatistic: 'p10' }],
      ['a higher threshold', { Threshold: 1.5 }],
      ['another comparison', { ComparisonOperator: 'LessThanThreshold' }],
      ['a comparison that a parameter decides', { ComparisonOperator: { Ref: 'Operator' } }],
      ['a longer period', { Period: 86400 }],
      ['more periods', { EvaluationPeriods: 3, DatapointsToAlarm: 1 }],
      ['more data points', { DatapointsToAlarm: 2 }],
      ['a dimension', { Dimensions: [{ Name: 'Region', Value: 'us-east-1' }] }],
      ['a unit', { Unit: 'Bytes' }],
      ['missing data as bad', { TreatMissingData: 'ignore' }],
      ['a band of anomalies', { ThresholdMetricId: 'band' }],
      ['low sample counts', { EvaluateLowSampleCountPercentile: 'ignore' }],
      ['actions off', { ActionsEnabled: false }],
      ['actions that a parameter decides', { ActionsEnabled: { Ref: 'On' } }],
      ['no action', { AlarmActions: [] }],
      ['actions for OK only', { AlarmActions: undefined, OKActions: ['arn:aws:sns:us-east-1:111111111111:BREAK-GLASS-ALARMS'] }],
    ] as const).map(([text, props]) => ({ text, claim: wired, attack: (c: Changed) => { Object.assign(alarm(c), props); } })),
    {
      text: 'metric math',
      claim: wired,
      attack: (c) => {
        const props = alarm(c);
        const { Namespace, MetricName, Period, Statistic } = props;
        ['Namespace', 'MetricName', 'Period', 'Statistic'].forEach((key) => { delete props[key]; });
        props.Metrics = [{ Id: 'e', Expression: 'm * 0' }, { Id: 'm', MetricStat: { Metric: { Namespace, MetricName }, Period, Stat: Statistic }, ReturnData: false }];
      },
    },
    { text: 'another metric', claim: wired, attack: (c) => { alarm(c).MetricName = 'nothing'; } },
    { text: 'another namespace', claim: wired, attack: (c) => { alarm(c).Namespace = 'Nothing'; } },
    { text: 'a mute rule', claim: silenced, attack: (c) => c.add('AWS::CloudWatch::AlarmMuteRule', { Rule: {}, MuteTargets: { AlarmNames: [name(c)] } }) },
    { text: 'a mute rule by ARN', claim: silenced, attack: (c) => c.add('AWS::CloudWatch::AlarmMuteRule', { Rule: {}, MuteTargets: { AlarmNames: [`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name(c)}`] } }) },
    { text: 'a mute rule for a parameter', claim: silenced, attack: (c) => c.add('AWS::CloudWatch::AlarmMuteRule', { Rule: {}, MuteTargets: { AlarmNames: [{ Ref: 'Muted' }] } }) },
    { text: 'a mute rule without targets', claim: silenced, attack: (c) => c.add('AWS::CloudWatch::AlarmMuteRule', { Rule: {} }) },
    { text: 'a composite alarm that suppresses', claim: silenced, attack: (c) => c.add('AWS::CloudWatch::CompositeAlarm', { AlarmName: 'all', AlarmRule: `ALARM("${name(c)}")`, ActionsSuppressor: 'maintenance' }) },
    { text: 'a composite alarm that is off', claim: silenced, attack: (c) => c.add('AWS::CloudWatch::CompositeAlarm', { AlarmName: 'all', AlarmRule: `ALARM(${name(c)})`, ActionsEnabled: false }) },
    { text: 'a composite namesake', claim: silenced, attack: (c) => c.add('AWS::CloudWatch::CompositeAlarm', { AlarmName: name(c), AlarmRule: 'FALSE' }) },
    { text: 'a namesake', claim: silenced, attack: (c) => c.add('AWS::CloudWatch::Alarm', { ...alarm(c) }) },
    { text: 'another action than those beside it', claim: 'targets-as-written', attack: (c) => { alarm(c).AlarmActions = ['arn:aws:sns:us-east-1:111111111111:elsewhere']; } },
    { text: 'an action that isn\'t one', claim: 'targets-as-written', also: ['deliveries-are-watched'], attack: (c) => c.all('AWS::CloudWatch::Alarm').forEach((one) => { one.AlarmActions = ['nowhere']; }) },
  ]);
});
