import { elevationResources } from './elevation-own';
import { elevationsOf } from './elevation-parts';
import { rulesOf } from './elevation-rules';
import { breakGlassParts, nameIn, text } from './parts';
import { keyOf, trailParts } from './trail-parts';
import { textsOf } from '../../analysis/policy/lists';
import { PASSWORD_SECRET_PREFIX } from '../../private/names';
import { jsonOf, literally } from '../../private/texts';
import { ANY_ACCOUNT } from '../assembly';
import { AccessModel, groupedBy, ResourceModel } from '../model';
import { ofModel } from '../model-index';
import { SynthesizedStack } from '../resolve';

/** What a text names of break-glass. */
export interface NamesInTexts {
  /** Users, roles, policies, passwords and their keys. */
  readonly principals: (content: string) => string[];
  /** Alarms, rules and topics. */
  readonly alarms: (content: string) => string[];
  /** What alarms and elevated access consist of, as a stack refers to it: subscriptions, keys, workflows, ledger, queue, schedules, permission sets, groups. */
  readonly parts: (content: string, stack: SynthesizedStack) => string[];
  /** The trail that the alarms read, and its log group. */
  readonly trail: (content: string, stack: SynthesizedStack) => string[];
}

export const namesInTexts = ofModel((model): NamesInTexts => {
  const parts = [...breakGlassParts(model).parts];
  const principals = [...model.users, ...model.roles].map(({ name }) => literally(name));
  const keys = parts.filter(({ type }) => type === 'AWS::KMS::Key').map(({ logicalId }) => `unresolved-${logicalId}\\b`);
  const topics = parts.filter(({ type }) => type === 'AWS::SNS::Topic').map((topic) => text(nameIn(topic))).filter((name) => name !== '')
    .map((name) => `\\b${literally(name)}\\b`);
  // IAM finds its names in any case; in other texts, small letters are the English word.
  const named = any('gi', ['(user|role|policy)/bg/[\\w+=,.@*-]*', `${PASSWORD_SECRET_PREFIX}[\\w+=,.@*-]*`, ...principals, ...keys]);
  const principal = any('g', ['[\\w+=,.@-]+-BREAK-GLASS\\b(?!-)', '(role|policy)/[\\w/]*BREAK-GLASS-[\\w+=,.@*-]*']);
  const { trails, logGroups, needs } = trailParts(model);
  const written = any('g', grantedBy(model).map((id) => literally(id)));
  const referred = references(guarded(model, parts));
  return {
    principals: (content) => [...named(content), ...principal(content)],
    alarms: any('g', ['BREAK-GLASS[\\w+=,.@*-]*', ...topics]),
    parts: (content, stack) => [...referred(content, stack), ...written(content)],
    trail: references([...trails, ...logGroups, ...needs], true),
  };
});

function any(flags: string, patterns: readonly string[]): (content: string) => string[] {
  if (patterns.length === 0) { return () => []; }
  const pattern = new RegExp([...new Set(patterns)].join('|'), flags);
  return (content) => content.match(pattern) ?? [];
}

const CHAIN: ReadonlySet<string> = new Set(['AWS::SNS::Subscription', 'AWS::SNS::Topic', 'AWS::SSO::PermissionSet']);
/** Policies have no reference, and an API is called by those who may. */
const NO_REFERENCE = /^AWS::(IAM::Policy|ApiGateway::|Events::EventBusPolicy|S3::BucketPolicy|SQS::QueuePolicy|Logs::)/;

/** Beside principals, the resources that nothing but their owners may change. */
function guarded(model: AccessModel, parts: readonly ResourceModel[]): ResourceModel[] {
  const chain = parts.filter(({ type }) => CHAIN.has(type));
  const topicKeys = chain.filter(({ type }) => type === 'AWS::SNS::Topic').flatMap(({ props, stack }) => keyOf(model, props.KmsMasterKeyId, stack.account));
  return [...chain, ...topicKeys, ...[...elevationResources(model)].filter(({ type }) => !NO_REFERENCE.test(type))];
}

/** An id that is a word of its own stands in other texts as well. */
const SHORTEST_ID = 20;

/** Permission sets and groups that rules of elevated access name by their ids. */
function grantedBy(model: AccessModel): string[] {
  const rules = elevationsOf(model).flatMap(rulesOf).flatMap((found) => Object.values<any>(jsonOf(found) ?? {}));
  const ids = rules.flatMap((rule) => [
    ...(rule?.kind === 'assignment' || rule?.kind === 'membership' ? [text(rule.resource)] : []), ...textsOf(rule?.requesterGroups), ...textsOf(rule?.approverGroups),
  ]);
  return [...new Set(ids)].filter((id) => id.length >= SHORTEST_ID && !id.includes('unresolved-'));
}

/** Which of some resources a text refers to: by the mark of a name that CloudFormation makes up, or by the name that the template gives. */
function references(resources: readonly ResourceModel[], byName = false): (content: string, stack: SynthesizedStack) => string[] {
  const byId = groupedBy(resources, ({ logicalId }) => logicalId);
  const names = new Map(resources.flatMap((resource) => [resource.ref, resource.arn].filter((name) => !/unresolved-|unknown-until/.test(name) && (byName || name.startsWith('arn:')))
    .map((name): [string, ResourceModel] => [name, resource])));
  const patterns = [...names].map(([name, resource]) => [new RegExp(`(?<![\\w/.-])${literally(name)}(?![\\w/.-])`), resource] as const);
  const reached = (resource: ResourceModel, stack: SynthesizedStack) => resource.stack === stack
    || [resource.stack.account, ANY_ACCOUNT].includes(stack.account) && stack.template?.Resources?.[resource.logicalId] === undefined;
  return (content, stack) => [
    ...[...content.matchAll(/unresolved-([A-Za-z0-9]+)/g)].filter(([, id]) => byId.get(id)?.some((resource) => reached(resource, stack))).map(([, id]) => id),
    ...patterns.filter(([pattern, resource]) => [resource.stack.account, ANY_ACCOUNT].includes(stack.account) && pattern.test(content))
      .map(([, { logicalId }]) => logicalId),
  ];
}
