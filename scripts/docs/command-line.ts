/** The page on the command line, from the same data as its help. */
import { code, page, table } from './markdown';
import { Command, HELP } from '../../cli/command/command';
import { COMMANDS } from '../../cli/command/commands';

export function commandLinePage(): string {
  return page(
    'Command line',
    '`cdk-break-glass-cli` proves offline what emergency access in templates can and can\'t do. It needs no AWS account. '
    + 'Recipes: [gate a pipeline](../how-to/gate-in-ci.md), [prove any template](../how-to/prove-any-template.md).',
    '```shell\nnpx cdk-break-glass-cli prove cdk.out\nnpm install --save-dev cdk-break-glass-cli && npx cdk-break-glass-cli prove\n```',
    table(['Command', 'Does'], COMMANDS.map(({ name, summary }) => [`[${name}](#break-glass-${name})`, summary])),
    'Text is coloured on a terminal, unless `NO_COLOR` is set. What is printed for programs (`--json`, `--junit -`, `--sarif -`) has no colours.',
    ...COMMANDS.flatMap(section),
    '## Formats',
    [
      '- **JSON** has a field `format`, today 1: [its schema](prove-result.schema.json). Fields may be added; the number changes when one is removed or means something else.',
      '- **JUnit**: a suite for each group of claims, a case for each claim. What doesn\'t apply is skipped. Acknowledgements and assumptions are output.',
      '- **SARIF** 2.1.0: a rule for each claim; a result for each claim and resource, at its line of the template and its construct. Assumptions are notes. Acknowledgements are suppressions with the reason.',
    ].join('\n'),
  );
}

function section({ name, usage, text, options, exitCodes, examples }: Command): string[] {
  return [
    `## break-glass ${name}`,
    text.join(' '),
    `\`\`\`text\n${usage}\n\`\`\``,
    table(['Option', 'Does'], [...options, HELP].map((option) => [code(`--${option.name}${option.value ? ` ${option.value}` : ''}`), option.text])),
    table(['Exit code', 'Means'], exitCodes.map(([exit, meaning]) => [String(exit), meaning])),
    `\`\`\`shell\n${examples.map(([command, what]) => `# ${what}\n${command}`).join('\n')}\n\`\`\``,
  ];
}
