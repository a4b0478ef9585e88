import { chainOf, partsOf, placeOf } from './chain';
import { lackingRules, unitOf } from './complete';
import { canonical, commonest, short, sound, surplus, undecided } from './faults';
import { isQueueOf } from './subscription';
import { targetsOf } from './topics';
import { ruleFault } from './written-patterns';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { Claim, Fact } from '../claim';
import { AccessModel, groupedBy } from '../model';
import { ofType } from '../model-index';
import { ResourceModel } from '../resource';

/** Only this state delivers read-only management events. AssumeRole is one of them. */
export const ALL_MANAGEMENT_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

const PROPERTIES = ['Name', 'Description', 'EventPattern', 'EventBusName', 'State', 'Targets', 'Tags'];

export const RULES_WIRED_CLAIM: Claim = {
  id: 'rules-are-wired',
  title: 'Every event rule receives AssumeRole events from the default bus, and gives its target the whole event',
  threats: [19],
  restsOn: ['eventbridge-delivery'],
  proof: 'template',
  remedy: 'Leave rule and targets as BreakGlassRules makes them: default bus, state for all management events, no input, no retry policy.',
  questions: (model) => {
    const { own, rules, forwarders } = chainOf(model);
    const usual = usualTargets(rules);
    return [
      ...rules.map((rule) => sound(rule, 'is enabled for all management events and has a target', [
        ...stateFaults(rule, ALL_MANAGEMENT_EVENTS),
        ...(own ? ruleFaults(model, rule) : []),
        ...(own && usual.get(unitKey(rule)) !== canonical(targetsOf(rule.props)) && targetsOf(rule.props).length > 0 ? ['its targets are not those of the rules beside it'] : []),
      ], short(rule.props.State ?? ''))),
      ...forwarders.map((rule) => sound(rule, 'forwards every alarm', [...stateFaults(rule, 'ENABLED'), ...ruleFaults(model, rule)], short(rule.props.State ?? ''))),
    ];
  },
};

function stateFaults({ props }: ResourceModel, wanted: string): string[] {
  return [
    ...(props.State !== wanted ? [`State is ${short(props.State ?? 'ENABLED')}`] : []),
    ...(targetsOf(props).length === 0 ? ['no target'] : []),
  ];
}

/** What keeps a rule of the default bus from giving its targets the whole event. */
function ruleFaults(model: AccessModel, { props }: ResourceModel): string[] {
  return [
    ...(props.EventBusName === undefined || props.EventBusName === 'default' ? [] : [`EventBusName is ${short(props.EventBusName)}: CloudTrail's records arrive on the default bus only`]),
    ...surplus(props, PROPERTIES),
    ...targetFaults(model, props),
  ];
}

/** What the library doesn't write into a target of a rule. */
export function targetFaults(model: AccessModel, props: any): string[] {
  return targetsOf(props).flatMap((target) => [
    ...undecided('a target', target),
    ...surplus(target, ['Id', 'Arn', 'RoleArn', 'DeadLetterConfig', 'RetryPolicy']),
    ...(target.RetryPolicy !== undefined && !retries(target.RetryPolicy) ? [`RetryPolicy gives up early: ${short(target.RetryPolicy)}`] : []),
    ...(target.DeadLetterConfig !== undefined && !isQueueOf(model, String(target.DeadLetterConfig.Arn))
      ? [`DeadLetterConfig sends events to ${short(target.DeadLetterConfig.Arn)}, which no template holds`] : []),
  ]);
}

/** EventBridge retries for a day by itself. Some attempts over an hour are enough. */
function retries({ MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86400 }: any): boolean {
  return Number(MaximumRetryAttempts) >= 3 && Number(MaximumEventAgeInSeconds) >= 3600;
}

const unitKey = (rule: ResourceModel) => unitOf(rule, rule.props.Name);

/** The targets that most rules of one construct have: it gives all of them the same. */
function usualTargets(rules: readonly ResourceModel[]): Map<string, string | undefined> {
  return new Map([...groupedBy(rules, unitKey)].map(([key, some]) => [key, commonest(some.map(({ props }) => canonical(targetsOf(props))))]));
}

export const FORWARDED = {
  'source': ['aws.cloudwatch'],
  'detail-type': ['CloudWatch Alarm State Change'],
  'detail': { alarmName: [{ prefix: ALARM_NAME_PREFIX }], state: { value: ['ALARM'] } },
};

export const RULES_WRITTEN_CLAIM: Claim = {
  id: 'rules-as-written',
  title: 'Every event rule has a pattern that the library writes, and no other rule has its name',
  threats: [17, 19],
  proof: 'template',
  ownOnly: true,
  remedy: 'Synthesize the rule with BreakGlassRules and change nothing about it; give other rules a name without the prefix BREAK-GLASS-.',
  questions: (model) => {
    const { own, rules, forwarders, strange } = chainOf(model);
    if (!own) { return []; }
    const twins = groupedBy(ofType(model, 'AWS::Events::Rule'), nameKey);
    const named = (rule: ResourceModel) => (twins.get(nameKey(rule))!.length > 1 ? ['another rule of the bus has its name: the last one deployed overwrites the other'] : []);
    return [
      ...rules.map((rule) => {
        const fault = ruleFault(partsOf(rule.props.Name)!.detection, rule.props.EventPattern);
        return sound(rule, 'is a rule that the library writes', [
          ...undecided('EventPattern', rule.props.EventPattern), ...(fault ? [fault] : []), ...named(rule),
        ], short(rule.props.EventPattern ?? ''));
      }),
      ...forwarders.map((rule) => sound(rule, 'is a rule that the library writes', [
        ...(canonical(rule.props.EventPattern) === canonical(FORWARDED) ? [] : ['EventPattern isn\'t that of forwarded alarms']), ...named(rule),
      ], short(rule.props.EventPattern ?? ''))),
      ...strange.map((rule) => sound(rule, 'is a rule that the library writes', ['the library writes no rule of this name'], '')),
      ...completeness(model, rules),
    ];
  },
};

const nameKey = (rule: ResourceModel) => `${placeOf(rule)} ${rule.props.EventBusName ?? 'default'} ${rule.props.Name ?? rule.logicalId}`;

/** What every construct of rules watches, and what it watches for its users, roles, topics and keys. */
function completeness(model: AccessModel, rules: readonly ResourceModel[]): Fact[] {
  return [...groupedBy(rules, unitKey).values()].flatMap((some) => {
    const detections = groupedBy(some, ({ props }) => partsOf(props.Name)!.detection);
    return [...lackingRules(model, some)].map(([detection, lacking]) => sound(detections.get(detection)?.[0] ?? some[0], `and the rules beside it watch for ${detection} completely`,
      lacking.map((pattern) => `no rule has ${short(pattern)}`), 'all patterns'));
  });
}
