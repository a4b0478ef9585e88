import {
  GetLoginProfileCommand, GetPolicyVersionCommand, GetRoleCommand, GetUserCommand, IAMClient, NoSuchEntityException, paginateListAccessKeys,
  paginateListAttachedRolePolicies, paginateListAttachedUserPolicies, paginateListMFADevices, paginateListPolicies, paginateListRolePolicies,
  paginateListRoles, paginateListUserPolicies, paginateListUsers, Tag,
} from '@aws-sdk/client-iam';

export interface UserInventory {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
  readonly tags: Record<string, string>;
  readonly loginProfile: boolean;
  readonly passwordResetRequired: boolean;
  readonly accessKeys: number;
  readonly permissionsBoundary?: string;
  /** Serial numbers. */
  readonly mfaDevices: string[];
  /** ARNs. */
  readonly managedPolicies: string[];
  readonly inlinePolicies: string[];
}

export interface RoleInventory {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
  readonly tags: Record<string, string>;
  readonly trust: unknown;
  readonly permissionsBoundary?: string;
  readonly maxSessionSeconds: number;
  /** ARNs. */
  readonly managedPolicies: string[];
  readonly inlinePolicies: string[];
}

export interface PolicyInventory {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
  readonly document: unknown;
}

export async function listUsers(iam: IAMClient): Promise<UserInventory[]> {
  const names = await collect(paginateListUsers({ client: iam }, {}), (page) => page.Users?.map((user) => user.UserName));
  return Promise.all(names.map((name) => describeUser(iam, name)));
}

export async function listRoles(iam: IAMClient, pathPrefix: string): Promise<RoleInventory[]> {
  const names = await collect(paginateListRoles({ client: iam }, { PathPrefix: pathPrefix }), (page) => page.Roles?.map((role) => role.RoleName));
  return Promise.all(names.map((name) => describeRole(iam, name)));
}

export async function listPolicies(iam: IAMClient): Promise<PolicyInventory[]> {
  const policies = await collect(paginateListPolicies({ client: iam }, { Scope: 'Local' }), (page) => page.Policies);
  return Promise.all(policies.map(async (policy) => {
    const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn: policy.Arn, VersionId: policy.DefaultVersionId }));
    return { name: policy.PolicyName ?? '', arn: policy.Arn ?? '', path: policy.Path ?? '/', document: document(version.PolicyVersion?.Document) };
  }));
}

/** All elements of a paginated answer. */
export async function collect<P, T>(pages: AsyncIterable<P>, pick: (page: P) => Array<T | undefined> | undefined): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) {
    for (const element of pick(page) ?? []) if (element !== undefined) found.push(element);
  }
  return found;
}

/** IAM answers policy documents percent-encoded, other services plain. */
export function document(text: string | undefined): unknown {
  if (!text) return undefined;
  return JSON.parse(text.trimStart().startsWith('{') ? text : decodeURIComponent(text));
}

async function describeUser(client: IAMClient, UserName: string): Promise<UserInventory> {
  const { User: user } = await client.send(new GetUserCommand({ UserName }));
  const profile = await loginProfile(client, UserName);
  return {
    name: UserName,
    arn: user?.Arn ?? '',
    path: user?.Path ?? '/',
    tags: tagMap(user?.Tags),
    loginProfile: profile !== undefined,
    passwordResetRequired: profile?.PasswordResetRequired ?? false,
    accessKeys: (await collect(paginateListAccessKeys({ client }, { UserName }), (page) => page.AccessKeyMetadata)).length,
    permissionsBoundary: user?.PermissionsBoundary?.PermissionsBoundaryArn,
    mfaDevices: await collect(paginateListMFADevices({ client }, { UserName }), (page) => page.MFADevices?.map((device) => device.SerialNumber)),
    managedPolicies: await collect(
      paginateListAttachedUserPolicies({ client }, { UserName }), (page) => page.AttachedPolicies?.map((policy) => policy.PolicyArn)),
    inlinePolicies: await collect(paginateListUserPolicies({ client }, { UserName }), (page) => page.PolicyNames),
  };
}

async function describeRole(client: IAMClient, RoleName: string): Promise<RoleInventory> {
  const { Role: role } = await client.send(new GetRoleCommand({ RoleName }));
  return {
    name: RoleName,
    arn: role?.Arn ?? '',
    path: role?.Path ?? '/',
    tags: tagMap(role?.Tags),
    trust: document(role?.AssumeRolePolicyDocument),
    permissionsBoundary: role?.PermissionsBoundary?.PermissionsBoundaryArn,
    maxSessionSeconds: role?.MaxSessionDuration ?? 3600,
    managedPolicies: await collect(
      paginateListAttachedRolePolicies({ client }, { RoleName }), (page) => page.AttachedPolicies?.map((policy) => policy.PolicyArn)),
    inlinePolicies: await collect(paginateListRolePolicies({ client }, { RoleName }), (page) => page.PolicyNames),
  };
}

async function loginProfile(client: IAMClient, UserName: string) {
  try {
    return (await client.send(new GetLoginProfileCommand({ UserName }))).LoginProfile;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

function tagMap(tags: Tag[] = []): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}
