import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { BUDGET_SECONDS, casesIn, LONG, PARTS, seconds, select } from '../../scripts/quick/select';

const ROOT = join(__dirname, '..', '..');
const suites = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts') && !file.startsWith('latest/'))
  .map((file) => `test/${file}`).sort();
const cases = Object.fromEntries(Object.keys(PARTS).map((suite) => [suite, casesIn(readFileSync(join(ROOT, suite), 'utf8'))]));
const selected = (changed: string, related: readonly string[] = [], direct: readonly string[] = []) => (
  select({ changed: [changed], related, direct, cases, suites }));

describe('a file that every other imports', () => {
  const selection = selected('src/private/validation.ts', suites);

  test('is answered within the budget', () => {
    expect(selection.suites.reduce((sum, suite) => sum + seconds(suite), 0)).toBeLessThanOrEqual(BUDGET_SECONDS);
    expect(selection.suites.length).toBeGreaterThan(50);
  });

  test('has its own suite and those of its folder first', () => {
    const [first, ...others] = selection.suites;
    expect(first).toBe('test/private/validation.test.ts');
    const beside = suites.filter((suite) => suite.startsWith('test/private/') && suite !== first);
    expect(others.slice(0, beside.length)).toEqual(beside);
  });

  test('has a part of some suites on the embedded AWS, and says that the rest of them is left', () => {
    expect(selection.parts).toHaveLength(3);
    expect(selection.left).toEqual(expect.arrayContaining(Object.keys(PARTS)));
  });

  test('leaves no suite unmentioned', () => {
    expect([...selection.suites, ...selection.left].sort()).toEqual(suites);
  });

  test('is compiled, type-checked and linted', () => {
    expect(selection).toMatchObject({ compile: true, types: true, lint: ['src/private/validation.ts'] });
  });
});

test('a changed suite runs, however long it takes', () => {
  expect(selected('test/claims/mutations.test.ts').suites).toEqual(['test/claims/mutations.test.ts']);
});

test('a changed file of cases on the embedded AWS runs whole', () => {
  const suite = 'test/elevation/workflows/ends.test.ts';
  expect(selected('test/elevation/workflows/end-faults.cases.ts').parts).toContainEqual({ suite, cases: 'workflows/end-faults' });
});

test('a changed workflow runs its own cases, though no suite imports them, and names the suites that are left', () => {
  const selection = selected('src/elevation/workflows/submit.ts');
  expect(selection.parts).toEqual([{ suite: 'test/elevation/workflows/requests.test.ts', cases: 'workflows/submit' }]);
  expect(selection.left).toEqual(expect.arrayContaining(Object.keys(PARTS)));
});

test('a changed part of all workflows runs a part of some suites', () => {
  expect(selected('src/elevation/engine/door.ts').parts).toHaveLength(3);
});

test('of suites as near, each folder has its turn: none is left out because of its name', () => {
  const folders = new Set(selected('src/private/forbidden-actions.ts', suites).suites.map((suite) => suite.split('/')[1]));
  expect([...folders]).toEqual(expect.arrayContaining(['checks', 'detection', 'elevation', 'identity', 'lint', 'playbook']));
});

test('suites that import the changed file themselves run before the others', () => {
  const direct = ['test/identity/role-boundary.test.ts', 'test/playbook/high-risk-denies.test.ts'];
  expect(selected('src/private/forbidden-actions.ts', suites, direct).suites.slice(0, 3)).toEqual(expect.arrayContaining(direct));
});

test.each([
  ['emulator/workbench/clock.py', 'test/emulator/bench/bench.test.ts'],
  ['docs/languages.md', 'test/consumers/documents.test.ts'],
  ['README.md', 'test/docs/generated.test.ts'],
  ['examples/java/pom.xml', 'test/consumers/documents.test.ts'],
  ['.github/workflows/release.yml', 'test/release/workflow.test.ts'],
  ['cli/terminal.ts', 'test/lint/rooms.test.ts'],
  ['test/support/judges/event-ruler-java/src/main/java/Main.java', 'test/support/judges/event-ruler.test.ts'],
  ['package.json', 'test/release/pack.test.ts'],
  ['scripts/release/validate-sbom.py', 'test/release/sbom.test.ts'],
  ['integ/integ.elevated-access.ts.snapshot/ElevationIntegElevatedAccess.template.json', 'test/examples/logical-ids.test.ts'],
])('%s, which nothing imports, is read by %s', (file, suite) => {
  expect(selected(file).suites).toContain(suite);
});

test.each([
  ['src/elevation/engine/ledger.ts', 3], ['src/private/validation.ts', 3], ['test/elevation/support/desk.ts', 3], ['src/claims/threats.ts', 0],
])('%s, which jest doesn\'t relate to the suites on the embedded AWS, runs %i parts of them', (file, parts) => {
  expect(selected(file).parts).toHaveLength(parts);
});

test('Python of the emulator runs parts of the suites on it', () => {
  expect(selected('emulator/workbench/sfn.py').parts).toHaveLength(3);
});

test('a text needs neither types nor eslint nor jsii', () => {
  expect(selected('docs/concepts.md')).toMatchObject({ compile: false, types: false, lint: [] });
});

test('a file that is gone is type-checked and not linted', () => {
  expect(select({ changed: ['cli/gone.ts'], gone: ['cli/gone.ts'], related: [], suites })).toMatchObject({ types: true, lint: [] });
});

test('a change that concerns nothing runs nothing', () => {
  expect(selected('LICENSE')).toEqual({ compile: false, types: false, lint: [], suites: [], parts: [], left: [] });
});

test('the suites and cases that the selection names exist', () => {
  expect([...Object.keys(LONG), ...Object.keys(PARTS)].filter((suite) => !suites.includes(suite))).toEqual([]);
  expect(Object.entries(PARTS).filter(([suite, part]) => !cases[suite].includes(part))).toEqual([]);
});
