import { readFileSync } from 'fs';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { FILE, idsOf, logicalIds, physicalNames } from '../../scripts/logical-ids';

const recorded = readFileSync(FILE, 'utf8').trim().split('\n');
const now = logicalIds();

test('no resource of the reference organization, the example or the integ apps loses its logical id or its name: that would replace it', () => {
  const present = new Set(now);
  expect(recorded.filter((line) => !present.has(line))).toEqual([]);
});

test('every new resource is recorded; run `npm run ids` after you have looked at it', () => {
  const known = new Set(recorded);
  expect(now.filter((line) => !known.has(line))).toEqual([]);
});

test('every app is recorded', () => {
  expect([...new Set(recorded.map((line) => line.split('/')[0]))].sort()).toEqual(['integ.elevated-access', 'integ.headline-constructs', 'integ.metric-filter-facts', 'reference-org', 'typescript']);
});

test('a renamed construct shows', () => {
  const ids = (id: string) => {
    const app = new App({ analyticsReporting: false });
    new CfnResource(new Stack(app, 'Stack'), id, { type: 'AWS::IAM::User', properties: { UserName: 'jane' } });
    return idsOf('app', app);
  };
  expect(ids('Jane')).toEqual(['app/Stack Jane AWS::IAM::User jane']);
  expect(ids('Renamed')).not.toEqual(ids('Jane'));
});

test.each([
  ['AWS::IAM::Role', { RoleName: 'BREAK-GLASS-RESPONDER' }, ['BREAK-GLASS-RESPONDER']],
  ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'Boundary' }, ['Boundary']],
  ['AWS::IAM::Policy', { PolicyName: 'DefaultPolicy', Roles: ['Role'] }, ['DefaultPolicy']],
  ['AWS::IAM::Role', { RoleName: 'Broker', Policies: [{ PolicyName: 'Inline' }] }, ['Broker', 'Inline']],
  ['AWS::Logs::MetricFilter', { FilterName: 'Use', LogGroupName: 'trail' }, ['Use']],
  ['AWS::CloudWatch::Alarm', { AlarmName: 'Use', MetricName: 'Uses' }, ['Use']],
  ['AWS::Events::Rule', { Name: 'Use', EventBusName: 'default' }, ['Use']],
  ['AWS::Events::EventBus', { Name: 'elevation' }, ['elevation']],
  ['AWS::SecretsManager::Secret', { Name: 'break-glass-password/jane' }, ['break-glass-password/jane']],
  ['AWS::SNS::Topic', { TopicName: { 'Fn::Join': ['', ['use-', { Ref: 'AWS::Region' }, { 'Fn::GetAtt': ['Key', 'Arn'] }]] } }, ['use-${AWS::Region}${Key.Arn}']],
  ['AWS::IAM::Role', {}, []],
])('the names of an %s with %j are %j', (type, properties, names) => {
  expect(physicalNames(type, properties)).toEqual(names);
});
