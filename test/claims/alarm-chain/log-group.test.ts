import { testAttacks } from './attacks';
import { ACCOUNT, assumptions, Changed, failing, REGION, simpleAlarm } from './chain';

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

/** The trail of an app with the role that CDK's `Trail` writes, changed. */
const written = (change: (role: any, changed: Changed) => void = () => {}) => (changed: Changed) => {
  const Properties: any = {
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'cloudtrail.amazonaws.com' } }] },
    Policies: [{
      PolicyName: 'write',
      PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['logs:PutLogEvents', 'logs:CreateLogStream'], Resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:organization-trail:*` }] },
    }],
  };
  changed.resources.Writer = { Type: 'AWS::IAM::Role', Properties };
  trail({ CloudWatchLogsRoleArn: { 'Fn::GetAtt': ['Writer', 'Arn'] } })(changed);
  change(Properties, changed);
};
const statementIn = (role: any) => role.Policies[0].PolicyDocument.Statement[0];
const trailProps = (changed: Changed) => changed.props('AWS::CloudTrail::Trail');

describe('the role of a trail holds', () => {
  test.each<[string, (role: any, changed: Changed) => void]>([
    ['as CDK writes it', () => {}],
    ['as AWS\'s guide writes it', (role) => { statementIn(role).Resource = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:organization-trail:log-stream:${ACCOUNT}_CloudTrail_${REGION}*`; }],
    ['for an organization', (role, changed) => {
      trailProps(changed).IsOrganizationTrail = true;
      statementIn(role).Resource = ['', 'o-anotherorg2_'].map((of) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:organization-trail:log-stream:${of}${ACCOUNT}_CloudTrail_${REGION}*`);
    }],
    ['whose trust names the account', (role) => { role.AssumeRolePolicyDocument.Statement[0].Condition = { StringEquals: { 'aws:SourceAccount': ACCOUNT } }; }],
    ['with a boundary of the organization, which is listed', (role) => { role.PermissionsBoundary = `arn:aws:iam::${ACCOUNT}:policy/organization-boundary`; }],
    ['with a policy from elsewhere, which is listed', (role) => { role.Policies = []; role.ManagedPolicyArns = [`arn:aws:iam::${ACCOUNT}:policy/trail-writer`]; }],
    ['of another app, which is listed', (_, changed) => { trailProps(changed).CloudWatchLogsRoleArn = `arn:aws:iam::${ACCOUNT}:role/TrailWriter`; }],
    ['beside a resource policy that lets Route 53 write', (_, changed) => changed.add('AWS::Logs::ResourcePolicy', {
      PolicyName: 'dns', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'route53.amazonaws.com' }, Action: 'logs:PutLogEvents', Resource: '*' }] }),
    })],
  ])('%s', (text, change) => {
    const changed = simpleAlarm();
    written(change)(changed);
    expect(failing(changed.stacks)).toEqual([]);
    expect(assumptions(changed.stacks).some((assumption) => assumption.includes('of this app holds'))).toBe(text.endsWith('listed'));
  });
});

testAttacks([
  { text: 'a role that writes to another stream', claim, attack: written((role) => { statementIn(role).Resource = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:organization-trail:log-stream:other*`; }) },
  {
    text: 'a role of an organization\'s trail that writes the records of one account',
    claim,
    attack: written((role, c) => {
      trailProps(c).IsOrganizationTrail = true;
      statementIn(role).Resource = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:organization-trail:log-stream:${ACCOUNT}_CloudTrail_${REGION}*`;
    }),
  },
  { text: 'a trust for another account\'s trail', claim, attack: written((role) => { role.AssumeRolePolicyDocument.Statement[0].Condition = { StringEquals: { 'aws:SourceAccount': '999999999999' } }; }) },
  {
    text: 'a deny in the log group\'s own policy',
    claim,
    attack: written((_, c) => {
      group(c).ResourcePolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'logs:*', Resource: '*', Condition: { ArnLike: { 'aws:PrincipalArn': '*' } } }] };
    }),
  },
]);
