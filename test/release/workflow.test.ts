import { execFileSync, spawnSync } from 'child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse } from 'yaml';
import { faults } from './workflow-rules';
import { PACKAGES, ROOT } from '../../scripts/release/packages';

const WORKFLOWS = join(ROOT, '.github', 'workflows');
const ZIZMOR = join(ROOT, '.venv', 'bin', 'zizmor');
const text = (file: string) => readFileSync(join(WORKFLOWS, file), 'utf8');
const files = readdirSync(WORKFLOWS);
const release = text('release.yml');

const work = mkdtempSync(join(tmpdir(), 'break-glass-test-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
beforeAll(() => {
  if (!existsSync(ZIZMOR)) { execFileSync(join(ROOT, 'scripts', 'python-env.sh'), { stdio: 'inherit' }); }
});

/** What zizmor, the linter of workflows, finds; without asking GitHub. */
function zizmor(workflow: string): string[] {
  const file = join(work, 'workflow.yml');
  writeFileSync(file, workflow);
  const result = spawnSync(ZIZMOR, ['--offline', '--no-progress', '--no-config', '--persona=pedantic', '--min-severity=low', '--format=json', file], { encoding: 'utf8' });
  return JSON.parse(result.stdout).map(({ ident }: { ident: string }) => ident);
}

test.each(files)('zizmor finds nothing in %s', (file) => {
  expect(zizmor(text(file))).toEqual([]);
});

test.each([
  ['an action that isn\'t pinned', 'unpinned-uses', release.replace(/actions\/attest@\w+ # v4.2.2/, 'actions/attest@v4')],
  ['a tag\'s name that is pasted into a script', 'template-injection', release.replace('"$GITHUB_REF_NAME"', '${{ github.ref_name }}')],
  ['a check-out that leaves its token behind', 'artipacked', release.replace('          persist-credentials: false\n', '')],
])('fails on %s, says zizmor', (_, rule, workflow) => {
  expect(workflow).not.toBe(release);
  expect(zizmor(workflow)).toContain(rule);
});

test.each(files)('%s keeps our own rules', (file) => {
  expect(faults(text(file))).toEqual([]);
});

test.each([
  ['pull_request_target', 'started by pull_request_target', release.replace('workflow_dispatch:', 'pull_request_target:')],
  ['permissions for every job', 'the workflow as a whole must have no permissions', release.replace('permissions: {}', 'permissions: { id-token: write }')],
  ['an action by its tag', 'not pinned: actions/attest@v4', release.replace(/actions\/attest@\w+ # v4.2.2/, 'actions/attest@v4')],
  ['a pin that doesn\'t tell its version', 'not pinned: actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6', release.replace(' # v4.2.2', '')],
  ['a build in a publishing job', 'npm: must not build anything: npm run build', release.replace('- name: Publish the library', '- run: npm run build\n      - name: Publish the library')],
  ['a check-out in a publishing job', 'pypi: must not build anything', release.replace('- run: mkdir python', '- uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n      - run: mkdir python')],
  ['files without a check of their sums', 'attest: must check the checksums first', release.replace(/^ *- run: sha256sum .*\n/m, '')],
  ['a secret without the environment', 'maven: a secret outside of the environment', release.replace('    environment: release\n    permissions: {}', '    permissions: {}')],
  ['a secret for a whole job', 'a secret outside of the environment variables of one step', release.replace('    permissions: {}\n', '    permissions: {}\n    env: { KEY: "${{ secrets.KEY }}" }\n')],
  ['publishing without the environment', 'npm: publishes outside of the environment', release.replace('    environment: release\n    permissions:\n      id', '    permissions:\n      id')],
  ['a job with every default permission', 'maven: no permissions are named', release.replace('    environment: release\n    permissions: {}', '    environment: release')],
  ['a job without an end', 'build: may run for ever', release.replace('    timeout-minutes: 90\n', '')],
])('fails on %s', (_, fault, workflow) => {
  expect(workflow).not.toBe(release);
  expect(faults(workflow)).toEqual(expect.arrayContaining([expect.stringContaining(fault)]));
});

test('every package is published with its own bill of materials', () => {
  const steps: { with?: { 'subject-path'?: string; 'sbom-path'?: string } }[] = parse(release).jobs.attest.steps;
  const attested = steps.filter((step) => step.with?.['sbom-path']).map((step) => [step.with!['sbom-path'], step.with!['subject-path']!.includes('/js/*.tgz')]);
  expect(attested).toEqual(PACKAGES.map(({ name }) => [`sbom/${name}.cdx.json`, true]));
  for (const { name } of PACKAGES) { expect(release).toMatch(new RegExp(`for package in .*\\b${name}\\b`)); }
});

test('only a tag publishes', () => {
  const jobs: { [name: string]: { if?: string; needs?: string | string[] } } = parse(release).jobs;
  for (const name of ['attest', 'npm', 'pypi', 'maven']) { expect(jobs[name].if).toBe('github.ref_type == \'tag\''); }
  // Without a condition of its own a job is skipped when one that it needs was.
  expect(jobs.github).toMatchObject({ needs: ['npm', 'pypi', 'maven'] });
  expect(jobs.github.if).toBeUndefined();
});
