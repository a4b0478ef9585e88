import * as sso from 'aws-cdk-lib/aws-sso';
import { AppReading } from '../../../checks/src/reading/app-reading';
import { isEmergencyPermissionSet, longestSession, managedPoliciesThatWrite, sessionSeconds, writeWildcards } from '../../../checks/src/reading/permission-sets';
import { Resource } from '../../../checks/src/reading/resource';
import { stackIn } from '../support';

const HOUR = 3600;

function read(props: Partial<sso.CfnPermissionSetProps>, overrides: { [path: string]: any } = {}): { resource: Resource; app: AppReading } {
  const stack = stackIn();
  const node = new sso.CfnPermissionSet(stack, 'Set', { instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', name: 'Set', ...props });
  Object.entries(overrides).forEach(([path, value]) => node.addPropertyOverride(path, value));
  const app = new AppReading(stack.node.root);
  return { resource: app.resource(node), app };
}

test.each([
  [undefined, HOUR], ['PT1H', HOUR], ['PT1H30M', 1.5 * HOUR], ['PT90M', 1.5 * HOUR], ['PT3600S', HOUR], ['P1D', 24 * HOUR], ['P1DT1H', 25 * HOUR], ['PT0S', 0],
])('a session of %s has %d seconds', (sessionDuration, seconds) => {
  expect(sessionSeconds(read({ sessionDuration }).resource)).toBe(seconds);
});

test.each(['1H', 'PT1.5H', 'pt1h', '3600', 'PT1H 30M', ''])('fails on the duration %j', (sessionDuration) => {
  expect(() => sessionSeconds(read({ sessionDuration }).resource)).toThrow(/'SessionDuration' must be an ISO 8601 duration/);
});

test.each<[string, Partial<sso.CfnPermissionSetProps>, boolean]>([
  ['a name', { name: 'break-glass-admin' }, true],
  ['another name', { name: 'Administrators' }, false],
  ['a tag of a playbook', { tags: [{ key: 'Playbook', value: 'RANSOMWARE' }] }, true],
  ['a tag of a purpose', { tags: [{ key: 'Purpose', value: 'emergency access' }] }, true],
  ['another tag', { tags: [{ key: 'Owner', value: 'platform' }] }, false],
  ['a description, which is prose', { description: 'not for an emergency' }, false],
])('is for emergencies by %s or not', (_, props, expected) => {
  const { resource, app } = read(props);
  expect(isEmergencyPermissionSet(resource, app)).toBe(expected);
});

test('allows an administrator an hour, by a policy that is an object or text, and others twelve', () => {
  const policy = { Statement: { Effect: 'Allow', Action: ['iam:*'], Resource: ['*'] } };
  expect(longestSession(read({ inlinePolicy: policy }).resource)).toBe(HOUR);
  expect(longestSession(read({}, { InlinePolicy: JSON.stringify(policy) }).resource)).toBe(HOUR);
  expect(longestSession(read({ inlinePolicy: { Statement: { ...policy.Statement, Effect: 'Deny' } } }).resource)).toBe(12 * HOUR);
  expect(longestSession(read({}).resource)).toBe(12 * HOUR);
});

test('never allows less than the hour that Identity Center needs, whatever the playbook says', () => {
  const tags = ['INVESTIGATION', 'CONTAINMENT', 'RECOVERY', 'FORENSICS'].map((phase) => read({ tags: [{ key: 'Playbook', value: 'RANSOMWARE' }, { key: 'Phase', value: phase }] }));
  tags.forEach(({ resource }) => expect(longestSession(resource)).toBeGreaterThanOrEqual(HOUR));
});

test('fails to read a policy that is no JSON', () => {
  expect(() => writeWildcards(read({}, { InlinePolicy: '{ "Statement": ' }).resource)).toThrow("'InlinePolicy' is not JSON");
});

test('names managed policies without their path, and only those that write everywhere', () => {
  const managedPolicies = ['job-function/NetworkAdministrator', 'AWSCloudTrail_FullAccess', 'AdministratorAccess-Amplify', 'job-function/ViewOnlyAccess', 'AmazonEC2ReadOnlyAccess']
    .map((name) => `arn:aws:iam::aws:policy/${name}`);
  expect(managedPoliciesThatWrite(read({ managedPolicies }).resource)).toEqual(['NetworkAdministrator', 'AWSCloudTrail_FullAccess', 'AdministratorAccess-Amplify']);
});
