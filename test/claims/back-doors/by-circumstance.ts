/** Doors that hide behind a circumstance, a wildcard or a name: what looks limited isn't, and what looks like another thing is ours. */
import { add, ADMINISTRATOR_ACCESS, allow, arnOf, filter, find, policy, properties, ref, roleId, STRANGER, trusts } from './helpers';
import { ofKind } from './types';
import { Templates } from '../mutations';

type Statement = Record<string, unknown>;

const RETRUST = ['iam:UpdateAssumeRolePolicy', 'iam:AttachRolePolicy'];
const OF_BREAK_GLASS = 'arn:aws:iam::111111111111:role/bg/*';
const helper = (t: Templates, statements: Statement[], rest: object = {}) => add(t, 'Security', 'Helper', 'AWS::IAM::Role', {
  RoleName: 'Helper', AssumeRolePolicyDocument: policy(trusts({ AWS: STRANGER })), Policies: [{ PolicyName: 'own', PolicyDocument: policy(...statements) }], ...rest,
});
const deny = (condition: object, action: string = 'iam:*'): Statement => ({ Effect: 'Deny', Action: action, Resource: '*', Condition: condition });
const scp = (t: Templates, statement: Statement, type: string = 'SERVICE_CONTROL_POLICY') => add(t, 'Security', 'Guardrail', 'AWS::Organizations::Policy', {
  Name: 'guardrail', Type: type, TargetIds: ['r-ab12'], Content: policy({ Resource: '*', ...statement }),
});
const schedule = (t: Templates, call: string, ...input: unknown[]) => add(t, 'Security', 'Nightly', 'AWS::Scheduler::Schedule', {
  ScheduleExpression: 'rate(1 day)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: `arn:aws:scheduler:::aws-sdk:${call}`, RoleArn: 'arn:aws:iam::111111111111:role/Scheduler', Input: { 'Fn::Join': ['', input] } },
});

const OTHERS = ofKind('permissions', [{
  id: 'others-denied-by-circumstance',
  putIn: 'a role that may change trusts of break-glass roles, and a deny of everything without TLS',
  effect: 'every call has TLS: a stranger lets itself in',
  mutate: (t) => helper(t, [allow(RETRUST, OF_BREAK_GLASS), deny({ BoolIfExists: { 'aws:SecureTransport': 'false' } })]),
}, {
  id: 'others-bounded-by-circumstance',
  putIn: 'a role that may change trusts of break-glass roles, under a boundary that allows everything in one Region',
  effect: 'calls of IAM are in that Region',
  mutate: (t) => {
    add(t, 'Security', 'Wide', 'AWS::IAM::ManagedPolicy', { PolicyDocument: policy(allow('*', '*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })) });
    helper(t, [allow(RETRUST, OF_BREAK_GLASS)], { PermissionsBoundary: ref('Wide') });
  },
}, {
  id: 'others-by-their-own-tag',
  putIn: 'a role that may change trusts of roles under a path that is its own tag, and the tag bg',
  effect: 'the path is that of break-glass roles',
  mutate: (t) => helper(t, [allow(RETRUST, 'arn:aws:iam::111111111111:role/${aws:PrincipalTag/team}/*')], { Tags: [{ Key: 'team', Value: 'bg' }] }),
}, {
  id: 'others-under-the-path-of-elevation',
  putIn: 'a role under the path of elevated access that may change trusts of break-glass roles',
  effect: 'roles there look like those of elevated access',
  mutate: (t) => helper(t, [allow(RETRUST, OF_BREAK_GLASS)], { Path: '/elevation/tools/' }),
}, {
  id: 'others-write-another-kind',
  putIn: 'a role that may make service-specific credentials for break-glass users',
  effect: 'a stranger has a credential of a responder',
  mutate: (t) => helper(t, [allow('iam:CreateServiceSpecificCredential', 'arn:aws:iam::111111111111:user/bg/*')]),
}, {
  id: 'others-become-a-custodian',
  putIn: 'a role that may change the trust of a custodian',
  effect: 'a stranger reads the first passwords',
  mutate: (t) => helper(t, [allow('iam:UpdateAssumeRolePolicy', 'arn:aws:iam::111111111111:role/CustodianA')]),
}, {
  id: 'others-silence-alarms',
  putIn: 'a role that may disable alarms whose name begins with BREAK-GLASS-',
  effect: 'a stranger switches the alarms off before it comes',
  mutate: (t) => helper(t, [allow('cloudwatch:DisableAlarmActions', 'arn:aws:cloudwatch:us-east-1:111111111111:alarm:BREAK-GLASS-*')]),
}, {
  id: 'others-take-a-role-of-elevation',
  putIn: 'a role that may change the trust of the role that grants',
  effect: 'a stranger grants itself what it likes',
  mutate: (t) => add(t, 'Elevation', 'Helper', 'AWS::IAM::Role', {
    RoleName: 'Helper',
    AssumeRolePolicyDocument: policy(trusts({ AWS: STRANGER })),
    Policies: [{ PolicyName: 'own', PolicyDocument: policy(allow('iam:UpdateAssumeRolePolicy', arnOf(roleId(t, 'Elevation', 'ElevationLifeRole')))) }],
  }),
}, {
  id: 'others-are-administrators-by-a-group',
  putIn: 'a group with AdministratorAccess',
  effect: 'who is added to it changes what is break-glass',
  mutate: (t) => add(t, 'Security', 'Operators', 'AWS::IAM::Group', { ManagedPolicyArns: [ADMINISTRATOR_ACCESS] }),
}, {
  id: 'others-have-a-policy-of-another-app',
  putIn: 'a role with a managed policy that no template holds',
  effect: 'the policy may allow what it likes',
  mutate: (t) => helper(t, [], { ManagedPolicyArns: ['arn:aws:iam::111111111111:policy/Ops'], Policies: undefined }),
}]);

const KEYS = ofKind('alarm-chain', [{
  id: 'log-refused-by-time',
  putIn: 'a policy on log groups that denies CloudTrail to write after 1970',
  effect: 'no record arrives',
  mutate: (t) => add(t, 'Security', 'Refuses', 'AWS::Logs::ResourcePolicy', {
    PolicyName: 'refuses', PolicyDocument: JSON.stringify(policy({ Effect: 'Deny', Principal: '*', Action: 'logs:PutLogEvents', Resource: '*', Condition: { NumericGreaterThan: { 'aws:EpochTime': '0' } } })),
  }),
}, {
  id: 'topic-key-imported',
  putIn: 'a topic\'s key without key material',
  effect: 'nothing can be encrypted, and the topic drops every message',
  mutate: (t) => { properties(t, 'Security', 'TopicKey', 'AWS::KMS::Key').Origin = 'EXTERNAL'; },
}, {
  id: 'rules-role-denied-by-the-organization',
  putIn: 'a service control policy that denies the roles of rules to publish',
  effect: 'the fast layer is silent',
  mutate: (t) => scp(t, { Effect: 'Deny', Action: 'sns:Publish', Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*ToTopicRole*' } } }),
}, {
  id: 'log-kept-for-a-day-by-a-schedule',
  putIn: 'a schedule that sets the retention of the trail\'s log group to one day',
  effect: 'an intrusion is found after its records are gone',
  mutate: (t) => schedule(t, 'cloudwatchlogs:putRetentionPolicy', '{"LogGroupName":"', filter(t, 'AlarmUseFilter1').LogGroupName, '","RetentionInDays":1}'),
}, {
  id: 'log-masked-by-the-account',
  putIn: 'a schedule that writes a data protection policy for all log groups of the account',
  effect: 'filters see stars instead of names',
  mutate: (t) => schedule(t, 'cloudwatchlogs:putAccountPolicy', '{"PolicyType":"DATA_PROTECTION_POLICY","PolicyName":"mask","PolicyDocument":"{}"}'),
}]);

const TEMPLATES = ofKind('template', [{
  id: 'text-that-looks-like-a-reference',
  putIn: 'the text that the proofs write for a reference, as the key of a topic',
  effect: 'the topic has another key than the one that was proven',
  mutate: (t) => {
    const key = find(t, 'Security', 'TopicKey', 'AWS::KMS::Key').id;
    properties(t, 'Security', 'Topic', 'AWS::SNS::Topic').KmsMasterKeyId = `unresolved-${key}`;
  },
}, {
  id: 'experiment-on-roles',
  putIn: 'a fault injection template',
  effect: 'calls of break-glass sessions are throttled',
  mutate: (t) => add(t, 'Security', 'Experiment', 'AWS::FIS::ExperimentTemplate', {
    Description: 'x',
    RoleArn: 'arn:aws:iam::111111111111:role/Fis',
    StopConditions: [{ Source: 'none' }],
    Targets: {},
    Tags: {},
    Actions: {},
  }),
}]);

const USERS = ofKind('user', [{
  id: 'user-window-of-years',
  putIn: 'a window of 79 years for the device of a user',
  effect: 'who has the password enrols a device whenever it likes',
  mutate: (t) => {
    const text = (value: unknown) => JSON.parse(JSON.stringify(value).replace(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (_, at, all) => (all.slice(Math.max(0, at - 60), at).includes('GreaterThanEquals') || /"DateLessThan":\{"aws:CurrentTime":"$/.test(all.slice(0, at)) ? '2020-01-01T00:00:00Z' : '2099-01-01T00:00:00Z')));
    for (const one of ['ReplacingPermissions', 'ReplacingBoundary']) {
      const resource = t.resource(one, 'AWS::IAM::ManagedPolicy');
      resource.Properties.PolicyDocument = text(resource.Properties.PolicyDocument);
    }
  },
}, {
  id: 'password-key-for-signatures',
  putIn: 'a key for the first password that makes signatures',
  effect: 'nobody can read the password',
  mutate: (t) => { Object.assign(properties(t, 'Security', 'JanePasswordKey', 'AWS::KMS::Key'), { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }); },
}, {
  id: 'sign-in-denied-by-the-browser',
  putIn: 'a service control policy that denies every browser to assume break-glass roles',
  effect: 'no responder gets a role',
  mutate: (t) => scp(t, { Effect: 'Deny', Action: 'sts:AssumeRole', Condition: { StringLike: { 'aws:UserAgent': '*' } } }),
}]);

const ELEVATION = ofKind('elevation', [{
  id: 'elevation-ends-denied-by-the-organization',
  putIn: 'a service control policy that denies schedules to the workflows',
  effect: 'accesses don\'t end',
  mutate: (t) => scp(t, { Effect: 'Deny', Action: ['scheduler:*', 'sso:DeleteAccountAssignment'] }),
}, {
  id: 'elevation-dead-letters-refused',
  putIn: 'an inline policy of the queue that denies messages',
  effect: 'an end that fails isn\'t told to anybody',
  mutate: (t) => add(t, 'Elevation', 'Refuses', 'AWS::SQS::QueueInlinePolicy', {
    Queue: ref(find(t, 'Elevation', 'ElevationDeadLetters', 'AWS::SQS::Queue').id),
    PolicyDocument: policy({ Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }),
  }),
}]);

export const BY_CIRCUMSTANCE = [...OTHERS, ...KEYS, ...TEMPLATES, ...USERS, ...ELEVATION];
