import { Claim, each, fact, Question } from './claim';
import { AccessModel, RoleModel } from './model';
import { meantBy } from './open-trusts';
import {
  assume, Caller, Circumstances, denied, satisfying, stranger, trustedUsers, usersNamedByCondition, usersOfTrustedAccounts,
} from './requests';
import { unknownsIn } from './resolve';
import { Strangers, strangersOf } from './strangers';
import { statementsOf } from './structure/scope';
import { textsOf } from '../analysis/policy/lists';

export function forRoles(questions: (role: RoleModel, model: AccessModel) => Question[]): Claim['questions'] {
  return (model) => each(model.roles, (role) => questions(role, model));
}

/** Asks for each user of a trust policy. The user's own policies allow everything, so that only the trust policy decides. */
export function forTrusted(questions: (role: RoleModel, caller: Caller, strangers: Strangers) => Question[]): Claim['questions'] {
  return forRoles((role, model) => {
    const strangers = strangersOf(model);
    const named = [
      ...trustedUsers(model, role).map((user) => stranger(user.arn)),
      ...usersOfTrustedAccounts(role),
      ...usersNamedByCondition(role),
      ...meantBy(role, strangers).map(({ caller }) => caller),
    ];
    // A trust policy without users is asked about the users of the model.
    const callers = named.length > 0 ? named : model.users.map((user) => stranger(user.arn));
    const asked = callers.flatMap((caller) => questions(role, caller, strangers));
    // Nobody to ask for: what is trusted is known at deployment only.
    return asked.length > 0 || callers.length === 0 ? [...hiddenPrincipals(role), ...asked] : [];
  });
}

/** Principals of a trust that no template tells, or that nobody can be. */
export function hiddenPrincipals(role: RoleModel): Question[] {
  const statements = statementsOf([role.trust]).filter(({ Effect }) => Effect === 'Allow');
  const hidden = unknownsIn(statements.map(({ Principal, NotPrincipal }) => [Principal ?? null, NotPrincipal ?? null]));
  const named = statements.flatMap(({ Principal }: any) => (typeof Principal === 'string' ? [Principal] : textsOf(Principal?.AWS)));
  const odd = named.filter((one) => unknownsIn(one).length === 0 && !PRINCIPAL.test(one));
  return [
    ...hidden.map((value) => `${value}: give parameters a value, and write ARNs`),
    ...odd.map((value) => `${value} is no principal of AWS: write an account of 12 digits, or an ARN`),
  ].map((found) => fact(role, 'trusts principals that the template names', false, found));
}

/** Everyone, an account, and principals of IAM and STS. */
const PRINCIPAL = /^(\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:(root|(user|role|assumed-role|federated-user)\/.+))$/;

export function requires(role: RoleModel, what: string): boolean {
  return (role.tags.Requires ?? '').split(' ').includes(what);
}

/** Keys that a circumstance is about. */
const KEY_OF: { readonly [circumstance: string]: string } = {
  organization: 'aws:PrincipalOrgID', sourceIp: 'aws:SourceIp', region: 'aws:RequestedRegion', time: 'aws:CurrentTime', sessionName: 'sts:RoleSessionName',
};

/** Whether the role refuses a caller under these circumstances. What they are about wins over what the caller has. */
export function refused(role: RoleModel, caller: Caller, text: string, circumstances: Circumstances): Question {
  const keys = [...Object.keys(circumstances).flatMap((one) => KEY_OF[one] ?? []), ...Object.keys(circumstances.extra ?? {})];
  const asked = new Set(keys.map((key) => key.toLowerCase()));
  const extra = Object.fromEntries(Object.entries(caller.extra ?? {}).filter(([key]) => !asked.has(key.toLowerCase())));
  return denied(role, `${caller.name} of ${caller.account} assumes the role ${text}`, assume(role, { ...caller, extra }, { ...satisfying(role), ...circumstances }));
}
