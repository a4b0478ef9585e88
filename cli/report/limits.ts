import { UNPROVEN_FACTS, UnprovenFact } from 'cdk-break-glass/internal';
import { Html, html } from './html';
import { stateBadge } from './rests-on';
import { Facts } from '../facts/states';

export function limits(facts?: Facts): Html {
  return html`<p>The proofs are about the synthesized templates. They don't cover later changes by hand or other policies of the
organization, and the simulator and the emulator are not AWS. Only a live account can show these facts:</p>
<ol class="limits">${UNPROVEN_FACTS.map((fact) => html`<li id="fact-${fact.number}" value="${fact.number}">${plain(fact)}${facts && seen(fact, facts)}</li>`)}</ol>`;
}

const plain = ({ text }: UnprovenFact) => text.replace(/`/g, '');

function seen({ id }: UnprovenFact, facts: Facts): Html {
  const known = facts.of(id);
  const { verified } = known;
  return html` ${stateBadge(known)}${verified && html`<div class="small">${verified.outcome === 'not asked' ? 'Not asked' : 'Seen'}: ${verified.seen} (${verified.date.slice(0, 10)}, ${verified.region}, version ${verified.version})</div>`}`;
}
