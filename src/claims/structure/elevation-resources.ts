import { beyond, cut, facts } from './compare';
import { differencesOf, HARMLESS, permissionDifferences, without } from './differences';
import { apiDifferences, partsOfApi } from './elevation-api';
import { accountRole } from './elevation-api-account';
import { ElevationParts, elevationsOf } from './elevation-parts';
import { incomparable } from './elevation-workflows';
import { comparedElevations, OWN_KEY, PartName } from './elevation-written';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { Statement } from '../../private/policy-document';
import { jsonOf } from '../../private/texts';
import { assumed, Claim, fact, Question } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { ofType } from '../model-index';
import { unusable } from '../usable-key';

const FOLLOW_UP = new RegExp(`^${ALARM_NAME_PREFIX}ELEVATION-FOLLOW-UP-`);

export const ELEVATION_RESOURCES: Claim = {
  id: 'elevation-resources-as-written',
  title: 'API, ledger, schedule, queue, bus, key and archive of elevated access are what the library writes, and nobody reaches them past its workflows',
  threats: [22, 23, 24],
  proof: 'template',
  ownOnly: true,
  remedy: 'Take the change, the statement or the starter out: others read the ledger by the API, and follow the steps by a rule on the bus.',
  questions: function* (model): Iterable<Question> {
    for (const parts of elevationsOf(model)) {
      const { ledger, key } = parts;
      yield* facts(ledger, 'has no policy of its own', ledger.props.ResourcePolicy === undefined ? [] : [`ResourcePolicy: ${cut(JSON.stringify(ledger.props.ResourcePolicy))}`], 'none');
      if (key) { yield* facts(key, 'is used by what the library writes', keyDeviations(key), 'as written'); }
      for (const queue of parts.beside('AWS::SQS::Queue').filter(({ props }) => props.KmsMasterKeyId !== undefined && props.KmsMasterKeyId === ledger.props.SSESpecification?.KMSMasterKeyId)) {
        yield* facts(queue, 'is sent to as the library writes', queueDeviations(parts, queue), 'TLS only');
      }
      for (const bus of parts.beside('AWS::Events::EventBus')) {
        if (!namedIn(parts, bus)) { continue; }
        yield* facts(bus, 'takes events of this account and of the named ones only', busDeviations(model, bus), 'as written');
        const own = new Set(model.stacks.map(({ account }) => account));
        for (const account of forwardersTo(model, bus).filter((one) => !own.has(one))) {
          yield assumed(bus, `takes events of the account ${account}, whose break-glass access is reviewed here: no template of this app is for it`,
            `aws events describe-event-bus --name ${bus.props.Name} --query Policy`);
        }
      }
      for (const policy of parts.beside('AWS::Logs::ResourcePolicy').filter(({ props }) => /^elevation-events-/.test(props.PolicyName))) {
        yield* facts(policy, 'lets the rule that logs the steps write them, and nothing else', logDeviations(parts, policy), 'as written');
      }
      yield* compared(model, parts);
      yield* facts('workflows of elevated access', 'are started by its API, its schedules and its follow-up alone', starters(model, parts), 'as written');
    }
  },
};

/** What has no policy of its own, or what is no matter of its policy. */
const BY_POLICY: { readonly [name in PartName]?: string } = { ledger: 'ResourcePolicy', key: 'KeyPolicy', bus: 'Policy' };
const ASKED: readonly PartName[] = ['logs', 'ledger', 'bus', 'deadLetters', 'schedules', 'reconciler', 'bucket', 'key'];

function* compared(model: AccessModel, parts: ElevationParts): Iterable<Question> {
  const one = comparedElevations(model).find(({ found: { parts: others } }) => others === parts)!;
  const { found, written } = one;
  yield* facts(parts.ledger, 'has resources that can be compared with those of the library', incomparable(one), 'all found');
  if (!written) { return; }
  for (const name of ASKED) {
    const resource = found.resources[name];
    const twin = written.resources[name];
    if (!resource || name === 'key' && !found.ownKey) { continue; }
    const ignored = [...HARMLESS, ...BY_POLICY[name] ? [BY_POLICY[name]] : []];
    yield* facts(resource, 'has the properties that the library writes',
      twin ? differencesOf(without(resource.props, ...ignored), without(twin.props, ...ignored)) : ['the library writes none'], 'as written');
  }
  const policiesOn = (all: readonly ResourceModel[], type: string, list: string, part: ResourceModel) => all.filter((policy) => (
    policy.type === type && JSON.stringify(policy.props[list] ?? '').includes(`"unresolved-${part.logicalId}"`))).map(({ props }) => props.PolicyDocument);
  for (const [name, type, list] of [['deadLetters', 'AWS::SQS::QueuePolicy', 'Queues'], ['bucket', 'AWS::S3::BucketPolicy', 'Bucket']] as const) {
    const part = found.resources[name];
    if (!part) { continue; }
    yield* facts(part, 'has the policy that the library writes',
      permissionDifferences(policiesOn(model.resources, type, list, part), policiesOn(written.all, type, list, part)), 'as written');
  }
  const queue = found.resources.deadLetters;
  for (const policy of queue ? ofType(model, 'AWS::SQS::QueueInlinePolicy').filter(({ props }) => [queue.ref, `unresolved-${queue.logicalId}`].includes(String(props.Queue))) : []) {
    yield fact(policy, 'leaves the dead letters to the policy that the library writes', false, 'a queue has one policy: this one takes its place');
  }
  const { key } = found.resources;
  if (key && found.ownKey) {
    yield* facts(key, 'has the policy that the library writes', permissionDifferences([key.props.KeyPolicy], [written.resources.key?.props.KeyPolicy]), 'as written');
  } else if (key) {
    yield* facts(key, 'can be used', unusable(key.props), 'enabled');
  }
  if (found.api) {
    yield* accountRole(model, found.api, partsOfApi(model.resources, found.api).find(({ type }) => type === 'AWS::ApiGateway::Stage'));
    for (const wall of wallsBefore(model, found.api)) {
      yield assumed(wall, 'is a web ACL before the API of elevated access, which lets the calls of everybody in the registry pass',
        `aws wafv2 get-web-acl-for-resource --resource-arn ${wall.props.ResourceArn}`);
    }
  }
  for (const [resource, text, differences] of apiDifferences(model, found, written)) { yield* facts(resource, text, differences, 'as written'); }
}

/** What may refuse a call before the API does. */
function wallsBefore(model: AccessModel, { logicalId }: ResourceModel): ResourceModel[] {
  return ['AWS::WAFv2::WebACLAssociation', 'AWS::WAFRegional::WebACLAssociation'].flatMap((type) => ofType(model, type))
    .filter(({ props }) => String(props.ResourceArn).includes(`/unresolved-${logicalId}`));
}

const allow = (principal: object, actions: string | string[], condition?: object): Statement => (
  { Effect: 'Allow', Principal: principal, Action: actions, Resource: '*', ...(condition ? { Condition: condition } : {}) } as unknown as Statement);

function keyDeviations({ props, stack: { account, region } }: ResourceModel): string[] {
  const written = [
    allow({ AWS: `arn:aws:iam::${account}:root` }, 'kms:*'),
    {
      ...allow({ Service: `logs.${region}.amazonaws.com` }, ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:*` } }),
      Sid: 'Logs',
    },
    allow({ Service: 'delivery.logs.amazonaws.com' }, 'kms:Decrypt*'),
  ];
  const all = beyond(props.KeyPolicy, written);
  // Of a key of the user's own, only what opens it to other accounts is looked at.
  if (props.Description === OWN_KEY || all.length === 0) { return all; }
  return listOf(props.KeyPolicy?.Statement).filter((statement: any) => statement.Effect !== 'Allow' || opensToOthers(statement, account))
    .map((statement) => `${statement.Effect === 'Allow' ? 'is open to a stranger' : 'denies'}: ${cut(JSON.stringify(statement))}`);
}

function opensToOthers({ Principal, NotPrincipal }: any, account: string): boolean {
  if (NotPrincipal !== undefined || Principal === undefined || typeof Principal === 'string') { return true; }
  return Principal.Federated !== undefined || textsOf(Principal.AWS).some((arn) => !arn.includes(`::${account}:`) && arn !== account);
}

function queueDeviations(parts: ElevationParts, queue: ResourceModel): string[] {
  const named = `unresolved-${queue.logicalId}`;
  const written = [{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: named, Condition: { Bool: { 'aws:SecureTransport': 'false' } } } as unknown as Statement];
  return parts.beside('AWS::SQS::QueuePolicy').filter(({ props }) => JSON.stringify(props.Queues ?? '').includes(named))
    .flatMap(({ props }) => beyond(props.PolicyDocument, written));
}

const namedIn = ({ workflows }: ElevationParts, bus: ResourceModel): boolean => workflows.some(({ resource }) => (
  [`unresolved-${bus.logicalId}`, String(bus.props.Name)].some((name) => String(resource.props.DefinitionString).includes(name))));

/** Accounts that put events on the bus. */
const forwardersTo = (model: AccessModel, bus: ResourceModel): string[] => (
  [...new Set(busStatements(model, bus).flatMap(({ Principal }) => textsOf(Principal?.AWS ?? Principal)).flatMap((one) => /\d{12}/.exec(one) ?? []))]);

/** Other accounts put their uses of break-glass access on the bus, and each is named. */
const busDeviations = (model: AccessModel, bus: ResourceModel): string[] => (
  busStatements(model, bus).filter((statement) => !isForwarding(statement)).map((statement) => `its policy says ${cut(JSON.stringify(statement))}`));

function busStatements(model: AccessModel, bus: ResourceModel): any[] {
  const policies = model.resources.filter(({ type, stack, props }) => type === 'AWS::Events::EventBusPolicy' && stack === bus.stack
    && [`unresolved-${bus.logicalId}`, bus.props.Name].includes(String(props.EventBusName).split('/').at(-1)));
  return [
    ...policies.flatMap(({ props }) => (props.Statement === undefined ? [props] : listOf(props.Statement))),
    ...listOf(bus.props.Policy?.Statement),
  ];
}

/** The use of break-glass access in one named account, or in the organization. */
function isForwarding({ Effect, Principal, NotPrincipal, Action, Condition }: any): boolean {
  const accounts = textsOf(Principal?.AWS);
  const exact = accounts.length > 0 && accounts.every((arn) => /^(arn:aws[a-z-]*:iam::)?\d{12}(:root)?$/.test(arn));
  const organization = /^o-[a-z0-9]{10,32}$/.test(String(Condition?.StringEquals?.['aws:PrincipalOrgID'])) && Object.keys(Condition).length === 1;
  return Effect === 'Allow' && NotPrincipal === undefined && textsOf(Action).every((action) => action === 'events:PutEvents') && (exact && Condition === undefined || organization);
}

function logDeviations(parts: ElevationParts, { props, stack: { account, region } }: ResourceModel): string[] {
  const suffix = String(props.PolicyName).slice('elevation-events-'.length);
  const name = `${ALARM_NAME_PREFIX}ELEVATION-LOG-${suffix}`;
  const rule = parts.beside('AWS::Events::Rule').find((one) => one.props.Name === name);
  const statement = (action: string) => ({
    Effect: 'Allow',
    Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
    Action: action,
    Resource: `arn:aws:logs:${region}:${account}:log-group:/aws/events/elevation-${suffix}:*`,
  });
  // Only the second call comes with the rule.
  const written = [statement('logs:CreateLogStream'), { ...statement('logs:PutLogEvents'), Condition: { ArnEquals: { 'aws:SourceArn': rule?.arn ?? '' } } }];
  const document = typeof props.PolicyDocument === 'string' ? jsonOf(props.PolicyDocument) ?? props.PolicyDocument : props.PolicyDocument;
  return [...permissionDifferences([document], [{ Version: '2012-10-17', Statement: written }]), ...(rule ? [] : [`there is no rule ${name}`])];
}

/** Types that start workflows by what stands in their properties. Functions and other programs start them by a role, which another claim is about. */
const STARTING = /^AWS::(ApiGateway::RestApi|ApiGatewayV2::(Api|Integration)|AppSync::\w+|Events::Rule|Lambda::EventSourceMapping|Pipes::Pipe|Scheduler::Schedule|SSM::(Association|Document|MaintenanceWindowTask)|StepFunctions::StateMachine(Alias|Version)?)$/;

/** What starts a workflow, or serves another version of it, and is none of the library's. */
function starters(model: AccessModel, { starts, workflows }: ElevationParts): string[] {
  const own = new Set(workflows.map(({ resource }) => resource));
  return model.resources.filter((resource) => STARTING.test(resource.type) && !own.has(resource)).flatMap(({ type, props, logicalId }) => {
    switch (type) {
      case 'AWS::Events::Rule':
        return listOf(props.Targets).filter((target: any) => starts(target?.Arn) && !FOLLOW_UP.test(String(props.Name))).map(() => `the rule ${props.Name ?? logicalId}`);
      case 'AWS::Scheduler::Schedule':
        return starts(props.Target) && (props.Target.Input !== '{}' || !/^rate\(/.test(String(props.ScheduleExpression))) ? [`the schedule ${props.Name ?? logicalId}`] : [];
      case 'AWS::Pipes::Pipe':
        return starts(props.Target) ? [`the pipe ${props.Name ?? logicalId}`] : [];
      default: return starts(props) ? [`${type} ${logicalId}`] : [];
    }
  }).map((starter) => `${starter} starts one`);
}
