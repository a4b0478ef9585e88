import { execFileSync, spawnSync } from 'child_process';
import { existsSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { referenceOrganization } from '../../examples/reference-org/app';

const ROOT = join(__dirname, '..', '..');
const CFN_LINT = join(ROOT, '.venv', 'bin', 'cfn-lint');

/** W3005: aws-cdk-lib's handler of custom resources names a dependency twice. */
const NOT_OURS = ['W3005'];

beforeAll(() => {
  if (!existsSync(CFN_LINT)) {
    execFileSync(join(ROOT, 'scripts', 'python-env.sh'), { stdio: 'inherit' });
  }
});

test('cfn-lint finds no error and no warning in the templates of the reference organization', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'break-glass-'));
  try {
    const templates = referenceOrganization({ outdir, analyticsReporting: false }).synth().stacks.map((stack) => stack.templateFullPath);
    expect(templates.length).toBe(6);
    const result = spawnSync(CFN_LINT, ['--format', 'parseable', '--ignore-checks', ...NOT_OURS, '--', ...templates], { encoding: 'utf8' });
    expect(result.stdout.split('\n').filter(Boolean)).toEqual([]);
    expect(result.status).toBe(0);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});

test('cfn-lint would find an error', () => {
  const result = spawnSync(CFN_LINT, ['--format', 'parseable'], {
    encoding: 'utf8', input: JSON.stringify({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { MaxSessionDuration: 99 } } } }),
  });
  expect(result.status).not.toBe(0);
  expect(result.stdout).toMatch(/E3034|E3003/);
});
