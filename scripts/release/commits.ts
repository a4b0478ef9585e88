/** What the commits since the last release say. Read by conventional-commits-parser, through its command: its module is ESM only. */
import * as semver from 'semver';
import { bin, output, ROOT } from './packages';

export interface Commit {
  readonly hash: string;
  /** feat, fix, …; undefined when the message doesn't follow the convention. */
  readonly type?: string;
  readonly scope?: string;
  readonly subject: string;
  /** What breaks, undefined when nothing does. */
  readonly breaking?: string;
}

/** One message ends where a byte stands that no message can contain. */
const SEPARATOR = '\x1e';
const LOG_FORMAT = '%B%n-hash-%n%H%x1e';
const HEADER = '^(\\w+)(?:\\(([^)]*)\\))?(!)?: (.+)$';

interface Parsed {
  readonly header: string;
  readonly hash: string;
  readonly type?: string | null;
  readonly scope?: string | null;
  readonly breaking?: string | null;
  readonly subject?: string | null;
  readonly notes: readonly { readonly text: string }[];
  readonly revert?: { readonly hash?: string } | null;
}

/** Commits out of the text of `git log`. What is reverted within the same text never happened. */
export function parseLog(log: string): Commit[] {
  const texts = log.split(SEPARATOR).map((text) => text.trim()).filter(Boolean);
  if (texts.length === 0) { return []; }
  const parsed: Parsed[] = JSON.parse(output(bin('conventional-commits-parser'),
    ['--separator', SEPARATOR, '--header-pattern', HEADER, '--header-correspondence', 'type,scope,breaking,subject'], { input: texts.join(SEPARATOR) }));
  const reverted = parsed.flatMap(({ revert }) => (revert?.hash ? [revert.hash] : []));
  return parsed.filter(({ hash, revert }) => !revert && !reverted.some((prefix) => hash.startsWith(prefix))).map((commit) => ({
    hash: commit.hash,
    type: commit.type ?? undefined,
    scope: commit.scope ?? undefined,
    subject: commit.subject ?? commit.header,
    breaking: commit.notes[0]?.text ?? (commit.breaking ? commit.subject ?? commit.header : undefined),
  }));
}

/** The newest release below HEAD. A tag on HEAD is the release being made. */
export function lastTag(folder = ROOT): string | undefined {
  const tags = (...filter: string[]) => output('git', ['tag', '--list', 'v*', ...filter], { cwd: folder }).split('\n').filter((tag) => semver.valid(tag));
  const here = tags('--points-at', 'HEAD');
  return semver.rsort(tags('--merged', 'HEAD').filter((tag) => !here.includes(tag)))[0];
}

export function commitsSince(tag: string | undefined, folder = ROOT): Commit[] {
  if (output('git', ['rev-parse', '--is-shallow-repository'], { cwd: folder }).trim() === 'true') {
    throw new Error('this clone lacks the older commits, so the version can\'t be told from them; run \'git fetch --unshallow --tags\'');
  }
  return parseLog(output('git', ['log', `--format=${LOG_FORMAT}`, tag ? `${tag}..HEAD` : 'HEAD'], { cwd: folder }));
}
