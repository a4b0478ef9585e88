import { Assumption, ClaimResult } from 'cdk-break-glass/internal';
import { Equal, equal, place } from './equal';
import { Html, html, join } from './html';
import { count, counted, scrolling } from './words';
import { checkOf } from '../prove/check';

const AT_ONCE = 20;
const MOST_OF_PAGE = 500;

/** What the proofs take for granted, with the command that shows it. */
export function assumptions(results: readonly ClaimResult[]): Html {
  const found = assumed(results);
  const rest = found.slice(AT_ONCE, MOST_OF_PAGE);
  const where = new Set(found.flatMap(({ first, accounts }) => [checkOf(first).account, ...accounts]));
  where.delete(undefined);
  const several = where.size > 1;
  return html`<p>These resources lie outside of the templates. The claims hold only if each is as described: run the command in the account, and compare.</p>
${table(found.slice(0, AT_ONCE), several)}
${rest.length > 0 && html`<details><summary>The other ${counted(rest.length, 'assumption')}</summary>${table(rest, several)}</details>`}
${found.length > MOST_OF_PAGE && html`<p class="small">${count(found.length - MOST_OF_PAGE)} more are left out of this page. The proofs as JSON hold all.</p>`}`;
}

interface Assumed extends Equal<Assumption> {
  readonly claims: readonly string[];
}

/** Each assumption once, however many claims make it. */
export function assumed(results: readonly ClaimResult[]): Assumed[] {
  const claims = new Map<string, Set<string>>();
  const keyOf = ({ text, check }: Assumption) => JSON.stringify([text, check]);
  for (const { id, assumptions: made } of results) {
    for (const assumption of made) {
      const key = keyOf(assumption);
      claims.set(key, (claims.get(key) ?? new Set()).add(id));
    }
  }
  const all = results.flatMap((result) => result.assumptions);
  return equal(all, ({ text, check }) => [text, check]).map((same) => ({ ...same, claims: [...claims.get(keyOf(same.first))!] }));
}

const accountText = (account: string | undefined) => account !== undefined && html`<div class="small">in account ${account}</div>`;

function table(of: readonly Assumed[], several: boolean): Html {
  return scrolling(html`<table class="medium fixed">
<thead><tr><th>About</th><th>Assumed</th><th>Check</th></tr></thead>
<tbody>${of.map((same) => html`<tr><td>${place(same)}</td>
<td>${same.first.text}<div class="small">for ${join(same.claims.map((claim) => html`<a href="#claim-${claim}">${claim}</a>`), ', ')}</div></td>
<td class="command"><code data-copy>${checkOf(same.first).check}</code>${several && accountText(checkOf(same.first).account)}</td></tr>`)}</tbody></table>`, 'Assumptions');
}
