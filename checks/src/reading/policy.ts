import { wildcardRegex } from 'cdk-break-glass/lib/private/iam-catalogue';
import { AppReading } from './app-reading';
import { isUnknown, known } from './resolution';
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
  /** In lower case, without `ForAllValues:` and the like. */
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
    effect: statement.Effect,
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

export interface Permissions {
  readonly statements: readonly ReadStatement[];
  /** ARNs or names of managed policies that the app doesn't define. */
  readonly imported: readonly string[];
}

/** What the app gives a role or a user: inline and managed policies, attached from either side. */
export function permissionsOf(principal: Resource, app: AppReading): Permissions {
  const inline = listOf(principal.properties.Policies).map((policy) => policy.PolicyDocument);
  const attached = app.ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy')
    .filter((policy) => ['Roles', 'Users', 'RoleName', 'UserName'].some((property) => names(policy.properties[property], principal, app)));
  const arns = listOf(principal.properties.ManagedPolicyArns);
  const own = arns.flatMap((arn) => app.referredTo(arn));
  return {
    statements: [...inline, ...[...new Set([...attached, ...own])].map((policy) => policy.properties.PolicyDocument)]
      .flatMap((document) => statementsOf(document)),
    imported: arns.filter((arn) => app.referredTo(arn).length === 0).map(String),
  };
}

function names(value: any, principal: Resource, app: AppReading): boolean {
  const name = principal.properties.RoleName ?? principal.properties.UserName;
  return listOf(value).some((one) => app.referredTo(one).includes(principal) || (name !== undefined && one === name && !isUnknown(name)));
}

const EVERYTHING = /^(\*+(:\*+)?|iam:\*+)$/i;
const ADMINISTRATOR = /:policy\/(AdministratorAccess|IAMFullAccess)$/;

/** May do everything, or everything in IAM, which comes to the same. */
export function isAdministrator({ statements, imported }: Permissions): boolean {
  return imported.some((arn) => ADMINISTRATOR.test(arn))
    || statements.some(({ effect, resources, actions }) => effect === 'Allow' && resources.includes('*') && actions.some((action) => EVERYTHING.test(action)));
}
