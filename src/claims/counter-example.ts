import { Answer } from './answer';
import { AccessRequest } from './claim';
import { groupedBy } from './model';
import { forPeople } from '../private/for-people';
import { visible } from '../private/visible';

/** Counter-examples of one resource that are told; the others are counted. */
const TOLD = 3;

/** A counter-example in one line: `jane.doe-BREAK-GLASS: creates an access key: allowed by …`. */
export function counterExampleLine({ kind, subject, text, because }: Pick<Answer, 'kind' | 'subject' | 'text' | 'because'>): string {
  return visible(forPeople(kind === 'fact' ? `${subject}: expected that it ${text}; found: ${because}` : `${subject}: ${text}: ${because}`));
}

/** Counter-examples of one resource: the first with its request, then some more, then how many others there are. */
export function counterExampleLines(examples: readonly Answer[]): string[] {
  const [first, ...others] = examples;
  const told = others.slice(0, TOLD - 1);
  const left = others.length - told.length;
  return [
    counterExampleLine(first),
    ...(first.request ? requestLines(first.request) : []),
    ...told.map(counterExampleLine),
    ...(left > 0 ? [`and ${left} more`] : []),
  ];
}

/**
 * What an error says about counter-examples: of each claim some, those of different users and roles first, and how many more there are. A claim
 * with many doesn't hide the others.
 *
 * @param failures lines that begin with the claim and the subject
 */
export function failing(failures: readonly string[]): string {
  const byClaim = groupedBy(failures, (line) => line.split(': ', 1)[0]);
  return [
    failures.length === 1 ? 'a break-glass claim fails:' : 'break-glass claims fail:',
    ...[...byClaim].flatMap(([claim, lines]) => {
      const firsts = [...groupedBy(lines, (line) => line.split(': ', 2)[1]).values()].map(([first]) => first);
      const shown = [...new Set([...firsts, ...lines])].slice(0, TOLD);
      return [...shown.map((line) => `- ${line}`), ...(lines.length > shown.length ? [`  and ${lines.length - shown.length} more of ${claim}`] : [])];
    }),
  ].join('\n');
}

/** Who asks for what, where, with which context keys. */
function requestLines({ principalArn, action, resource, context }: AccessRequest): string[] {
  const keys = Object.entries(context).map(([key, value]) => `${key}=${[value].flat().join('|')}`).sort();
  return [`who: ${principalArn}`, `what: ${action}`, `where: ${resource ?? 'any resource'}`, `with: ${keys.join(', ') || 'no context keys'}`].map((line) => visible(forPeople(line)));
}
