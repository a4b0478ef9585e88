import { mkdirSync, realpathSync, writeFileSync } from 'fs';
import { basename, dirname, join, resolve } from 'path';
import { visible } from 'cdk-break-glass/internal/texts';
import { UserError } from './errors';

/** Where the CDK writes what it synthesizes. */
export const DEFAULT_INPUT = 'cdk.out';

/** Printed, or written to a file whose folder may not be there yet. */
export function write(file: string, text: string): void {
  if (file === '-') {
    process.stdout.write(text);
    return;
  }
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(`'${file}' can't be written: ${(error as Error).message}`);
  }
}

/** A value as JSON that is safe to print: characters that don't show are escaped, and mean the same. Texts that are shown to people elsewhere may be changed. */
export function jsonText(value: unknown, shown: (text: string) => string = (text) => text): string {
  return `${visible(JSON.stringify(value, (_, part) => (typeof part === 'string' ? shown(part) : part), 2), '\n')}\n`;
}

/** Refuses two outputs in one file, and an output in the place of what is read: one would be lost without a word. */
export function distinct(outputs: readonly string[], read: { readonly input: string; readonly baseline?: string; readonly facts?: string }): void {
  const taken = new Map(Object.entries(read).flatMap(([name, file]) => (file === undefined ? [] : [[placeOf(file), name === 'facts' ? 'the table of facts' : `the ${name}`]])));
  for (const file of outputs.filter((output) => output !== '-')) {
    const other = taken.get(placeOf(file));
    if (other !== undefined) { throw new UserError(`'${file}' can't be written: it is ${other} as well; give each output a file of its own`); }
    taken.set(placeOf(file), 'another output');
  }
}

/** The file itself, however it is named; its folder may not be there yet. */
function placeOf(file: string): string {
  const path = resolve(file);
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(placeOf(dirname(path)), basename(path));
  }
}
