import { Claim, DetectionQuestion, each, fact, identified, Question, Subject } from './claim';
import { AccessModel, groupedBy, ResourceModel, RoleModel, UserModel } from './model';
import { inStack, ofModel } from './model-index';
import { stranger, trustedUsers } from './requests';
import { SynthesizedStack } from './resolve';
import { RECORD } from '../analysis/records';
import { ALARM_NAME_PREFIX } from '../private/names';

/**
 * Asks both layers. The trail delivers records of all Regions and accounts to the filters, so they must match each record.
 * Rules receive records of their own account and Region. They are asked about the account and Region of the principal, and
 * about all others that have rules.
 */
function ask(model: AccessModel, about: Subject, text: string, record: any, place: SynthesizedStack, expect: 'alarm' | 'silent' = 'alarm'): DetectionQuestion[] {
  const subject = identified(about);
  const filters = filterPatterns(model);
  const rules = rulePatterns(model).get(`${record.recipientAccountId} ${record.awsRegion}`) ?? [];
  const here = record.recipientAccountId === place.account && record.awsRegion === place.region;
  return [
    { kind: 'detection', ...subject, text: `${text}, by the metric filters`, expect, record, layer: 'filters', patterns: filters },
    ...(here || rules.length > 0
      ? [{ kind: 'detection' as const, ...subject, text: `${text}, by the event rules`, expect, record, layer: 'rules' as const, patterns: rules }] : []),
  ];
}

const filterPatterns = ofModel((model) => alarmedFilters(model).map((filter) => filter.props.FilterPattern));

/** By account and Region. */
const rulePatterns = ofModel((model) => {
  const rules = groupedBy(model.alarmPath.rules.filter(({ props }) => props.EventPattern), ({ stack }) => `${stack.account} ${stack.region}`);
  return new Map([...rules].map(([place, of]) => [place, of.map(({ props }) => props.EventPattern)]));
});

/** The record in the Region of a place, because regional services record events there. */
function at(record: any, place: SynthesizedStack): any {
  return { ...record, awsRegion: place.region };
}

function callerOf(model: AccessModel, role: RoleModel) {
  return trustedUsers(model, role)[0] ?? model.users[0] ?? stranger(`arn:aws:iam::${role.account}:user/bg/jane.doe-BREAK-GLASS`);
}

function forRoles(questions: (model: AccessModel, role: RoleModel) => Question[]) {
  return (model: AccessModel) => each(model.roles, (role) => questions(model, role));
}

function forUsers(questions: (model: AccessModel, user: UserModel) => Question[]) {
  return (model: AccessModel) => each(model.users, (user) => questions(model, user));
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
    title: 'Every use of a role raises an alarm: AssumeRole in both accounts, Switch Role, actions in a session; at once where rules are deployed',
    threats: [18, 19],
    proof: 'detection',
    questions: forRoles((model, role) => [
      ...ask(model, role, 'AssumeRole in the role\'s account', at(RECORD.assumedInRolesAccount(role, callerOf(model, role)), home(role)), home(role)),
      ...ask(model, role, 'Switch Role', at(RECORD.switchedTo(role), home(role)), home(role)),
      ...ask(model, role, 'Switch Role in us-west-2', RECORD.switchedTo(role), home(role)),
      ...ask(model, role, 'an action in a session', at(RECORD.actedInside(role), home(role)), home(role)),
      ...ask(model, role, 'AssumeRole in the caller\'s account', at(RECORD.assumedInCallersAccount(role, callerOf(model, role)), home(role)), home(role)),
    ]),
  },
  {
    id: 'sign-in-is-alarmed',
    title: 'Every sign-in of a break-glass user raises an alarm, successful or failed, in every Region that records it',
    threats: [18],
    proof: 'detection',
    questions: forUsers((model, user) => SIGN_IN_REGIONS.flatMap((region) => [
      ...ask(model, user, `sign-in with MFA recorded in ${region}`, RECORD.signIn(user, region, 'Success', 'Yes'), home(user)),
      ...ask(model, user, `failed sign-in recorded in ${region}`, RECORD.signIn(user, region, 'Failure', 'No'), home(user)),
    ])),
  },
  {
    id: 'refusals-are-alarmed',
    title: 'Refused attempts raise an alarm: to assume a role, by a break-glass user, and in a session of a role',
    threats: [8, 17],
    proof: 'detection',
    *questions(model) {
      yield* each(model.roles, (role) => [
        ...ask(model, role, 'a caller is refused the role', at(RECORD.refusedRole(role, { ...callerOf(model, role), account: role.account }), home(role)), home(role)),
        ...ask(model, role, 'a session of the role is refused an action', at(RECORD.refusedInside(role), home(role)), home(role)),
      ]);
      yield* each(model.users, (user) => ask(model, user, 'the user is refused an action', at(RECORD.refusedUser(user), home(user)), home(user)));
    },
  },
  {
    id: 'root-is-alarmed',
    title: 'Use of root and of AssumeRoot raises an alarm',
    threats: [],
    proof: 'detection',
    questions: (model) => each(places([...model.roles, ...model.users].map((principal) => principal.resource.stack)), (place) => [
      ...ask(model, place.account, 'root makes a call', at(RECORD.root(place.account), place), place),
      ...ask(model, place.account, 'a caller assumes root', at(RECORD.assumeRoot(place.account), place), place),
    ]),
  },
  {
    id: 'password-read-is-alarmed',
    title: 'A read of a first password raises an alarm',
    threats: [9],
    proof: 'detection',
    questions: forUsers((model, user) => ask(model, user, 'the first password is read', at(RECORD.passwordRead(user), home(user)), home(user))),
  },
  {
    id: 'tampering-is-alarmed',
    title: 'A change to the trail, to threat detection, to an alarm, a rule or a break-glass principal raises an alarm',
    threats: [3, 17],
    proof: 'detection',
    *questions(model) {
      yield* each(places(model.alarmPath.rules.concat(model.alarmPath.filters).map((resource) => resource.stack)), (place) => [
        ...ask(model, place.account, 'the trail is stopped', at(RECORD.trailStopped(place.account), place), place),
        ...ask(model, place.account, 'the configuration recorder is stopped', at(RECORD.recorderStopped(place.account), place), place),
        ...ask(model, place.account, 'a composite alarm takes the name of an alarm', at(RECORD.alarmReplaced(place.account), place), place),
        ...ask(model, place.account, 'an alarm is deleted', at(RECORD.alarmDeleted(place.account), place), place),
        ...ask(model, place.account, 'a rule is disabled', at(RECORD.ruleDisabled(place.account), place), place),
      ]);
      // IAM records its events in us-east-1.
      yield* each(model.users, (user) => ask(model, user, 'the user\'s boundary is removed', RECORD.userOpened(user), home(user)));
      yield* each(model.roles, (role) => ask(model, role, 'the role\'s trust is rewritten', RECORD.roleOpened(role), home(role)));
    },
  },
  {
    id: 'noise-stays-silent',
    title: 'Ordinary work raises no alarm: services that assume roles, a role whose name begins the same, other alarms',
    threats: [],
    proof: 'detection',
    questions: (model) => each(model.roles, (role) => [
      ...[
        ['a service assumes an ordinary role', RECORD.ordinaryAssume(role.account, `arn:aws:iam::${role.account}:role/Application`)],
        ['a role whose name begins the same is assumed', RECORD.ordinaryAssume(role.account, `${role.arn}-TEST`)],
        ['a role whose name begins the same acts', RECORD.actedInside({ ...role, name: `${role.name}-TEST`, arn: `${role.arn}-TEST` })],
        ['another alarm is changed', RECORD.ordinaryAlarm(role.account)],
      ].flatMap(([text, record]) => ask(model, role, text as string, at(record, home(role)), home(role), 'silent')),
    ]),
  },
  {
    id: 'filters-are-wired',
    title: 'Every metric filter has an alarm that evaluates each minute, notifies a target, and treats missing data as no event',
    threats: [20],
    proof: 'template',
    questions: (model) => alarmedFilters(model).map((filter) => {
      const metric = filter.props.MetricTransformations?.[0] ?? {};
      const alarm = inStack(model, filter.stack, 'AWS::CloudWatch::Alarm')
        .find(({ props }) => props.MetricName === metric.MetricName && props.Namespace === metric.MetricNamespace);
      const faults = !alarm ? ['no alarm on its metric'] : [
        ...(alarm.props.ActionsEnabled === false ? ['actions are disabled'] : []),
        ...((alarm.props.AlarmActions ?? []).length === 0 ? ['no action'] : []),
        ...(Number(alarm.props.Threshold) > 1 || Number(alarm.props.EvaluationPeriods) > 1 || Number(alarm.props.Period) > 300 ? ['the threshold, period or number of periods is too high'] : []),
        ...(alarm.props.TreatMissingData !== 'notBreaching' ? [`missing data is ${alarm.props.TreatMissingData ?? 'missing'}`] : []),
      ];
      return fact(filter, 'has an alarm that notifies a target', faults.length === 0, faults.join(', ') || alarm!.props.AlarmName);
    }),
  },
  {
    id: 'rules-are-wired',
    title: 'Every event rule receives AssumeRole events, and has a target',
    threats: [19],
    proof: 'template',
    questions: (model) => trailRules(model).map((rule) => {
      const faults = [
        ...(rule.props.State !== 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' ? [`State is ${rule.props.State ?? 'ENABLED'}`] : []),
        ...((rule.props.Targets ?? []).length === 0 ? ['no target'] : []),
      ];
      return fact(rule, 'is enabled for all management events and has a target', faults.length === 0, faults.join(', ') || rule.props.State);
    }),
  },
  {
    id: 'topic-no-confused-deputy',
    title: 'Through AWS services, only alarms and rules of this account may publish to the alarm topic',
    threats: [25],
    proof: 'template',
    questions: (model) => model.alarmPath.topicPolicies.flatMap((policy) => (policy.props.PolicyDocument?.Statement ?? [])
      .filter((statement: any) => statement.Effect === 'Allow' && statement.Principal?.Service)
      .map((statement: any) => fact(policy, `allows ${statement.Principal.Service} to publish for this account only`,
        Boolean(statement.Condition?.StringEquals?.['aws:SourceAccount'] && statement.Condition?.ArnLike?.['aws:SourceArn']),
        JSON.stringify(statement.Condition ?? {})))),
  },
  {
    id: 'topic-encrypted',
    title: 'The alarm topic is encrypted with a customer managed key',
    threats: [20],
    proof: 'template',
    questions: (model) => model.alarmPath.topics.map((topic) => fact(topic, 'is encrypted',
      Boolean(topic.props.KmsMasterKeyId) && !/alias\/aws\//.test(topic.props.KmsMasterKeyId), topic.props.KmsMasterKeyId ?? 'no KmsMasterKeyId')),
  },
];

/** Filters with an alarm. Filters that only count for each role have a dimension. */
function alarmedFilters(model: AccessModel): ResourceModel[] {
  return model.alarmPath.filters.filter((filter) => !filter.props.MetricTransformations?.[0]?.Dimensions);
}

/** Rules on CloudTrail events. Rules that forward alarms are not among them. */
function trailRules(model: AccessModel): ResourceModel[] {
  return model.alarmPath.rules.filter((rule) => rule.props.EventPattern?.source?.[0] !== 'aws.cloudwatch'
    && (String(rule.props.Name ?? '').startsWith(ALARM_NAME_PREFIX) || JSON.stringify(rule.props.EventPattern ?? {}).includes('AssumeRole')));
}
