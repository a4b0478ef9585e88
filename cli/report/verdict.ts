import { AccessModel, ClaimResult, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from 'cdk-break-glass/internal';
import { assumed } from './assumptions';
import { equal } from './equal';
import { Html, html } from './html';
import { count, counted, listed } from './words';
import { stands } from '../facts/contradiction';
import { Facts } from '../facts/states';

/** Acknowledgements that the verdict lists; the claims below hold all. */
const MOST_ACKNOWLEDGED = 20;

interface Tally {
  readonly holding: readonly ClaimResult[];
  readonly failing: readonly ClaimResult[];
  readonly acknowledged: readonly ClaimResult[];
  readonly idle: readonly ClaimResult[];
}

/** Whether the templates hold nothing that the library makes. */
export function isWithout({ users, roles, permissionSets }: AccessModel, results: readonly ClaimResult[]): boolean {
  return users.length + roles.length + permissionSets.length === 0 && results.every((result) => result.verdict === 'not applicable');
}

/** One line for the top of the page. */
export function verdictLine(model: AccessModel, results: readonly ClaimResult[], facts?: Facts): Html {
  if (isWithout(model, results)) { return html`<p class="headline"><strong>No break-glass access in these templates.</strong></p>`; }
  const tally = tallied(results);
  const more = [
    tally.acknowledged.length > 0 && html`<a href="#proven">${count(tally.acknowledged.length)} acknowledged</a>`,
    assumed(results).length > 0 && html`<a href="#assumptions">${counted(assumed(results).length, 'assumption')}</a>`,
    ...facts ? openFacts(results, facts) : [],
  ].filter((part): part is Html => part !== false);
  return html`<p class="headline ${tone(tally)}"><a href="#verdict"><strong>${headline(tally)}</strong></a>${more.map((part) => html` · ${part}`)}</p>`;
}

/** How many of the facts that the proven claims rest on failed, and how many aren't verified. */
function openFacts(results: readonly ClaimResult[], facts: Facts): Html[] {
  const used = [...new Set(results.filter(stands).flatMap((result) => result.restsOn))].map((id) => facts.of(id).state);
  const failed = used.filter((state) => state === 'failed').length;
  const open = used.filter((state) => state !== 'failed' && state !== 'held').length;
  return [
    ...failed > 0 ? [html`<a href="#limits"><strong>${counted(failed, 'fact')} of AWS failed</strong></a>`] : [],
    ...open > 0 ? [html`<a href="#limits">${counted(open, 'fact')} of AWS unverified</a>`] : [],
  ];
}

/** Said instead of everything else where there is nothing to prove. */
export function without({ stacks }: AccessModel): Html {
  return html`<section class="verdict" id="verdict"><h2>Nothing to prove</h2>
<p>${counted(stacks.length, 'template')} ${stacks.length === 1 ? 'holds' : 'hold'} no break-glass user, incident response role or permission set.
Users are recognized by a name that ends with <code>${USER_NAME_SUFFIX}</code>, roles by a name that begins with <code>${ROLE_NAME_PREFIX}</code>,
both also by the path <code>/bg/</code>.</p></section>`;
}

export function verdict(model: AccessModel, results: readonly ClaimResult[]): Html {
  const tally = tallied(results);
  const { holding, failing, acknowledged, idle } = tally;
  const questions = results.reduce((sum, result) => sum + result.questions, 0);
  const against = results.reduce((sum, result) => sum + result.counterExamples.length, 0);
  const scope = listed([
    counted(new Set(model.stacks.map((stack) => stack.account)).size, 'account'),
    counted(model.users.length, 'break-glass user'),
    counted(model.roles.length, 'incident response role'),
    counted(model.permissionSets.length, 'permission set'),
  ]);
  const decided = holding.length + failing.length + acknowledged.length;
  return html`<section class="verdict ${tone(tally)}" id="verdict">
<h2>${headline(tally)}</h2>
<dl class="tiles">
<div><dt>${holding.length === 1 ? 'claim holds' : 'claims hold'}</dt><dd>${count(holding.length)}</dd></div>
<div class="${failing.length > 0 && 'bad'}"><dt>${failing.length === 1 ? 'claim fails' : 'claims fail'}</dt><dd>${count(failing.length)}</dd></div>
${acknowledged.length > 0 && html`<div class="accepted"><dt>acknowledged</dt><dd>${count(acknowledged.length)}</dd></div>`}
<div><dt>not applicable</dt><dd>${count(idle.length)}</dd></div>
<div><dt>questions answered</dt><dd>${count(questions)}</dd></div>
</dl>
<p>The proofs answer ${counted(questions, 'question')} about the templates for ${scope}: is this request allowed, does this record raise
an alarm, is this in the template? ${failing.length > 0
  ? `${counted(against, 'answer')} ${against === 1 ? 'is' : 'are'} not as promised:`
  : acknowledged.length > 0 ? 'Every answer is as promised or acknowledged.' : decided > 0 ? 'Every answer is as promised.' : 'No claim applies.'}</p>
${failing.length > 0 && html`<ul>${failing.map((result) => html`<li><a href="#claim-${result.id}">${result.title}</a>
<span class="soft">(${counted(result.counterExamples.length, 'counter-example')} in ${counted(result.questions, 'answer')})</span></li>`)}</ul>`}
${acknowledgements(results)}
${idle.length > 0 && html`<p class="small">Not applicable: the templates have no resource that these claims are about.</p>`}
</section>`;
}

/** Every acknowledgement with its construct and reason, also those of claims that fail elsewhere. */
function acknowledgements(results: readonly ClaimResult[]): Html | undefined {
  const all = results.flatMap((result) => equal(result.acknowledged, ({ reason }) => [reason]).map((same) => ({ ...same, result })));
  if (all.length === 0) { return undefined; }
  return html`<p>Acknowledged, each for one construct alone:</p>
<ul>${all.slice(0, MOST_ACKNOWLEDGED).map(({ result, first, accounts }) => html`<li><a href="#claim-${result.id}">${result.title}</a>:
“${first.reason}” <span class="soft">(${first.about?.path ?? first.subject}${accounts.length > 1 && ` and in ${count(accounts.length - 1)} more accounts`})</span></li>`)}</ul>
${all.length > MOST_ACKNOWLEDGED && html`<p class="small">${count(all.length - MOST_ACKNOWLEDGED)} more are listed at their claims.</p>`}`;
}

function tallied(results: readonly ClaimResult[]): Tally {
  const of = (wanted: ClaimResult['verdict']) => results.filter((result) => result.verdict === wanted);
  return { holding: of('holds'), failing: of('fails'), acknowledged: of('acknowledged'), idle: of('not applicable') };
}

function tone({ holding, failing, acknowledged }: Tally): string {
  return failing.length > 0 ? 'bad' : acknowledged.length > 0 ? 'accepted' : holding.length > 0 ? 'good' : '';
}

function headline({ holding, failing, acknowledged }: Tally): string {
  const decided = holding.length + failing.length + acknowledged.length;
  if (failing.length > 0) { return `${count(failing.length)} of ${counted(decided, 'claim')} ${failing.length === 1 ? 'fails' : 'fail'}.`; }
  if (acknowledged.length > 0) { return `${count(holding.length)} of ${counted(decided, 'claim')} ${holding.length === 1 ? 'holds' : 'hold'}, ${count(acknowledged.length)} acknowledged.`; }
  if (holding.length === 0) { return 'Nothing was proven.'; }
  return holding.length === 1 ? 'The one claim holds.' : `All ${count(holding.length)} claims hold.`;
}
