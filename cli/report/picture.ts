import { AccessModel, ClaimResult, stateOf } from 'cdk-break-glass/internal';
import { Access, Cell, Column, countOf, letters, Row } from './access';
import { Failing } from './failing';
import { groupTable, withoutRoles } from './group-table';
import { Html, html, join } from './html';
import { isUser, Person } from './role-facts';
import { sentences } from './sentences';
import { count, counted, scrolling } from './words';

/** With more columns their titles stand upright. */
const MOST_LYING = 8;

/** Whether there is a cell to show. */
export function canBeShown({ rows, columns }: Access): boolean {
  return rows.length > 0 && columns.length > 0;
}

/** Who can become what, where: people × roles, with the number of accounts in each cell. */
export function picture(access: Access, model: AccessModel, failing: Failing): Html {
  const { rows, columns, groups, accounts } = access;
  return html`<p id="picture-says">${sentence(access)}</p>
<p class="legend">${legend(access)}</p>
<p class="filter" hidden><label for="filter-picture">Show only</label>
<input id="filter-picture" type="search" data-filters="picture" placeholder="a person"></p>
${scrolling(html`<table class="picture${columns.length > MOST_LYING && ' upright'}" id="picture" aria-describedby="picture-says">
<caption class="sr">Number of accounts in which each person can assume each role</caption>
<thead><tr><th rowspan="2" scope="col">Person</th><th rowspan="2" scope="col" class="total">Accounts</th>${profiles(columns)}</tr>
<tr>${columns.map((column, index) => heading(column, access, columns[index - 1]))}</tr></thead>
<tbody>${rows.map((row) => person(row, access, failing))}</tbody>
<tfoot><tr><th scope="row">People</th><td class="total"></td>${columns.map((column, index) => html`<td class="${edge(column, columns[index - 1])}">${
  count(rows.filter(({ cells }) => countOf(cells[index]) > 0).reduce((sum, { people }) => sum + people.length, 0))}</td>`)}</tr></tfoot>
</table>`, 'People, roles and accounts')}
${elsewhere(failing.elsewhere([...model.roles, ...model.users]))}
<details><summary>The same in sentences</summary>${sentences(access)}</details>
<h3 id="accounts">${groups.length === accounts ? 'Accounts' : 'Equal accounts'}</h3>${groupTable(groups)}${withoutRoles(model, groups)}`;
}

function sentence({ people, columns, groups, accounts }: Access): Html {
  const users = people.filter(({ arn }) => isUser(arn)).length;
  const others = people.length - users;
  const kinds = columns.reduce((sum, column) => sum + column.kinds.length, 0);
  const [largest] = groups;
  const but = largest.roles.some(({ variants }) => variants.length > 1) ? ' but for permissions' : '';
  const alike = largest.accounts.length === accounts ? accounts === 1 ? '' : ` All accounts are alike${but}.`
    : largest.accounts.length === 1 ? ' No two accounts are alike.'
      : ` ${count(largest.accounts.length)} accounts are alike${but} (${largest.letter}), ${counted(accounts - largest.accounts.length, 'differs', 'differ')}.`;
  return html`${counted(users, 'person', 'people')} ${others > 0 && html`and <strong class="warn">${
    counted(others, 'other principal')}</strong> `}can assume ${counted(kinds, 'role')} in ${counted(accounts, 'account')}.${alike}
A cell counts the accounts whose role trusts the person. ${accounts > 1 && 'The bar is its part of all accounts. '}${
  groups.length > 1 && html`Letters name the <a href="#accounts">accounts</a> where a role doesn't trust the person everywhere.`}`;
}

function legend({ rows, accounts }: Access): Html {
  const cells = rows.flatMap((row) => row.cells);
  const shown = (part: 'open' | 'sealed' | 'failing') => cells.some((cell) => cell[part] > 0);
  return html`${shown('open') && html`<span>${swatch('open')}can be assumed</span>`}
${shown('sealed') && html`<span>${swatch('sealed')}${LOCK} sealed: only in an activation window</span>`}
${shown('failing') && html`<span>${swatch('failing')}${ALERT} a claim fails for the role</span>`}
${cells.some(({ backup }) => backup) && html`<span><strong>(${count(accounts)})</strong> as a backup owner</span>`}`;
}

function swatch(part: string): Html {
  return html`<svg class="bar swatch" aria-hidden="true"><rect class="${part}" width="100%" height="100%"/></svg>`;
}

const LOCK = html`<svg class="icon" viewBox="0 0 12 12" aria-hidden="true"><path class="shackle" d="M3.5 5.5V4a2.5 2.5 0 0 1 5 0v1.5"/><rect x="2" y="5.5" width="8" height="5.5" rx="1"/></svg>`;
const ALERT = html`<svg class="icon alert" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 .8 11.6 11H.4Z"/><path class="mark" d="M6 4.3v3.2M6 8.7v1.2"/></svg>`;

function profiles(columns: readonly Column[]): Html[] {
  const starts = columns.map((_, index) => index).filter((index) => edge(columns[index], columns[index - 1]) !== '');
  return starts.map((start, index) => {
    const span = (starts[index + 1] ?? columns.length) - start;
    return html`<th scope="colgroup" class="edge${span === 1 && ' single'}" colspan="${span}"><div>${columns[start].profile}</div></th>`;
  });
}

/** Where a profile begins, a line separates the columns. */
function edge(column: Column, before: Column | undefined): string {
  return column.profile === before?.profile ? '' : 'edge';
}

function heading(column: Column, { groups, accounts }: Access, before: Column | undefined): Html {
  const has = column.groups.reduce((sum, group) => sum + group.accounts.length, 0);
  const others = groups.filter((group) => !column.groups.includes(group));
  const where = others.length === 0 ? '' : others.length < column.groups.length ? `not in ${letters(others)}` : `in ${letters(column.groups)}`;
  return html`<th scope="col" class="${edge(column, before)}"><div title="${column.kinds.map(({ name }) => name).join(', ')}">${column.title}</div>
<span class="soft" title="${counted(has, 'account')} of ${count(accounts)} with the role">${where}</span></th>`;
}

function person({ people, cells, accounts }: Row, access: Access, failing: Failing): Html {
  const claims = [...new Set(people.flatMap(({ user }) => user ? failing.of(user) : []))];
  return html`<tr data-row data-group=""><th scope="row">${named(people)}${claims.length > 0 && alert(claims)}</th>
<td class="total">${count(accounts)}</td>${cells.map((cell, index) => html`<td class="${edge(access.columns[index], access.columns[index - 1])}">${
  content(cell, access.columns[index], access)}</td>`)}</tr>`;
}

function named(people: readonly Person[]): Html {
  const [first, ...others] = people;
  if (others.length > 0) {
    return html`<details><summary>${first.label} and ${count(others.length)} more</summary><span class="small">${people.map(({ label }) => label).join(', ')}</span></details>`;
  }
  return html`<span title="${first.arn}">${first.label}</span>${note(first)}`;
}

function note({ user, arn }: Person): Html | undefined {
  if (!isUser(arn)) { return html` <span class="warn">no IAM user</span>`; }
  if (!user) { return html` <span class="soft" title="Trusted by ARN. These templates don't hold the user.">imported</span>`; }
  const { name } = stateOf(user);
  return name === 'commissioned' ? undefined : html` <span class="soft">${name}</span>`;
}

function content(cell: Cell, column: Column, { accounts }: Access): Html {
  const has = countOf(cell);
  if (has === 0) { return html`<span class="none" aria-hidden="true">·</span><span class="sr">none</span>`; }
  const partial = cell.groups.length < column.groups.length;
  return html`<div class="cell"><span class="count">${cell.backup ? `(${count(has)})` : count(has)}<span class="sr"> of ${counted(accounts, 'account')}${spoken(cell)}</span></span>
${cell.sealed > 0 && LOCK}${cell.failing > 0 && alert(cell.claims)}${
  partial && html`<a class="letters" href="#accounts">${letters(cell.groups)}</a>`}
${bar(cell, accounts)}</div>`;
}

/** One account of many stays visible: a part is never thinner than this, in hundredths of the bar. */
const THINNEST = 6;

function bar(cell: Cell, accounts: number): Html {
  const parts = (['failing', 'open', 'sealed'] as const).map((part) => {
    const share = cell[part] / accounts * 100;
    return { part, width: cell[part] === 0 ? 0 : Math.max(THINNEST, share) };
  });
  const room = Math.min(1, 100 / parts.reduce((sum, { width }) => sum + width, 0));
  const rounded = (width: number) => `${Math.round(width * room * 10) / 10}%`;
  return html`<svg class="bar" aria-hidden="true">${parts.map(({ part, width }, index) => width > 0 && html`<rect class="${part}" x="${
    rounded(parts.slice(0, index).reduce((sum, before) => sum + before.width, 0))}" width="${rounded(width)}" height="100%"/>`)}</svg>`;
}

function spoken({ sealed, failing, backup }: Cell): string {
  return [backup && ', as a backup owner', sealed > 0 && `, sealed in ${count(sealed)}`, failing > 0 && `, a claim fails in ${count(failing)}`].filter(Boolean).join('');
}

function alert(claims: readonly string[]): Html {
  return html` <a class="alert-link" href="#claim-${claims[0]}" title="${claims.join(', ')}">${ALERT}<span class="sr">fails: ${claims.join(', ')}</span></a>`;
}

function elsewhere(results: readonly ClaimResult[]): Html | undefined {
  if (results.length === 0) { return undefined; }
  return html`<p class="warn">${counted(results.length, 'claim fails', 'claims fail')} on something other than these people and roles:
${join(results.map(({ id, title }) => html`<a href="#claim-${id}" title="${title}">${id}</a>`), ', ')}</p>`;
}
