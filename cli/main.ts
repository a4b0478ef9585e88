import { parseArgs } from 'util';
import { visible } from 'cdk-break-glass/internal/texts';
import { CALL } from './call';
import { Arguments, Command, HELP } from './command/command';
import { COMMANDS } from './command/commands';
import { helpOf, overview } from './command/help';
import { UserError } from './errors';
import { didYouMean } from './near';
import { wrapped } from './terminal';
import { version } from './version';

/** Exit code of whatever stops the work: wrong usage, input that can't be read, output that can't be written. 1 is only for claims that fail. */
export const WRONG_USAGE = 2;

/** Runs a command line without its first two words. Gives the exit code and never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  process.stdout.on('error', unprinted);
  try {
    return run(argv);
  } catch (error) {
    // What the user can't put right is a defect of ours: where it came from matters then.
    process.stderr.write(error instanceof UserError ? sentence(error.message) : `break-glass: ${visible(`unexpected error\n${(error as Error).stack ?? error}`, '\n')}\n`);
    return WRONG_USAGE;
  }
}

/** An error in lines that the terminal holds; in a log it stays one line, which can be searched. */
function sentence(message: string): string {
  const text = `break-glass: ${visible(message)}`;
  return `${process.stderr.isTTY && process.stderr.columns ? wrapped(text, 0, 2, process.stderr.columns) : text}\n`;
}

/** A reader that has seen enough, such as `head`, is no failure; the exit code is set already by then. A full disk is one, and no failing claim. */
function unprinted({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') { return; }
  process.stderr.write(`break-glass: the result can't be printed: ${message}\n`);
  process.exit(WRONG_USAGE);
}

function run([name, ...rest]: readonly string[]): number {
  if (name === undefined) {
    process.stderr.write(overview());
    return WRONG_USAGE;
  }
  if (['--help', '-h', 'help'].includes(name)) {
    const asked = rest.length > 0 ? commandNamed(rest[0]) : undefined;
    process.stdout.write(asked ? helpOf(asked) : overview());
    return 0;
  }
  if (['--version', '-v'].includes(name)) {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const command = commandNamed(name);
  const given = argumentsOf(command, rest);
  if (given.values.help) {
    process.stdout.write(helpOf(command));
    return 0;
  }
  return command.load()(given);
}

function commandNamed(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (!found) {
    const names = COMMANDS.map((command) => command.name);
    throw new UserError(name.startsWith('-')
      ? `unknown option '${name}' before a command; '${CALL} --help' lists the commands`
      : `unknown command '${name}'${didYouMean(name, names) || `; the commands are ${names.join(', ')}`}`);
  }
  return found;
}

function argumentsOf(command: Command, args: readonly string[]): Arguments {
  const known = [...command.options, HELP];
  const options = Object.fromEntries(known.map(({ name, type, multiple = false }) => [name, { type, multiple, ...(name === 'help' ? { short: 'h' } : {}) }]));
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') { continue; }
    const option = known.find(({ name }) => name === token.name);
    const raw = token.rawName;
    if (!option) {
      throw new UserError(`unknown option '${raw}' of '${command.name}'${didYouMean(raw, known.map(({ name }) => `--${name}`))}`);
    }
    if (option.type === 'string' && (token.value === undefined || (!token.inlineValue && token.value.startsWith('-') && token.value !== '-'))) {
      throw new UserError(`'${raw}' needs a value: ${raw} ${option.value}`);
    }
    if (option.type === 'boolean' && token.value !== undefined) { throw new UserError(`'${raw}' takes no value, got '${token.value}'`); }
    if (!option.multiple && seen.has(option.name)) { throw new UserError(`'${raw}' is given twice`); }
    seen.add(option.name);
  }
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (positionals.length > command.arguments) {
    throw new UserError(`too many arguments for '${command.name}': ${positionals.slice(command.arguments).join(' ')}; usage: ${command.usage}`);
  }
  return { values: values as Arguments['values'], positionals };
}
