import { chainOf, everyAlarm, everyRule } from './chain';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { indexedBy } from '../grouped-by';
import { AccessModel, groupedBy } from '../model';
import { ofModel, ofType } from '../model-index';
import { ResourceModel } from '../resource';

/** A topic of the templates that alarms or rules notify. */
export interface ChainTopic {
  readonly topic: ResourceModel;
  readonly arn: string;
  /** Those that publish to it: alarms by its policy, rules by a role of their own. */
  readonly alarms: readonly ResourceModel[];
  readonly rules: readonly ResourceModel[];
}

export function topicArnOf({ stack, props, logicalId }: ResourceModel): string {
  return `arn:aws:sns:${stack.region}:${stack.account}:${props.TopicName ?? `unresolved-${logicalId}`}`;
}

/** The topics that are part of the chain. Those with the library's prefix are, even if nothing notifies them. */
export const chainTopics = ofModel(readTopics);

function readTopics(model: AccessModel): ChainTopic[] {
  const chain = chainOf(model);
  const alarms = indexedBy(everyAlarm(chain), ({ props }) => [props.AlarmActions ?? []].flat());
  const rules = indexedBy(everyRule(chain), ({ props }) => targetsOf(props).map(({ Arn }) => Arn));
  return ofType(model, 'AWS::SNS::Topic').map((topic) => {
    const arn = topicArnOf(topic);
    return { topic, arn, alarms: alarms.get(arn) ?? [], rules: rules.get(arn) ?? [] };
  }).filter(({ topic, alarms: some, rules: others }) => (
    some.length + others.length > 0 || String(topic.props.TopicName).startsWith(ALARM_NAME_PREFIX)));
}

export function targetsOf({ Targets }: any): any[] {
  return Array.isArray(Targets) ? Targets.map((target) => target ?? {}) : [];
}

const keysById = ofModel((model) => groupedBy(ofType(model, 'AWS::KMS::Key'), ({ logicalId }) => logicalId));

/** A key of the templates that encrypts a topic, if they hold it. */
export function keyOf(model: AccessModel, { topic }: ChainTopic): ResourceModel | undefined {
  const id = /unresolved-([A-Za-z0-9]+)$/.exec(String(topic.props.KmsMasterKeyId))?.[1];
  const keys = id === undefined ? [] : keysById(model).get(id) ?? [];
  return keys.find(({ stack }) => stack === topic.stack) ?? keys[0];
}
