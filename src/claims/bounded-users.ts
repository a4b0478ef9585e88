import { Claim, each, Question } from './claim';
import { AccessModel, UserModel } from './model';
import { ADMINISTRATOR } from './requests';

export function forUsers(ask: (user: UserModel, model: AccessModel) => Question[]): Claim['questions'] {
  return (model) => each(model.users, (user) => ask(user, model));
}

/** The user's policies plus AdministratorAccess: only the boundary limits the user then. */
export function withAdministrator(user: UserModel): UserModel {
  return { ...user, policies: [...user.policies, ADMINISTRATOR] };
}

export const bounded = ({ boundary }: UserModel): boolean => boundary !== undefined;

/** Users with a boundary. The claim on boundaries reports a user without one, so that it is reported once. */
export function forBoundedUsers(ask: (user: UserModel, model: AccessModel) => Question[]): Claim['questions'] {
  return forUsers((user, model) => bounded(user) ? ask(user, model) : []);
}
