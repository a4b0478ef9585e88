import { CLAIM_GROUPS, ClaimResult, RoleModel, THREATS } from 'cdk-break-glass/internal';
import { acknowledgedAnswers, counterExamples, roomFor, samples } from './answers';
import { Html, html, join } from './html';
import { restsOn } from './rests-on';
import { badge, count, counted, scrolling } from './words';
import { Facts } from '../facts/states';

const KINDS: { readonly [kind in ClaimResult['proof']]: readonly [string, string] } = {
  policy: ['Policies', 'Each request is evaluated against the synthesized policies'],
  template: ['Template', 'The synthesized template itself shows the answer'],
  detection: ['Records', 'The alarms are evaluated on records in CloudTrail\'s format'],
};

/** `unbounded`: roles that the claims about sessions pass over, since the claim about their boundary fails. */
export function proofs(results: readonly ClaimResult[], unbounded: readonly RoleModel[], mutationsNote?: string, facts?: Facts): Html {
  const grouped = CLAIM_GROUPS.map(({ title, claims }) => (
    [title, results.filter(({ id }) => claims.some((candidate) => candidate.id === id))] as const));
  const other = results.filter((result) => !grouped.some(([, of]) => of.includes(result)));
  const room = roomFor(results);
  const threats = [...new Set(results.flatMap((result) => result.threats))].sort((a, b) => a - b);
  return html`
<p>A claim is a promise about the templates. It holds when every question about it has the promised answer; one counter-example breaks it.
An ability is a claim that something stays possible: safe access must still be usable.</p>
<ul class="small">${Object.values(KINDS).map(([kind, meaning]) => html`<li><strong>${kind}</strong>: ${lower(meaning)}.</li>`)}</ul>
${mutationsNote && html`<p>${mutationsNote}</p>`}
${unbounded.length > 0 && html`<p class="warn">The claims about what sessions can't do leave out ${counted(unbounded.length, 'role')}
without a known boundary (${[...new Set(unbounded.map(({ name }) => name))].join(', ')}): they promise nothing about ${unbounded.length === 1 ? 'it' : 'them'}.</p>`}
${threats.length > 0 && html`<details><summary>Threats by number</summary>
<table class="inner"><tbody>${threats.map((threat) =>
  html`<tr><td class="number">${threat}</td><td>${threatName(threat)}</td></tr>`)}</tbody></table></details>`}
<p class="filter" hidden><label for="filter-proofs">Show only</label>
<input id="filter-proofs" type="search" data-filters="proofs" placeholder="a word, an id, fails"></p>
<div id="proofs">${[...grouped, ['Other claims', other] as const].map(([title, of]) => of.length > 0 && group(title, of, room, facts))}</div>`;
}

function group(title: string, results: readonly ClaimResult[], room: number, facts: Facts | undefined): Html {
  const [failing, acknowledged] = (['fails', 'acknowledged'] as const).map((wanted) => results.filter(({ verdict }) => verdict === wanted).length);
  return html`<section data-heading="${title}"><h3>${title} ${failing > 0 && badge('bad', counted(failing, 'fails', 'fail'))} ${
    acknowledged > 0 && badge('accepted', `${count(acknowledged)} acknowledged`)}</h3>
${scrolling(html`<table class="medium fixed">
<colgroup><col class="mark"><col><col class="figure"><col class="figure"><col class="figure"></colgroup>
<thead><tr><th>Verdict</th><th>Promise</th><th>Threats</th><th>Proof</th><th class="number">Questions</th></tr></thead>
${results.map((result) => claim(result, title, room, facts))}</table>`)}</section>`;
}

function claim(result: ClaimResult, title: string, room: number, facts: Facts | undefined): Html {
  const [kind, meaning] = KINDS[result.proof];
  return html`<tbody data-row data-group="${title}" id="claim-${result.id}">
<tr class="first"><td class="nowrap">${mark(result)}</td>
<td>${result.title} ${result.ability && badge('note', 'ability', 'A promise that something is possible')}
<div class="small"><code>${result.id}</code></div></td>
<td class="nowrap">${result.threats.length > 0 ? join(result.threats.map(numbered), ', ') : '—'}</td>
<td><span title="${meaning}">${kind}</span></td>
<td class="number">${count(result.questions)}</td></tr>
<tr class="more"><td></td><td colspan="4">${counterExamples(result, room)}${acknowledgedAnswers(result)}${facts && restsOn(result, facts)}${samples(result)}</td></tr></tbody>`;
}

function numbered(threat: number): Html {
  return html`<span title="${threatName(threat)}">${threat}</span>`;
}

function mark({ verdict }: ClaimResult): Html {
  switch (verdict) {
    case 'holds': return badge('good', 'holds');
    case 'fails': return badge('bad', 'fails');
    case 'acknowledged': return badge('accepted', 'acknowledged', 'Every counter-example is acknowledged, with its reason');
    default: return badge('muted', 'not applicable', 'The templates have no resource that the claim is about');
  }
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function threatName(number: number): string {
  return THREATS.find((candidate) => candidate.number === number)?.threat ?? 'see the threat model';
}
