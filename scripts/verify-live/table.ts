/** The table that the command writes. `cli/facts/table.ts` reads it. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'fs';
import { dirname } from 'path';
import { FactTable, readTable, TABLE_FORMAT, tableOf, VerifiedFact } from '../../cli/facts/table';
import { FACT_IDS } from '../../src/claims/internal';
import { visible } from '../../src/private/visible';

const LONGEST = 500;

/** What was seen, without what concerns nobody: accounts, keys, and characters that don't show. */
export function harmless(text: string): string {
  const plain = visible(text.replace(/\s+/g, ' ').trim())
    .replace(/\b(AKIA|ASIA|AIDA|AROA)[A-Z0-9]{12,}\b/g, '<id>')
    .replace(/\b\d{12}\b/g, '<account>');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}

/**
 * The earlier table with new answers. An answer replaces an earlier one; that nothing was asked doesn't.
 */
export function merged(earlier: FactTable | undefined, added: readonly VerifiedFact[]): FactTable {
  const facts = new Map((earlier?.facts ?? []).map((fact) => [fact.id, fact]));
  for (const fact of added) {
    if (fact.outcome === 'not asked' && facts.has(fact.id)) { continue; }
    facts.set(fact.id, { ...fact, seen: harmless(fact.seen) });
  }
  return { format: TABLE_FORMAT, facts: FACT_IDS.flatMap((id) => facts.get(id) ?? []) };
}

/** The earlier table, if there is one. Read before anything is asked: a table that can't be read must not cost a run. */
export function earlierTable(file: string): FactTable | undefined {
  return existsSync(file) ? readTable(file) : undefined;
}

/** Written beside and then moved: an interruption must not cost the earlier answers. */
export function writeTable(file: string, table: FactTable): void {
  const text = `${JSON.stringify(table, undefined, 2)}\n`;
  // What is written must be readable.
  tableOf(file, text);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
