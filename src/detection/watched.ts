import { Stack, Token } from 'aws-cdk-lib';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { NotificationTarget } from './notification-target';
import { Watched } from './shapes';
import { IBreakGlassUser } from '../identity/break-glass-user-props';
import { IIncidentResponseRole } from '../identity/incident-response-role';
import { requirePartition } from '../private/partitions';
import { propError, requireUnique } from '../private/validation';

/** Principals and resources that the detections of one stack watch. */
export function watchedBy(
  stack: Stack, users: readonly IBreakGlassUser[], roles: readonly IIncidentResponseRole[], notify: readonly NotificationTarget[],
  trailLogGroupName?: string,
): Watched {
  if (users.length + roles.length === 0) {
    throw propError('users', "must name at least one break-glass user, or 'roles' a role", 'none', 'add the users and roles to watch');
  }
  if (notify.length === 0) {
    throw propError('notify', 'must name at least one target', 'none', 'add NotificationTarget.topic(topic)');
  }
  users.forEach((user) => requirePartition(stack, 'users', user.userArn));
  roles.forEach((role) => requirePartition(stack, 'roles', role.roleArn));
  requireUnique('users', users.map((user) => user.userArn), 'name each user once');
  requireUnique('roles', roles.map((role) => role.roleArn), 'name each role once');
  const topics = notify.flatMap((target) => target._topic() ?? []);
  return {
    partition: stack.partition,
    account: stack.account,
    region: stack.region,
    users: users.map((user) => ({ arn: user.userArn, name: user.userName })),
    roles: roles.map((role) => ({ arn: role.roleArn, name: role.roleName, sessionArnPrefix: sessionArnPrefix(role.roleArn, role.roleName) })),
    trailLogGroupName,
    topicArns: topics.map((topic) => topicArn(stack, topic.topicName, topic.topicArn, topic.node.defaultChild)),
    keyArns: topics.flatMap((topic) => topic.masterKey?.keyArn ?? []),
  };
}

/** A session's ARN names the role without its path. */
function sessionArnPrefix(roleArn: string, roleName: string): string {
  const match = /^(arn:.+):iam::(.+):role\//.exec(roleArn);
  if (!match || Token.isUnresolved(roleName)) {
    throw propError('roles', 'must hold roles whose ARN is known at synthesis apart from account and partition', Token.isUnresolved(roleArn) ? 'a token' : roleArn,
      'import the role with a concrete ARN');
  }
  return `${match[1]}:sts::${match[2]}:assumed-role/${roleName}/`;
}

/** ARN of a topic. A known name is written out, because a reference makes each rule depend on the topic and the pattern longer. */
function topicArn(stack: Stack, name: string, arn: string, resource: unknown): string {
  const written = CfnTopic.isCfnTopic(resource) ? resource.topicName : undefined;
  if (written && !Token.isUnresolved(written)) {
    return `arn:${stack.partition}:sns:${stack.region}:${stack.account}:${written}`;
  }
  return Token.isUnresolved(name) ? arn : `arn:${stack.partition}:sns:${stack.region}:${stack.account}:${name}`;
}
