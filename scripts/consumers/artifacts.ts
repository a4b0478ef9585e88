import { readdirSync } from 'fs';
import { join } from 'path';
import { ROOT } from '../packaging/stage';

export const packageFolder = (name: string, language: string) => join(ROOT, 'dist', name, language);

/** The one file with this ending that packaging made. */
export function packageFile(name: string, language: string, ending: string): string {
  const files = readdirSync(packageFolder(name, language)).filter((file) => file.endsWith(ending));
  if (files.length !== 1) { throw new Error(`expected one ${ending} in dist/${name}/${language}, found ${files.length}`); }
  return join(packageFolder(name, language), files[0]);
}
