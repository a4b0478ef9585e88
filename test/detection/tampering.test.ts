import { filterPatterns } from '../../src/detection/patterns';
import { Watched } from '../../src/detection/shapes';
import { tamperingFilters, tamperingRules } from '../../src/detection/tampering';
import { callsSeenBy } from '../../src/private/forbidden-actions';

const WATCHED: Watched = {
  partition: 'aws',
  account: '222222222222',
  region: 'us-east-1',
  users: [{ arn: 'arn:aws:iam::111111111111:user/people/jane.doe-BREAK-GLASS', name: 'jane.doe-BREAK-GLASS' }],
  roles: [{ arn: 'arn:aws:iam::222222222222:role/bg/BREAK-GLASS-X', name: 'BREAK-GLASS-X', sessionArnPrefix: 'arn:aws:sts::222222222222:assumed-role/BREAK-GLASS-X/' }],
  trailLogGroupName: 'organization-trail-logs',
  topicArns: ['arn:aws:sns:us-east-1:222222222222:ALERTS'],
  keyArns: ['arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
};

const patterns = (watched: Watched, many = false) => tamperingFilters(watched, many).flatMap(filterPatterns);
const filterOn = (text: string, watched: Watched = WATCHED, many = false) => patterns(watched, many).filter((pattern) => pattern.includes(text));
const detailsOf = (watched: Watched) => tamperingRules(watched).map((rule) => rule.pattern(rule.values).detail);

test('the trail, the configuration recorder and threat detection share one filter, since a log group holds few', () => {
  for (const call of ['StopLogging', 'StopConfigurationRecorder', 'DeleteDetector', 'DisableSecurityHub']) {
    expect(filterOn(call)).toEqual(filterOn('cloudtrail.amazonaws.com'));
  }
  expect(filterOn('cloudtrail.amazonaws.com')).toHaveLength(1);
});

test('each layer names all calls of the list of forbidden actions', () => {
  const [filters, rules] = [patterns(WATCHED).join(), JSON.stringify(detailsOf(WATCHED))];
  const calls = (['event', 'log-group', 'alarm-name', 'alarm-names', 'rule-name', 'rule-of-targets', 'topic', 'subscription', 'key', 'policy-path'] as const)
    .flatMap((evidence) => ['cloudtrail', 'config', 'guardduty', 'securityhub', 'logs', 'cloudwatch', 'events', 'sns', 'kms', 'iam']
      .flatMap((service) => callsSeenBy(evidence, service)));
  expect(calls.length).toBeGreaterThan(35);
  expect(calls.filter((call) => !filters.includes(`"${call}"`) || !rules.includes(`"${call}"`))).toEqual([]);
});

test('new policies are matched by the paths of the principals, other policies by their ARN', () => {
  expect(filterOn('CreatePolicy')[0]).toContain('($.requestParameters.path="/people/")');
  expect(filterOn('CreatePolicy')[0]).toContain('($.requestParameters.path="/bg/")');
  expect(filterOn('CreatePolicy')[0]).toContain('($.requestParameters.policyArn="arn:aws:iam::222222222222:policy/bg/*")');
  expect(detailsOf(WATCHED)).toContainEqual({ eventSource: ['iam.amazonaws.com'], eventName: ['CreatePolicy'], requestParameters: { path: ['/people/', '/bg/'] } });
});

test('the root path, which other policies share, is not watched', () => {
  const rooted = { ...WATCHED, users: [], roles: [{ ...WATCHED.roles[0], arn: 'arn:aws:iam::222222222222:role/BREAK-GLASS-X' }] };
  expect(filterOn('CreatePolicy', rooted)).toEqual([]);
  expect(JSON.stringify(detailsOf(rooted))).not.toContain('CreatePolicy');
});

test('many roles are matched by the prefix of their names, and roles of other names one by one', () => {
  expect(filterOn('requestParameters.roleName="BREAK-GLASS-*"', WATCHED, true)).toHaveLength(1);
  expect(filterOn('requestParameters.roleName="BREAK-GLASS-X"', WATCHED, false)).toHaveLength(1);
  const other = { ...WATCHED, roles: [{ ...WATCHED.roles[0], name: 'EMERGENCY' }] };
  expect(filterOn('requestParameters.roleName="EMERGENCY"', other, true)).toHaveLength(1);
});

test('no log group is watched without its name', () => {
  const { trailLogGroupName: _, ...without } = WATCHED;
  expect(filterOn('DeleteMetricFilter', without)).toEqual([]);
  expect(JSON.stringify(detailsOf(without))).not.toContain('DeleteMetricFilter');
});
