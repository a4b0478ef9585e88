import { AccessModel } from 'cdk-break-glass/internal';
import { AccountGroup, accountGroups, GroupRole, kindsOf, RoleKind } from './account-groups';
import { Failing } from './failing';
import { allPeople, isUser, Person } from './role-facts';
import { counted } from './words';

/** More columns than this can't be read side by side: then a column is a profile instead of a role. */
const MOST_COLUMNS = 30;
/** Up to this number everyone has a row; more people with equal access share one. */
const MOST_ROWS = 40;
/** Letters that a cell shows before it counts them instead. */
const MOST_LETTERS = 4;

/** What the picture is drawn from: who can become what in which accounts. */
export interface Access {
  readonly people: readonly Person[];
  readonly groups: readonly AccountGroup[];
  readonly accounts: number;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** One role, or all roles of a profile. */
export interface Column {
  readonly profile: string;
  readonly title: string;
  readonly kinds: readonly RoleKind[];
  readonly groups: readonly AccountGroup[];
}

/** People with equal access. */
export interface Row {
  readonly people: readonly Person[];
  readonly cells: readonly Cell[];
  /** Accounts in which the people can become anything at all. */
  readonly accounts: number;
}

/** In how many accounts somebody can assume the role, each account counted once. */
export interface Cell {
  readonly open: number;
  readonly sealed: number;
  /** Whether sealed or not. */
  readonly failing: number;
  readonly claims: readonly string[];
  /** As a backup owner only. */
  readonly backup: boolean;
  readonly groups: readonly AccountGroup[];
}

export function accessOf(model: AccessModel, failing: Failing): Access {
  const groups = accountGroups(model, failing);
  const columns = columnsOf(groups);
  const people = allPeople(model, groups.flatMap(({ roles }) => roles.map(({ facts }) => facts)));
  const rows = people.map((person): Row => {
    const cells = columns.map((column) => cellOf(person, column));
    return { people: [person], cells, accounts: sizeOf([...new Set(cells.flatMap((cell) => cell.groups))]) };
  });
  return { people, groups, accounts: sizeOf(groups), columns, rows: sorted(rows.length > MOST_ROWS ? together(rows) : rows) };
}

export function sizeOf(groups: readonly AccountGroup[]): number {
  return groups.reduce((sum, { accounts }) => sum + accounts.length, 0);
}

/** Letters of groups, or their number where there are many. */
export function letters(groups: readonly AccountGroup[]): string {
  return groups.length <= MOST_LETTERS ? groups.map(({ letter }) => letter).join(' ') : `${groups.length} groups`;
}

export function countOf({ open, sealed, failing }: Cell): number {
  return open + sealed + failing;
}

/** Whether a person is a responder or a backup owner of a role. */
export function relation({ facts }: Pick<GroupRole, 'facts'>, person: Person): 'responder' | 'backup owner' | undefined {
  const names = (persons: readonly Person[]) => persons.some(({ arn }) => arn === person.arn);
  return names(facts.responders) ? 'responder' : names(facts.backupOwners) ? 'backup owner' : undefined;
}

function columnsOf(groups: readonly AccountGroup[]): Column[] {
  const kinds = kindsOf(groups);
  const having = (of: readonly RoleKind[]) => groups.filter(({ roles }) => roles.some(({ kind }) => of.includes(kind)));
  if (kinds.length <= MOST_COLUMNS) {
    return kinds.map((kind) => ({ profile: kind.profile, title: kind.playbook, kinds: [kind], groups: having([kind]) }));
  }
  return [...new Set(kinds.map(({ profile }) => profile))].map((profile) => {
    const of = kinds.filter((kind) => kind.profile === profile);
    return { profile, title: counted(of.length, 'role'), kinds: of, groups: having(of) };
  });
}

function cellOf(person: Person, { groups, kinds }: Column): Cell {
  const counts = { open: 0, sealed: 0, failing: 0 };
  const found = groups.map((group) => {
    const roles = group.roles.filter((role) => kinds.includes(role.kind) && relation(role, person) !== undefined);
    const [failing, sealed] = [roles.some((role) => role.failing.length > 0), roles.every(({ facts }) => facts.sealed)];
    if (roles.length > 0) { counts[failing ? 'failing' : sealed ? 'sealed' : 'open'] += group.accounts.length; }
    return { group, roles };
  }).filter(({ roles }) => roles.length > 0);
  const roles = found.flatMap((place) => place.roles);
  return {
    ...counts,
    claims: [...new Set(roles.flatMap(({ failing }) => failing))],
    backup: roles.length > 0 && roles.every((role) => relation(role, person) === 'backup owner'),
    groups: found.map(({ group }) => group),
  };
}

/** People with equal access in one row. Who isn't a break-glass user of the templates keeps a row. */
function together(rows: readonly Row[]): Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const [{ arn, user }] = row.people;
    const access = row.cells.map((cell) => [cell.groups.map(({ letter }) => letter), cell.backup]);
    const key = isUser(arn) ? JSON.stringify([user === undefined, access]) : arn;
    const same = found.get(key);
    found.set(key, same ? { ...same, people: [...same.people, ...row.people] } : row);
  }
  return [...found.values()];
}

/** What is no IAM user first, then the widest access, and equal access side by side. */
function sorted(rows: readonly Row[]): Row[] {
  const reach = ({ cells }: Row) => cells.reduce((sum, cell) => sum + countOf(cell), 0);
  const key = ({ cells }: Row) => cells.map((cell) => String(countOf(cell)).padStart(6, '0')).join();
  const user = ({ people: [{ arn }] }: Row) => Number(isUser(arn));
  const label = ({ people: [first] }: Row) => first.label;
  return [...rows].sort((a, b) => (
    user(a) - user(b) || reach(b) - reach(a) || key(b).localeCompare(key(a)) || label(a).localeCompare(label(b))));
}
