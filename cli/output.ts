import { mkdirSync, writeFileSync } from 'fs';
import { dirname } from 'path';
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
