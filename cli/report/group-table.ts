import { AccessModel } from 'cdk-break-glass/internal';
import { AccountGroup, GroupRole } from './account-groups';
import { Html, html, join } from './html';
import { Person } from './role-facts';
import { count, counted, duration, listed, scrolling } from './words';

/** Groups that stand open; the others are a click away. */
const AT_ONCE = 12;
/** Differences that are named; a group with more is told by its roles. */
const MOST_DIFFERENCES = 6;

/** The groups of equal accounts: which accounts, and what sets them apart from the largest group. */
export function groupTable(groups: readonly AccountGroup[]): Html {
  const table = (of: readonly AccountGroup[]) => scrolling(html`<table class="medium groups">
<thead><tr><th>Group</th><th>Accounts</th><th>Roles</th></tr></thead>
<tbody>${of.map((group) => html`<tr><td class="letter"><strong>${group.letter}</strong></td>
<td>${accountList(group)}</td><td>${described(group, groups[0])}</td></tr>`)}</tbody></table>`, 'Accounts');
  const rest = groups.slice(AT_ONCE);
  return html`${table(groups.slice(0, AT_ONCE))}
${rest.length > 0 && html`<details><summary>The other ${counted(rest.length, 'group')}</summary>${table(rest)}</details>`}`;
}

/** Accounts of the templates that have no role: they hold users, elevated access or permission sets alone. */
export function withoutRoles(model: AccessModel, groups: readonly AccountGroup[]): Html | false {
  const listedAlready = new Set(groups.flatMap(({ accounts }) => accounts.map(({ id }) => id)));
  const others = [...new Set(model.stacks.map(({ account }) => account))].filter((account) => !listedAlready.has(account)).sort();
  if (others.length === 0) { return false; }
  const list = html`<ul class="plain small scrolldown">${others.map((account) => {
    const stacks = model.stacks.filter((stack) => stack.account === account).map(({ name }) => name);
    const users = model.users.filter((user) => user.account === account).length;
    const sets = model.permissionSets.filter(({ stack }) => stack.account === account).length;
    const has = [...users > 0 ? [counted(users, 'user')] : [], ...sets > 0 ? [counted(sets, 'permission set')] : []];
    return html`<li><span class="nowrap">${account}</span> <span class="soft">${[...new Set(stacks)].join(', ')}</span>${has.length > 0 && `: ${listed(has)}`}</li>`;
  })}</ul>`;
  const title = `${counted(others.length, 'account')} of these templates without a role that people assume`;
  return others.length > AT_ONCE ? html`<details><summary>${title}</summary>${list}</details>` : html`<p>${title}:</p>${list}`;
}

/** The one account with its stacks, or the number of them with the list a click away. */
export function accountList({ accounts }: AccountGroup): Html {
  const one = ({ id, stacks }: AccountGroup['accounts'][number]) => html`<span class="nowrap">${id}</span> <span class="soft">${stacks}</span>`;
  if (accounts.length === 1) { return one(accounts[0]); }
  return html`<details><summary>${count(accounts.length)} equal accounts</summary>
<ul class="plain small scrolldown">${accounts.map((account) => html`<li>${one(account)}</li>`)}</ul></details>`;
}

function described(group: AccountGroup, largest: AccountGroup): Html {
  const variants = group.roles.filter((role) => role.variants.length > 1);
  const permissions = variants.length > 0 && html`<div class="small">The permissions of ${counted(variants.length, 'role')} differ among them: ${
    variants.map(({ kind }) => kind.title).join(', ')}.</div>`;
  const own = html`${counted(group.roles.length, 'role')}. ${byProfile(group.roles)}`;
  if (group === largest) { return html`${own}${permissions}`; }
  const found = differences(group, largest);
  const shared = group.roles.filter(({ kind }) => largest.roles.some((role) => role.kind === kind)).length;
  const close = found.length <= MOST_DIFFERENCES && shared * 2 >= Math.max(group.roles.length, largest.roles.length);
  return html`${close ? html`As ${largest.letter}, but ${listed(found)}` : own}${permissions}`;
}

/** Each profile once, with its playbooks. */
function byProfile(roles: readonly GroupRole[]): Html {
  const profiles = [...new Set(roles.map(({ kind }) => kind.profile))].sort();
  return join(profiles.map((profile) => {
    const playbooks = roles.filter(({ kind }) => kind.profile === profile).map(({ kind }) => kind.playbook);
    return html`<span class="soft">${profile}:</span> ${playbooks.join(', ')}`;
  }), '; ');
}

/** What sets a group apart from another one, in words that follow "but". */
export function differences(group: AccountGroup, from: AccountGroup): string[] {
  const find = (of: AccountGroup, { kind }: GroupRole) => of.roles.find((role) => role.kind === kind);
  const missing = from.roles.filter((role) => !find(group, role)).map(({ kind }) => `without ${kind.title}`);
  const more = group.roles.filter((role) => !find(from, role)).map(({ kind }) => `with ${kind.title}`);
  const changed = new Map<string, string[]>();
  for (const role of group.roles) {
    const other = find(from, role);
    for (const change of other ? changes(role, other) : []) {
      changed.set(change, [...changed.get(change) ?? [], role.kind.title]);
    }
  }
  return [...missing, ...more, ...[...changed].map(([change, titles]) => (
    `${change} (${titles.length > 2 ? counted(titles.length, 'role') : titles.join(', ')})`))];
}

function changes(role: GroupRole, other: GroupRole): string[] {
  const people = (of: GroupRole, kind: 'responders' | 'backupOwners') => of.facts[kind];
  const beyond = (some: readonly Person[], others: readonly Person[]) => (
    some.filter(({ arn }) => !others.some((person) => person.arn === arn)).map(({ label }) => label));
  const either = (kind: 'responders' | 'backupOwners', word: string) => {
    const [added, lost] = [beyond(people(role, kind), people(other, kind)), beyond(people(other, kind), people(role, kind))];
    return [...added.length > 0 ? [`${word} also ${listed(added)}`] : [], ...lost.length > 0 ? [`${word} not ${listed(lost)}`] : []];
  };
  const [mine, theirs] = [role.facts, other.facts];
  const differ = (read: (facts: GroupRole['facts']) => unknown) => JSON.stringify(read(mine)) !== JSON.stringify(read(theirs));
  const fails = role.failing.filter((claim) => !other.failing.includes(claim));
  return [
    ...either('responders', 'responders'),
    ...either('backupOwners', 'backup owners'),
    ...differ(({ sealed, seal }) => [sealed, seal]) ? [mine.sealed ? `sealed by a ${mine.seal}` : 'not sealed by a window'] : [],
    ...differ(({ mfa }) => mfa) ? [mine.mfa ? 'another age of MFA' : 'no MFA required'] : [],
    ...differ(({ requires }) => requires) ? ['other requirements'] : [],
    ...differ(({ warnings }) => warnings) ? [mine.warnings.length > 0 ? listed(mine.warnings) : 'fewer warnings'] : [],
    ...mine.role.maxSessionSeconds !== theirs.role.maxSessionSeconds ? [`sessions up to ${duration(mine.role.maxSessionSeconds)}`] : [],
    ...fails.length > 0 ? ['claims fail'] : [],
    ...fails.length === 0 && role.failing.length < other.failing.length ? ['fewer claims fail'] : [],
  ];
}
