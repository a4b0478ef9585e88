import { AccessModel, ROLE_NAME_PREFIX, RoleModel } from 'cdk-break-glass/internal';
import { anyAccount, equalContents } from './contents';
import { Failing } from './failing';
import { factsReader, Person, RoleFacts } from './role-facts';
import { inWords } from './words';

/** A role that several accounts have by the same name. */
export interface RoleKind {
  readonly name: string;
  readonly profile: string;
  readonly playbook: string;
  readonly title: string;
}

/** A role of the accounts of a group. */
export interface GroupRole {
  readonly kind: RoleKind;
  /** As it is in the first account. */
  readonly facts: RoleFacts;
  readonly failing: readonly string[];
  /** The accounts by what the role may do there, the most common first: nearly always one entry. */
  readonly variants: ReadonlyArray<{ readonly facts: RoleFacts; readonly accounts: readonly string[] }>;
}

/** Accounts that have the same roles, for the same people, under the same terms. */
export interface AccountGroup {
  /** `A` for the largest group. */
  readonly letter: string;
  readonly accounts: ReadonlyArray<{ readonly id: string; readonly stacks: string }>;
  readonly roles: readonly GroupRole[];
}

/** Accounts with the same roles down to the last statement; the facts are those of the first. */
interface EqualAccounts {
  readonly ids: readonly string[];
  readonly roles: readonly RoleFacts[];
}

/** Groups of equal accounts, the largest first. */
export function accountGroups(model: AccessModel, failing: Failing): AccountGroup[] {
  const stacks = new Map<string, Set<string>>();
  for (const { account, name } of model.stacks) { grow(stacks, account, () => new Set<string>()).add(name); }
  const kinds = new Kinds();
  const groups = new Map<string, EqualAccounts[]>();
  for (const accounts of equalAccounts(model, failing)) {
    const terms = accounts.roles.map((role) => [kinds.of(role).name, ...termsOf(role), failing.of(role.role)]);
    grow(groups, JSON.stringify(terms), () => []).push(accounts);
  }
  const sized = [...groups.values()].map((of) => ({ of, ids: of.flatMap(({ ids }) => ids).sort() }));
  return sized.sort((a, b) => b.ids.length - a.ids.length).map(({ of, ids }, index) => ({
    letter: letterOf(index),
    accounts: ids.map((id) => ({ id, stacks: [...stacks.get(id) ?? []].join(', ') })),
    roles: of[0].roles.map((role, position) => ({
      kind: kinds.of(role),
      facts: role,
      failing: failing.of(role.role),
      variants: variants(of.map(({ roles, ids: accounts }) => ({ facts: roles[position], accounts }))),
    })),
  }));
}

/** Most roles of a large organization are equal to another one: only the first of them is read. */
function equalAccounts(model: AccessModel, failing: Failing): EqualAccounts[] {
  const byAccount = new Map<string, RoleModel[]>();
  for (const role of model.roles) { grow(byAccount, role.account, () => []).push(role); }
  const accounts = [...byAccount].sort(([a], [b]) => a < b ? -1 : 1).map(([account, roles]) => {
    const thing = { account, roles: [...roles].sort((a, b) => a.name < b.name ? -1 : 1) };
    const value = thing.roles.map((role) => [
      role.name, role.tags, role.maxSessionSeconds, role.policies, role.boundaryArn, role.boundary, role.opaquePolicies, failing.of(role),
    ]);
    // Who is trusted is never the same for another id.
    return { thing, account, value, exact: thing.roles.map(({ trust }) => trust) };
  });
  const factsOf = factsReader(model);
  return equalContents(accounts).map((same) => ({ ids: same.map(({ account }) => account), roles: same[0].roles.map(factsOf) }));
}

/** Every role by its name once, in the order of the columns. */
export function kindsOf(groups: readonly AccountGroup[]): RoleKind[] {
  const kinds = new Map(groups.flatMap(({ roles }) => roles.map(({ kind }) => [kind.name, kind] as const)));
  return [...kinds.values()].sort((a, b) => (
    a.profile.localeCompare(b.profile) || a.playbook.localeCompare(b.playbook) || a.name.localeCompare(b.name)));
}

/** What all accounts of a group share about a role. What the role may do isn't part of it: it names resources of the account. */
function termsOf({ responders, backupOwners, mfa, sealed, seal, requires, warnings, role }: RoleFacts): unknown[] {
  const arns = (people: readonly Person[]) => people.map(({ arn }) => arn).sort();
  const words = [seal, requires, warnings].map((said) => anyAccount(JSON.stringify(said), role.account));
  return [arns(responders), arns(backupOwners), mfa, sealed, words, role.maxSessionSeconds];
}

function variants(roles: GroupRole['variants']): GroupRole['variants'] {
  const equal = equalContents(roles.map((thing) => {
    const { policies, boundary, account } = thing.facts.role;
    return { thing, value: [policies, boundary], account };
  }));
  const merged = equal.map((same) => ({ facts: same[0].facts, accounts: same.flatMap(({ accounts }) => accounts).sort() }));
  return merged.sort((a, b) => b.accounts.length - a.accounts.length);
}

class Kinds {
  private readonly kinds = new Map<string, RoleKind>();
  private readonly known = new WeakMap<RoleFacts, RoleKind>();

  public of(facts: RoleFacts): RoleKind {
    return this.known.get(facts) ?? this.read(facts);
  }

  private read(facts: RoleFacts): RoleKind {
    const { role, title } = facts;
    const name = anyAccount(role.name, role.account);
    const { Profile: profile, Playbook: playbook } = role.tags;
    const tagged = profile !== undefined && playbook !== undefined;
    const kind = grow(this.kinds, name, () => ({
      name,
      title,
      profile: tagged ? inWords(profile) : 'Other roles',
      playbook: tagged ? inWords(playbook) : name.replace(ROLE_NAME_PREFIX, ''),
    }));
    this.known.set(facts, kind);
    return kind;
  }
}

function grow<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** A, B, … Z, AA. */
function letterOf(index: number): string {
  return (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + index % 26);
}
