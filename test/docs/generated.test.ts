import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { documents } from '../../scripts/generate-docs';
import { CLAIMS } from '../../src/claims/internal';
import { THREATS } from '../../src/claims/threats';
import { MUTATIONS } from '../claims/mutations';

const DOCS = join(__dirname, '..', '..', 'docs');

test.each(Object.entries(documents()))('docs/%s says what the code says; otherwise run `npm run generate`', (file, content) => {
  expect(existsSync(join(DOCS, file))).toBe(true);
  expect(readFileSync(join(DOCS, file), 'utf8')).toBe(content);
});

test('every threat that a claim names is in the threat model', () => {
  const known = THREATS.map((threat) => threat.number);
  expect(CLAIMS.flatMap((claim) => claim.threats).filter((number) => !known.includes(number))).toEqual([]);
});

test('at least 40 mitigations are mutated', () => {
  expect(MUTATIONS.length).toBeGreaterThanOrEqual(40);
});

test('every decision record has status, context, decision and alternatives', () => {
  const records = readdirSync(join(DOCS, 'adr')).filter((file) => file.endsWith('.md'));
  expect(records.length).toBeGreaterThan(5);
  for (const file of records) {
    const text = readFileSync(join(DOCS, 'adr', file), 'utf8');
    expect(file).toMatch(/^\d{4}-[a-z0-9-]+\.md$/);
    for (const heading of ['Status', 'Context', 'Decision', 'Alternatives']) { expect(text).toContain(`## ${heading}`); }
  }
});
