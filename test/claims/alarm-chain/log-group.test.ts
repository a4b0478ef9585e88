import { testAttacks } from './attacks';
import { ACCOUNT, Changed, failing, REGION, simpleAlarm } from './chain';

const claim = 'trail-log-group-intact';
const group = (changed: Changed) => changed.props('AWS::Logs::LogGroup');
const trail = (props: object) => (changed: Changed) => changed.add('AWS::CloudTrail::Trail', {
  S3BucketName: 'trail', IsLogging: true, IsMultiRegionTrail: true, CloudWatchLogsLogGroupArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:organization-trail:*`, ...props,
});

testAttacks([
  { text: 'a class without metric filters', claim, attack: (c) => { group(c).LogGroupClass = 'INFREQUENT_ACCESS'; } },
  { text: 'a data protection policy of the log group', claim, attack: (c) => { group(c).DataProtectionPolicy = { Name: 'mask', Statement: [] }; } },
  { text: 'a retention of a week', claim, attack: (c) => { group(c).RetentionInDays = 7; } },
  { text: 'a retention that a parameter decides', claim, attack: (c) => { group(c).RetentionInDays = { Ref: 'Days' }; } },
  { text: 'a transformer by name', claim, attack: (c) => c.add('AWS::Logs::Transformer', { LogGroupIdentifier: 'organization-trail', TransformerConfig: [] }) },
  { text: 'a transformer by ARN', claim, attack: (c) => c.add('AWS::Logs::Transformer', { LogGroupIdentifier: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:organization-trail`, TransformerConfig: [] }) },
  { text: 'a transformer of a log group that a parameter names', claim, attack: (c) => c.add('AWS::Logs::Transformer', { LogGroupIdentifier: { Ref: 'Group' }, TransformerConfig: [] }) },
  { text: 'an account-wide data protection policy', claim, attack: (c) => c.add('AWS::Logs::AccountPolicy', { PolicyType: 'DATA_PROTECTION_POLICY', PolicyName: 'a', PolicyDocument: '{}' }) },
  { text: 'an account-wide policy that spares another log group', claim, attack: (c) => c.add('AWS::Logs::AccountPolicy', { PolicyType: 'DATA_PROTECTION_POLICY', PolicyName: 'a', PolicyDocument: '{}', SelectionCriteria: 'LogGroupName NOT IN ["organization-trail-2"]' }) },
  { text: 'an account-wide transformer by prefix', claim, attack: (c) => c.add('AWS::Logs::AccountPolicy', { PolicyType: 'TRANSFORMER_POLICY', PolicyName: 'a', PolicyDocument: '{}', SelectionCriteria: 'LogGroupNamePrefix = "org"' }) },
  { text: 'a trail that doesn\'t log', claim, attack: trail({ IsLogging: false }) },
  { text: 'a trail of one Region', claim, attack: trail({ IsMultiRegionTrail: false }) },
  { text: 'a trail without global services', claim, attack: trail({ IncludeGlobalServiceEvents: false }) },
  { text: 'a trail of writes', claim, attack: trail({ EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }) },
  { text: 'a trail without the events of KMS', claim, attack: trail({ EventSelectors: [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }] }) },
  { text: 'a trail of data events', claim, attack: trail({ AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }] }) },
  { text: 'a trail whose advanced selectors leave reads out', claim, attack: trail({ AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, { Field: 'readOnly', Equals: ['false'] }] }] }) },
]);

test('a trail that logs all management events holds', () => {
  for (const props of [{}, { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] }, { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }] }]) {
    const changed = simpleAlarm();
    trail(props)(changed);
    expect(failing(changed.stacks)).toEqual([]);
  }
});
