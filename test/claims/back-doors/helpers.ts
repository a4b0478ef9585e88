import { Templates } from '../mutations';

/** Principals that belong to nobody in the fixture. */
export const STRANGER_ACCOUNT = '999988887777';
export const STRANGER = `arn:aws:iam::${STRANGER_ACCOUNT}:role/Builder`;
/** A person of another account: has a user name and can have MFA, which a role has not. */
export const STRANGER_USER = `arn:aws:iam::${STRANGER_ACCOUNT}:user/helper`;
export const SECURITY_ROOT = 'arn:aws:iam::111111111111:root';

export const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';

export const ADMIN_ROLE = 'BREAK-GLASS-BREAK_GLASS_ADMIN-CREDENTIAL_COMPROMISE';
export const INVESTIGATOR_ROLE = 'BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE';
export const RESPONDER_ROLE = 'BREAK-GLASS-INCIDENT_RESPONDER-CREDENTIAL_COMPROMISE';
export const FORENSICS_ROLE = 'BREAK-GLASS-FORENSICS_ANALYST-EC2_COMPROMISE';
export const COMMANDER_ROLE = 'BREAK-GLASS-INCIDENT_COMMANDER-EC2_COMPROMISE';

export type StackName = 'Security' | 'Workload' | 'Elevation' | 'Revocation';

interface Attributes { readonly [name: string]: unknown }

/** A policy statement, as CloudFormation takes it. */
export function allow(action: string | string[], resource: unknown, condition?: Attributes): Attributes {
  return { Effect: 'Allow', Action: action, Resource: resource, ...(condition && { Condition: condition }) };
}

/** A statement of a trust policy. */
export function trusts(principal: unknown, condition?: Attributes, action: string | string[] = 'sts:AssumeRole'): Attributes {
  return { Effect: 'Allow', Principal: principal, Action: action, ...(condition && { Condition: condition }) };
}

export const policy = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements });

export const ref = (id: string) => ({ Ref: id });

export const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** Adds a resource to a stack. */
export function add(templates: Templates, stack: StackName, id: string, type: string, properties: Attributes, rest: Attributes = {}): void {
  const { Resources } = templates.stack(stack);
  if (Resources[id]) { throw new Error(`${stack} has a resource ${id}`); }
  Resources[id] = { Type: type, Properties: properties, ...rest };
}

/** Adds an entry to a section that the template may not have yet. */
export function declare(templates: Templates, stack: StackName, section: 'Parameters' | 'Conditions' | 'Mappings', id: string, value: unknown): void {
  const template = templates.stack(stack);
  template[section] = { ...template[section], [id]: value };
}

/** The one resource of a stack whose id is the prefix and a hash, or begins with the prefix. */
export function find(templates: Templates, stack: StackName, prefix: string, type: string): { id: string; resource: any } {
  const all = Object.entries<any>(templates.stack(stack).Resources).filter(([id, resource]) => id.startsWith(prefix) && resource.Type === type);
  const exact = all.filter(([id]) => /^[0-9A-F]{8}$/.test(id.slice(prefix.length)));
  const [first] = exact.length > 0 ? exact : all;
  if (!first) { throw new Error(`${stack} has no ${type} ${prefix}`); }
  return { id: first[0], resource: first[1] };
}

export const properties = (templates: Templates, stack: StackName, prefix: string, type: string) =>
  find(templates, stack, prefix, type).resource.Properties;

export const filter = (templates: Templates, prefix: string) => properties(templates, 'Security', prefix, 'AWS::Logs::MetricFilter');

export const alarm = (templates: Templates, stack: StackName, prefix: string) => properties(templates, stack, prefix, 'AWS::CloudWatch::Alarm');

export const rule = (templates: Templates, stack: StackName, prefix: string) => properties(templates, stack, prefix, 'AWS::Events::Rule');

export const role = (templates: Templates, stack: StackName, prefix: string) => properties(templates, stack, prefix, 'AWS::IAM::Role');

export const roleId = (templates: Templates, stack: StackName, prefix: string) => find(templates, stack, prefix, 'AWS::IAM::Role').id;

export function statement(document: any, sid: string): any {
  const found = document.Statement.find((candidate: any) => candidate.Sid === sid);
  if (!found) { throw new Error(`no statement ${sid}`); }
  return found;
}

/** A deny of a role's or user's boundary. */
export const boundaryDeny = (templates: Templates, prefix: string, sid: string) => statement(templates.managedPolicy(`${prefix}Boundary`), sid);

/** Adds a condition beside those that are there. */
export function addCondition(target: any, operator: string, key: string, value: unknown): void {
  target.Condition = { ...target.Condition, [operator]: { ...target.Condition?.[operator], [key]: value } };
}

/** The statement by which responders assume a role. */
export const responders = (templates: Templates, prefix: string) => templates.trust(prefix).Statement[0];

/** A principal, resource or other element as a list, to be added to. */
export const listed = (value: unknown): unknown[] => Array.isArray(value) ? [...value] : [value];

/** Adds a principal beside the responders. */
export function alsoResponder(templates: Templates, prefix: string, principal: unknown): void {
  const { Principal } = responders(templates, prefix);
  Principal.AWS = [...listed(Principal.AWS), principal];
}

/** The denies to everybody but the custodians, in the policies of a first password and of its key. */
export function passwordDenies(templates: Templates, user: 'Jane' | 'New'): any[] {
  return [
    statement(templates.resource(`${user}PasswordPolicy`, 'AWS::SecretsManager::ResourcePolicy').Properties.ResourcePolicy, 'DenyReadToOthers'),
    statement(templates.resource(`${user}PasswordKey`, 'AWS::KMS::Key').Properties.KeyPolicy, 'DenyUseToOthers'),
  ];
}

/** The first password of a user, as CloudFormation resolves it. */
export const passwordReference = (templates: Templates, user: 'Jane' | 'New') =>
  templates.resource(user, 'AWS::IAM::User').Properties.LoginProfile.Password;

/** Replaces text in each string below a node; fails where nothing is replaced. */
export function rewrite(parent: any, key: string, from: string, to: string): void {
  let count = 0;
  const walk = (value: any): any => {
    if (typeof value === 'string') {
      count += value.split(from).length - 1;
      return value.split(from).join(to);
    }
    if (Array.isArray(value)) { return value.map(walk); }
    return value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, child]) => [name, walk(child)])) : value;
  };
  parent[key] = walk(parent[key]);
  if (count === 0) { throw new Error(`no "${from}" to replace`); }
}

/** Adds a term to a metric filter's pattern. */
export function andTerm(target: any, term: string): void {
  const pattern = target.FilterPattern;
  const parts: string[] = typeof pattern === 'string' ? [pattern] : pattern['Fn::Join'][1];
  const last = parts.length - 1;
  parts[0] = parts[0].replace(/^\{ /, '{ (');
  parts[last] = parts[last].replace(/ \}$/, `) && (${term}) }`);
  if (typeof pattern === 'string') { target.FilterPattern = parts[0]; }
}

/** All workflows of elevated access that know people and rules. */
export const definitions = (templates: Templates) => ['Submit', 'Decide', 'Read', 'Issue', 'Life']
  .map((name) => properties(templates, 'Elevation', `Elevation${name}`, 'AWS::StepFunctions::StateMachine'));

/** A workflow's definition is one text with references in it: taken apart for the change and put together again. */
export function changeDefinition(workflow: any, edit: (definition: any) => void): void {
  const parts: any[] = workflow.DefinitionString['Fn::Join'][1];
  const references = parts.filter((part) => typeof part !== 'string');
  let index = 0;
  const definition = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : `@@${index++}@@`)).join(''));
  edit(definition);
  const texts = JSON.stringify(definition).split(/@@(\d+)@@/);
  workflow.DefinitionString = { 'Fn::Join': ['', texts.map((text, position) => (position % 2 === 0 ? text : references[Number(text)]))] };
}
