import { Html, html, join } from './html';
import { badge, counted } from './words';

/** An incident as it was played: each call with its answer and its effects. */
export interface Incident {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly IncidentStep[];
}

/** `accepted` and `refused`: an answer of the API; `alarmed`: a record raised an alarm; `seen`: what another service then said. */
export type Outcome = 'accepted' | 'refused' | 'alarmed' | 'seen';

export interface IncidentStep {
  /** Since the beginning. */
  readonly seconds: number;
  readonly who: string;
  readonly what: string;
  /** As it was made: `POST /requests`. */
  readonly call: string;
  readonly outcome: Outcome;
  /** Of an HTTP answer. */
  readonly status?: number;
  readonly answer: string;
  readonly followed: Followed;
}

/** What the workflows did until they finished. */
export interface Followed {
  readonly entries: readonly LedgerEntry[];
  /** Events on the bus, by their type. */
  readonly events: readonly string[];
  /** Calls that change something outside of the ledger: `service:action`. */
  readonly calls: readonly string[];
}

export interface LedgerEntry {
  readonly event: string;
  readonly by: string;
  readonly detail: string;
}

/** `T+1.2 s`. */
export function sinceBegin(seconds: number): string {
  return `T+${seconds.toFixed(1)} s`;
}

/** What happened, from top to bottom. */
export function timeline(incident: Incident): Html {
  const { steps } = incident;
  const entries = steps.reduce((sum, step) => sum + step.followed.entries.length, 0);
  const events = steps.reduce((sum, step) => sum + step.followed.events.length, 0);
  return html`<p><strong>${incident.id}</strong>: ${incident.title}. Each step is a real call to the stacks deployed to the emulator, with the answer
it returned. Below each step: what the workflows did until they finished (${counted(entries, 'entry', 'entries')} in the ledger and
${counted(events, 'event')} on the bus in all). Alarms are the result of metric filters and event rules on the CloudTrail record of the step. Times
are those of the emulator.</p>
<ol class="timeline">${steps.map(item)}</ol>`;
}

function item(step: IncidentStep): Html {
  return html`<li class="${step.outcome}"><div class="when">${sinceBegin(step.seconds)}</div>
<div class="what"><div><strong>${step.who}</strong> ${step.what}</div>
<div class="small"><code>${step.call}</code></div>
<div class="answer">${mark(step)} ${step.answer}</div>${followed(step.followed)}</div></li>`;
}

function mark({ outcome, status }: IncidentStep): Html {
  switch (outcome) {
    case 'accepted': return badge('good', String(status ?? 'accepted'), 'accepted');
    case 'refused': return badge('note', `${status ?? ''} refused`.trim(), 'refused, as expected');
    case 'alarmed': return badge('bad', 'alarm');
    case 'seen': return badge('muted', String(status ?? 'seen'));
  }
}

function followed({ entries, events, calls }: Followed): Html | undefined {
  if (entries.length + events.length + calls.length === 0) { return undefined; }
  const codes = (names: readonly string[]) => join(names.map((name) => html`<code>${name}</code>`), ', ');
  return html`<dl class="followed">
${entries.length > 0 && html`<dt>Ledger</dt><dd>${entries.map(entry)}</dd>`}
${events.length > 0 && html`<dt>Events</dt><dd>${events.join(', ')}</dd>`}
${calls.length > 0 && html`<dt>Calls</dt><dd>${codes(calls)}</dd>`}</dl>`;
}

function entry({ event, by, detail }: LedgerEntry): Html {
  return html`<div><strong>${event}</strong> by ${by}${detail && html` <span class="soft">${detail}</span>`}</div>`;
}
