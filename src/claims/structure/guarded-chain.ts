/** The parts of the alarm chain that nothing but a deployment may change. */
import { Guarded } from './allowed-elsewhere';
import { namesOfRole } from './elevation-reach';
import { trailParts } from './trail-parts';
import { chainOf, everyAlarm, everyRule } from '../alarm-chain/chain';
import { watchedGroups } from '../alarm-chain/log-group';
import { chainTopics, keyOf, targetsOf } from '../alarm-chain/topics';
import { AccessModel, groupedBy, ResourceModel, RoleModel } from '../model';
import { ofModel, ofType } from '../model-index';

const ON_ALARMS = ['cloudwatch:DeleteAlarms', 'cloudwatch:DisableAlarmActions', 'cloudwatch:SetAlarmState', 'cloudwatch:PutMetricAlarm', 'cloudwatch:PutCompositeAlarm', 'cloudwatch:PutAlarmMuteRule'];
const ON_RULES = ['events:DisableRule', 'events:DeleteRule', 'events:PutRule', 'events:RemoveTargets', 'events:PutTargets'];
const ON_TOPICS = ['sns:DeleteTopic', 'sns:SetTopicAttributes', 'sns:RemovePermission', 'sns:PutDataProtectionPolicy'];
const ON_SUBSCRIPTIONS = ['sns:Unsubscribe', 'sns:SetSubscriptionAttributes'];
const ON_KEYS = ['kms:DisableKey', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy', 'kms:DeleteImportedKeyMaterial'];
const ON_GROUPS = [
  'logs:DeleteLogGroup', 'logs:DeleteMetricFilter', 'logs:PutMetricFilter', 'logs:PutRetentionPolicy', 'logs:PutDataProtectionPolicy', 'logs:PutTransformer',
  'logs:AssociateKmsKey', 'logs:PutAccountPolicy',
];
/** What takes a delivery's role away, or what it may do. */
const ON_ROLES = ['iam:UpdateAssumeRolePolicy', 'iam:DeleteRolePolicy', 'iam:DetachRolePolicy', 'iam:DeleteRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'];
const ON_TRAILS = ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:UpdateTrail', 'cloudtrail:PutEventSelectors'];

/** As policies may name them. CloudFormation makes up names that begin with the stack or the logical id. */
export const guardedChain = ofModel((model): readonly Guarded[] => {
  const chain = chainOf(model);
  if (!chain.own) { return []; }
  const { trails } = trailParts(model);
  return [
    ...everyAlarm(chain).map((alarm) => (
      guarded(`the alarm ${alarm.props.AlarmName}`, alarm, ON_ALARMS, [arn(alarm, 'cloudwatch', `alarm:${alarm.props.AlarmName}`)]))),
    ...everyRule(chain).map((rule) => guarded(`the rule ${rule.props.Name}`, rule, ON_RULES, [arn(rule, 'events', `rule/${rule.props.Name}`)])),
    ...chainTopics(model).flatMap((one) => [
      guarded(`the topic ${one.topic.logicalId}`, one.topic, ON_TOPICS, [one.arn]),
      guarded(`a subscription of the topic ${one.topic.logicalId}`, one.topic, ON_SUBSCRIPTIONS, [`${one.arn}:12345678-90ab-cdef-1234-567890abcdef`]),
      ...[keyOf(model, one)].flatMap((key) => (key ? [guarded(`the key of the topic ${one.topic.logicalId}`, key, ON_KEYS, [key.arn, key.ref])] : [])),
    ]),
    ...watchedGroups(model).map(({ name, filter }) => (
      guarded(`the trail's log group ${name}`, filter, ON_GROUPS, ['', ':*'].map((end) => arn(filter, 'logs', `log-group:${name}${end}`))))),
    ...deliverers(model, [
      ...everyRule(chain).flatMap((rule) => targetsOf(rule.props).map(({ RoleArn }) => RoleArn)),
      ...trails.map(({ props }) => props.CloudWatchLogsRoleArn),
    ]).map((role) => guarded(`the role ${role.name}, which delivers to people or to the filters`, role.resource, ON_ROLES, namesOfRole(role))),
    ...model.users.flatMap(({ passwordSecret, resource }) => {
      const id = `/${passwordSecret?.props.KmsKeyId}`;
      const key = (keysIn(model).get(resource.stack) ?? []).find(({ logicalId }) => id.endsWith(`/unresolved-${logicalId}`));
      return key ? [guarded(`the key of the password of ${resource.props.UserName ?? resource.logicalId}`, key, ON_KEYS, [key.arn, key.ref])] : [];
    }),
    ...trails.map((trail) => guarded(`the trail ${trail.logicalId}`, trail, ON_TRAILS, [trail.arn])),
  ];
});

const keysIn = ofModel((model) => groupedBy(ofType(model, 'AWS::KMS::Key'), ({ stack }) => stack));

function deliverers(model: AccessModel, arns: readonly unknown[]): RoleModel[] {
  const wanted = new Set(arns.filter((one) => one !== undefined));
  return model.otherRoles.filter((role) => wanted.has(role.arn));
}

const guarded = (what: string, { stack: { account } }: ResourceModel, actions: readonly string[], arns: readonly string[]): Guarded => (
  { what, account, actions, arns });

const arn = ({ stack: { account, region } }: ResourceModel, service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
