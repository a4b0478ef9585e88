import { Commit } from '../../scripts/release/commits';
import { nextVersion } from '../../scripts/release/version';

const commit = (type: string, breaking?: string): Commit => ({ hash: '0'.repeat(40), type, subject: 'something', breaking });
const quiet = ['docs', 'test', 'refactor', 'chore', 'build'].map((type) => commit(type));

test.each([
  ['the first release is 0.1.0', undefined, [commit('feat')], '0.1.0'],
  ['a fix raises the patch', 'v0.3.4', [commit('fix')], '0.3.5'],
  ['more speed raises the patch', 'v0.3.4', [commit('perf')], '0.3.5'],
  ['a feature raises the minor', 'v0.3.4', [commit('fix'), commit('feat')], '0.4.0'],
  ['what breaks raises the minor before 1.0', 'v0.3.4', [commit('fix', 'gone')], '0.4.0'],
  ['what breaks raises the major from 1.0 on', 'v1.3.4', [commit('feat'), commit('refactor', 'gone')], '2.0.0'],
  ['a feature raises the minor from 1.0 on', 'v1.3.4', [commit('feat')], '1.4.0'],
])('%s', (_, last, commits, expected) => {
  expect(nextVersion(last, [...quiet, ...commits])).toBe(expected);
});

test('without anything that users feel there is nothing to release', () => {
  expect(nextVersion('v0.3.4', quiet)).toBeUndefined();
  expect(nextVersion(undefined, quiet)).toBeUndefined();
});

test('fails on a tag that is no version', () => {
  expect(() => nextVersion('0.3', [commit('fix')])).toThrow('the last release must be tagged \'vX.Y.Z\', got \'0.3\'');
});
