import { AccessRequest, Acknowledged, Answer, ClaimResult } from 'cdk-break-glass/internal';
import { Equal, equal, place } from './equal';
import { Html, html } from './html';
import { count, counted, scrolling } from './words';

const SAMPLES = 12;
/** Counter-examples that are shown at once; the others are a click away. */
const AT_ONCE = 8;
/** Counter-examples of a claim that every page has room for. */
const LEAST = 20;
/** Counter-examples of one page: 1,000 accounts can have millions. */
const MOST_OF_PAGE = 800;

/** Counter-examples of one claim that the page has room for. */
export function roomFor(results: readonly ClaimResult[]): number {
  return Math.max(LEAST, Math.floor(MOST_OF_PAGE / Math.max(1, results.filter(({ verdict }) => verdict === 'fails').length)));
}

export function counterExamples({ counterExamples: against, questions, remedy }: ClaimResult, room: number): Html | undefined {
  if (against.length === 0) { return undefined; }
  const different = equal(against, said);
  const shown = different.slice(0, room);
  const rest = shown.slice(AT_ONCE);
  return html`<div class="counter"><h4>${counted(against.length, 'counter-example')} in ${counted(questions, 'answer')}</h4>
${remedy && html`<p class="remedy"><strong>What to do:</strong> ${remedy}</p>`}
${table(shown.slice(0, AT_ONCE))}
${rest.length > 0 && html`<details><summary>The other ${counted(rest.length, 'counter-example')}</summary>
<div class="scrolldown">${table(rest)}</div></details>`}
${different.length > room && html`<p class="small">${count(different.length - room)} more are left out of this page. The proofs as JSON hold all.</p>`}</div>`;
}

/** Counter-examples that somebody accepted: they stay visible in every report. */
export function acknowledgedAnswers({ acknowledged, remedy }: ClaimResult): Html | undefined {
  if (acknowledged.length === 0) { return undefined; }
  return html`<div class="counter accepted"><h4>${counted(acknowledged.length, 'counter-example')} acknowledged</h4>
${remedy && html`<p class="remedy"><strong>What would end it:</strong> ${remedy}</p>`}
${scrolling(html`<table class="inner fixed"><colgroup><col class="about"><col><col class="about"></colgroup>
<thead><tr><th>About</th><th>Counter-example</th><th>Reason given</th></tr></thead><tbody>
${equal(acknowledged, (answer) => [...said(answer), answer.reason]).slice(0, MOST_OF_PAGE).map(acknowledgedRow)}</tbody></table>`)}</div>`;
}

function acknowledgedRow(same: Equal<Acknowledged>): Html {
  const { text, because, reason, request } = same.first;
  return html`<tr><td>${place(same)}</td><td>${text}<div class="small">${because}</div>${request && asked(request)}</td><td>${reason}</td></tr>`;
}

/** Answers that are as promised. */
export function samples(result: ClaimResult): Html | undefined {
  const kept = result.questions - result.counterExamples.length - result.acknowledged.length;
  if (kept === 0) { return undefined; }
  const shown = spread(result.samples);
  const summary = shown.length < kept
    ? `${counted(shown.length, 'sample')} of ${counted(kept, 'answer')}, all as promised`
    : counted(kept, 'answer, as promised', 'answers, all as promised');
  return html`<details><summary>${summary}</summary><table class="inner fixed">${HEAD}<tbody>
${shown.map(({ subject, text, because }) => html`<tr><td><code>${subject}</code></td><td>${text}</td><td>${because}</td></tr>`)}</tbody></table></details>`;
}

const HEAD = html`<colgroup><col class="about"><col><col class="about"></colgroup><thead><tr><th>About</th><th>Question</th><th>What decided</th></tr></thead>`;

function table(of: ReadonlyArray<Equal<Answer>>): Html {
  return html`<table class="inner fixed">${HEAD}<tbody>${of.map(({ first, accounts }) => html`<tr><td>${place({ first, accounts })}</td>
<td>${first.text}${first.request && asked(first.request)}</td><td>${first.because}</td></tr>`)}</tbody></table>`;
}

/** The request of a counter-example: who, what, where, and with which context it was evaluated. */
function asked({ principalArn, action, resource, account, context, sessionPolicy }: AccessRequest): Html {
  const region = context['aws:RequestedRegion'];
  return html`<dl class="asked"><dt>Who</dt><dd><code>${principalArn}</code></dd><dt>What</dt><dd><code>${action}</code></dd>
<dt>Where</dt><dd>${resource === undefined ? 'any resource' : html`<code>${resource}</code>`}, account ${account}${region && `, ${[region].flat().join(', ')}`}</dd>
${sessionPolicy && html`<dt>Limited by</dt><dd>a session policy</dd>`}</dl>
<details><summary>With ${counted(Object.keys(context).length, 'context key')}</summary><dl class="asked">${Object.entries(context).sort().map(([key, value]) =>
  html`<dt><code>${key}</code></dt><dd><code>${[value].flat().join(', ')}</code></dd>`)}</dl></details>`;
}

function said({ text, because }: Answer): string[] {
  return [text, because];
}

/** Spread over all answers: the first ones are mostly about the same user or role. */
function spread(of: readonly Answer[]): Answer[] {
  if (of.length <= SAMPLES) { return [...of]; }
  return Array.from({ length: SAMPLES }, (_, index) => of[Math.floor(index * of.length / SAMPLES)]);
}
