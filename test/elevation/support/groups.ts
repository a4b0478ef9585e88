import { ACCOUNT, IDENTITY_STORE, member } from './fixture';
import { Bench } from '../../../emulator/bench/bench';
import { elevation } from 'cdk-break-glass';

const NAMES = ['jane', 'john', 'mary', 'paul', 'ruth'] as const;
type Name = typeof NAMES[number];

export interface Members {
  readonly people: Record<Name, elevation.Person>;
  /** Ids of the groups, by their names. */
  readonly groups: Record<string, string>;
  /** Ids of the users, by their names. */
  readonly users: Record<Name, string>;
}

/** Users and groups in the identity store, and the people who are these users: their ids are the store's own choice. */
export async function createMembers(bench: Bench, members: { readonly [group: string]: readonly Name[] }): Promise<Members> {
  const store = (action: string, parameters: object) => bench.workbench.call(ACCOUNT, 'eu-central-1', 'identitystore', action, { IdentityStoreId: IDENTITY_STORE, ...parameters });
  const users = Object.fromEntries(await Promise.all(NAMES.map(async (name) => (
    [name, (await store('createUser', { UserName: name, DisplayName: name, Name: { GivenName: name, FamilyName: name } })).UserId])))) as Record<Name, string>;
  const groups: Record<string, string> = {};
  for (const [group, names] of Object.entries(members)) {
    groups[group] = (await store('createGroup', { DisplayName: group })).GroupId;
    for (const name of names) await store('createGroupMembership', { GroupId: groups[group], MemberId: { UserId: users[name] } });
  }
  const people = Object.fromEntries(NAMES.map((name) => [name, member(name, users[name])])) as Record<Name, elevation.Person>;
  return { people, groups, users };
}
