import { chainOf, placeOf } from './alarm-chain/chain';
import { chainTopics } from './alarm-chain/topics';
import { Claim, DetectionQuestion, each, identified, Question, Subject } from './claim';
import { AccessModel, groupedBy, ResourceModel, RoleModel, UserModel } from './model';
import { ofModel } from './model-index';
import { stranger, trustedUsers } from './requests';
import { SynthesizedStack } from './resolve';
import { VARIANTS } from '../analysis/record-variants';
import { Records, VARIED_RECORDS } from '../analysis/records';

interface Asked {
  /** Where the record is written, if it is the same place for every principal. */
  readonly region?: string;
  readonly expect?: 'alarm' | 'silent';
  readonly layers?: readonly ('filters' | 'rules')[];
}

/**
 * Asks both layers about a record under several circumstances, so that a pattern that is narrowed to one of them is noticed. The trail
 * delivers records of all Regions and accounts to the filters, so they must match each record. Rules receive records of their own account
 * and Region. They are asked about the account and Region of the principal, and about all others that have rules.
 */
function ask(
  model: AccessModel, about: Subject, text: string, build: (records: Records, index: number) => any, place: SynthesizedStack,
  { region, expect = 'alarm', layers = ['filters', 'rules'] }: Asked = {},
): DetectionQuestion[] {
  const subject = identified(about);
  const patterns = patternsOf(model);
  // No pattern matches more for being narrowed: two records show that ordinary work is silent.
  return VARIED_RECORDS.slice(0, expect === 'silent' ? 2 : undefined).flatMap((records, index) => {
    const record = build(records, index);
    const circumstances = `${text} ${VARIANTS[index].text}`;
    const there = record.awsRegion === (region ?? place.region) ? record : { ...record, awsRegion: region ?? place.region };
    const rules = patterns.rules.get(`${there.recipientAccountId} ${there.awsRegion}`);
    const here = there.recipientAccountId === place.account && there.awsRegion === place.region;
    return [
      ...(layers.includes('filters') ? [{
        kind: 'detection' as const, ...subject, text: `${circumstances}, by the metric filters`, expect, record: region === undefined ? record : there, layer: 'filters' as const, patterns: patterns.filters,
      }] : []),
      ...(layers.includes('rules') && (here || rules) ? [{
        kind: 'detection' as const, ...subject, text: `${circumstances}, by the event rules`, expect, record: there, layer: 'rules' as const, patterns: rules ?? [],
      }] : []),
    ];
  });
}

interface Patterns {
  readonly filters: readonly any[];
  /** By account and Region. */
  readonly rules: ReadonlyMap<string, readonly any[]>;
}

/** The patterns of everything that raises an alarm. Whether it is wired to a person is the alarm chain's question. */
const patternsOf = ofModel(readPatterns);

function readPatterns(model: AccessModel): Patterns {
  const { own, filters, rules } = chainOf(model);
  const withPattern = (own ? rules : model.alarmPath.rules).filter(({ props }) => props.EventPattern);
  return {
    filters: filters.map(({ props }) => props.FilterPattern),
    rules: new Map([...groupedBy(withPattern, placeOf)].map(([place, some]) => [place, some.map(({ props }) => props.EventPattern)])),
  };
}

/** One of those who may assume a role: another one for each record. */
function callerOf(model: AccessModel, role: RoleModel, index: number) {
  const callers = trustedUsers(model, role);
  return callers[index % callers.length] ?? model.users[index % model.users.length] ?? stranger(`arn:aws:iam::${role.account}:user/bg/jane.doe-BREAK-GLASS`);
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

/** How a sign-in with MFA is recorded, and one without. */
const MFA_USED = ['Yes', 'No', 'YES', 'Yes'];

/** IAM records its events there. */
const IAM_REGION = 'us-east-1';

export const DETECTION_CLAIMS: readonly Claim[] = [
  {
    id: 'use-is-alarmed',
    title: 'Every use of a role raises an alarm: AssumeRole in both accounts, Switch Role, actions in a session; at once where rules are deployed',
    threats: [18, 19],
    restsOn: ['cloudtrail-delivery', 'filter-missing-field', 'eventbridge-delivery'],
    proof: 'detection',
    remedy: 'Name the role in `roles` of BreakGlassAlarm and of BreakGlassRules, and leave their patterns as they are.',
    questions: forRoles((model, role) => [
      ...ask(model, role, 'AssumeRole in the role\'s account', (records, index) => records.assumedInRolesAccount(role, callerOf(model, role, index)), home(role)),
      ...ask(model, role, 'Switch Role', (records) => records.switchedTo(role), home(role)),
      ...ask(model, role, 'Switch Role in us-west-2', (records) => records.switchedTo(role), home(role), { region: 'us-west-2', layers: ['rules'] }),
      ...ask(model, role, 'Switch Role in the caller\'s account', (records, index) => records.switchedFrom(role, callerOf(model, role, index)), home(role)),
      ...ask(model, role, 'an action in a session', (records) => records.actedInside(role), home(role)),
      ...ask(model, role, 'AssumeRole in the caller\'s account', (records, index) => records.assumedInCallersAccount(role, callerOf(model, role, index)), home(role)),
    ]),
  },
  {
    id: 'sign-in-is-alarmed',
    title: 'Every sign-in of a break-glass user raises an alarm, successful or failed, in every Region that records it',
    threats: [18],
    restsOn: ['cloudtrail-delivery', 'filter-missing-field'],
    proof: 'detection',
    remedy: 'Name the user in `users` of BreakGlassAlarm and of BreakGlassRules, and leave their patterns as they are.',
    questions: forUsers((model, user) => SIGN_IN_REGIONS.flatMap((region) => [
      ...ask(model, user, `sign-in recorded in ${region}`, (records, index) => records.signIn(user, region, 'Success', MFA_USED[index]), home(user), { region }),
      ...ask(model, user, `failed sign-in recorded in ${region}`, (records, index) => records.signIn(user, region, 'Failure', MFA_USED[(index + 1) % MFA_USED.length]), home(user), { region }),
    ])),
  },
  {
    id: 'refusals-are-alarmed',
    title: 'Refused attempts raise an alarm: to assume a role, by a break-glass user, and in a session of a role',
    threats: [8, 17],
    restsOn: ['cloudtrail-delivery', 'filter-missing-field'],
    proof: 'detection',
    remedy: 'Name the user or role in `users` and `roles` of BreakGlassAlarm and of BreakGlassRules, and leave their patterns as they are.',
    questions: function* (model): Iterable<Question> {
      yield* each(model.roles, (role) => [
        ...ask(model, role, 'a caller is refused the role', (records, index) => records.refusedRole(role, { ...callerOf(model, role, index), account: role.account }), home(role)),
        ...ask(model, role, 'a session of the role is refused an action', (records) => records.refusedInside(role), home(role)),
      ]);
      yield* each(model.users, (user) => ask(model, user, 'the user is refused an action', (records) => records.refusedUser(user), home(user)));
    },
  },
  {
    id: 'root-is-alarmed',
    title: 'Use of root and of AssumeRoot raises an alarm',
    threats: [],
    restsOn: ['cloudtrail-delivery', 'filter-missing-field'],
    proof: 'detection',
    remedy: 'Watch each account with BreakGlassAlarm or BreakGlassRules, and leave their patterns as they are.',
    questions: (model) => each(places([...model.roles, ...model.users].map((principal) => principal.resource.stack)), (place) => [
      ...ask(model, place.account, 'root makes a call', (records) => records.root(place.account), place),
      ...ask(model, place.account, 'root signs in', (records) => records.rootSignIn(place.account), place),
      ...ask(model, place.account, 'a caller assumes root', (records) => records.assumeRoot(place.account), place),
    ]),
  },
  {
    id: 'password-read-is-alarmed',
    title: 'A read of a first password raises an alarm',
    threats: [9],
    restsOn: ['cloudtrail-delivery', 'filter-missing-field'],
    proof: 'detection',
    remedy: 'Watch the users\' account with BreakGlassAlarm, and leave its patterns as they are.',
    questions: forUsers((model, user) => [
      ...ask(model, user, 'the first password is read', (records) => records.passwordRead(user), home(user)),
      ...ask(model, user, 'the first password is read by ARN', (records) => records.passwordReadByArn(user, home(user).region), home(user), { region: home(user).region }),
    ]),
  },
  {
    id: 'tampering-is-alarmed',
    title: 'A change to the trail, to threat detection, to an alarm, a rule, a topic or a break-glass principal raises an alarm',
    threats: [3, 17],
    restsOn: ['cloudtrail-delivery', 'filter-missing-field'],
    proof: 'detection',
    remedy: 'Name user, role and topic in BreakGlassAlarm and BreakGlassRules, and leave their patterns as they are.',
    questions: function* (model): Iterable<Question> {
      yield* each(places([...chainOf(model).rules, ...chainOf(model).filters].map((resource) => resource.stack)), (place) => [
        ...ask(model, place.account, 'the trail is stopped', (records) => records.trailStopped(place.account), place),
        ...ask(model, place.account, 'the configuration recorder is stopped', (records) => records.recorderStopped(place.account), place),
        ...ask(model, place.account, 'a composite alarm takes the name of an alarm', (records) => records.alarmReplaced(place.account), place),
        ...ask(model, place.account, 'an alarm is deleted', (records) => records.alarmDeleted(place.account), place),
        ...ask(model, place.account, 'alarms are muted', (records) => records.alarmMuted(place.account), place),
        ...ask(model, place.account, 'a rule is disabled', (records) => records.ruleDisabled(place.account), place),
        ...ask(model, place.account, 'a rule loses its targets', (records) => records.targetsRemoved(place.account), place),
      ]);
      yield* each(logGroups(model), ({ props: { LogGroupName }, stack }) => (
        ask(model, String(LogGroupName), 'a filter of the trail\'s log group is deleted', (records) => records.filterDeleted(stack.account, LogGroupName), stack)));
      yield* topicQuestions(model);
      yield* each(model.users, (user) => [
        ...ask(model, user, 'the user is changed', (records) => records.userOpened(user), home(user), { region: IAM_REGION }),
        ...policyQuestions(model, user, 'the policies of the user'),
      ]);
      yield* each(model.roles, (role) => [
        ...ask(model, role, 'the role is changed', (records) => records.roleOpened(role), home(role), { region: IAM_REGION }),
        ...policyQuestions(model, role, 'the policies of the role'),
      ]);
    },
  },
  {
    id: 'noise-stays-silent',
    title: 'Ordinary work raises no alarm: services that assume roles, a role whose name begins the same, other alarms',
    threats: [],
    restsOn: ['filter-missing-field'],
    proof: 'detection',
    remedy: 'Leave the patterns of BreakGlassAlarm and BreakGlassRules as they are: they match whole names.',
    questions: (model) => each(model.roles, (role) => {
      const similar = { ...role, name: `${role.name}-TEST`, arn: `${role.arn}-TEST` };
      const silent = { expect: 'silent' } as const;
      return [
        ...ask(model, role, 'a service assumes an ordinary role', (records) => records.ordinaryAssume(role.account, `arn:aws:iam::${role.account}:role/Application`), home(role), silent),
        ...ask(model, role, 'a role whose name begins the same is assumed', (records) => records.ordinaryAssume(role.account, similar.arn), home(role), silent),
        ...ask(model, role, 'a role whose name begins the same acts', (records) => records.actedInside(similar), home(role), silent),
        ...ask(model, role, 'another alarm is changed', (records) => records.ordinaryAlarm(role.account), home(role), silent),
      ];
    }),
  },
];

/** A filter of each log group that filters watch. */
function logGroups(model: AccessModel): ResourceModel[] {
  const { own, filters } = chainOf(model);
  return own ? [...new Map(filters.map((filter) => [`${placeOf(filter)} ${filter.props.LogGroupName}`, filter])).values()] : [];
}

/** Each layer watches the topics that it notifies. */
function topicQuestions(model: AccessModel): Iterable<Question> {
  const { own, alarms, rules } = chainOf(model);
  if (!own) { return []; }
  const [isAlarm, isRule] = [new Set(alarms), new Set(rules)];
  return each(chainTopics(model), ({ topic, arn, alarms: ofAlarms, rules: ofRules }) => {
    const layers = [
      ...(ofAlarms.some((alarm) => isAlarm.has(alarm)) ? ['filters' as const] : []),
      ...(ofRules.some((rule) => isRule.has(rule)) ? ['rules' as const] : []),
    ];
    return [
      ...ask(model, topic, 'the topic is changed', (records) => records.topicChanged(topic.stack.account, arn), topic.stack, { layers }),
      // CloudTrail names a key by its ARN, never by an alias.
      ...(/:key\//.test(String(topic.props.KmsMasterKeyId))
        ? ask(model, topic, 'the key of the topic is disabled', (records) => records.keyDisabled(topic.stack.account, topic.props.KmsMasterKeyId), topic.stack, { layers }) : []),
      ...ask(model, topic, 'a subscription is removed', (records) => records.unsubscribed(topic.stack.account, arn), topic.stack, { layers }),
    ];
  });
}

/** Policies below the path of the principal. Those of the root path can't be told from others. */
function policyQuestions(model: AccessModel, principal: UserModel | RoleModel, what: string): Question[] {
  return principal.path === '/' ? [] : ask(model, principal, `${what} are changed`,
    (records) => records.policyRewritten(principal.account, principal.path), home(principal), { region: IAM_REGION });
}
