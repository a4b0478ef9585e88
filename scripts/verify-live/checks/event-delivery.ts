import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { NotificationTarget, NotificationTopic } from '../../../src';
import { ALL_MANAGEMENT_EVENTS } from '../../../src/detection/break-glass-rules';
import { failed, held, Live, LiveCheck, until } from '../check';
import { LiveStack, templateOf } from '../stack';

const EVERY_MS = 20_000;
/** Metrics of rules and topics come after some minutes. */
const MOST_MS = 12 * 60_000;

export const sourceOf = (name: string) => `break-glass.verify.${name}`;

/** The library's own topic with its own key, and a rule that reaches it as the library's rules do. */
export function deliveryTemplate(name: string): any {
  const template = templateOf((stack) => {
    const { topic } = new NotificationTopic(stack, 'Topic', { name });
    new CfnRule(stack, 'Rule', {
      name: `BREAK-GLASS-${name}`,
      state: ALL_MANAGEMENT_EVENTS,
      eventPattern: { source: [sourceOf(name)] },
      targets: [NotificationTarget.topic(topic)._ruleTarget(stack)!],
    });
  });
  for (const { Type, Properties } of Object.values<any>(template.Resources)) {
    if (Type === 'AWS::KMS::Key') { Properties.PendingWindowInDays = 7; }
  }
  return template;
}

export const EVENT_DELIVERY: LiveCheck = {
  fact: 'eventbridge-delivery',
  creates: [
    'a stack with a rule and its role, an encrypted topic without subscriptions, and a key; the key is deleted 7 days later, which costs nothing',
    'rule and topic are named BREAK-GLASS-…: where break-glass alarms are on, their deletion raises the alarm on tampering',
  ],
  cost: { cents: 1, because: 'a key, 1 dollar a month while it isn\'t being deleted; an event, 1 dollar a million', source: 'https://aws.amazon.com/kms/pricing/' },
  minutes: 15,
  run: async (live) => {
    await LiveStack.create(live, deliveryTemplate(live.name));
    // New rules and roles take a while until they are everywhere, so events are sent until one has come through.
    let sent = 0;
    const start = live.now();
    const found = await until(live, MOST_MS, EVERY_MS, async () => {
      await send(live);
      sent++;
      const published = await sum(live, 'AWS/SNS', 'NumberOfMessagesPublished', 'TopicName', start);
      return published > 0 ? { published } : undefined;
    });
    const refused = await sum(live, 'AWS/Events', 'FailedInvocations', 'RuleName', start);
    if (found) { return held(`the topic published ${found.published} of ${sent} messages of the rule; ${refused} deliveries failed`); }
    const matched = await sum(live, 'AWS/Events', 'TriggeredRules', 'RuleName', start);
    if (matched === 0) { throw new Error(`the rule matched none of ${sent} events, or its metrics are late`); }
    return failed(`the rule matched ${matched} events; the topic published none, and ${refused} deliveries failed`);
  },
};

async function send({ clients, name }: Live): Promise<void> {
  const { FailedEntryCount, Entries } = await clients.events.send(new PutEventsCommand({ Entries: [{ Source: sourceOf(name), DetailType: 'Verify', Detail: '{}' }] }));
  if (FailedEntryCount) { throw new Error(`the event wasn't taken: ${Entries?.[0]?.ErrorMessage}`); }
}

/** The sum of a metric since the start. Topic and rule have the same name. */
async function sum({ clients, name, now }: Live, namespace: string, metric: string, dimension: string, start: number): Promise<number> {
  const { Datapoints = [] } = await clients.cloudWatch.send(new GetMetricStatisticsCommand({
    Namespace: namespace,
    MetricName: metric,
    Dimensions: [{ Name: dimension, Value: `BREAK-GLASS-${name}` }],
    StartTime: new Date(start - 60_000),
    EndTime: new Date(now() + 60_000),
    Period: 60,
    Statistics: ['Sum'],
  }));
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
}
