import { Access, Cell, Column, countOf, letters } from './access';
import { Html, html } from './html';
import { counted, listed } from './words';

/** The picture in words: for each role, who can assume it, and where. */
export function sentences({ columns, rows }: Access): Html {
  return html`<ul class="small">${columns.map((column, index) => {
    const has = column.groups.reduce((sum, { accounts }) => sum + accounts.length, 0);
    const who = new Map<string, string[]>();
    for (const { people, cells } of rows) {
      if (countOf(cells[index]) === 0) { continue; }
      const how = manner(cells[index], column);
      who.set(how, [...who.get(how) ?? [], ...people.map(({ label }) => label)]);
    }
    const clauses = [...who].map(([how, names]) => `${how}${listed(names)}`);
    return html`<li><strong>${column.profile} · ${column.title}</strong>, in ${counted(has, 'account')}: ${clauses.join('; ') || 'no one'}.</li>`;
  })}</ul>`;
}

function manner({ backup, groups, sealed, failing }: Cell, column: Column): string {
  const accounts = groups.reduce((sum, group) => sum + group.accounts.length, 0);
  const words = [
    groups.length < column.groups.length && `in ${letters(groups)} only`,
    backup && 'as a backup owner',
    sealed > 0 && (sealed === accounts ? 'sealed' : `sealed in ${counted(sealed, 'account')}`),
    failing > 0 && `a claim fails in ${failing === accounts ? 'all of them' : counted(failing, 'account')}`,
  ].filter((word): word is string => word !== false);
  return words.length > 0 ? `(${words.join(', ')}) ` : '';
}
