import { ClaimResult } from 'cdk-break-glass/internal';
import { Html, html, join } from './html';
import { badge } from './words';
import { Facts, FactState, KnownFact, WORDS } from '../facts/states';

const TONES: { readonly [state in FactState]: Parameters<typeof badge>[0] } = {
  'held': 'good', 'failed': 'bad', 'unverified': 'muted', 'stale': 'accepted', 'other version': 'accepted',
};

export const stateBadge = ({ state }: KnownFact) => badge(TONES[state], WORDS[state]);

/** What a claim takes for granted of AWS, and whether a live account showed it. */
export function restsOn({ restsOn: ids }: ClaimResult, facts: Facts): Html | undefined {
  if (ids.length === 0) { return undefined; }
  return html`<p class="small">Rests on ${join(ids.map((id) => {
    const known = facts.of(id);
    return html`<a href="#fact-${known.fact.number}">fact ${known.fact.number}</a>: ${known.fact.title} ${stateBadge(known)}`;
  }), ', ')}</p>`;
}
