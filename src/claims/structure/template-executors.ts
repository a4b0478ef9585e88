import { OPENING } from './named-elsewhere';
import { unpacked } from './packed-texts';
import { breakGlassParts, nameIn, text } from './parts';
import { ALARM_NAME_PREFIX, PASSWORD_SECRET_PREFIX } from '../../private/names';
import { literally } from '../../private/texts';
import { assumed, Claim, each, fact } from '../claim';
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
  'AWS::CloudFormation::HookVersion': ['may refuse changes of stacks, and lets those of break-glass roles pass', 'aws cloudformation list-types --type HOOK'],
};

/** Services by which access is given or taken, as an API call of an executor names them. */
const GUARDED_CALL = /aws-sdk:(iam|sso|ssoadmin|sts|organizations|secretsmanager|cloudtrail)\b|:(iam|sts|secretsmanager|cloudtrail):action\/|\\?"service\\?":\\?"(@aws-sdk\/client-)?(iam|sso-?admin|organizations|secrets-?manager)/i;

/** Workflows of elevated access by their comment. Other claims are about what they do. */
const ELEVATION: ReadonlySet<string> = new Set([
  'Ends an elevated access', 'Grants an approved access when it starts', 'Accepts a request for elevated access', 'Accepts a decision on a request for elevated access',
  'Shows requests for elevated access', 'Issues a session to the requester of an approved access', 'Compares the ledger with the clock and with existing accesses',
  'Follows up accesses that were granted or have ended',
]);
const ELEVATION_CALLS = new RegExp(`^(${[
  '(dynamodb|eventbridge|ssoadmin|identitystore|scheduler|sfn|sqs):\\w+', 'ssm:createOpsItem', 's3:putObject', 'sts:assumeRole', 'securityhub:batchImportFindings',
  'organizations:(listParents|updatePolicy)', 'iam:(createPolicyVersion|deletePolicyVersion|listPolicyVersions|putRolePolicy|deleteRolePolicy|updateAssumeRolePolicy)',
].join('|')})$`);

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
      const names = namesOf(model);
      const workflows = new Set<string>();
      const looked = model.resources.filter(({ type }) => (!PASSIVE.test(type) && !OPENING.includes(type)) || type in JANITORS);
      return accounts.size === 0 ? [] : each(looked, (resource) => {
        if (resource.type in JANITORS) { return accounts.has(resource.stack.account) ? [assumed(resource, ...JANITORS[resource.type])] : []; }
        const isExecutor = EXECUTORS.has(resource.type) || !resource.type.startsWith('AWS::');
        const content = contentOf(model, resource);
        if (content === '' || (resource.type === 'AWS::StepFunctions::StateMachine' && isElevation(resource, workflows))) { return []; }
        const said = unpacked(content);
        const named = [...new Set(isExecutor ? names.everything(said) : names.principals(said))];
        // It names something, but only the deployment knows what.
        const open = isExecutor && accounts.has(resource.stack.account) && GUARDED_CALL.test(content) && unknownsIn(content).length > 0;
        return [fact(resource, 'acts on nothing that is break-glass', named.length === 0 && !open,
          named.length > 0 ? `${resource.type} names ${named.slice(0, 3).join(', ')}` : open ? `${resource.type} calls AWS with what only the deployment knows` : 'names nothing')];
      });
    },
  },
];

/** What a resource acts on. Of a rule that is its targets: its pattern only watches. */
function contentOf(model: AccessModel, resource: ResourceModel): string {
  const { type, props, logicalId, stack, metadata } = resource;
  if (type === 'AWS::Events::Rule') {
    // Claims on alarms are about the rules of the library.
    return text(nameIn(resource)).startsWith(ALARM_NAME_PREFIX) ? '' : JSON.stringify(props.Targets ?? '');
  }
  // As written, too: functions that aren't read hold text, such as that of a start script.
  const onInstance = metadata?.[INIT] === undefined ? '' : resolvers(model).of(stack).resolve(metadata[INIT]);
  return JSON.stringify([props, stack.template?.Resources?.[logicalId]?.Properties ?? '', onInstance]);
}

/** Files and commands that an instance takes from the metadata of its resource. */
const INIT = 'AWS::CloudFormation::Init';

const resolvers = ofModel(({ stacks }) => new Resolvers(stacks));

interface Names {
  /** Names of users, roles, policies, passwords and their keys in a text. */
  readonly principals: (content: string) => string[];
  /** Those of alarms, rules and topics as well. */
  readonly everything: (content: string) => string[];
}

function namesOf(model: AccessModel): Names {
  const parts = [...breakGlassParts(model).parts];
  const principals = [...model.users, ...model.roles].map(({ name }) => literally(name));
  const keys = parts.filter(({ type }) => type === 'AWS::KMS::Key').map(({ logicalId }) => `unresolved-${logicalId}\\b`);
  const topics = parts.filter(({ type }) => type === 'AWS::SNS::Topic').map((topic) => text(nameIn(topic))).filter((name) => name !== '')
    .map((name) => `\\b${literally(name)}\\b`);
  // IAM finds its names in any case; in other texts, small letters are the English word.
  const named = any('gi', ['(user|role|policy)/bg/[\\w+=,.@*-]*', `${PASSWORD_SECRET_PREFIX}[\\w+=,.@*-]*`, ...principals, ...keys]);
  const principal = any('g', ['[\\w+=,.@-]+-BREAK-GLASS\\b(?!-)', '(role|policy)/[\\w/]*BREAK-GLASS-[\\w+=,.@*-]*']);
  const other = any('g', ['BREAK-GLASS[\\w+=,.@*-]*', ...topics]);
  return {
    principals: (content) => [...named(content), ...principal(content)],
    everything: (content) => [...named(content), ...principal(content), ...other(content)],
  };
}

function any(flags: string, patterns: readonly string[]): (content: string) => string[] {
  const pattern = new RegExp([...new Set(patterns)].join('|'), flags);
  return (content) => content.match(pattern) ?? [];
}

/** Whether it is a workflow of elevated access that calls what such workflows call, and the only one of its kind in its account. */
function isElevation({ props, stack }: ResourceModel, seen: Set<string>): boolean {
  const definition = text(props.DefinitionString);
  const comment = /"Comment":"([^"]*)"/.exec(definition)?.[1] ?? '';
  const key = `${stack.account} ${stack.region} ${comment}`;
  if (!ELEVATION.has(comment) || seen.has(key)) { return false; }
  const calls = [...definition.matchAll(/:aws-sdk:(\w+:\w+)/g)].map(([, call]) => call);
  seen.add(key);
  return calls.every((call) => ELEVATION_CALLS.test(call));
}
