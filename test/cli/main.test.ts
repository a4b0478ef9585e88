import { spawnSync } from 'child_process';
import { join } from 'path';
import { breakGlass } from './support';
import { COMMANDS } from '../../cli/command/commands';
import { version } from '../../cli/version';

const ROOT = join(__dirname, '..', '..');

test('the help of the whole names every command', async () => {
  for (const argument of ['--help', '-h', 'help']) {
    const { code, out } = await breakGlass(argument);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) { expect(out).toMatch(new RegExp(`^  ${name} `, 'm')); }
  }
});

test.each(COMMANDS.map(({ name }) => name))('the help of %s names its options and exit codes', async (name) => {
  for (const argv of [[name, '--help'], [name, '-h'], ['help', name], ['--help', name], ['-h', name]]) {
    const { code, out } = await breakGlass(...argv);
    expect(code).toBe(0);
    for (const option of COMMANDS.find((command) => command.name === name)!.options) { expect(out).toContain(`--${option.name}`); }
    expect(out).toContain('Exit codes');
  }
});

test('without a command it prints the help as an error', async () => {
  const { code, out, err } = await breakGlass();
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('Usage');
});

test('prints its version', async () => expect(await breakGlass('--version')).toEqual({ code: 0, out: `${version()}\n`, err: '' }));

test.each([
  [['prov'], 'unknown command \'prov\'; did you mean \'prove\'?'],
  [['frobnicate'], 'unknown command \'frobnicate\'; the commands are prove, report, explain'],
  [['--frob'], 'unknown option \'--frob\' before a command'],
  [['prove', '--jsn'], 'unknown option \'--jsn\' of \'prove\'; did you mean \'--json\'?'],
  [['prove', '--baselin', 'x'], 'did you mean \'--baseline\'?'],
  [['prove', '--sarif'], '\'--sarif\' needs a value: --sarif FILE'],
  [['prove', '--sarif', '--json'], '\'--sarif\' needs a value'],
  [['prove', '--json=yes'], '\'--json\' takes no value, got \'yes\''],
  [['prove', '--junit', 'a', '--junit', 'b'], '\'--junit\' is given twice'],
  [['prove', 'a', 'b'], 'too many arguments for \'prove\': b'],
  [['explain', 'role-need-mfa'], 'unknown claim \'role-need-mfa\'; did you mean \'role-needs-mfa\''],
  [['prove', '--claim', 'x'], 'unknown claim \'x\'; \'npx cdk-break-glass-cli explain\' lists all'],
])('fails on %j with 2 and a sentence', async (argv, text) => {
  const { code, out, err } = await breakGlass(...argv);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(text);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('an error fits on the terminal; in a log it stays one line', async () => {
  const stderr = Object.getOwnPropertyDescriptors(process.stderr);
  const long = ['prove', 'x'.repeat(30), 'and', 'more', 'of', 'them'];
  expect((await breakGlass(...long)).err.trim().split('\n')).toHaveLength(1);
  Object.defineProperties(process.stderr, { isTTY: { value: true, configurable: true }, columns: { value: 50, configurable: true } });
  try {
    const { err } = await breakGlass(...long);
    expect(err).toMatch(/^break-glass: too many arguments/);
    expect(err.trim().split('\n').length).toBeGreaterThan(1);
    expect(err.split('\n').filter((line) => line.length > 50)).toEqual([]);
  } finally {
    for (const name of ['isTTY', 'columns'] as const) {
      if (stderr[name]) { Object.defineProperty(process.stderr, name, stderr[name]); } else { delete (process.stderr as any)[name]; }
    }
  }
});

/** From the sources, so that nothing has to be compiled before; imports of types alone are gone as in the compiled files. */
test.each([[['--help']], [['prove', '--help']], [['report', '--help']], [['explain', '--help']]])('%j loads nothing of the library, so that it is there at once', (argv) => {
  const script = 'process.on("exit", () => console.error(JSON.stringify(Object.keys(require.cache)))); process.argv.splice(1, 0, "x"); '
    + `require(${JSON.stringify(join(ROOT, 'cli', 'bin.ts'))})`;
  const { stderr, status } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', script, '--', ...argv], {
    cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1', TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json') },
  });
  expect(status).toBe(0);
  const loaded: string[] = JSON.parse(stderr).filter((file: string) => !/node_modules\/(esbuild|tsx)\//.test(file));
  expect(loaded).toContain(join(ROOT, 'cli', 'command', 'help.ts'));
  expect(loaded.filter((file) => !/\/src\/(texts|private\/(for-people|nearest|visible))\.ts$|\/cli\/((bin|call|main|near|errors|version|terminal|command\/\w+)\.ts|package\.json)$/.test(file))).toEqual([]);
});
