import { execFileSync } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { manifest, PACKAGES } from '../../scripts/release/packages';
import { commitCopy } from '../../scripts/release/stage';

test('a release is built from the commit: what isn\'t committed stays out', () => {
  const repository = mkdtempSync(join(tmpdir(), 'break-glass-git-'));
  const git = (...args: readonly string[]) => execFileSync('git', ['-c', 'user.name=Jane', '-c', 'user.email=jane@example.com', ...args], { cwd: repository });
  git('init', '--quiet');
  writeFileSync(join(repository, 'source.ts'), 'committed');
  git('add', '.');
  git('commit', '--quiet', '--no-gpg-sign', '--message', 'feat: source');
  writeFileSync(join(repository, 'source.ts'), 'changed');
  writeFileSync(join(repository, 'new.ts'), 'new');
  const copy = commitCopy(repository);
  try {
    expect(readFileSync(join(copy, 'source.ts'), 'utf8')).toBe('committed');
    expect(existsSync(join(copy, 'new.ts'))).toBe(false);
    expect(existsSync(join(copy, 'node_modules', '.bin', 'tsx'))).toBe(true);
  } finally {
    rmSync(copy, { recursive: true, force: true });
    rmSync(repository, { recursive: true, force: true });
  }
});

test('in the repository all packages are 0.0.0, so that it is never mistaken for a release', () => {
  expect(PACKAGES.map(({ folder }) => manifest(folder).version)).toEqual(PACKAGES.map(() => '0.0.0'));
});
