import { basename, dirname, resolve } from 'path';

/** The title of a page without '--title': by what the stacks have in common in their names, otherwise by the folder. A path would tell where it was made. */
export function titleOf(stacks: readonly string[], input: string): string {
  const name = commonName(stacks);
  return name === undefined ? `Emergency access in ${folderName(input)}` : `Emergency access of ${name}`;
}

/** Shorter beginnings of names are chance. */
const SHORTEST = 3;

/** The words that all names begin with. */
function commonName([first, ...others]: readonly string[]): string | undefined {
  if (first === undefined) { return undefined; }
  const words = first.match(/[A-Z]*[^A-Z\-_/.]*[-_/.]*/g)?.filter((word) => word !== '') ?? [];
  for (let length = words.length; length > 0; length--) {
    const start = words.slice(0, length).join('').replace(/[-_/.]+$/, '');
    const after = (name: string) => name.slice(start.length, start.length + 1);
    if (start.length >= SHORTEST && others.every((name) => name.startsWith(start) && /^([A-Z\-_/.]|)$/.test(after(name)))) { return start; }
  }
  return undefined;
}

/** The output directory of a CDK app has the same name everywhere. */
function folderName(input: string): string {
  const path = resolve(input);
  return basename(path) === 'cdk.out' ? basename(dirname(path)) || basename(path) : basename(path);
}
