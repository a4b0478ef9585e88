import { AppReading } from './app-reading';
import { actionsOf, emergencyRecords, raisingWatchers, Watcher, watchers } from './detection';
import { isEmergency } from './emergency';
import { isUnknown } from './resolution';
import { listOf, Resource } from './resource';

/** Where a watcher's news goes: the actions of its alarms that are on, or the targets of a rule. */
function channelsOf(watcher: Watcher, app: AppReading): string[] {
  const targets = listOf(watcher.resource.properties.Targets).map((target) => String(target.Arn));
  return [...targets, ...watcher.alarms.flatMap((alarm) => actionsOf(alarm, app))];
}

function isTopic(channel: string, topic: Resource, app: AppReading): boolean {
  const name = topic.properties.TopicName;
  return app.referredTo(channel).includes(topic) || (name !== undefined && /:sns:/.test(channel) && channel.endsWith(`:${name}`));
}

/** Watchers of emergency access that tell the topic. */
function watchersTelling(topic: Resource, app: AppReading): Watcher[] {
  const records = emergencyRecords(app);
  return watchers(app).filter((watcher) => channelsOf(watcher, app).some((channel) => isTopic(channel, topic, app)))
    .filter((watcher) => records.some((record) => watcher.sees(record)));
}

/** A topic that carries news of emergency access, or is named for it. */
export function isEmergencyTopic(topic: Resource, app: AppReading): boolean {
  return isEmergency(topic, app) || watchersTelling(topic, app).length > 0;
}

/** Subscriptions of the app, inline ones too. */
export function subscriptionsOf(topic: Resource, app: AppReading): { readonly protocol: string }[] {
  const own = app.ofType('AWS::SNS::Subscription').filter(({ properties }) => isTopic(String(properties.TopicArn), topic, app)).map(({ properties }) => properties);
  // A chat configuration subscribes by itself, and confirms.
  const chats = app.ofType('AWS::Chatbot::SlackChannelConfiguration', 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration')
    .filter(({ properties }) => listOf(properties.SnsTopicArns).some((arn) => isTopic(String(arn), topic, app)));
  return [
    ...[...own, ...listOf(topic.properties.Subscription)].map((properties) => ({ protocol: String(properties.Protocol) })),
    ...chats.map(() => ({ protocol: 'chat' })),
  ];
}

const ANSWERS_FOR_ITSELF = ['lambda', 'sqs', 'firehose', 'application', 'sms', 'chat'];

export function waitsForConfirmation({ protocol }: { readonly protocol: string }): boolean {
  return !ANSWERS_FOR_ITSELF.includes(protocol);
}

/** Messages of the topic also go to a channel that needs no confirmation. */
export function hasSecondChannel(topic: Resource, app: AppReading): boolean {
  const telling = watchersTelling(topic, app);
  if (telling.length === 0) { return false; }
  const certain = raisingWatchers(app).filter((watcher) => channelsOf(watcher, app).some((channel) => isCertain(channel, app)));
  return emergencyRecords(app).filter((record) => telling.some((watcher) => watcher.sees(record)))
    .every((record) => certain.some((watcher) => watcher.sees(record)));
}

function isCertain(channel: string, app: AppReading): boolean {
  const topics = app.ofType('AWS::SNS::Topic').filter((topic) => isTopic(channel, topic, app));
  // A topic of another app or of a parameter may have no subscription.
  if (topics.length === 0) { return !/:sns:/.test(channel) && !isUnknown(channel); }
  return topics.some((topic) => subscriptionsOf(topic, app).some((subscription) => !waitsForConfirmation(subscription)));
}
