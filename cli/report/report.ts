import { createHash } from 'node:crypto';
import { accessMatrix, permissionSets } from './access-matrix';
import { DeployedInventory, deployment } from './deployment';
import { FILTER } from './filter';
import { Html, html, join, trusted } from './html';
import { limits } from './limits';
import { proofs } from './proofs';
import { roleFacts } from './role-facts';
import { STYLES } from './styles';
import { Incident, timeline } from './timeline';
import { trustGraph } from './trust-graph';
import { count, counted, listed } from './words';
import { AccessModel, ClaimResult } from 'cdk-break-glass/internal';

export type { DeployedInventory } from './deployment';
export type { Incident, IncidentStep } from './timeline';

export interface ReportInput {
  readonly title: string;
  /** Date to show. */
  readonly generatedAt: string;
  /** Versions of the tools behind the proofs, by name. */
  readonly versions: { readonly [name: string]: string };
  readonly model: AccessModel;
  readonly results: readonly ClaimResult[];
  /** What the embedded AWS reported, by account and Region. */
  readonly inventory?: readonly DeployedInventory[];
  /** An incident that was played there. */
  readonly incident?: Incident;
  /** Result of the proofs on templates without a mitigation. */
  readonly mutationsNote?: string;
}

/** Lets only this style and this script run in the page. */
const POLICY = `default-src 'none'; style-src '${integrity(STYLES)}'; script-src '${integrity(FILTER)}'; base-uri 'none'; form-action 'none'`;

/** A self-contained page: access matrix, trust graph and proofs of an assembly, and an incident played on it. */
export function renderReport(input: ReportInput): string {
  const { model } = input;
  const facts = model.roles.map((role) => roleFacts(model, role));
  const unbounded = model.roles.filter((role) => !role.boundary).map((role) => role.name);
  const assignments = model.resources.filter(({ type }) => type === 'AWS::SSO::Assignment');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${input.title}</title>
<style>${trusted(STYLES)}</style>
</head>
<body>
<header>
<h1>${input.title}</h1>
<p class="small">${input.generatedAt}</p>
${verdict(input)}
<nav aria-label="Contents"><a href="#access">Access</a><a href="#permission-sets">Permission sets</a><a href="#trust">Trust</a>
<a href="#proven">Proofs</a><a href="#created">Deployed</a><a href="#timeline">Timeline</a><a href="#limits">Limits</a></nav>
</header>
<main>
<h2 id="access">Access matrix</h2>${accessMatrix(model, facts)}
<h3 id="permission-sets">Permission sets</h3>${permissionSets(model.permissionSets, assignments)}
<h2 id="trust">Trust graph</h2>${trustGraph(model, facts)}
<h2 id="proven">Proofs</h2>${proofs(input.results, unbounded, input.mutationsNote)}
<h2 id="created">Deployed resources</h2>${deployment(model, input.inventory ?? [])}
<h2 id="timeline">Timeline of an incident</h2>${timeline(input.incident)}
<h2 id="limits">Limits of offline proof</h2>${limits()}
</main>
<footer>${join(Object.entries(input.versions).map(([name, version]) => html`${name} ${version}`), ' · ')}</footer>
<script>${trusted(FILTER)}</script>
</body>
</html>
`.text;
}

function verdict({ results, model }: ReportInput): Html {
  const of = (wanted: ClaimResult['verdict']) => results.filter((result) => result.verdict === wanted);
  const [holding, failing, idle] = [of('holds'), of('fails'), of('not applicable')];
  const questions = results.reduce((sum, result) => sum + result.questions, 0);
  const against = results.reduce((sum, result) => sum + result.counterExamples.length, 0);
  const decided = holding.length + failing.length;
  const tone = failing.length > 0 ? 'bad' : holding.length > 0 ? 'good' : '';
  const scope = listed([
    counted(new Set(model.stacks.map((stack) => stack.account)).size, 'account'),
    counted(model.users.length, 'break-glass user'),
    counted(model.roles.length, 'incident response role'),
    counted(model.permissionSets.length, 'permission set'),
  ]);
  return html`<section class="verdict ${tone}">
<h2>${headline(holding.length, failing.length)}</h2>
<dl class="tiles">
<div><dt>claims hold</dt><dd>${count(holding.length)}</dd></div>
<div class="${failing.length > 0 && 'bad'}"><dt>${failing.length === 1 ? 'claim fails' : 'claims fail'}</dt><dd>${count(failing.length)}</dd></div>
<div><dt>not applicable</dt><dd>${count(idle.length)}</dd></div>
<div><dt>questions answered</dt><dd>${count(questions)}</dd></div>
</dl>
<p>The proofs answer ${counted(questions, 'question')} about the templates for ${scope}: is this request allowed, does this record raise
an alarm, is this in the template? ${failing.length > 0
  ? `${counted(against, 'answer')} ${against === 1 ? 'is' : 'are'} not as promised:`
  : decided > 0 ? 'Every answer is as promised.' : 'No claim applies.'}</p>
${failing.length > 0 && html`<ul>${failing.map((result) => html`<li><a href="#claim-${result.id}">${result.title}</a>
<span class="soft">(${counted(result.counterExamples.length, 'counter-example')} in ${counted(result.questions, 'answer')})</span></li>`)}</ul>`}
${idle.length > 0 && html`<p class="small">Not applicable: the templates have no resource that these claims are about.</p>`}
</section>`;
}

function headline(holding: number, failing: number): string {
  if (failing > 0) { return `${counted(failing, 'claim')} of ${count(holding + failing)} ${failing === 1 ? 'fails' : 'fail'}.`; }
  if (holding === 0) { return 'Nothing was proven.'; }
  return holding === 1 ? 'The one claim holds.' : `All ${count(holding)} claims hold.`;
}

function integrity(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
