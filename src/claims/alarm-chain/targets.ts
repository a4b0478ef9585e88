import { busFaults, rulesOnBus } from './bus';
import { chainOf, everyAlarm, everyRule, partsOf, placeOf } from './chain';
import { busRoleFaults, topicRoleFaults } from './delivery-role';
import { canonical, commonest, isOf, short, sound } from './faults';
import { functionFaults } from './function';
import { chainTopics, targetsOf, topicArnOf } from './topics';
import { assumed, Claim, Question } from '../claim';
import { AccessModel, groupedBy } from '../model';
import { ofType } from '../model-index';
import { ResourceModel } from '../resource';

export const TARGETS_CLAIM: Claim = {
  id: 'targets-as-written',
  title: 'Alarms and rules notify the targets of the app, and these can be reached',
  threats: [17, 20],
  restsOn: ['eventbridge-delivery'],
  proof: 'template',
  ownOnly: true,
  remedy: 'Give each alarm and rule the targets of `notify`, and leave functions, buses and roles in between as NotificationTarget makes them.',
  questions: (model) => {
    const chain = chainOf(model);
    if (!chain.own) { return []; }
    const alarms = everyAlarm(chain);
    const rules = everyRule(chain);
    return [
      ...sameActions(chain.alarms),
      ...[...groupedBy(alarms.flatMap((alarm) => [alarm.props.AlarmActions ?? []].flat().map((arn) => ({ user: alarm, arn: String(arn), by: 'alarm' as const }))), keyOfUse).values()]
        .flatMap((uses) => aboutTarget(model, uses)),
      ...[...groupedBy(rules.flatMap((rule) => targetsOf(rule.props).map((target) => ({ user: rule, arn: String(target.Arn), role: target.RoleArn, by: 'rule' as const }))), keyOfUse).values()]
        .flatMap((uses) => aboutTarget(model, uses)),
    ];
  },
};

/** An alarm or rule that notifies a target. */
interface Use {
  readonly user: ResourceModel;
  readonly arn: string;
  readonly role?: unknown;
  readonly by: 'alarm' | 'rule';
}

const keyOfUse = ({ user, arn, role }: Use) => `${placeOf(user)} ${user.stack.name} ${arn} ${role}`;

/** The alarms of one construct have the same actions. */
function sameActions(alarms: readonly ResourceModel[]): Question[] {
  const actions = ({ props }: ResourceModel) => canonical([props.AlarmActions ?? []].flat());
  return [...groupedBy(alarms.filter(({ props }) => partsOf(props.AlarmName)), (alarm) => `${placeOf(alarm)} ${partsOf(alarm.props.AlarmName)!.unit}`).values()].flatMap((some) => {
    const usual = commonest(some.map(actions));
    // Without any action is another claim's finding.
    return some.filter((alarm) => (alarm.props.AlarmActions ?? []).length > 0)
      .map((alarm) => sound(alarm, 'notifies what the alarms beside it notify', actions(alarm) === usual ? [] : [`AlarmActions are ${short(alarm.props.AlarmActions)}, not ${short(usual)}`], 'the same targets'));
  });
}

/** One target, asked once for all that notify it. */
function aboutTarget(model: AccessModel, uses: readonly Use[]): Question[] {
  const [{ user, arn, role, by }] = uses;
  const text = `reaches ${short(arn)}`;
  const found = inTemplates(model, user, arn);
  if (found) {
    switch (found.type) {
      case 'AWS::SNS::Topic': return by === 'alarm' ? [sound(user, text, placeFaults(user, found), 'a topic of the app')] : [
        sound(user, `may publish to ${short(arn)}`, [...placeFaults(user, found), ...topicRoleFaults(model, user, topicOf(model, found), role)],
          'the role may publish, and nothing else'),
      ];
      case 'AWS::Lambda::Function': case 'AWS::Lambda::Alias': case 'AWS::Lambda::Version':
        return [sound(found, `can be invoked by ${by === 'rule' ? 'rules' : 'alarms'}`, functionFaults(model, uses.map((use) => use.user), found, by), 'permission and concurrency')];
      case 'AWS::Events::EventBus': return by === 'alarm' ? [sound(user, text, ['an alarm can\'t notify a bus'], '')] : [
        sound(user, `may send events to ${short(arn)}`, busRoleFaults(model, user, arn, role), 'the role may put events, and nothing else'),
        sound(found, 'takes the events', busFaults(model, found), 'no deny'),
        ...(rulesOnBus(model, found).length > 0 ? [] : [assumed(found, 'a rule on the bus notifies a person, in the state for all management events',
          `aws events list-rules --event-bus-name ${found.props.Name} --region ${found.stack.region}`)]),
      ];
      case 'AWS::StepFunctions::StateMachine': case 'AWS::Logs::LogGroup':
        if (chainOf(model).elevation.includes(user)) { return []; }
    }
    return [sound(user, text, [`${found.type} isn't a target that the library writes`], '')];
  }
  return outside(model, user, arn, role);
}

const topicOf = (model: AccessModel, topic: ResourceModel) => chainTopics(model).find((one) => one.topic === topic)!;

/** A topic of another place has no policy that lets in these alarms, or the role of these rules. */
function placeFaults(user: ResourceModel, topic: ResourceModel): string[] {
  return placeOf(user) === placeOf(topic) ? [] : [`the topic is in ${placeOf(topic)}, and only alarms and rules of its account and Region reach it`];
}

export function inTemplates(model: AccessModel, user: ResourceModel, arn: string): ResourceModel | undefined {
  const topics = ofType(model, 'AWS::SNS::Topic').filter((one) => topicArnOf(one) === arn);
  if (topics.length > 0) { return topics.find(({ stack }) => stack === user.stack) ?? topics[0]; }
  const group = /:log-group:(.+)$/.exec(arn)?.[1];
  if (group !== undefined) { return ofType(model, 'AWS::Logs::LogGroup').find(({ props, stack }) => props.LogGroupName === group && stack.account === user.stack.account); }
  const some = model.resources.filter((resource) => isOf(resource, arn));
  return some.find(({ stack }) => stack === user.stack) ?? some[0];
}

const CHECKS: readonly (readonly [RegExp, 'alarm' | 'rule' | 'both', string, (arn: string, region: string) => string])[] = [
  [/^arn:[^:]+:sns:/, 'both', 'topic of another app: it lets these alarms publish and denies nothing to rules, its key lets CloudWatch and roles of this account use it, and it has confirmed subscriptions without a filter',
    (arn, region) => `aws sns get-topic-attributes --topic-arn ${arn} --region ${region}; aws sns list-subscriptions-by-topic --topic-arn ${arn} --region ${region}`],
  [/^arn:[^:]+:lambda:/, 'both', 'function of another app: it lets these alarms and rules invoke it', (arn, region) => `aws lambda get-policy --function-name ${arn} --region ${region}`],
  [/^arn:[^:]+:events:[^:]*:\d{12}:event-bus\//, 'rule', 'bus of another app: its policy lets this account send events, and a rule on it notifies a person',
    (arn, region) => `aws events describe-event-bus --name ${arn} --region ${arn.split(':')[3] || region}`],
  [/^arn:[^:]+:ssm:[^:]*:\d{12}:opsitem:/, 'alarm', 'OpsCenter is read by a person', (_, region) => `aws ssm describe-ops-items --region ${region} --ops-item-filters Key=Status,Values=Open,Operator=Equal`],
  [/^arn:[^:]+:ssm-incidents::\d{12}:response-plan\//, 'alarm', 'the response plan exists, and engages a person', (arn, region) => `aws ssm-incidents get-response-plan --arn ${arn} --region ${region}`],
];

/** What no template holds is assumed to work, if it is a target that the library can write. */
function outside(model: AccessModel, user: ResourceModel, arn: string, role: unknown): Question[] {
  const [, by, text, check] = CHECKS.find(([pattern]) => pattern.test(arn)) ?? [];
  const isRule = user.type === 'AWS::Events::Rule';
  if (!check) {
    // Alarms take any action that the app gives them.
    return isRule || !/^arn:/.test(arn) ? [sound(user, `reaches ${short(arn)}`, ['it isn\'t a target that the library writes'], '')]
      : [assumed(user, `the action ${arn} notifies a person`, `aws cloudwatch describe-alarms --alarm-names ${user.props.AlarmName} --region ${user.stack.region}`)];
  }
  const isBus = /:event-bus\//.test(arn);
  const isTopic = /^arn:[^:]+:sns:/.test(arn);
  return [
    ...(by === 'both' || by === (isRule ? 'rule' : 'alarm') ? [] : [sound(user, `reaches ${short(arn)}`, [`${isRule ? 'a rule' : 'an alarm'} can't notify it`], '')]),
    ...(isRule && isBus ? [sound(user, `may send events to ${short(arn)}`, busRoleFaults(model, user, arn, role), 'the role may put events, and nothing else')] : []),
    ...(isRule && isTopic ? [sound(user, `may publish to ${short(arn)}`, topicRoleFaults(model, user, arn, role), 'the role may publish, and nothing else')] : []),
    ...(!isBus && !isTopic && role !== undefined ? [sound(user, `reaches ${short(arn)}`, [`RoleArn ${short(role)} is set`], '')] : []),
    assumed(user, `${short(arn)}: ${text!}`, check(arn, user.stack.region)),
  ];
}
