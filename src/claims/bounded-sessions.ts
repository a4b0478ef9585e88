import { AccessRequest, Claim, each, fact, Question } from './claim';
import { AccessModel, RoleModel, UserModel } from './model';
import { ADMINISTRATOR, bySession, Circumstances, denied } from './requests';

/** Asks about roles with a boundary. Without one nothing limits a session to what a claim says, so none holds. */
export function forBounded(ask: (role: RoleModel, model: AccessModel) => Iterable<Question>): Claim['questions'] {
  return (model) => each(model.roles, (role) => role.boundary ? [...ask(role, model)] : [unbounded(role)]);
}

/** A principal without a boundary can be given everything: one answer stands for all that could be asked. */
export function unbounded(principal: RoleModel | UserModel): Question {
  return fact(principal, 'has a permissions boundary, which limits it whatever else is attached', false, principal.boundaryArn ?? 'no PermissionsBoundary');
}

/** A session of the role with AdministratorAccess attached: only the boundary limits it then. */
export function asAdministrator(role: RoleModel, action: string, resource?: string, circumstances?: Circumstances): AccessRequest {
  return { ...bySession(role, action, resource, circumstances), identityPolicies: [...role.policies, ADMINISTRATOR] };
}

export function refused(role: RoleModel, action: string, resource?: string, circumstances?: Circumstances, what: string = ''): Question {
  return denied(role, `${action}${what && ` ${what}`}, with AdministratorAccess attached`, asAdministrator(role, action, resource, circumstances));
}

export function refusedAll(actions: readonly string[]): Claim['questions'] {
  return forBounded((role) => actions.map((action) => refused(role, action)));
}

export const SESSION = 'jane.doe-BREAK-GLASS';

export function roleArn(role: RoleModel, name: string): string {
  return `arn:aws:iam::${role.account}:role/${name}`;
}
