import { styleText } from 'util';

type Style = Parameters<typeof styleText>[0];

/** Colour where somebody looks at it, plain text in pipes and logs. */
export function styled(style: Style, text: string): string {
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb';
  return colour || process.env.FORCE_COLOR ? styleText(style, text, { validateStream: false } as never) : text;
}

/** A step of work with its time: `  ✓ synthesized 4 stacks   1.1 s`. */
export async function step<T>(what: string, work: () => Promise<T> | T, summary: (result: T) => string): Promise<T> {
  const start = Date.now();
  if (process.stdout.isTTY) { process.stdout.write(styled('dim', `  … ${what}`)); }
  const result = await work();
  if (process.stdout.isTTY) { process.stdout.write('\r\u001b[K'); }
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

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  rows.forEach((row, index) => {
    const text = `  ${row.map((cell, column) => pad(cell, widths[column])).join('  ')}`.trimEnd();
    line(index === 0 ? styled('dim', text) : text);
  });
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - text.length));
}
