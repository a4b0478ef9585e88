import { elevationResources } from './elevation-own';
import { Call, callsIn, isGuarded, isHarmless } from './executor-calls';
import { namesInTexts } from './executor-names';
import { OPENING } from './named-elsewhere';
import { unpacked } from './packed-texts';
import { breakGlassParts, list, nameIn, text } from './parts';
import { trailParts } from './trail-parts';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { jsonOf } from '../../private/texts';
import { watchedGroups } from '../alarm-chain/log-group';
import { assumed, Claim, each, fact, Question } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { ofModel } from '../model-index';
import { unknownsIn } from '../resolve';
import { Resolvers } from '../resolvers';

/** Resources that call AWS by themselves, in or after the deployment, with what stands in their properties. */
const EXECUTORS: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Integration', 'AWS::CloudFormation::CustomResource', 'AWS::CloudFormation::StackSet', 'AWS::Events::Rule',
  'AWS::Pipes::Pipe', 'AWS::SSM::Association', 'AWS::SSM::Document', 'AWS::SSM::MaintenanceWindowTask', 'AWS::Scheduler::Schedule',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct', 'AWS::StepFunctions::StateMachine',
]);

/** Resources that act on what they refer to, and tell names for other purposes as well. */
const REACHING: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api', 'AWS::AppSync::DataSource', 'AWS::AppSync::FunctionConfiguration', 'AWS::AppSync::Resolver',
  'AWS::CodePipeline::Pipeline', 'AWS::FIS::ExperimentTemplate', 'AWS::IoT::TopicRule', 'AWS::IoTEvents::DetectorModel', 'AWS::Lambda::EventSourceMapping',
]);

/** What these call is told by whoever calls them. */
const BY_CALLERS: ReadonlySet<string> = new Set(['AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Integration', 'AWS::AppSync::DataSource']);

/** Calls of these are made by AWS alone: nothing else reads their properties. */
const CALLED_BY_AWS: ReadonlySet<string> = new Set(['AWS::Scheduler::Schedule', 'AWS::StepFunctions::StateMachine']);

/**
 * Types that may name break-glass principals: they give access or watch, and other claims are about what they give and see, or
 * they hold data. Every other type gets to a name only to act on it.
 */
const PASSIVE = new RegExp(`^AWS::(${[
  'CDK::Metadata', 'CloudFormation::Stack', 'CloudTrail::\\w+', 'CloudWatch::\\w+', 'Config::\\w+', 'EC2::VPCEndpoint', 'Events::EventBus(Policy)?', 'IAM::\\w+',
  'KMS::(Alias|Key|ReplicaKey)', 'Lambda::Permission', 'Logs::\\w+', 'Organizations::Policy', 'S3::BucketPolicy', 'SNS::\\w+', 'SQS::QueuePolicy', 'SSM::Parameter', 'SSO::\\w+',
  'SecretsManager::\\w+', 'SecurityHub::\\w+',
].join('|')})$`);

/** What changes or refuses changes of any resource of an account: whether it spares break-glass is written elsewhere. */
const JANITORS: { readonly [type: string]: readonly [text: string, check: string] } = {
  'AWS::Config::RemediationConfiguration': ['repairs what its rule finds, and spares break-glass users, roles and policies', 'aws configservice describe-remediation-configurations --config-rule-names RULE'],
  'AWS::CloudFormation::GuardHook': ['may refuse changes of stacks, and lets those of break-glass roles pass', 'aws cloudformation list-types --type HOOK'],
  'AWS::CloudFormation::LambdaHook': ['may refuse changes of stacks, and lets those of break-glass roles pass', 'aws cloudformation list-types --type HOOK'],
  'AWS::CloudFormation::TypeActivation': ['may bring a hook that refuses changes of stacks, and lets those of break-glass roles pass', 'aws cloudformation list-types --type HOOK'],
  'AWS::CloudFormation::HookTypeConfig': ['may refuse changes of stacks, and lets those of break-glass roles pass', 'aws cloudformation list-types --type HOOK'],
  'AWS::Config::ConformancePack': ['repairs what its rules find, and spares break-glass users, roles, policies and alarms', 'aws configservice describe-conformance-packs'],
  'AWS::Config::OrganizationConformancePack': ['repairs what its rules find, and spares break-glass users, roles, policies and alarms', 'aws configservice describe-organization-conformance-packs'],
  'AWS::ControlTower::EnabledControl': ['may deny what responders need, and exempts break-glass users and roles', 'aws controltower list-enabled-controls --target-identifier OU'],
  'AWS::FIS::ExperimentTemplate': ['disturbs no break-glass role, and nothing that the alarms need', 'aws fis list-experiment-templates'],
  'AWS::CloudFormation::HookVersion': ['may refuse changes of stacks, and lets those of break-glass roles pass', 'aws cloudformation list-types --type HOOK'],
};

/** Resources that act on what they name: the last word about a template isn't the template's. */
export const TEMPLATE_EXECUTOR_CLAIMS: readonly Claim[] = [
  {
    id: 'template-no-executor',
    title: 'No custom resource, schedule, workflow or function of the app acts on a break-glass user, role, policy, password or alarm',
    threats: [1, 3, 17],
    proof: 'template',
    remedy: 'Take the break-glass name out of the resource, or acknowledge the claim on it with the reason why it only reads or reports.',
    questions: (model) => {
      const { accounts } = breakGlassParts(model);
      const own = elevationResources(model);
      const acts = ({ type }: ResourceModel) => type in JANITORS || !PASSIVE.test(type) && !OPENING.includes(type);
      // What elevated access does, and that the library writes it, is another claim's.
      const looked = model.resources.filter((resource) => acts(resource) && !own.has(resource));
      return accounts.size === 0 ? [] : each(looked, (resource) => questionsAbout(model, resource, accounts));
    },
  },
];

function questionsAbout(model: AccessModel, resource: ResourceModel, accounts: ReadonlySet<string>): Question[] {
  const { type, stack } = resource;
  const here = accounts.has(stack.account);
  if (type in JANITORS) { return here ? [assumed(resource, ...JANITORS[type])] : []; }
  const content = contentOf(model, resource);
  if (content === '') { return []; }
  const isExecutor = EXECUTORS.has(type) || !type.startsWith('AWS::');
  const acts = isExecutor || REACHING.has(type);
  const said = unpacked(content);
  const calls = acts ? callsIn(said) : [];
  const named = acts ? namedBy(model, resource, said, calls) : namesInTexts(model).principals(said);
  // It names something, but only the deployment, or who calls it, knows what.
  const open = acts && here && calls.some(isGuarded) && (BY_CALLERS.has(type) || unknownsIn(content).length > 0);
  const reached = [...named, ...(acts ? withoutName(model, resource, said, calls, accounts) : [])];
  return [
    fact(resource, 'acts on nothing that is break-glass', reached.length === 0 && !open, reached.length > 0
      ? `${type} names ${[...new Set(reached)].slice(0, 3).join(', ')}` : open ? `${type} calls AWS with what only the deployment knows` : 'names nothing'),
    ...(acts && reached.length === 0 ? possible(model, resource, calls) : []),
  ];
}

/** What an executor names of break-glass. Who only reads, or tells people something, does nothing to an alarm. */
function namedBy(model: AccessModel, { type, stack, props }: ResourceModel, said: string, calls: readonly Call[]): string[] {
  const names = namesInTexts(model);
  const harmless = CALLED_BY_AWS.has(type) && calls.length > 0 && calls.every(isHarmless);
  return [
    ...names.principals(said),
    ...(harmless ? [] : [...(REACHING.has(type) ? [] : names.alarms(said)), ...names.parts(said, stack)]),
    // Who calls it says what its role does.
    ...(BY_CALLERS.has(type) ? names.parts(policiesOf(model, props), stack) : []),
    ...(calls.some(isGuarded) ? names.trail(said, stack) : []),
  ];
}

/** What the role of a resource allows, if the templates hold it. */
function policiesOf(model: AccessModel, { ServiceRoleArn, CredentialsArn, Integration }: any): string {
  const arn = ServiceRoleArn ?? CredentialsArn ?? Integration?.Credentials;
  return arn === undefined ? '' : JSON.stringify(model.otherRoles.filter((role) => role.arn === arn).map(({ policies }) => policies));
}

/** Calls on a whole account, and on what has no name in a template. */
function withoutName(model: AccessModel, { stack }: ResourceModel, said: string, calls: readonly Call[], accounts: ReadonlySet<string>): string[] {
  const places = [...said.replace(/\\+"/g, '"').matchAll(/"(?:TargetId|AccountId)":"(\d{12})"/g)].map(([, account]) => account).filter((account) => accounts.has(account));
  return [
    ...(calls.some(changesOrganization) ? places.map((account) => `the account ${account}`) : []),
    ...(calls.some(({ service, action }) => service === 'iam' && /^deleteVirtualMFADevice$/i.test(action)) && model.users.some(({ account }) => account === stack.account)
      ? ['an MFA device, which may be that of a break-glass user'] : []),
    ...(calls.some(({ service, action }) => service === 'logs' && /^putAccountPolicy$/i.test(action)) && watchedGroups(model).some(({ filter }) => filter.stack.account === stack.account)
      ? ['every log group of the account, that of the trail among them'] : []),
  ];
}

const changesOrganization = ({ service, action }: Call) => service === 'organizations' && /^(attach|close|delete|detach|disable|move|remove|update)/i.test(action);

/** What may reach an account or its trail, and doesn't say so. */
function possible(model: AccessModel, resource: ResourceModel, calls: readonly Call[]): Question[] {
  const { logGroups, trails } = trailParts(model);
  const foreign = logGroups.some(({ stack: { account } }) => account === resource.stack.account) && trails.length === 0;
  return [
    ...(calls.some(changesOrganization) ? [assumed(resource, 'changes policies of the organization, which spare break-glass roles and users',
      'aws organizations list-policies-for-target --filter SERVICE_CONTROL_POLICY --target-id ACCOUNT')] : []),
    ...(foreign && calls.some((call) => call.service === 'cloudtrail' && isGuarded(call)) ? [assumed(resource, 'changes another trail than the one that the alarms read',
      `aws cloudtrail describe-trails --region ${resource.stack.region}`)] : []),
  ];
}

/** What a resource acts on. Of a rule that is its targets: its pattern only watches. */
function contentOf(model: AccessModel, resource: ResourceModel): string {
  const { type, props, logicalId, stack, metadata } = resource;
  const written = stack.template?.Resources?.[logicalId]?.Properties ?? '';
  switch (type) {
    case 'AWS::Events::Rule':
      // Claims on alarms are about the rules of the library.
      return text(nameIn(resource)).startsWith(ALARM_NAME_PREFIX) ? '' : JSON.stringify(list(props.Targets).map(withoutTopic));
    case 'AWS::Scheduler::Schedule':
      return JSON.stringify([props, written].map((some) => ({ ...some, KmsKeyArn: undefined, Target: withoutTopic(some?.Target) })));
    case 'AWS::SSM::Document':
      return JSON.stringify([props, written].map((some) => withoutDescriptions(some)));
    case 'AWS::ApiGateway::RestApi': case 'AWS::ApiGatewayV2::Api':
      return JSON.stringify([props.Body ?? '', written?.Body ?? '']);
  }
  // As written, too: functions that aren't read hold text, such as that of a start script.
  const onInstance = metadata?.[INIT] === undefined ? '' : resolvers(model).of(stack).resolve(metadata[INIT]);
  const isOfAws = type.startsWith('AWS::') && type !== 'AWS::CloudFormation::CustomResource';
  return JSON.stringify([props, written, onInstance], (key, value) => (isOfAws && ENCRYPTED_WITH.test(key) ? undefined : value));
}

/** What is encrypted with a key doesn't act on it. */
const ENCRYPTED_WITH = /^(EncryptionConfiguration|EncryptionKey|Kms(Master)?Key(Arn|Id|Identifier))$/;

/** A target without the topic to which it publishes: that tells people something. */
function withoutTopic(target: any): any {
  return /^arn:[^:]*:sns:/.test(String(target?.Arn)) ? { ...target, Arn: '' } : target;
}

/** A document without what only people read. */
function withoutDescriptions(value: any): any {
  if (typeof value === 'string' && value.trimStart().startsWith('{')) {
    const inner = jsonOf(value);
    return inner === undefined ? value : withoutDescriptions(inner);
  }
  if (Array.isArray(value)) { return value.map(withoutDescriptions); }
  if (value === null || typeof value !== 'object') { return value; }
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'description').map(([key, entry]) => [key, withoutDescriptions(entry)]));
}

/** Files and commands that an instance takes from the metadata of its resource. */
const INIT = 'AWS::CloudFormation::Init';

const resolvers = ofModel(({ stacks }) => new Resolvers(stacks));
