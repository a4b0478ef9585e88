import { selected } from '../../../cli/input/selection';
import { Claim, CLAIMS, SynthesizedStack } from '../../../src/claims/internal';

const trust = (principal: unknown) => ({ Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] });
const role = (RoleName: string, principal: unknown, Path?: string) => ({ Type: 'AWS::IAM::Role', Properties: { RoleName, Path, AssumeRolePolicyDocument: trust(principal) } });
const user = (UserName: string, more: object = {}) => ({ Type: 'AWS::IAM::User', Properties: { UserName, ...more } });

const STACKS: SynthesizedStack[] = [{
  name: 'Others',
  account: '111111111111',
  region: 'us-east-1',
  template: {
    Resources: {
      Console: user('emergency.jane', { LoginProfile: { Password: 'x' } }),
      Keys: user('emergency-keys'),
      Key: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'Keys' } } },
      Neither: user('neither'),
      ByUser: role('EmergencyAdmin', { AWS: 'arn:aws:iam::111111111111:user/emergency.jane' }),
      ByAccount: role('EmergencyRead', { AWS: '111111111111' }, '/ops/'),
      ByAnyone: role('Anyone', '*'),
      ByRole: role('ByRole', { AWS: 'arn:aws:iam::111111111111:role/Other' }),
      ByService: role('ByService', { Service: 'ec2.amazonaws.com' }),
    },
  },
}];

const names = (values: Parameters<typeof selected>[1]) => {
  const { model } = selected(STACKS, values);
  return [...model.users, ...model.roles].map(({ name }) => name);
};

test('without --all the names of the library decide', () => expect(names({})).toEqual([]));

test('--all takes users with a password or a key, and roles that users can assume', () => {
  expect(names({ all: true })).toEqual(['emergency.jane', 'emergency-keys', 'EmergencyAdmin', 'EmergencyRead', 'Anyone']);
  expect(selected(STACKS, { all: true }).model.otherRoles.map(({ name }) => name)).toEqual(['ByRole', 'ByService']);
});

test.each([
  [{ users: ['emergency.*'] }, ['emergency.jane', 'EmergencyAdmin', 'EmergencyRead', 'Anyone']],
  [{ users: ['neither', 'emergency?jane'] }, ['emergency.jane', 'neither', 'EmergencyAdmin', 'EmergencyRead', 'Anyone']],
  [{ roles: ['Emergency*'] }, ['emergency.jane', 'emergency-keys', 'EmergencyAdmin', 'EmergencyRead']],
  [{ roles: ['/ops/*', 'ByRole'] }, ['emergency.jane', 'emergency-keys', 'EmergencyRead', 'ByRole']],
])('%j narrows its own kind', (patterns, expected) => expect(names({ all: true, ...patterns })).toEqual(expected));

test.each([
  [{ roles: ['a'] }, '\'--roles\' needs \'--all\''],
  [{ users: ['a'] }, '\'--users\' needs \'--all\''],
  [{ all: true, roles: ['emergency*'] }, 'no role of the templates matches \'--roles emergency*\''],
  [{ all: true, users: ['emergency.jane', 'x'] }, 'no user of the templates matches \'--users x\''],
])('fails on %j, which would prove nothing', (values, text) => expect(() => names(values)).toThrow(text));

test('--all leaves out what only the library writes, and says so', () => {
  const own: Claim = { ...CLAIMS[0], id: 'own', ownOnly: true };
  const { claims, leftOut } = selected(STACKS, { all: true }, [own, CLAIMS[1]]);
  expect([claims.map(({ id }) => id), leftOut.map(({ id }) => id)]).toEqual([[CLAIMS[1].id], ['own']]);
  expect(selected(STACKS, {}, [own]).claims).toEqual([own]);
});

test('a claim on what is as written is about the library alone', () => {
  expect(CLAIMS.filter(({ id, ownOnly }) => id.endsWith('-as-written') && !ownOnly).map(({ id }) => id)).toEqual([]);
});
