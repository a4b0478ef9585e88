import { existsSync, readFileSync, writeFileSync } from 'fs';
import { cpus, totalmem } from 'os';
import { join } from 'path';

const ROOT = join(__dirname, '..');
const PAGE = join(ROOT, 'docs', 'benchmarks.md');
const HEAD = `# Benchmarks

Each section is written by a command of its own. Times depend on the machine and on what else it does; the ratios are what counts.
`;
const SECTIONS = ['Synthesis', 'Proofs', 'Elevated access'] as const;

export interface Spread { readonly median: number; readonly low: number; readonly high: number }

/** Writes one section of docs/benchmarks.md, and leaves the others as they are. */
export function writeSection(title: typeof SECTIONS[number], text: string): void {
  const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  const sections = { ...sectionsOf(before), [title]: text.trim() };
  const parts = SECTIONS.filter((name) => sections[name] !== undefined).map((name) => `## ${name}\n\n${sections[name]}\n`);
  writeFileSync(PAGE, [HEAD, ...parts].join('\n'));
}

/** The texts of a page's sections, by their titles. */
export function sectionsOf(page: string): { readonly [title: string]: string } {
  const parts = page.split(/^## (.*)$/m).slice(1);
  return Object.fromEntries(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1].trim()]] : [])));
}

/** A Markdown table that can be read as it stands. */
export function table(rows: readonly string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  return [lines[0], `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...lines.slice(1)];
}

export function quantile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  const place = (ascending.length - 1) * share;
  const below = ascending[Math.floor(place)];
  return below + (ascending[Math.ceil(place)] - below) * (place - Math.floor(place));
}

export function spread(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

/** What the figures were measured on. */
export function machine(): string {
  const version = JSON.parse(readFileSync(join(ROOT, 'node_modules', 'aws-cdk-lib', 'package.json'), 'utf8')).version;
  const processors = `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB of memory`;
  return `Machine: ${processors}, Node.js ${process.versions.node}, aws-cdk-lib ${version}.`;
}

/** The benchmark itself keeps one processor busy, and a second one with collecting garbage. */
export function load(before: number, after: number): string {
  const busy = Math.max(before, after) > cpus().length;
  return `Load average: ${before.toFixed(1)} before, ${after.toFixed(1)} after, for ${cpus().length} processors.`
    + (busy ? ' Other work ran at the same time: a ratio whose quartiles lie on both sides of its goal decides nothing.' : '');
}
