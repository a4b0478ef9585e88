import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { commitsSince, lastTag, parseLog } from '../../scripts/release/commits';

const log = (...messages: readonly string[]) => messages.map((message, index) => `${message}\n-hash-\n${String(index).repeat(40)}\x1e`).join('\n');

test('a commit is read with type, scope and subject', () => {
  expect(parseLog(log('feat(identity): users for robots'))).toEqual([
    { hash: '0'.repeat(40), type: 'feat', scope: 'identity', subject: 'users for robots', breaking: undefined },
  ]);
});

test.each([
  ['an exclamation mark', 'feat!: no more robots', 'no more robots'],
  ['an exclamation mark after the scope', 'refactor(identity)!: no more robots', 'no more robots'],
  ['a footer', 'fix: less\n\nWhy.\n\nBREAKING CHANGE: robots are gone', 'robots are gone'],
])('%s tells that a commit breaks', (_, message, breaking) => {
  expect(parseLog(log(message))[0].breaking).toBe(breaking);
});

test.each(['what the first round found', 'Merge branch \'robots\'', 'feature: almost', 'feat:no blank'])('fails to see a feature in "%s"', (message) => {
  expect(parseLog(log(message))[0].type).not.toBe('feat');
});

test('what is reverted never happened, and neither did the revert', () => {
  const messages = log('feat: a', `Revert "feat: b"\n\nThis reverts commit ${'2'.repeat(40)}.`, 'feat: b');
  expect(parseLog(messages).map(({ subject }) => subject)).toEqual(['a']);
});

test('a log without commits has none', () => {
  expect(parseLog('')).toEqual([]);
});

describe('in a repository', () => {
  const folder = mkdtempSync(join(tmpdir(), 'break-glass-git-'));
  const git = (...args: readonly string[]) => execFileSync('git', ['-c', 'user.name=Jane', '-c', 'user.email=jane@example.com', '-c', 'tag.gpgSign=false', ...args], { cwd: folder });
  const commit = (message: string) => git('commit', '--quiet', '--no-gpg-sign', '--allow-empty', '--message', message);

  beforeAll(() => {
    git('init', '--quiet');
    commit('feat: one');
    git('tag', 'v0.9.0');
    commit('fix: two');
    git('tag', 'v0.10.0');
    git('tag', 'very-old');
    commit('feat: three');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('the last release is the highest version, not the last in the alphabet', () => {
    expect(lastTag(folder)).toBe('v0.10.0');
  });

  test('only commits since the last release are read', () => {
    expect(commitsSince('v0.10.0', folder).map(({ subject }) => subject)).toEqual(['three']);
    expect(commitsSince(undefined, folder).length).toBe(3);
  });

  test('a tag on the commit itself is the release being made', () => {
    git('tag', 'v0.11.0');
    expect(lastTag(folder)).toBe('v0.10.0');
  });

  test('fails on a clone without the older commits', () => {
    const shallow = join(folder, 'shallow');
    git('clone', '--quiet', '--depth', '1', `file://${folder}`, shallow);
    expect(() => commitsSince(undefined, shallow)).toThrow('git fetch --unshallow --tags');
  });
});
