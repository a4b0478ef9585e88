import { Claim, DetectionQuestion, fact, Question } from './claim';
import { AccessModel, ResourceModel, RoleModel, UserModel } from './model';
import { RECORD } from './records';
import { stranger, trustedUsers } from './requests';
import { ALARM_NAME_PREFIX } from '../private/names';

/** Accounts in which records about a role or user are written. */
function ask(model: AccessModel, subject: string, text: string, record: any, expect: 'alarm' | 'silent' = 'alarm'): DetectionQuestion[] {
  // A filter sees what the trail brings to its log group, in an organization everything; rules see their own account.
  const filters = alarmedFilters(model).map((filter) => filter.props.FilterPattern);
  const rules = model.alarmPath.rules.filter((rule) => rule.stack.account === record.recipientAccountId && rule.props.EventPattern)
    .map((rule) => rule.props.EventPattern);
  return [
    { kind: 'detection', subject, text: `${text}, by the metric filters`, expect, record, layer: 'filters', patterns: filters },
    { kind: 'detection', subject, text: `${text}, by the event rules`, expect, record, layer: 'rules', patterns: rules },
  ];
}

function callerOf(model: AccessModel, role: RoleModel) {
  return trustedUsers(model, role)[0] ?? model.users[0] ?? stranger(`arn:aws:iam::${role.account}:user/bg/jane.doe-BREAK-GLASS`);
}

function forRoles(questions: (model: AccessModel, role: RoleModel) => Question[]) {
  return (model: AccessModel) => model.roles.flatMap((role) => questions(model, role));
}

function forUsers(questions: (model: AccessModel, user: UserModel) => Question[]) {
  return (model: AccessModel) => model.users.flatMap((user) => questions(model, user));
}

/** Regions that record the sign-ins of IAM users, apart from that of a regional sign-in address. */
const SIGN_IN_REGIONS = ['us-east-1', 'us-east-2', 'eu-north-1', 'ap-southeast-2'];

export const DETECTION_CLAIMS: readonly Claim[] = [
  {
    id: 'use-is-alarmed',
    title: 'Every use of a role pages somebody, in all its forms: AssumeRole in both accounts, Switch Role in any Region, actions inside',
    threats: [18, 19],
    proof: 'detection',
    questions: forRoles((model, role) => [
      ...ask(model, role.name, 'AssumeRole in the role\'s account', RECORD.assumedInRolesAccount(role, callerOf(model, role))),
      ...ask(model, role.name, 'Switch Role in us-west-2', RECORD.switchedTo(role)),
      ...ask(model, role.name, 'an action inside', RECORD.actedInside(role)),
      // In the caller's account the rules see it only where that account has rules; the trail's filters see it anyway.
      ...ask(model, role.name, 'AssumeRole in the caller\'s account', RECORD.assumedInCallersAccount(role, callerOf(model, role)))
        .filter((question) => question.layer === 'filters' || question.patterns.length > 0),
    ]),
  },
  {
    id: 'sign-in-is-alarmed',
    title: 'Every sign-in of a break-glass user pages somebody, successful or not, in each Region that records sign-ins',
    threats: [18],
    proof: 'detection',
    questions: forUsers((model, user) => SIGN_IN_REGIONS.flatMap((region) => [
      ...ask(model, user.name, `sign-in with MFA recorded in ${region}`, RECORD.signIn(user, region, 'Success', 'Yes')),
      ...ask(model, user.name, `failed sign-in recorded in ${region}`, RECORD.signIn(user, region, 'Failure', 'No')),
    ])),
  },
  {
    id: 'refusals-are-alarmed',
    title: 'Refused attempts page somebody: on a role by anybody, by a break-glass user, inside a role',
    threats: [8, 17],
    proof: 'detection',
    questions: (model) => [
      ...model.roles.flatMap((role) => ask(model, role.name, 'somebody is refused the role', RECORD.refusedRole(role, { ...callerOf(model, role), account: role.account }))),
      ...model.users.flatMap((user) => ask(model, user.name, 'the user is refused something', RECORD.refusedUser(user))),
    ],
  },
  {
    id: 'root-is-alarmed',
    title: 'Use of root and of AssumeRoot pages somebody',
    threats: [],
    proof: 'detection',
    questions: (model) => [...new Set([...model.roles, ...model.users].map((principal) => principal.account))].flatMap((account) => [
      ...ask(model, account, 'root makes a call', RECORD.root(account)),
      ...ask(model, account, 'somebody assumes root', RECORD.assumeRoot(account)),
    ]),
  },
  {
    id: 'password-read-is-alarmed',
    title: 'Reading a first password pages somebody',
    threats: [9],
    proof: 'detection',
    questions: forUsers((model, user) => ask(model, user.name, 'the first password is read', RECORD.passwordRead(user))),
  },
  {
    id: 'tampering-is-alarmed',
    title: 'Changing the trail, an alarm, a rule or a break-glass principal pages somebody',
    threats: [3, 17],
    proof: 'detection',
    questions: (model) => [
      ...[...new Set(model.alarmPath.rules.concat(model.alarmPath.filters).map((resource) => resource.stack.account))].flatMap((account) => [
        ...ask(model, account, 'the trail is stopped', RECORD.trailStopped(account)),
        ...ask(model, account, 'an alarm is deleted', RECORD.alarmDeleted(account)),
        ...ask(model, account, 'a rule is disabled', RECORD.ruleDisabled(account)),
      ]),
      ...model.users.flatMap((user) => ask(model, user.name, 'the user\'s boundary is removed', RECORD.userOpened(user))),
      ...model.roles.flatMap((role) => ask(model, role.name, 'the role\'s trust is rewritten', RECORD.roleOpened(role))),
    ],
  },
  {
    id: 'noise-stays-silent',
    title: 'Ordinary work pages nobody: services assuming roles, a role whose name merely begins the same, alarms of others',
    threats: [],
    proof: 'detection',
    questions: (model) => model.roles.flatMap((role) => [
      ...ask(model, role.name, 'a service assumes an ordinary role', RECORD.ordinaryAssume(role.account, `arn:aws:iam::${role.account}:role/Application`), 'silent'),
      ...ask(model, role.name, 'a role whose name begins the same is assumed', RECORD.ordinaryAssume(role.account, `${role.arn}-TEST`), 'silent'),
      ...ask(model, role.name, 'a role whose name begins the same acts', RECORD.actedInside({ ...role, name: `${role.name}-TEST`, arn: `${role.arn}-TEST` }), 'silent'),
      ...ask(model, role.name, 'another alarm is changed', RECORD.ordinaryAlarm(role.account), 'silent'),
    ]),
  },
  {
    id: 'filters-are-wired',
    title: 'Every metric filter feeds an alarm that looks at each minute, calls somebody, and takes silence for silence',
    threats: [20],
    proof: 'template',
    questions: (model) => alarmedFilters(model).map((filter) => {
      const metric = filter.props.MetricTransformations?.[0] ?? {};
      const alarm = model.alarmPath.alarms.find((candidate) => candidate.stack === filter.stack
        && candidate.props.MetricName === metric.MetricName && candidate.props.Namespace === metric.MetricNamespace);
      const faults = !alarm ? ['no alarm looks at its metric'] : [
        ...(alarm.props.ActionsEnabled === false ? ['actions are disabled'] : []),
        ...((alarm.props.AlarmActions ?? []).length === 0 ? ['no action'] : []),
        ...(Number(alarm.props.Threshold) > 1 || Number(alarm.props.EvaluationPeriods) > 1 || Number(alarm.props.Period) > 300 ? ['slow or deaf'] : []),
        ...(alarm.props.TreatMissingData !== 'notBreaching' ? [`missing data is ${alarm.props.TreatMissingData ?? 'missing'}`] : []),
      ];
      return fact(filter.props.FilterName ?? filter.logicalId, 'feeds an alarm that calls somebody', faults.length === 0, faults.join(', ') || alarm!.props.AlarmName);
    }),
  },
  {
    id: 'rules-are-wired',
    title: 'Every event rule is in the state that delivers AssumeRole, and has a target',
    threats: [19],
    proof: 'template',
    questions: (model) => trailRules(model).map((rule) => {
      const faults = [
        ...(rule.props.State !== 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' ? [`State is ${rule.props.State ?? 'ENABLED'}`] : []),
        ...((rule.props.Targets ?? []).length === 0 ? ['no target'] : []),
      ];
      return fact(rule.props.Name ?? rule.logicalId, 'is enabled for all management events and has a target', faults.length === 0, faults.join(', ') || rule.props.State);
    }),
  },
  {
    id: 'topic-no-confused-deputy',
    title: 'Only this account\'s own alarms and rules may publish through AWS services to the alarm topic',
    threats: [25],
    proof: 'template',
    questions: (model) => model.alarmPath.topicPolicies.flatMap((policy) => (policy.props.PolicyDocument?.Statement ?? [])
      .filter((statement: any) => statement.Effect === 'Allow' && statement.Principal?.Service)
      .map((statement: any) => fact(policy.logicalId, `lets ${statement.Principal.Service} publish for this account only`,
        Boolean(statement.Condition?.StringEquals?.['aws:SourceAccount'] && statement.Condition?.ArnLike?.['aws:SourceArn']),
        JSON.stringify(statement.Condition ?? {})))),
  },
  {
    id: 'topic-encrypted',
    title: 'The alarm topic is encrypted by a customer managed key',
    threats: [20],
    proof: 'template',
    questions: (model) => model.alarmPath.topics.map((topic) => fact(topic.props.TopicName ?? topic.logicalId, 'is encrypted',
      Boolean(topic.props.KmsMasterKeyId) && !/alias\/aws\//.test(topic.props.KmsMasterKeyId), topic.props.KmsMasterKeyId ?? 'no KmsMasterKeyId')),
  },
];

/** Filters that are there to page somebody; those that only count by role have a dimension. */
function alarmedFilters(model: AccessModel): ResourceModel[] {
  return model.alarmPath.filters.filter((filter) => !filter.props.MetricTransformations?.[0]?.Dimensions);
}

/** Rules over CloudTrail; a rule that hands alarms on is of another kind. */
function trailRules(model: AccessModel): ResourceModel[] {
  return model.alarmPath.rules.filter((rule) => rule.props.EventPattern?.source?.[0] !== 'aws.cloudwatch'
    && (String(rule.props.Name ?? '').startsWith(ALARM_NAME_PREFIX) || JSON.stringify(rule.props.EventPattern ?? {}).includes('AssumeRole')));
}
