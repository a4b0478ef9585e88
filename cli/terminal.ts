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

/** Text in lines that the screen holds. Each line begins with the indent, later ones with the hanging one; a word that is longer than a line, such as an ARN, is broken. */
export function wrapped(text: string, indent: number = 0, hanging: number = indent): string {
  const screen = Math.min(screenWidth(), WIDEST);
  const roomAfter = (start: number) => Math.max(LEAST_WIDTH, screen - start);
  const lines: string[] = [];
  let room = 0;
  const begin = (part: string) => {
    const from = lines.length === 0 ? indent : hanging;
    lines.push(' '.repeat(from) + part);
    room = roomAfter(from) - lengthOf(part);
  };
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (lines.length > 0 && lengthOf(word) < room) {
      lines[lines.length - 1] += ` ${word}`;
      room -= lengthOf(word) + 1;
    } else {
      broken(word, roomAfter(Math.max(indent, hanging))).forEach(begin);
    }
  }
  return lines.join('\n');
}

/** Colours take no room. */
const lengthOf = (text: string) => stripVTControlCharacters(text).length;

/** Where a long word is broken: after the separators of ARNs and paths, in a name only if that isn't enough. */
const SEPARATED = [/[^:/]*[:/]+|[^:/]+/g, /[^-_.,=]*[-_.,=]+|[^-_.,=]+/g];

/** A word in parts that a line holds. */
function broken(word: string, room: number, [separated, ...finer]: readonly RegExp[] = SEPARATED): string[] {
  if (lengthOf(word) <= room) { return [word]; }
  if (!separated) { return word.includes('\u001b') ? [word] : word.match(new RegExp(`.{1,${room}}`, 'gs')) ?? []; }
  const parts: string[] = [];
  for (const piece of (word.match(separated) ?? []).flatMap((whole) => broken(whole, room, finer))) {
    const last = parts.length - 1;
    if (last >= 0 && lengthOf(parts[last] + piece) <= room) { parts[last] += piece; } else { parts.push(piece); }
  }
  return parts;
}

/** A command of a shell; where the screen is too narrow, on several lines that can be copied as one. */
export function command(text: string, indent: number): string {
  const parts = text.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\S)+/g) ?? [];
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.length - 1;
    const longer = `${lines[last]} ${part}`;
    // The end of the line needs room for the mark that it goes on.
    if (last >= 0 && fits(longer.length + 2)) { lines[last] = longer; } else { lines.push(' '.repeat(last < 0 ? indent : indent + 2) + part); }
  }
  return fits(indent + text.length) ? `${' '.repeat(indent)}${text}` : lines.join(' \\\n');
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
