import { createHash } from 'crypto';
import { AccessModel, AlikeAccounts, elevationLines, RoleModel, UserModel } from 'cdk-break-glass/internal';
import { PolicyStatement, statementLines } from './statements';

/** Who can become what, and what that allows: what a comparison with an earlier state needs. Every list is sorted. */
export interface Access {
  readonly users: readonly AccessUser[];
  readonly roles: readonly AccessRole[];
  readonly permissionSets: readonly AccessPermissionSet[];
  /** Who is assigned which permission set where. */
  readonly assignments: readonly string[];
  /** The rules of elevated access, and whose identity is whose. */
  readonly elevation: readonly AccessRule[];
  /** Lists of statements that the others refer to: equal roles of many accounts share one. */
  readonly permissions: { readonly [key: string]: readonly string[] };
}

/** Stands for the principal's own account, so that equal principals of many accounts have equal lines. */
export const OWN_ACCOUNT = '<account>';

/** The line of a principal without a permissions boundary. */
export const NO_BOUNDARY = 'No boundary';

export interface AccessUser {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly permissions: string;
}

export interface AccessRole extends AccessUser {
  readonly maxSessionSeconds: number;
  /** Whom the trust policy names. */
  readonly responders: readonly string[];
  /** The statements of the trust policy. */
  readonly trust: string;
}

export interface AccessPermissionSet {
  readonly name: string;
  readonly stack: string;
  readonly permissions: string;
}

export interface AccessRule {
  readonly name: string;
  readonly permissions: string;
}

export function accessOf(model: AccessModel, alike: readonly AlikeAccounts[] = []): Access {
  const permissions: { [key: string]: readonly string[] } = {};
  const shared = (lines: readonly string[]): string => {
    const sorted = [...new Set(lines)].sort();
    const key = createHash('sha256').update(sorted.join('\n')).digest('hex').slice(0, 16);
    permissions[key] = sorted;
    return key;
  };
  const principal = ({ policies, boundary, boundaryArn, opaquePolicies, account }: UserModel | RoleModel) => shared([
    ...policies.flatMap(({ document }) => statementLines(document)),
    ...boundary ? statementLines(boundary.document).map((line) => `Boundary: ${line}`) : [boundaryArn === undefined ? NO_BOUNDARY : `Boundary: ${boundaryArn}, whose text isn't in the templates`],
    ...opaquePolicies.map((arn) => `Attached: ${arn}`),
  ].map((line) => line.replaceAll(account, OWN_ACCOUNT)));
  // What is true of an account is true of those that are like it.
  const everywhere = <T extends AccessUser>(principals: readonly T[]): T[] => principals.flatMap((one) => [
    one, ...alike.filter(({ account }) => account === one.account).flatMap((group) => group.alike.map((account) => moved(one, account))),
  ]);
  return {
    users: everywhere(model.users.map((user) => (
      { arn: user.arn, name: user.name, account: user.account, permissions: principal(user) }))).sort(byArn),
    roles: everywhere(model.roles.map((role) => ({
      arn: role.arn,
      name: role.name,
      account: role.account,
      permissions: principal(role),
      maxSessionSeconds: role.maxSessionSeconds,
      responders: responders(role),
      trust: shared(statementLines(role.trust).map((line) => line.replaceAll(role.account, OWN_ACCOUNT))),
    }))).sort(byArn),
    permissionSets: model.permissionSets.map(({ props, logicalId, stack }) => ({
      name: String(props.Name ?? logicalId),
      stack: stack.name,
      permissions: shared([
        ...statementLines(asDocument(props.InlinePolicy)),
        ...[props.ManagedPolicies ?? []].flat().map((arn) => `Attached: ${arn}`),
        ...[props.CustomerManagedPolicyReferences ?? []].flat().map((reference: any) => `Attached: ${reference?.Path ?? '/'}${reference?.Name}`),
        ...props.PermissionsBoundary ? [`Boundary: ${JSON.stringify(props.PermissionsBoundary)}`] : [],
      ]),
    })).sort((a, b) => `${a.stack} ${a.name}`.localeCompare(`${b.stack} ${b.name}`)),
    assignments: model.resources.filter(({ type }) => type === 'AWS::SSO::Assignment')
      .map(({ props }) => `${props.PrincipalType} ${props.PrincipalId}: ${props.PermissionSetArn} in ${props.TargetId}`).sort(),
    elevation: [...elevationLines(model)].map(([name, lines]) => ({ name, permissions: shared(lines) })).sort((a, b) => a.name.localeCompare(b.name)),
    permissions: Object.fromEntries(Object.entries(permissions).sort(([a], [b]) => a.localeCompare(b))),
  };
}

/** The same principal in another account. */
function moved<T extends AccessUser>(principal: T, account: string): T {
  return JSON.parse(JSON.stringify(principal).replaceAll(principal.account, account));
}

const byArn = (a: AccessUser, b: AccessUser) => a.arn.localeCompare(b.arn);

function responders({ trust }: RoleModel): string[] {
  const statements: PolicyStatement[] = [trust?.Statement ?? []].flat();
  const found = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Principal: named }) => {
    if (typeof named !== 'object' || named === null) { return named === undefined ? [] : [String(named)]; }
    return Object.entries(named).flatMap(([kind, values]) => [values].flat().map((value) => (kind === 'AWS' ? String(value) : `${kind} ${value}`)));
  });
  return [...new Set(found)].sort();
}

/** A permission set's inline policy is text in some templates. */
function asDocument(policy: unknown): any {
  if (typeof policy !== 'string') { return policy; }
  try {
    return JSON.parse(policy);
  } catch {
    return { Statement: [] };
  }
}
