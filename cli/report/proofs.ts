import { Html, html, join } from './html';
import { badge, count, counted, scrolling } from './words';
import { Answer, CLAIM_GROUPS, ClaimResult, THREATS } from 'cdk-break-glass/internal';

const SAMPLES = 12;
/** Counter-examples that are shown at once; the others are a click away. */
const AT_ONCE = 20;

const KINDS: { readonly [kind in ClaimResult['proof']]: readonly [string, string] } = {
  simulation: ['Policies', 'Each request is evaluated against the synthesized policies'],
  template: ['Template', 'The synthesized template itself shows the answer'],
  detection: ['Records', 'The alarms are evaluated on records in CloudTrail\'s format'],
};

/** `unbounded`: roles that the claims about sessions pass over, since the claim about their boundary fails. */
export function proofs(results: readonly ClaimResult[], unbounded: readonly string[], mutationsNote?: string): Html {
  const grouped = CLAIM_GROUPS.map(({ title, claims }) => (
    [title, results.filter(({ id }) => claims.some((candidate) => candidate.id === id))] as const));
  const other = results.filter((result) => !grouped.some(([, of]) => of.includes(result)));
  const threats = [...new Set(results.flatMap((result) => result.threats))].sort((a, b) => a - b);
  return html`
<p>A claim is a promise about the templates. It holds when every question about it has the promised answer; one counter-example breaks it.
An ability is a claim that something stays possible: safe access must still be usable.</p>
<ul class="small">${Object.values(KINDS).map(([kind, meaning]) => html`<li><strong>${kind}</strong>: ${lower(meaning)}.</li>`)}</ul>
${mutationsNote && html`<p>${mutationsNote}</p>`}
${unbounded.length > 0 && html`<p class="warn">The claims about what sessions can't do leave out ${counted(unbounded.length, 'role')}
without a known boundary (${unbounded.join(', ')}): they promise nothing about ${unbounded.length === 1 ? 'it' : 'them'}.</p>`}
${threats.length > 0 && html`<details><summary>Threats by number</summary>
<table class="inner"><tbody>${threats.map((threat) =>
  html`<tr><td class="number">${threat}</td><td>${threatName(threat)}</td></tr>`)}</tbody></table></details>`}
<p class="filter" hidden><label for="filter-proofs">Show only</label>
<input id="filter-proofs" type="search" data-filters="proofs" placeholder="a word, an id, fails"></p>
<div id="proofs">${[...grouped, ['Other claims', other] as const].map(([title, of]) => of.length > 0 && group(title, of))}</div>`;
}

function group(title: string, results: readonly ClaimResult[]): Html {
  const failing = results.filter((result) => result.verdict === 'fails').length;
  return html`<section data-heading="${title}"><h3>${title} ${failing > 0 && badge('bad', counted(failing, 'fails', 'fail'))}</h3>
${scrolling(html`<table class="medium fixed">
<colgroup><col class="mark"><col><col class="figure"><col class="figure"><col class="figure"></colgroup>
<thead><tr><th>Verdict</th><th>Promise</th><th>Threats</th><th>Proof</th><th class="number">Questions</th></tr></thead>
${results.map((result) => claim(result, title))}</table>`)}</section>`;
}

function claim(result: ClaimResult, title: string): Html {
  const [kind, meaning] = KINDS[result.proof];
  return html`<tbody data-row data-group="${title}" id="claim-${result.id}">
<tr class="first"><td class="nowrap">${verdict(result)}</td>
<td>${result.title} ${result.ability && badge('note', 'ability', 'A promise that something is possible')}
<div class="small"><code>${result.id}</code></div></td>
<td class="nowrap">${result.threats.length > 0 ? join(result.threats.map(numbered), ', ') : '—'}</td>
<td><span title="${meaning}">${kind}</span></td>
<td class="number">${count(result.questions)}</td></tr>
<tr class="more"><td></td><td colspan="4">${counterExamples(result)}${answers(result)}</td></tr></tbody>`;
}

function numbered(threat: number): Html {
  return html`<span title="${threatName(threat)}">${threat}</span>`;
}

function verdict(result: ClaimResult): Html {
  switch (result.verdict) {
    case 'holds': return badge('good', 'holds');
    case 'fails': return badge('bad', 'fails');
    default: return badge('muted', 'not applicable', 'The templates have no resource that the claim is about');
  }
}

function counterExamples({ counterExamples: against, questions }: ClaimResult): Html | undefined {
  if (against.length === 0) { return undefined; }
  const rest = against.slice(AT_ONCE);
  return html`<div class="counter"><h4>${counted(against.length, 'counter-example')} in ${counted(questions, 'answer')}</h4>
${table(against.slice(0, AT_ONCE))}
${rest.length > 0 && html`<details><summary>The other ${counted(rest.length, 'counter-example')}</summary>
<div class="scrolldown">${table(rest)}</div></details>`}</div>`;
}

function answers(result: ClaimResult): Html | undefined {
  const kept = result.questions - result.counterExamples.length - result.acknowledged.length;
  if (kept === 0) { return undefined; }
  const shown = sample(result.samples);
  const summary = shown.length < kept
    ? `${shown.length} samples of ${count(kept)} answers, all as promised`
    : counted(kept, 'answer, as promised', 'answers, all as promised');
  return html`<details><summary>${summary}</summary>${table(shown)}</details>`;
}

function table(of: readonly Answer[]): Html {
  return html`<table class="inner fixed"><thead><tr><th>About</th><th>Question</th><th>What decided</th></tr></thead><tbody>
${of.map((answer) => html`<tr><td><code>${answer.subject}</code></td><td>${answer.text}</td><td>${answer.because}</td></tr>`)}</tbody></table>`;
}

/** Spread over all answers: the first ones are mostly about the same user or role. */
function sample(of: readonly Answer[]): Answer[] {
  if (of.length <= SAMPLES) { return [...of]; }
  return Array.from({ length: SAMPLES }, (_, index) => of[Math.floor(index * of.length / SAMPLES)]);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function threatName(number: number): string {
  return THREATS.find((candidate) => candidate.number === number)?.threat ?? 'see the threat model';
}
