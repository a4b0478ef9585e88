/** Reads Markdown as GitHub does, as far as the tests of the documents need it. */
import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';

export const ROOT = join(__dirname, '..', '..');

/** Every Markdown file of the repository, those that aren't committed yet too. */
export function pages(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' });
  return listed.split('\n').filter((file) => file !== '');
}

export const readPage = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The text with what stands in fenced blocks emptied, line by line. */
export function prose(markdown: string): string {
  let fence: string | undefined;
  return markdown.split('\n').map((line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) {
      fence = mark;
      return '';
    }
    if (fence !== undefined) {
      if (mark !== undefined && mark.startsWith(fence)) { fence = undefined; }
      return '';
    }
    return line;
  }).join('\n');
}

/** Texts of the headings, without the marks of code, emphasis and links. */
export function headingsOf(markdown: string): string[] {
  return [...prose(markdown).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, text]) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, ''));
}

/** The anchors of a page: GitHub's, of its headings, and those that stand in it as HTML. */
export function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  const ofHeadings = headingsOf(markdown).map((heading) => {
    const anchor = heading.toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, '').replace(/ /g, '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
  return [...ofHeadings, ...[...markdown.matchAll(/<a (?:name|id)="([^"]+)"/g)].map(([, name]) => name)];
}

export interface Block {
  readonly language: string;
  readonly code: string;
  readonly line: number;
}

/** The fenced blocks of a page; those that are indented, in a list, too. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^( *)```([^\n`]*)\n([\s\S]*?)^\1```/gm)].map((match) => ({
    language: match[2].trim(),
    code: match[3].split('\n').map((line) => line.slice(line.startsWith(match[1]) ? match[1].length : 0)).join('\n'),
    line: markdown.slice(0, match.index).split('\n').length,
  }));
}

/** Where the links of a page lead, as they are written. */
export function linksOf(markdown: string): string[] {
  const text = prose(markdown).replace(/`[^`\n]*`/g, '');
  return [
    ...[...text.matchAll(/\]\(<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?: "[^"]*")?\)/g)].map(([, target]) => target),
    ...[...text.matchAll(/^\[[^\]]+\]: +(\S+)/gm)].map(([, target]) => target),
  ];
}
