import { playbookSets } from './playbook-sets';
import { ELEVATION_PATH } from '../../elevation/engine/names';
import { ALARM_NAME_PREFIX, BREAK_GLASS_PATH, PASSWORD_SECRET_PREFIX } from '../../private/names';
import { AccessModel, PrincipalModel, ResourceModel } from '../model';
import { ofModel, ofType } from '../model-index';
import { pathOf, SynthesizedStack, unknownsIn } from '../resolve';

/** What of an app is break-glass, and where. */
export interface BreakGlassParts {
  readonly parts: ReadonlySet<ResourceModel>;
  /** Stacks that hold a part. */
  readonly stacks: ReadonlySet<SynthesizedStack>;
  /** Accounts that hold a part: a further policy there could change what is proven. */
  readonly accounts: ReadonlySet<string>;
}

/**
 * The break-glass resources of an app: users and roles with their policies, first passwords with their keys, permission sets of playbooks, the roles of
 * elevated access, and the alarms with what they notify.
 */
export const breakGlassParts = ofModel(readParts);

function readParts(model: AccessModel): BreakGlassParts {
  const principals: PrincipalModel[] = [...model.users, ...model.roles, ...model.otherRoles.filter(({ path }) => path.startsWith(ELEVATION_PATH))];
  const policies = new Set(principals.flatMap(({ boundaryArn, resource: { props } }) => [boundaryArn, ...list(props.ManagedPolicyArns)]));
  const names = new Set(principals.flatMap(({ account, name }) => [`${account} ${name}`]));
  const secrets = model.resources.filter((resource) => resource.type === 'AWS::SecretsManager::Secret' && text(resource.props.Name).startsWith(PASSWORD_SECRET_PREFIX));
  const secretArns = new Set(secrets.map(arnOf));
  const alarms = model.resources.filter((resource) => ALARM_TYPES.has(resource.type) && text(nameIn(resource)).startsWith(ALARM_NAME_PREFIX));
  const topics = new Set(alarms.flatMap(({ props }) => [...list(props.AlarmActions), ...list(props.Targets).map((target) => target?.Arn)]).map(text));
  const keys = new Set([...secrets.map(({ props }) => text(props.KmsKeyId))]);
  const sets = new Set(playbookSets(model));
  const belongs = (resource: ResourceModel): boolean => {
    const { type, props, stack: { account } } = resource;
    switch (type) {
      case 'AWS::IAM::ManagedPolicy': return policies.has(arnOf(resource)) || text(props.Path) === BREAK_GLASS_PATH
        || [...list(props.Users), ...list(props.Roles)].some((name) => names.has(`${account} ${name}`));
      case 'AWS::IAM::Policy': return [...list(props.Users), ...list(props.Roles)].some((name) => names.has(`${account} ${name}`));
      case 'AWS::IAM::UserPolicy': return names.has(`${account} ${props.UserName}`);
      case 'AWS::IAM::RolePolicy': return names.has(`${account} ${props.RoleName}`);
      case 'AWS::SecretsManager::ResourcePolicy': return secretArns.has(text(props.SecretId));
      case 'AWS::KMS::Key': return keys.has(arnOf(resource));
      case 'AWS::SNS::Topic': return topics.has(arnOf(resource)) || text(props.TopicName).startsWith(ALARM_NAME_PREFIX);
      case 'AWS::SNS::TopicPolicy': return list(props.Topics).some((arn) => topics.has(text(arn)));
      case 'AWS::SNS::Subscription': return topics.has(text(props.TopicArn));
      case 'AWS::SSO::PermissionSet': return sets.has(resource);
      default: return false;
    }
  };
  const parts = new Set([...principals.map(({ resource }) => resource), ...secrets, ...alarms, ...model.resources.filter(belongs)]);
  const stacks = new Set([...parts].map(({ stack }) => stack));
  return { parts, stacks, accounts: new Set([...stacks].map(({ account }) => account)) };
}

const ALARM_TYPES: ReadonlySet<string> = new Set(['AWS::Logs::MetricFilter', 'AWS::CloudWatch::Alarm', 'AWS::Events::Rule']);

export function tagsOf(props: any): { readonly [key: string]: string } {
  return Object.fromEntries(list(props.Tags).map((tag) => [text(tag?.Key), text(tag?.Value)]));
}

/** The property that names a resource of a kind in its account. */
export const NAME_OF: { readonly [type: string]: string } = {
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::Logs::MetricFilter': 'FilterName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::Events::Rule': 'Name',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SSO::PermissionSet': 'Name',
};

export function nameIn({ type, props }: ResourceModel): unknown {
  return props[NAME_OF[type]];
}

/** What a reference to the resource resolves to. */
export function arnOf(resource: ResourceModel): string {
  const { type, props, logicalId, stack: { account, region } } = resource;
  const name = nameIn(resource) ?? `unresolved-${logicalId}`;
  switch (type) {
    case 'AWS::IAM::ManagedPolicy': return `arn:aws:iam::${account}:policy${props.Path ?? '/'}${name}`;
    case 'AWS::SecretsManager::Secret': return `arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`;
    case 'AWS::SNS::Topic': return `arn:aws:sns:${region}:${account}:${name}`;
    case 'AWS::KMS::Key': return `arn:aws:kms:${region}:${account}:key/unresolved-${logicalId}`;
    default: return `unresolved-${logicalId}`;
  }
}

/** The resources that nest a stack, the nearest first. */
export function nestedBy(model: AccessModel, stack: SynthesizedStack): ResourceModel[] {
  if (!stack.nested) { return []; }
  const { within, logicalId } = stack.nested;
  const { account, region, directory } = stack;
  const nesting = ofType(model, 'AWS::CloudFormation::Stack').find((resource) => resource.logicalId === logicalId && pathOf(resource.stack) === within
    && resource.stack.directory === directory && resource.stack.account === account && resource.stack.region === region);
  return nesting ? [nesting, ...nestedBy(model, nesting.stack)] : [];
}

/** The stack that a nested stack belongs to, or the stack itself. */
export const topOf = ({ directory, name }: SynthesizedStack) => `${directory} ${name.split('/')[0]}`;

/** A value as a list, whatever it is. */
export const list = (value: any): any[] => [value ?? []].flat();

/** A value as text; empty where there is none. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value));

/** What only the deployment knows, as a report shows it. */
export const shownUnknowns = (values: readonly unknown[]): string =>
  [...new Set(values.flatMap(unknownsIn))].map((mark) => mark.replace(/^unknown-until-deployment\((.*)\)$/, '$1')).join(', ');
