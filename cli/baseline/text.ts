import { Changes } from './baseline';
import { LineChange, PrincipalChange } from './compare';
import { DeploymentChanges, ResourceChange } from './deployment';
import { counted } from '../prove/text';
import { printable, styled, wrapped } from '../terminal';

/** A person reads the first ones; `--json` has all. */
const MOST_LINES = 12;
const MOST_RESOURCES = 30;

/** The changes for people. */
export function changesText({ baseline, claims, principals, assumptions, deployment }: Changes): string {
  const parts = [
    ...section('Claims', claims.map(({ id, before, after }) => wrapped(`${id}: ${before ?? 'not asked'}, now ${painted(after)}`, 4))),
    ...section('Access', principals.flatMap(principalLines)),
    ...section('Assumptions', assumptions.flatMap(({ change, subject, text, check }) => [
      wrapped(printable(`${change}: ${subject}: ${text}`), 4), ...change === 'new' ? [styled('dim', `      ${printable(check)}`)] : [],
    ])),
    ...deployment ? deploymentSections(deployment) : [],
  ];
  const title = wrapped(styled('bold', `Since ${printable(baseline)}`));
  return `${[title, ...parts.length > 0 ? parts : ['  Nothing changed.']].join('\n')}\n`;
}

function painted(verdict: string | undefined): string {
  return verdict === 'fails' ? styled('red', verdict) : verdict === 'holds' ? styled('green', verdict) : verdict ?? 'not asked';
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines];
}

function principalLines({ kind, change, name, accounts, lines }: PrincipalChange): string[] {
  const where = accounts.length === 0 ? '' : accounts.length === 1 ? ` of account ${accounts[0]}` : ` in ${counted(accounts.length, 'account')}`;
  const word = change === 'new' ? styled('yellow', 'new') : change;
  return [wrapped(`${word} ${kind} ${printable(name)}${where}`, 4), ...limited(lines.map(lineText), MOST_LINES)];
}

function lineText({ change, line, widens }: LineChange): string {
  return wrapped(printable(`${widens ? 'gains' : 'loses'}: ${change === 'added' ? '' : 'no longer '}${line}`), 6);
}

function limited(lines: readonly string[], most: number): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), styled('dim', `      and ${lines.length - most} more; --json has all`)];
}

function deploymentSections({ replaced, deleted, widened, leftBehind }: DeploymentChanges): string[] {
  return [
    ...section('A deployment would replace', limited(replaced.map((each) => resource(each, each.because.join(', '))), MOST_RESOURCES)),
    ...section('A deployment would delete', limited(deleted.filter(({ retained }) => !retained).map((each) => resource(each)), MOST_RESOURCES)),
    ...section('A deployment would leave behind, retained', limited(deleted.filter(({ retained }) => retained).map((each) => resource(each)), MOST_RESOURCES)),
    ...section('A deployment would widen', limited(widened.flatMap((each) => [resource(each), ...limited(each.lines.map(lineText), MOST_LINES)]), 2 * MOST_RESOURCES)),
    ...section('No longer in the app, so no longer updated', leftBehind.map((name) => wrapped(`stack ${printable(name)}`, 4))),
  ];
}

function resource({ stack, logicalId, type, path }: ResourceChange, because: string = ''): string {
  return wrapped(printable(`${type} ${path ?? `${stack}/${logicalId}`}${because === '' ? '' : `: ${because}`}`), 4);
}
