/** The page on the catalogue of playbooks. */
import { code, page, table } from './markdown';
import { Playbook } from '../../src';

export function playbooksPage(): string {
  const playbooks = Playbook.catalogue();
  return page(
    'Playbooks',
    'The catalogue, phase by phase: the longest session and the actions. Resources, conditions and the source of each action are in '
    + '[src/playbook/catalogue](../../src/playbook/catalogue).',
    table(['Playbook', 'For'], playbooks.map((playbook) => [`[${code(playbook.name)}](#${playbook.name.toLowerCase()})`, playbook.title])),
    ...playbooks.flatMap((playbook) => [
      `## ${playbook.name}`,
      `${playbook.title}. ${playbook.description}`,
      table(['Phase', 'Longest session', 'Actions'], playbook.phases.map((phase) => [
        playbook.isReadOnly(phase) ? `${phase} (reads only)` : phase,
        playbook.maxSession(phase).toHumanString(),
        [...new Set(playbook.statements(phase).flatMap((statement) => statement.actions))].sort().map(code).join(' '),
      ])),
    ]),
  );
}
