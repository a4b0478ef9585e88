import { stripVTControlCharacters, styleText } from 'util';
import { visible } from 'cdk-break-glass/internal/texts';

type Style = Parameters<typeof styleText>[0];

/** Coloured text on a terminal, plain text in pipes and logs. */
export function styled(style: Style, text: string): string {
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb';
  return colour || process.env.FORCE_COLOR ? styleText(style, text, { validateStream: false } as never) : text;
}

/** A step of work with its time: `  ✓ synthesized 4 stacks   1.1 s`. */
export async function step<T>(what: string, work: () => Promise<T> | T, summary: (result: T) => string): Promise<T> {
  const start = Date.now();
  if (process.stdout.isTTY) { process.stdout.write(styled('dim', `  … ${what}`)); }
  let result: T;
  try {
    result = await work();
  } finally {
    // A step that fails leaves its line free for the error.
    if (process.stdout.isTTY) { process.stdout.write('\r\u001b[K'); }
  }
  const time = `${((Date.now() - start) / 1000).toFixed(1)} s`;
  process.stdout.write(`  ${styled('green', '✓')} ${pad(summary(result), 66)} ${styled('dim', time.padStart(7))}\n`);
  return result;
}

export function heading(text: string): void {
  process.stdout.write(`\n${styled('bold', text)}\n`);
}

export function line(text: string = ''): void {
  process.stdout.write(`${text}\n`);
}

/** A shorter column would show nothing useful. */
const LEAST_WIDTH = 20;

/** Columns as wide as their widest cell; the last one is cut where the screen ends. */
export function table(rows: readonly (readonly string[])[], paint: (text: string, row: number, column: number) => string = (text) => text): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const room = Math.max(LEAST_WIDTH, screenWidth() - 2 - widths.slice(0, -1).reduce((sum, column) => sum + column + 2, 0));
  rows.forEach((row, index) => {
    const last = row.length - 1;
    const cells = row.map((cell, column) => paint(column < last ? pad(cell, widths[column]) : cut(cell, room), index, column));
    const text = `  ${cells.join('  ')}`.trimEnd();
    line(index === 0 ? styled('dim', text) : text);
  });
}

/** Width of the terminal; in pipes and logs a readable width. */
function screenWidth(): number {
  return process.stdout.columns || 140;
}

/** Longer lines are hard to read, however wide the screen is. */
const WIDEST = 110;

/** Text in lines that the screen holds. Each line begins with the indent, later ones with the hanging one; a word that is longer than a line, such as an ARN, stays whole. */
export function wrapped(text: string, indent: number = 0, hanging: number = indent): string {
  const screen = Math.min(screenWidth(), WIDEST);
  const lines: string[] = [];
  let room = 0;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    // Colours take no room.
    const length = stripVTControlCharacters(word).length;
    if (lines.length > 0 && length < room) {
      lines[lines.length - 1] += ` ${word}`;
      room -= length + 1;
    } else {
      const from = lines.length === 0 ? indent : hanging;
      lines.push(' '.repeat(from) + word);
      room = Math.max(LEAST_WIDTH, screen - from) - length;
    }
  }
  return lines.join('\n');
}

/** Whether a line of this length fits on the screen. */
export function fits(length: number): boolean {
  return length <= screenWidth();
}

/** Text from a template, safe to print: names must show as what they are. */
export function printable(text: string): string {
  return visible(text);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - text.length));
}
