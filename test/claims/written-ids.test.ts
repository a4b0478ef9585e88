/** What references to a resource give, as far as the template writes it. */
import { writtenIdsSource } from '../../scripts/generate-written-ids';
import { accessModel } from '../../src/claims/internal';
import { unknownsIn } from '../../src/claims/resolve';
import { WRITTEN_IDS } from '../../src/claims/written-ids.generated';

function given(type: string, properties: any, value: any): any {
  const Resources = { X: { Type: type, Properties: properties }, Reader: { Type: 'AWS::IAM::Role', Properties: { Description: value } } };
  return accessModel([{ name: 's', account: '111111111111', region: 'eu-west-1', template: { Resources } }]).otherRoles[0].resource.props.Description;
}
const REF = { Ref: 'X' };
const attribute = (name: string) => ({ 'Fn::GetAtt': ['X', name] });

test('the table is that of the resource schemas; otherwise run `npm run generate`', () => {
  expect(lines(writtenIdsSource())).toEqual(Object.entries(WRITTEN_IDS).map(([type, ids]) => `  '${type}': '${ids}',`));
});
const lines = (source: string) => source.split('\n').filter((line) => line.startsWith('  '));

test.each<[string, any, any, string]>([
  ['AWS::Events::EventBus', { Name: 'n' }, REF, 'n'],
  ['AWS::Events::EventBus', { Name: 'n' }, attribute('Name'), 'n'],
  ['AWS::Events::EventBus', { Name: 'n' }, attribute('Arn'), 'arn:aws:events:eu-west-1:111111111111:event-bus/n'],
  ['AWS::Events::EventBus', {}, REF, 'unresolved-X'],
  ['AWS::Events::Rule', { Name: 'n', EventBusName: 'b' }, attribute('Arn'), 'arn:aws:events:eu-west-1:111111111111:rule/b/n'],
  ['AWS::Events::Rule', { Name: 'n', EventBusName: 'default' }, attribute('Arn'), 'arn:aws:events:eu-west-1:111111111111:rule/n'],
  ['AWS::CloudWatch::CompositeAlarm', { AlarmName: 'n' }, REF, 'n'],
  ['AWS::CloudWatch::CompositeAlarm', { AlarmName: 'n' }, attribute('Arn'), 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:n'],
  ['AWS::CloudWatch::AlarmMuteRule', { Name: 'n' }, REF, 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm-mute-rule:n'],
  ['AWS::IAM::InstanceProfile', { InstanceProfileName: 'n', Path: '/p/' }, attribute('Arn'), 'arn:aws:iam::111111111111:instance-profile/p/n'],
  ['AWS::StepFunctions::StateMachine', { StateMachineName: 'n' }, REF, 'arn:aws:states:eu-west-1:111111111111:stateMachine:n'],
  ['AWS::StepFunctions::StateMachine', { StateMachineName: 'n' }, attribute('Name'), 'n'],
  ['AWS::StepFunctions::StateMachine', {}, REF, 'unresolved-X'],
  ['AWS::SQS::Queue', { QueueName: 'n' }, attribute('QueueName'), 'n'],
  ['AWS::SQS::Queue', { QueueName: 'n' }, attribute('Arn'), 'arn:aws:sqs:eu-west-1:111111111111:n'],
  ['AWS::ApiGateway::RestApi', { Name: 'n' }, REF, 'unresolved-X'],
  ['AWS::ApiGateway::Resource', { RestApiId: { Ref: 'Reader2' }, PathPart: 'p' }, { 'Fn::Join': ['', ['x']] }, 'x'],
  ['AWS::S3::Bucket', { BucketName: 'n' }, attribute('DomainName'), 'n.DomainName'],
])('%s with %j gives %j as %s', (type, properties, value, expected) => expect(given(type, properties, value)).toBe(expected));

test.each<[string, any, any]>([
  ['Custom::Name', {}, REF],
  ['AWS::CloudFormation::CustomResource', {}, REF],
  ['Vendor::Service::Type', {}, REF],
  ['AWS::QuickSight::Dashboard', { DashboardId: 'n' }, REF],
  ['AWS::Budgets::Budget', { Budget: { BudgetName: 'n' } }, REF],
  ['AWS::Newer::ThanTheTable', { Name: 'n' }, REF],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', { Name: 'n' }, attribute('TargetGroupFullName')],
  ['AWS::Scheduler::Schedule', { Name: 'n' }, attribute('Arn')],
  ['AWS::S3::Bucket', {}, { 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'Elsewhere' }] }] }],
])('%s with %j gives nothing for %j that can be read', (type, properties, value) => expect(unknownsIn(given(type, properties, value))).not.toEqual([]));
