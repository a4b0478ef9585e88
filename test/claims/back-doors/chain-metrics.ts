import { add, alarm, arnOf, filter, find, properties, ref, SECURITY_ROOT, STRANGER_ACCOUNT } from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

const TRAIL = { stack: 'Security', prefix: 'Trail', type: 'AWS::Logs::LogGroup' } as const;
const trail = (templates: Templates) => find(templates, TRAIL.stack, TRAIL.prefix, TRAIL.type);
const filters = (templates: Templates, detection: string): any[] => templates.all('AWS::Logs::MetricFilter')
  .map((resource) => resource.Properties)
  .filter(({ FilterName }) => new RegExp(`-${detection}-\\d+$`).test(FilterName));

/** A policy that masks break-glass names, as CloudWatch Logs takes it. */
const masking = (name: string, regex: string) => ({
  Name: name,
  Version: '2021-06-01',
  Configuration: { CustomDataIdentifier: [{ Name: 'Names', Regex: regex }] },
  Statement: [
    { Sid: 'audit', DataIdentifier: ['Names'], Operation: { Audit: { FindingsDestination: {} } } },
    { Sid: 'mask', DataIdentifier: ['Names'], Operation: { Deidentify: { MaskConfig: {} } } },
  ],
});

/** Between the trail and the alarm. */
export const CHAIN_METRICS: readonly BackDoor[] = ofKind('alarm-chain', [{
  id: 'chain-log-group-masks-names',
  putIn: 'a data protection policy of the trail\'s log group that masks break-glass names',
  effect: 'metric filters see masked records: no filter by role or user name matches',
  mutate: (t) => { trail(t).resource.Properties.DataProtectionPolicy = masking('personal-data', 'BREAK-GLASS'); },
}, {
  id: 'chain-transformer',
  putIn: 'a transformer of the trail\'s log group that drops request parameters, and filters that read what it leaves',
  effect: 'no filter sees which role was assumed',
  mutate: (t) => {
    add(t, 'Security', 'Transformer', 'AWS::Logs::Transformer', {
      LogGroupIdentifier: ref(trail(t).id),
      TransformerConfig: [{ ParseJSON: {} }, { DeleteKeys: { WithKeys: ['requestParameters', 'additionalEventData', 'userIdentity'] } }],
    });
    for (const each of filters(t, 'Use')) { each.ApplyOnTransformedLogs = true; }
  },
}, {
  id: 'chain-account-transformer',
  putIn: 'a transformer for all log groups that renames the call, and a filter that reads what it leaves',
  effect: 'AssumeRoot raises no alarm in the complete layer',
  mutate: (t) => {
    add(t, 'Security', 'AccountTransformer', 'AWS::Logs::AccountPolicy', {
      PolicyName: 'normalize',
      PolicyType: 'TRANSFORMER_POLICY',
      Scope: 'ALL',
      PolicyDocument: JSON.stringify([{ parseJSON: {} }, { renameKeys: { entries: [{ key: 'eventName', renameTo: 'activity' }] } }]),
    });
    for (const each of filters(t, 'AssumeRoot')) { each.ApplyOnTransformedLogs = true; }
  },
}, {
  id: 'chain-field-selection',
  putIn: 'a selection by system fields in the filters for sign-ins',
  effect: 'only records of another account are counted',
  mutate: (t) => { for (const each of filters(t, 'SignIn')) { each.FieldSelectionCriteria = `@aws.account = "${STRANGER_ACCOUNT}"`; } },
}, {
  id: 'chain-filter-counts-zero',
  putIn: 'a metric value of 0 in the filters for uses',
  effect: 'each use is counted as none',
  mutate: (t) => { for (const each of filters(t, 'Use')) { each.MetricTransformations[0].MetricValue = '0'; } },
}, {
  id: 'chain-filter-counts-a-field',
  putIn: 'a field of the record that doesn\'t exist as the value of a metric',
  effect: 'a read of the password writes no number into the metric',
  mutate: (t) => { for (const each of filters(t, 'PasswordRead')) { each.MetricTransformations[0].MetricValue = '$.responseElements.count'; } },
}, {
  id: 'chain-filter-of-another-group',
  putIn: 'a new, empty log group that the filters for tampering watch',
  effect: 'no record of the trail reaches the filters',
  mutate: (t) => {
    add(t, 'Security', 'TrailArchive', 'AWS::Logs::LogGroup', { LogGroupName: 'organization-trail-archive' });
    for (const each of filters(t, 'Tampering')) { each.LogGroupName = ref('TrailArchive'); }
  },
}, {
  id: 'chain-log-group-renamed',
  putIn: 'another name for the trail\'s log group, to which no trail writes',
  effect: 'all filters watch an empty log group',
  mutate: (t) => { trail(t).resource.Properties.LogGroupName = 'organization-trail-v2'; },
}, {
  id: 'chain-metric-namespace',
  putIn: 'another namespace for the metrics of refused attempts',
  effect: 'the alarm watches a metric that has no data',
  mutate: (t) => { for (const each of filters(t, 'Denied')) { each.MetricTransformations[0].MetricNamespace = 'Break-Glass'; } },
}, {
  id: 'chain-metric-dimension',
  putIn: 'a dimension of the metric for root use',
  effect: 'the alarm watches the metric without dimensions, which has no data',
  mutate: (t) => {
    const [transformation] = filter(t, 'AlarmRootFilter1').MetricTransformations;
    delete transformation.DefaultValue;
    transformation.Dimensions = [{ Key: 'Account', Value: '$.recipientAccountId' }];
  },
}, {
  id: 'chain-metric-unit',
  putIn: 'a unit in the alarm that the filters don\'t write',
  effect: 'the alarm has no data',
  mutate: (t) => { alarm(t, 'Security', 'AlarmUseAlarm').Unit = 'Seconds'; },
}, {
  id: 'chain-alarm-statistic',
  putIn: 'the minimum instead of the sum',
  effect: 'several filters feed the metric, and those that don\'t match write 0: the minimum stays 0',
  mutate: (t) => { alarm(t, 'Security', 'AlarmUseAlarm').Statistic = 'Minimum'; },
}, {
  id: 'chain-alarm-percentile',
  putIn: 'a percentile instead of the sum',
  effect: 'one change among the zeros of a minute doesn\'t move the lowest tenth',
  mutate: (t) => {
    const target = alarm(t, 'Security', 'AlarmTamperingAlarm');
    delete target.Statistic;
    target.ExtendedStatistic = 'p10';
  },
}, {
  id: 'chain-alarm-always',
  putIn: 'the number of samples instead of the sum',
  effect: 'zeros count too: the alarm stays in its state, and no later use changes it',
  mutate: (t) => { alarm(t, 'Security', 'AlarmDeniedAlarm').Statistic = 'SampleCount'; },
}, {
  id: 'chain-alarm-threshold',
  putIn: 'a threshold of 100',
  effect: 'a careful intruder does less in a minute',
  mutate: (t) => { alarm(t, 'Security', 'AlarmTamperingAlarm').Threshold = 100; },
}, {
  id: 'chain-alarm-comparison',
  putIn: 'greater than, instead of at least, the threshold',
  effect: 'one sign-in in a minute raises no alarm',
  mutate: (t) => { alarm(t, 'Security', 'AlarmSignInAlarm').ComparisonOperator = 'GreaterThanThreshold'; },
}, {
  id: 'chain-alarm-consecutive-minutes',
  putIn: 'five consecutive minutes that must breach',
  effect: 'a single read of the password raises no alarm',
  mutate: (t) => { Object.assign(alarm(t, 'Security', 'AlarmPasswordReadAlarm'), { EvaluationPeriods: 5, DatapointsToAlarm: 5 }); },
}, {
  id: 'chain-alarm-dimensions',
  putIn: 'a dimension in the alarm for uses',
  effect: 'the alarm watches a metric that nothing writes',
  mutate: (t) => { alarm(t, 'Security', 'AlarmUseAlarm').Dimensions = [{ Name: 'Stage', Value: 'prod' }]; },
}, {
  id: 'chain-alarm-other-metric',
  putIn: 'the metric of another alarm',
  effect: 'tampering raises no alarm; AssumeRoot raises two',
  mutate: (t) => { alarm(t, 'Security', 'AlarmTamperingAlarm').MetricName = alarm(t, 'Security', 'AlarmAssumeRootAlarm').MetricName; },
}, {
  id: 'chain-alarm-hours',
  putIn: 'metric math that ignores the night',
  effect: 'a use before six in the morning raises no alarm',
  mutate: (t) => {
    const target = alarm(t, 'Security', 'AlarmUseAlarm');
    const metric = { MetricName: target.MetricName, Namespace: target.Namespace };
    for (const key of ['MetricName', 'Namespace', 'Period', 'Statistic']) { delete target[key]; }
    target.Metrics = [
      { Id: 'byday', Expression: 'IF(HOUR(uses) < 6, 0, uses)', ReturnData: true },
      { Id: 'uses', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' }, ReturnData: false },
    ];
  },
}, {
  id: 'chain-alarm-anomaly-band',
  putIn: 'a band of a thousand deviations instead of the threshold',
  effect: 'what was seen before is normal, and nothing leaves the band',
  mutate: (t) => {
    const target = alarm(t, 'Security', 'AlarmRootAlarm');
    const metric = { MetricName: target.MetricName, Namespace: target.Namespace };
    for (const key of ['MetricName', 'Namespace', 'Period', 'Statistic', 'Threshold']) { delete target[key]; }
    Object.assign(target, {
      ComparisonOperator: 'GreaterThanUpperThreshold',
      ThresholdMetricId: 'band',
      Metrics: [
        { Id: 'uses', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' }, ReturnData: true },
        { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(uses, 1000)', ReturnData: true },
      ],
    });
  },
}, {
  id: 'chain-trail-key',
  putIn: 'a key for the trail\'s log group that CloudWatch Logs may use until a date',
  effect: 'after the date no record can be written or read',
  mutate: (t) => {
    const account = { Effect: 'Allow', Principal: { AWS: SECURITY_ROOT }, Action: 'kms:*', Resource: '*' };
    const logs = {
      Effect: 'Allow',
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } },
    };
    add(t, 'Security', 'TrailKey', 'AWS::KMS::Key', { KeyPolicy: { Version: '2012-10-17', Statement: [account, logs] } });
    properties(t, TRAIL.stack, TRAIL.prefix, TRAIL.type).KmsKeyId = arnOf('TrailKey');
  },
}]);
