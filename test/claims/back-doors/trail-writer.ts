import { add, allow, arnOf, policy, trusts } from './helpers';
import { ofKind } from './types';
import { Templates } from '../mutations';

const GROUP = 'arn:aws:logs:us-east-1:111111111111:log-group:organization-trail:*';

interface Writer {
  readonly trust?: unknown;
  readonly statements?: readonly unknown[];
  readonly role?: { readonly [prop: string]: unknown };
}

/** A trail of the app that writes to the filters' log group, and its role. */
function trail(t: Templates, { trust = trusts({ Service: 'cloudtrail.amazonaws.com' }), statements, role = {} }: Writer = {}): void {
  add(t, 'Security', 'TrailWriter', 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: policy(trust),
    Policies: [{ PolicyName: 'write', PolicyDocument: policy(...statements ?? [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], GROUP)]) }],
    ...role,
  });
  add(t, 'Security', 'OrganizationTrail', 'AWS::CloudTrail::Trail', {
    S3BucketName: 'trail', IsLogging: true, IsMultiRegionTrail: true, CloudWatchLogsLogGroupArn: GROUP, CloudWatchLogsRoleArn: arnOf('TrailWriter'),
  });
}

const without = (action: string) => ({ statements: [allow(action, GROUP)] });

/** A trail that can't write to the log group that the filters watch. */
export const TRAIL_WRITER = ofKind('alarm-chain', [{
  id: 'chain-trail-role-puts-nothing',
  putIn: 'a trail whose role can make log streams, and put nothing into them',
  effect: 'the log group stays empty, and every metric filter blind',
  mutate: (t) => trail(t, without('logs:CreateLogStream')),
}, {
  id: 'chain-trail-role-makes-no-stream',
  putIn: 'a trail whose role can\'t make the log stream',
  effect: 'the log group stays empty',
  mutate: (t) => trail(t, without('logs:PutLogEvents')),
}, {
  id: 'chain-trail-role-of-other-service',
  putIn: 'a trail whose role trusts another service',
  effect: 'CloudTrail can\'t assume it, and writes nothing',
  mutate: (t) => trail(t, { trust: trusts({ Service: 'config.amazonaws.com' }) }),
}, {
  id: 'chain-trail-role-until-date',
  putIn: 'a trail whose role may write until a date',
  effect: 'the deployment looks fine, and the filters go blind later',
  mutate: (t) => trail(t, {
    statements: [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], GROUP, { DateLessThan: { 'aws:CurrentTime': '2031-01-01T00:00:00Z' } })],
  }),
}, {
  id: 'chain-trail-role-of-other-group',
  putIn: 'a trail whose role may write to another log group only',
  effect: 'the log group of the filters stays empty',
  mutate: (t) => trail(t, { statements: [allow('logs:*', GROUP.replace('organization-trail', 'application'))] }),
}, {
  id: 'chain-trail-role-bounded',
  putIn: 'a trail whose role has a boundary without CloudWatch Logs',
  effect: 'the role\'s policy looks fine, and the log group stays empty',
  mutate: (t) => {
    add(t, 'Security', 'NoLogs', 'AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'no-logs', PolicyDocument: policy(allow('s3:*', '*')) });
    trail(t, { role: { PermissionsBoundary: { Ref: 'NoLogs' } } });
  },
}, {
  id: 'chain-trail-denied-by-log-group',
  putIn: 'a resource policy of CloudWatch Logs that denies writes of the trail\'s role',
  effect: 'role and trail look fine, and the log group stays empty',
  mutate: (t) => {
    trail(t);
    add(t, 'Security', 'LogsPolicy', 'AWS::Logs::ResourcePolicy', {
      PolicyName: 'logs', PolicyDocument: JSON.stringify(policy({ Effect: 'Deny', Principal: '*', Action: 'logs:PutLogEvents', Resource: GROUP })),
    });
  },
}]);
