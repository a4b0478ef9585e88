import { Command, HELP, Option } from './command';
import { COMMANDS } from './commands';
import { CALL } from '../call';
import { command as shell, styled, wrapped } from '../terminal';

const GLOBAL: readonly Option[] = [HELP, { name: 'version', type: 'boolean', text: 'Print the version.' }];

/** The help of the whole. */
export function overview(): string {
  return sections([
    wrapped('Proves offline what emergency (break-glass) access in synthesized CloudFormation templates can and can\'t do.'),
    section('Usage', [`  ${CALL} <command> [options]`]),
    section('Commands', columns(COMMANDS.map(({ name, summary }) => [name, summary]))),
    section('Options', columns(GLOBAL.map(optionRow))),
    wrapped(`'${CALL} <command> --help' says more. `
      + 'Exit codes: 0 success, 1 a claim fails, 2 wrong usage, unreadable input or unwritable output.'),
  ]);
}

export function helpOf(command: Command): string {
  return sections([
    command.text.map((text) => wrapped(text)).join('\n'),
    section('Usage', [`  ${command.usage}`]),
    section('Options', columns([...command.options, HELP].map(optionRow))),
    section('Exit codes', columns(command.exitCodes.map(([code, meaning]) => [String(code), meaning]))),
    section('Examples', command.examples.flatMap(([example, what]) => [shell(example, 2), wrapped(what, 6)])),
  ]);
}

const optionRow = ({ name, value, text }: Option): [string, string] => [`--${name}${value ? ` ${value}` : ''}`, text];

function section(title: string, lines: readonly string[]): string {
  return [styled('bold', title), ...lines].join('\n');
}

const sections = (parts: readonly string[]) => `${parts.join('\n\n')}\n`;

/** A name and its text, side by side; the text goes on below itself. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => {
    const indent = width + 4;
    return `  ${name.padEnd(width)}  ${wrapped(text, indent).slice(indent)}`;
  });
}
