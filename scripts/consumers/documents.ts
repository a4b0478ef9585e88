/** What the documents tell their readers, so that the consumers do exactly that. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { ROOT } from '../packaging/stage';

export const readme = () => readFileSync(join(ROOT, 'README.md'), 'utf8');
export const languagesPage = () => readFileSync(join(ROOT, 'docs', 'languages.md'), 'utf8');

export const proveInTestsPage = () => readFileSync(join(ROOT, 'docs', 'how-to', 'prove-in-tests.md'), 'utf8');

/** The first fenced block of a language. */
export function fencedBlock(markdown: string, language: string): string {
  const block = new RegExp(`^\`\`\`${language}(?: [^\n]*)?\n(.*?)^\`\`\`$`, 'ms').exec(markdown);
  if (!block) { throw new Error(`the document has no \`\`\`${language} block`); }
  return block[1];
}

/** What a failing pack does: a row of the table in docs/languages.md. */
export interface ExitCode {
  readonly language: string;
  readonly cdkVersion: string;
  readonly plain: number;
  /** With the lines that the document gives for the case. */
  readonly guarded: number;
  readonly report: string;
}

export function exitCodes(markdown: string): ExitCode[] {
  const row = /^\| (\w+) \| (\d+\.\d+\.\d+) \| (\d) \| (\d) \| `([\w-]+\.json)` \|$/gm;
  return [...markdown.matchAll(row)].map(([, language, cdkVersion, plain, guarded, report]) => (
    { language, cdkVersion, plain: Number(plain), guarded: Number(guarded), report }
  ));
}

/** The version that the examples ask for, and that the packages are therefore given. */
export function exampleVersion(): string {
  const version = /<cdk-break-glass\.version>(.+)</.exec(readFileSync(join(ROOT, 'examples', 'java', 'pom.xml'), 'utf8'));
  if (!version) { throw new Error('examples/java/pom.xml names no cdk-break-glass.version'); }
  return version[1];
}
