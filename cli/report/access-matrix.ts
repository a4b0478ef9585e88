import { ResponderProfile, Playbook } from 'cdk-break-glass';
import { NamedPolicy, ResourceModel, stateOf } from 'cdk-break-glass/internal';
import { AccountGroup, GroupRole } from './account-groups';
import { accountList } from './group-table';
import { Html, html, join, Part } from './html';
import { PolicySummary, summarise, WriteGrant } from './policy-summary';
import { isUser, Person, RoleFacts } from './role-facts';
import { count, counted, duration, inWords, isoSeconds, scrolling } from './words';

/** Kinds of permissions of one role that are shown, where they differ among accounts that are equal otherwise. */
const MOST_VARIANTS = 10;
/** Groups of accounts whose roles are shown. */
const MOST_GROUPS = 60;

/** One row a role: who can assume it, what it can do, and for how long. Equal accounts are shown once. */
export function accessMatrix(groups: readonly AccountGroup[]): Html {
  return html`
<p>One row a role. A role can do what its policies allow and its boundary doesn't deny. Reads and writes are counted in single actions,
as AWS classifies them. A session has the name of its user and requires MFA, unless a red note says otherwise.</p>
<p class="filter" hidden><label for="filter-matrix">Show only</label>
<input id="filter-matrix" type="search" data-filters="matrix" placeholder="a person, playbook, account, action"></p>
${scrolling(html`<table class="wide fixed" id="matrix">
<colgroup><col class="who"><col class="role"><col><col class="only"><col class="short"><col class="short"><col class="short"></colgroup>
<thead><tr><th>Who</th><th>Role</th><th>Can do</th><th>Only with</th><th>Seal</th><th>Session</th><th>MFA age</th></tr></thead>
${groups.slice(0, MOST_GROUPS).map((group) => html`<tbody data-heading="${group.letter}">
<tr><th class="group" colspan="7" scope="rowgroup">${groups.length > 1 && html`<span class="soft">${group.letter}</span> `}${heading(group)}</th></tr></tbody>
${group.roles.map((role) => roleRow(role, group))}`)}
</table>`, 'Access matrix')}
${groups.length > MOST_GROUPS && html`<p class="small">Roles are shown for the ${MOST_GROUPS} largest of ${counted(groups.length, 'group')} of accounts.
<a href="#accounts">What sets the others apart</a> is in the list of accounts.</p>`}`;
}

function heading(group: AccountGroup): Html {
  return group.accounts.length === 1 ? html`Account ${accountList(group)}` : accountList(group);
}

export function permissionSets(sets: readonly ResourceModel[], assignments: readonly ResourceModel[]): Html {
  return html`<p>For the days on which Identity Center works. The identity provider must enforce MFA: AWS can't see whether it was used.</p>
${scrolling(html`<table class="medium">
<thead><tr><th>Permission set</th><th>Can do</th><th>Standing assignments</th><th>Session</th></tr></thead>
<tbody>${sets.map((set) => permissionSet(set, assignments))}</tbody></table>`, 'Permission sets')}`;
}

function roleRow({ facts, variants, failing }: GroupRole, { letter }: AccountGroup): Html {
  const { role } = facts;
  const phases = phasesOf(role.tags);
  const [{ facts: { role: shown } }, ...others] = variants;
  const summary = summarise(shown.policies, shown.boundary);
  const changing = changes(summary) > 0;
  return html`<tbody data-row data-group="${letter}"><tr${changing && html` class="first"`}>
<td>${people('', facts.responders)}${people('Backup: ', facts.backupOwners)}</td>
<td><strong>${facts.title}</strong><div class="small"><code>${role.name}</code></div>
${facts.warnings.map((warning) => html`<div class="warn small">${warning}</div>`)}
${failing.length > 0 && html`<div class="warn small">fails ${join(failing.map((claim) => html`<a href="#claim-${claim}">${claim}</a>`), ', ')}</div>`}</td>
<td>${phases && html`<div class="small">${phases}</div>`}${abilities(summary)}${others.length > 0 && differing(variants)}</td>
<td class="small">${facts.requires.length > 0 ? facts.requires.map(requirement) : '—'}</td>
<td>${seal(facts)}</td>
<td class="nowrap">up to ${duration(role.maxSessionSeconds)}</td>
<td>${age(facts)}</td></tr>
${changing && html`<tr class="more"><td></td><td colspan="6">${grants(summary, shown.boundary?.name)}</td></tr>`}</tbody>`;
}

/** Permissions that differ among accounts: most often they name other resources. */
function differing(variants: GroupRole['variants']): Html {
  const [{ accounts: first }, ...others] = variants;
  const rest = others.slice(MOST_VARIANTS).flatMap(({ accounts }) => accounts);
  const where = (accounts: readonly string[]) => accounts.length === 1 ? html`In ${accounts[0]}`
    : html`<details><summary>In ${count(accounts.length)} accounts</summary><div class="small scrolldown">${accounts.join(', ')}</div></details>`;
  return html`<div class="small">This is so in ${counted(first.length, 'account')}; in others the permissions differ.</div>
<details><summary>${counted(others.length, 'other variant')}</summary><div class="inner">${others.slice(0, MOST_VARIANTS).map(({ facts: { role }, accounts }) => html`
<div class="variant">${where(accounts)}${abilities(summarise(role.policies, role.boundary))}</div>`)}
${rest.length > 0 && html`<div class="variant">${where(rest)}further variants, not shown</div>`}</div></details>`;
}

function permissionSet(set: ResourceModel, assignments: readonly ResourceModel[]): Html {
  const { Name: name, Description: description, InlinePolicy: inline, SessionDuration: session = 'PT1H' } = set.props;
  const policies: NamedPolicy[] = inline ? [{ name: 'inline', document: typeof inline === 'string' ? JSON.parse(inline) : inline }] : [];
  const elsewhere = [...set.props.ManagedPolicies ?? [], ...(set.props.CustomerManagedPolicyReferences ?? []).map((policy: any) => policy.Name)];
  const summary = summarise(policies);
  const seconds = isoSeconds(String(session));
  const assigned = assignments.filter((assignment) => String(assignment.props.PermissionSetArn).endsWith(set.logicalId)).length;
  return html`<tr><td><strong>${name}</strong><div class="small">${description}</div></td>
<td>${abilities(summary)}${changes(summary) > 0 && grants(summary)}
${elsewhere.map((policy) => html`<div class="warn small">also has ${String(policy)}, not counted here</div>`)}</td>
<td>${assigned === 0 ? 'none' : counted(assigned, 'assignment')}</td>
<td class="nowrap">${seconds === undefined ? String(session) : `up to ${duration(seconds)}`}</td></tr>`;
}

function people(kind: string, persons: readonly Person[]): Html | undefined {
  if (persons.length === 0) { return undefined; }
  const imported = persons.filter(({ user, arn }) => !user && isUser(arn));
  const others = persons.filter((person) => !imported.includes(person));
  const note = ({ user }: Person) => user ? stateOf(user).name !== 'commissioned' && html` <span class="soft">(${stateOf(user).name})</span>` : html` <span class="warn">(no IAM user)</span>`;
  const named = (some: readonly Person[]) => join(some.map((person) => html`<span title="${person.arn}">${unbroken(person.label)}${person.user || !isUser(person.arn) ? note(person) : ''}</span>`), ', ');
  return html`<div class="${kind && 'small'}">${kind}${named(others)}${imported.length > 0 && html`${others.length > 0 && '; '}<span class="soft">imported:</span> ${named(imported)}`}</div>`;
}

function requirement([what, values]: RoleFacts['requires'][number]): Html {
  return html`<div>${what} ${join(values.map(unbroken), ', ')}</div>`;
}

function unbroken(text: string): Html {
  return html`<span class="${text.length <= 24 && 'nowrap'}">${text}</span>`;
}

function seal(facts: RoleFacts): Html {
  if (facts.sealed) { return html`<strong title="The role can be assumed only inside its activation window">${facts.seal}</strong>`; }
  const custody = 'No activation window: different people hold the password and the MFA device';
  return facts.seal ? html`<span title="${custody}">${facts.seal}</span>` : html`—`;
}

function age({ mfa }: RoleFacts): Part {
  if (!mfa) { return html`<span class="warn">not required</span>`; }
  return mfa.maxAgeSeconds === undefined ? html`<span class="warn">any age</span>` : `up to ${duration(mfa.maxAgeSeconds)}`;
}

/** The phases that the library gives to a profile in a playbook, where it knows both. */
function phasesOf(tags: { readonly [key: string]: string }): string | undefined {
  const profile = ResponderProfile.standard().find(({ name }) => name === tags.Profile);
  const playbook = Playbook.catalogue().find(({ name }) => name === tags.Playbook);
  return profile && playbook && profile.phases.filter((phase) => playbook.phases.includes(phase)).map(inWords).join(', ');
}

function changes(summary: PolicySummary): number {
  return summary.writes + summary.tagging + summary.permissions;
}

function abilities(summary: PolicySummary): Html {
  const kinds = [
    summary.writes > 0 && counted(summary.writes, 'write'),
    summary.tagging > 0 && counted(summary.tagging, 'tag change'),
    summary.permissions > 0 && counted(summary.permissions, 'permission change'),
  ].filter((kind): kind is string => kind !== false);
  const inServices = counted(summary.readServices.length, 'service');
  return html`<div><span title="${summary.readServices.join(', ')}">${counted(summary.reads, 'read')} in ${inServices}</span>${
    changes(summary) === 0 ? '; changes nothing' : html`; <strong>${kinds.join(', ')}</strong> in ${services(summary.writeServices)}`}</div>`;
}

/** By name, unless they are too many to mean anything. */
function services(names: readonly string[]): Html {
  return names.length <= 10 ? html`${names.join(', ')}` : html`<span title="${names.join(', ')}">${counted(names.length, 'service')}</span>`;
}

function grants(summary: PolicySummary, boundary?: string): Html {
  const changing = changes(summary);
  const denies = [...new Set(summary.denies)].join(', ') || 'no named deny';
  return html`<details><summary>${counted(changing, 'write')} in detail</summary>
<table class="inner fixed"><thead><tr><th>Actions</th><th>On</th><th>If</th></tr></thead><tbody>${summary.grants.map(grant)}</tbody></table>
${boundary && html`<p class="small">Limited by the boundary <code>${boundary}</code>: ${denies}.</p>`}</details>`;
}

function grant({ actions, resources, conditions }: WriteGrant): Html {
  const several = (standsFor: number) => standsFor > 1 && html` <span class="small">(${counted(standsFor, 'change')})</span>`;
  return html`<tr><td>${lines(actions.map(({ pattern, standsFor }) => html`<code>${pattern}</code>${several(standsFor)}`))}</td>
<td>${lines(resources.map((resource) => html`<code>${resource}</code>`))}</td>
<td>${conditions.length > 0 ? lines(conditions.map((condition) => html`<code>${condition}</code>`)) : 'always'}</td></tr>`;
}

function lines(parts: readonly Html[]): Html {
  return join(parts, html`<br>`);
}
