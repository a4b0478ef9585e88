import { chainOf } from './chain';
import { couldBe, short, sound, surplus, undecided } from './faults';
import { keyFaults } from './key';
import { bare, denyWithoutTls, placeNamedIn, placesOf, placesOfAlarms, publishStatement, sameStatement, statementsOf } from './publishers';
import { ChainTopic, chainTopics, keyOf } from './topics';
import { assumed, Claim, each, fact, Question } from '../claim';
import { indexedBy } from '../grouped-by';
import { AccessModel, groupedBy } from '../model';
import { ofModel, ofType } from '../model-index';
import { unknownsIn } from '../resolve';
import { ResourceModel } from '../resource';

export const TOPIC_PUBLISHERS_CLAIM: Claim = {
  id: 'topic-no-confused-deputy',
  title: 'By its policy, only alarms of this account may publish to the alarm topic',
  threats: [25],
  proof: 'template',
  remedy: 'Remove the statement: rules publish with a role of their own, since SNS drops their messages where it has a condition. Give other publishers another topic.',
  questions: (model) => each(chainTopics(model), (topic) => policiesOf(model, topic).flatMap((policy) => (
    statementsOf(policy.props.PolicyDocument).filter(({ Effect }) => Effect !== 'Deny').map((statement) => (
      chainOf(model).own ? allowFact(model, topic, policy, statement) : carelessFact(policy, statement)))))),
};

function allowFact(model: AccessModel, { arn }: ChainTopic, policy: ResourceModel, statement: any): Question {
  const place = placeNamedIn(statement);
  const written = place !== undefined && placeNames(model).has(`${place.account} ${place.region}`) && sameStatement(statement, publishStatement(arn, place));
  const who = JSON.stringify(statement.Principal ?? statement.NotPrincipal ?? null);
  return fact(policy, `allows ${short(who)} what the library's alarms need`, written, short(JSON.stringify(bare(statement))));
}

const placeNames = ofModel((model): ReadonlySet<string> => new Set(placesOf(model).map(({ account, region }) => `${account} ${region}`)));

/** Of a topic that somebody else wrote: a service publishes for one account and one source. EventBridge can't be held to that. */
function carelessFact(policy: ResourceModel, { Principal, Condition }: any): Question {
  const limited = Boolean(Condition?.StringEquals?.['aws:SourceAccount'] && Condition?.ArnLike?.['aws:SourceArn']);
  return fact(policy, `allows ${short(JSON.stringify(Principal ?? null))} to publish for this account only`,
    !Principal?.Service || Principal.Service !== 'events.amazonaws.com' && limited, JSON.stringify(Condition ?? {}));
}

/** Two stacks of which only one is deployed may have topics of one name: each has its own policy. */
function policiesOf(model: AccessModel, { arn, topic }: ChainTopic): ResourceModel[] {
  const elsewhere = (topicsByArn(model).get(arn) ?? []).filter((other) => other.topic !== topic).map((other) => other.topic.stack);
  const { named, open } = topicPolicies(model);
  const all = [...named.get(arn) ?? [], ...open.filter((one) => topicsNamedBy(one).some((text) => couldBe(text, arn)))];
  return all.filter(({ stack }) => stack === topic.stack || !elsewhere.includes(stack));
}

const topicsByArn = ofModel((model) => groupedBy(chainTopics(model), ({ arn }) => arn));

const topicsNamedBy = ({ props }: ResourceModel): readonly unknown[] => [props.Topics ?? props.TopicArn ?? []].flat();

/** Policies by the topics that they name, and those of whose topics only the deployment knows. */
const topicPolicies = ofModel((model) => {
  const all = ['AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy'].flatMap((type) => ofType(model, type));
  const isOpen = (one: ResourceModel) => topicsNamedBy(one).some((text) => unknownsIn(text).length > 0);
  return { named: indexedBy(all.filter((one) => !isOpen(one)), (policy) => topicsNamedBy(policy).map(String)), open: all.filter(isOpen) };
});

export const TOPIC_ENCRYPTED_CLAIM: Claim = {
  id: 'topic-encrypted',
  title: 'The alarm topic is encrypted with a customer managed key that alarms and the roles of rules can use, and strangers can\'t',
  threats: [20],
  restsOn: ['eventbridge-delivery'],
  proof: 'template',
  remedy: 'Use NotificationTopic, or a key with the statement that NotificationTarget.topic adds for alarms, one that leaves the rest to IAM policies of the account, and no deny.',
  questions: (model) => each(chainTopics(model), (chainTopic) => {
    const { topic } = chainTopic;
    const id = topic.props.KmsMasterKeyId;
    const managed = Boolean(id) && !/alias\/aws\//.test(String(id)) && undecided('', id).length === 0;
    const key = keyOf(model, chainTopic);
    return [
      fact(topic, 'is encrypted', managed, id === undefined ? 'no KmsMasterKeyId' : short(id)),
      ...(managed && key ? [sound(key, `lets alarms and rules publish to ${topic.props.TopicName ?? topic.logicalId}`, keyFaults(model, chainTopic, key), 'as the library writes it')] : []),
      ...(managed && !key ? [assumed(topic, `key ${id} lets CloudWatch decrypt and generate data keys, leaves the roles of rules to IAM policies of its account, and is enabled`,
        `aws kms get-key-policy --key-id ${id} --policy-name default --region ${topic.stack.region}`)] : []),
    ];
  }),
};

const PROPERTIES = ['TopicName', 'DisplayName', 'KmsMasterKeyId', 'Tags', 'Subscription', 'TracingConfig', 'SignatureVersion', 'DeliveryStatusLogging', 'FifoTopic'];

export const TOPIC_DELIVERS_CLAIM: Claim = {
  id: 'topic-delivers',
  title: 'The alarm topic takes every message, and passes it on unchanged',
  threats: [17, 20],
  proof: 'template',
  remedy: 'Leave the topic\'s policy to NotificationTarget.topic: no deny, no second policy, no data protection, no FIFO.',
  questions: (model) => (chainOf(model).own ? each(chainTopics(model), (chainTopic) => {
    const { topic } = chainTopic;
    const policies = policiesOf(model, chainTopic);
    const inline = policies.filter(({ type }) => type === 'AWS::SNS::TopicInlinePolicy');
    return [
      sound(topic, 'takes messages and passes them on', [
        ...surplus(topic.props, PROPERTIES),
        ...(String(topic.props.FifoTopic ?? false) === 'false' ? [] : ['FifoTopic is set: alarms and rules publish without a message group']),
        ...(policies.length > 1 ? [`${policies.length} resources set its policy: ${inline.length > 0 ? 'an inline policy' : 'the last one deployed'} replaces the others`] : []),
        ...missingPublishers(chainTopic, policies),
      ], 'no data protection, no FIFO, one policy'),
      ...policies.map((policy) => sound(policy, 'denies only requests without TLS', denyFaults(chainTopic, policy), 'no other deny')),
    ];
  }) : []),
};

function denyFaults({ arn }: ChainTopic, { props }: ResourceModel): string[] {
  return statementsOf(props.PolicyDocument).filter(({ Effect }) => Effect !== 'Allow')
    .filter((statement) => !denyWithoutTls(arn).some((written) => sameStatement(statement, written)))
    .map((statement) => `denies more: ${short(JSON.stringify(bare(statement)))}`);
}

/** A wider statement lets them publish too; that it is too wide is another claim. */
function missingPublishers(topic: ChainTopic, policies: readonly ResourceModel[]): string[] {
  const statements = policies.flatMap(({ props }) => statementsOf(props.PolicyDocument));
  return placesOfAlarms(topic.alarms).filter((place) => {
    const wanted = publishStatement(topic.arn, place);
    const { Condition: _, ...unconditional } = wanted;
    return !statements.some((statement) => sameStatement(statement, wanted) || sameStatement(statement, unconditional));
  }).map(({ account, region }) => `alarms of ${account} in ${region} can't publish`);
}
