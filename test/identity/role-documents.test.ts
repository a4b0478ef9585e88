import { Duration } from 'aws-cdk-lib';
import { ACCOUNT, accountStack, allowsOf, jane, john, messageOf } from './fixtures';
import { Phase, Playbook, ResponderProfile } from '../../src';
import { RoleDocuments, roleDocuments, RoleDocumentsInput } from '../../src/identity/role-documents';

function documents(profile: ResponderProfile, playbook: Playbook, input: Partial<RoleDocumentsInput> = {}): RoleDocuments {
  return roleDocuments(profile, playbook, { stack: STACK, roleName: 'BREAK-GLASS-X', boundaryArn: 'arn:aws:iam::111122223333:policy/bg/X', ...input });
}

const STACK = accountStack();
const { SECURITY_INVESTIGATOR, BREAK_GLASS_ADMIN, FORENSICS_ANALYST } = ResponderProfile;
const { CREDENTIAL_COMPROMISE, RANSOMWARE, EC2_COMPROMISE } = Playbook;

test('roles of one profile, playbook and scope share their documents', () => {
  expect(documents(SECURITY_INVESTIGATOR, RANSOMWARE, { boundaryArn: 'arn:aws:iam::111122223333:policy/bg/Y' })).toBe(documents(SECURITY_INVESTIGATOR, RANSOMWARE));
});

test('a role that names its own boundary has documents of its own', () => {
  const mine = documents(BREAK_GLASS_ADMIN, RANSOMWARE);
  const theirs = documents(BREAK_GLASS_ADMIN, RANSOMWARE, { boundaryArn: 'arn:aws:iam::111122223333:policy/bg/Y' });
  expect(JSON.stringify(mine)).toContain('policy/bg/X');
  expect(JSON.stringify(mine)).not.toContain('policy/bg/Y');
  expect(JSON.stringify(theirs)).toContain('policy/bg/Y');
  expect(JSON.stringify(theirs)).not.toContain('policy/bg/X');
});

test.each([
  ['scope', { playbookScope: { evidenceBucketNames: ['other-evidence'] } }],
  ['addresses', { sourceIps: ['192.0.2.0/24'] }],
  ['Regions', { regions: ['eu-central-1'] }],
  ['account', { stack: accountStack({ env: { account: '999988887777', region: 'us-east-1' } }) }],
])('a role with another %s has other documents', (_, input) => {
  expect(JSON.stringify(documents(FORENSICS_ANALYST, EC2_COMPROMISE, input))).not.toBe(JSON.stringify(documents(FORENSICS_ANALYST, EC2_COMPROMISE)));
});

test('what is shared can not be changed through one role', () => {
  const { permissions, boundary } = documents(SECURITY_INVESTIGATOR, RANSOMWARE);
  expect(() => permissions[0].Statement.push({ Effect: 'Allow', Action: '*', Resource: '*' })).toThrow(TypeError);
  expect(() => boundary.Statement.pop()).toThrow(TypeError);
});

test('a playbook does not change when the statements it was made from do', () => {
  const actions = ['ec2:DescribeInstances'];
  const playbook = new Playbook({ name: 'OWN', title: 'Own', investigation: { statements: [{ actions, sources: ['https://example.com/own'] }] } });
  actions.push('iam:CreateUser');
  expect(playbook.statements(Phase.INVESTIGATION)[0].actions).toEqual(['ec2:DescribeInstances']);
  expect(() => playbook.statements(Phase.INVESTIGATION).pop()).toThrow(/Cannot delete property/);
});

test('users of one stack do not share policies', () => {
  const stack = accountStack();
  expect(jane(stack).permissionsBoundaryArn).not.toBe(john(stack).permissionsBoundaryArn);
});

test('fails for permissions over 10 managed policies', () => {
  const statements = Array.from({ length: 140 }, (_, index) => ({
    actions: ['s3:GetObject'],
    resources: Array.from({ length: 10 }, (__, part) => `arn:aws:s3:::${'b'.repeat(30)}-${index}-${part}/*`),
    sources: ['https://example.com'],
  })).map((statement, index) => ({ ...statement, conditions: { StringEquals: { 'aws:ResourceTag/n': String(index) } } }));
  const profile = ResponderProfile.custom({
    name: 'X', description: 'X', maxSession: Duration.hours(1), phases: [Phase.INVESTIGATION], statements,
  });
  expect(messageOf(() => documents(profile, CREDENTIAL_COMPROMISE, { roleName: `BREAK-GLASS-${profile.name}-CREDENTIAL_COMPROMISE` }))).toMatch(
    /^the permissions of BREAK-GLASS-X-CREDENTIAL_COMPROMISE need \d+ managed policies, IAM allows 10 for a role; divide the playbook in two$/);
});

test('spreads a statement with more resources than a managed policy holds over several', () => {
  const resources = Array.from({ length: 150 }, (_, index) => `arn:aws:s3:::${'evidence-'.repeat(5)}${index}/*`);
  const profile = ResponderProfile.custom({
    name: 'X',
    description: 'X',
    maxSession: Duration.hours(1),
    phases: [Phase.INVESTIGATION],
    statements: [{ actions: ['s3:PutObjectRetention'], resources, sources: ['https://example.com'] }],
  });
  const { permissions } = documents(profile, CREDENTIAL_COMPROMISE);
  expect(permissions.length).toBeGreaterThan(1);
  for (const policy of permissions) { expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6144); }
  expect(permissions.flatMap((policy) => allowsOf(policy, 's3:PutObjectRetention').flatMap(({ Resource }) => Resource)))
    .toEqual(resources);
});

test('fails for a statement that fits into no managed policy, with both sizes', () => {
  const profile = ResponderProfile.custom({
    name: 'X',
    description: 'X',
    maxSession: Duration.hours(1),
    phases: [Phase.INVESTIGATION],
    statements: [{
      actions: ['s3:GetObject'],
      conditions: { StringEquals: { 'aws:ResourceTag/n': Array.from({ length: 400 }, (_, index) => `a value of some length ${index}`) } },
      sources: ['https://example.com'],
    }],
  });
  expect(messageOf(() => documents(profile, CREDENTIAL_COMPROMISE, { roleName: `BREAK-GLASS-${profile.name}-CREDENTIAL_COMPROMISE` }))).toMatch(
    /^a statement on s3:GetObject has \d{5} characters and can't be divided, IAM allows 6144 in a policy; shorten its conditions or resources$/);
});

test('fails for a boundary over the size of a managed policy, with both sizes', () => {
  const quarantinePolicyArns = Array.from({ length: 40 }, (_, index) => `arn:aws:iam::${ACCOUNT}:policy/${'quarantine-'.repeat(8)}${index}`);
  expect(messageOf(() => documents(ResponderProfile.INCIDENT_RESPONDER, CREDENTIAL_COMPROMISE, {
    playbookScope: { quarantinePolicyArns }, roleName: 'BREAK-GLASS-INCIDENT_RESPONDER-CREDENTIAL_COMPROMISE',
  }))).toMatch(
    /^the permissions boundary of BREAK-GLASS-INCIDENT_RESPONDER-CREDENTIAL_COMPROMISE has \d{4,5} characters, IAM allows 6144; /);
});
