import { RECORD } from 'cdk-break-glass/internal';
import { AppReading } from './app-reading';
import { accountPrincipals, readableTrustOf } from './emergency';
import { Identity, identityOf, userAt, withoutPseudos } from './identities';
import { Resource } from './resource';

/** The three ways in which the use of a role appears in CloudTrail. */
export enum FormOfUse {
  ASSUME_ROLE = 'AssumeRole',
  SWITCH_ROLE = 'SwitchRole',
  ACTIONS_INSIDE = 'ActionsInside',
}

export const FORMS_OF_USE = [FormOfUse.ASSUME_ROLE, FormOfUse.SWITCH_ROLE, FormOfUse.ACTIONS_INSIDE];

/** CloudTrail's records of the role's use, by each trusted principal and in each form. */
export function useRecords(role: Resource, app: AppReading): { readonly [form in FormOfUse]: readonly object[] } {
  const identity = identityOf(role);
  return {
    [FormOfUse.ASSUME_ROLE]: callersOf(role, app).map((user) => RECORD.assumedInCallersAccount(identity, user)),
    [FormOfUse.SWITCH_ROLE]: [RECORD.switchedTo(identity)],
    // An action that no pattern would name: a pattern that matches it matches all actions.
    [FormOfUse.ACTIONS_INSIDE]: [{ ...RECORD.actedInside(identity), eventSource: 'anyservice.amazonaws.com', eventName: 'AnyAction' }],
  };
}

/** The users that the trust names, or an example. */
function callersOf(role: Resource, app: AppReading): Identity[] {
  const { account } = identityOf(role);
  const example = { name: 'jane.doe', arn: `arn:aws:iam::${account}:user/jane.doe`, account };
  const principals = readableTrustOf(role)?.flatMap(accountPrincipals) ?? [];
  return principals.length === 0 ? [example] : principals.map((principal) => userAt(withoutPseudos(principal, role), app) ?? example);
}

export function signInRecord(user: Resource): object {
  return RECORD.signIn(identityOf(user), 'us-east-1', 'Success', 'Yes');
}
