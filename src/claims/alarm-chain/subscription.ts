import { chainOf } from './chain';
import { couldBe, isOf, short, sound, surplus, undecided } from './faults';
import { ChainTopic, chainTopics } from './topics';
import { assumed, Claim, each } from '../claim';
import { AccessModel } from '../model';
import { ofType } from '../model-index';
import { ResourceModel } from '../resource';

const PROPERTIES = ['TopicArn', 'Protocol', 'Endpoint', 'Region', 'RawMessageDelivery', 'SubscriptionRoleArn', 'RedrivePolicy'];

export const SUBSCRIPTION_CLAIM: Claim = {
  id: 'topic-subscriptions-unfiltered',
  title: 'Subscriptions of the alarm topic get every message',
  threats: [20],
  proof: 'template',
  remedy: 'Remove filter and delivery policies from the subscription; send what shall be filtered to a topic of its own.',
  questions: (model) => (chainOf(model).own ? each(chainTopics(model), (chainTopic) => {
    const { topic, arn } = chainTopic;
    const name = topic.props.TopicName ?? topic.logicalId;
    const subscriptions = subscriptionsOf(model, chainTopic);
    const inline: any[] = [topic.props.Subscription ?? []].flat();
    const open = narrowedOfAnyTopic(model, chainTopic);
    return [
      // What is beside a whole subscription takes nothing away; alone it may be the one that the team relies on.
      ...open.map((subscription) => (subscriptions.length + inline.length > 0
        ? assumed(subscription, `belongs to another topic than ${name}, since it doesn't get every message: only the deployment knows its TopicArn`,
          `aws sns list-subscriptions-by-topic --topic-arn ${arn} --region ${topic.stack.region}`)
        : sound(subscription, `gets every message of ${name}`, [
          ...undecided('TopicArn', subscription.props.TopicArn), ...subscriptionFaults(model, chainTopic, subscription), `no other subscription of ${name} is in the templates`,
        ], ''))),
      ...subscriptions.map((subscription) => sound(subscription, `gets every message of ${name}`, subscriptionFaults(model, chainTopic, subscription),
        `${subscription.props.Protocol} to ${short(subscription.props.Endpoint ?? '')}`)),
      ...inline.map((subscription) => sound(topic, 'has a subscription that gets every message', [
        ...endpointFaults(subscription), ...surplus(subscription, ['Protocol', 'Endpoint']),
      ], `${subscription.Protocol} to ${short(subscription.Endpoint ?? '')}`)),
      assumed(topic, subscriptions.length + inline.length > 0
        ? `the subscriptions of ${name} in the templates (${receivers([...subscriptions.map(({ props }) => props), ...inline])}) are confirmed, and there are no others` : `${name} has confirmed subscriptions, which the templates don't make`,
      `aws sns list-subscriptions-by-topic --topic-arn ${arn} --region ${topic.stack.region}`),
    ];
  }) : []),
};

/** Who is told: an address that is another one, or one twice, is seen by people only. */
function receivers(subscriptions: readonly any[]): string {
  const all = subscriptions.map(({ Protocol, Endpoint }) => `${Protocol} ${Endpoint}`).sort();
  return [...all.slice(0, 5), ...(all.length > 5 ? [`${all.length - 5} more`] : [])].join(', ');
}

function subscriptionsOf(model: AccessModel, { arn }: ChainTopic): ResourceModel[] {
  return ofType(model, 'AWS::SNS::Subscription').filter(({ props }) => props.TopicArn === arn);
}

/** Subscriptions with faults that may be of this topic: only the deployment knows which topic they are of. */
function narrowedOfAnyTopic(model: AccessModel, chainTopic: ChainTopic): ResourceModel[] {
  return ofType(model, 'AWS::SNS::Subscription').filter((subscription) => undecided('', subscription.props.TopicArn).length > 0
    && couldBe(subscription.props.TopicArn, chainTopic.arn) && subscriptionFaults(model, chainTopic, subscription).length > 0);
}

function subscriptionFaults(model: AccessModel, { topic }: ChainTopic, { props }: ResourceModel): string[] {
  return [
    ...surplus(props, PROPERTIES),
    ...endpointFaults(props),
    ...(props.Region === undefined || props.Region === topic.stack.region ? [] : [`Region is ${short(props.Region)}, but the topic is in ${topic.stack.region}`]),
    ...redriveFaults(model, props.RedrivePolicy),
  ];
}

function endpointFaults({ Protocol, Endpoint }: any): string[] {
  return [
    ...(Endpoint === undefined ? ['Endpoint is missing'] : undecided('Endpoint', Endpoint)),
    ...undecided('Protocol', Protocol),
    ...(Protocol === 'http' ? ['Protocol http sends in clear text; use https'] : []),
  ];
}

/** A dead-letter queue drops nothing, if it is there. */
function redriveFaults(model: AccessModel, policy: any): string[] {
  if (policy === undefined) { return []; }
  const target = String(policy.deadLetterTargetArn);
  return isQueueOf(model, target) ? [] : [`RedrivePolicy sends messages to ${short(target)}, which no template holds`];
}

export function isQueueOf(model: AccessModel, arn: string): boolean {
  return ofType(model, 'AWS::SQS::Queue').some((queue) => isOf(queue, arn));
}
