/** Policies as the library writes them, for inputs that were read off a template. */
import { Written } from './compare';
import { ResponderProfile } from '../../identity/responder-profile';
import { roleBoundary, RoleBoundaryInput } from '../../identity/role-boundary';
import { repairRolesArn, statementsOf } from '../../identity/role-documents';
import { highRiskDenies } from '../../playbook/high-risk-denies';
import { Phase } from '../../playbook/phase';
import { placeholdersFor } from '../../playbook/placeholders';
import { Playbook } from '../../playbook/playbook';
import { PlaybookScope } from '../../playbook/playbook-scope';
import { renderAllows } from '../../playbook/rendering';
import { Statement } from '../../private/policy-document';
import { SIGN_IN_STATEMENT } from '../../private/sign-in';

export const profileOf = (name: string | undefined) => ResponderProfile.standard().find((profile) => profile.name === name);
export const playbookOf = (name: string | undefined) => Playbook.catalogue().find((playbook) => playbook.name === name);

/** Stands for the account while policies are written: roles of many accounts have the same ones. As long as an account, since sizes count. */
const SOME_ACCOUNT = '000000000000';

interface Output {
  readonly json: string;
  readonly literals: ReadonlySet<string>;
}

const outputs = new Map<string, Output>();

/** Writes once what differs only in the account. An error of the library is thrown every time. */
function forAccount<I>(kind: string, account: string, input: I, write: (input: I, account: string) => readonly Statement[]): Written {
  const text = JSON.stringify(input).split(account).join(SOME_ACCOUNT);
  const key = `${kind} ${text}`;
  let output = outputs.get(key);
  if (output === undefined) {
    const statements = write(JSON.parse(text), SOME_ACCOUNT);
    output = { json: JSON.stringify(statements), literals: new Set(statements.map((statement) => JSON.stringify(statement))) };
    // Bounded: a process may prove many apps.
    if (outputs.size > 4096) { outputs.clear(); }
    outputs.set(key, output);
  }
  const { json, literals } = output;
  return {
    // A template that names the stand-in is compared statement by statement.
    holds: (found) => (account === SOME_ACCOUNT || !found.includes(SOME_ACCOUNT)) && literals.has(found.split(account).join(SOME_ACCOUNT)),
    statements: () => JSON.parse(json.split(SOME_ACCOUNT).join(account)),
  };
}

/** The permissions of a role with a profile and a playbook of the library. */
export function writtenPermissions(profile: string, playbook: string, scope: PlaybookScope, account: string, boundaryArn: string): Written {
  return forAccount('permissions', account, { profile, playbook, scope, boundaryArn }, (input, place) => {
    const stack = { partition: 'aws', account: place };
    const placeholders = { ...placeholdersFor(stack, input.scope), Boundary: input.boundaryArn, RepairRoles: repairRolesArn(stack) };
    return renderAllows(statementsOf(profileOf(input.profile)!, playbookOf(input.playbook)!), placeholders);
  });
}

/** What a phase of a playbook of the library allows in a permission set. */
export function writtenPhase(playbook: string, phase: Phase, scope: PlaybookScope): Written {
  return forAccount('phase', SOME_ACCOUNT, { playbook, phase, scope }, (input, place) =>
    renderAllows([SIGN_IN_STATEMENT, ...playbookOf(input.playbook)!.statements(input.phase)], placeholdersFor({ partition: 'aws', account: place }, input.scope, true)));
}

/** What a phase of a playbook of the library allows in a role that issues sessions. */
export function writtenSession(playbook: string, phase: Phase, scope: PlaybookScope, account: string): Written {
  return forAccount('session', account, { playbook, phase, scope }, (input, place) => [
    ...renderAllows(playbookOf(input.playbook)!.statements(input.phase), placeholdersFor({ partition: 'aws', account: place }, input.scope)),
    ...highRiskDenies(),
  ]);
}

/** The boundary of a role whose permissions hold these actions. */
export function writtenBoundary(input: Omit<RoleBoundaryInput, 'partition' | 'repairRolesArn'>): Written {
  return forAccount('boundary', input.account, input, (given, place) =>
    roleBoundary({ ...given, partition: 'aws', account: place, repairRolesArn: repairRolesArn({ partition: 'aws', account: place }) }).Statement);
}
