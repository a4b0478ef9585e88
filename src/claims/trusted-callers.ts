import { Claim, each, fact, Question } from './claim';
import { AccessModel, RoleModel } from './model';
import {
  assume, Caller, Circumstances, denied, satisfying, stranger, trustedUsers, usersNamedByCondition, usersOfTrustedAccounts,
} from './requests';
import { unknownsIn } from './resolve';
import { Strangers, strangersOf } from './strangers';
import { statementsOf } from './structure/scope';

export function forRoles(questions: (role: RoleModel, model: AccessModel) => Question[]): Claim['questions'] {
  return (model) => each(model.roles, (role) => questions(role, model));
}

/** Asks for each user of a trust policy. The user's own policies allow everything, so that only the trust policy decides. */
export function forTrusted(questions: (role: RoleModel, caller: Caller, strangers: Strangers) => Question[]): Claim['questions'] {
  return forRoles((role, model) => {
    const named = [...trustedUsers(model, role).map((user) => stranger(user.arn)), ...usersOfTrustedAccounts(role), ...usersNamedByCondition(role)];
    // A trust policy without users is asked about the users of the model.
    const callers = named.length > 0 ? named : model.users.map((user) => stranger(user.arn));
    // Nobody to ask for: what is trusted is known at deployment only.
    if (callers.length === 0) { return hiddenPrincipals(role); }
    return callers.flatMap((caller) => questions(role, caller, strangersOf(model)));
  });
}

/** Principals of a trust that no template tells. */
export function hiddenPrincipals(role: RoleModel): Question[] {
  return unknownsIn(statementsOf([role.trust]).map(({ Principal, NotPrincipal }) => [Principal ?? null, NotPrincipal ?? null]))
    .map((value) => fact(role, 'trusts principals that the template names', false, `${value}: give parameters a value, and write ARNs`));
}

export function requires(role: RoleModel, what: string): boolean {
  return (role.tags.Requires ?? '').split(' ').includes(what);
}

export function refused(role: RoleModel, caller: Caller, text: string, circumstances: Circumstances): Question {
  return denied(role, `${caller.name} of ${caller.account} assumes the role ${text}`, assume(role, caller, { ...satisfying(role), ...circumstances }));
}
