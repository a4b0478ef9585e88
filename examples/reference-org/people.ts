import { ACCESS_ACCOUNT } from './accounts';
import { elevation } from 'cdk-break-glass';

/** With this permission set everybody calls the API of elevated access. It lets them do nothing else. */
const CALLERS = 'Elevation';

const userArn = (name: string) => `arn:aws:iam::${ACCESS_ACCOUNT}:user/people/${name}`;
const userName = (name: string) => `${name}@example.com`;
const userIdOf = (index: number) => `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000${index}`;

/** Some have an IAM user as well, for the command line. Both are the same person. */
function responder(name: string, index: number, { hasUser } = { hasUser: false }): elevation.Person {
  const { identityCenterUser, iamUser } = elevation.PersonPrincipal;
  return new elevation.Person(name, {
    principals: [
      identityCenterUser({ userId: userIdOf(index), userName: userName(name), permissionSetName: CALLERS, accountId: ACCESS_ACCOUNT }),
      ...hasUser ? [iamUser(userArn(name))] : [],
    ],
  });
}

/** The four responders of the security account, as they sign in on the days on which Identity Center works. */
export const jane = responder('jane.doe', 1, { hasUser: true });
export const john = responder('john.smith', 2, { hasUser: true });
export const maria = responder('maria.garcia', 3);
export const wei = responder('wei.chen', 4);
export const PEOPLE = [jane, john, maria, wei];

/** Of a person, the id in the identity store. */
export function userIdFor(person: elevation.Person): string {
  return userIdOf(PEOPLE.indexOf(person) + 1);
}

/** A person's session of Identity Center, as AWS names the caller. */
export function sessionOf({ name }: elevation.Person): string {
  return `arn:aws:sts::${ACCESS_ACCOUNT}:assumed-role/AWSReservedSSO_${CALLERS}_0123456789abcdef/${userName(name)}`;
}

/** A person's IAM user, as AWS names the caller. */
export function userOf({ name }: elevation.Person): string {
  return userArn(name);
}
