/**
 * `npm run release:prepare`: writes what a release commits. The unreleased section of the changelog moves under the version,
 * and the interface of now becomes the one to stay compatible with. Commit both as `chore(release): X.Y.Z`, and tag that commit.
 */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { gate, updateBaselines } from './api-gate';
import { mustTell, released } from './changelog';
import { commitsSince, lastTag } from './commits';
import { JSII_PACKAGES, output, reporting, ROOT } from './packages';
import { compile } from './stage';
import { nextVersion } from './version';

function main(): void {
  if (output('git', ['status', '--porcelain']) !== '') { throw new Error('the work tree has changes; commit or stash them first'); }
  const last = lastTag();
  const commits = commitsSince(last);
  const version = nextVersion(last, commits);
  if (version === undefined) { throw new Error(`nothing to release since ${last ?? 'the beginning'}`); }
  const file = join(ROOT, 'CHANGELOG.md');
  const changelog = readFileSync(file, 'utf8');
  mustTell(changelog, version, commits);
  compile();
  const breaking = JSII_PACKAGES.flatMap((pack) => gate(pack));
  if (breaking.length > 0) { throw new Error(`the interface breaks:\n${breaking.join('\n')}`); }
  writeFileSync(file, released(changelog, version, new Date().toISOString().slice(0, 10)));
  updateBaselines();
  console.log(`Prepared ${version}. Now:\n  git commit -am 'chore(release): ${version}'\n  (merge it)\n  git tag -s v${version} && git push origin v${version}`);
}

reporting(main);
