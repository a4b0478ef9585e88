import { wildcardRegex } from 'cdk-break-glass/internal';
import { AppReading } from './app-reading';
import { isUnknown, known, referencesIn } from './resolution';
import { listOf, Resource } from './resource';

/** A policy statement, its lists as lists. */
export interface ReadStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** `undefined` in a permissions policy; `'*'` stands under the type `*`. */
  readonly principals?: { readonly [type: string]: readonly string[] };
  readonly notPrincipal: boolean;
  readonly conditions: readonly ReadCondition[];
}

export interface ReadCondition {
  /** In lower case, with `forallvalues:` and the like. */
  readonly operator: string;
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** The statements of a document; text is parsed, as `InlinePolicy` of a permission set may be. */
export function statementsOf(document: any, what = 'the policy document'): ReadStatement[] {
  if (document === undefined || document === null) { return []; }
  if (typeof document === 'string') { return statementsOf(parse(known(document, what), what), what); }
  return listOf(document.Statement).map((statement) => ({
    // A statement that only some deployments have is one text here.
    effect: known(typeof statement === 'string' ? statement : statement.Effect, what),
    actions: listOf(statement.Action).map(String),
    notActions: listOf(statement.NotAction).map(String),
    resources: listOf(statement.Resource).map(String),
    notResources: listOf(statement.NotResource).map(String),
    principals: principalsOf(statement.Principal),
    notPrincipal: statement.NotPrincipal !== undefined,
    conditions: Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) => Object.entries(keys as object).map(([key, values]) => ({
      operator: operator.toLowerCase(), key: key.toLowerCase(), values: listOf(values).map(String),
    }))),
  }));
}

function parse(text: string, what: string): any {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${what} is not JSON`);
  }
}

function principalsOf(principal: any): { [type: string]: string[] } | undefined {
  if (principal === undefined) { return undefined; }
  if (typeof principal === 'string') { return { [principal === '*' ? '*' : 'AWS']: [principal] }; }
  return Object.fromEntries(Object.entries(principal).map(([type, values]) => [type, listOf(values).map(String)]));
}

/** Whether a statement names the action, by itself or by a wildcard. */
export function coversAction(statement: ReadStatement, action: string): boolean {
  if (statement.notActions.length > 0) { return !statement.notActions.some((pattern) => wildcardRegex(pattern).test(action)); }
  return statement.actions.some((pattern) => wildcardRegex(pattern).test(action));
}

/** Whether a statement holds for the resource, in whatever account and Region. */
export function coversResource(statement: ReadStatement, arn: string): boolean {
  const holds = (pattern: string) => wildcardRegex(pattern.replace(/\$\{AWS::\w+\}/g, '*').replace(/:\d{12}:/, ':*:')).test(arn);
  return statement.notResources.length > 0 ? !statement.notResources.some(holds) : statement.resources.some(holds);
}

export interface Permissions {
  readonly statements: readonly ReadStatement[];
  /** ARNs or names of managed policies that the app doesn't define. */
  readonly imported: readonly string[];
}

/** What the app gives a role or a user: inline and managed policies, attached from either side. */
export function permissionsOf(principal: Resource, app: AppReading): Permissions {
  const inline = listOf(principal.properties.Policies).map((policy) => policy.PolicyDocument);
  const name = principal.properties.RoleName ?? principal.properties.UserName;
  const keys = [principal.node.node.path, ...name === undefined || isUnknown(name) ? [] : [name]];
  const attached = keys.flatMap((key) => attachments(app).get(key) ?? []);
  const arns = listOf(principal.properties.ManagedPolicyArns).map(String);
  const own = arns.flatMap((arn) => managedPoliciesAt(arn, app));
  return {
    statements: [...inline, ...[...new Set([...attached, ...own])].map((policy) => policy.properties.PolicyDocument)]
      .flatMap((document) => statementsOf(document)),
    imported: arns.filter((arn) => managedPoliciesAt(arn, app).length === 0),
  };
}

/** The app's managed policies that an ARN means: by reference, or by the name written into it. */
export function managedPoliciesAt(arn: string, app: AppReading): Resource[] {
  const isMeant = ({ ManagedPolicyName: name, Path: path = '/' }: any) =>
    name !== undefined && !isUnknown(name) && arn.endsWith(`:policy${path}${name}`);
  const referred = app.referredTo(arn).filter(({ type }) => type === 'AWS::IAM::ManagedPolicy');
  if (referred.length > 0 || AWS_MANAGED_POLICY.test(arn)) { return referred; }
  return app.ofType('AWS::IAM::ManagedPolicy').filter(({ properties }) => isMeant(properties));
}

export const AWS_MANAGED_POLICY = /:iam::aws:policy\//;

/** Policies by the role or user that they say they belong to: the path of the construct, or the name. */
function attachments(app: AppReading): Map<string, Resource[]> {
  return app.once('attachments', () => {
    const found = new Map<string, Resource[]>();
    for (const policy of app.ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy')) {
      const principals = ['Roles', 'Users', 'RoleName', 'UserName'].flatMap((property) => listOf(policy.properties[property]));
      for (const key of principals.flatMap((principal) => [String(principal), ...referencesIn(principal).map(({ path }) => path)])) {
        found.set(key, [...found.get(key) ?? [], policy]);
      }
    }
    return found;
  });
}

/** Neither exists: a statement that covers them covers every IAM action, on any resource. */
const ANY_ACTION = 'iam:AnyAction';
const ANY_RESOURCES = ['arn:aws:iam::111111111111:role/any-name', 'arn:aws:iam::111111111111:user/any-name'];
const ADMINISTRATOR = /:policy\/(AdministratorAccess|IAMFullAccess)$/;

/** May do everything, or everything in IAM, which comes to the same. */
export function isAdministrator({ statements, imported }: Permissions): boolean {
  return imported.some((arn) => ADMINISTRATOR.test(arn))
    || statements.some((statement) => statement.effect === 'Allow' && coversAction(statement, ANY_ACTION)
      && ANY_RESOURCES.some((arn) => coversResource(statement, arn)));
}
