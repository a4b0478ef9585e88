import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { artifacts, checksums, mustCarry, tarball } from '../../scripts/release/artifacts';

const release = mkdtempSync(join(tmpdir(), 'break-glass-test-'));
const js = join(release, 'dist', 'a', 'js');
beforeAll(() => {
  mkdirSync(js, { recursive: true });
  mkdirSync(join(release, 'sbom'));
  writeFileSync(join(js, 'a-1.2.3.tgz'), 'a');
  writeFileSync(join(release, 'sbom', 'a.cdx.json'), '{}');
  writeFileSync(join(release, 'NOTES.md'), 'notes');
});
afterAll(() => rmSync(release, { recursive: true, force: true }));

const check = () => {
  writeFileSync(join(release, 'SHA256SUMS'), checksums(release).map((line) => `${line}\n`).join(''));
  return () => execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: release, stdio: 'pipe' });
};

test('packages and bills of materials are artifacts, notes aren\'t', () => {
  expect(artifacts(release)).toEqual(['dist/a/js/a-1.2.3.tgz', 'sbom/a.cdx.json']);
});

test('sha256sum accepts the checksums', () => {
  check()();
});

test('fails the checksums when a file is another', () => {
  const checking = check();
  writeFileSync(join(js, 'a-1.2.3.tgz'), 'b');
  expect(checking).toThrow('sha256sum');
});

test('fails on a file of another version, and on none', () => {
  mustCarry(js, /\.tgz$/, '1.2.3');
  expect(() => mustCarry(js, /\.tgz$/, '1.2.4')).toThrow('a-1.2.3.tgz isn\'t of version 1.2.4');
  expect(() => mustCarry(js, /\.whl$/, '1.2.3')).toThrow('has no file like');
});

test('fails when a package has no tarball, or two', () => {
  expect(tarball(release, 'a')).toBe(join(js, 'a-1.2.3.tgz'));
  writeFileSync(join(js, 'a-1.2.4.tgz'), 'b');
  expect(() => tarball(release, 'a')).toThrow('must have one tarball, has 2');
});
