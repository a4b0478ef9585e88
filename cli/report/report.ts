import { createHash } from 'node:crypto';
import { AccessModel, ClaimResult } from 'cdk-break-glass/internal';
import { accessOf } from './access';
import { accessMatrix, permissionSets } from './access-matrix';
import { assumed, assumptions } from './assumptions';
import { COPY } from './copy';
import { DeployedInventory, deployment } from './deployment';
import { elevatedAccess } from './elevation';
import { Failing } from './failing';
import { FILTER } from './filter';
import { Html, html, join, trusted } from './html';
import { limits } from './limits';
import { canBeShown, picture } from './picture';
import { PICTURE_STYLES } from './picture-styles';
import { proofs } from './proofs';
import { STYLES } from './styles';
import { Incident, timeline } from './timeline';
import { canBeDrawn, trustGraph } from './trust-graph';
import { isWithout, verdict, verdictLine, without } from './verdict';
import { Facts } from '../facts/states';

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
  /** What a live account showed about AWS. */
  readonly facts?: Facts;
}

const STYLE = PICTURE_STYLES + STYLES;
const SCRIPT = FILTER + COPY;

/** Lets only this style and this script run in the page. */
const POLICY = `default-src 'none'; style-src '${integrity(STYLE)}'; script-src '${integrity(SCRIPT)}'; base-uri 'none'; form-action 'none'`;

/** A self-contained page: who can become what where, the proofs behind it, and an incident played on it. */
export function renderReport(input: ReportInput): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${input.title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<h1>${input.title}</h1>
<p class="small">${input.generatedAt}</p>
${verdictLine(input.model, input.results, input.facts)}
${isWithout(input.model, input.results) ? html`</header>
<main>${without(input.model)}` : body(input)}
</main>
<footer>${join(Object.entries(input.versions).map(([name, version]) => html`${name} ${version}`), ' · ')}</footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`.text;
}

function body({ model, results, mutationsNote, inventory, incident, facts }: ReportInput): Html {
  const failing = new Failing(results);
  const access = accessOf(model, failing);
  const unbounded = model.roles.filter((role) => !role.boundary);
  const assignments = model.resources.filter(({ type }) => type === 'AWS::SSO::Assignment');
  const sections: readonly Section[] = [
    { id: 'who', short: 'Who', title: html`<h2 id="who">Who can become what, where</h2>`, content: canBeShown(access) && picture(access, model, failing) },
    { id: 'verdict', short: 'Verdict', content: verdict(model, results) },
    { id: 'access', short: 'Access', title: html`<h2 id="access">Access matrix</h2>`, content: access.groups.length > 0 && accessMatrix(access.groups) },
    {
      id: 'permission-sets',
      short: 'Permission sets',
      title: access.groups.length > 0 ? html`<h3 id="permission-sets">Permission sets</h3>` : html`<h2 id="permission-sets">Permission sets</h2>`,
      content: model.permissionSets.length > 0 && permissionSets(model.permissionSets, assignments),
    },
    { id: 'elevated', short: 'Elevated', title: html`<h2 id="elevated">Elevated access</h2>`, content: elevatedAccess(model) },
    { id: 'trust', short: 'Trust', title: html`<h2 id="trust">Trust graph</h2>`, content: canBeDrawn(access) && trustGraph(access) },
    { id: 'proven', short: 'Proofs', title: html`<h2 id="proven">Proofs</h2>`, content: proofs(results, unbounded, mutationsNote, facts) },
    { id: 'assumptions', short: 'Assumptions', title: html`<h2 id="assumptions">Assumptions</h2>`, content: assumed(results).length > 0 && assumptions(results) },
    { id: 'created', short: 'Deployed', title: html`<h2 id="created">Deployed resources</h2>`, content: inventory !== undefined && inventory.length > 0 && deployment(model, inventory) },
    { id: 'timeline', short: 'Timeline', title: html`<h2 id="timeline">Timeline of an incident</h2>`, content: incident !== undefined && incident.steps.length > 0 && timeline(incident) },
    { id: 'limits', short: 'Limits', title: html`<h2 id="limits">Limits of offline proof</h2>`, content: limits(facts) },
  ];
  const shown = sections.filter(({ content }) => content !== false);
  return html`<nav aria-label="Contents">${shown.map(({ id, short }) => html`<a href="#${id}">${short}</a>`)}</nav>
</header>
<main>
${shown.map(({ title, content }) => html`${title}${content}
`)}`;
}

/** A part of the page. Without content it is left out, and of the contents list as well. */
interface Section {
  readonly id: string;
  readonly short: string;
  readonly title?: Html;
  readonly content: Html | false;
}

function integrity(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
