import { App, Fn, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BreakGlassUser, IBreakGlassUser, IIncidentResponseRole, IncidentResponseRole, NotificationTarget } from '../../src';
import { Watched } from '../../src/detection/shapes';
import { watchedBy } from '../../src/detection/watched';
import { messageOf, written } from '../identity/fixtures';

const USER = 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS';
const ROLE = 'arn:aws:iam::222222222222:role/bg/BREAK-GLASS-X';

function testStack(): Stack {
  return new Stack(new App(), 'Stack', { env: { account: '222222222222', region: 'us-east-1' } });
}

interface Given {
  readonly users: IBreakGlassUser[];
  readonly roles: IIncidentResponseRole[];
  readonly notify: NotificationTarget[];
}

function watched(given: (stack: Stack) => Partial<Given> = () => ({}), logGroup?: string): Watched {
  const stack = testStack();
  const { users, roles, notify } = {
    users: [BreakGlassUser.fromUserArn(stack, 'Jane', USER)],
    roles: [IncidentResponseRole.fromRoleArn(stack, 'Role', ROLE)],
    notify: [NotificationTarget.opsItem()],
    ...given(stack),
  };
  const result = watchedBy(stack, users, roles, notify, logGroup);
  return written(stack.resolve(result));
}

/** A role of somebody's own making, since the library's import refuses tokens. */
function roleOf(stack: Stack, arn: string, name: string): IIncidentResponseRole {
  return Object.create(IncidentResponseRole.fromRoleArn(stack, 'T', ROLE), { roleArn: { value: arn }, roleName: { value: name } });
}

test('users and roles are known by ARN and name, sessions by the role\'s name without its path', () => {
  expect(watched(undefined, 'organization-trail-logs')).toEqual({
    partition: '${AWS::Partition}',
    account: '222222222222',
    region: 'us-east-1',
    users: [{ arn: USER, name: 'jane.doe-BREAK-GLASS' }],
    roles: [{ arn: ROLE, name: 'BREAK-GLASS-X', sessionArnPrefix: 'arn:aws:sts::222222222222:assumed-role/BREAK-GLASS-X/' }],
    trailLogGroupName: 'organization-trail-logs',
    topicArns: [],
    keyArns: [],
  });
});

test('users without roles, and roles without users, are enough', () => {
  expect(watched(() => ({ roles: [] })).users).toHaveLength(1);
  expect(watched(() => ({ users: [] })).roles).toHaveLength(1);
});

describe('a topic', () => {
  const topicOf = (make: (stack: Stack) => sns.ITopic) => watched((stack) => ({ notify: [NotificationTarget.topic(make(stack))] })).topicArns;
  const NAMED = 'arn:${AWS::Partition}:sns:us-east-1:222222222222:ALERTS';

  test('with a name is known by its name, so that no rule waits for it', () => {
    expect(topicOf((stack) => new sns.Topic(stack, 'Topic', { topicName: 'ALERTS' }))).toEqual([NAMED]);
    expect(topicOf((stack) => sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:222222222222:ALERTS'))).toEqual([NAMED]);
  });

  test('without a name is a reference', () => {
    expect(topicOf((stack) => new sns.Topic(stack, 'Topic'))).toEqual([expect.stringMatching(/^\$\{Topic\w+\}$/)]);
  });

  test('brings its key', () => {
    const key = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const make = (stack: Stack) => new sns.Topic(stack, 'Topic', { masterKey: kms.Key.fromKeyArn(stack, 'Key', key) });
    expect(watched((stack) => ({ notify: [NotificationTarget.topic(make(stack))] })).keyArns).toEqual([key]);
  });
});

describe('fails', () => {
  const TOKENS = "'roles' must hold roles whose ARN is known at synthesis apart from account and partition, got a token; import the role with a concrete ARN";

  test.each<[string, (stack: Stack) => Partial<Given>, string]>([
    ['without anybody to tell', () => ({ notify: [] }),
      "'notify' must name at least one target, got none; add NotificationTarget.topic(topic)"],
    ['without users and roles', () => ({ users: [], roles: [] }),
      "'users' must name at least one break-glass user, or 'roles' a role, got none; add the users and roles to watch"],
    ['on the same user twice', (stack) => ({ users: ['A', 'B'].map((id) => BreakGlassUser.fromUserArn(stack, id, USER)) }),
      `'users' must not hold the same entry twice, got '${USER}'; name each user once`],
    ['on the same role twice', (stack) => ({ roles: ['A', 'B'].map((id) => IncidentResponseRole.fromRoleArn(stack, id, ROLE)) }),
      `'roles' must not hold the same entry twice, got '${ROLE}'; name each role once`],
    ['on a role whose ARN is wholly a token', (stack) => ({ roles: [roleOf(stack, Fn.importValue('RoleArn'), 'BREAK-GLASS-X')] }), TOKENS],
    ['on a role whose name is a token', (stack) => ({
      roles: [roleOf(stack, `arn:aws:iam::222222222222:role/bg/${Fn.ref('Name')}`, Fn.ref('Name'))],
    }), TOKENS],
  ])('%s', (_, given, message) => {
    expect(messageOf(() => watched(given))).toBe(message);
  });
});
