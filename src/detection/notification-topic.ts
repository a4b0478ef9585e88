import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { takeRegionalName } from '../private/global-names';
import { ALARM_NAME_PREFIX } from '../private/names';
import { requireProps } from '../private/typed';
import { plainText, propError, requireConcrete, requireEmail, requireUnique, writeItAs } from '../private/validation';

/** Properties of `NotificationTopic`. */
export interface NotificationTopicProps {
  /**
   * Name of the topic after the prefix `BREAK-GLASS-`. Topics of one account and Region need different ones.
   *
   * @default 'ALARMS'
   */
  readonly name?: string;

  /**
   * E-mail addresses to notify.
   *
   * Each must confirm the subscription. Use `ConfirmSubscription` with `AuthenticateOnUnsubscribe`; otherwise anyone who sees
   * the link in a mail can unsubscribe the address.
   *
   * @default - no subscriptions
   */
  readonly emails?: string[];

  /**
   * Key that encrypts the messages.
   *
   * @default - a customer managed key for this topic
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * A topic for alarms: encrypted with a customer managed key, TLS only, retained.
 *
 * Its name begins with `BREAK-GLASS-`, so that the incident commander may publish to it. `NotificationTarget.topic` allows the
 * alarms and rules to publish.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html
 */
export class NotificationTopic extends Construct {
  /** The topic. */
  public readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, props: NotificationTopicProps = {}) {
    requireProps(scope, id, 'NotificationTopicProps', props);
    super(scope, id);
    const name = props.name ?? 'ALARMS';
    requireConcrete('name', name, 'write the name');
    if (!/^[\w-]{1,80}$/.test(name)) {
      throw propError('name', 'must be 1 to 80 letters, digits, - and _', name,
        writeItAs(name, (text) => plainText(text).replace(/[^\w-]+/g, '-').replace(/^-+|-+$/g, ''), /^[\w-]{1,80}$/, 'ALARMS'));
    }
    takeRegionalName(this, 'name', 'topic', `${ALARM_NAME_PREFIX}${name}`);
    requireUnique('emails', props.emails ?? [], 'name each address once');
    (props.emails ?? []).forEach((email) => requireEmail('emails', email, 'must hold e-mail addresses to which SNS can send'));
    const key = props.encryptionKey ?? new kms.Key(this, 'Key', {
      description: `Encrypts the notifications of ${ALARM_NAME_PREFIX}${name}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.topic = new sns.Topic(this, 'Resource', { topicName: `${ALARM_NAME_PREFIX}${name}`, masterKey: key, enforceSSL: true });
    this.topic.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    for (const email of props.emails ?? []) {
      new sns.Subscription(this, `Email-${email}`, { topic: this.topic, protocol: sns.SubscriptionProtocol.EMAIL, endpoint: email });
    }
  }
}
