import { accountStack, john, jane } from './fixtures';
import { Phase, Playbook, ResponderProfile } from '../../src';
import { RoleDocuments, roleDocuments, RoleDocumentsInput } from '../../src/identity/role-documents';

function documents(profile: ResponderProfile, playbook: Playbook, input: Partial<RoleDocumentsInput> = {}): RoleDocuments {
  return roleDocuments(profile, playbook, { stack: STACK, roleName: 'BREAK-GLASS-X', boundaryArn: 'arn:aws:iam::111122223333:policy/bg/X', ...input });
}

const STACK = accountStack();
const { SECURITY_INVESTIGATOR, BREAK_GLASS_ADMIN, FORENSICS_ANALYST } = ResponderProfile;
const { RANSOMWARE, EC2_COMPROMISE } = Playbook;

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
