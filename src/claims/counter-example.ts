import { Answer } from './answer';
import { AccessRequest } from './claim';
import { visible } from '../private/visible';

/** Counter-examples of one resource that are told; the others are counted. */
const TOLD = 3;

/** A counter-example in one line: `jane.doe-BREAK-GLASS: creates an access key: allowed by …`. */
export function counterExampleLine({ kind, subject, text, because }: Answer): string {
  return visible(kind === 'fact' ? `${subject}: expected that it ${text}; found: ${because}` : `${subject}: ${text}: ${because}`);
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

/** Lines of an error that still fits on a screen. */
const LISTED = 20;

/** What an error says about counter-examples. */
export function failing(failures: readonly string[]): string {
  return listed(failures.length === 1 ? 'a break-glass claim fails' : 'break-glass claims fail', failures);
}

/** A text with a list below it. */
function listed(heading: string, lines: readonly string[]): string {
  const left = lines.length - LISTED;
  return [`${heading}:`, ...lines.slice(0, LISTED).map((line) => `- ${line}`), ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
}

/** Who asks for what, where, with which context keys. */
function requestLines({ principalArn, action, resource, context }: AccessRequest): string[] {
  const keys = Object.entries(context).map(([key, value]) => `${key}=${[value].flat().join('|')}`).sort();
  return [`who: ${principalArn}`, `what: ${action}`, `where: ${resource ?? 'any resource'}`, `with: ${keys.join(', ') || 'no context keys'}`].map((line) => visible(line));
}
