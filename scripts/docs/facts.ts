/** The list of facts that no offline proof can show, and what live accounts showed. */
import { existsSync } from 'fs';
import { join } from 'path';
import { code, table } from './markdown';
import { FactTable, readTable } from '../../cli/facts/table';
import { CLAIMS, UNPROVEN_FACTS, UnprovenFact } from '../../src/claims/internal';

/** Where a maintainer keeps the table of the last run. */
const KEPT = join(__dirname, '..', '..', 'docs', 'verified-facts.json');

/** The table that the documents take in. */
export function keptTable(): FactTable | undefined {
  return existsSync(KEPT) ? readTable(KEPT) : undefined;
}

/** The numbered list of the threat model. */
export function factList(): string {
  return UNPROVEN_FACTS.map((fact) => `${fact.number}. ${fact.text} ([AWS](${fact.link})) ${restedOn(fact)}`).join('\n');
}

function restedOn({ id, unclaimed }: UnprovenFact): string {
  const claims = CLAIMS.filter(({ restsOn = [] }) => restsOn.includes(id)).map((claim) => code(claim.id));
  return claims.length > 0 ? `Rests on it: ${claims.join(', ')}.` : unclaimed ?? '';
}

/** What a table says, with date, Region and version of each answer. */
export function verifiedTable(known: FactTable | undefined): string {
  const asked = UNPROVEN_FACTS.flatMap((fact) => known?.facts.filter(({ id, outcome }) => id === fact.id && outcome !== 'not asked').map((verified) => ({ fact, verified })) ?? []);
  if (asked.length === 0) { return 'No run on a live account is recorded here yet.'; }
  return table(['Fact', 'Outcome', 'Seen', 'Date', 'Region', 'Version'], asked.map(({ fact, verified }) => [
    `${fact.number}. ${fact.title}`, verified.outcome, harmless(verified.seen), verified.date.slice(0, 10), verified.region, verified.version,
  ]));
}

/** What was seen holds texts of AWS's errors: nothing in it is Markdown. */
const harmless = (text: string) => text.replace(/[\\`*_{}[\]<>#!]/g, '\\$&');
