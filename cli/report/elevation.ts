import { AccessModel, elevationRules } from 'cdk-break-glass/internal';
import { forPeople } from 'cdk-break-glass/internal/texts';
import { Html, html, join } from './html';
import { counted, duration, scrolling } from './words';

type Rule = ReturnType<typeof elevationRules>[number]['rule'];

/** A rule with more places than this counts them. */
const MOST_PLACES = 6;

/** Who can ask for which access, and who approves it. False where the templates have no elevated access. */
export function elevatedAccess(model: AccessModel): Html | false {
  const rules = elevationRules(model);
  if (rules.length === 0) { return false; }
  const sorted = [...rules].sort((a, b) => a.stack.localeCompare(b.stack) || String(a.rule.name).localeCompare(String(b.rule.name)));
  const several = new Set(rules.map(({ stack }) => stack)).size > 1;
  return scrolling(html`<table class="medium"><thead><tr><th scope="col">Rule</th><th scope="col">Gives</th><th scope="col">Accounts</th>
<th scope="col">Who may ask</th><th scope="col">Who approves</th><th scope="col">Approvals</th><th scope="col">Longest</th></tr></thead>
<tbody>${sorted.map(({ rule, stack }) => html`<tr><th scope="row">${String(rule.name)}${several && html`<div class="small soft">${stack}</div>`}</th>
<td>${KINDS.get(rule.kind) ?? String(rule.kind)} ${forPeople(String(rule.title))}</td><td>${places(rule)}</td>
<td>${people(rule.requesters, rule.requesterGroups)}</td><td>${approvers(rule)}</td>
<td>${String(rule.quorum)}</td><td class="nowrap">${duration(rule.minutes * 60)}</td></tr>`)}</tbody></table>`, 'Elevated access');
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['assignment', 'permission set'], ['membership', 'membership of'], ['session', 'session of'], ['window', 'sealed role'], ['custom', 'custom:'],
]);

/** The values of a list that the templates may lack, or hold in another form. */
const texts = (values: unknown): string[] => (Array.isArray(values) ? values.map((value) => forPeople(String(value))) : []);

function places({ accounts, units }: Rule): string {
  const named = [...texts(accounts), ...texts(units).map((unit) => `each of unit ${unit}`)];
  if (named.length === 0) { return 'where it is deployed'; }
  return named.length > MOST_PLACES ? `${named.slice(0, MOST_PLACES).join(', ')} and ${counted(named.length - MOST_PLACES, 'more', 'more')}` : named.join(', ');
}

function people(persons: unknown, groups: unknown): string {
  return [...texts(persons), ...texts(groups).map((group) => `group ${group}`)].join(', ');
}

function approvers({ approvers: persons, approverGroups, automatic, fallback, fallbackMinutes, bypass }: Rule): Html {
  const special = [
    ...texts(automatic).length > 0 ? [`the rule itself for ${texts(automatic).join(', ')}`] : [],
    ...texts(fallback).length > 0 ? [`after ${duration(fallbackMinutes * 60)} also ${texts(fallback).join(', ')}`] : [],
    ...texts(bypass).length > 0 ? [`alone: ${texts(bypass).join(', ')}`] : [],
  ];
  const first = people(persons, approverGroups);
  return join([...first === '' ? [] : [first], ...special], '; ');
}
