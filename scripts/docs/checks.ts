/** The page on the rules of the cdk-nag pack. */
import { code, page, table } from './markdown';
import { ACKNOWLEDGEMENT_EXPLANATION, ACKNOWLEDGEMENT_INFO, ACKNOWLEDGEMENT_RULE } from '../../checks/src/acknowledgements';
import { RULES } from '../../checks/src/rules';

export function checksPage(): string {
  const rules = [
    ...RULES.map(({ name, level, resourceTypes: resources, info, explanation }) => (
      { name, severity: level.toLowerCase(), resources, info, explanation })),
    { name: ACKNOWLEDGEMENT_RULE, severity: 'error', resources: ['any construct'], info: ACKNOWLEDGEMENT_INFO, explanation: ACKNOWLEDGEMENT_EXPLANATION },
  ];
  return page(
    'Rules of `BreakGlassChecks`',
    `The cdk-nag pack has ${rules.length} rules. They look at every resource of an app, those of other libraries too. `
    + 'How to use the pack is in [its README](../../checks/README.md); what a finding does to a build in each language is in [languages.md](../languages.md#a-failing-pack).',
    [
      '- **Finding id**: `BreakGlass-` and the rule, as in `BreakGlass-RoleRequiresMFA`. A finding that names what it found has it in brackets, as in '
      + '`BreakGlass-RoleBoundaryDenies[iam:CreateUser]`, and each is acknowledged by itself.',
      '- **Emergency access** is recognised by names, paths, tags and logical ids: *break-glass*, *emergency*, *firecall*, *incident response*, the path `/bg/`, and your own '
      + '`words`. Roles that only services assume don\'t count.',
      '- **Unknown values**: a value that only the deployment decides is a finding of the rule that needs it.',
    ].join('\n'),
    table(['Rule', 'Severity', 'Reports'], rules.map((rule) => [`[${code(rule.name)}](#${rule.name.toLowerCase()})`, rule.severity, rule.info])),
    ...rules.flatMap((rule) => [
      `## ${rule.name}`,
      `*${rule.severity}, looks at ${rule.resources.map(code).join(', ')}*`,
      `**${rule.info}** ${rule.explanation}`,
    ]),
  );
}
