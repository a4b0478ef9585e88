import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

type Json = Record<string, any>;

/** What the pseudo parameters stand for. */
export interface ResolveOptions {
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;

  /** The template's resources, so that references become the ARNs they will be. */
  readonly resources?: { readonly [logicalId: string]: Json };
}

/** A template with all its intrinsics resolved. */
export interface ResolvedTemplate {
  readonly Resources: { readonly [logicalId: string]: { readonly Type: string; readonly Properties: Json } & Json };
}

/**
 * Resolves CloudFormation intrinsics to concrete example values, as a deployment would.
 *
 * Throws on an intrinsic it doesn't know, so that nothing unresolved passes for text.
 */
export function resolveIntrinsics(value: any, options: ResolveOptions = {}): any {
  if (Array.isArray(value)) {
    return value.map((item) => resolveIntrinsics(item, options)).filter((item) => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) { return value; }
  const [name, ...others] = Object.keys(value);
  if (others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::'))) {
    return intrinsic(name, value[name], options);
  }
  return Object.fromEntries(Object.entries(value)
    .map(([key, item]) => [key, resolveIntrinsics(item, options)])
    .filter(([, item]) => item !== undefined));
}

/** The stack's template as it would be deployed to the stack's account and Region. */
export function resolvedTemplate(stack: Stack, options: ResolveOptions = {}): ResolvedTemplate {
  const template = Template.fromStack(stack).toJSON();
  const concrete = (text: string) => text.includes('${Token[') ? undefined : text;
  return {
    Resources: resolveIntrinsics(template.Resources, {
      account: concrete(stack.account), region: concrete(stack.region), resources: template.Resources, ...options,
    }),
  };
}

/** The resources of one type, by logical id. */
export function resourcesOfType(template: ResolvedTemplate, type: string): { [logicalId: string]: Json } {
  return Object.fromEntries(Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => [id, resource.Properties]));
}

function intrinsic(name: string, argument: any, options: ResolveOptions): any {
  switch (name) {
    case 'Ref': return reference(argument, options);
    case 'Fn::GetAtt': {
      const [id, attribute] = typeof argument === 'string' ? argument.split('.') : argument;
      return /Arn$/.test(attribute) ? arnOf(id, options) : `${id}.${attribute}`;
    }
    case 'Fn::Join': return resolveIntrinsics(argument[1], options).join(argument[0]);
    case 'Fn::Split': return resolveIntrinsics(argument[1], options).split(argument[0]);
    case 'Fn::Select': return resolveIntrinsics(argument[1], options)[Number(argument[0])];
    case 'Fn::ImportValue': return resolveIntrinsics(argument, options);
    case 'Fn::Sub': {
      const [text, values] = Array.isArray(argument) ? argument : [argument, {}];
      return text.replace(/\$\{([^!}][^}]*)\}/g, (_: string, key: string) =>
        key in values ? resolveIntrinsics(values[key], options) : reference(key, options));
    }
    default: throw new Error(`'${name}' is no intrinsic that can be resolved here; add it to test/support/resolve.ts`);
  }
}

function pseudo({ account = '111111111111', region = 'eu-central-1', partition = 'aws' }: ResolveOptions): { [name: string]: string | undefined } {
  return {
    'AWS::AccountId': account,
    'AWS::NoValue': undefined,
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::StackId': `arn:${partition}:cloudformation:${region}:${account}:stack/Example/1234abcd-12ab-34cd-56ef-1234567890ab`,
    'AWS::StackName': 'Example',
    'AWS::URLSuffix': 'amazonaws.com',
  };
}

// The types whose Ref is the ARN, and not a name.
const REF_IS_ARN = ['AWS::IAM::ManagedPolicy', 'AWS::SNS::Topic', 'AWS::SecretsManager::Secret'];

function reference(id: string, options: ResolveOptions): string | undefined {
  const pseudos = pseudo(options);
  if (id in pseudos) { return pseudos[id]; }
  const resource = options.resources?.[id];
  if (REF_IS_ARN.includes(resource?.Type)) { return arnOf(id, options); }
  const { Name, RoleName, UserName } = resource?.Properties ?? {};
  return resolveIntrinsics(Name ?? RoleName ?? UserName ?? id, options);
}

/** The ARN that a resource will have; where the name is made by CloudFormation, with the logical id for it. */
function arnOf(id: string, options: ResolveOptions): string {
  const { 'AWS::Partition': partition, 'AWS::Region': region, 'AWS::AccountId': account } = pseudo(options);
  const resource = options.resources?.[id];
  const properties: Json = resource?.Properties ?? {};
  const given = (...names: string[]) => resolveIntrinsics(names.map((key) => properties[key]).find((name) => name !== undefined) ?? id, options);
  const iam = (kind: string, name: string) => `arn:${partition}:iam::${account}:${kind}${properties.Path ?? '/'}${name}`;
  const regional = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  switch (resource?.Type) {
    case 'AWS::IAM::ManagedPolicy': return iam('policy', given('ManagedPolicyName'));
    case 'AWS::IAM::Role': return iam('role', given('RoleName'));
    case 'AWS::IAM::User': return iam('user', given('UserName'));
    case 'AWS::SNS::Topic': return regional('sns', given('TopicName'));
    case 'AWS::KMS::Key': return regional('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab');
    case 'AWS::SecretsManager::Secret': return regional('secretsmanager', `secret:${given('Name')}-AbCdEf`);
    case 'AWS::Lambda::Function': return regional('lambda', `function:${given('FunctionName')}`);
    case 'AWS::Events::EventBus': return regional('events', `event-bus/${given('Name')}`);
    case 'AWS::CloudWatch::Alarm': return regional('cloudwatch', `alarm:${given('AlarmName')}`);
    case 'AWS::Logs::LogGroup': return regional('logs', `log-group:${given('LogGroupName')}:*`);
    default: return regional('example', `${resource?.Type ?? 'unknown'}/${id}`);
  }
}
