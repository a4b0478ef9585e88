import { SynthesizedStack } from '../../../src/claims/internal';
import { PASSWORD_SECRET_PREFIX } from '../../../src/private/names';
import { SECURITY } from '../fixture';
import { add, ADMIN_ROLE, ADMINISTRATOR_ACCESS, alarm, allow, arnOf, INVESTIGATOR_ROLE, policy, ref, trusts } from './helpers';
import { BackDoor, ofKind } from './types';

const everything = policy(allow('*', '*'));
const JANE = 'jane.doe-BREAK-GLASS';
const PASSWORD = `${PASSWORD_SECRET_PREFIX}${JANE}`;
const MUTED = { Schedule: { Expression: 'cron(0 0 * * ? *)', Duration: 'P1D' } };

/** A stack that lands wherever somebody deploys it, or in whichever Region of an account. */
function anywhere(Resources: SynthesizedStack['template'], place: Partial<SynthesizedStack> = {}): BackDoor['mutate'] {
  return (t) => t.addStack({ name: 'Anywhere', account: '000000000000', region: 'us-east-1', regionAssumed: true, template: { Resources }, ...place });
}

const one = (Type: string, Properties: object) => ({ One: { Type, Properties } });

/** Names that stand in another resource, and come from there by `Ref` or an attribute. */
const NAMES_FROM_ELSEWHERE = ofKind('permissions', [{
  id: 'name-by-reference-to-a-bus',
  putIn: 'a policy for a role, named by a reference to an event bus that has the same name',
  effect: 'the investigator may everything that its boundary leaves open',
  mutate: (t) => {
    add(t, 'Security', 'Carrier', 'AWS::Events::EventBus', { Name: INVESTIGATOR_ROLE });
    add(t, 'Security', 'More', 'AWS::IAM::RolePolicy', { RoleName: ref('Carrier'), PolicyName: 'more', PolicyDocument: everything });
  },
}, {
  id: 'name-by-attribute-of-an-activity',
  putIn: 'a policy for a role, named by an attribute of an activity that has the same name',
  effect: 'the investigator may everything that its boundary leaves open',
  mutate: (t) => {
    add(t, 'Security', 'Carrier', 'AWS::StepFunctions::Activity', { Name: INVESTIGATOR_ROLE });
    add(t, 'Security', 'More', 'AWS::IAM::RolePolicy', { RoleName: { 'Fn::GetAtt': 'Carrier.Name' }, PolicyName: 'more', PolicyDocument: everything });
  },
}, {
  id: 'name-by-custom-resource',
  putIn: 'a policy for the role that a custom resource has as its id',
  effect: 'a function decides at deployment which role gets everything',
  mutate: (t) => {
    add(t, 'Security', 'Carrier', 'Custom::Name', { ServiceToken: 'arn:aws:lambda:us-east-1:111111111111:function:names' });
    add(t, 'Security', 'More', 'AWS::IAM::RolePolicy', { RoleName: ref('Carrier'), PolicyName: 'more', PolicyDocument: everything });
  },
}, {
  id: 'name-by-identifier-of-several-parts',
  putIn: 'a policy for a role, named by a reference to a dashboard whose id is one part of its identifier',
  effect: 'nobody can tell from the template which role gets everything',
  mutate: (t) => {
    add(t, 'Security', 'Carrier', 'AWS::QuickSight::Dashboard', { AwsAccountId: SECURITY, DashboardId: ADMIN_ROLE, Name: 'x' });
    add(t, 'Security', 'More', 'AWS::IAM::RolePolicy', { RoleName: ref('Carrier'), PolicyName: 'more', PolicyDocument: everything });
  },
}, {
  id: 'name-by-first-part-of-an-attribute',
  putIn: 'a policy for the role that is the first part of what AWS makes up',
  effect: 'nobody can tell from the template which role gets everything',
  mutate: (t) => {
    add(t, 'Security', 'Carrier', 'AWS::ElasticLoadBalancingV2::TargetGroup', { Name: 'BREAK-GLASS-x' });
    add(t, 'Security', 'More', 'AWS::IAM::RolePolicy', {
      RoleName: { 'Fn::Select': [0, { 'Fn::Split': ['.', { 'Fn::GetAtt': 'Carrier.TargetGroupFullName' }] }] }, PolicyName: 'more', PolicyDocument: everything,
    });
  },
}, {
  id: 'group-of-a-user-by-reference',
  putIn: 'a user in a group, named by a reference to a schedule group that has the name of the user',
  effect: 'the group\'s policies are the user\'s',
  mutate: (t) => {
    add(t, 'Security', 'Carrier', 'AWS::Scheduler::ScheduleGroup', { Name: JANE });
    add(t, 'Security', 'Group', 'AWS::IAM::Group', { ManagedPolicyArns: [ADMINISTRATOR_ACCESS] });
    add(t, 'Security', 'Member', 'AWS::IAM::UserToGroupAddition', { GroupName: ref('Group'), Users: [ref('Carrier')] });
  },
}, {
  id: 'muted-by-reference',
  putIn: 'a mute rule for an alarm, named by a reference to a composite alarm',
  effect: 'the alarm is silent',
  mutate: (t) => {
    const { AlarmName } = alarm(t, 'Security', 'AlarmUse');
    add(t, 'Security', 'Carrier', 'AWS::Kinesis::Stream', { Name: AlarmName });
    add(t, 'Security', 'Mute', 'AWS::CloudWatch::AlarmMuteRule', { Rule: MUTED, MuteTargets: { AlarmNames: [ref('Carrier')] } });
  },
}]);

/** Resources of stacks without an account or Region: they may be deployed to ours. */
const LANDED = ofKind('template', [{
  id: 'anywhere-access-key',
  putIn: 'an access key for a break-glass user, in a stack for whichever account deploys it',
  effect: 'whoever reads the key is the user, without MFA',
  mutate: anywhere(one('AWS::IAM::AccessKey', { UserName: JANE })),
}, {
  id: 'anywhere-group',
  putIn: 'a break-glass user in a group, in a stack for whichever account deploys it',
  effect: 'the group\'s policies are the user\'s',
  mutate: anywhere({
    Group: { Type: 'AWS::IAM::Group', Properties: { ManagedPolicyArns: [ADMINISTRATOR_ACCESS] } },
    Member: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: ref('Group'), Users: [JANE] } },
  }),
}, {
  id: 'anywhere-device',
  putIn: 'a device for a break-glass user, in a stack for whichever account deploys it',
  effect: 'whoever has the seed of the device has the user\'s second factor',
  mutate: anywhere(one('AWS::IAM::VirtualMFADevice', { Users: [JANE], VirtualMfaDeviceName: 'x' })),
}, {
  id: 'anywhere-mute',
  putIn: 'a mute rule for all alarms, in a stack for whichever account deploys it',
  effect: 'the alarms are silent',
  mutate: anywhere(one('AWS::CloudWatch::AlarmMuteRule', { Rule: MUTED, MuteTargets: { AlarmNames: ['BREAK-GLASS-*'] } })),
}, {
  id: 'any-region-mute',
  putIn: 'a mute rule for all alarms, in a stack of the account for whichever Region',
  effect: 'the alarms are silent',
  mutate: anywhere(one('AWS::CloudWatch::AlarmMuteRule', { Rule: MUTED, MuteTargets: { AlarmNames: ['BREAK-GLASS-*'] } }), { account: SECURITY, region: 'eu-west-3' }),
}, {
  id: 'anywhere-masked-logs',
  putIn: 'a policy that masks all logs of the account, in a stack for whichever account deploys it',
  effect: 'the filters don\'t see the names that they look for',
  mutate: anywhere(one('AWS::Logs::AccountPolicy', { PolicyName: 'mask', PolicyType: 'DATA_PROTECTION_POLICY', PolicyDocument: '{}', Scope: 'ALL' })),
}, {
  id: 'anywhere-transformer',
  putIn: 'a transformer of the trail\'s log group, in a stack for whichever account deploys it',
  effect: 'the filters see other records',
  mutate: anywhere(one('AWS::Logs::Transformer', { LogGroupIdentifier: { 'Fn::Sub': 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:organization-trail' }, TransformerConfig: [] })),
}, {
  id: 'anywhere-rotation',
  putIn: 'a rotation of a first password, in a stack for whichever account deploys it',
  effect: 'a function sets the password, and knows it',
  mutate: anywhere(one('AWS::SecretsManager::RotationSchedule', { SecretId: PASSWORD, RotationLambdaARN: 'arn:aws:lambda:us-east-1:111111111111:function:x' })),
}, {
  id: 'anywhere-secret-policy',
  putIn: 'a second policy of a first password, in a stack for whichever account deploys it',
  effect: 'it replaces the policy that lets only the custodians read the password',
  mutate: anywhere(one('AWS::SecretsManager::ResourcePolicy', { SecretId: PASSWORD, ResourcePolicy: policy(allow('secretsmanager:GetSecretValue', '*')) })),
}, {
  id: 'anywhere-role-policy-by-reference',
  putIn: 'a policy for a role by the name of an event bus, in a stack for whichever account deploys it',
  effect: 'the role may everything that its boundary leaves open',
  mutate: anywhere({
    Carrier: { Type: 'AWS::Events::EventBus', Properties: { Name: INVESTIGATOR_ROLE } },
    More: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: ref('Carrier'), PolicyName: 'more', PolicyDocument: everything } },
  }),
}, {
  id: 'anywhere-nested-stack',
  putIn: 'a nested stack from a bucket, in a stack for whichever account deploys it',
  effect: 'its template can hold anything',
  mutate: anywhere(one('AWS::CloudFormation::Stack', { TemplateURL: 'https://s3.amazonaws.com/bucket/x.json' })),
}, {
  id: 'anywhere-custom-resource',
  putIn: 'a custom resource that changes a role, in a stack for whichever account deploys it',
  effect: 'the role trusts others',
  mutate: anywhere(one('Custom::AWS', { ServiceToken: 'arn:aws:lambda:us-east-1:111111111111:function:x', Create: `{"service":"IAM","action":"updateAssumeRolePolicy","parameters":{"RoleName":"${ADMIN_ROLE}"}}` })),
}, {
  id: 'anywhere-role-that-is-passed-on',
  putIn: 'an instance profile with a break-glass role, in a stack for whichever account deploys it',
  effect: 'who starts an instance has the role, once its trust is changed',
  mutate: anywhere({
    Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ADMIN_ROLE] } },
    Worker: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: policy(trusts({ Service: 'ec2.amazonaws.com' })), Description: arnOf('Profile') } },
  }),
}, {
  id: 'anywhere-alarm-of-our-name',
  putIn: 'an alarm with the name of ours that never goes off, in a stack for whichever account deploys it',
  effect: 'deployed to our account, it overwrites the alarm',
  mutate: (t) => {
    const { AlarmName } = alarm(t, 'Security', 'AlarmUse');
    anywhere(one('AWS::CloudWatch::Alarm', { AlarmName, Namespace: 'x', MetricName: 'y', Threshold: 1, EvaluationPeriods: 1, ComparisonOperator: 'LessThanThreshold' }))(t);
  },
}]);

/** What another resource or another stack brings in. */
export const FROM_ELSEWHERE: readonly BackDoor[] = [...NAMES_FROM_ELSEWHERE, ...LANDED];
