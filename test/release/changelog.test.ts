import { readFileSync } from 'fs';
import { join } from 'path';
import { entries, mustTell, notes, released } from '../../scripts/release/changelog';
import { Commit } from '../../scripts/release/commits';

const commit = (type: string, subject: string, more: Partial<Commit> = {}): Commit => ({ hash: 'abcdef0123', type, subject, ...more });
const CHANGELOG = '# Changelog\n\n## Unreleased\n\n- Robots can sign in.\n\n## 0.1.0 (2026-01-02)\n\n- The foundation.\n';
const SILENT = CHANGELOG.replace('- Robots can sign in.\n', '');

test('our own changelog has an unreleased section', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'CHANGELOG.md'), 'utf8')).toMatch(/^## Unreleased$/m);
});

test('a version is told by its own section, and by the unreleased one until it has one', () => {
  expect(entries(CHANGELOG, '0.1.0')).toBe('- The foundation.');
  expect(entries(CHANGELOG, '0.2.0')).toBe('- Robots can sign in.');
});

test('a release moves what was unreleased under its version', () => {
  const after = released(CHANGELOG, '0.2.0', '2026-03-04');
  expect(after).toBe(CHANGELOG.replace('## Unreleased\n', '## Unreleased\n\n## 0.2.0 (2026-03-04)\n'));
  expect(entries(after, '0.2.0')).toBe('- Robots can sign in.');
  expect(entries(after, '0.3.0')).toBe('');
});

test('fails to release a version twice', () => {
  expect(() => released(CHANGELOG, '0.1.0', '2026-03-04')).toThrow('CHANGELOG.md has a section for 0.1.0 already');
});

test('fails without an unreleased section', () => {
  expect(() => released('# Changelog\n', '0.1.0', '2026-03-04')).toThrow('must have a heading');
});

test.each(['feat', 'fix', 'perf'])('fails when the changelog says nothing of a %s', (type) => {
  expect(() => mustTell(SILENT, '0.2.0', [commit(type, 'robots')])).toThrow(/says nothing of this commit.*\n {2}abcdef0 robots/);
});

test('fails when the changelog says nothing of what breaks', () => {
  expect(() => mustTell(SILENT, '0.2.0', [commit('refactor', 'robots', { breaking: 'gone' })])).toThrow('says nothing');
});

test('a changelog that says something, or commits without effect on users, are fine', () => {
  mustTell(CHANGELOG, '0.2.0', [commit('feat', 'robots')]);
  mustTell(SILENT, '0.2.0', [commit('docs', 'robots')]);
});

test('the notes have the section by hand first, then the commits by kind', () => {
  expect(notes(CHANGELOG, '0.2.0', [
    commit('fix', 'a typo'), commit('feat', 'robots', { scope: 'identity' }), commit('docs', 'nobody asks'), commit('feat', 'humans', { breaking: 'they are gone' }),
  ])).toBe(`- Robots can sign in.

## Commits

### Breaking

- humans (abcdef0)
  they are gone

### Features

- identity: robots (abcdef0)

### Fixes

- a typo (abcdef0)
`);
});
