import { unbounded } from './bounded-sessions';
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

const bounded = ({ boundary }: UserModel): boolean => boundary !== undefined;

/** Asks about users with a boundary. Without one nothing limits a user to what a claim says, so none holds. */
export function forBoundedUsers(ask: (user: UserModel, model: AccessModel) => Iterable<Question>): Claim['questions'] {
  return forUsers((user, model) => bounded(user) ? [...ask(user, model)] : [unbounded(user)]);
}
