import { Claim, DetectionQuestion, fact, Question } from './claim';
import { AccessModel, ResourceModel, RoleModel, UserModel } from './model';
import { stranger, trustedUsers } from './requests';
import { SynthesizedStack } from './resolve';
import { RECORD } from '../analysis/records';
import { ALARM_NAME_PREFIX } from '../private/names';

/**
 * Both layers are asked. The trail brings every Region of every account to the filters, so they must see each record.
 * Rules see what is recorded in their own account and Region: they are asked about records of the place where the
 * principal is deployed, and of every other place that has rules.
 */
function ask(model: AccessModel, subject: string, text: string, record: any, place: SynthesizedStack, expect: 'alarm' | 'silent' = 'alarm'): DetectionQuestion[] {
  const filters = alarmedFilters(model).map((filter) => filter.props.FilterPattern);
  const rules = model.alarmPath.rules
    .filter((rule) => rule.props.EventPattern && rule.stack.account === record.recipientAccountId && rule.stack.region === record.awsRegion)
    .map((rule) => rule.props.EventPattern);
  const here = record.recipientAccountId === place.account && record.awsRegion === place.region;
  return [
    { kind: 'detection', subject, text: `${text}, by the metric filters`, expect, record, layer: 'filters', patterns: filters },
    ...(here || rules.length > 0
      ? [{ kind: 'detection' as const, subject, text: `${text}, by the event rules`, expect, record, layer: 'rules' as const, patterns: rules }] : []),
  ];
}

/** Events of regional services are recorded where they happen. */
function at(record: any, place: SynthesizedStack): any {
  return { ...record, awsRegion: place.region };
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

function home(principal: { readonly resource: ResourceModel }): SynthesizedStack {
  return principal.resource.stack;
}

/** Each account and Region once. */
function places(stacks: readonly SynthesizedStack[]): SynthesizedStack[] {
  return [...new Map(stacks.map((stack) => [`${stack.account} ${stack.region}`, stack])).values()];
}

/** Regions that record the sign-ins of IAM users, apart from that of a regional sign-in address. */
const SIGN_IN_REGIONS = ['us-east-1', 'us-east-2', 'eu-north-1', 'ap-southeast-2'];

export const DETECTION_CLAIMS: readonly Claim[] = [
  {
    id: 'use-is-alarmed',
    title: 'Every use of a role pages somebody, in all its forms: AssumeRole in both accounts, Switch Role, actions inside; at once where rules are deployed',
    threats: [18, 19],
    proof: 'detection',
    questions: forRoles((model, role) => [
      ...ask(model, role.name, 'AssumeRole in the role\'s account', at(RECORD.assumedInRolesAccount(role, callerOf(model, role)), home(role)), home(role)),
      ...ask(model, role.name, 'Switch Role', at(RECORD.switchedTo(role), home(role)), home(role)),
      ...ask(model, role.name, 'Switch Role in us-west-2', RECORD.switchedTo(role), home(role)),
      ...ask(model, role.name, 'an action inside', at(RECORD.actedInside(role), home(role)), home(role)),
      ...ask(model, role.name, 'AssumeRole in the caller\'s account', at(RECORD.assumedInCallersAccount(role, callerOf(model, role)), home(role)), home(role)),
    ]),
  },
  {
    id: 'sign-in-is-alarmed',
    title: 'Every sign-in of a break-glass user pages somebody, successful or not, in whichever Region it is recorded',
    threats: [18],
    proof: 'detection',
    questions: forUsers((model, user) => SIGN_IN_REGIONS.flatMap((region) => [
      ...ask(model, user.name, `sign-in with MFA recorded in ${region}`, RECORD.signIn(user, region, 'Success', 'Yes'), home(user)),
      ...ask(model, user.name, `failed sign-in recorded in ${region}`, RECORD.signIn(user, region, 'Failure', 'No'), home(user)),
    ])),
  },
  {
    id: 'refusals-are-alarmed',
    title: 'Refused attempts page somebody: on a role by anybody, by a break-glass user, inside a role',
    threats: [8, 17],
    proof: 'detection',
    questions: (model) => [
      ...model.roles.flatMap((role) => [
        ...ask(model, role.name, 'somebody is refused the role', at(RECORD.refusedRole(role, { ...callerOf(model, role), account: role.account }), home(role)), home(role)),
        ...ask(model, role.name, 'a session of the role is refused something', at(RECORD.refusedInside(role), home(role)), home(role)),
      ]),
      ...model.users.flatMap((user) => ask(model, user.name, 'the user is refused something', at(RECORD.refusedUser(user), home(user)), home(user))),
    ],
  },
  {
    id: 'root-is-alarmed',
    title: 'Use of root and of AssumeRoot pages somebody',
    threats: [],
    proof: 'detection',
    questions: (model) => places([...model.roles, ...model.users].map((principal) => principal.resource.stack)).flatMap((place) => [
      ...ask(model, place.account, 'root makes a call', at(RECORD.root(place.account), place), place),
      ...ask(model, place.account, 'somebody assumes root', at(RECORD.assumeRoot(place.account), place), place),
    ]),
  },
  {
    id: 'password-read-is-alarmed',
    title: 'Reading a first password pages somebody',
    threats: [9],
    proof: 'detection',
    questions: forUsers((model, user) => ask(model, user.name, 'the first password is read', at(RECORD.passwordRead(user), home(user)), home(user))),
  },
  {
    id: 'tampering-is-alarmed',
    title: 'Changing the trail, an alarm, a rule or a break-glass principal pages somebody',
    threats: [3, 17],
    proof: 'detection',
    questions: (model) => [
      ...places(model.alarmPath.rules.concat(model.alarmPath.filters).map((resource) => resource.stack)).flatMap((place) => [
        ...ask(model, place.account, 'the trail is stopped', at(RECORD.trailStopped(place.account), place), place),
        ...ask(model, place.account, 'the configuration recorder is stopped', at(RECORD.recorderStopped(place.account), place), place),
        ...ask(model, place.account, 'a composite alarm takes the name of an alarm', at(RECORD.alarmReplaced(place.account), place), place),
        ...ask(model, place.account, 'an alarm is deleted', at(RECORD.alarmDeleted(place.account), place), place),
        ...ask(model, place.account, 'a rule is disabled', at(RECORD.ruleDisabled(place.account), place), place),
      ]),
      // IAM records in us-east-1, wherever the principal was deployed from.
      ...model.users.flatMap((user) => ask(model, user.name, 'the user\'s boundary is removed', RECORD.userOpened(user), home(user))),
      ...model.roles.flatMap((role) => ask(model, role.name, 'the role\'s trust is rewritten', RECORD.roleOpened(role), home(role))),
    ],
  },
  {
    id: 'noise-stays-silent',
    title: 'Ordinary work pages nobody: services assuming roles, a role whose name merely begins the same, alarms of others',
    threats: [],
    proof: 'detection',
    questions: (model) => model.roles.flatMap((role) => [
      ...[
        ['a service assumes an ordinary role', RECORD.ordinaryAssume(role.account, `arn:aws:iam::${role.account}:role/Application`)],
        ['a role whose name begins the same is assumed', RECORD.ordinaryAssume(role.account, `${role.arn}-TEST`)],
        ['a role whose name begins the same acts', RECORD.actedInside({ ...role, name: `${role.name}-TEST`, arn: `${role.arn}-TEST` })],
        ['another alarm is changed', RECORD.ordinaryAlarm(role.account)],
      ].flatMap(([text, record]) => ask(model, role.name, text as string, at(record, home(role)), home(role), 'silent')),
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
