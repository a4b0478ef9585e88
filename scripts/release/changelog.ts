/**
 * CHANGELOG.md is written by hand, for users. A release moves its unreleased section under the version; the commits are
 * only listed in the notes of the GitHub release, for readers who want to look closer.
 */
import { Commit } from './commits';
import { noteworthy } from './version';

const UNRELEASED = 'Unreleased';

interface Section {
  readonly title: string;
  readonly body: string;
}

function sections(changelog: string): Section[] {
  return changelog.split(/^## /m).slice(1).map((text) => {
    const [title, ...body] = text.split('\n');
    return { title: title.trim(), body: body.join('\n').trim() };
  });
}

/** What the changelog says of a version: its own section, or the unreleased one as long as it has none. */
export function entries(changelog: string, version: string): string {
  const own = sections(changelog).find(({ title }) => title.split(' ')[0] === version);
  return (own ?? sections(changelog).find(({ title }) => title === UNRELEASED))?.body ?? '';
}

/** A user learns from the changelog what changed; a release without it is refused. */
export function mustTell(changelog: string, version: string, commits: readonly Commit[]): void {
  const silent = noteworthy(commits);
  if (silent.length === 0 || entries(changelog, version) !== '') { return; }
  throw new Error(`CHANGELOG.md says nothing of ${silent.length === 1 ? 'this commit' : `these ${silent.length} commits`}; write about them under '## ${UNRELEASED}':\n`
    + silent.map((commit) => `  ${commit.hash.slice(0, 7)} ${commit.subject}`).join('\n'));
}

/** The changelog after the release: what was unreleased stands under the version, and a new unreleased section is open. */
export function released(changelog: string, version: string, date: string): string {
  if (sections(changelog).some(({ title }) => title.split(' ')[0] === version)) { throw new Error(`CHANGELOG.md has a section for ${version} already`); }
  const heading = `## ${UNRELEASED}\n`;
  if (!changelog.includes(heading)) { throw new Error(`CHANGELOG.md must have a heading '## ${UNRELEASED}'`); }
  return changelog.replace(heading, `${heading}\n## ${version} (${date})\n`);
}

const GROUPS: readonly (readonly [string, (commit: Commit) => boolean])[] = [
  ['Breaking', (commit) => commit.breaking !== undefined],
  ['Features', (commit) => commit.breaking === undefined && commit.type === 'feat'],
  ['Fixes', (commit) => commit.breaking === undefined && commit.type === 'fix'],
  ['Speed', (commit) => commit.breaking === undefined && commit.type === 'perf'],
];

const line = (commit: Commit) => `- ${commit.scope ? `${commit.scope}: ` : ''}${commit.subject} (${commit.hash.slice(0, 7)})`
  + (commit.breaking !== undefined && commit.breaking !== commit.subject ? `\n  ${commit.breaking.replace(/\n/g, '\n  ')}` : '');

/** The text of the GitHub release. */
export function notes(changelog: string, version: string, commits: readonly Commit[]): string {
  const lists = GROUPS.map(([title, belongs]) => [title, commits.filter(belongs)] as const).filter(([, list]) => list.length > 0)
    .map(([title, list]) => `### ${title}\n\n${list.map(line).join('\n')}`);
  return `${[entries(changelog, version), ...lists.length > 0 ? ['## Commits', ...lists] : []].filter(Boolean).join('\n\n')}\n`;
}
