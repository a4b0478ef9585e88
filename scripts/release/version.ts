/** The next version, told by the commits since the last one. */
import * as semver from 'semver';
import { Commit } from './commits';

export const FIRST_VERSION = '0.1.0';

type Bump = 'major' | 'minor' | 'patch';

/** What users feel of a commit; undefined when nothing reaches them. */
function bump(commit: Commit, stable: boolean): Bump | undefined {
  // Before 1.0 the minor number is the one that warns.
  if (commit.breaking !== undefined) { return stable ? 'major' : 'minor'; }
  if (commit.type === 'feat') { return 'minor'; }
  return commit.type === 'fix' || commit.type === 'perf' ? 'patch' : undefined;
}

/** Commits that a user of the packages would want to read about. */
export const noteworthy = (commits: readonly Commit[]) => commits.filter((commit) => bump(commit, true) !== undefined);

/** Undefined when there is nothing to release. */
export function nextVersion(lastTag: string | undefined, commits: readonly Commit[]): string | undefined {
  if (lastTag === undefined) { return noteworthy(commits).length > 0 ? FIRST_VERSION : undefined; }
  const last = semver.parse(lastTag);
  if (!last) { throw new Error(`the last release must be tagged 'vX.Y.Z', got '${lastTag}'`); }
  const bumps = commits.map((commit) => bump(commit, last.major > 0));
  const strongest = (['major', 'minor', 'patch'] as const).find((level) => bumps.includes(level));
  return strongest && semver.inc(last.version, strongest)!;
}
