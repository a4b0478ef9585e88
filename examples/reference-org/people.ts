import { User } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ACCESS_ACCOUNT } from './accounts';
import { elevation } from 'cdk-break-glass';

/** With this permission set people call the API of elevated access. It allows nothing else. */
export const CALLERS = 'Elevation';

/** A responder of the security account, as the person signs in on the days on which Identity Center works. */
export interface Colleague {
  /** Id of the person in the ledger. */
  readonly name: string;
  /** Id of the user in the identity store. */
  readonly userId: string;
  /** Has an IAM user as well, for the command line. */
  readonly hasUser?: boolean;
}

const userId = (index: number) => `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000${index}`;

export const jane: Colleague = { name: 'jane.doe', userId: userId(1), hasUser: true };
export const john: Colleague = { name: 'john.smith', userId: userId(2), hasUser: true };
export const maria: Colleague = { name: 'maria.garcia', userId: userId(3) };
export const wei: Colleague = { name: 'wei.chen', userId: userId(4) };
export const PEOPLE = [jane, john, maria, wei];

/** The colleague as a person who can request and approve. Both identities are one person. */
export function personOf(scope: Construct, directory: elevation.IdentityCenterDirectory, colleague: Colleague): elevation.Person {
  const { name, hasUser } = colleague;
  return directory.person(userName(colleague), colleague.userId, {
    id: name,
    iamUser: hasUser ? User.fromUserArn(scope, name, userOf(colleague)) : undefined,
  });
}

/** The name with which the colleague signs in to Identity Center. */
function userName({ name }: Colleague): string {
  return `${name}@example.com`;
}

/** The colleague's session of Identity Center, as AWS names the caller. */
export function sessionOf(colleague: Colleague): string {
  return `arn:aws:sts::${ACCESS_ACCOUNT}:assumed-role/AWSReservedSSO_${CALLERS}_0123456789abcdef/${userName(colleague)}`;
}

/** The colleague's IAM user, as AWS names the caller. */
export function userOf({ name }: Colleague): string {
  return `arn:aws:iam::${ACCESS_ACCOUNT}:user/people/${name}`;
}
